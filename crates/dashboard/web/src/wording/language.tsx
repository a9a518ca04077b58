/** The language of the page: Chinese first, English on request, remembered by the browser. */

import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import { type Key, strings } from "./strings";

export type Language = "zh" | "en";
export type Values = Record<string, string | number>;

/** The sentence with its `{places}` filled. */
export function translate(language: Language, key: Key, values: Values = {}): string {
  return strings[key][language].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

export interface Wording {
  language: Language;
  t: (key: Key, values?: Values) => string;
  /** Picks from a pair that the server gives in both languages. */
  either: (zh: string, en: string) => string;
  choose: (language: Language) => void;
}

const KEY = "fengsui.language";
const Context = createContext<Wording | null>(null);

export function LanguageProvider({ children }: { children: ComponentChildren }) {
  const [language, setLanguage] = useState<Language>(() =>
    localStorage.getItem(KEY) === "en" ? "en" : "zh",
  );
  useEffect(() => {
    localStorage.setItem(KEY, language);
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);
  const wording = useMemo<Wording>(
    () => ({
      language,
      t: (key, values) => translate(language, key, values),
      either: (zh, en) => (language === "zh" ? zh : en),
      choose: setLanguage,
    }),
    [language],
  );
  return <Context.Provider value={wording}>{children}</Context.Provider>;
}

export function useWording(): Wording {
  const wording = useContext(Context);
  if (!wording) throw new Error("useWording is called outside LanguageProvider");
  return wording;
}

export function LanguageSwitch() {
  const { language, choose, t } = useWording();
  return (
    <fieldset class="language-switch">
      <legend class="visually-hidden">{t("language")}</legend>
      <button type="button" aria-pressed={language === "zh"} lang="zh-CN" onClick={() => choose("zh")}>
        中
      </button>
      <button type="button" aria-pressed={language === "en"} lang="en" onClick={() => choose("en")}>
        EN
      </button>
    </fieldset>
  );
}
