import { expect, test } from "vitest";
import { windowPositions } from "./window";

const weeks = ["2026-06-15", "2026-06-22", "2026-06-29"].map((start) => ({
  start,
  observed: 1,
  expected: null,
  upper: null,
}));

test("the window covers the weeks that hold its days", () => {
  expect(windowPositions(weeks, "2026-06-24", "2026-07-05")).toEqual([1, 2]);
  expect(windowPositions(weeks, "2026-07-05", "2026-08-05")).toEqual([2, 2]);
});

test("a window that is still to come shades nothing", () => {
  expect(windowPositions(weeks, "2026-07-06", "2026-08-05")).toBeNull();
  expect(windowPositions(weeks, "2026-05-01", "2026-05-10")).toBeNull();
  expect(windowPositions([], "2026-05-01", "2026-05-10")).toBeNull();
});
