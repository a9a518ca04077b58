/** The token that opens the pages: taken from `#token=…` once, kept by the browser, never left in the address. */

const KEY = "fengsui.token";

/** The part of `window` this needs, so that a test can stand in for it. */
export interface Place {
  location: { hash: string; pathname: string; search: string };
  history: { replaceState(state: unknown, title: string, url: string): void };
}

export function takeToken(place: Place, storage: Storage): string | null {
  const found = /^#token=([^&]+)/.exec(place.location.hash);
  if (found?.[1]) {
    storage.setItem(KEY, decodeURIComponent(found[1]));
    place.history.replaceState(null, "", place.location.pathname + place.location.search);
  }
  return storage.getItem(KEY);
}

export function keepToken(token: string, storage: Storage): void {
  storage.setItem(KEY, token);
}

export function forgetToken(storage: Storage): void {
  storage.removeItem(KEY);
}
