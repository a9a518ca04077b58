import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import { type Entry, Outbox } from "./outbox";

let outbox: Outbox;
let number = 0;

beforeEach(async () => {
  number += 1;
  outbox = await Outbox.open(`outbox-${number}`);
});

const entry = (id: string, change: Partial<Entry> = {}): Entry => ({
  report: {
    id,
    area: "g",
    category: "02",
    occurred_on: "2026-07-05",
    channel: "patrol",
    scale: "01",
    summary: "两句话。",
  },
  area_name: "第1网格",
  category_name_zh: "邻里纠纷",
  category_name_en: "neighbours",
  state: "waiting",
  kept_at: "2026-07-05T08:00:00Z",
  received_at: null,
  reasons: [],
  conflict: false,
  ...change,
});

test("what was kept is there when the page is opened again", async () => {
  await outbox.put(entry("1"));
  const again = await Outbox.open(`outbox-${number}`);
  expect(await again.list()).toEqual([entry("1")]);
});

test("the list shows the newest first and sending starts with the oldest", async () => {
  for (const id of ["2", "3", "1"]) await outbox.put(entry(id));
  expect((await outbox.list()).map((each) => each.report.id)).toEqual(["3", "2", "1"]);
  expect((await outbox.waiting()).map((each) => each.report.id)).toEqual(["1", "2", "3"]);
});

test("only what the server has held for thirty days is let go", async () => {
  const received_at = "2026-06-01T00:00:00Z";
  await outbox.put(entry("old", { state: "received", received_at }));
  await outbox.put(entry("new", { state: "received", received_at: "2026-07-01T00:00:00Z" }));
  await outbox.put(entry("unsent", { kept_at: "2025-01-01T00:00:00Z" }));
  await outbox.put(entry("wrong", { state: "refused", kept_at: "2025-01-01T00:00:00Z" }));
  await outbox.prune(new Date("2026-07-05T00:00:00Z"));
  expect((await outbox.list()).map((each) => each.report.id).sort()).toEqual(["new", "unsent", "wrong"]);
});
