/** Strict verification of a presentation against the request that asked for it. */

import * as v from "valibot";
import { dayNumber, formatDate, parseDate } from "../../core/dates.ts";
import { CivicproofError, describeValue, refusal } from "../../core/errors.ts";
import { type FieldElement, fieldToBytes } from "../../core/field.ts";
import { decode, deepFreeze, InvalidInputError, parseJson } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import { dayOf, parseGrid } from "../../core/period-grid.ts";
import { pure } from "../../core/pure.ts";
import { anyText, exactly, oneOf } from "../../core/shapes.ts";
import { checkRootPair } from "../../credentials/registry/root-rule.ts";
import type { RegistryStatement } from "../../credentials/registry/statement.ts";
import { type BatchItem, findFalseProofs } from "../../engine/groth16/batch.ts";
import { decodeProof } from "../../engine/groth16/decode-proof.ts";
import type { Groth16Proof } from "../../engine/groth16/proof.ts";
import { PresentationMalformedError, ProofInvalidError } from "../../engine/groth16/proof.ts";
import { VerificationKeyError } from "../../engine/groth16/unsafe-key.ts";
import { verifyGroth16 } from "../../engine/groth16/verify.ts";
import { equationOf, isImportedKey, type VerificationKey } from "../../statement/artifacts/imported-key.ts";
import {
  CIRCUIT_NAMES,
  type CircuitName,
  isEnrolmentCircuit,
  type PublicSignals,
  publicSignalsOf,
  recordToSignals,
  type SignalName,
  signalsToRecord,
} from "../../statement/circuit/signals.ts";
import type { Presentation } from "../proof/presentation.ts";
import {
  type ChainClaim,
  decodeRequest,
  type PresentationRequest,
  RequestError,
  requestSignals,
  type ScopeParts,
} from "../proof/request.ts";

declare const verifiedBrand: unique symbol;

/**
 * A presentation that passed every check. Made by {@link verifyPresentation} only; stores accept nothing else. It is
 * frozen with all that is in it.
 */
export interface VerifiedPresentation {
  readonly [verifiedBrand]: true;
  readonly circuit: CircuitName;
  /** The person's pseudonym for this scope and period. */
  readonly nullifier: FieldElement;
  /** The nullifier as 32 bytes, big-endian, a copy each time: the form in which stores and chains keep it. */
  readonly nullifierKey: Uint8Array;
  readonly scope: ScopeParts;
  /** Its first day, YYYYMMDD. */
  readonly period: number;
  /** The programme's grid of periods; a store keeps it for each scope and refuses another. */
  readonly grid: string;
  readonly maxClaims: number;
  readonly recipient: string | undefined;
  /** The asking origin. */
  readonly origin: string;
  /** Version and ordinal, for a claim on a chain. */
  readonly chain: ChainClaim | undefined;
  /** The request's nonce. */
  readonly nonce: string;
  /** When the request ends; on a chain, the claim's deadline. */
  readonly expiresAtSeconds: number;
  readonly verifiedAtSeconds: number;
  readonly presentation: Presentation;
  readonly signals: PublicSignals;
}

/** What a verification needs; nothing has a default that would make it weaker. */
export interface VerifyOptions {
  /** The request as it was sent, from the verifier's own storage and never from the holder. */
  readonly request: PresentationRequest;
  /** The key of the request's circuit, from {@link importVerificationKey}. */
  readonly verificationKey: VerificationKey;
  /** What the verifier knows of the request's registry: from `openStatement`, `createStatement` or `anchorRoots`. */
  readonly statements: readonly RegistryStatement[];
  /** How old a statement may be whose roots are accepted; at least two intervals of the registry. */
  readonly maxRootAgeSeconds: number;
  /** The verifier's clock, seconds since the epoch. */
  readonly nowSeconds: number;
}

/** Longest presentation as JSON text. */
export const MAX_PRESENTATION_TEXT = 8_192;
const presentationSchema = /* @__PURE__ */ pure(() => {
  // Whether they are numbers is found where they are read; none is longer than 100 characters.
  const pair = v.strictTuple([anyText, anyText]);
  return v.strictObject({
    civicproof: exactly("presentation/v2/s1"),
    circuit: oneOf(CIRCUIT_NAMES),
    proof: v.strictObject({ a: pair, b: v.strictTuple([pair, pair]), c: pair }),
    publicSignals: v.array(anyText),
  });
});

/** Reads the form of a presentation, from an object or JSON text; points and signals are checked when verifying. */
export function decodePresentation(input: unknown): Presentation {
  const json = typeof input === "string" ? parseJson(input, MAX_PRESENTATION_TEXT, PresentationMalformedError) : input;
  const limits = { maxDepth: 5, maxNodes: 64, maxStringLength: 100 };
  const presentation = decode(presentationSchema, json, { Refusal: PresentationMalformedError, limits });
  const { length } = publicSignalsOf(presentation.circuit);
  if (presentation.publicSignals.length !== length) {
    throw new PresentationMalformedError({
      path: "publicSignals",
      expected: `${length} signals`,
      received: String(presentation.publicSignals.length),
    });
  }
  return presentation as Presentation;
}

