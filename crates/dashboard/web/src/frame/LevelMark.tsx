/** The colour of a risk level, always with its word: colour alone is not read by everyone. */

import type { Level } from "../api/shapes";
import { useWording } from "../wording/language";

export function LevelMark({ level }: { level: Level }) {
  const { t } = useWording();
  return (
    <span class={`level level-${level}`}>
      <span class="visually-hidden">{t("level")} </span>
      {t(level)}
    </span>
  );
}
