/** What both engines answer to the question of a SQL source. */
import type { SourceRecord } from "./mapping.ts";
import { SourceClaimError } from "./port.ts";

/** Asks for rows; each value is a text, or null. */
export interface SqlQuestion {
  readonly ask: (subject: string | null) => Promise<readonly SourceRecord[]>;
  readonly close: () => Promise<void>;
}

/** A value of the engine as a text. Bytes are no claim. */
export function toText(column: string, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "object") throw new SourceClaimError({ path: column, expected: "a text, a number or a date" });
  return String(value);
}
