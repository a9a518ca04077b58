/** Under the list: by what it is ordered, and what was learned from the answers so far. */

import { useLoaded } from "../api/loaded";
import { useWording } from "../wording/language";
import { useDesk } from "./desk";

/** Features shown: a reader takes in a handful. */
const SHOWN_WEIGHTS = 6;

export function RankingNote() {
  const { client } = useDesk();
  const { t, either } = useWording();
  const [loaded] = useLoaded(() => client.ranking(), [client]);
  if (loaded.state !== "ready") return null;
  const { learned, verdicts, proved, verdicts_needed, auc_fixed, auc_learned, weights } = loaded.value;
  const so_far = t("ranking_so_far", { verdicts, proved });
  if (auc_fixed === null || auc_learned === null) {
    const waits = verdicts < verdicts_needed ? t("ranking_waits", { needed: verdicts_needed }) : "";
    return <p class="ranking-note">{[t("ranking_fixed"), so_far, waits].filter(Boolean).join(" ")}</p>;
  }
  const figures = { learned: auc_learned.toFixed(2), fixed: auc_fixed.toFixed(2) };
  return (
    <details class="ranking-note">
      <summary>
        {t(learned ? "ranking_learned" : "ranking_fixed")} {so_far}
      </summary>
      <p>{t("ranking_trial", figures)}</p>
      <table>
        <thead>
          <tr>
            <th>{t("ranking_feature")}</th>
            <th>{t("ranking_odds")}</th>
          </tr>
        </thead>
        <tbody>
          {weights.slice(0, SHOWN_WEIGHTS).map((weight) => (
            <tr key={weight.name}>
              <td>{either(weight.name_zh, weight.name_en)}</td>
              <td>× {weight.odds_ratio.toFixed(2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
