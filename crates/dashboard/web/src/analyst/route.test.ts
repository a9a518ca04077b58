import { expect, test } from "vitest";
import { readRoute, viewsOf } from "./route";

test("an address names a section and an item, and nonsense names none", () => {
  expect(readRoute("#/signals/0199-ab")).toEqual({ view: "signals", id: "0199-ab" });
  expect(readRoute("#/reports")).toEqual({ view: "reports", id: null });
  expect(readRoute("#/nowhere/1")).toEqual({ view: null, id: "1" });
  expect(readRoute("")).toEqual({ view: null, id: null });
});

test("a town is not offered the outbox, which it may not read", () => {
  expect(viewsOf("town")).not.toContain("deliveries");
  expect(viewsOf("analyst")).toContain("deliveries");
});
