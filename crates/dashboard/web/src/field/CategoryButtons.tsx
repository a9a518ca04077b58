/** Categories as large buttons, most used first; a category with parts offers them once it is chosen. */

import { useState } from "preact/hooks";
import type { Category } from "../api/shapes";
import { useWording } from "../wording/language";
import { mostUsedFirst, type Usage } from "./draft";

/** Four rows of three: what a thumb reaches without scrolling, and labour disputes among them. */
const FIRST_SHOWN = 12;

interface Props {
  categories: Category[];
  usage: Usage;
  value: string | null;
  onChange: (code: string) => void;
}

export function CategoryButtons({ categories, usage, value, onChange }: Props) {
  const { t, either } = useWording();
  const [all, setAll] = useState(false);
  const name = (category: Category) => either(category.name_zh.replace(/纠纷$/, ""), category.name_en);
  const chosen = categories.find((category) => category.code === value);
  const top = chosen?.parent ?? chosen?.code ?? null;
  const widest = mostUsedFirst(categories, usage);
  const shown = all ? widest : widest.filter((category, i) => i < FIRST_SHOWN || category.code === top);
  const parts = categories.filter((category) => top !== null && category.parent === top);
  return (
    <>
      <div class="big-buttons">
        {shown.map((category) => (
          <button
            key={category.code}
            type="button"
            data-category={category.code}
            aria-pressed={category.code === top}
            onClick={() => onChange(category.code)}
          >
            {name(category)}
          </button>
        ))}
      </div>
      {widest.length > FIRST_SHOWN && (
        <button type="button" class="link" onClick={() => setAll(!all)}>
          {t(all ? "fewer_kinds" : "more_kinds")}
        </button>
      )}
      {parts.length > 0 && top !== null && (
        <div class="parts">
          <span class="quiet">{t("more_exactly")}</span>
          {parts.map((part) => (
            <button
              key={part.code}
              type="button"
              data-category={part.code}
              aria-pressed={part.code === value}
              onClick={() => onChange(part.code === value ? top : part.code)}
            >
              {name(part)}
            </button>
          ))}
        </div>
      )}
    </>
  );
}
