/** The shapes of the HTTP API, as `/openapi.json` describes them. Times are RFC 3339, days `YYYY-MM-DD`. */

export type Role = "grid_worker" | "town" | "analyst" | "admin";
export type AreaLevel = "county" | "town" | "village" | "grid";
export type Level = "blue" | "yellow" | "orange" | "red";
export type Kind = "emerging" | "recurring" | "trending" | "silent" | "irregular";
export type Scale = "01" | "02" | "03";

export interface Me {
  name: string;
  role: Role;
  /** The level is null when the area of the token is no longer among the county's. */
  area: { id: string; name: string; level: AreaLevel | null };
  today: string;
  as_of: string | null;
}

export interface Area {
  id: string;
  parent: string | null;
  level: AreaLevel;
  name: string;
  households: number;
  centre: [number, number] | null;
}

export interface Category {
  code: string;
  parent: string | null;
  name_zh: string;
  name_en: string;
  restricted: boolean;
}

interface CategoryNames {
  category: string;
  category_name_zh: string;
  category_name_en: string;
}

export interface Report extends CategoryNames {
  id: string;
  area: string;
  area_name: string;
  occurred_on: string;
  reported_at: string;
  received_at: string;
  channel: string;
  scale: Scale;
  people: number | null;
  amount_yuan: number | null;
  summary: string;
  tags: string[];
}

export type LinkKind = "duplicate" | "recurrence";
export type LinkState = "proposed" | "confirmed" | "dismissed";

/** Two reports that may tell of one matter. */
export interface Link {
  id: string;
  kind: LinkKind;
  state: LinkState;
  likeness: number;
  reason_zh: string;
  reason_en: string;
  proposed_at: string;
  decided_at: string | null;
  earlier: Report;
  later: Report;
}

/** What a client sends; the id is its own, so that a repeat is harmless. */
export interface NewReport {
  id: string;
  area: string;
  category: string;
  occurred_on: string;
  reported_at?: string;
  channel: "patrol";
  scale: Scale;
  people?: number;
  summary: string;
}

export interface Reason {
  row?: number;
  field: string;
  code: string;
  message_zh: string;
  message_en: string;
}

export interface Receipt {
  accepted: number;
  repeated: number;
  revised?: number;
  waiting?: number;
  conflicts: number;
  rejected: number;
  results: {
    row: number;
    id: string | null;
    outcome: "accepted" | "repeated" | "revised" | "waiting" | "conflict" | "rejected";
    /** Absent when there are none. */
    reasons?: Reason[];
  }[];
}

export type ReportPart =
  | "area"
  | "category"
  | "occurred_on"
  | "reported_at"
  | "channel"
  | "scale"
  | "people"
  | "amount_yuan"
  | "summary"
  | "tags";

/** Where a text came in: a token's role and area, or a file; neither for one kept before this was noted. */
export interface Station {
  role?: Role;
  area?: string;
  file?: string;
}

export interface Conflict {
  id: string;
  received_at: string;
  station: Station;
  /** The number of the revision that stands. */
  onto: number | null;
  standing: Report | null;
  submitted: Report;
  differing: ReportPart[];
}

export interface Resolution {
  onto: number;
  /** What to take from the text that was handed in; nothing leaves the text that stands. */
  take: ReportPart[];
  reason: string;
}

export interface Quarantined {
  id: string;
  received_at: string;
  row: number;
  raw: string;
  reasons: Reason[];
  channel: string;
  state: "open" | "resubmitted" | "discarded";
  became: string | null;
}

export type SignalStatus = "new" | "confirmed" | "dismissed" | "withheld";

/** By what the list is ordered, and how the fixed rule and what was learned fared on later signals. */
export interface Ranking {
  learned: boolean;
  verdicts: number;
  proved: number;
  verdicts_needed: number;
  auc_fixed: number | null;
  auc_learned: number | null;
  weights: { name: string; name_zh: string; name_en: string; odds_ratio: number }[];
}

export interface SignalSummary extends CategoryNames {
  id: string;
  kind: Kind;
  detector: string;
  area: string;
  area_name: string;
  /** Key of the dated event a recurring signal is tied to; its names where the server knows them. */
  event: string | null;
  event_name_zh?: string | null;
  event_name_en?: string | null;
  /** Places of the area that it is about; 0 where it is about the whole area. */
  places: number;
  from: string;
  to: string;
  observed: number;
  expected: number;
  upper: number;
  p_value: number;
  q_value: number;
  ratio: number;
  /** Expected harm, in ordinary reports: what is read first within a level. */
  weight: number;
  /** The learned chance that it proves true; null while the fixed rule orders. */
  chance: number | null;
  level: Level;
  status: SignalStatus;
  withheld_by: string | null;
  /** Told with a single signal: the rule in a sentence, with what it points at. */
  withheld_because?: { zh: string; en: string } | null;
  advisory: string | null;
  as_of: string;
  /** How the matter went on from week to week. */
  episode: Episode | null;
}

/** A matter of which an analyst does not want to be told until a day. */
export interface Hold extends CategoryNames {
  id: string;
  kind: Kind;
  area: string;
  area_name: string;
  until: string;
  reason: string;
  by: string;
  set_at: string;
  lifted_at: string | null;
  in_force: boolean;
  held_back: number;
}

