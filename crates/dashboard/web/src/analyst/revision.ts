/** What a form of an advisory changes: only what differs from what stands. */

import type { Advisory, AdvisoryRevision } from "../api/shapes";

/** The fields of the form; suggestions one to a line. */
export interface RevisionFields {
  reason: string;
  lead: string;
  copies: string[];
  finding: string;
  suggestions: string;
}

export const fieldsOf = (advisory: Advisory): RevisionFields => ({
  reason: "",
  lead: advisory.lead,
  copies: advisory.copies.map((copy) => copy.id),
  finding: advisory.finding,
  suggestions: advisory.suggestions.join("\n"),
});

/** The revision, or null where nothing was changed. */
export function revisionOf(advisory: Advisory, fields: RevisionFields): AdvisoryRevision | null {
  const revision: AdvisoryRevision = { reason: fields.reason.trim() };
  const suggestions = fields.suggestions
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (fields.lead !== advisory.lead) revision.lead = fields.lead;
  const known = advisory.copies.map((copy) => copy.id);
  if (fields.copies.join() !== known.join()) revision.copies = fields.copies;
  if (fields.finding.trim() !== advisory.finding) revision.finding = fields.finding.trim();
  if (suggestions.join("\n") !== advisory.suggestions.join("\n")) revision.suggestions = suggestions;
  return Object.keys(revision).length > 1 ? revision : null;
}
