/** The weekly bulletins of the towns, and over them, for who answers for a county, its monthly reports. */

import { useLoaded } from "../api/loaded";
import type { Bulletin, MonthlyReport } from "../api/shapes";
import { ActionButton } from "../frame/ActionButton";
import { Empty, WhenReady } from "../frame/states";
import { momentWords } from "../wording/figures";
import { useWording } from "../wording/language";
import { DocumentLinks } from "./DocumentLinks";
import { useDesk } from "./desk";
import { show } from "./files";

export function BulletinsView() {
  const { client } = useDesk();
  const { t } = useWording();
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
        <MonthlyTable />
        <WhenReady loaded={bulletins} retry={reload}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t("no_bulletins")} why={t("no_bulletins_why")} />
            ) : (
              <table class="table">
                <thead>
                  <tr>
                    <Headings period={t("which_week")} />
                  </tr>
                </thead>
                <tbody>
                  {items.map((bulletin) => (
                    <Row
                      key={bulletin.id}
                      period={weekWords(bulletin.week)}
                      place={bulletin.town_name}
                      written={bulletin}
                      path={`/v1/bulletins/${bulletin.id}`}
                    />
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

/** Nothing where there is no report: a town has none, and a new county has none yet. */
function MonthlyTable() {
  const { client } = useDesk();
  const { t } = useWording();
  const [reports, reload] = useLoaded(() => client.monthly(), [client]);
  return (
    <WhenReady loaded={reports} retry={reload}>
      {({ items }) =>
        items.length > 0 && (
          <table class="table">
            <caption>{t("monthly_reports")}</caption>
            <thead>
              <tr>
                <Headings period={t("which_month")} />
              </tr>
            </thead>
            <tbody>
              {items.map((report) => (
                <Row
                  key={report.id}
                  period={report.month}
                  place={report.county_name}
                  written={report}
                  path={`/v1/monthly/${report.id}`}
                />
              ))}
            </tbody>
          </table>
        )
      }
    </WhenReady>
  );
}

function Headings({ period }: { period: string }) {
  const { t } = useWording();
  return (
    <>
      <th>{period}</th>
      <th>{t("place")}</th>
      <th>{t("which_issue")}</th>
      <th>{t("written")}</th>
      <th>{t("document")}</th>
    </>
  );
}

interface RowProps {
  period: string;
  place: string;
  written: Bulletin | MonthlyReport;
  path: string;
}

function Row({ period, place, written, path }: RowProps) {
  const { t, language } = useWording();
  return (
    <tr>
      <td class="nowrap">{period}</td>
      <td class="nowrap">{place}</td>
      <td>{t("issue_number", { issue: written.issue, overall: written.issue_overall })}</td>
      <td class="nowrap">{momentWords(language, written.written_at)}</td>
      <td>
        <div class="links">
          <DocumentLinks path={path} label={t("open_letter")} />
        </div>
      </td>
    </tr>
  );
}
