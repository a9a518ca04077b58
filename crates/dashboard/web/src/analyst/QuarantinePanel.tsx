/** One row that was not taken: what came, what is wrong with it, and a form to put it right. */

import { useState } from "preact/hooks";
import { asProblem } from "../api/loaded";
import type { Problem } from "../api/problem";
import type { Quarantined } from "../api/shapes";
import { Failure } from "../frame/states";
import { momentWords } from "../wording/figures";
import { useWording } from "../wording/language";
import { CHANNELS, type Corrected, corrected, FIELDS, type Field, prefilled, SCALES } from "./correction";
import { useDesk } from "./desk";
import { ReasonForm } from "./ReasonForm";

export function QuarantinePanel({ row, onDone }: { row: Quarantined; onDone: () => void }) {
  const { client } = useDesk();
  const { t, language, either } = useWording();
  const [open, setOpen] = useState(false);
  return (
    <div class="review-card">
      <p>
        <strong>{row.channel}</strong>{" "}
        <span class="quiet">
          {t("quarantine_row", { n: row.row, moment: momentWords(language, row.received_at) })}
        </span>
      </p>
      <ul class="reasons">
        {row.reasons.map((reason) => (
          <li key={reason.field + reason.code}>{either(reason.message_zh, reason.message_en)}</li>
        ))}
      </ul>
      <pre class="raw">{row.raw}</pre>
      {open ? (
        <CorrectionForm row={row} onDone={onDone} onCancel={() => setOpen(false)} />
      ) : (
        <div class="actions">
          <button type="button" class="primary" onClick={() => setOpen(true)}>
            {t("put_right")}
          </button>
          <ReasonForm take={(reason) => client.discard(row.id, reason)} onDone={onDone} />
        </div>
      )}
    </div>
  );
}

interface FormProps {
  row: Quarantined;
  onDone: () => void;
  onCancel: () => void;
}

function CorrectionForm({ row, onDone, onCancel }: FormProps) {
  const { client, categories } = useDesk();
  const { t, either } = useWording();
  const [values, setValues] = useState<Corrected>(() => prefilled(row.raw));
  const [problem, setProblem] = useState<Problem | null>(null);
  const choices: Partial<Record<Field, [string, string][]>> = {
    category: categories.map((each) => [each.code, either(each.name_zh, each.name_en)]),
    channel: CHANNELS.map((each) => [each, t(`channel_${each}`)]),
    scale: SCALES.map((each) => [each, t(`scale_${each}`)]),
  };
  const type = (field: Field, value: string) => setValues((held) => ({ ...held, [field]: value }));
  const submit = (event: Event) => {
    event.preventDefault();
    client
      .resubmit(row.id, corrected(row.raw, values))
      .then(onDone, (error: unknown) => setProblem(asProblem(error)));
  };
  return (
    <form class="correction" onSubmit={submit} noValidate>
      {FIELDS.map((field) => (
        <div key={field} class={field === "summary" ? "field whole-row" : "field"}>
          <label htmlFor={`${row.id}-${field}`}>{t(`part_${field}`)}</label>
          <Control
            id={`${row.id}-${field}`}
            field={field}
            value={values[field]}
            choices={choices[field]}
            onValue={(value) => type(field, value)}
          />
        </div>
      ))}
      {problem && (
        <div class="whole-row">
          <Failure problem={problem} />
        </div>
      )}
      <div class="actions whole-row">
        <button type="submit" class="primary">
          {t("resubmit")}
        </button>
        <button type="button" onClick={onCancel}>
          {t("cancel")}
        </button>
      </div>
    </form>
  );
}

interface ControlProps {
  id: string;
  field: Field;
  value: string;
  choices: [string, string][] | undefined;
  onValue: (value: string) => void;
}

/** A list where the words are closed, a day where it is a day, and a line of text for the rest. */
function Control({ id, field, value, choices, onValue }: ControlProps) {
  if (choices) {
    return (
      <select
        id={id}
        name={field}
        value={choices.some(([code]) => code === value) ? value : ""}
        onChange={(event) => onValue(event.currentTarget.value)}
      >
        <option value="">—</option>
        {choices.map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
    );
  }
  const shared = {
    id,
    name: field,
    value,
    onInput: (event: { currentTarget: HTMLInputElement }) => onValue(event.currentTarget.value),
  };
  return field === "occurred_on" ? <input type="date" {...shared} /> : <input type="text" {...shared} />;
}
