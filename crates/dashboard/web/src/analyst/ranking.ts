/** The order of the morning's list, and which signals belong to it. */

import type { AreaRisk, Kind, Level, SignalSummary } from "../api/shapes";

/** The tabs of the list. What is about the reporting itself is few and asks one question, so it shares a tab. */
export const TABS = {
  emerging: ["emerging"],
  recurring: ["recurring"],
  trending: ["trending"],
  reporting: ["silent", "irregular"],
} satisfies Record<string, Kind[]>;
export type Tab = keyof typeof TABS;

export function tabOf(kind: Kind): Tab {
  return kind === "silent" || kind === "irregular" ? "reporting" : kind;
}

/** Highest first, as a legend lists them. */
export const LEVELS: Level[] = ["red", "orange", "yellow", "blue"];

/** What the list may show: what waits or was taken up, what was said before and goes on, what other rules withheld, what
 * was dismissed. */
export const SHOWN = ["open", "followed", "withheld", "dismissed"] as const;
export type Shown = (typeof SHOWN)[number];

/** The rules that withhold what was said before. */
const FOLLOWED = ["cool_down", "ongoing"];

export function isShown(signal: SignalSummary, shown: Shown): boolean {
  const { status, withheld_by } = signal;
  if (status === "dismissed") return shown === "dismissed";
  if (status !== "withheld") return shown === "open";
  return shown === (FOLLOWED.includes(withheld_by ?? "") ? "followed" : "withheld");
}

/** Highest level first, then the learned chance or the expected harm, then evidence; the id settles a tie, so that the order never jumps. */
export function ranked(signals: SignalSummary[]): SignalSummary[] {
  return [...signals].sort(
    (a, b) =>
      LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
      (b.chance ?? b.weight) - (a.chance ?? a.weight) ||
      a.q_value - b.q_value ||
      a.id.localeCompare(b.id),
  );
}

/** Areas by risk: highest level first, calm ones last, then the number of signals and of reports. */
export function byRisk(risks: AreaRisk[]): AreaRisk[] {
  const place = (level: Level | null) => (level === null ? LEVELS.length : LEVELS.indexOf(level));
  return [...risks].sort(
    (a, b) => place(a.level) - place(b.level) || b.signals - a.signals || b.reports_4w - a.reports_4w,
  );
}
