/** A town's answer to an advisory: what it found and what it did. */

import { useState } from "preact/hooks";
import { asProblem } from "../api/loaded";
import type { Problem } from "../api/problem";
import type { Verdict } from "../api/shapes";
import { Failure } from "../frame/states";
import { useWording } from "../wording/language";
import { useDesk } from "./desk";

const VERDICTS: Verdict[] = ["true", "partly_true", "false", "known"];

export function AnswerForm({ id, onDone }: { id: string; onDone: () => void }) {
  const { client } = useDesk();
  const { t } = useWording();
  const [verdict, setVerdict] = useState<Verdict>("true");
  const [action, setAction] = useState("");
  const [missing, setMissing] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    if (action.trim() === "") {
      setMissing(true);
      return;
    }
    client
      .answerAdvisory(id, verdict, action.trim())
      .then(onDone, (error: unknown) => setProblem(asProblem(error)));
  };
  return (
    <form class="inline-form" onSubmit={submit} noValidate>
      <fieldset class="choices">
        <legend>{t("verdict")}</legend>
        {VERDICTS.map((each) => (
          <label key={each}>
            <input type="radio" name="verdict" checked={each === verdict} onChange={() => setVerdict(each)} />
            {t(`verdict_${each}`)}
          </label>
        ))}
      </fieldset>
      <label>
        {t("action")}
        <textarea
          name="action"
          rows={3}
          value={action}
          aria-invalid={missing}
          onInput={(event) => {
            setAction(event.currentTarget.value);
            setMissing(false);
          }}
        />
      </label>
      {missing && (
        <p class="field-error" role="alert">
          {t("action_missing")}
        </p>
      )}
      {problem && <Failure problem={problem} />}
      <div class="actions">
        <button type="submit" class="primary">
          {t("send_answer")}
        </button>
      </div>
    </form>
  );
}
