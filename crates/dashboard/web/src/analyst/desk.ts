/** What every section of the analyst page needs: who is here, the client, the places and the categories. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Client } from "../api/client";
import type { Category, Me } from "../api/shapes";
import type { AreaTree } from "../areas/tree";

export interface Desk {
  client: Client;
  me: Me;
  tree: AreaTree;
  categories: Category[];
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("useDesk is called outside DeskContext");
  return desk;
}
