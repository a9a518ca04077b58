/** The ranked list: a tab for each kind, and one for what is about the reporting itself. */

import { useState } from "preact/hooks";
import type { Episode, Kind, SignalSummary } from "../api/shapes";
import { LevelMark } from "../frame/LevelMark";
import { Empty } from "../frame/states";
import { dayWords } from "../wording/figures";
import { useWording } from "../wording/language";
import { row, ruleWords } from "../wording/sentences";
import { isShown, ranked, SHOWN, type Shown, TABS, type Tab, tabOf } from "./ranking";
import { address } from "./route";

export function SignalList({ signals, chosen }: { signals: SignalSummary[]; chosen: string | null }) {
  const { t } = useWording();
  const [shown, setShown] = useState<Shown>("open");
  const chosenKind: Kind | undefined = signals.find((signal) => signal.id === chosen)?.kind;
  const [tab, setTab] = useState<Tab>(chosenKind ? tabOf(chosenKind) : "emerging");
  const visible = signals.filter((signal) => isShown(signal, shown));
  const of = (each: Tab) => visible.filter((signal) => tabOf(signal.kind) === each);
  const list = ranked(of(tab));
  return (
    <>
      <div class="list-head">
        <div class="tabs" role="tablist" aria-label={t("kinds")}>
          {(Object.keys(TABS) as Tab[]).map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              aria-selected={each === tab}
              onClick={() => setTab(each)}
            >
              {t(each)} <span class="count">{of(each).length}</span>
            </button>
          ))}
        </div>
        <select
          aria-label={t("shown")}
          value={shown}
          onChange={(event) => setShown(event.currentTarget.value as Shown)}
        >
          {SHOWN.map((each) => (
            <option key={each} value={each}>
              {t(`shown_${each}`)}
            </option>
          ))}
        </select>
      </div>
      {list.length === 0 ? (
        <Empty title={t("no_signals", { kind: t(tab) })} why={t("no_signals_why")} />
      ) : (
        <ol class="rows">
          {list.map((signal) => (
            <SignalRow key={signal.id} signal={signal} chosen={signal.id === chosen} />
          ))}
        </ol>
      )}
    </>
  );
}

/** For how many weeks the matter has been seen, and how it stands; nothing where this is its first week. */
function Course({ episode }: { episode: Episode }) {
  const { t } = useWording();
  if (episode.weeks.length < 2) return null;
  return (
    <span class={`course course-${episode.state}`}>
      {t("episode_weeks", { n: episode.weeks.length })} · {t(`episode_${episode.state}`)}
    </span>
  );
}

function SignalRow({ signal, chosen }: { signal: SignalSummary; chosen: boolean }) {
  const { t, language, either } = useWording();
  const day = (iso: string) => dayWords(language, iso, signal.as_of);
  return (
    <li>
      <a
        class={`row row-${signal.level}`}
        href={address("signals", signal.id)}
        aria-current={chosen ? "true" : undefined}
      >
        <span class="row-head">
          <LevelMark level={signal.level} />
          <strong>{signal.area_name}</strong>
          <span>{either(signal.category_name_zh, signal.category_name_en)}</span>
        </span>
        <span class="row-words">{row(language, signal)}</span>
        <span class="row-foot">
          {signal.kind === "recurring"
            ? t("between", { from: day(signal.from), to: day(signal.to) })
            : t("since", { day: day(signal.from) })}
          {signal.episode && <Course episode={signal.episode} />}
          {signal.status !== "new" && <span class="status">{t(`status_${signal.status}`)}</span>}
          {signal.withheld_by && <span>{ruleWords(language, signal.withheld_by)}</span>}
        </span>
      </a>
    </li>
  );
}
