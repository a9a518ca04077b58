/** The morning's work: the map, the ranked list, and what stands behind the chosen signal. */

import { useState } from "preact/hooks";
import { useLoaded } from "../api/loaded";
import type { SignalSummary } from "../api/shapes";
import { Empty, WhenReady } from "../frame/states";
import { useWording } from "../wording/language";
import { useDesk } from "./desk";
import { RankingNote } from "./RankingNote";
import { RiskMap } from "./RiskMap";
import { isShown, ranked } from "./ranking";
import { go } from "./route";
import { SignalDetail } from "./SignalDetail";
import { SignalList } from "./SignalList";

/** Where list and detail stand side by side (as in `analyst.css`), the first of the list opens by itself. */
const SIDE_BY_SIDE = "(min-width: 1081px)";

export function SignalsView({ id }: { id: string | null }) {
  const { client, me, tree } = useDesk();
  const { t } = useWording();
  const [area, setArea] = useState<string | null>(null);
  const [signals, reload] = useLoaded(() => client.signals(), [client]);
  const within = (signal: SignalSummary) => area === null || tree.contains(area, signal.area);
  const here = signals.state === "ready" ? signals.value.items.filter(within) : [];
  const chosen = id ?? (window.matchMedia(SIDE_BY_SIDE).matches ? firstOf(here) : null);
  return (
    <main class={id ? "signals-view chosen" : "signals-view"}>
      <section class="pane map-pane" aria-labelledby="map-title">
        <RiskMap area={area} onArea={setArea} />
      </section>
      <section class="pane list-pane">
        {area !== null && (
          <p class="only-area">
            {t("only_area", { area: tree.get(area)?.name ?? area })}
            <button type="button" class="link" onClick={() => setArea(null)}>
              {t("show_all_areas")}
            </button>
          </p>
        )}
        <WhenReady loaded={signals} retry={reload}>
          {() => <SignalList signals={here} chosen={chosen} />}
        </WhenReady>
        {me.role !== "town" && <RankingNote />}
      </section>
      <section class="pane detail-pane">
        {chosen ? (
          <>
            <button type="button" class="back" onClick={() => go("signals")}>
              ← {t("back_to_list")}
            </button>
            <SignalDetail key={chosen} id={chosen} onChanged={reload} />
          </>
        ) : (
          <Empty title={t("pick_signal")} />
        )}
      </section>
    </main>
  );
}

/** The first row of the first tab. */
function firstOf(signals: SignalSummary[]): string | null {
  const open = signals.filter((signal) => signal.kind === "emerging" && isShown(signal, "open"));
  return ranked(open)[0]?.id ?? null;
}
