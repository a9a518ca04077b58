/** What was filed from this phone, each with its receipt: waiting, received, or what is wrong with it. */

import { Empty, Failure } from "../frame/states";
import { dayWords, momentWords } from "../wording/figures";
import { useWording } from "../wording/language";
import { type Entry, RECEIVED_KEPT_DAYS } from "./outbox";
import type { Sending } from "./useSending";

interface Props {
  sending: Sending;
  onCorrect: (entry: Entry) => void;
  onLeave: () => void;
}

export function MyReports({ sending, onCorrect, onLeave }: Props) {
  const { t } = useWording();
  const waits = sending.entries.some((entry) => entry.state === "waiting");
  return (
    <main class="my-reports">
      {waits && (
        <button type="button" class="primary" onClick={sending.sendNow}>
          {t("send_now")}
        </button>
      )}
      {waits && sending.problem && sending.online && <Failure problem={sending.problem} />}
      {sending.entries.length === 0 ? (
        <Empty title={t("nothing_filed")} why={t("nothing_filed_why")} />
      ) : (
        <ol class="cards">
          {sending.entries.map((entry) => (
            <Card key={entry.report.id} entry={entry} onCorrect={onCorrect} onDiscard={sending.discard} />
          ))}
        </ol>
      )}
      <p class="quiet">{t("received_kept_days", { n: RECEIVED_KEPT_DAYS })}</p>
      <button type="button" class="link" onClick={onLeave}>
        {t("sign_out")}
      </button>
    </main>
  );
}

interface CardProps {
  entry: Entry;
  onCorrect: (entry: Entry) => void;
  onDiscard: (id: string) => void;
}

function Card({ entry, onCorrect, onDiscard }: CardProps) {
  const { t, language, either } = useWording();
  const { report, state } = entry;
  return (
    <li class={`card card-${state}`} data-report={report.id} data-state={state}>
      <div class="card-head">
        <strong>{either(entry.category_name_zh, entry.category_name_en)}</strong>
        <span class={`receipt receipt-${state}`}>{t(`state_${state}`)}</span>
      </div>
      <p>{report.summary}</p>
      <p class="quiet">
        {dayWords(language, report.occurred_on)} · {entry.area_name}
        {entry.received_at && ` · ${t("state_received")} ${momentWords(language, entry.received_at)}`}
      </p>
      {state === "refused" && (
        <>
          <ul class="reasons">
            {entry.conflict && <li>{t("conflict_reason")}</li>}
            {entry.reasons.map((reason) => (
              <li key={reason.field + reason.code}>{either(reason.message_zh, reason.message_en)}</li>
            ))}
          </ul>
          <div class="actions">
            <button type="button" class="primary" onClick={() => onCorrect(entry)}>
              {t("edit")}
            </button>
            <button type="button" onClick={() => window.confirm(t("discard_sure")) && onDiscard(report.id)}>
              {t("discard")}
            </button>
          </div>
        </>
      )}
    </li>
  );
}
