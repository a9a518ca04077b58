import { expect, test } from "vitest";
import type { ScoreLine } from "../api/shapes";
import { leadWords, summed } from "./scorecard";

const line = (town: string, more: Partial<ScoreLine>): ScoreLine => ({
  month: "2026-11",
  town,
  town_name: town,
  kind: "emerging",
  detector: "seasonal_baseline",
  issued: 1,
  acknowledged: 1,
  acknowledged_in_time: 1,
  answered: 1,
  answered_in_time: 0,
  right: 1,
  partly: 0,
  wrong: 0,
  known: 0,
  ppv: 1,
  returned: 0,
  rises: 1,
  median_lead_days: 4,
  ...more,
});

test("the lines of a town are added up and those of another are not", () => {
  const groups = summed(
    [
      line("a", {}),
      line("b", { issued: 7 }),
      line("a", { right: 0, wrong: 1, rises: 3, median_lead_days: 8 }),
    ],
    (each) => each.town,
  );
  expect(groups.map(({ line, score }) => [line.town, score.issued, score.right, score.wrong])).toEqual([
    ["a", 2, 1, 1],
    ["b", 7, 1, 0],
  ]);
  expect(groups[0]?.score.median_lead_days).toBe(7);
  expect(groups[0]?.score.rises).toBe(4);
});

test("a lead says whether the letter came before the peak", () => {
  expect(leadWords("zh", line("a", {}))).toBe("提前4天（1件）");
  expect(leadWords("zh", line("a", { median_lead_days: -2.6 }))).toBe("滞后3天（1件）");
  expect(leadWords("en", line("a", { median_lead_days: null }))).toBe("—");
});
