/** Where a text came in, in words: an office or a file, never a person. */

import type { Station } from "../api/shapes";
import type { AreaTree } from "../areas/tree";
import type { Wording } from "../wording/language";

export function stationWords(t: Wording["t"], tree: AreaTree, station: Station): string {
  if (station.file) return station.file;
  if (!station.role) return t("station_unrecorded");
  const place = station.area ? tree.fullName(station.area) || station.area : "";
  return `${t(`role_${station.role}`)} ${place}`.trim();
}
