/** Signing in, the frame with its sections, and the data that every section shares. */

import { useMemo, useState } from "preact/hooks";
import { Client } from "../api/client";
import { useLoaded } from "../api/loaded";
import { AreaTree } from "../areas/tree";
import { SignIn } from "../frame/SignIn";
import { WhenReady } from "../frame/states";
import { forgetToken, keepToken, takeToken } from "../session";
import { useWording } from "../wording/language";
import { AdvisoriesView } from "./AdvisoriesView";
import { BulletinsView } from "./BulletinsView";
import { DeliveriesView } from "./DeliveriesView";
import { type Desk, DeskContext } from "./desk";
import { Header } from "./Header";
import { LinksView } from "./LinksView";
import { ReportsView } from "./ReportsView";
import { ReviewView } from "./ReviewView";
import { useRoute } from "./route";
import { ScorecardView } from "./ScorecardView";
import { SignalsView } from "./SignalsView";

export function AnalystPage() {
  const [token, setToken] = useState(() => takeToken(window, sessionStorage));
  const { language } = useWording();
  const client = useMemo(() => (token === null ? null : new Client(token, language)), [token, language]);
  if (!client) return <SignIn refused={false} onToken={enter} />;
  return <SignedIn client={client} onToken={enter} onLeave={leave} />;

  function enter(fresh: string) {
    keepToken(fresh, sessionStorage);
    setToken(fresh);
  }
  function leave() {
    forgetToken(sessionStorage);
    setToken(null);
  }
}

interface SignedInProps {
  client: Client;
  onToken: (token: string) => void;
  onLeave: () => void;
}

function SignedIn({ client, onToken, onLeave }: SignedInProps) {
  const [desk, retry] = useLoaded<Desk>(async () => {
    const [me, areas, categories] = await Promise.all([client.me(), client.areas(), client.categories()]);
    return { client, me, tree: new AreaTree(areas), categories };
  }, [client]);
  if (desk.state === "failed" && desk.problem.status === 401) return <SignIn refused onToken={onToken} />;
  if (desk.state !== "ready") {
    return (
      <main class="alone">
        <WhenReady loaded={desk} retry={retry}>
          {() => null}
        </WhenReady>
      </main>
    );
  }
  return (
    <DeskContext.Provider value={desk.value}>
      <Sections me={desk.value.me} onLeave={onLeave} onRefresh={retry} />
    </DeskContext.Provider>
  );
}

function Sections({
  me,
  onLeave,
  onRefresh,
}: {
  me: Desk["me"];
  onLeave: () => void;
  onRefresh: () => void;
}) {
  const { t } = useWording();
  const route = useRoute();
  const view = route.view ?? (me.role === "town" ? "advisories" : "signals");
  if (me.role === "grid_worker") {
    return (
      <main class="alone">
        <p>{t("use_field_page")}</p>
        <p>
          <a href="/field">{t("open_field_page")}</a>
          {" · "}
          <button type="button" class="link" onClick={onLeave}>
            {t("sign_out")}
          </button>
        </p>
      </main>
    );
  }
  return (
    <>
      <Header me={me} view={view} onLeave={onLeave} onRefresh={onRefresh} />
      {view === "signals" && <SignalsView id={route.id} />}
      {view === "advisories" && <AdvisoriesView id={route.id} />}
      {view === "bulletins" && <BulletinsView />}
      {view === "reports" && <ReportsView />}
      {view === "review" && <ReviewView />}
      {view === "links" && <LinksView />}
      {view === "scorecard" && <ScorecardView />}
      {view === "deliveries" && <DeliveriesView />}
    </>
  );
}