export type EpisodeState = "rising" | "steady" | "fading" | "ended";

export interface Episode {
  id: string;
  state: EpisodeState;
  since: string;
  /** Oldest first. */
  weeks: {
    week: string;
    signal: string;
    area_name: string;
    observed: number;
    expected: number;
    level: Level;
  }[];
}

export interface Point {
  start: string;
  observed: number;
  expected: number | null;
  upper: number | null;
}

export interface Signal extends SignalSummary {
  cluster: { id: string; name: string }[];
  series: Point[];
  reports: string[];
  parameters: [string, number][];
}

/** One line of a fact sheet, in the language that was asked for. */
export interface FactLine {
  topic: string;
  heading: string;
  text: string;
}

export interface AreaRisk {
  area: string;
  level: Level | null;
  signals: number;
  reports_4w: number;
}

export type AdvisoryState =
  | "draft"
  | "dismissed"
  | "confirmed"
  | "issued"
  | "delivered"
  | "acknowledged"
  | "answered"
  | "closed"
  | "withdrawn";
export type Verdict = "true" | "partly_true" | "false" | "known";

export interface AdvisorySummary extends CategoryNames {
  id: string;
  number: string | null;
  form: "notice" | "recommendation";
  level: Level;
  area: string;
  area_name: string;
  lead: string;
  lead_name: string;
  title: string;
  state: AdvisoryState;
  drafted_at: string;
  issued_at: string | null;
  reply_by: string;
  answer: { verdict: Verdict; action: string; at: string } | null;
}

export type MessageState = "pending" | "delivered" | "dead";

export interface Advisory extends AdvisorySummary {
  finding: string;
  suggestions: string[];
  copies: { id: string; name: string }[];
  signal: string;
  messages: {
    kind: MessageKind;
    committee: string;
    committee_name: string;
    state: MessageState;
    attempts: number;
    due_at: string;
  }[];
  ending: { at: string; why: string; replaced_by: { id: string; number: string } | null } | null;
  corrects: { id: string; number: string } | null;
  /** Who took which step when, and why; for the analysts' desk. */
  history: { at: string; by: string; step: string; why: string }[] | null;
}

export interface Committee {
  id: string;
  name: string;
  area: string;
}

/** What changes about an advisory; what is absent stays. */
export interface AdvisoryRevision {
  reason: string;
  lead?: string;
  copies?: string[];
  finding?: string;
  suggestions?: string[];
}

export interface Bulletin {
  id: string;
  town: string;
  town_name: string;
  week: string;
  issue: number;
  issue_overall: number;
  written_at: string;
}

export interface MonthlyReport {
  id: string;
  county: string;
  county_name: string;
  month: string;
  issue: number;
  issue_overall: number;
  written_at: string;
}

export type MessageKind = "advisory" | "bulletin" | "reminder" | "escalation" | "withdrawal";

export interface Message {
  id: string;
  kind: MessageKind;
  subject: string;
  committee: string;
  committee_name?: string;
  state: MessageState;
  attempts: number;
  due_at: string;
  created_at: string;
  last_error: string | null;
}

/** How a committee is reached, and how that went lately. */
export interface Endpoint {
  committee: string;
  committee_name: string;
  channel: string;
  destination: string;
  state: "live" | "paused" | "stopped";
  pending: number;
  /** Failed attempts in a row. */
  failures: number;
  resting_until: string | null;
  last_error: string | null;
  failed_at: string | null;
  delivered_at: string | null;
}

/** What became of the messages to one committee over one channel. */
export interface Balance {
  committee: string;
  channel: string;
  issued: number;
  pending: number;
  delivered: number;
  dead: number;
}

export interface Reconciliation {
  items: Balance[];
  discrepancies: { subject: string | null; message_zh: string; message_en: string }[];
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

/** GeoJSON as `/v1/areas.geojson` gives it: an outline, a point where only the middle is known, or nothing. */
export interface Outlines {
  type: "FeatureCollection";
  features: {
    geometry: { type: "MultiPolygon" | "Polygon" | "Point" } | null;
    properties: { id: string; name: string; parent: string | null; level: AreaLevel };
  }[];
}

/** How advisories fared by the receivers' own answers. Each part stands beside its whole. */
export interface Score {
  issued: number;
  /** Of the issued. */
  acknowledged: number;
  /** Of the acknowledged. */
  acknowledged_in_time: number;
  /** Of the issued. */
  answered: number;
  /** Of the answered. */
  answered_in_time: number;
  right: number;
  partly: number;
  wrong: number;
  known: number;
  ppv: number | null;
  /** Of the answered. */
  returned: number;
  /** Rises that are old enough to have had their peak. */
  rises: number;
  median_lead_days: number | null;
}

export interface ScoreLine extends Score {
  month: string;
  town: string;
  town_name: string;
  kind: Kind;
  detector: string;
}

/** Matters that were named, and how many of them rose afterwards. */
export interface Named {
  named: number;
  rose: number;
  share: number | null;
}

/** Letters beside the rule that what was high last month will be high this month. */
export interface Compared {
  told: Named;
  persistence: Named;
}

export interface Scorecard {
  from: string;
  to: string;
  total: Score;
  lines: ScoreLine[];
  compared: Compared;
  compared_months: ({ month: string } & Compared)[];
}
