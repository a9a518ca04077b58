/** Opens a letter or a bulletin over the page. It is another document: it runs no script and sees nothing of ours. */

import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem } from "../api/loaded";
import type { Problem } from "../api/problem";
import { Failure, Loading } from "../frame/states";
import { useWording } from "../wording/language";
import { useDesk } from "./desk";

export function DocumentButton({ path, label }: { path: string; label: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="link" onClick={() => setOpen(true)}>
        {label}
      </button>
      {open && <DocumentDialog path={path} onClose={() => setOpen(false)} />}
    </>
  );
}

function DocumentDialog({ path, onClose }: { path: string; onClose: () => void }) {
  const { client } = useDesk();
  const { t } = useWording();
  const dialog = useRef<HTMLDialogElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const [url, setUrl] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let made: string | null = null;
    let gone = false;
    client.document(path).then(
      (blob) => {
        if (gone) return;
        made = URL.createObjectURL(blob);
        setUrl(made);
      },
      (error: unknown) => setProblem(asProblem(error)),
    );
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [client, path]);
  return (
    <dialog ref={dialog} class="document" aria-label={t("document")} onClose={onClose}>
      <div class="document-head">
        <strong>{t("document")}</strong>
        {url && (
          <>
            <button type="button" onClick={() => frame.current?.contentWindow?.print()}>
              {t("print")}
            </button>
            <a class="button" href={url} target="_blank" rel="noreferrer">
              {t("new_window")}
            </a>
          </>
        )}
        <button type="button" onClick={() => dialog.current?.close()}>
          {t("close")}
        </button>
      </div>
      {problem && <Failure problem={problem} />}
      {!problem && !url && <Loading />}
      {url && <iframe ref={frame} title={t("document")} src={url} sandbox="allow-same-origin allow-modals" />}
    </dialog>
  );
}
