/** The one place that loads ECharts, with only the parts the two drawings use. */

import { BarChart, LineChart, MapChart } from "echarts/charts";
import { GeoComponent, GridComponent, MarkAreaComponent, TooltipComponent } from "echarts/components";
import { type ECharts, type EChartsCoreOption, init, registerMap, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "preact/hooks";

use([
  BarChart,
  GeoComponent,
  GridComponent,
  LineChart,
  MapChart,
  MarkAreaComponent,
  SVGRenderer,
  TooltipComponent,
]);

export { registerMap };

/** Level colours: the fills of the map, and of the badges in the style sheet. */
export const LEVEL_COLOURS = {
  blue: "#2b6cb0",
  yellow: "#f2c230",
  orange: "#e8772e",
  red: "#c02b30",
} as const;
export const CALM_COLOUR = "#e9edf1";
export const INK = "#1d2530";
export const QUIET = "#566170";

interface Props {
  option: EChartsCoreOption;
  /** What a screen reader says instead. */
  description: string;
  class: string;
  /** Called with the name of the clicked item of the first series. */
  onPick?: (name: string) => void;
}

export function Drawing({ option, description, class: name, onPick }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const pick = useRef(onPick);
  pick.current = onPick;
  useEffect(() => {
    const box = place.current;
    if (!box) return;
    const drawn = init(box, null, { renderer: "svg" });
    chart.current = drawn;
    drawn.on("click", (event) => {
      if (event.name) pick.current?.(event.name);
    });
    // A box that has just left the page has no size, and a map cannot be fitted into none.
    const watch = new ResizeObserver(() => {
      if (box.clientWidth > 0) drawn.resize();
    });
    watch.observe(box);
    return () => {
      watch.disconnect();
      drawn.dispose();
    };
  }, []);
  useEffect(() => {
    const { fontFamily } = getComputedStyle(document.body);
    chart.current?.setOption({ ...option, textStyle: { fontFamily, color: INK } }, { notMerge: true });
  }, [option]);
  return <div ref={place} class={name} role="img" aria-label={description} />;
}
