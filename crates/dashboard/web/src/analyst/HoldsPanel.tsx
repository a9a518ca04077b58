/** The matters on hold: until when, why, and what that held back; each can be lifted. */

import { useLoaded } from "../api/loaded";
import { ActionButton } from "../frame/ActionButton";
import { Empty, WhenReady } from "../frame/states";
import { dayWords } from "../wording/figures";
import { useWording } from "../wording/language";
import { useDesk } from "./desk";

export function HoldsPanel() {
  const { client } = useDesk();
  const { t, language, either } = useWording();
  const [holds, reload] = useLoaded(() => client.holds(), [client]);
  return (
    <WhenReady loaded={holds} retry={reload}>
      {(all) => {
        const items = all.filter((hold) => hold.in_force);
        if (items.length === 0) return <Empty title={t("no_holds")} why={t("no_holds_why")} />;
        return (
          <ul class="rows holds">
            {items.map((hold) => (
              <li key={hold.id} class="row">
                <span class="row-head">
                  <strong>{hold.area_name}</strong>
                  <span>{either(hold.category_name_zh, hold.category_name_en)}</span>
                  <span class="status">{t(hold.kind)}</span>
                </span>
                <span class="row-words">{hold.reason}</span>
                <span class="row-foot">
                  {t("hold_line", {
                    day: dayWords(language, hold.until),
                    by: hold.by,
                    n: hold.held_back,
                  })}
                </span>
                <span class="actions">
                  <ActionButton
                    label={t("lift_hold")}
                    act={() => client.liftHold(hold.id).then(() => reload())}
                  />
                </span>
              </li>
            ))}
          </ul>
        );
      }}
    </WhenReady>
  );
}
