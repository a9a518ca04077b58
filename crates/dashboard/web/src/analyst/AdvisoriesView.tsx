/** Every advisory with where it stands; the chosen one beside the list. */

import { useState } from "preact/hooks";
import { useLoaded } from "../api/loaded";
import type { AdvisoryState, AdvisorySummary } from "../api/shapes";
import { ActionButton } from "../frame/ActionButton";
import { LevelMark } from "../frame/LevelMark";
import { Empty, WhenReady } from "../frame/states";
import { dayWords } from "../wording/figures";
import { useWording } from "../wording/language";
import { AdvisoryPanel } from "./AdvisoryPanel";
import { useDesk } from "./desk";
import { show } from "./files";
import { address, go } from "./route";

const STATES: AdvisoryState[] = [
  "draft",
  "confirmed",
  "issued",
  "delivered",
  "acknowledged",
  "answered",
  "closed",
  "withdrawn",
  "dismissed",
];

/** Letters of one file at most, as the server allows. */
const PRINTED_AT_ONCE = 50;

export function AdvisoriesView({ id }: { id: string | null }) {
  const { client } = useDesk();
  const { t } = useWording();
  const [state, setState] = useState<AdvisoryState | "">("");
  const [advisories, reload] = useLoaded(() => client.advisories(), [client]);
  return (
    <main class={id ? "two-panes chosen" : "two-panes"}>
      <section class="pane list-pane">
        <div class="pane-head">
          <h2>{t("advisories")}</h2>
          <select
            aria-label={t("state")}
            value={state}
            onChange={(event) => setState(event.currentTarget.value as AdvisoryState | "")}
          >
            <option value="">{t("all_states")}</option>
            {STATES.map((each) => (
              <option key={each} value={each}>
                {t(each)}
              </option>
            ))}
          </select>
        </div>
        <WhenReady loaded={advisories} retry={reload}>
          {({ items }) => {
            const shown = items.filter((each) => !state || each.state === state);
            return (
              <>
                <PrintButton items={shown} />
                <Rows items={shown} chosen={id} />
              </>
            );
          }}
        </WhenReady>
      </section>
      <section class="pane detail-pane">
        {id ? (
          <>
            <button type="button" class="back" onClick={() => go("advisories")}>
              ← {t("back_to_list")}
            </button>
            <AdvisoryPanel key={id} id={id} onChanged={reload} linkSignal />
          </>
        ) : (
          <Empty title={t("pick_advisory")} />
        )}
      </section>
    </main>
  );
}

/** The newest letters of the list as one file; nothing where none is issued. */
function PrintButton({ items }: { items: AdvisorySummary[] }) {
  const { client } = useDesk();
  const { t } = useWording();
  const ids = items.filter((each) => each.number !== null).map((each) => each.id);
  const printed = ids.slice(0, PRINTED_AT_ONCE);
  if (printed.length === 0) return null;
  return (
    <p class="actions">
      <ActionButton
        label={t("print_letters", { n: printed.length })}
        act={() => show(client.file("/v1/advisories/print", { ids: printed.join(",") }))}
      />
    </p>
  );
}

function Rows({ items, chosen }: { items: AdvisorySummary[]; chosen: string | null }) {
  const { t, language } = useWording();
  if (items.length === 0) return <Empty title={t("no_advisories")} why={t("no_advisories_why")} />;
  return (
    <ol class="rows">
      {items.map((advisory) => (
        <li key={advisory.id}>
          <a
            class={`row row-${advisory.level}`}
            href={address("advisories", advisory.id)}
            aria-current={advisory.id === chosen ? "true" : undefined}
          >
            <span class="row-head">
              <LevelMark level={advisory.level} />
              <strong>{advisory.title}</strong>
            </span>
            <span class="row-words">
              {advisory.number ?? t("no_number")} · {advisory.lead_name}
            </span>
            <span class="row-foot">
              <span class="status">{t(advisory.state)}</span>
              {advisory.answer ? (
                <span>{t("answer_of", { verdict: t(`verdict_${advisory.answer.verdict}`) })}</span>
              ) : (
                <span>
                  {t("reply_by", { day: dayWords(language, advisory.reply_by, advisory.drafted_at) })}
                </span>
              )}
            </span>
          </a>
        </li>
      ))}
    </ol>
  );
}
