/** The sums of a scorecard. */

import type { Score, ScoreLine } from "../api/shapes";
import type { Language } from "../wording/language";

const COUNTS = [
  "issued",
  "acknowledged",
  "acknowledged_in_time",
  "answered",
  "answered_in_time",
  "right",
  "partly",
  "wrong",
  "known",
  "returned",
] as const;

/** The lines of one key together, in the order in which the keys come first. Rates are left to the reader of the counts. */
export function summed(
  lines: readonly ScoreLine[],
  key: (line: ScoreLine) => string,
): { line: ScoreLine; score: Score }[] {
  const groups = new Map<string, { line: ScoreLine; score: Score }>();
  for (const line of lines) {
    const known = groups.get(key(line));
    if (known === undefined) {
      groups.set(key(line), { line, score: { ...line } });
      continue;
    }
    const { score } = known;
    for (const count of COUNTS) score[count] += line[count];
    // Medians of parts make no median of the whole: weighted by the rises behind them they come near it.
    score.median_lead_days = weighted(score, line);
    score.rises += line.rises;
  }
  return [...groups.values()];
}

function weighted(a: Score, b: Score): number | null {
  if (a.median_lead_days === null) return b.median_lead_days;
  if (b.median_lead_days === null) return a.median_lead_days;
  return (a.median_lead_days * a.rises + b.median_lead_days * b.rises) / (a.rises + b.rises);
}

/** Days by which the letter came before the peak, or after it. */
export function leadWords(language: Language, { median_lead_days, rises }: Score): string {
  if (median_lead_days === null) return "—";
  const days = Math.round(median_lead_days);
  if (language === "zh") return `${days >= 0 ? `提前${days}天` : `滞后${-days}天`}（${rises}件）`;
  return `${Math.abs(days)} days ${days >= 0 ? "before" : "after"} (${rises})`;
}
