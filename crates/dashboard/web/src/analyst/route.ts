/** Where the analyst is, kept in the address (`#/signals/<id>`), so that going back and sharing a link work. */

import { useEffect, useState } from "preact/hooks";
import type { Role } from "../api/shapes";

export const VIEWS = [
  "signals",
  "advisories",
  "scorecard",
  "bulletins",
  "reports",
  "links",
  "review",
  "deliveries",
] as const;
export type View = (typeof VIEWS)[number];

/** The outbox, links and what is to be reviewed cross the borders of towns: only the county's desk sees them. */
const DESK_ONLY: readonly View[] = ["links", "review", "deliveries"];

export function viewsOf(role: Role): readonly View[] {
  return role === "town" ? VIEWS.filter((view) => !DESK_ONLY.includes(view)) : VIEWS;
}

export interface Route {
  view: View | null;
  id: string | null;
}

export function readRoute(hash: string): Route {
  const [, view, id] = /^#\/(\w+)(?:\/([\w-]+))?/.exec(hash) ?? [];
  return { view: VIEWS.find((known) => known === view) ?? null, id: id ?? null };
}

export const address = (view: View, id?: string | null) => (id ? `#/${view}/${id}` : `#/${view}`);

export function go(view: View, id?: string | null): void {
  window.location.hash = address(view, id);
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => readRoute(window.location.hash));
  useEffect(() => {
    const follow = () => setRoute(readRoute(window.location.hash));
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);
  return route;
}
