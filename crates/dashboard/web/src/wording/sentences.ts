/** What a signal says, in words a committee uses. Every figure in a sentence is one the server sent. */

import type { Kind, Signal, SignalSummary } from "../api/shapes";
import { daysBetween, dayWords, figure, localDay } from "./figures";
import { type Language, translate } from "./language";
import { isKey } from "./strings";

/** A signal window that ended this long before the data cut is no longer "the last weeks". */
const RECENT_DAYS = 8;
/** A yearly change below this share is called level: a reader would not see it. */
const LEVEL_SHARE = 0.02;

/** Where a recurring signal keeps what its next window is expected to bring. */
const FORECAST = ["forecast", "forecast_lower", "forecast_upper"];

const WEEKS = ["last_week", "last_two_weeks", "last_three_weeks", "last_four_weeks"] as const;

/** 近两周, or the two days when the window is longer or older than that. */
export function windowWords(language: Language, signal: SignalSummary): string {
  const weeks = Math.round((daysBetween(signal.from, signal.to) + 1) / 7);
  const cut = localDay(new Date(signal.as_of));
  const key = WEEKS[weeks - 1];
  if (key && Math.abs(daysBetween(signal.to, cut)) <= RECENT_DAYS) return translate(language, key);
  return translate(language, "between", {
    from: dayWords(language, signal.from, cut),
    to: dayWords(language, signal.to, cut),
  });
}

/** The line of a list: observed against expected. */
export function row(language: Language, signal: SignalSummary): string {
  return translate(language, `row_${story(signal)}`, values(language, signal));
}

/** The explanation at the top of the detail. */
export function explanation(language: Language, signal: Signal): string {
  const sentences = [translate(language, `say_${story(signal)}`, values(language, signal))];
  const parameters = new Map(signal.parameters);
  const [n, lower, upper] = FORECAST.map((name) => parameters.get(name));
  if (n !== undefined && lower !== undefined && upper !== undefined) {
    const whole = { n: Math.round(n), lower: Math.floor(lower), upper: Math.ceil(upper) };
    sentences.push(translate(language, "say_forecast", whole));
  }
  if (signal.cluster.length > 1) {
    const names = signal.cluster.map((area) => area.name).join(language === "zh" ? "、" : ", ");
    sentences.push(translate(language, "say_cluster", { n: signal.cluster.length, names }));
  }
  return sentences.join(language === "zh" ? "" : " ");
}

/** Methods that tell something else than the others of their kind. */
const OWN_STORIES = ["topic", "return", "heaping", "copies"] as const;
type Story = Exclude<Kind, "irregular"> | (typeof OWN_STORIES)[number];

/** Which sentence tells this signal. */
function story(signal: SignalSummary): Story {
  const own = OWN_STORIES.find((each) => each === signal.detector);
  return own ?? (signal.kind === "irregular" ? "heaping" : signal.kind);
}

/** The rule that withheld a signal; its key where this page does not know it yet. */
export const ruleWords = (language: Language, rule: string) => known(language, "rule", rule);

/** The method that found a signal; its key where this page does not know it yet. */
export const detectorWords = (language: Language, detector: string) => known(language, "detector", detector);

function known(language: Language, family: string, word: string): string {
  const key = `${family}_${word}`;
  return isKey(key) ? translate(language, key) : word;
}

function values(language: Language, signal: SignalSummary) {
  const zh = language === "zh";
  const event = (zh ? signal.event_name_zh : signal.event_name_en) ?? signal.event;
  return {
    when: windowWords(language, signal),
    area: whose(language, signal),
    who: signal.kind === "silent" && signal.places > 0 ? (zh ? "" : " from ") + whose(language, signal) : "",
    category: zh ? signal.category_name_zh : signal.category_name_en,
    observed: figure(signal.observed),
    expected: figure(signal.expected),
    upper: figure(Math.floor(signal.upper)),
    ratio: figure(signal.ratio),
    from: dayWords(language, signal.from, signal.as_of),
    to: dayWords(language, signal.to, signal.as_of),
    event: event ?? translate(language, "the_season"),
    change: yearlyChange(language, signal.ratio),
  };
}

/** Whose reports are meant: the area's, or those of the silent grids in it. */
function whose(language: Language, signal: SignalSummary): string {
  const { kind, places, area_name: area } = signal;
  return kind === "silent" && places > 0 ? translate(language, "grids_of", { area, n: places }) : area;
}

function yearlyChange(language: Language, ratio: number): string {
  const percent = Math.round(Math.abs(ratio - 1) * 100);
  if (Math.abs(ratio - 1) < LEVEL_SHARE) return translate(language, "yearly_level");
  return translate(language, ratio > 1 ? "yearly_rise" : "yearly_fall", { percent });
}
