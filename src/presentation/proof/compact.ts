/**
 * A presentation as bytes, for QR codes (protocol P-40). It is a spelling only: what is read from it is as unverified
 * as any other presentation.
 */

import { bytesToIntegerBE, isBytes } from "../../core/bytes.ts";
import { fieldToBytes, toField } from "../../core/field.ts";
import { ownWith } from "../../core/own.ts";
import { pure } from "../../core/pure.ts";
import { COMPRESSED_PROOF_BYTES, compressProof, decompressProof } from "../../engine/groth16/compress.ts";
import { PresentationMalformedError } from "../../engine/groth16/proof.ts";
import {
  CLAIM_CIRCUITS,
  isClaimCircuit,
  PUBLIC_SIGNALS,
  type PublicSignalName,
} from "../../statement/circuit/signals.ts";
import type { Presentation } from "./presentation.ts";

const VERSION = 2;
const SUITE = 1;

/** Widths of the public signals in bytes: all are field elements but for two (protocol P-20, P-21). */
const WIDTHS: Readonly<Partial<Record<PublicSignalName, number>>> = { period: 4, today: 8 };
const widths = /* @__PURE__ */ PUBLIC_SIGNALS.map((name) => WIDTHS[name] ?? 32);

const HEADER_BYTES = 3;

/** Bytes of a compact presentation: 335. */
export const COMPACT_BYTES = /* @__PURE__ */ pure(
  () => HEADER_BYTES + COMPRESSED_PROOF_BYTES + widths.reduce((sum, width) => sum + width, 0),
);

/**
 * @throws PresentationMalformedError, FieldElementError for anything but a presentation with points on their curves, and
 * for a circuit with more than the eight public signals: there is no compact enrolment
 */
export function encodeCompact(presentation: Presentation): Uint8Array {
  const { circuit, proof, publicSignals } = ownWith(presentation, "circuit", "proof", "publicSignals");
  if (!isClaimCircuit(circuit)) {
    throw new PresentationMalformedError({
      path: "circuit",
      expected: `one of ${CLAIM_CIRCUITS.join(", ")}`,
      received: circuit,
    });
  }
  const bytes = new Uint8Array(COMPACT_BYTES);
  bytes[0] = VERSION;
  bytes[1] = SUITE;
  bytes[2] = CLAIM_CIRCUITS.indexOf(circuit);
  bytes.set(compressProof(proof), HEADER_BYTES);
  let at = HEADER_BYTES + COMPRESSED_PROOF_BYTES;
  PUBLIC_SIGNALS.forEach((name, i) => {
    const value = fieldToBytes(toField(publicSignals[i], `publicSignals.${name}`));
    const width = widths[i]!;
    if (value.subarray(0, 32 - width).some((byte) => byte !== 0)) {
      throw new PresentationMalformedError({ path: `publicSignals.${name}`, expected: `at most ${width} bytes` });
    }
    bytes.set(value.subarray(32 - width), at);
    at += width;
  });
  return bytes;
}

/** @throws PresentationMalformedError for anything but bytes, another length, version or circuit, and for an x of no point */
export function decodeCompact(bytes: Uint8Array): Presentation {
  const circuit = isBytes(bytes) ? CLAIM_CIRCUITS[bytes[2] ?? -1] : undefined;
  if (circuit === undefined || bytes.length !== COMPACT_BYTES || bytes[0] !== VERSION || bytes[1] !== SUITE) {
    throw new PresentationMalformedError({ expected: `${COMPACT_BYTES} bytes of version ${VERSION}, suite ${SUITE}` });
  }
  let at = HEADER_BYTES + COMPRESSED_PROOF_BYTES;
  const publicSignals = widths.map((width) => {
    const value = bytesToIntegerBE(bytes, at, width);
    at += width;
    return String(value);
  });
  const proof = decompressProof(bytes.subarray(HEADER_BYTES, HEADER_BYTES + COMPRESSED_PROOF_BYTES));
  return { civicproof: "presentation/v2/s1", circuit, proof, publicSignals };
}
