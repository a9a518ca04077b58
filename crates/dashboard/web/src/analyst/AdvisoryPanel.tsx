/** One advisory: what it says, where it stands, and the steps its reader may take. A human takes each of them. */

import { useState } from "preact/hooks";
import { asProblem, useLoaded } from "../api/loaded";
import type { Problem } from "../api/problem";
import type { Advisory, AdvisoryState } from "../api/shapes";
import { LevelMark } from "../frame/LevelMark";
import { Failure, WhenReady } from "../frame/states";
import { dayWords, momentWords } from "../wording/figures";
import { useWording } from "../wording/language";
import { isKey } from "../wording/strings";
import { AnswerForm } from "./AnswerForm";
import { DocumentButton } from "./DocumentButton";
import { DocumentLinks } from "./DocumentLinks";
import { useDesk } from "./desk";
import { ReasonForm } from "./ReasonForm";
import { ReviseForm } from "./ReviseForm";
import { address } from "./route";

/** The life of an advisory that goes well. */
const LIFE: AdvisoryState[] = [
  "draft",
  "confirmed",
  "issued",
  "delivered",
  "acknowledged",
  "answered",
  "closed",
];

interface Props {
  id: string;
  onChanged: () => void;
  /** Offers the way to the signal, where the panel does not stand below it. */
  linkSignal?: boolean;
}

export function AdvisoryPanel({ id, onChanged, linkSignal = false }: Props) {
  const { client } = useDesk();
  const [advisory, reload] = useLoaded(() => client.advisory(id), [client, id]);
  const changed = () => {
    reload();
    onChanged();
  };
  return (
    <WhenReady loaded={advisory} retry={reload}>
      {(value) => <Body advisory={value} onChanged={changed} linkSignal={linkSignal} />}
    </WhenReady>
  );
}

function Body({
  advisory,
  onChanged,
  linkSignal,
}: {
  advisory: Advisory;
  onChanged: () => void;
  linkSignal: boolean;
}) {
  const { t, language } = useWording();
  return (
    <article class="advisory">
      <header class="detail-head">
        <LevelMark level={advisory.level} />
        <h3>{advisory.title}</h3>
      </header>
      <p class="quiet">{advisory.number ?? `${t(advisory.form)} · ${t("no_number")}`}</p>
      <Progress state={advisory.state} />
      <p>{advisory.finding}</p>
      {advisory.suggestions.length > 0 && (
        <>
          <h4>{t("suggestions")}</h4>
          <ol class="suggestions">
            {advisory.suggestions.map((suggestion) => (
              <li key={suggestion}>{suggestion}</li>
            ))}
          </ol>
        </>
      )}
      <p class="quiet">
        {t("lead")} {advisory.lead_name}
        {advisory.copies.length > 0 &&
          `；${t("copies")} ${advisory.copies.map((copy) => copy.name).join("、")}`}
        {` · ${t("reply_by", { day: dayWords(language, advisory.reply_by, advisory.drafted_at) })}`}
      </p>
      {advisory.answer && (
        <p class="note">
          <strong>{t("answer_of", { verdict: t(`verdict_${advisory.answer.verdict}`) })}</strong>{" "}
          {advisory.answer.action} <span class="quiet">{momentWords(language, advisory.answer.at)}</span>
        </p>
      )}
      {advisory.ending && (
        <p class="note">
          <strong>{t(advisory.state)}</strong> {advisory.ending.why}{" "}
          {advisory.ending.replaced_by && (
            <a href={address("advisories", advisory.ending.replaced_by.id)}>
              {t("replaced_by", { number: advisory.ending.replaced_by.number })}
            </a>
          )}{" "}
          <span class="quiet">{momentWords(language, advisory.ending.at)}</span>
        </p>
      )}
      {advisory.corrects && (
        <p class="note">
          <a href={address("advisories", advisory.corrects.id)}>
            {t("corrects", { number: advisory.corrects.number })}
          </a>
        </p>
      )}
      <Steps advisory={advisory} onChanged={onChanged} />
      <div class="links">
        <DocumentLinks path={`/v1/advisories/${advisory.id}/letter`} label={t("open_letter")} />
        {language === "en" && (
          <DocumentButton
            path={`/v1/advisories/${advisory.id}/letter?language=en`}
            label={t("open_translation")}
          />
        )}
        {linkSignal && <a href={address("signals", advisory.signal)}>{t("show_signal")}</a>}
      </div>
      {advisory.messages.length > 0 && (
        <ul class="messages">
          {advisory.messages.map((message) => (
            <li key={`${message.kind} ${message.committee} ${message.due_at}`}>
              <span class={`dot dot-${message.state}`} />
              {message.committee_name}
              {message.kind !== "advisory" && ` · ${t(message.kind)}`}
              <span class="quiet">
                {t(message.state === "delivered" ? "message_delivered" : message.state)} ·{" "}
                {t("attempts", { n: message.attempts })}
              </span>
            </li>
          ))}
        </ul>
      )}
      {advisory.history && <History steps={advisory.history} />}
    </article>
  );
}

