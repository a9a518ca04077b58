/** Town, village, grid: one list for each level at which there is something to choose. */

import type { AreaLevel } from "../api/shapes";
import type { AreaTree } from "./tree";

interface Props {
  tree: AreaTree;
  /** The area chosen so far; `null` when nothing is. */
  value: string | null;
  onChange: (area: string | null) => void;
  /** What the first entry of a list says: "all of …" in a filter, "please choose" in a form. */
  open: string;
  /** Names a list for a screen reader by the level it offers. */
  label: (level: AreaLevel) => string;
}

export function AreaPicker({ tree, value, onChange, open, label }: Props) {
  const line = tree.lineage(value);
  const lists = [];
  let above: string | null = null;
  for (let depth = 0; ; depth += 1) {
    const choices = tree.children(above);
    const first = choices[0];
    if (!first) break;
    const chosen = line[depth];
    // A level with a single area is no choice: 敦煌市 for the analyst, the worker's own village for the worker.
    if (choices.length > 1) {
      const parent: string | null = above;
      lists.push(
        <select
          key={first.level}
          aria-label={label(first.level)}
          value={chosen?.id ?? ""}
          onChange={(event) => {
            const picked = event.currentTarget.value;
            onChange(picked === "" ? parent : tree.descend(picked));
          }}
        >
          <option value="">{open}</option>
          {choices.map((area) => (
            <option key={area.id} value={area.id}>
              {area.name}
            </option>
          ))}
        </select>,
      );
    }
    const next: string | undefined = choices.length > 1 ? chosen?.id : first.id;
    if (next === undefined) break;
    above = next;
  }
  return <div class="area-picker">{lists}</div>;
}
