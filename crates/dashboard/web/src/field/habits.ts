/** What this phone is mostly used for: the last grid, and how often each category. Never sent anywhere. */

import type { Category } from "../api/shapes";
import type { Usage } from "./draft";

const AREA = "fengsui.area";
const USAGE = "fengsui.usage";

export function lastArea(): string | null {
  return localStorage.getItem(AREA);
}

export function usage(): Usage {
  try {
    return JSON.parse(localStorage.getItem(USAGE) ?? "{}") as Usage;
  } catch {
    // Only the order of the buttons is lost.
    return {};
  }
}

export function noteUse(area: string, category: Category): void {
  localStorage.setItem(AREA, area);
  const counts = usage();
  const widest = category.parent ?? category.code;
  counts[widest] = (counts[widest] ?? 0) + 1;
  localStorage.setItem(USAGE, JSON.stringify(counts));
}
