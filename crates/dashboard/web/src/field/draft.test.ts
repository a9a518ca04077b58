import { expect, test } from "vitest";
import type { Area, Category } from "../api/shapes";
import { type Draft, entryOf, looksPersonal, missing, mostUsedFirst, today } from "./draft";
import type { Reference } from "./outbox";

const grid: Area = { id: "g", parent: null, level: "grid", name: "第1网格", households: 0, centre: null };
const category = (code: string, parent: string | null = null): Category => ({
  code,
  parent,
  name_zh: code,
  name_en: code,
  restricted: false,
});
const reference: Reference = {
  me: {
    name: "",
    role: "grid_worker",
    area: { id: "g", name: "", level: "grid" },
    today: "2026-07-05",
    as_of: null,
  },
  areas: [grid],
  categories: [category("02")],
  day_shift: 0,
};
const draft: Draft = {
  area: "g",
  vague: false,
  category: "02",
  day: "2026-07-05",
  scale: "01",
  people: "",
  summary: " 两户因巷道争执。 ",
};

test("a complete draft lacks nothing, an incomplete one says what it lacks", () => {
  const lacks = (change: Partial<Draft>, area: Area | undefined = grid, isLeaf = true) =>
    missing({ ...draft, ...change }, area, isLeaf, "2026-07-05");
  expect(lacks({})).toBeNull();
  expect(missing(draft, undefined, false, "2026-07-05")).toBe("missing_area");
  expect(lacks({}, grid, false)).toBe("missing_area");
  expect(lacks({ vague: true }, grid, false)).toBeNull();
  expect(lacks({ category: null })).toBe("missing_category");
  expect(lacks({ day: "2026-07-06" })).toBe("wrong_day");
  expect(lacks({ summary: "  " })).toBe("missing_summary");
  expect(lacks({ summary: "电话13912345678" })).toBe("personal_number");
});

test("numbers of persons are noticed, figures of the matter are not", () => {
  for (const text of [
    "13912345678",
    "139 1234 5678",
    "620982199001011234",
    "62098219900101123X",
    "6222-0212-3456-7890-123",
  ]) {
    expect(looksPersonal(`联系${text}`), text).toBe(true);
  }
  for (const text of ["欠款120000元", "2026年7月5日 3户12人", "水表号 1234567"]) {
    expect(looksPersonal(text), text).toBe(false);
  }
});

test("the report says what was filled in, and leaves out what was not", () => {
  const now = new Date("2026-07-05T08:00:00Z");
  const filed = {
    id: "1",
    draft,
    area: grid,
    area_name: "月牙泉村第1网格",
    category: category("02"),
    now,
    reference,
  };
  expect(entryOf(filed).report).toEqual({
    id: "1",
    area: "g",
    category: "02",
    occurred_on: "2026-07-05",
    reported_at: "2026-07-05T08:00:00.000Z",
    channel: "patrol",
    scale: "01",
    summary: "两户因巷道争执。",
  });
  const with_people = entryOf({ ...filed, draft: { ...draft, people: "6" } });
  expect(with_people.report.people).toBe(6);
  const wrong_clock = entryOf({ ...filed, reference: { ...reference, day_shift: 1 } });
  expect(wrong_clock.report).not.toHaveProperty("reported_at");
});

test("today is the server's day, offline too and with a wrong phone calendar", () => {
  const phone = new Date("2026-07-05T17:00:00Z");
  expect(today(reference, phone)).toBe("2026-07-06");
  expect(today({ ...reference, day_shift: -2 }, phone)).toBe("2026-07-04");
});

test("the most used categories come first and parts stand under their whole", () => {
  const list = [category("01"), category("02"), category("10"), category("1001", "10")];
  expect(mostUsedFirst(list, { 10: 3, 2: 0 }).map((each) => each.code)).toEqual(["10", "01", "02"]);
});
