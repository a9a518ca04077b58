/** The series a signal was found in: counts as bars, what is usual as a line, its upper bound dashed. */

import { useMemo } from "preact/hooks";
import type { Point, Signal } from "../api/shapes";
import { dayWords, figure } from "../wording/figures";
import { useWording, type Wording } from "../wording/language";
import { Drawing, QUIET } from "./drawing";
import { windowPositions } from "./window";

const BAR = "#9fb4cb";
const BAR_IN_WINDOW = "#a4262c";
const SHADE = "rgba(164, 38, 44, 0.1)";
const USUAL = "#1f4e79";
const UPPER = "#8a5a00";

export function SeriesChart({ signal }: { signal: Signal }) {
  const wording = useWording();
  const { t, language, either } = wording;
  const option = useMemo(() => chartOption(signal, wording), [signal, wording]);
  const first = signal.series[0];
  const last = signal.series.at(-1);
  if (!first || !last) return null;
  const description = t("chart_description", {
    area: signal.area_name,
    category: either(signal.category_name_zh, signal.category_name_en),
    from: dayWords(language, first.start, signal.as_of),
    to: dayWords(language, last.start, signal.as_of),
    last: figure(last.observed),
  });
  const has = (pick: (point: Point) => number | null) => signal.series.some((point) => pick(point) !== null);
  return (
    <>
      <Drawing class="chart" option={option} description={description} />
      <ul class="legend chart-legend">
        <li>
          <span class="swatch" style={{ background: BAR }} />
          {t("chart_reports")}
        </li>
        <li>
          <span class="swatch" style={{ background: BAR_IN_WINDOW }} />
          {t("chart_window")}
        </li>
        {has((point) => point.expected) && (
          <li>
            <span class="stroke" style={{ borderColor: USUAL }} />
            {t("chart_expected")}
          </li>
        )}
        {has((point) => point.upper) && (
          <li>
            <span class="stroke dashed" style={{ borderColor: UPPER }} />
            {t("chart_upper")}
          </li>
        )}
      </ul>
    </>
  );
}

function chartOption(signal: Signal, { t, language }: Wording) {
  const { series } = signal;
  const days = series.map((point) => dayWords(language, point.start, signal.as_of));
  const window = windowPositions(series, signal.from, signal.to);
  const inside = (i: number) => window !== null && i >= window[0] && i <= window[1];
  const line = (name: string, pick: (point: Point) => number | null, color: string, dashed: boolean) => ({
    name,
    type: "line",
    data: series.map(pick),
    symbol: "none",
    lineStyle: { color, width: dashed ? 1.5 : 2, type: dashed ? "dashed" : "solid" },
    itemStyle: { color },
  });
  return {
    animation: false,
    grid: { left: 8, right: 12, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      confine: true,
      valueFormatter: (value: unknown) => (typeof value === "number" ? figure(value) : "–"),
    },
    xAxis: [
      {
        type: "category",
        data: days,
        axisLine: { lineStyle: { color: "#aab3bf" } },
        axisTick: { show: false },
        axisLabel: { color: QUIET, hideOverlap: true },
      },
      // The shade needs edges between two periods, which an axis of categories does not have.
      { type: "value", min: -0.5, max: series.length - 0.5, show: false },
    ],
    yAxis: {
      type: "value",
      minInterval: 1,
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: "#e6eaee" } },
      axisLabel: { color: QUIET },
    },
    series: [
      {
        name: t("chart_reports"),
        type: "bar",
        data: series.map((point, i) => ({
          value: point.observed,
          itemStyle: { color: inside(i) ? BAR_IN_WINDOW : BAR },
        })),
        barCategoryGap: "25%",
      },
      ...(window ? [shade(window)] : []),
      line(t("chart_expected"), (point) => point.expected, USUAL, false),
      line(t("chart_upper"), (point) => point.upper, UPPER, true),
    ],
  };
}

function shade([first, last]: [number, number]) {
  return {
    type: "line",
    xAxisIndex: 1,
    data: [],
    silent: true,
    tooltip: { show: false },
    markArea: {
      silent: true,
      itemStyle: { color: SHADE },
      data: [[{ xAxis: first - 0.5 }, { xAxis: last + 0.5 }]],
    },
  };
}
