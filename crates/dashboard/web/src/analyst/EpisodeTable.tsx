/** A matter from week to week: what was reported, what was to be expected, and its level. */

import type { Episode } from "../api/shapes";
import { LevelMark } from "../frame/LevelMark";
import { dayWords, figure } from "../wording/figures";
import { useWording } from "../wording/language";
import { address } from "./route";

/** More weeks than this are a trend, and the chart shows it. */
const WEEKS_LISTED = 12;

export function EpisodeTable({ episode, current }: { episode: Episode; current: string }) {
  const { t, language } = useWording();
  const weekWords = (iso: string) => t("week", { week: Number(iso.slice(-2)) });
  const weeks = episode.weeks.slice(-WEEKS_LISTED).toReversed();
  return (
    <>
      <p>
        {t("episode_since", { day: dayWords(language, episode.since), n: episode.weeks.length })}{" "}
        <span class={`course course-${episode.state}`}>{t(`episode_${episode.state}`)}</span>
      </p>
      <table class="course-table">
        <thead>
          <tr>
            <th>{t("episode_week")}</th>
            <th>{t("level")}</th>
            <th>{t("episode_place")}</th>
            <th class="number">{t("episode_observed")}</th>
            <th class="number">{t("episode_expected")}</th>
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week.week}>
              <td>
                {week.signal === current ? (
                  weekWords(week.week)
                ) : (
                  <a href={address("signals", week.signal)}>{weekWords(week.week)}</a>
                )}
              </td>
              <td>
                <LevelMark level={week.level} />
              </td>
              <td>{week.area_name}</td>
              <td class="number">{figure(week.observed)}</td>
              <td class="number">{figure(week.expected)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
