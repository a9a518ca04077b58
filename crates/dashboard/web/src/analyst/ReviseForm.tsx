/** Another addressee or other words for an advisory: a draft is changed, an issued letter gets a draft that replaces it. */

import { useState } from "preact/hooks";
import { asProblem, useLoaded } from "../api/loaded";
import type { Problem } from "../api/problem";
import type { Advisory, Committee } from "../api/shapes";
import { Failure, WhenReady } from "../frame/states";
import { useWording } from "../wording/language";
import { useDesk } from "./desk";
import { fieldsOf, revisionOf } from "./revision";
import { go } from "./route";

interface Props {
  advisory: Advisory;
  onDone: () => void;
}

export function ReviseForm({ advisory, onDone }: Props) {
  const { client } = useDesk();
  const { t } = useWording();
  const [open, setOpen] = useState(false);
  const [committees, reload] = useLoaded(
    () => (open ? client.committees() : Promise.resolve({ items: [] })),
    [client, open],
  );
  if (!open) {
    return (
      <button type="button" onClick={() => setOpen(true)}>
        {t(advisory.number === null ? "revise" : "correct_letter")}
      </button>
    );
  }
  return (
    <WhenReady loaded={committees} retry={reload}>
      {({ items }) => (
        <Form advisory={advisory} committees={items} close={() => setOpen(false)} onDone={onDone} />
      )}
    </WhenReady>
  );
}

function Form({
  advisory,
  committees,
  close,
  onDone,
}: Props & { committees: Committee[]; close: () => void }) {
  const { client } = useDesk();
  const { t } = useWording();
  const [fields, setFields] = useState(fieldsOf(advisory));
  const [lacking, setLacking] = useState<"reason_missing" | "nothing_changed" | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const change = (part: Partial<typeof fields>) => {
    setFields({ ...fields, ...part });
    setLacking(null);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const revision = revisionOf(advisory, fields);
    if (revision === null || revision.reason === "") {
      setLacking(revision === null ? "nothing_changed" : "reason_missing");
      return;
    }
    client.reviseAdvisory(advisory.id, revision).then(
      (revised) => {
        onDone();
        close();
        if (revised.id !== advisory.id) go("advisories", revised.id);
      },
      (error: unknown) => setProblem(asProblem(error)),
    );
  };
  const toggle = (id: string, wanted: boolean) =>
    change({ copies: wanted ? [...fields.copies, id] : fields.copies.filter((copy) => copy !== id) });
  return (
    <form class="inline-form" onSubmit={submit} noValidate>
      {advisory.number !== null && <p class="quiet">{t("correct_hint", { number: advisory.number })}</p>}
      <label>
        {t("lead")}
        <select value={fields.lead} onChange={(event) => change({ lead: event.currentTarget.value })}>
          {committees.map((committee) => (
            <option key={committee.id} value={committee.id}>
              {committee.name}
            </option>
          ))}
        </select>
      </label>
      <details>
        <summary>
          {t("copies")} ({fields.copies.length})
        </summary>
        <div class="choices">
          {committees
            .filter((committee) => committee.id !== fields.lead)
            .map((committee) => (
              <label key={committee.id}>
                <input
                  type="checkbox"
                  checked={fields.copies.includes(committee.id)}
                  onChange={(event) => toggle(committee.id, event.currentTarget.checked)}
                />
                {committee.name}
              </label>
            ))}
        </div>
      </details>
      <label>
        {t("finding")}
        <textarea
          rows={5}
          value={fields.finding}
          onInput={(event) => change({ finding: event.currentTarget.value })}
        />
      </label>
      <label>
        {t("suggestions_lines")}
        <textarea
          rows={5}
          value={fields.suggestions}
          onInput={(event) => change({ suggestions: event.currentTarget.value })}
        />
      </label>
      <label>
        {t(advisory.number === null ? "revise_reason" : "correct_reason")}
        <textarea
          rows={2}
          value={fields.reason}
          aria-invalid={lacking === "reason_missing"}
          onInput={(event) => change({ reason: event.currentTarget.value })}
        />
      </label>
      {lacking && (
        <p class="field-error" role="alert">
          {t(lacking)}
        </p>
      )}
      {problem && <Failure problem={problem} />}
      <div class="actions">
        <button type="submit" class="primary">
          {t(advisory.number === null ? "save_revision" : "draft_correction")}
        </button>
        <button type="button" onClick={close}>
          {t("cancel")}
        </button>
      </div>
    </form>
  );
}
