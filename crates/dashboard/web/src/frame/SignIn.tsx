/** The small box that asks for the token when the address did not bring one. */

import { useState } from "preact/hooks";
import { LanguageSwitch, useWording } from "../wording/language";

export function SignIn({ refused, onToken }: { refused: boolean; onToken: (token: string) => void }) {
  const { t } = useWording();
  const [token, setToken] = useState("");
  return (
    <main class="sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== "") onToken(token.trim());
        }}
      >
        <div class="sign-in-head">
          <strong class="product">{t("product")}</strong>
          <LanguageSwitch />
        </div>
        <h1>{t("sign_in_title")}</h1>
        <p class="quiet">{t("sign_in_help")}</p>
        {refused && (
          <p class="failure" role="alert">
            {t("token_refused")}
          </p>
        )}
        <label>
          {t("token")}
          <input
            name="token"
            type="password"
            autocomplete="current-password"
            required
            value={token}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary">
          {t("sign_in")}
        </button>
      </form>
    </main>
  );
}
