/** Which periods of a series lie in the signal's window. */

import type { Point } from "../api/shapes";
import { daysBetween, plusDays } from "../wording/figures";

/** The positions of the first and the last such period; `null` when the window lies before or after the series. */
export function windowPositions(series: Point[], from: string, to: string): [number, number] | null {
  const ends = series.map((point, i) => series[i + 1]?.start ?? endOfLast(series, point));
  const first = ends.findIndex((end) => end > from);
  const last = series.findLastIndex((point) => point.start <= to);
  return first < 0 || last < first ? null : [first, last];
}

/** The first day after the last period, taken to be as long as the one before it. */
function endOfLast(series: Point[], last: Point): string {
  const before = series.at(-2);
  return plusDays(last.start, before ? daysBetween(before.start, last.start) : 1);
}
