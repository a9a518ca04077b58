/**
 * Sends what waits and writes down the receipts. Ids are made by the client, so sending twice is harmless: when in
 * doubt whether an answer was lost, this sends again.
 */

import { Problem } from "../api/problem";
import type { NewReport, Reason, Receipt } from "../api/shapes";
import type { Entry, Outbox } from "./outbox";

export type Send = (reports: NewReport[]) => Promise<Receipt>;

/** A day's reports of one worker fit in one request; a phone back from a week in the desert needs a few. */
const BATCH = 50;

/** Outcomes after which the server holds the report and nobody need do anything. */
const HELD = new Set(["accepted", "repeated", "revised", "waiting"]);

const FIRST_RETRY = 5_000;
const LONGEST_RETRY = 300_000;

/**
 * Sends everything that waits. Returns the problem that stopped it (no network, a busy server, a token that is no
 * longer valid), with the rest still waiting, or `null` when nothing waits any more.
 */
export async function sendWaiting(outbox: Outbox, send: Send, now: () => Date): Promise<Problem | null> {
  const waiting = await outbox.waiting();
  for (let start = 0; start < waiting.length; start += BATCH) {
    const stopped = await sendBatch(outbox, send, waiting.slice(start, start + BATCH), now);
    if (stopped) return stopped;
  }
  return null;
}

async function sendBatch(
  outbox: Outbox,
  send: Send,
  batch: Entry[],
  now: () => Date,
): Promise<Problem | null> {
  let receipt: Receipt;
  try {
    receipt = await send(batch.map((entry) => entry.report));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return afterProblem(outbox, send, batch, error, now);
  }
  const results = new Map(receipt.results.map((result) => [result.id, result]));
  for (const entry of batch) {
    const result = results.get(entry.report.id);
    // No word about it: it keeps waiting and is asked about again.
    if (!result) continue;
    if (HELD.has(result.outcome)) {
      await outbox.put({ ...entry, state: "received", received_at: now().toISOString(), reasons: [] });
    } else {
      await outbox.put(refused(entry, result.outcome === "conflict", result.reasons ?? []));
    }
  }
  return null;
}

async function afterProblem(
  outbox: Outbox,
  send: Send,
  batch: Entry[],
  problem: Problem,
  now: () => Date,
): Promise<Problem | null> {
  if (problem.passes || problem.status === 401) return problem;
  const [only, ...others] = batch;
  if (only && others.length === 0) {
    await outbox.put(refused(only, problem.status === 409, reasonsOf(problem)));
    return null;
  }
  // The request as a whole was refused: one bad report must not hold back the others.
  for (const entry of batch) {
    const stopped = await sendBatch(outbox, send, [entry], now);
    if (stopped) return stopped;
  }
  return null;
}

function refused(entry: Entry, conflict: boolean, reasons: Reason[]): Entry {
  return { ...entry, state: "refused", conflict, reasons };
}

function reasonsOf(problem: Problem): Reason[] {
  if (problem.reasons.length > 0) return problem.reasons;
  return [{ field: "row", code: "malformed", message_zh: problem.message, message_en: problem.message }];
}

/**
 * How long to wait after so many failures in a row, in milliseconds: doubling, with jitter (`random` in 0..1), since
 * all phones of a county lose and regain the network at the same moment.
 */
export function retryDelay(failures: number, random: number): number {
  const longest = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** Math.max(0, failures - 1));
  return longest * (0.5 + random / 2);
}
