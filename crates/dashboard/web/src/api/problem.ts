/** What went wrong with a request: an answer of the server (RFC 9457), or no answer at all. */

import type { Reason } from "./shapes";

export class Problem extends Error {
  /** HTTP status; 0 when the server could not be reached. */
  readonly status: number;
  readonly title: string;
  /** What to do, in the reader's language; empty when the server did not say. */
  readonly detail: string;
  readonly reasons: Reason[];

  constructor(status: number, title: string, detail: string, reasons: Reason[] = []) {
    super(detail || title || `HTTP ${status}`);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.reasons = reasons;
  }

  static unreachable(): Problem {
    return new Problem(0, "", "");
  }

  static async from(response: Response): Promise<Problem> {
    const body: unknown = await response.json().catch(() => null);
    const fields = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
    const text = (value: unknown) => (typeof value === "string" ? value : "");
    const reasons = Array.isArray(fields.errors) ? (fields.errors as Reason[]) : [];
    return new Problem(response.status, text(fields.title), text(fields.detail), reasons);
  }

  /** Whether the same request may succeed later without a change: no network, a busy or broken server. */
  get passes(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}
