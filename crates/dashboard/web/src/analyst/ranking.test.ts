import { expect, test } from "vitest";
import type { Level, SignalStatus, SignalSummary } from "../api/shapes";
import { byRisk, isShown, ranked } from "./ranking";

const signal = (id: string, level: Level, q_value: number, status: SignalStatus = "new") =>
  ({ id, level, q_value, status }) as SignalSummary;

test("the list is ranked by level, then by evidence, and a tie never jumps", () => {
  const list = [
    signal("b", "blue", 0.001),
    signal("d", "red", 0.2),
    signal("c", "red", 0.1),
    signal("a", "red", 0.1),
  ];
  expect(ranked(list).map((each) => each.id)).toEqual(["a", "c", "d", "b"]);
  expect(ranked(list.toReversed())).toEqual(ranked(list));
});

test("what a rule withheld is listed apart, not lost", () => {
  expect(isShown(signal("a", "red", 0, "withheld"), "open")).toBe(false);
  expect(isShown(signal("a", "red", 0, "withheld"), "withheld")).toBe(true);
  expect(isShown(signal("a", "red", 0, "confirmed"), "open")).toBe(true);
});

test("calm areas come last", () => {
  const risk = (area: string, level: Level | null, reports_4w: number) => ({
    area,
    level,
    signals: 0,
    reports_4w,
  });
  const sorted = byRisk([risk("calm", null, 90), risk("blue", "blue", 1), risk("red", "red", 1)]);
  expect(sorted.map((each) => each.area)).toEqual(["red", "blue", "calm"]);
});
