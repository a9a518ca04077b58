/** A letter or a bulletin to be read, and the two files of it to be kept. */

import { ActionButton } from "../frame/ActionButton";
import { useWording } from "../wording/language";
import { DocumentButton } from "./DocumentButton";
import { useDesk } from "./desk";
import { keep } from "./files";

const FILES = ["pdf", "docx"] as const;

export function DocumentLinks({ path, label }: { path: string; label: string }) {
  const { client } = useDesk();
  const { t } = useWording();
  return (
    <>
      <DocumentButton path={path} label={label} />
      {FILES.map((format) => (
        <ActionButton
          key={format}
          class="link"
          label={t(`download_${format}`)}
          act={() => client.file(path, { format }).then(keep)}
        />
      ))}
    </>
  );
}
