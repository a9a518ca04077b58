/** The county by risk. Outlines come from the server; nothing else is fetched, so it works in a closed network. */

import { useMemo, useState } from "preact/hooks";
import { useLoaded } from "../api/loaded";
import type { AreaRisk, Outlines } from "../api/shapes";
import { WhenReady } from "../frame/states";
import { useWording, type Wording } from "../wording/language";
import { AreaList } from "./AreaList";
import { useDesk } from "./desk";
import { CALM_COLOUR, Drawing, INK, LEVEL_COLOURS, registerMap } from "./drawing";
import { LEVELS } from "./ranking";

type Detail = "town" | "village";

interface Props {
  area: string | null;
  onArea: (area: string | null) => void;
}

export function RiskMap({ area, onArea }: Props) {
  const { client } = useDesk();
  const { t } = useWording();
  const [detail, setDetail] = useState<Detail>("town");
  const [loaded, reload] = useLoaded(async () => {
    const [outlines, risk] = await Promise.all([client.outlines(detail), client.risk(detail)]);
    return { detail, outlines: drawable(outlines), risk: risk.items };
  }, [client, detail]);
  return (
    <>
      <div class="pane-head">
        <h2 id="map-title">{t("map")}</h2>
        <fieldset class="switch">
          <legend class="visually-hidden">{t("map_of_areas")}</legend>
          {(["town", "village"] as const).map((each) => (
            <button key={each} type="button" aria-pressed={each === detail} onClick={() => setDetail(each)}>
              {t(each === "town" ? "towns" : "villages")}
            </button>
          ))}
        </fieldset>
      </div>
      <WhenReady loaded={loaded} retry={reload}>
        {(value) => (
          <>
            <County {...value} area={area} onArea={onArea} />
            <Legend />
            <AreaList risk={value.risk} area={area} onArea={onArea} />
          </>
        )}
      </WhenReady>
    </>
  );
}

/** An area without an outline cannot be drawn; it stands in the list below the map. */
function drawable(outlines: Outlines): Outlines {
  const features = outlines.features.filter(({ geometry }) => geometry !== null && geometry.type !== "Point");
  return { ...outlines, features };
}

function Legend() {
  const { t } = useWording();
  return (
    <ul class="legend">
      {LEVELS.map((level) => (
        <li key={level}>
          <span class={`swatch level-${level}`} />
          {t(level)}
        </li>
      ))}
      <li>
        <span class="swatch calm" />
        {t("calm")}
      </li>
    </ul>
  );
}

interface CountyProps extends Props {
  detail: Detail;
  outlines: Outlines;
  risk: AreaRisk[];
}

function County({ detail, outlines, risk, area, onArea }: CountyProps) {
  const wording = useWording();
  const option = useMemo(() => {
    registerMap(detail, outlines as unknown as Parameters<typeof registerMap>[1]);
    return mapOption(detail, outlines, risk, area, wording);
  }, [detail, outlines, risk, area, wording]);
  if (outlines.features.length === 0) return <p class="empty quiet">{wording.t("map_empty")}</p>;
  return (
    <Drawing
      class="map"
      option={option}
      description={wording.t("map_description")}
      onPick={(id) => onArea(id === area ? null : id)}
    />
  );
}

function mapOption(
  detail: Detail,
  outlines: Outlines,
  risk: AreaRisk[],
  area: string | null,
  { t }: Wording,
) {
  const names = new Map(outlines.features.map(({ properties }) => [properties.id, properties.name]));
  const risks = new Map(risk.map((each) => [each.area, each]));
  const name = (id: string) => names.get(id) ?? id;
  return {
    animation: false,
    tooltip: {
      confine: true,
      // Names are data: built as nodes, never as markup.
      formatter: ({ name: id }: { name: string }) => {
        const here = risks.get(id);
        const level = here?.level ? t("level_named", { level: t(here.level) }) : t("calm");
        return lines([
          `${name(id)} · ${level}`,
          t("map_signals", { n: here?.signals ?? 0 }),
          t("map_reports", { n: here?.reports_4w ?? 0 }),
        ]);
      },
    },
    series: [
      {
        type: "map",
        map: detail,
        nameProperty: "id",
        selectedMode: "single",
        // Room for names at the rim.
        layoutCenter: ["50%", "50%"],
        layoutSize: "96%",
        roam: false,
        label: {
          show: detail === "town",
          formatter: ({ name: id }: { name: string }) => name(id),
          color: INK,
          fontSize: 12,
          textBorderColor: "#fff",
          textBorderWidth: 2.5,
        },
        labelLayout: { hideOverlap: true },
        itemStyle: { areaColor: CALM_COLOUR, borderColor: "#fff", borderWidth: 1 },
        emphasis: {
          label: { show: true, color: INK },
        },
        select: {
          label: { show: true, color: INK, fontWeight: "bold" },
        },
        data: outlines.features.map(({ properties: { id } }) => {
          const level = risks.get(id)?.level;
          const areaColor = level ? LEVEL_COLOURS[level] : CALM_COLOUR;
          return {
            name: id,
            value: risks.get(id)?.signals ?? 0,
            selected: id === area,
            itemStyle: { areaColor },
            emphasis: { itemStyle: { areaColor, borderColor: INK, borderWidth: 1.5 } },
            select: { itemStyle: { areaColor, borderColor: INK, borderWidth: 2.5 } },
          };
        }),
      },
    ],
  };
}

function lines(texts: string[]): HTMLElement {
  const box = document.createElement("div");
  for (const text of texts) {
    const line = document.createElement("div");
    line.textContent = text;
    box.append(line);
  }
  return box;
}
