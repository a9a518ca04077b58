import { expect, test } from "vitest";
import type { Kind, Level, SignalStatus, SignalSummary } from "../api/shapes";
import { byRisk, isShown, ranked, TABS, tabOf } from "./ranking";

const signal = (id: string, level: Level, q_value: number, status: SignalStatus = "new", weight = 1) =>
  ({ id, level, q_value, status, weight, chance: null }) as SignalSummary;

test("each kind has one tab, and silence shares one with what else is about the reporting", () => {
  const kinds: Kind[] = ["emerging", "recurring", "trending", "silent", "irregular"];
  expect(Object.values(TABS).flat().toSorted()).toEqual(kinds.toSorted());
  for (const kind of kinds) expect(TABS[tabOf(kind)]).toContain(kind);
});

test("within a level what weighs more comes first, though it be less certain", () => {
  const list = [signal("few", "red", 0.001, "new", 2), signal("many", "red", 0.04, "new", 9)];
  expect(ranked(list).map((each) => each.id)).toEqual(["many", "few"]);
});

test("what was learned from answers goes before the weight", () => {
  const list = [signal("heavy", "red", 0.001, "new", 9), signal("likely", "red", 0.04, "new", 2)];
  const learned = list.map((each) => ({ ...each, chance: each.id === "likely" ? 0.8 : 0.3 }));
  expect(ranked(learned).map((each) => each.id)).toEqual(["likely", "heavy"]);
});

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

test("what was said before and goes on is followed", () => {
  const going = { ...signal("a", "red", 0, "withheld"), withheld_by: "ongoing" };
  expect(isShown(going, "followed")).toBe(true);
  expect(isShown(going, "withheld")).toBe(false);
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
