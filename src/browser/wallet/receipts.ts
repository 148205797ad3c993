/** What a wallet keeps of the proofs it made: for the holder's own history and for asking what is kept about them. */
import * as v from "valibot";
import { pure } from "../../core/pure.ts";
import { integer, text } from "../../core/shapes.ts";
import type { Policy } from "../../statement/policy/language.ts";

/** One proof that left the wallet. */
export interface Receipt {
  /** The policy's title: a text, or one per language. */
  readonly title: Policy["title"];
  /** The organisation as it was shown. */
  readonly asker: string;
  readonly verifier: string;
  readonly programme: string;
  /** Its first day, YYYYMMDD. */
  readonly period: number;
  readonly outcome: "accepted" | "already-used" | "printed";
  /** Decimal string: under this number the verifier knows the claim, and by nothing else. */
  readonly nullifier: string;
  /** As the portal gave it. */
  readonly reference?: string;
  /** Seconds since the epoch. */
  readonly atSeconds: number;
}

/** More than anybody has; the oldest go first. */
export const MAX_RECEIPTS = 1_000;

export const receiptShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    title: v.union([text(0, 300), v.record(v.string(), text(0, 300))]),
    asker: text(0, 300),
    verifier: text(0, 300),
    programme: text(0, 300),
    period: integer(0, 99_999_999),
    outcome: v.picklist(["accepted", "already-used", "printed"]),
    nullifier: text(1, 80),
    reference: v.exactOptional(text(1, 100)),
    atSeconds: integer(0, Number.MAX_SAFE_INTEGER),
  }),
);

/** Reads a note; what is not there is none. */
export function readReceipts(note: string | undefined): readonly Receipt[] {
  return note === undefined ? [] : (JSON.parse(note) as readonly Receipt[]);
}