const verifiedPresentations = /* @__PURE__ */ new WeakSet<object>();

/** What is left to check of a presentation once everything but its proof is found good. */
export interface UncheckedProof {
  readonly key: VerificationKey;
  readonly proof: Groth16Proof;
  /** In the order of the circuit. */
  readonly signals: readonly FieldElement[];
}

/** Finds the refusal of each proof, undefined for those that hold. Throws when it can't tell. */
export type CheckProofs = (proofs: readonly UncheckedProof[]) => Promise<readonly (CivicproofError | undefined)[]>;

/**
 * Verifies a presentation: form, public signals against the request, roots against the registry's statements, and the
 * proof, cheapest check first. It answers with a value that stores and settlement accept, or throws.
 *
 * @param input a {@link Presentation} or its JSON text, straight from the holder
 * @throws PresentationMalformedError for any other form, or points off the curve
 * @throws RequestExpiredError, RequestError when the request is over or is not one
 * @throws PublicSignalMismatchError when a signal differs from what the request fixes
 * @throws IssuerRootError, StatusRootError, RootsApartError when no statement that is young enough has both roots
 * @throws StatementError for a value that is no statement or is another registry's; StatementMissingError when none is
 * young enough
 * @throws InvalidInputError for a maxRootAgeSeconds below two intervals of the registry
 * @throws ProofInvalidError when the proof does not hold
 * @throws VerificationKeyError for a key that was not imported, or of another circuit
 */
export async function verifyPresentation(input: unknown, options: VerifyOptions): Promise<VerifiedPresentation> {
  return verifyExtended(input, options, undefined);
}

/**
 * {@link verifyPresentation} for a circuit with an extension, which is compared with the caller's own value; no entry
 * point exports it, as each kind of extension has a function of its own that computes the value.
 */
export async function verifyExtended(
  input: unknown,
  options: VerifyOptions,
  extension: FieldElement | undefined,
): Promise<VerifiedPresentation> {
  const claim = checkAllButProof(input, options, extension);
  verifyGroth16(equationOf(claim.key), decodeProof(claim.proof), claim.signals);
  return claim.accept();
}

/** A presentation as it came, with what {@link verifyPresentation} needs for it. */
export interface PresentationToVerify {
  readonly presentation: unknown;
  readonly options: VerifyOptions;
}

/** Most presentations in one batch. */
const MAX_BATCH = 4_096;

/**
 * Verifies many presentations, each against its own request, with one pairing check for all that are well-formed. Each
 * item gets what {@link verifyPresentation} would answer or throw for it, in order: a false proof among them is named
 * and sinks no other. A false proof passes with probability 2^-128.
 *
 * @throws InvalidInputError for more than 4096 items
 * @example
 * for (const result of await verifyPresentations(items)) {
 *   if (result.status === "fulfilled") await store.consume(result.value);
 * }
 */
export async function verifyPresentations(
  items: readonly PresentationToVerify[],
): Promise<readonly PromiseSettledResult<VerifiedPresentation>[]> {
  return verifyWith(items, async (proofs) => checkProofs(proofs));
}

/** {@link verifyPresentations} with the pairings computed elsewhere; no entry point exports it, as it believes `check`. */
export async function verifyWith(
  items: readonly PresentationToVerify[],
  check: CheckProofs,
): Promise<readonly PromiseSettledResult<VerifiedPresentation>[]> {
  if (!Array.isArray(items) || items.length > MAX_BATCH)
    throw new InvalidInputError({ path: "items", expected: `at most ${MAX_BATCH}`, received: describeValue(items) });
  const results: PromiseSettledResult<VerifiedPresentation>[] = [];
  const open: { readonly position: number; readonly claim: Claim }[] = [];
  items.forEach(({ presentation, options }, position) => {
    try {
      open.push({ position, claim: checkAllButProof(presentation, options) });
    } catch (reason) {
      if (!(reason instanceof CivicproofError)) throw reason;
      results[position] = { status: "rejected", reason };
    }
  });
  const refusals = await check(open.map(({ claim }) => claim));
  open.forEach(({ position, claim }, i) => {
    const reason = refusals[i];
    results[position] =
      reason === undefined ? { status: "fulfilled", value: claim.accept() } : { status: "rejected", reason };
  });
  return results;
}

/** Decodes proofs and checks them in one batch. @returns the refusal of each, undefined for those that hold */
export function checkProofs(proofs: readonly UncheckedProof[]): readonly (CivicproofError | undefined)[] {
  const refusals: (CivicproofError | undefined)[] = new Array(proofs.length).fill(undefined);
  const positions: number[] = [];
  const decoded: BatchItem[] = [];
  proofs.forEach(({ key, proof, signals }, position) => {
    try {
      decoded.push({ key: equationOf(key), signals, proof: decodeProof(proof) });
      positions.push(position);
    } catch (error) {
      if (!(error instanceof CivicproofError)) throw error;
      refusals[position] = error;
    }
  });
  for (const i of findFalseProofs(decoded)) refusals[positions[i]!] = new ProofInvalidError({ path: "proof" });
  return refusals;
}

