import { expect, test } from "vitest";
import type { Signal } from "../api/shapes";
import { detectorWords, explanation, row, ruleWords, windowWords } from "./sentences";

const signal: Signal = {
  id: "a",
  kind: "emerging",
  detector: "seasonal_baseline",
  area: "620982106",
  area_name: "月牙泉镇",
  category: "07",
  category_name_zh: "山林土地纠纷",
  category_name_en: "forest/land",
  event: null,
  from: "2026-06-22",
  to: "2026-07-05",
  observed: 9,
  expected: 2.13,
  upper: 5.7,
  p_value: 0.0004,
  q_value: 0.012,
  ratio: 4.2,
  chance: null,
  episode: null,
  places: 0,
  weight: 6.9,
  level: "orange",
  status: "new",
  withheld_by: null,
  advisory: null,
  as_of: "2026-07-05T22:00:00Z",
  cluster: [],
  series: [],
  reports: [],
  parameters: [],
};

test("a row sets what was observed against what is usual", () => {
  expect(row("zh", signal)).toBe("近两周 9 件，往常约 2.1 件");
  expect(row("en", signal)).toBe("In the last two weeks: 9, usually about 2.1");
});

test("a window that is over is named by its days", () => {
  const old = { ...signal, from: "2025-11-03", to: "2025-11-16" };
  expect(windowWords("zh", old)).toBe("2025年11月3日至2025年11月16日");
});

test("the upper bound is said as a whole number that is not exceeded", () => {
  expect(explanation("zh", signal)).toContain("一般不超过 5 件");
});

test("a cluster names its places", () => {
  const cluster = [
    { id: "1", name: "第1网格" },
    { id: "2", name: "第2网格" },
  ];
  expect(explanation("zh", { ...signal, cluster })).toContain("涉及相邻的 2 个地方：第1网格、第2网格。");
});

test("a recurring signal names its event, its coming window and what to expect", () => {
  const recurring: Signal = {
    ...signal,
    kind: "recurring",
    event: "winter_irrigation",
    event_name_zh: "冬灌",
    event_name_en: "winter irrigation",
    from: "2026-10-10",
    to: "2026-11-15",
    parameters: [
      ["forecast", 11.4],
      ["forecast_lower", 6.2],
      ["forecast_upper", 18.1],
    ],
  };
  expect(row("zh", recurring)).toBe("往年冬灌平均 9 件，约为平时的 4.2 倍");
  expect(explanation("zh", recurring)).toContain("这一次是10月10日至11月15日");
  expect(explanation("zh", recurring)).toContain("这一次约 11 件（6 至 19 件）");
  expect(row("en", { ...recurring, event_name_en: null })).toContain("winter_irrigation");
});

test("a trend says its yearly change", () => {
  const trending: Signal = { ...signal, kind: "trending", observed: 46, ratio: 1.37 };
  expect(row("zh", trending)).toBe("近十二个月 46 件，每年约增 37%");
  expect(row("zh", { ...trending, ratio: 0.8 })).toContain("每年约减 20%");
  expect(row("zh", { ...trending, ratio: 1.01 })).toContain("大体持平");
});

test("a silence says what did not come, and of what", () => {
  const silent: Signal = {
    ...signal,
    kind: "silent",
    detector: "silence",
    category: "*",
    category_name_zh: "各类矛盾纠纷",
    category_name_en: "disputes of all kinds",
    observed: 0,
    expected: 6.4,
  };
  expect(row("zh", silent)).toBe("近两周上报 0 件，往常约 6.4 件");
  expect(explanation("zh", silent)).toContain("月牙泉镇各类矛盾纠纷只上报 0 件");
  expect(explanation("en", silent)).toContain("no assessment of a person");
});

test("batches, copies, topics and returns each have words of their own", () => {
  const told = (kind: Signal["kind"], detector: string) => row("zh", { ...signal, kind, detector });
  expect(told("irregular", "heaping")).toContain("集中上报 9 件");
  expect(told("irregular", "copies")).toContain("文字雷同");
  expect(told("emerging", "topic")).toContain("以往少见的说法");
  expect(told("recurring", "return")).toContain("反复发生");
  expect(told("recurring", "own_season")).toContain("往年");
});

test("a rule that the page does not know is shown by its key", () => {
  expect(ruleWords("zh", "cool_down")).toBe("近期已提示过，等级没有升高");
  expect(ruleWords("zh", "new_rule")).toBe("new_rule");
});

test("each of the ten methods has its name, and that of copies is not the copies of a letter", () => {
  for (const detector of [
    "seasonal_baseline",
    "space_time_scan",
    "calendar_effect",
    "mann_kendall",
    "topic",
    "return",
    "own_season",
    "silence",
    "heaping",
    "copies",
  ])
    expect(detectorWords("zh", detector), detector).toMatch(/\p{Script=Han}/u);
  expect(detectorWords("zh", "copies")).toBe("文字雷同");
});
