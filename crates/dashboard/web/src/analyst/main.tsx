/** The analyst page. */

import { render } from "preact";
import "../style/base.css";
import "../style/analyst.css";
import "../style/header.css";
import "../style/detail.css";
import "../style/review.css";
import "../style/narrow.css";
import { LanguageProvider } from "../wording/language";
import { AnalystPage } from "./AnalystPage";

const place = document.getElementById("page");
if (place) {
  render(
    <LanguageProvider>
      <AnalystPage />
    </LanguageProvider>,
    place,
  );
}
