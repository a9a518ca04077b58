/** A signal explained line by line, as the server words it in the language of the page. */

import { useLoaded } from "../api/loaded";
import { WhenReady } from "../frame/states";
import { useDesk } from "./desk";

export function FactSheet({ id }: { id: string }) {
  const { client } = useDesk();
  const [sheet, reload] = useLoaded(() => client.factsheet(id), [client, id]);
  return (
    <WhenReady loaded={sheet} retry={reload}>
      {({ lines }) => (
        <dl class="facts">
          {lines.map((line) => (
            <div key={line.topic} class={`fact-${line.topic}`}>
              <dt>{line.heading}</dt>
              <dd>{line.text}</dd>
            </div>
          ))}
        </dl>
      )}
    </WhenReady>
  );
}
