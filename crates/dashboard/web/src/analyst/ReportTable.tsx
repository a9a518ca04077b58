/**
 * Reports as a table on a desk and as cards on a phone (the style sheet decides). Below a signal the category is known
 * and the channel does not matter; `full` shows both, with the moment of receipt.
 */

import type { ComponentChildren } from "preact";
import type { Report } from "../api/shapes";
import { dayWords, momentWords } from "../wording/figures";
import { useWording } from "../wording/language";
import { isKey } from "../wording/strings";

interface Props {
  reports: Report[];
  full?: boolean;
  /** What stands below a summary. */
  below?: ((report: Report) => ComponentChildren) | undefined;
}

export function ReportTable({ reports, full = false, below }: Props) {
  const { t, language, either } = useWording();
  const channel = (name: string) => {
    const key = `channel_${name}`;
    return isKey(key) ? t(key) : name;
  };
  return (
    <table class="table reports">
      <thead>
        <tr>
          <th>{t("occurred")}</th>
          <th>{t("place")}</th>
          {full && <th>{t("category")}</th>}
          <th class="wide">{t("summary")}</th>
          {full && <th>{t("channel")}</th>}
          {full && <th>{t("received")}</th>}
        </tr>
      </thead>
      <tbody>
        {reports.map((report) => (
          <tr key={report.id}>
            <td class="nowrap">{dayWords(language, report.occurred_on, report.received_at)}</td>
            <td>{report.area_name}</td>
            {full && <td>{either(report.category_name_zh, report.category_name_en)}</td>}
            <td class="wide">
              {report.summary}
              {report.people !== null && <span class="quiet"> {t("people_n", { n: report.people })}</span>}{" "}
              {report.scale !== "01" && <span class="status">{t(`scale_${report.scale}`)}</span>}{" "}
              {below?.(report)}
            </td>
            {full && <td class="nowrap">{channel(report.channel)}</td>}
            {full && <td class="nowrap">{momentWords(language, report.received_at)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
