import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import { Problem } from "../api/problem";
import type { NewReport, Receipt } from "../api/shapes";
import { type Entry, Outbox } from "./outbox";
import { retryDelay, sendWaiting } from "./sending";

const now = () => new Date("2026-07-05T08:00:00Z");
const reason = { field: "summary", code: "missing", message_zh: "请填写简述。", message_en: "fill it in" };

let outbox: Outbox;
let number = 0;

beforeEach(async () => {
  number += 1;
  outbox = await Outbox.open(`sending-${number}`);
});

async function keep(...ids: string[]): Promise<void> {
  for (const id of ids) {
    const report: NewReport = {
      id,
      area: "g",
      category: "02",
      occurred_on: "2026-07-05",
      channel: "patrol",
      scale: "01",
      summary: id,
    };
    const entry: Entry = {
      report,
      area_name: "",
      category_name_zh: "",
      category_name_en: "",
      state: "waiting",
      kept_at: now().toISOString(),
      received_at: null,
      reasons: [],
      conflict: false,
    };
    await outbox.put(entry);
  }
}

type Outcome = Receipt["results"][number]["outcome"];

/** A receipt as the server writes it: reasons are left out where there are none. */
function receipt(reports: NewReport[], outcome: (id: string) => Outcome = () => "accepted"): Receipt {
  const results = reports.map(({ id }, i) => ({
    row: i + 1,
    id,
    outcome: outcome(id),
    ...(outcome(id) === "rejected" ? { reasons: [reason] } : {}),
  }));
  return { accepted: 0, repeated: 0, conflicts: 0, rejected: 0, results };
}

const states = async () =>
  Object.fromEntries((await outbox.list()).map((entry) => [entry.report.id, entry.state]));

test("a receipt is written down for each report", async () => {
  await keep("1", "2", "3", "4");
  const outcomes: Record<string, Outcome> = { 1: "accepted", 2: "repeated", 3: "rejected", 4: "conflict" };
  const stopped = await sendWaiting(
    outbox,
    async (reports) => receipt(reports, (id) => outcomes[id] ?? "accepted"),
    now,
  );
  expect(stopped).toBeNull();
  expect(await states()).toEqual({ 1: "received", 2: "received", 3: "refused", 4: "refused" });
  const [fourth, third] = await outbox.list();
  expect(third?.reasons).toEqual([reason]);
  expect(fourth?.conflict).toBe(true);
});

test("without a network everything waits, and nothing is asked twice in vain", async () => {
  await keep("1", "2");
  let asked = 0;
  const stopped = await sendWaiting(
    outbox,
    async () => {
      asked += 1;
      throw Problem.unreachable();
    },
    now,
  );
  expect(stopped?.status).toBe(0);
  expect(asked).toBe(1);
  expect(await states()).toEqual({ 1: "waiting", 2: "waiting" });
});

test("an answer that got lost is made good by sending again", async () => {
  await keep("1");
  const held = new Set<string>();
  let lose = true;
  const server = async (reports: NewReport[]) => {
    const answer = receipt(reports, (id) => (held.has(id) ? "repeated" : "accepted"));
    for (const { id } of reports) held.add(id);
    if (lose) throw Problem.unreachable();
    return answer;
  };
  await sendWaiting(outbox, server, now);
  lose = false;
  await sendWaiting(outbox, server, now);
  expect(await states()).toEqual({ 1: "received" });
  expect(held.size).toBe(1);
});

test("a token that is no longer valid or a busy server refuses nothing", async () => {
  await keep("1");
  for (const status of [401, 408, 429, 500, 503]) {
    const stopped = await sendWaiting(outbox, () => Promise.reject(new Problem(status, "", "")), now);
    expect(stopped?.status).toBe(status);
    expect(await states()).toEqual({ 1: "waiting" });
  }
});

test("a single report that is refused keeps the reasons of the problem", async () => {
  await keep("1");
  await sendWaiting(outbox, () => Promise.reject(new Problem(422, "有误", "请修改", [reason])), now);
  const [entry] = await outbox.list();
  expect(entry?.state).toBe("refused");
  expect(entry?.reasons).toEqual([reason]);
  expect(entry?.conflict).toBe(false);
});

test("a problem without reasons still says something", async () => {
  await keep("1");
  await sendWaiting(outbox, () => Promise.reject(new Problem(409, "冲突", "已有同号报送")), now);
  const [entry] = await outbox.list();
  expect(entry?.conflict).toBe(true);
  expect(entry?.reasons[0]?.message_zh).toBe("已有同号报送");
});

test("one bad report does not hold back the others of its batch", async () => {
  await keep("1", "2", "3");
  const server = async (reports: NewReport[]) => {
    if (reports.some(({ id }) => id === "2")) throw new Problem(400, "", "bad");
    return receipt(reports);
  };
  expect(await sendWaiting(outbox, server, now)).toBeNull();
  expect(await states()).toEqual({ 1: "received", 2: "refused", 3: "received" });
});

test("a long queue goes out in batches, oldest first", async () => {
  const ids = Array.from({ length: 120 }, (_, i) => String(i).padStart(3, "0"));
  await keep(...ids);
  const batches: string[][] = [];
  await sendWaiting(
    outbox,
    async (reports) => {
      batches.push(reports.map(({ id }) => id));
      return receipt(reports);
    },
    now,
  );
  expect(batches.map((batch) => batch.length)).toEqual([50, 50, 20]);
  expect(batches.flat()).toEqual(ids);
});

test("retries back off, are spread, and never wait longer than five minutes", () => {
  expect(retryDelay(1, 1)).toBe(5_000);
  expect(retryDelay(1, 0)).toBe(2_500);
  expect(retryDelay(3, 1)).toBe(20_000);
  expect(retryDelay(40, 1)).toBe(300_000);
});
