/** The tree of areas a token may see: county, towns, villages, grids. */

import type { Area } from "../api/shapes";

export class AreaTree {
  readonly #byId = new Map<string, Area>();
  readonly #children = new Map<string | null, Area[]>();

  constructor(areas: Area[]) {
    for (const area of areas) this.#byId.set(area.id, area);
    for (const area of areas) {
      // A token of one town does not see the county above it: its town is a root.
      const parent = area.parent !== null && this.#byId.has(area.parent) ? area.parent : null;
      const siblings = this.#children.get(parent);
      if (siblings) siblings.push(area);
      else this.#children.set(parent, [area]);
    }
  }

  get(id: string): Area | undefined {
    return this.#byId.get(id);
  }

  /** The areas directly below; `null` asks for the widest ones. */
  children(id: string | null): Area[] {
    return this.#children.get(id) ?? [];
  }

  /** From the widest area down to this one; empty when it is unknown. */
  lineage(id: string | null): Area[] {
    const line: Area[] = [];
    for (let area = id === null ? undefined : this.#byId.get(id); area; ) {
      line.unshift(area);
      area = area.parent === null ? undefined : this.#byId.get(area.parent);
    }
    return line;
  }

  /** The area reached from here while there is nothing to choose: the only grid of a village, the worker's own grid. */
  descend(id: string | null): string | null {
    const children = this.children(id);
    const only = children[0];
    return only && children.length === 1 ? this.descend(only.id) : id;
  }

  /** 月牙泉镇月牙泉村第三网格: from the town downwards, without repeating what a deeper name already holds. */
  fullName(id: string): string {
    const names = this.lineage(id)
      .filter((area, _, line) => area.level !== "county" || line.length === 1)
      .map((area) => area.name);
    return names.filter((name, i) => !names.slice(i + 1).some((deeper) => deeper.startsWith(name))).join("");
  }

  contains(outer: string, inner: string): boolean {
    return this.lineage(inner).some((area) => area.id === outer);
  }
}
