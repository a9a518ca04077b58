/** A report while it is being written: what is missing, and the report that comes out of it. */

import type { Area, Category, NewReport, Scale } from "../api/shapes";
import { localDay, plusDays } from "../wording/figures";
import type { Key } from "../wording/strings";
import type { Entry, Reference } from "./outbox";

export interface Draft {
  area: string | null;
  /** The grid is not known: the village will do. */
  vague: boolean;
  category: string | null;
  day: string;
  scale: Scale;
  people: string;
  summary: string;
}

/** The server's today, also when the phone's calendar is wrong or there is no network. */
export function today(reference: Reference, now: Date): string {
  return plusDays(localDay(now), reference.day_shift);
}

/** The field that still needs something, and what to say about it; `null` when the draft is complete. */
export function missing(draft: Draft, area: Area | undefined, isLeaf: boolean, today: string): Key | null {
  if (!area || (!isLeaf && !draft.vague)) return "missing_area";
  if (draft.category === null) return "missing_category";
  if (draft.day > today) return "wrong_day";
  if (draft.summary.trim() === "") return "missing_summary";
  if (looksPersonal(draft.summary)) return "personal_number";
  return null;
}

/**
 * Whether the text seems to hold a telephone, resident id or bank card number. The server redacts by check digits; this
 * only spares the worker from sending them, so a plain run of 11 to 19 digits is enough.
 */
export function looksPersonal(text: string): boolean {
  return /\d{11,19}|\d{17}[\dXx]/.test(text.replace(/(?<=\d)[ -](?=\d)/g, ""));
}

export interface Filed {
  id: string;
  draft: Draft;
  area: Area;
  /** Its full name, for the list on the phone. */
  area_name: string;
  category: Category;
  now: Date;
  reference: Reference;
}

export function entryOf({ id, draft, area, area_name, category, now, reference }: Filed): Entry {
  const people = Number.parseInt(draft.people, 10);
  const report: NewReport = {
    id,
    area: area.id,
    category: category.code,
    occurred_on: draft.day,
    // A phone with a wrong date would date the report wrongly; the server then takes the moment of receipt.
    ...(reference.day_shift === 0 ? { reported_at: now.toISOString() } : {}),
    channel: "patrol",
    scale: draft.scale,
    ...(people > 0 ? { people } : {}),
    summary: draft.summary.trim(),
  };
  return {
    report,
    area_name,
    category_name_zh: category.name_zh,
    category_name_en: category.name_en,
    state: "waiting",
    kept_at: now.toISOString(),
    received_at: null,
    reasons: [],
    conflict: false,
  };
}

/** How often each category was filed from this phone, by code. */
export type Usage = Record<string, number>;

/** The widest categories, most used first; the order of the list settles a tie. */
export function mostUsedFirst(categories: Category[], usage: Usage): Category[] {
  const used = (category: Category) => usage[category.code] ?? 0;
  return categories.filter((category) => category.parent === null).sort((a, b) => used(b) - used(a));
}
