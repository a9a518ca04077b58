/** What the committees said of what they were told: by kind of pattern, and by town. */

import { useLoaded } from "../api/loaded";
import type { Compared, Score, Scorecard, ScoreLine } from "../api/shapes";
import { Empty, WhenReady } from "../frame/states";
import { type Language, useWording } from "../wording/language";
import type { Key } from "../wording/strings";
import { useDesk } from "./desk";
import { leadWords, summed } from "./scorecard";

export function ScorecardView() {
  const { client } = useDesk();
  const { t } = useWording();
  const [scorecard, reload] = useLoaded(() => client.scorecard(), [client]);
  return (
    <main class="one-pane">
      <section class="pane">
        <WhenReady loaded={scorecard} retry={reload}>
          {({ from, to, total, lines, compared, compared_months }) => (
            <>
              <div class="pane-head">
                <h2>{t("scorecard")}</h2>
                <p class="quiet">{t("scorecard_span", { from, to })}</p>
              </div>
              {lines.length === 0 ? (
                <Empty title={t("no_scores")} why={t("no_scores_why")} />
              ) : (
                <>
                  <ScoreTable
                    caption={t("kinds")}
                    groups={summed(lines, (line) => line.kind)}
                    name={(line) => t(line.kind)}
                    total={total}
                  />
                  <ScoreTable
                    caption={t("towns")}
                    groups={summed(lines, (line) => line.town)}
                    name={(line) => line.town_name}
                    total={null}
                  />
                  <ScoreTable
                    caption={t("months")}
                    groups={summed(lines, (line) => line.month)}
                    name={(line) => line.month}
                    total={null}
                  />
                  {compared_months.length > 0 && (
                    <ComparisonTable months={compared_months} whole={compared} />
                  )}
                  <p class="quiet">{t("scorecard_note")}</p>
                </>
              )}
            </>
          )}
        </WhenReady>
      </section>
    </main>
  );
}

/** The letters beside the plainest rule there is, judged alike. */
function ComparisonTable({ months, whole }: { months: Scorecard["compared_months"]; whole: Compared }) {
  const { t } = useWording();
  const row = (name: string, { told, persistence }: Compared) => (
    <tr key={name}>
      <th scope="row">{name}</th>
      <td data-heading={t("told_rose")}>{share(told.rose, told.named)}</td>
      <td data-heading={t("persistence_rose")}>{share(persistence.rose, persistence.named)}</td>
    </tr>
  );
  return (
    <>
      <table class="table scores">
        <thead>
          <tr>
            <th>{t("comparison")}</th>
            <th>{t("told_rose")}</th>
            <th>{t("persistence_rose")}</th>
          </tr>
        </thead>
        <tbody>
          {months.map((each) => row(each.month, each))}
          {row(t("whole"), whole)}
        </tbody>
      </table>
      <p class="quiet">{t("comparison_note")}</p>
    </>
  );
}

interface TableProps {
  caption: string;
  groups: { line: ScoreLine; score: Score }[];
  name: (line: ScoreLine) => string;
  total: Score | null;
}

function ScoreTable({ caption, groups, name, total }: TableProps) {
  const { t } = useWording();
  return (
    <table class="table scores">
      <thead>
        <tr>
          <th>{caption}</th>
          {COLUMNS.map(([heading]) => (
            <th key={heading}>{t(heading)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {groups.map(({ line, score }) => (
          <ScoreRow key={name(line)} name={name(line)} score={score} />
        ))}
        {total && <ScoreRow name={t("whole")} score={total} />}
      </tbody>
    </table>
  );
}

function ScoreRow({ name, score }: { name: string; score: Score }) {
  const { t, language } = useWording();
  return (
    <tr>
      <th scope="row">{name}</th>
      {COLUMNS.map(([heading, words]) => (
        <td key={heading} data-heading={t(heading)}>
          {words(score, language)}
        </td>
      ))}
    </tr>
  );
}

/** A part with its whole, and the share where there is one. */
const share = (part: number, whole: number) =>
  whole === 0 ? "—" : `${part}/${whole} · ${Math.round((100 * part) / whole)}%`;

const COLUMNS: [Key, (score: Score, language: Language) => string][] = [
  ["score_issued", (score) => String(score.issued)],
  ["score_acknowledged", (score) => share(score.acknowledged_in_time, score.acknowledged)],
  ["score_answered", (score) => share(score.answered_in_time, score.answered)],
  ["score_right", (score) => share(score.right + score.partly + score.known, score.answered)],
  ["score_returned", (score) => share(score.returned, score.answered)],
  ["score_lead", (score, language) => leadWords(language, score)],
];
