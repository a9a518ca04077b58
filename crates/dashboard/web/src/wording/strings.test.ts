import { expect, test } from "vitest";
import { translate } from "./language";
import { type Key, PARTS, strings } from "./strings";

const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

test("a key stands in one part only, for a later one would hide the earlier", () => {
  const keys = Object.values(PARTS).flatMap((part) => Object.keys(part));
  expect(keys.toSorted()).toEqual(Object.keys(strings).toSorted());
});

test("every text stands in both languages and names the same places", () => {
  for (const [key, { zh, en }] of Object.entries(strings)) {
    expect(zh.trim(), key).not.toBe("");
    expect(en.trim(), key).not.toBe("");
    // The area and the season may change order, but none may be lost.
    expect(places(en), key).toEqual(places(zh));
  }
});

test("no Chinese text is left in English, and none is English by mistake", () => {
  const sameInBoth: Key[] = [];
  for (const [key, { zh, en }] of Object.entries(strings)) {
    expect(en, key).not.toMatch(/\p{Script=Han}/u);
    if (!/\p{Script=Han}/u.test(zh)) sameInBoth.push(key as Key);
  }
  expect(sameInBoth).toEqual([]);
});

test("a place without a value stays visible instead of vanishing", () => {
  expect(translate("zh", "since", { day: "7月5日" })).toBe("7月5日起");
  expect(translate("en", "since", {})).toBe("since {day}");
});
