/**
 * The phone's own copy of every report: kept in IndexedDB before anything is sent, so that a dead battery or a dead
 * network loses nothing. What is sent, when, and what an answer means is the business of `sending.ts`.
 */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Area, Category, Me, NewReport, Reason } from "../api/shapes";

export type EntryState = "waiting" | "received" | "refused";

export interface Entry {
  report: NewReport;
  /** Names as they were when it was written, so that the list reads the same offline. */
  area_name: string;
  category_name_zh: string;
  category_name_en: string;
  state: EntryState;
  /** RFC 3339. */
  kept_at: string;
  /** When the server's receipt arrived, RFC 3339. */
  received_at: string | null;
  /** Why it was refused; empty unless it was. */
  reasons: Reason[];
  /** The server holds another report under this id: a correction needs an id of its own. */
  conflict: boolean;
}

/** What the page needs to know to be filled in without a network. */
export interface Reference {
  me: Me;
  areas: Area[];
  categories: Category[];
  /** Days from the phone's calendar to the server's: phones with a wrong date exist. */
  day_shift: number;
}

/** A received report needs no copy on the phone for longer: it may be lost or lent. */
export const RECEIVED_KEPT_DAYS = 30;

const DAY = 86_400_000;
const REFERENCE = "current";

interface Schema extends DBSchema {
  reports: { key: string; value: Entry };
  reference: { key: string; value: Reference };
}

export class Outbox {
  readonly #database: IDBPDatabase<Schema>;

  private constructor(database: IDBPDatabase<Schema>) {
    this.#database = database;
  }

  static async open(name = "fengsui"): Promise<Outbox> {
    const database = await openDB<Schema>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore("reports", { keyPath: "report.id" });
        fresh.createObjectStore("reference");
      },
    });
    return new Outbox(database);
  }

  /** Resolves once the entry is on disk. */
  async put(entry: Entry): Promise<void> {
    await this.#database.put("reports", entry);
  }

  async remove(id: string): Promise<void> {
    await this.#database.delete("reports", id);
  }

  /** Newest first: the ids are UUIDv7 and sort by time. */
  async list(): Promise<Entry[]> {
    return (await this.#database.getAll("reports")).reverse();
  }

  /** Oldest first, the order in which they are sent. */
  async waiting(): Promise<Entry[]> {
    return (await this.#database.getAll("reports")).filter((entry) => entry.state === "waiting");
  }

  /** Lets go of what the server has held for long enough; what it does not hold stays, however old. */
  async prune(now: Date): Promise<void> {
    const limit = now.getTime() - RECEIVED_KEPT_DAYS * DAY;
    for (const entry of await this.#database.getAll("reports")) {
      if (entry.state === "received" && entry.received_at !== null && Date.parse(entry.received_at) < limit) {
        await this.remove(entry.report.id);
      }
    }
  }

  async reference(): Promise<Reference | null> {
    return (await this.#database.get("reference", REFERENCE)) ?? null;
  }

  async keepReference(reference: Reference): Promise<void> {
    await this.#database.put("reference", reference, REFERENCE);
  }

  async forgetReference(): Promise<void> {
    await this.#database.delete("reference", REFERENCE);
  }
}
