/** Setting something aside: never without a reason. */

import { useState } from "preact/hooks";
import { asProblem } from "../api/loaded";
import type { Problem } from "../api/problem";
import { Failure } from "../frame/states";
import { useWording } from "../wording/language";

interface Props {
  dismiss: (reason: string) => Promise<void>;
  /** What the step is called and what is asked for, where it is another way of ending something. */
  words?: { step: "withdraw" | "close_advisory"; ask: "withdraw_reason" | "close_note" };
  onDone: () => void;
}

export function DismissForm({ dismiss, words, onDone }: Props) {
  const { t } = useWording();
  const step = t(words?.step ?? "dismiss");
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
    dismiss(reason.trim()).then(onDone, (error: unknown) => setProblem(asProblem(error)));
  };
  return (
    <form class="inline-form" onSubmit={submit} noValidate>
      <label>
        {t(words?.ask ?? "reason")}
        <textarea
          name="reason"
          rows={2}
          placeholder={words ? undefined : t("reason_hint")}
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
