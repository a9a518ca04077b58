/** A button for a request that takes a while: it waits for the answer, and says beside itself what went wrong. */

import { useState } from "preact/hooks";
import { asProblem } from "../api/loaded";
import type { Problem } from "../api/problem";
import { Failure } from "./states";

interface Props {
  label: string;
  act: () => Promise<void>;
  class?: string;
}

export function ActionButton({ label, act, class: look }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const press = () => {
    setBusy(true);
    setProblem(null);
    act()
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <button type="button" class={look} disabled={busy} aria-busy={busy} onClick={press}>
        {label}
      </button>
      {problem && <Failure problem={problem} />}
    </>
  );
}
