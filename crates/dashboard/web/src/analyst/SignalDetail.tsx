/** Why a signal was raised: words, chart, parameters, the reports behind it, and what was made of it. */

import { useLoaded } from "../api/loaded";
import type { Signal } from "../api/shapes";
import { LevelMark } from "../frame/LevelMark";
import { WhenReady } from "../frame/states";
import { figure } from "../wording/figures";
import { useWording } from "../wording/language";
import { detectorWords, explanation, ruleWords } from "../wording/sentences";
import { AdvisoryPanel } from "./AdvisoryPanel";
import { useDesk } from "./desk";
import { EpisodeTable } from "./EpisodeTable";
import { FactSheet } from "./FactSheet";
import { HoldForm } from "./HoldForm";
import { ReasonForm } from "./ReasonForm";
import { ReportTable } from "./ReportTable";
import { SeriesChart } from "./SeriesChart";

/** As many as one page of the API gives; a trend can stand on hundreds. */
const REPORTS_LISTED = 50;

export function SignalDetail({ id, onChanged }: { id: string; onChanged: () => void }) {
  const { client } = useDesk();
  const [signal, reload] = useLoaded(() => client.signal(id), [client, id]);
  const changed = () => {
    reload();
    onChanged();
  };
  return (
    <WhenReady loaded={signal} retry={reload}>
      {(value) => <Body signal={value} onChanged={changed} />}
    </WhenReady>
  );
}

function Body({ signal, onChanged }: { signal: Signal; onChanged: () => void }) {
  const { me } = useDesk();
  const { t, language, either } = useWording();
  const atDesk = me.role === "analyst" || me.role === "admin";
  const open = signal.status === "new" || signal.status === "withheld";
  const mayHold = atDesk && open && signal.withheld_by !== "on_hold";
  return (
    <article class="detail">
      <header class="detail-head">
        <LevelMark level={signal.level} />
        <h2>
          {signal.area_name} · {either(signal.category_name_zh, signal.category_name_en)}
        </h2>
        <span class="status">{t(signal.kind)}</span>
        <span class="status">{t(`status_${signal.status}`)}</span>
      </header>
      <p class="say">{explanation(language, signal)}</p>
      {signal.withheld_by && (
        <p class="note">
          {t("withheld_by", {
            rule: signal.withheld_because
              ? either(signal.withheld_because.zh, signal.withheld_because.en)
              : ruleWords(language, signal.withheld_by),
          })}
        </p>
      )}
      <section>
        <h3>{t("chart")}</h3>
        <SeriesChart signal={signal} />
      </section>
      {signal.episode && signal.episode.weeks.length > 1 && (
        <section>
          <h3>{t("episode")}</h3>
          <EpisodeTable episode={signal.episode} current={signal.id} />
        </section>
      )}
      <section>
        <h3>{t("factsheet")}</h3>
        <FactSheet id={signal.id} />
        <details>
          <summary>{t("parameters")}</summary>
          <dl class="parameters">
            <dt>{t("detector")}</dt>
            <dd>{detectorWords(language, signal.detector)}</dd>
            <dt>p</dt>
            <dd>{signal.p_value.toPrecision(2)}</dd>
            <dt>q</dt>
            <dd>{signal.q_value.toPrecision(2)}</dd>
            {signal.parameters.map(([name, value]) => (
              <>
                <dt key={name}>
                  <code>{name}</code>
                </dt>
                <dd>{figure(value)}</dd>
              </>
            ))}
          </dl>
        </details>
      </section>
      <section class="advisory-section">
        {signal.advisory ? (
          <AdvisoryPanel id={signal.advisory} onChanged={onChanged} />
        ) : (
          <WithoutAdvisory signal={signal} onChanged={onChanged} />
        )}
        {mayHold && (
          <div class="actions">
            <HoldForm signal={signal.id} onDone={onChanged} />
          </div>
        )}
      </section>
      <section>
        <h3>{t("behind", { n: signal.reports.length })}</h3>
        <Behind ids={signal.reports} />
      </section>
    </article>
  );
}

function WithoutAdvisory({ signal, onChanged }: { signal: Signal; onChanged: () => void }) {
  const { client, me } = useDesk();
  const { t } = useWording();
  const mayDismiss = signal.status === "new" && (me.role === "analyst" || me.role === "admin");
  return (
    <>
      <h3>{t("advisory")}</h3>
      <p class="quiet">{t("no_advisory")}</p>
      {mayDismiss && (
        <ReasonForm take={(reason) => client.dismissSignal(signal.id, reason)} onDone={onChanged} />
      )}
    </>
  );
}

function Behind({ ids }: { ids: string[] }) {
  const { client } = useDesk();
  const { t } = useWording();
  // The server lists them oldest first; the newest say most about what is happening now.
  const listed = ids.slice(-REPORTS_LISTED);
  const [reports, reload] = useLoaded(
    async () => (listed.length === 0 ? [] : (await client.reportsById(listed)).items),
    [client, listed.join()],
  );
  return (
    <WhenReady loaded={reports} retry={reload}>
      {(items) =>
        items.length === 0 ? (
          <p class="quiet">{t("no_reports_behind")}</p>
        ) : (
          <>
            <ReportTable reports={items} />
            {ids.length > listed.length && <p class="quiet">{t("behind_cut", { n: listed.length })}</p>}
          </>
        )
      }
    </WhenReady>
  );
}
