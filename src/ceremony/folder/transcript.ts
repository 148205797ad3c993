/** The transcript: all that a sceptic needs to know of a ceremony, as data. It follows from the folder and nothing else. */
import { readCeremonyKey } from "../../engine/groth16/files/zkey.ts";
import { sha256Hex } from "../../statement/artifacts/verification-key.ts";
import { fingerprintOf } from "./contribute.ts";
import { type Attestation, attestationId, type Ceremony, encodeDocument } from "./documents.ts";
import { isClosed, type Ledger } from "./ledger.ts";

export interface Transcript {
  readonly civicproof: "ceremony-transcript/v2";
  readonly ceremony: Ceremony;
  readonly ceremonyId: string;
  readonly isClosed: boolean;
  /** Without countersignatures, which may come later: they stand beside, in the attestations. */
  readonly steps: readonly (Omit<Attestation, "countersignatures"> & {
    readonly id: string;
    readonly fingerprint: string;
  })[];
  /** The keys after the last step. */
  readonly keys: readonly { readonly circuit: string; readonly circuitHash: string; readonly sha256: string }[];
}

/** Writes the transcript of the steps so far. @param latest the key of each circuit after the last step */
export async function makeTranscript(
  ledger: Ledger,
  latest: readonly { readonly name: string; readonly key: Uint8Array }[],
): Promise<Transcript> {
  const keys = [];
  for (const { name, key } of latest) {
    const { circuitHash } = readCeremonyKey(key).header;
    keys.push({ circuit: name, circuitHash, sha256: await sha256Hex(key) });
  }
  return {
    civicproof: "ceremony-transcript/v2",
    ceremony: ledger.ceremony,
    ceremonyId: ledger.id,
    isClosed: isClosed(ledger),
    steps: ledger.steps.map((step) => {
      const { countersignatures: _, ...said } = step;
      return { ...said, id: attestationId(step), fingerprint: fingerprintOf(step) };
    }),
    keys,
  };
}

/** What a manifest names a finished ceremony by: SHA-256 of transcript.json. */
export function transcriptHash(transcript: Transcript): Promise<string> {
  return sha256Hex(encodeDocument(transcript));
}
