/** Signing in once, then two tabs: file a report, and see what became of those filed. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { Client } from "../api/client";
import { Problem } from "../api/problem";
import { SignIn } from "../frame/SignIn";
import { Failure, Loading } from "../frame/states";
import { forgetToken, keepToken, takeToken } from "../session";
import tower from "../style/tower.svg";
import { daysBetween, localDay } from "../wording/figures";
import { LanguageSwitch, useWording } from "../wording/language";
import { MyReports } from "./MyReports";
import { type Entry, Outbox, type Reference } from "./outbox";
import { ReportForm } from "./ReportForm";
import { useSending } from "./useSending";

export function FieldPage() {
  const [token, setToken] = useState(() => takeToken(window, localStorage));
  const [outbox, setOutbox] = useState<Outbox | null>(null);
  const [noStorage, setNoStorage] = useState(false);
  const { language, t } = useWording();
  const client = useMemo(() => (token === null ? null : new Client(token, language)), [token, language]);
  useEffect(() => {
    Outbox.open().then(setOutbox, () => setNoStorage(true));
  }, []);
  const enter = (fresh: string) => {
    keepToken(fresh, localStorage);
    setToken(fresh);
  };
  const leave = () => {
    forgetToken(localStorage);
    outbox?.forgetReference();
    setToken(null);
  };
  if (!client) return <SignIn refused={false} onToken={enter} />;
  if (noStorage) {
    return (
      <main class="alone">
        <p class="failure" role="alert">
          {t("no_storage")}
        </p>
      </main>
    );
  }
  if (!outbox) return <Loading />;
  return <SignedIn client={client} outbox={outbox} onToken={enter} onLeave={leave} />;
}

/** What was kept on the phone at once, and what the server says as soon as it answers. */
function useReference(client: Client, outbox: Outbox): [Reference | null, Problem | null, () => void] {
  const [reference, setReference] = useState<Reference | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = async () => {
    const kept = await outbox.reference();
    if (kept) setReference(kept);
    try {
      const [me, areas, categories] = await Promise.all([client.me(), client.areas(), client.categories()]);
      const fresh = { me, areas, categories, day_shift: daysBetween(localDay(new Date()), me.today) };
      await outbox.keepReference(fresh);
      setReference(fresh);
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(-1, "", String(error)));
    }
  };
  useEffect(() => {
    load();
  }, [client, outbox]);
  return [reference, problem, load];
}

interface SignedInProps {
  client: Client;
  outbox: Outbox;
  onToken: (token: string) => void;
  onLeave: () => void;
}

function SignedIn({ client, outbox, onToken, onLeave }: SignedInProps) {
  const { t } = useWording();
  const [reference, problem, retry] = useReference(client, outbox);
  const sending = useSending(client, outbox);
  const [tab, setTab] = useState<"new" | "mine">("new");
  const [correcting, setCorrecting] = useState<Entry | null>(null);
  const unsettled = sending.entries.filter((entry) => entry.state !== "received").length;
  if (problem?.status === 401 || sending.problem?.status === 401) {
    return (
      <>
        {unsettled > 0 && <p class="banner">{t("token_stopped")}</p>}
        <SignIn refused onToken={onToken} />
      </>
    );
  }
  if (!reference) {
    return (
      <main class="alone">
        {problem ? <Failure problem={problem} retry={retry} /> : <Loading />}
        {problem?.status === 0 && <p class="quiet">{t("first_visit_offline")}</p>}
      </main>
    );
  }
  return (
    <div class="field-page">
      <header class="field-head">
        <img src={tower} alt="" width="28" height="28" />
        <div>
          <h1>{t("field_title")}</h1>
          <span class="quiet">
            {reference.me.area.name} · {reference.me.name}
          </span>
        </div>
        <LanguageSwitch />
      </header>
      {!sending.online && (
        <p class="banner" role="status">
          {t("offline")}
        </p>
      )}
      <div class="tabs" role="tablist">
        <button type="button" role="tab" aria-selected={tab === "new"} onClick={() => setTab("new")}>
          {t("tab_new")}
        </button>
        <button type="button" role="tab" aria-selected={tab === "mine"} onClick={() => setTab("mine")}>
          {t("tab_mine")} {unsettled > 0 && <span class="count">{unsettled}</span>}
        </button>
      </div>
      {tab === "new" ? (
        <ReportForm
          key={correcting?.report.id ?? "new"}
          reference={reference}
          correcting={correcting}
          entries={sending.entries}
          onFile={async (entry, replaces) => {
            await sending.file(entry, replaces);
            setCorrecting(null);
            // A correction is followed where it came from.
            if (replaces !== null) setTab("mine");
          }}
        />
      ) : (
        <MyReports
          sending={sending}
          onCorrect={(entry) => {
            setCorrecting(entry);
            setTab("new");
          }}
          onLeave={onLeave}
        />
      )}
    </div>
  );
}
