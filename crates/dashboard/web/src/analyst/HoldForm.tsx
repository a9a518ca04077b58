/** Not wanting to be told of a matter until a day: never without a reason. */

import { useState } from "preact/hooks";
import { asProblem } from "../api/loaded";
import type { Problem } from "../api/problem";
import { Failure } from "../frame/states";
import { localDay, plusDays } from "../wording/figures";
import { useWording } from "../wording/language";
import { useDesk } from "./desk";

/** Days of a hold when nobody says otherwise: a month, in which a committee can show what it did. */
const USUAL_DAYS = 28;

interface Props {
  signal: string;
  onDone: () => void;
}

export function HoldForm({ signal, onDone }: Props) {
  const { client } = useDesk();
  const { t } = useWording();
  const [open, setOpen] = useState(false);
  const today = localDay(new Date());
  const [until, setUntil] = useState(plusDays(today, USUAL_DAYS));
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!open) {
    return (
      <button type="button" onClick={() => setOpen(true)}>
        {t("hold")}
      </button>
    );
  }
  const submit = (event: Event) => {
    event.preventDefault();
    if (reason.trim() === "") {
      setMissing(true);
      return;
    }
    client
      .holdSignal(signal, until, reason.trim())
      .then(onDone, (error: unknown) => setProblem(asProblem(error)));
  };
  return (
    <form class="inline-form" onSubmit={submit} noValidate>
      <p class="quiet">{t("hold_hint")}</p>
      <label>
        {t("hold_until")}
        <input
          type="date"
          value={until}
          min={today}
          onInput={(event) => setUntil(event.currentTarget.value)}
        />
      </label>
      <label>
        {t("reason")}
        <textarea
          rows={2}
          value={reason}
          aria-invalid={missing}
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
          {t("hold")}
        </button>
        <button type="button" onClick={() => setOpen(false)}>
          {t("cancel")}
        </button>
      </div>
    </form>
  );
}
