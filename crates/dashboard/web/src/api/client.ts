/** Every request the pages make, one method for each. Answers are values, failures are `Problem`s. */

import type { Language } from "../wording/language";
import { fileName } from "./filename";
import { Problem } from "./problem";
import type {
  Advisory,
  AdvisoryRevision,
  AdvisorySummary,
  Area,
  AreaLevel,
  AreaRisk,
  Bulletin,
  Category,
  Committee,
  Conflict,
  Endpoint,
  FactLine,
  Hold,
  Link,
  LinkKind,
  LinkState,
  Me,
  Message,
  MessageState,
  MonthlyReport,
  NewReport,
  Outlines,
  Page,
  Quarantined,
  Ranking,
  Receipt,
  Reconciliation,
  Report,
  Resolution,
  Scorecard,
  Signal,
  SignalSummary,
  Verdict,
} from "./shapes";

type Query = Record<string, string | number | null | undefined>;

/** Rows of a list at most, as the server allows: what is open at one time is far below it. */
const MOST_ROWS = 1000;

/** Cards that a person works through before the next ones are read: each that is settled makes room. */
const REVIEWED_AT_ONCE = 50;

export class Client {
  readonly #token: string;
  readonly #language: Language;

  constructor(token: string, language: Language) {
    this.#token = token;
    this.#language = language;
  }

  me = () => this.#get<Me>("/v1/me");
  areas = () => this.#get<Area[]>("/v1/areas");
  categories = () => this.#get<Category[]>("/v1/categories");
  outlines = (level: AreaLevel) => this.#get<Outlines>("/v1/areas.geojson", { level });
  risk = (level: AreaLevel) => this.#get<{ as_of: string | null; items: AreaRisk[] }>("/v1/risk", { level });

  sendReports = (reports: NewReport[]) =>
    this.#post<Receipt>("/v1/reports", reports.length === 1 ? reports[0] : reports);
  reports = (filter: {
    area?: string | null;
    category?: string | null;
    limit: number;
    after?: string | null;
  }) => this.#get<Page<Report>>("/v1/reports", filter);
  reportsById = (ids: string[]) =>
    this.#get<Page<Report>>("/v1/reports", { ids: ids.join(","), limit: ids.length });

  links = (filter: { kind: LinkKind; state: LinkState; limit: number; after?: string | null }) =>
    this.#get<Page<Link>>("/v1/links", filter);
  linksOf = (report: string) => this.#get<Page<Link>>(`/v1/reports/${report}/links`);
  stepLink = (id: string, step: "confirm" | "reopen") => this.#post(`/v1/links/${id}/${step}`);
  dismissLink = (id: string, reason: string) => this.#post(`/v1/links/${id}/dismiss`, { reason });

  signals = () =>
    this.#get<{ as_of: string | null; items: SignalSummary[] }>("/v1/signals", {
      sweep: "latest",
      limit: MOST_ROWS,
    });
  ranking = () => this.#get<Ranking>("/v1/ranking");
  scorecard = () => this.#get<Scorecard>("/v1/scorecard");
  signal = (id: string) => this.#get<Signal>(`/v1/signals/${id}`);
  factsheet = (id: string) => this.#get<{ lines: FactLine[] }>(`/v1/signals/${id}/factsheet`);
  holdSignal = (id: string, until: string, reason: string) =>
    this.#post<Hold>(`/v1/signals/${id}/hold`, { until, reason });
  holds = () => this.#get<Hold[]>("/v1/holds");
  liftHold = (id: string) => this.#post<Hold>(`/v1/holds/${id}/lift`);
  dismissSignal = (id: string, reason: string) => this.#post(`/v1/signals/${id}/dismiss`, { reason });

  advisories = () => this.#get<{ items: AdvisorySummary[] }>("/v1/advisories", { limit: MOST_ROWS });
  advisory = (id: string) => this.#get<Advisory>(`/v1/advisories/${id}`);
  stepAdvisory = (id: string, step: "confirm" | "issue" | "acknowledge") =>
    this.#post(`/v1/advisories/${id}/${step}`);
  dismissAdvisory = (id: string, reason: string) => this.#post(`/v1/advisories/${id}/dismiss`, { reason });
  withdrawAdvisory = (id: string, reason: string) => this.#post(`/v1/advisories/${id}/withdraw`, { reason });
  reviseAdvisory = (id: string, revision: AdvisoryRevision) =>
    this.#post<AdvisorySummary>(`/v1/advisories/${id}/revise`, revision);
  committees = () => this.#get<{ items: Committee[] }>("/v1/committees");
  closeAdvisory = (id: string, note: string) => this.#post(`/v1/advisories/${id}/close`, { note });
  answerAdvisory = (id: string, verdict: Verdict, action: string) =>
    this.#post(`/v1/advisories/${id}/answer`, { verdict, action });

  bulletins = () => this.#get<{ items: Bulletin[] }>("/v1/bulletins", { limit: MOST_ROWS });
  monthly = () => this.#get<{ items: MonthlyReport[] }>("/v1/monthly", { limit: MOST_ROWS });
  messages = () =>
    this.#get<{ items: Message[]; counts: Record<MessageState, number> }>("/v1/messages", {
      limit: MOST_ROWS,
    });
  endpoints = () => this.#get<{ items: Endpoint[] }>("/v1/endpoints");
  resumeEndpoint = (committee: string) =>
    this.#post<unknown>(`/v1/endpoints/${encodeURIComponent(committee)}/resume`);
  reconciliation = () => this.#get<Reconciliation>("/v1/messages/reconciliation");

  conflicts = () => this.#get<Page<Conflict>>("/v1/conflicts", { limit: REVIEWED_AT_ONCE });
  resolveConflict = (id: string, resolution: Resolution) =>
    this.#post(`/v1/conflicts/${id}/resolve`, resolution);
  quarantine = (code: string | null) =>
    this.#get<Page<Quarantined>>("/v1/quarantine", { code, limit: REVIEWED_AT_ONCE });
  resubmit = (id: string, report: Record<string, unknown>) =>
    this.#post(`/v1/quarantine/${id}/resubmit`, report);
  discard = (id: string, reason: string) => this.#post(`/v1/quarantine/${id}/discard`, { reason });

  /** A letter or a bulletin: a whole HTML page of its own, as a blob, since a link cannot carry the token. */
  async document(path: string): Promise<Blob> {
    const response = await this.#fetch(path, { headers: { accept: "text/html" } });
    return new Blob([await response.text()], { type: "text/html;charset=utf-8" });
  }

  /** A letter or a bulletin as a file with the name the server gives it. */
  async file(path: string, query: Query): Promise<File> {
    const response = await this.#fetch(withQuery(path, query), {});
    const blob = await response.blob();
    return new File([blob], fileName(response.headers.get("content-disposition")), { type: blob.type });
  }

  async #get<T>(path: string, query: Query = {}): Promise<T> {
    const response = await this.#fetch(withQuery(path, query), {});
    return (await response.json()) as T;
  }

  async #post<T = void>(path: string, body?: unknown): Promise<T> {
    const response = await this.#fetch(path, {
      method: "POST",
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${this.#token}`);
    headers.set("accept-language", this.#language);
    const response = await fetch(path, { ...init, headers, cache: "no-store" }).catch(() => {
      throw Problem.unreachable();
    });
    if (!response.ok) throw await Problem.from(response);
    return response;
  }
}

/** The address with the parts of the query that are given. */
function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)]));
  return search.size > 0 ? `${path}?${search}` : path;
}
