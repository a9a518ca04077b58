/** A value on its way from the server: a hook that keeps answers in order and never shows a stale one as new. */

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Problem } from "./problem";

export type Loaded<T> =
  | { state: "loading" }
  | { state: "failed"; problem: Problem }
  | { state: "ready"; value: T };

/** Loads when `inputs` change; the second item loads again and keeps the old value on screen meanwhile. */
export function useLoaded<T>(load: () => Promise<T>, inputs: unknown[]): [Loaded<T>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: "loading" });
  const turn = useRef(0);
  const run = useCallback(() => {
    turn.current += 1;
    const mine = turn.current;
    load().then(
      (value) => mine === turn.current && setLoaded({ state: "ready", value }),
      (error: unknown) => mine === turn.current && setLoaded({ state: "failed", problem: asProblem(error) }),
    );
  }, inputs);
  useEffect(() => {
    setLoaded({ state: "loading" });
    run();
    return () => {
      turn.current += 1;
    };
  }, [run]);
  return [loaded, run];
}

/** A failure that is not an answer of the server is a fault of the page: it keeps its own words. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(-1, "", String(error));
}