interface Claim extends UncheckedProof {
  /** Call it when the proof holds, and only then. */
  readonly accept: () => VerifiedPresentation;
}

function checkAllButProof(input: unknown, given: VerifyOptions, extension?: FieldElement): Claim {
  const options = own(given);
  const { verificationKey, nowSeconds } = options;
  // Milliseconds would be a year beyond 50,000.
  if (!Number.isFinite(nowSeconds) || nowSeconds < 0 || nowSeconds > 1e11) {
    throw new InvalidInputError({ path: "nowSeconds", expected: "seconds since the epoch" });
  }
  const request = decodeRequest(options.request);
  if (isEnrolmentCircuit(request.circuit) !== (extension !== undefined)) {
    const expected = extension === undefined ? "a claim; verifyEnrolment takes others" : "an enrolment";
    throw new RequestError({ path: "request.circuit", expected, received: request.circuit });
  }
  const presentation = decodePresentation(input);
  if (nowSeconds >= request.expiresAtSeconds) {
    throw new RequestExpiredError({
      path: "request.expiresAtSeconds",
      expected: `an answer before ${request.expiresAtSeconds}`,
      received: String(nowSeconds),
    });
  }
  checkDay(request, nowSeconds);
  if (presentation.circuit !== request.circuit) {
    throw new PublicSignalMismatchError({ path: "circuit", expected: request.circuit, received: presentation.circuit });
  }
  if (!isImportedKey(verificationKey) || verificationKey.circuit !== request.circuit) {
    throw new VerificationKeyError({
      path: "verificationKey",
      expected: `the imported key of circuit ${request.circuit}`,
    });
  }

  const signals = decodeSignals(presentation);
  checkAgainstRequest(signals, { ...requestSignals(request), ...(extension === undefined ? {} : { extension }) });
  const { registry, schemaId, asOfSeconds } = request;
  const { issuerRoot, statusRoot } = signals;
  checkRootPair({ registry, schemaId, issuerRoot, statusRoot, asOfSeconds }, options);

  const accept = (): VerifiedPresentation => {
    const { nullifier } = signals;
    const verified: object = deepFreeze({
      circuit: presentation.circuit,
      nullifier,
      scope: request.scope,
      period: request.period,
      grid: request.grid,
      maxClaims: request.maxClaims,
      recipient: request.recipient,
      origin: request.origin,
      chain: request.chain,
      nonce: request.nonce,
      expiresAtSeconds: request.expiresAtSeconds,
      verifiedAtSeconds: nowSeconds,
      presentation,
      signals,
      get nullifierKey() {
        return fieldToBytes(nullifier);
      },
      toJSON: () => ({ ...verified, nullifier: `${nullifier}`, nullifierKey: undefined, signals: undefined }),
    });
    verifiedPresentations.add(verified);
    return verified as VerifiedPresentation;
  };
  return {
    key: verificationKey,
    proof: presentation.proof,
    signals: recordToSignals(request.circuit, signals),
    accept,
  };
}

/** Whether a value came out of {@link verifyPresentation} in this process. */
export function isVerifiedPresentation(value: unknown): value is VerifiedPresentation {
  return typeof value === "object" && value !== null && verifiedPresentations.has(value);
}

/**
 * The day that a request is about is that of the verifier's clock, or the day before as a request lives for a day; for an
 * appeal it is that of its instant (protocol P-36). That the period holds the day was checked when the request was read.
 */
function checkDay({ today, grid, asOfSeconds }: PresentationRequest, nowSeconds: number): void {
  const day = dayOf(parseGrid(grid), asOfSeconds ?? nowSeconds);
  const behind = dayNumber(day) - dayNumber(parseDate(today));
  if (behind === 0 || (behind === 1 && asOfSeconds === undefined)) return;
  throw new RequestError({ path: "request.today", expected: formatDate(day), received: today });
}

function decodeSignals({ circuit, publicSignals }: Presentation): PublicSignals {
  try {
    return signalsToRecord(circuit, publicSignals);
  } catch (cause) {
    // It names the signal.
    const { path } = cause as { readonly path: string };
    throw new PresentationMalformedError({ path, expected: "a canonical field element below r", cause });
  }
}

function checkAgainstRequest(signals: PublicSignals, fixed: Partial<PublicSignals>): void {
  for (const [name, expected] of Object.entries(fixed) as [SignalName, FieldElement][]) {
    if (signals[name] !== expected) {
      throw new PublicSignalMismatchError({
        path: `publicSignals.${name}`,
        expected: String(expected),
        received: String(signals[name]),
      });
    }
  }
}

/**
 * The request's lifetime has ended.
 *
 * What to do: make a new request.
 */
export class RequestExpiredError extends /* @__PURE__ */ refusal(
  "REQUEST_EXPIRED",
  "RequestExpiredError",
  "The request has expired",
) {}

/**
 * A public signal differs from the request, for example because the presentation answers another session.
 *
 * What to do: reject it; it does not answer this request.
 */
export class PublicSignalMismatchError extends /* @__PURE__ */ refusal(
  "PUBLIC_SIGNAL_MISMATCH",
  "PublicSignalMismatchError",
  "A public signal differs from the request",
) {}
