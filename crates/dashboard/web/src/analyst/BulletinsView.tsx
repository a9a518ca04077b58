/** The weekly bulletins of the towns. */

import { useLoaded } from "../api/loaded";
import { ActionButton } from "../frame/ActionButton";
import { Empty, WhenReady } from "../frame/states";
import { momentWords } from "../wording/figures";
import { useWording } from "../wording/language";
import { DocumentLinks } from "./DocumentLinks";
import { useDesk } from "./desk";
import { show } from "./files";

export function BulletinsView() {
  const { client } = useDesk();
  const { t, language } = useWording();
  const [bulletins, reload] = useLoaded(() => client.bulletins(), [client]);
  // The list comes newest first.
  const newest = bulletins.state === "ready" ? bulletins.value.items[0]?.week : undefined;
  return (
    <main class="one-pane">
      <section class="pane">
        <div class="pane-head">
          <h2>{t("bulletins")}</h2>
          {newest && (
            <ActionButton
              label={t("print_week", { week: weekWords(newest) })}
              act={() => show(client.file("/v1/bulletins/print", { week: newest }))}
            />
          )}
        </div>
        <WhenReady loaded={bulletins} retry={reload}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t("no_bulletins")} why={t("no_bulletins_why")} />
            ) : (
              <table class="table">
                <thead>
                  <tr>
                    <th>{t("which_week")}</th>
                    <th>{t("place")}</th>
                    <th>{t("which_issue")}</th>
                    <th>{t("written")}</th>
                    <th>{t("document")}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((bulletin) => (
                    <tr key={bulletin.id}>
                      <td class="nowrap">{weekWords(bulletin.week)}</td>
                      <td class="nowrap">{bulletin.town_name}</td>
                      <td>{t("issue_number", { issue: bulletin.issue, overall: bulletin.issue_overall })}</td>
                      <td class="nowrap">{momentWords(language, bulletin.written_at)}</td>
                      <td>
                        <div class="links">
                          <DocumentLinks path={`/v1/bulletins/${bulletin.id}`} label={t("open_letter")} />
                        </div>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )
          }
        </WhenReady>
      </section>
    </main>
  );

  /** `2026-W07` as people say it. */
  function weekWords(week: string): string {
    const [year, number] = week.split("-W");
    return number === undefined ? week : `${year} · ${t("week", { week: Number(number) })}`;
  }
}
