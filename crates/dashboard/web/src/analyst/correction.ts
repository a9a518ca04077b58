/** The corrected form of a quarantined row: what could be read of it stands in the form, the rest is typed. */

export const FIELDS = [
  "area",
  "category",
  "occurred_on",
  "channel",
  "scale",
  "people",
  "amount_yuan",
  "summary",
] as const;
export type Field = (typeof FIELDS)[number];
export const CHANNELS = ["patrol", "public", "hotline", "police", "petition", "court", "import"] as const;
export const SCALES = ["01", "02", "03"] as const;
export type Corrected = Record<Field, string>;

/** The row as an object, where it was JSON; a line of a table is read by the analyst. */
function parsed(raw: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

const shown = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";

export function prefilled(raw: string): Corrected {
  const row = parsed(raw);
  return Object.fromEntries(FIELDS.map((field) => [field, shown(row[field])])) as Corrected;
}

/** What is sent: the fields that say something, with the id, the moment and the tags that the row had. */
export function corrected(raw: string, values: Corrected): Record<string, unknown> {
  const { id, reported_at, tags, base } = parsed(raw);
  const kept = Object.entries({ id, reported_at, tags, base }).filter(([, value]) => value !== undefined);
  const typed = Object.entries(values).filter(([, value]) => value.trim() !== "");
  return Object.fromEntries([...kept, ...typed]);
}
