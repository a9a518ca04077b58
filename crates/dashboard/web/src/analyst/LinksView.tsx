/** Reports that may tell of one matter, side by side with the reason: an analyst merges, sets aside, or takes it back. */

import { useEffect, useState } from "preact/hooks";
import { asProblem } from "../api/loaded";
import type { Problem } from "../api/problem";
import type { Link, LinkKind, LinkState } from "../api/shapes";
import { Empty, Failure, Loading } from "../frame/states";
import { useWording } from "../wording/language";
import { useDesk } from "./desk";
import { ReasonForm } from "./ReasonForm";
import { ReportTable } from "./ReportTable";

const PAGE = 20;
const KINDS: LinkKind[] = ["duplicate", "recurrence"];
const STATES: LinkState[] = ["proposed", "confirmed", "dismissed"];

export function LinksView() {
  const { t } = useWording();
  const [kind, setKind] = useState<LinkKind>("duplicate");
  const [state, setState] = useState<LinkState>("proposed");
  return (
    <main class="one-pane">
      <section class="pane">
        <div class="pane-head">
          <h2>{t("links")}</h2>
          <fieldset class="switch">
            <legend class="visually-hidden">{t("what")}</legend>
            {KINDS.map((each) => (
              <button key={each} type="button" aria-pressed={each === kind} onClick={() => setKind(each)}>
                {t(`link_${each}`)}
              </button>
            ))}
          </fieldset>
          <fieldset class="switch">
            <legend class="visually-hidden">{t("state")}</legend>
            {STATES.map((each) => (
              <button key={each} type="button" aria-pressed={each === state} onClick={() => setState(each)}>
                {t(`link_${each}`)}
              </button>
            ))}
          </fieldset>
        </div>
        <Pages key={`${kind} ${state}`} kind={kind} state={state} />
      </section>
    </main>
  );
}

function Pages({ kind, state }: { kind: LinkKind; state: LinkState }) {
  const { client } = useDesk();
  const { t } = useWording();
  const [links, setLinks] = useState<Link[]>([]);
  /** Where the next page starts; `undefined` before the first page, `null` after the last. */
  const [next, setNext] = useState<string | null | undefined>(undefined);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = (after: string | null) => {
    setProblem(null);
    client.links({ kind, state, limit: PAGE, after }).then(
      (page) => {
        setLinks((held) => (after === null ? page.items : [...held, ...page.items]));
        setNext(page.next);
      },
      (error: unknown) => setProblem(asProblem(error)),
    );
  };
  useEffect(() => load(null), [client]);
  const done = (id: string) => setLinks((held) => held.filter((link) => link.id !== id));
  if (problem) return <Failure problem={problem} retry={() => load(next ?? null)} />;
  if (next === undefined) return <Loading />;
  if (links.length === 0) return <Empty title={t("no_links")} why={t("no_links_why")} />;
  return (
    <>
      {links.map((link) => (
        <LinkCard key={link.id} link={link} onDone={() => done(link.id)} />
      ))}
      {next !== null && (
        <button type="button" class="more" onClick={() => load(next)}>
          {t("more")}
        </button>
      )}
    </>
  );
}

function LinkCard({ link, onDone }: { link: Link; onDone: () => void }) {
  const { client } = useDesk();
  const { t, either } = useWording();
  const [problem, setProblem] = useState<Problem | null>(null);
  const step = (name: "confirm" | "reopen") =>
    client.stepLink(link.id, name).then(onDone, (error: unknown) => setProblem(asProblem(error)));
  return (
    <article class="link-card">
      <p>{either(link.reason_zh, link.reason_en)}</p>
      <ReportTable reports={[link.earlier, link.later]} full />
      {problem && <Failure problem={problem} />}
      <div class="actions">
        {link.state === "proposed" ? (
          <>
            <button type="button" class="primary" onClick={() => step("confirm")}>
              {t(link.kind === "duplicate" ? "merge" : "same_matter")}
            </button>
            <ReasonForm take={(reason) => client.dismissLink(link.id, reason)} onDone={onDone} />
          </>
        ) : (
          <button type="button" onClick={() => step("reopen")}>
            {t(link.state === "confirmed" && link.kind === "duplicate" ? "unmerge" : "take_back")}
          </button>
        )}
      </div>
    </article>
  );
}
