/** One report in under half a minute: where, what, when, how large, two sentences. */

import { useMemo, useState } from "preact/hooks";
import { v7 as uuid } from "uuid";
import type { Scale } from "../api/shapes";
import { AreaPicker } from "../areas/AreaPicker";
import { AreaTree } from "../areas/tree";
import { plusDays } from "../wording/figures";
import { useWording } from "../wording/language";
import type { Key } from "../wording/strings";
import { CategoryButtons } from "./CategoryButtons";
import { type Draft, entryOf, looksPersonal, missing, today } from "./draft";
import { lastArea, noteUse, usage } from "./habits";
import type { Entry, Reference } from "./outbox";

const SCALES: Scale[] = ["01", "02", "03"];
/** Two sentences; the server takes more, a reader does not. */
const SUMMARY_LENGTH = 500;

interface Props {
  reference: Reference;
  /** A refused report that is being corrected. */
  correcting: Entry | null;
  entries: Entry[];
  onFile: (entry: Entry, replaces: string | null) => Promise<void>;
}

export function ReportForm({ reference, correcting, entries, onFile }: Props) {
  const { t } = useWording();
  const tree = useMemo(() => new AreaTree(reference.areas), [reference]);
  const day = today(reference, new Date());
  const [draft, setDraft] = useState<Draft>(() => firstDraft(tree, correcting, day));
  const [complaint, setComplaint] = useState<Key | null>(null);
  const [filed, setFiled] = useState<string | null>(null);
  const [otherDay, setOtherDay] = useState(() => draft.day !== day && draft.day !== plusDays(day, -1));
  const area = draft.area === null ? undefined : tree.get(draft.area);
  const isLeaf = draft.area !== null && tree.children(draft.area).length === 0;
  const set = (change: Partial<Draft>) => {
    setDraft((held) => ({ ...held, ...change }));
    setComplaint(null);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const lacking = missing(draft, area, isLeaf, day);
    const category = reference.categories.find((each) => each.code === draft.category);
    if (lacking || !area || !category) {
      setComplaint(lacking ?? "missing_category");
      return;
    }
    const id = correcting && !correcting.conflict ? correcting.report.id : uuid();
    const entry = entryOf({
      id,
      draft,
      area,
      area_name: tree.fullName(area.id),
      category,
      now: new Date(),
      reference,
    });
    await onFile(entry, correcting?.report.id ?? null);
    noteUse(area.id, category);
    setFiled(id);
    setDraft(firstDraft(tree, null, day));
    setOtherDay(false);
    window.scrollTo({ top: 0 });
  };
  return (
    <form class="report-form" onSubmit={submit} noValidate>
      <Filed entry={entries.find((entry) => entry.report.id === filed)} />
      <section>
        <h2>{t("where")}</h2>
        {area && isLeaf && <p class="chosen-area">{tree.fullName(area.id)}</p>}
        <AreaPicker
          tree={tree}
          value={draft.area}
          onChange={(id) => set({ area: id })}
          open={t("please_choose")}
          label={(level) => t("choose_level", { level: t(level) })}
        />
        {area && !isLeaf && (
          <label class="check">
            <input
              type="checkbox"
              checked={draft.vague}
              onChange={(event) => set({ vague: event.currentTarget.checked })}
            />
            {t("grid_unknown")}
          </label>
        )}
      </section>
      <section>
        <h2>{t("which_matter")}</h2>
        <CategoryButtons
          categories={reference.categories}
          usage={usage()}
          value={draft.category}
          onChange={(code) => set({ category: code })}
        />
      </section>
      <section>
        <h2>{t("which_day")}</h2>
        <div class="segments">
          {(
            [
              ["today", day],
              ["yesterday", plusDays(day, -1)],
            ] as const
          ).map(([key, value]) => (
            <button
              key={key}
              type="button"
              aria-pressed={!otherDay && draft.day === value}
              onClick={() => {
                setOtherDay(false);
                set({ day: value });
              }}
            >
              {t(key)}
            </button>
          ))}
          <button type="button" aria-pressed={otherDay} onClick={() => setOtherDay(true)}>
            {t("other_day")}
          </button>
        </div>
        {otherDay && (
          <input
            type="date"
            aria-label={t("other_day")}
            max={day}
            value={draft.day}
            onInput={(event) => set({ day: event.currentTarget.value || day })}
          />
        )}
      </section>
      <section>
        <h2>{t("how_large")}</h2>
        <div class="segments">
          {SCALES.map((scale) => (
            <button
              key={scale}
              type="button"
              aria-pressed={draft.scale === scale}
              onClick={() => set({ scale })}
            >
              {t(`scale_${scale}`)}
            </button>
          ))}
        </div>
        <PeopleField value={draft.people} onChange={(people) => set({ people })} />
      </section>
      <section>
        <label class="block">
          <h2>{t("what_happened")}</h2>
          <textarea
            name="summary"
            rows={4}
            maxLength={SUMMARY_LENGTH}
            placeholder={t("summary_example")}
            value={draft.summary}
            onInput={(event) => set({ summary: event.currentTarget.value })}
          />
        </label>
        <p class="quiet">{t("summary_hint")}</p>
        {looksPersonal(draft.summary) && <p class="field-error">{t("personal_number")}</p>}
      </section>
      <div class="submit-bar">
        {complaint && (
          <p class="field-error" role="alert">
            {t(complaint)}
          </p>
        )}
        <button type="submit" class="primary">
          {t(correcting ? "save_correction" : "submit")}
        </button>
      </div>
    </form>
  );
}

/** Says at once that the report is safe, and follows it until the receipt is there. */
function Filed({ entry }: { entry: Entry | undefined }) {
  const { t } = useWording();
  return (
    <div role="status" aria-live="polite">
      {entry && <p class={`filed filed-${entry.state}`}>{t(`kept_${entry.state}`)}</p>}
    </div>
  );
}

function PeopleField({ value, onChange }: { value: string; onChange: (people: string) => void }) {
  const { t } = useWording();
  const people = Number.parseInt(value, 10) || 0;
  const step = (change: number) => onChange(people + change > 0 ? String(people + change) : "");
  return (
    <label class="people">
      <span>{t("how_many")}</span>
      <span class="stepper">
        <button type="button" aria-label={t("fewer_people")} onClick={() => step(-1)}>
          −
        </button>
        <input
          name="people"
          inputMode="numeric"
          value={value}
          onInput={(event) => onChange(event.currentTarget.value.replace(/\D/g, "").slice(0, 5))}
        />
        <button type="button" aria-label={t("more_people")} onClick={() => step(1)}>
          +
        </button>
      </span>
    </label>
  );
}

function firstDraft(tree: AreaTree, correcting: Entry | null, day: string): Draft {
  if (correcting) {
    const { area, category, occurred_on, scale, people, summary } = correcting.report;
    return {
      area: tree.get(area) ? area : tree.descend(null),
      vague: tree.children(area).length > 0,
      category,
      day: occurred_on,
      scale,
      people: people === undefined ? "" : String(people),
      summary,
    };
  }
  const last = lastArea();
  return {
    area: last !== null && tree.get(last) ? last : tree.descend(null),
    vague: false,
    category: null,
    day,
    scale: "01",
    people: "",
    summary: "",
  };
}
