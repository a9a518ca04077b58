/** What stands where data is not there: on its way, failed, or none. */

import type { ComponentChildren } from "preact";
import type { Loaded } from "../api/loaded";
import type { Problem } from "../api/problem";
import { useWording } from "../wording/language";

export function Failure({ problem, retry }: { problem: Problem; retry?: () => void }) {
  const { t, either } = useWording();
  const words =
    problem.status === 0
      ? t("unreachable")
      : problem.detail || problem.title || t("refused_without_words", { status: problem.status });
  return (
    <div class="failure" role="alert">
      <p>
        <strong>{problem.status === 0 ? t("failed") : problem.title || t("failed")}</strong>
      </p>
      {words !== problem.title && <p>{words}</p>}
      {problem.reasons.map((reason) => (
        <p key={reason.field + reason.code}>{either(reason.message_zh, reason.message_en)}</p>
      ))}
      {retry && (
        <button type="button" onClick={retry}>
          {t("try_again")}
        </button>
      )}
    </div>
  );
}

export function Loading() {
  const { t } = useWording();
  return (
    <p class="loading" role="status">
      {t("loading")}
    </p>
  );
}

export function Empty({ title, why }: { title: string; why?: string }) {
  return (
    <div class="empty">
      <p>{title}</p>
      {why && <p class="quiet">{why}</p>}
    </div>
  );
}

interface WhenReadyProps<T> {
  loaded: Loaded<T>;
  retry: () => void;
  children: (value: T) => ComponentChildren;
}

/** Shows the value once it is there, and what is the matter until then. */
export function WhenReady<T>({ loaded, retry, children }: WhenReadyProps<T>) {
  if (loaded.state === "loading") return <Loading />;
  if (loaded.state === "failed") return <Failure problem={loaded.problem} retry={retry} />;
  return <>{children(loaded.value)}</>;
}
