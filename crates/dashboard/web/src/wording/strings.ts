/**
 * Every text of both pages, in both languages, side by side: a new text cannot be added in one language alone.
 * `{name}` marks a place that the page fills.
 */

import { advisories } from "./texts/advisories";
import { field } from "./texts/field";
import { frame } from "./texts/frame";
import { reports } from "./texts/reports";
import { review } from "./texts/review";
import { signals } from "./texts/signals";

/** One file for each part of the pages; a key stands in one of them only. */
export const PARTS = { frame, review, signals, advisories, reports, field };

const texts = { ...frame, ...review, ...signals, ...advisories, ...reports, ...field } as const;

export type Key = keyof typeof texts;

export const strings: Record<Key, { zh: string; en: string }> = texts;

/** Whether a word of the server has a text here. */
export function isKey(key: string): key is Key {
  return Object.hasOwn(texts, key);
}
