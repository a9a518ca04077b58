/** What left the house, what still waits, and what did not arrive. */

import { useState } from "preact/hooks";
import { useLoaded } from "../api/loaded";
import type { Message, MessageState } from "../api/shapes";
import { Empty, WhenReady } from "../frame/states";
import { momentWords } from "../wording/figures";
import { useWording } from "../wording/language";
import { DocumentButton } from "./DocumentButton";
import { useDesk } from "./desk";
import { EndpointNotes } from "./EndpointNotes";
import { ReconciliationLine } from "./ReconciliationLine";
import { address } from "./route";

const STATES: MessageState[] = ["pending", "delivered", "dead"];

export function DeliveriesView() {
  const { client } = useDesk();
  const { t } = useWording();
  const [state, setState] = useState<MessageState | null>(null);
  const [messages, reload] = useLoaded(() => client.messages(), [client]);
  return (
    <main class="one-pane">
      <section class="pane">
        <WhenReady loaded={messages} retry={reload}>
          {({ items, counts }) => (
            <>
              <div class="pane-head">
                <h2>{t("deliveries")}</h2>
                <fieldset class="switch">
                  <legend class="visually-hidden">{t("state")}</legend>
                  <button type="button" aria-pressed={state === null} onClick={() => setState(null)}>
                    {t("whole")}
                  </button>
                  {STATES.map((each) => (
                    <button
                      key={each}
                      type="button"
                      aria-pressed={each === state}
                      onClick={() => setState(each)}
                    >
                      {t(each === "delivered" ? "message_delivered" : each)}{" "}
                      <span class="count">{counts[each]}</span>
                    </button>
                  ))}
                </fieldset>
              </div>
              <div class="delivery-notes">
                <EndpointNotes onResumed={reload} />
                <ReconciliationLine />
              </div>
              <MessageTable messages={items.filter((each) => state === null || each.state === state)} />
            </>
          )}
        </WhenReady>
      </section>
    </main>
  );
}

function MessageTable({ messages }: { messages: Message[] }) {
  const { t, language } = useWording();
  if (messages.length === 0) return <Empty title={t("no_messages")} why={t("no_messages_why")} />;
  return (
    <table class="table">
      <thead>
        <tr>
          <th>{t("state")}</th>
          <th>{t("what")}</th>
          <th>{t("receiver")}</th>
          <th>{t("tried")}</th>
          <th>{t("created")}</th>
          <th>{t("next_try")}</th>
          <th class="wide">{t("last_error")}</th>
        </tr>
      </thead>
      <tbody>
        {messages.map((message) => (
          <tr key={message.id}>
            <td class="nowrap">
              <span class={`dot dot-${message.state}`} />
              {t(message.state === "delivered" ? "message_delivered" : message.state)}
            </td>
            <td>
              {message.kind === "bulletin" ? (
                <DocumentButton path={`/v1/bulletins/${message.subject}`} label={t("bulletin")} />
              ) : (
                <a href={address("advisories", message.subject)}>{t(message.kind)}</a>
              )}
            </td>
            <td>{message.committee_name ?? message.committee}</td>
            <td class="nowrap">{t("attempts", { n: message.attempts })}</td>
            <td class="nowrap">{momentWords(language, message.created_at)}</td>
            <td class="nowrap">{message.state === "pending" && momentWords(language, message.due_at)}</td>
            <td class="wide">{message.last_error}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
