/** Two texts under one number, side by side: the analyst picks what is right of each, and says why. */

import { useState } from "preact/hooks";
import { asProblem } from "../api/loaded";
import type { Problem } from "../api/problem";
import type { Conflict, Report, ReportPart } from "../api/shapes";
import { Failure } from "../frame/states";
import { momentWords } from "../wording/figures";
import { useWording } from "../wording/language";
import { useDesk } from "./desk";
import { stationWords } from "./station";

export function ConflictPanel({ conflict, onDone }: { conflict: Conflict; onDone: () => void }) {
  const { client, tree } = useDesk();
  const { t, language, either } = useWording();
  const [taken, setTaken] = useState<ReportPart[]>([]);
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const said = (report: Report | null, part: ReportPart): string => {
    if (!report) return "";
    if (part === "area") return report.area_name;
    if (part === "category") return either(report.category_name_zh, report.category_name_en);
    if (part === "reported_at") return momentWords(language, report.reported_at);
    if (part === "tags") return report.tags.join(" ");
    return String(report[part] ?? "—");
  };
  const toggle = (part: ReportPart) =>
    setTaken((held) => (held.includes(part) ? held.filter((each) => each !== part) : [...held, part]));
  const submit = (event: Event) => {
    event.preventDefault();
    client
      .resolveConflict(conflict.id, { onto: conflict.onto ?? 0, take: taken, reason: reason.trim() })
      .then(onDone, (error: unknown) => setProblem(asProblem(error)));
  };
  return (
    <form class="review-card" onSubmit={submit}>
      <p>
        <strong>{conflict.standing?.area_name ?? conflict.submitted.area_name}</strong>{" "}
        <span class="quiet">
          {t("conflict_arrived", {
            moment: momentWords(language, conflict.received_at),
            station: stationWords(t, tree, conflict.station),
          })}
        </span>
      </p>
      <table class="table">
        <thead>
          <tr>
            <th>{t("field")}</th>
            <th class="wide">{t("text_standing", { n: conflict.onto ?? 1 })}</th>
            <th class="wide">{t("text_submitted")}</th>
            <th class="nowrap">{t("take_submitted")}</th>
          </tr>
        </thead>
        <tbody>
          {conflict.differing.map((part) => (
            <tr key={part}>
              <td class="nowrap">{t(`part_${part}`)}</td>
              <td class="wide">{said(conflict.standing, part)}</td>
              <td class="wide">{said(conflict.submitted, part)}</td>
              <td>
                <input
                  type="checkbox"
                  aria-label={t("take_part", { part: t(`part_${part}`) })}
                  checked={taken.includes(part)}
                  onChange={() => toggle(part)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {problem && <Failure problem={problem} />}
      <div class="review-foot">
        <input
          type="text"
          aria-label={t("reason")}
          placeholder={t("resolve_hint")}
          required
          maxLength={500}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        <button type="submit" class="primary">
          {taken.length === 0 ? t("keep_standing") : t("take_parts", { n: taken.length })}
        </button>
      </div>
    </form>
  );
}
