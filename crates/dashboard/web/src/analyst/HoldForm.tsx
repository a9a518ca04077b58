/** Not wanting to be told of a matter until a day: never without a reason. */

import { useState } from "preact/hooks";
import { localDay, plusDays } from "../wording/figures";
import { useWording } from "../wording/language";
import { useDesk } from "./desk";
import { ReasonForm } from "./ReasonForm";

/** Days of a hold when nobody says otherwise: a month, in which a committee can show what it did. */
const USUAL_DAYS = 28;

export function HoldForm({ signal, onDone }: { signal: string; onDone: () => void }) {
  const { client } = useDesk();
  const { t } = useWording();
  const today = localDay(new Date());
  const [until, setUntil] = useState(plusDays(today, USUAL_DAYS));
  return (
    <ReasonForm
      take={(reason) => client.holdSignal(signal, until, reason)}
      step="hold"
      ask="hold_reason"
      onDone={onDone}
    >
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
    </ReasonForm>
  );
}
