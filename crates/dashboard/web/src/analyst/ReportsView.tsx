/** Reports, newest received first: a report that was filed a moment ago stands at the top. */

import { useEffect, useState } from "preact/hooks";
import { asProblem } from "../api/loaded";
import type { Problem } from "../api/problem";
import type { Report } from "../api/shapes";
import { AreaPicker } from "../areas/AreaPicker";
import { Empty, Failure, Loading } from "../frame/states";
import { useWording } from "../wording/language";
import { useDesk } from "./desk";
import { ReportLinks } from "./ReportLinks";
import { ReportTable } from "./ReportTable";
import { viewsOf } from "./route";

const PAGE = 50;

export function ReportsView() {
  const { tree, categories } = useDesk();
  const { t, either } = useWording();
  const [area, setArea] = useState<string | null>(null);
  const [category, setCategory] = useState("");
  return (
    <main class="one-pane">
      <section class="pane">
        <div class="pane-head">
          <h2>{t("reports")}</h2>
          <div class="filters">
            <AreaPicker
              tree={tree}
              value={area}
              onChange={setArea}
              open={t("whole")}
              label={(level) => t("choose_level", { level: t(level) })}
            />
            <select
              aria-label={t("category")}
              value={category}
              onChange={(event) => setCategory(event.currentTarget.value)}
            >
              <option value="">{t("all_categories")}</option>
              {categories.map((each) => (
                <option key={each.code} value={each.code}>
                  {either(each.name_zh, each.name_en)}
                </option>
              ))}
            </select>
          </div>
        </div>
        <Pages key={`${area} ${category}`} area={area} category={category || null} />
      </section>
    </main>
  );
}

function Pages({ area, category }: { area: string | null; category: string | null }) {
  const { client, me } = useDesk();
  const { t } = useWording();
  const isDesk = viewsOf(me.role).includes("links");
  const [reports, setReports] = useState<Report[]>([]);
  /** Where the next page starts; `undefined` before the first page, `null` after the last. */
  const [next, setNext] = useState<string | null | undefined>(undefined);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = (after: string | null) => {
    setProblem(null);
    client.reports({ area, category, limit: PAGE, after }).then(
      (page) => {
        setReports((held) => (after === null ? page.items : [...held, ...page.items]));
        setNext(page.next);
      },
      (error: unknown) => setProblem(asProblem(error)),
    );
  };
  useEffect(() => load(null), [client]);
  if (problem) return <Failure problem={problem} retry={() => load(next ?? null)} />;
  if (next === undefined) return <Loading />;
  if (reports.length === 0) return <Empty title={t("no_reports")} why={t("no_reports_why")} />;
  return (
    <>
      <ReportTable
        reports={reports}
        full
        below={isDesk ? (report) => <ReportLinks id={report.id} /> : undefined}
      />
      {next !== null && (
        <button type="button" class="more" onClick={() => load(next)}>
          {t("more")}
        </button>
      )}
    </>
  );
}
