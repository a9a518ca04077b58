/** Behind a report, on demand: what it may double, and the outbreaks of its matter, oldest first, with the reasons. */

import { useState } from "preact/hooks";
import { useLoaded } from "../api/loaded";
import type { Link } from "../api/shapes";
import { WhenReady } from "../frame/states";
import { dayWords } from "../wording/figures";
import { useWording } from "../wording/language";
import { useDesk } from "./desk";

export function ReportLinks({ id }: { id: string }) {
  const { t } = useWording();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t("linked")}
      </button>
      {open && <Chain id={id} />}
    </>
  );
}

function Chain({ id }: { id: string }) {
  const { client } = useDesk();
  const { t } = useWording();
  const [links, retry] = useLoaded(() => client.linksOf(id), [client, id]);
  return (
    <WhenReady loaded={links} retry={retry}>
      {({ items }) =>
        items.length === 0 ? (
          <p class="quiet">{t("not_linked")}</p>
        ) : (
          <ol class="chain">
            {[...items].sort(byDay).map((link) => (
              <Step key={link.id} link={link} />
            ))}
          </ol>
        )
      }
    </WhenReady>
  );
}

function Step({ link }: { link: Link }) {
  const { t, language, either } = useWording();
  const days = [link.earlier, link.later].map((end) => dayWords(language, end.occurred_on, end.received_at));
  return (
    <li>
      {days.join(" → ")} <span class="status">{t(`link_${link.kind}`)}</span>{" "}
      <span class="quiet">{t(`link_${link.state}`)}</span>
      <br />
      {either(link.reason_zh, link.reason_en)}
    </li>
  );
}

const byDay = (one: Link, other: Link) => one.later.occurred_on.localeCompare(other.later.occurred_on);
