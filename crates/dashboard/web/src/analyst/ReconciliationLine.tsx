/** Above the deliveries: whether all that was issued is accounted for, and what is not. */

import { useLoaded } from "../api/loaded";
import type { Balance } from "../api/shapes";
import { WhenReady } from "../frame/states";
import { useWording } from "../wording/language";
import { useDesk } from "./desk";

export function ReconciliationLine() {
  const { client } = useDesk();
  const { t, either } = useWording();
  const [reconciliation, reload] = useLoaded(() => client.reconciliation(), [client]);
  return (
    <WhenReady loaded={reconciliation} retry={reload}>
      {({ items, discrepancies }) => (
        <div class={discrepancies.length > 0 ? "failure" : "quiet"}>
          <p>
            {t("reconciled", summed(items))}
            {discrepancies.length === 0 ? t("no_holes") : t("holes", { n: discrepancies.length })}
          </p>
          {discrepancies.map(({ message_zh, message_en }) => (
            <p key={message_en}>{either(message_zh, message_en)}</p>
          ))}
        </div>
      )}
    </WhenReady>
  );
}

const PARTS = ["issued", "delivered", "pending", "dead"] as const;

/** The whole outbox, over all committees and channels. */
function summed(balances: Balance[]): Record<(typeof PARTS)[number], number> {
  const total = { issued: 0, delivered: 0, pending: 0, dead: 0 };
  for (const balance of balances) for (const part of PARTS) total[part] += balance[part];
  return total;
}
