/** Keeps the outbox and the server in step while the page is open: at once, when the network returns, and by timer. */

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Client } from "../api/client";
import { asProblem } from "../api/loaded";
import type { Problem } from "../api/problem";
import type { Entry, Outbox } from "./outbox";
import { retryDelay, sendWaiting } from "./sending";

/** Spread over this many milliseconds when the network returns: a county's phones come back in the same second. */
const REUNION = 2_000;

export interface Sending {
  /** Newest first. */
  entries: Entry[];
  online: boolean;
  /** What stopped the last try; `null` when all was sent. */
  problem: Problem | null;
  /** Keeps the report, then tries to send it; resolves when it is on disk. */
  file: (entry: Entry, replaces: string | null) => Promise<void>;
  discard: (id: string) => Promise<void>;
  sendNow: () => void;
}

export function useSending(client: Client, outbox: Outbox): Sending {
  const [entries, setEntries] = useState<Entry[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [online, setOnline] = useState(navigator.onLine);
  const timer = useRef<number | undefined>(undefined);
  const failures = useRef(0);
  const busy = useRef(false);
  const again = useRef(false);

  const show = useCallback(async () => setEntries(await outbox.list()), [outbox]);

  const run = useCallback(async () => {
    window.clearTimeout(timer.current);
    // A report filed while another is on its way is sent in the next round, not beside it.
    if (busy.current) {
      again.current = true;
      return;
    }
    busy.current = true;
    let stopped: Problem | null;
    try {
      stopped = await sendWaiting(outbox, client.sendReports, () => new Date());
    } catch (error) {
      stopped = asProblem(error);
    }
    busy.current = false;
    setProblem(stopped);
    await show();
    failures.current = stopped ? failures.current + 1 : 0;
    // A token that is no longer valid does not become so by waiting: the page asks for another one.
    if (stopped && stopped.status !== 401) {
      timer.current = window.setTimeout(run, retryDelay(failures.current, Math.random()));
    } else if (again.current) {
      again.current = false;
      run();
    }
  }, [client, outbox, show]);

  useEffect(() => {
    const back = () => {
      setOnline(true);
      failures.current = 0;
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(run, Math.random() * REUNION);
    };
    const gone = () => setOnline(false);
    const seen = () => document.visibilityState === "visible" && run();
    window.addEventListener("online", back);
    window.addEventListener("offline", gone);
    document.addEventListener("visibilitychange", seen);
    outbox.prune(new Date()).then(show).then(run);
    return () => {
      window.clearTimeout(timer.current);
      window.removeEventListener("online", back);
      window.removeEventListener("offline", gone);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [outbox, run, show]);

  return {
    entries,
    online,
    problem,
    file: async (entry, replaces) => {
      await outbox.put(entry);
      if (replaces !== null && replaces !== entry.report.id) await outbox.remove(replaces);
      await show();
      run();
    },
    discard: async (id) => {
      await outbox.remove(id);
      await show();
    },
    sendNow: run,
  };
}
