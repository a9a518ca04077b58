/** The field page. */

import { render } from "preact";
import "../style/base.css";
import "../style/field.css";
import { LanguageProvider } from "../wording/language";
import { FieldPage } from "./FieldPage";

const place = document.getElementById("page");
if (place) {
  render(
    <LanguageProvider>
      <FieldPage />
    </LanguageProvider>,
    place,
  );
}

// Browsers allow a service worker over HTTPS and on localhost only; elsewhere the page works, but not offline.
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  navigator.serviceWorker.register("/field-worker.js", { scope: "/field" }).catch(() => undefined);
}
