import { expect, test } from "vitest";
import { corrected, prefilled } from "./correction";

test("what could be read of a row stands in the form, and what it does not show is sent again", () => {
  const raw = JSON.stringify({
    id: "a",
    area: "1",
    people: 12,
    tags: ["x"],
    category: null,
    summary: "渠水",
  });
  const values = prefilled(raw);
  expect(values).toMatchObject({ area: "1", people: "12", category: "", summary: "渠水" });
  expect(corrected(raw, { ...values, category: "02" })).toEqual({
    id: "a",
    tags: ["x"],
    area: "1",
    people: "12",
    category: "02",
    summary: "渠水",
  });
});

test("a line of a table leaves the form empty, and only what is typed is sent", () => {
  for (const raw of ["1,邻里,昨天", "[1]", "7", ""]) {
    const values = prefilled(raw);
    expect(new Set(Object.values(values))).toEqual(new Set([""]));
    expect(corrected(raw, { ...values, area: "1" })).toEqual({ area: "1" });
  }
});
