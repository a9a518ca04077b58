/** A step that is never taken without a reason: setting something aside, taking it back, putting it on hold. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { asProblem } from "../api/loaded";
import type { Problem } from "../api/problem";
import { Failure } from "../frame/states";
import { useWording } from "../wording/language";

interface Props {
  take: (reason: string) => Promise<unknown>;
  /** What the step is called; setting aside when absent. */
  step?: "dismiss" | "withdraw" | "close_advisory" | "hold";
  /** What is asked for. */
  ask?: "reason" | "withdraw_reason" | "close_note" | "hold_reason";
  onDone: () => void;
  /** What the step asks for besides. */
  children?: ComponentChildren;
}

export function ReasonForm({ take, step: name = "dismiss", ask = "reason", onDone, children }: Props) {
  const { t } = useWording();
  const step = t(name);
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!open) {
    return (
      <button type="button" onClick={() => setOpen(true)}>
        {step}
      </button>
    );
  }
  const submit = (event: Event) => {
    event.preventDefault();
    if (reason.trim() === "") {
      setMissing(true);
      return;
    }
    take(reason.trim()).then(onDone, (error: unknown) => setProblem(asProblem(error)));
  };
  return (
    <form class="inline-form" onSubmit={submit} noValidate>
      {children}
      <label>
        {t(ask)}
        <textarea
          name="reason"
          rows={2}
          placeholder={name === "dismiss" ? t("reason_hint") : undefined}
          value={reason}
          aria-invalid={missing}
          ref={(field) => field?.focus()}
          onInput={(event) => {
            setReason(event.currentTarget.value);
            setMissing(false);
          }}
        />
      </label>
      {missing && (
        <p class="field-error" role="alert">
          {t("reason_missing")}
        </p>
      )}
      {problem && <Failure problem={problem} />}
      <div class="actions">
        <button type="submit" class="primary">
          {step}
        </button>
        <button type="button" onClick={() => setOpen(false)}>
          {t("cancel")}
        </button>
      </div>
    </form>
  );
}
