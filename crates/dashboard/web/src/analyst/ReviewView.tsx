/** What needs a person before it counts: rows that were not taken, and texts that claim the same place. */

import { useState } from "preact/hooks";
import { useLoaded } from "../api/loaded";
import { Empty, WhenReady } from "../frame/states";
import { useWording } from "../wording/language";
import { ConflictPanel } from "./ConflictPanel";
import { useDesk } from "./desk";
import { HoldsPanel } from "./HoldsPanel";
import { QuarantinePanel } from "./QuarantinePanel";

const CODES = [
  "missing",
  "malformed",
  "unknown",
  "out_of_range",
  "encoding",
  "too_large",
  "forbidden",
] as const;

export function ReviewView() {
  const { client } = useDesk();
  const { t } = useWording();
  const [code, setCode] = useState("");
  const [conflicts, reloadConflicts] = useLoaded(() => client.conflicts(), [client]);
  const [rows, reloadRows] = useLoaded(() => client.quarantine(code || null), [client, code]);
  return (
    <main class="one-pane">
      <section class="pane" aria-labelledby="conflicts">
        <div class="pane-head">
          <h2 id="conflicts">{t("conflicts")}</h2>
        </div>
        <WhenReady loaded={conflicts} retry={reloadConflicts}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t("no_conflicts")} why={t("no_conflicts_why")} />
            ) : (
              items.map((each) => <ConflictPanel key={each.id} conflict={each} onDone={reloadConflicts} />)
            )
          }
        </WhenReady>
        <div class="pane-head">
          <h2>{t("holds")}</h2>
        </div>
        <HoldsPanel />
        <div class="pane-head">
          <h2>{t("quarantine")}</h2>
          <div class="filters">
            <select
              aria-label={t("reason_code")}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            >
              <option value="">{t("all_reasons")}</option>
              {CODES.map((each) => (
                <option key={each} value={each}>
                  {t(`code_${each}`)}
                </option>
              ))}
            </select>
          </div>
        </div>
        <WhenReady loaded={rows} retry={reloadRows}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t("no_quarantine")} why={t("no_quarantine_why")} />
            ) : (
              items.map((each) => <QuarantinePanel key={each.id} row={each} onDone={reloadRows} />)
            )
          }
        </WhenReady>
      </section>
    </main>
  );
}
