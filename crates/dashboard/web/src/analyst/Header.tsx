/** Name of the county, the day, the data cut, the sections, the language. */

import type { Me } from "../api/shapes";
import tower from "../style/tower.svg";
import { longDay, momentWords } from "../wording/figures";
import { LanguageSwitch, useWording } from "../wording/language";
import { address, type View, viewsOf } from "./route";

interface Props {
  me: Me;
  view: View;
  onRefresh: () => void;
  onLeave: () => void;
}

export function Header({ me, view, onRefresh, onLeave }: Props) {
  const { t, language } = useWording();
  return (
    <header class="header">
      <div class="brand">
        <img src={tower} alt="" width="30" height="30" />
        <h1>
          {t("product")}
          <span class="county"> · {me.area.name}</span>
        </h1>
      </div>
      <nav aria-label={t("sections")}>
        {viewsOf(me.role).map((each) => (
          <a key={each} href={address(each)} aria-current={each === view ? "page" : undefined}>
            {t(each)}
          </a>
        ))}
      </nav>
      <div class="header-aside">
        <p class="dates">
          <span>{longDay(language, me.today)}</span>
          <span class="quiet">
            {me.as_of ? t("data_cut", { moment: momentWords(language, me.as_of) }) : t("no_sweep_yet")}
          </span>
        </p>
        <div class="tools">
          <button type="button" class="plain" onClick={onRefresh}>
            {t("refresh")}
          </button>
          <LanguageSwitch />
          <button type="button" class="plain" onClick={onLeave}>
            {t("sign_out")}
          </button>
        </div>
      </div>
    </header>
  );
}