function History({ steps }: { steps: NonNullable<Advisory["history"]> }) {
  const { t, language } = useWording();
  const stepWord = (step: string) => {
    const key = `step_${step}`;
    return isKey(key) ? t(key) : step;
  };
  return (
    <details class="history">
      <summary>{t("history")}</summary>
      <ol>
        {steps.map((line) => (
          <li key={`${line.at} ${line.step}`}>
            <span class="quiet">{momentWords(language, line.at)}</span> {stepWord(line.step)}{" "}
            <span class="quiet">{line.by}</span> {line.why}
          </li>
        ))}
      </ol>
    </details>
  );
}

function Progress({ state }: { state: AdvisoryState }) {
  const { t } = useWording();
  if (state === "dismissed" || state === "withdrawn") return <p class="status">{t(state)}</p>;
  const reached = LIFE.indexOf(state);
  return (
    <ol class="progress" aria-label={t("progress")}>
      {LIFE.map((each, i) => (
        <li
          key={each}
          class={i <= reached ? "reached" : undefined}
          aria-current={each === state ? "step" : undefined}
        >
          {t(each)}
        </li>
      ))}
    </ol>
  );
}

function Steps({ advisory, onChanged }: { advisory: Advisory; onChanged: () => void }) {
  const { client, me } = useDesk();
  const { t } = useWording();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const atDesk = me.role === "analyst" || me.role === "admin";
  // The committee itself, or an administrator who holds its answer on paper.
  const addressee = me.role === "town" || me.role === "admin";
  const step = (name: "confirm" | "issue" | "acknowledge") => () => {
    setBusy(true);
    setProblem(null);
    client
      .stepAdvisory(advisory.id, name)
      .then(onChanged, (error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false));
  };
  const { state } = advisory;
  const sent = state === "issued" || state === "delivered";
  return (
    <div class="steps">
      {atDesk && state === "draft" && (
        <>
          <p class="quiet">{t("confirm_hint")}</p>
          <div class="actions">
            <button type="button" class="primary" disabled={busy} onClick={step("confirm")}>
              {t("confirm")}
            </button>
            <ReviseForm advisory={advisory} onDone={onChanged} />
            <ReasonForm take={(reason) => client.dismissAdvisory(advisory.id, reason)} onDone={onChanged} />
          </div>
        </>
      )}
      {atDesk && state === "confirmed" && (
        <>
          <p class="quiet">{t("issue_hint")}</p>
          <div class="actions">
            <button type="button" class="primary" disabled={busy} onClick={step("issue")}>
              {t("issue")}
            </button>
            <ReviseForm advisory={advisory} onDone={onChanged} />
          </div>
        </>
      )}
      {addressee && sent && (
        <div class="actions">
          <button type="button" class="primary" disabled={busy} onClick={step("acknowledge")}>
            {t("acknowledge")}
          </button>
        </div>
      )}
      {atDesk && (sent || state === "acknowledged") && (
        <div class="actions">
          <ReviseForm advisory={advisory} onDone={onChanged} />
          <ReasonForm
            take={(reason) => client.withdrawAdvisory(advisory.id, reason)}
            step="withdraw"
            ask="withdraw_reason"
            onDone={onChanged}
          />
        </div>
      )}
      {atDesk && state === "answered" && (
        <ReasonForm
          take={(note) => client.closeAdvisory(advisory.id, note)}
          step="close_advisory"
          ask="close_note"
          onDone={onChanged}
        />
      )}
      {addressee && (sent || state === "acknowledged") && <AnswerForm id={advisory.id} onDone={onChanged} />}
      {problem && <Failure problem={problem} />}
    </div>
  );
}
