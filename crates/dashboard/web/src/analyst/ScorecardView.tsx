/** What the committees said of what they were told: by kind of pattern, and by town. */

import { useLoaded } from "../api/loaded";
import type { Score, ScoreLine } from "../api/shapes";
import { Empty, WhenReady } from "../frame/states";
import { useWording } from "../wording/language";
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
          {({ from, to, total, lines }) => (
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
          <th>{t("score_issued")}</th>
          <th>{t("score_acknowledged")}</th>
          <th>{t("score_answered")}</th>
          <th>{t("score_right")}</th>
          <th>{t("score_returned")}</th>
          <th>{t("score_lead")}</th>
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

/** A part with its whole, and the share where there is one. */
const share = (part: number, whole: number) =>
  whole === 0 ? "—" : `${part}/${whole}（${Math.round((100 * part) / whole)}%）`;

function ScoreRow({ name, score }: { name: string; score: Score }) {
  const { language } = useWording();
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{score.issued}</td>
      <td>{share(score.acknowledged_in_time, score.acknowledged)}</td>
      <td>{share(score.answered_in_time, score.answered)}</td>
      <td>{share(score.right + score.partly + score.known, score.answered)}</td>
      <td>{share(score.returned, score.answered)}</td>
      <td>{leadWords(language, score)}</td>
    </tr>
  );
}
