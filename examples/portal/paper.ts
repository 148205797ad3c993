/**
 * A proof on paper: the compact presentation and what the verifier needs to know its own request again (nonce, day,
 * expiry), as one text that a QR code spells in its dense upper-case mode.
 */
import { base32nopad, base64urlnopad } from "@scure/base";
import { dateAt, formatDate } from "../../src/core/dates.ts";
import { decodeCompact, encodeCompact, type Presentation } from "../../src/holder.ts";
import { PresentationMalformedError, type PresentationRequest } from "../../src/verifier.ts";

const PREFIX = "CIVIC1:";
const PRESENTATION_BYTES = 335;
const NONCE_BYTES = 32;
const TERM_BYTES = NONCE_BYTES + 4 + 4;
const DAY_SECONDS = 86_400;

/** What a portal can't know of its request when it meets it on paper. */
export type PaperTerms = Pick<PresentationRequest, "nonce" | "today" | "expiresAtSeconds">;

/** The text of a QR code on paper, 607 characters. */
export function writePaperProof(presentation: Presentation, { nonce, today, expiresAtSeconds }: PaperTerms): string {
  const bytes = new Uint8Array(PRESENTATION_BYTES + TERM_BYTES);
  bytes.set(encodeCompact(presentation));
  bytes.set(base64urlnopad.decode(nonce), PRESENTATION_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(PRESENTATION_BYTES + NONCE_BYTES, Date.parse(today) / 1000 / DAY_SECONDS);
  view.setUint32(PRESENTATION_BYTES + NONCE_BYTES + 4, expiresAtSeconds);
  return PREFIX + base32nopad.encode(bytes);
}

/** Reads it; nothing is verified yet. @throws PresentationMalformedError for any other text */
export function readPaperProof(text: unknown): { readonly presentation: Presentation; readonly terms: PaperTerms } {
  const refuse = (): never => {
    throw new PresentationMalformedError({ path: "paper", expected: "the text of a paper proof" });
  };
  if (typeof text !== "string" || text.length > 2_000) return refuse();
  const compact = text.replace(/\s/g, "").toUpperCase();
  if (!compact.startsWith(PREFIX)) return refuse();
  let bytes: Uint8Array;
  try {
    bytes = base32nopad.decode(compact.slice(PREFIX.length));
  } catch {
    return refuse();
  }
  if (bytes.length !== PRESENTATION_BYTES + TERM_BYTES) return refuse();
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    presentation: decodeCompact(bytes.slice(0, PRESENTATION_BYTES)),
    terms: {
      nonce: base64urlnopad.encode(bytes.slice(PRESENTATION_BYTES, PRESENTATION_BYTES + NONCE_BYTES)),
      today: formatDate(dateAt(view.getUint32(PRESENTATION_BYTES + NONCE_BYTES) * DAY_SECONDS)),
      expiresAtSeconds: view.getUint32(PRESENTATION_BYTES + NONCE_BYTES + 4),
    },
  };
}
