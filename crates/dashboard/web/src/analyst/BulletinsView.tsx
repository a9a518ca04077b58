/** The weekly bulletins of the towns. */

import { useLoaded } from "../api/loaded";
import { Empty, WhenReady } from "../frame/states";
import { momentWords } from "../wording/figures";
import { useWording } from "../wording/language";
import { DocumentButton } from "./DocumentButton";
import { useDesk } from "./desk";

export function BulletinsView() {
  const { client } = useDesk();
  const { t, language } = useWording();
  const [bulletins, reload] = useLoaded(() => client.bulletins(), [client]);
  return (
    <main class="one-pane">
      <section class="pane">
        <div class="pane-head">
          <h2>{t("bulletins")}</h2>
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
                      <td>{bulletin.town_name}</td>
                      <td>{t("issue_number", { issue: bulletin.issue, overall: bulletin.issue_overall })}</td>
                      <td class="nowrap">{momentWords(language, bulletin.written_at)}</td>
                      <td>
                        <DocumentButton path={`/v1/bulletins/${bulletin.id}`} label={t("open")} />
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
