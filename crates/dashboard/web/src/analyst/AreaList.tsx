/** The map as a list: the same figures, for the keyboard, the screen reader and the small screen. */

import type { AreaRisk } from "../api/shapes";
import { LevelMark } from "../frame/LevelMark";
import { useWording } from "../wording/language";
import { useDesk } from "./desk";
import { byRisk } from "./ranking";

interface Props {
  risk: AreaRisk[];
  area: string | null;
  onArea: (area: string | null) => void;
}

export function AreaList({ risk, area, onArea }: Props) {
  const { tree } = useDesk();
  const { t } = useWording();
  return (
    <table class="areas">
      <thead>
        <tr>
          <th>{t("level")}</th>
          <th class="name">{t("place")}</th>
          <th>{t("area_signals")}</th>
          <th>{t("area_reports")}</th>
        </tr>
      </thead>
      <tbody>
        {byRisk(risk).map((here) => (
          <tr key={here.area} class={here.area === area ? "chosen" : undefined}>
            <td>{here.level ? <LevelMark level={here.level} /> : <span class="quiet">{t("calm")}</span>}</td>
            <td class="name">
              <button
                type="button"
                class="link"
                aria-pressed={here.area === area}
                onClick={() => onArea(here.area === area ? null : here.area)}
              >
                {tree.get(here.area)?.name ?? here.area}
              </button>
            </td>
            <td>{here.signals}</td>
            <td>{here.reports_4w}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
