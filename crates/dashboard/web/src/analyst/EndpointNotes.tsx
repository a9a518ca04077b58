/** Above the deliveries: which committees are not reached at present, since when and why. */

import { useLoaded } from "../api/loaded";
import type { Endpoint } from "../api/shapes";
import { ActionButton } from "../frame/ActionButton";
import { WhenReady } from "../frame/states";
import { momentWords } from "../wording/figures";
import { useWording } from "../wording/language";
import { useDesk } from "./desk";

export function EndpointNotes({ onResumed }: { onResumed: () => void }) {
  const { client } = useDesk();
  const [endpoints, reload] = useLoaded(() => client.endpoints(), [client]);
  const resume = async (committee: string) => {
    await client.resumeEndpoint(committee);
    reload();
    onResumed();
  };
  return (
    <WhenReady loaded={endpoints} retry={reload}>
      {({ items }) => (
        <>
          {items
            .filter(({ state }) => state !== "live")
            .map((endpoint) => (
              <EndpointNote
                key={endpoint.committee}
                endpoint={endpoint}
                resume={() => resume(endpoint.committee)}
              />
            ))}
        </>
      )}
    </WhenReady>
  );
}

function EndpointNote({ endpoint, resume }: { endpoint: Endpoint; resume: () => Promise<void> }) {
  const { me } = useDesk();
  const { t, language } = useWording();
  const moment = (at: string) => momentWords(language, at);
  const { state, delivered_at, failed_at, resting_until } = endpoint;
  return (
    <div class={`note endpoint-note endpoint-${state}`}>
      <p>
        <strong>{endpoint.committee_name}</strong>{" "}
        <span class="status">{t(state === "stopped" ? "endpoint_stopped" : "endpoint_paused")}</span>
      </p>
      <p class="quiet">
        {[
          delivered_at
            ? t("endpoint_since", { moment: moment(delivered_at) })
            : t("endpoint_never_delivered"),
          failed_at && t("endpoint_failed", { n: endpoint.failures, moment: moment(failed_at) }),
          t("endpoint_waiting", { n: endpoint.pending }),
          state === "paused" && resting_until && t("endpoint_tries", { moment: moment(resting_until) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {endpoint.last_error && <p>{endpoint.last_error}</p>}
      {me.role === "admin" && <ActionButton label={t("endpoint_resume")} act={resume} />}
    </div>
  );
}
