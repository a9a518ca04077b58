import { expect, test } from "vitest";
import { forgetToken, keepToken, type Place, takeToken } from "./session";

function storage(): Storage {
  const held = new Map<string, string>();
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
    clear: () => held.clear(),
    key: () => null,
    length: 0,
  };
}

function place(hash: string): Place & { shown: string | null } {
  const here = {
    shown: null as string | null,
    location: { hash, pathname: "/field", search: "" },
    history: {
      replaceState: (_state: unknown, _title: string, url: string) => {
        here.shown = url;
      },
    },
  };
  return here;
}

test("a token in the address is kept and taken out of the address", () => {
  const held = storage();
  const here = place("#token=a%2Bb");
  expect(takeToken(here, held)).toBe("a+b");
  expect(here.shown).toBe("/field");
  expect(takeToken(place(""), held)).toBe("a+b");
});

test("an address without a token leaves everything as it is", () => {
  const here = place("#/signals/1");
  expect(takeToken(here, storage())).toBeNull();
  expect(here.shown).toBeNull();
});

test("a forgotten token is gone", () => {
  const held = storage();
  keepToken("t", held);
  forgetToken(held);
  expect(takeToken(place(""), held)).toBeNull();
});
