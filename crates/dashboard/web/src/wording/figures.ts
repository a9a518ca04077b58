/** Numbers, days and moments as the reader writes them. Days are local to the county; moments are shown in its zone. */

import type { Language } from "./language";

/** The county's zone. China has one, without daylight saving time. */
const ZONE = "Asia/Shanghai";

const tag = (language: Language) => (language === "zh" ? "zh-CN" : "en-GB");

/** 12 stays 12, 2.13 becomes 2.1, 0.04 becomes 0.04: as many digits as carry meaning. */
export function figure(value: number): string {
  if (Number.isInteger(value)) return String(value);
  if (Math.abs(value) >= 20) return String(Math.round(value));
  if (Math.abs(value) >= 0.1) return String(Number(value.toFixed(1)));
  return String(Number(value.toPrecision(1)));
}

const atNoon = (day: string) => new Date(`${day}T12:00:00+08:00`);

/** 7月5日 / 5 Jul; with the year when it is not the year of `near`. */
export function dayWords(language: Language, day: string, near?: string): string {
  const year = near !== undefined && near.slice(0, 4) !== day.slice(0, 4);
  return new Intl.DateTimeFormat(tag(language), {
    timeZone: ZONE,
    ...(year ? { year: "numeric" } : {}),
    month: language === "zh" ? "long" : "short",
    day: "numeric",
  }).format(atNoon(day));
}

/** 2026年7月5日 星期日 / Sunday, 5 July 2026 */
export function longDay(language: Language, day: string): string {
  const date = atNoon(day);
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag(language), { timeZone: ZONE, ...options }).format(date);
  const plain = format({ year: "numeric", month: "long", day: "numeric" });
  const weekday = format({ weekday: "long" });
  return language === "zh" ? `${plain} ${weekday}` : `${weekday}, ${plain}`;
}

/** 7月5日 06:00 / 5 Jul 06:00 */
export function momentWords(language: Language, moment: string): string {
  const date = new Date(moment);
  const time = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
  return `${dayWords(language, localDay(date))} ${time.format(date)}`;
}

/** The county's calendar day at this moment. */
export function localDay(moment: Date): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: ZONE }).format(moment);
}

/** The day `n` days later. */
export function plusDays(day: string, n: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + n);
  return date.toISOString().slice(0, 10);
}

/** Whole days from `from` to `to`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
