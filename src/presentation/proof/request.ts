/** What a verifier asks: the policy and everything that fixes the public signals of an answer. */

import * as v from "valibot";
import { base64urlToBytes, bytesToBase64url, integerToBytesBE } from "../../core/bytes.ts";
import { formatDate, packToday, parseDate } from "../../core/dates.ts";
import { refusal } from "../../core/errors.ts";
import { type FieldElement, toField } from "../../core/field.ts";
import { hashToField } from "../../core/hash-to-field.ts";
import { decode, type PlainJson } from "../../core/json.ts";
import { ADDRESS_PATTERN, EVM_CHAIN_PATTERN } from "../../core/origin.ts";
import { own } from "../../core/own.ts";
import { dayOf, type PeriodGrid, parseGrid, periodOn } from "../../core/period-grid.ts";
import { randomBytes } from "../../core/platform.ts";
import { pure } from "../../core/pure.ts";
import { sha256 } from "../../core/sha256.ts";
import {
  anyText,
  exactly,
  hex64,
  hostName,
  integer,
  oneOf,
  programmeName,
  shownText,
  text,
  textLike,
  webOrigin,
} from "../../core/shapes.ts";
import { CIRCUIT_NAMES, type CircuitName, isEnrolmentCircuit } from "../../statement/circuit/signals.ts";

/** Who may recognise a person again: one nullifier per scope and period (protocol P-20). */
export interface ScopeParts {
  /** The verifier's host: lower-case ASCII, without port and final dot, for example `benefits.example.org`. */
  readonly verifier: string;
  /** Of `[a-z0-9-]`, at most 64 characters. */
  readonly programme: string;
  /** CAIP-2 chain id, for example `eip155:1`, where claims settle on a chain; always together with `contract`. */
  readonly chainId?: string;
  /** Contract address on that chain: `0x` and 40 lower-case hexadecimal digits. */
  readonly contract?: string;
}

/** A request for a presentation; plain JSON, to be stored by the verifier and sent to the holder. */
export interface PresentationRequest {
  readonly civicproof: "request/v2/s1";
  /** The policy file, so that the holder can read, explain and compile it. */
  readonly policy: PlainJson;
  /** The credential schema that the policy names. */
  readonly schema: PlainJson;
  /** Decimal string; the identity of that schema (protocol P-5). */
  readonly schemaId: string;
  /** Whose statements the roots come from: the registry's id, or the publisher's key for anchored records; 64 hexadecimal digits. */
  readonly registry: string;
  /** Decimal string; commits to schema, slots, clauses and circuit (protocol P-17). */
  readonly policyHash: string;
  readonly circuit: CircuitName;
  readonly scope: ScopeParts;
  /** How the programme's periods follow each other (protocol P-33); the same for ever. */
  readonly grid: string;
  /** The grid's period that holds `today`, named by its first day as YYYYMMDD; 0 for an enrolment, which is for none. */
  readonly period: number;
  /** Claims that one person may make in one period; the same for ever. */
  readonly maxClaims: number;
  /** `YYYY-MM-DD`: the day for which the policy is decided. */
  readonly today: string;
  /** For an appeal: roots as they were at this instant (seconds since the epoch) instead of the current ones. */
  readonly asOfSeconds?: number;
  /** At least 128 random bits, base64url; exactly 32 bytes where claims settle on a chain. */
  readonly nonce: string;
  /** Web origin that asks, for example `https://benefits.example.org`. */
  readonly origin: string;
  /** Origin of the address to which the answer goes; a relay through another one fails. */
  readonly responseOrigin: string;
  /** Who is paid or served, where the verifier binds it (a case number); on a chain, always the payee's address. */
  readonly recipient?: string;
  readonly expiresAtSeconds: number;
  /** Only for a claim on a chain: which version of the programme's terms, and which of the person's claims it is. */
  readonly chain?: ChainClaim;
}

/** What a claim on a chain is bound to besides nonce, payee and deadline (protocol P-24). */
export interface ChainClaim {
  /** Version of the programme's terms, below 2^32. */
  readonly version: number;
  /** 1 to maxClaims: a gate takes each of a person's claims in a period once. */
  readonly ordinal: number;
}

/** Longest request, all its texts and keys together: two sets of the largest size and room for the rest. */
const MAX_CHARACTERS = 400_000;
/** How long a request lives that goes from one device to another, at most. */
export const CROSS_DEVICE_LIFETIME_SECONDS = 120;

/** The start of 9999-12-31 in UTC: by every offset, that instant still has a date. */
const LAST_SECOND = 253_402_214_400;

const requestSchema = /* @__PURE__ */ pure(() => {
  const label = text(1, 253);
  const seconds = integer(0, LAST_SECOND);
  const file = v.custom<PlainJson>(() => true);
  return v.strictObject({
    civicproof: exactly("request/v2/s1"),
    policy: file,
    schema: file,
    schemaId: anyText,
    registry: hex64,
    policyHash: anyText,
    circuit: oneOf(CIRCUIT_NAMES),
    scope: v.strictObject({
      verifier: hostName,
      programme: programmeName,
      chainId: v.exactOptional(label),
      contract: v.exactOptional(label),
    }),
    grid: anyText,
    period: integer(0, 99_991_231),
    maxClaims: integer(1, 16),
    today: anyText,
    asOfSeconds: v.exactOptional(seconds),
    nonce: textLike(/^[A-Za-z0-9_-]{22,86}$/, "22 to 86 base64url characters"),
    origin: webOrigin,
    responseOrigin: webOrigin,
    recipient: v.exactOptional(shownText(256)),
    expiresAtSeconds: seconds,
    chain: v.exactOptional(v.strictObject({ version: integer(0, 2 ** 32 - 1), ordinal: integer(1, 16) })),
  });
});

/** Bounds of a request, and of what it is sent in. */
export const REQUEST_LIMITS = { maxNodes: 20_000, maxCharacters: MAX_CHARACTERS } as const;

/** Reads a request strictly. @throws RequestError for anything that is not one */
export function decodeRequest(input: unknown): PresentationRequest {
  const request = decode(requestSchema, input, { Refusal: RequestError, limits: REQUEST_LIMITS });
  readPart("policyHash", "a canonical field element", (path) => toField(request.policyHash, path));
  readPart("schemaId", "a canonical field element", (path) => toField(request.schemaId, path));
  const today = readPart("today", "a real date", (path) => parseDate(request.today, path));
  const grid = readPart("grid", "a grid of periods", (path) => parseGrid(request.grid, path));
  const held = readPart("today", "a day from the grid's first on", () => periodOn(grid, today));
  const period = isEnrolmentCircuit(request.circuit) ? 0 : held;
  if (request.period !== period)
    refuse(
      "period",
      period === 0 ? "0, as an enrolment is for no period" : `${period}, the grid's period that holds ${request.today}`,
      request.period,
    );
  if (isEnrolmentCircuit(request.circuit)) checkEnrolment(request, grid);
  checkChain(request);
  return request;
}

function refuse(path: string, expected: string, received?: unknown): never {
  throw new RequestError({ path, expected, ...(received === undefined ? {} : { received: String(received) }) });
}

function readPart<T>(path: string, expected: string, read: (path: string) => T): T {
  try {
    return read(path);
  } catch (cause) {
    throw new RequestError({ path, expected, cause });
  }
}

/** Somebody enrols at an office once, for one file, and not on a chain. */
function checkEnrolment({ scope, maxClaims, recipient }: PresentationRequest, { kind }: PeriodGrid): void {
  if (kind !== "once") refuse("grid", "a grid of the kind once: an enrolment is for no period");
  if (maxClaims !== 1) refuse("maxClaims", "1 for an enrolment");
  if (recipient === undefined) refuse("recipient", "the office's file");
  if (scope.chainId !== undefined || scope.contract !== undefined) refuse("scope.chainId", "no chain for an enrolment");
}

const CHAIN_NONCE_BYTES = 32;

/** A request whose claim settles on a chain names chain, contract and payee in the one form that the contract hashes. */
function checkChain(request: PresentationRequest): void {
  const { recipient, nonce, chain, maxClaims } = request;
  const { chainId, contract } = request.scope;
  if (chainId === undefined && contract === undefined) {
    if (chain !== undefined) refuse("chain", "no version and ordinal without a chain");
    return;
  }
  if (chain === undefined) refuse("chain", "version and ordinal of the claim");
  else if (chain.ordinal > maxClaims) refuse("chain.ordinal", `at most ${maxClaims}`);
  if (!EVM_CHAIN_PATTERN.test(chainId ?? ""))
    refuse("scope.chainId", "eip155:<decimal chain id>, given with scope.contract");
  if (!ADDRESS_PATTERN.test(contract ?? "")) refuse("scope.contract", "0x and 40 lower-case hexadecimal digits");
  if (!ADDRESS_PATTERN.test(recipient ?? "")) refuse("recipient", "0x and 40 lower-case hexadecimal digits");
  nonceBytes(nonce);
}

/** The part of a compiled policy that a request needs. */
export interface RequestablePolicy {
  readonly policy: {
    readonly programme: string;
    readonly maxClaims?: number | undefined;
    readonly grid?: string | undefined;
  };
  readonly schema: object;
  readonly schemaId: FieldElement;
  readonly policyHash: bigint;
  readonly circuit: CircuitName;
  /** Names of the `text` claims that decide; there may be none where claims settle on a chain. */
  readonly textClaims: readonly string[];
}

/** Options of {@link createRequest}. */
export interface CreateRequestOptions {
  /** From `compilePolicy`. */
  readonly policy: RequestablePolicy;
  readonly scope: {
    readonly verifier: string;
    readonly programme?: string;
    readonly chainId?: string;
    readonly contract?: string;
  };
  /** The registry's id (protocol P-42); the publisher's key for anchored records. */
  readonly registry: string;
  /** The programme's grid of periods (protocol P-33), where the policy has none. */
  readonly grid?: string;
  readonly origin: string;
  /** Origin of the address to which the answer goes; `origin` by default. */
  readonly responseOrigin?: string;
  readonly recipient?: string;
  /** The verifier's clock: with the grid it decides day and period. */
  readonly nowSeconds: number;
  /** How long the request may be answered; 600 by default, at most a day. */
  readonly lifetimeSeconds?: number;
  /**
   * The request is shown on one device and answered by another, as a QR code is: it needs a recipient, which the holder
   * compares, and lives for at most 120 seconds (the default then), so that nobody can show it to somebody else.
   */
  readonly crossDevice?: boolean;
  /** For an appeal: decide by the day, the period and the roots of this instant. */
  readonly asOfSeconds?: number;
  /** Where the claim settles on a chain; version 1 and the first claim by default. */
  readonly chain?: Partial<ChainClaim>;
  /** At least 16 bytes, on a chain 32; from the CSPRNG by default. */
  readonly nonce?: Uint8Array;
}

/**
 * Makes a request for one presentation.
 *
 * @throws RequestError for an option out of range
 * @example
 * const request = createRequest({ policy, scope: { verifier: "benefits.example.org" }, registry, grid: "month/2026-11-01/60",
 *   origin: "https://benefits.example.org", nowSeconds: Math.floor(Date.now() / 1000) });
 */
export function createRequest(options: CreateRequestOptions): PresentationRequest {
  const { policy, registry, origin, recipient, nowSeconds, asOfSeconds, crossDevice = false, ...rest } = own(options);
  const asked = policy?.policy;
  if (asked?.programme === undefined) return refuse("policy", "compilePolicy's result");
  const { programme = asked.programme, ...scope } = own(options.scope, "scope");
  const {
    grid = asked.grid,
    responseOrigin = origin,
    lifetimeSeconds = crossDevice ? CROSS_DEVICE_LIFETIME_SECONDS : 600,
    chain = {},
    nonce = randomBytes(scope.chainId === undefined ? 16 : CHAIN_NONCE_BYTES),
  } = own(rest);
  const longest = crossDevice ? CROSS_DEVICE_LIFETIME_SECONDS : 86_400;
  if (!(lifetimeSeconds > 0 && lifetimeSeconds <= longest))
    refuse("lifetimeSeconds", `more than 0 and at most ${longest}`, lifetimeSeconds);
  if (crossDevice && recipient === undefined) refuse("recipient", "a recipient that the holder can compare");
  if (programme !== asked.programme) refuse("scope.programme", `the policy's, ${asked.programme}`);
  const [text] = scope.chainId === undefined ? [] : policy.textClaims;
  if (text !== undefined) refuse("policy", `no text claim that decides on a chain, such as ${text}`);
  if (asOfSeconds !== undefined && !(asOfSeconds >= 0 && asOfSeconds <= nowSeconds))
    refuse("asOfSeconds", "an instant in the past", asOfSeconds);
  // A policy without one leaves it to the portal.
  const parsed = readPart("grid", "a grid of periods, or the policy's", (path) => parseGrid(grid, path));
  if ((asked.grid ?? grid) !== grid) refuse("grid", `${asked.grid}, the policy's`, grid);
  const today = readPart("nowSeconds", "seconds since the epoch", () => dayOf(parsed, asOfSeconds ?? nowSeconds));
  return decodeRequest({
    civicproof: "request/v2/s1",
    policy: asked,
    schema: policy.schema,
    schemaId: String(policy.schemaId),
    registry,
    policyHash: String(policy.policyHash),
    circuit: policy.circuit,
    scope: { ...scope, programme },
    grid,
    period: isEnrolmentCircuit(policy.circuit)
      ? 0
      : readPart("grid", "a grid that has begun", () => periodOn(parsed, today)),
    maxClaims: asked.maxClaims ?? 1,
    today: formatDate(today),
    ...(asOfSeconds === undefined ? {} : { asOfSeconds }),
    nonce: readPart("nonce", "bytes", () => bytesToBase64url(nonce)),
    origin,
    responseOrigin,
    ...(recipient === undefined ? {} : { recipient }),
    expiresAtSeconds: Math.floor(nowSeconds + lifetimeSeconds),
    ...(scope.chainId === undefined ? {} : { chain: { version: 1, ordinal: 1, ...chain } }),
  });
}

/** The public signals that a request fixes; roots come from the registry and the nullifier from the holder. */
export interface RequestSignals {
  readonly policyHash: FieldElement;
  readonly scope: FieldElement;
  readonly period: FieldElement;
  readonly today: FieldElement;
  readonly context: FieldElement;
}

/** Computes what a request fixes (protocol P-17, P-20 to P-22, P-24). @throws FieldElementError, InvalidInputError */
export function requestSignals(request: PresentationRequest): RequestSignals {
  const { scope, nonce, origin, responseOrigin, recipient, expiresAtSeconds } = own(request);
  const { verifier, programme, chainId, contract = "" } = own(scope);
  return {
    policyHash: toField(request.policyHash, "policyHash"),
    scope: hashToField("scope", verifier, programme, chainId ?? "", contract),
    period: toField(request.period, "period"),
    today: toField(packToday(parseDate(request.today, "today")), "today"),
    context:
      chainId === undefined
        ? hashToField("context", nonce, origin, responseOrigin, recipient ?? "", expiresAtSeconds)
        : chainContext(chainTerms(request)),
  };
}

/** What a claim on a chain is bound to besides scope and period, as the contract receives it. */
export interface ChainTerms {
  /** 32 bytes. */
  readonly nonce: Uint8Array;
  /** Address of the payee, `0x` and 40 lower-case hexadecimal digits. */
  readonly recipient: string;
  /** Seconds since the epoch; the claim is refused after it. */
  readonly deadlineSeconds: number;
  /** SHA-256 of the asking origin: 32 bytes. */
  readonly askerHash: Uint8Array;
  readonly version: number;
  readonly ordinal: number;
}

/** The hash of an asking origin, as the terms of a programme on a chain name it (protocol P-24). */
export function askerHash(origin: string): Uint8Array {
  return sha256(new TextEncoder().encode(origin));
}

/** Takes the terms out of a request that {@link decodeRequest} let through and whose scope names a chain. @throws RequestError for another one */
export function chainTerms({ scope, nonce, origin, recipient, expiresAtSeconds, chain }: ChainRequest): ChainTerms {
  if (scope.chainId === undefined || recipient === undefined || chain === undefined) {
    return refuse("scope.chainId", "a chain, with a recipient, a version and an ordinal");
  }
  const { version, ordinal } = chain;
  return {
    nonce: nonceBytes(nonce),
    recipient,
    deadlineSeconds: expiresAtSeconds,
    askerHash: askerHash(origin),
    version,
    ordinal,
  };
}

type ChainRequest = Pick<PresentationRequest, "nonce" | "origin" | "expiresAtSeconds"> & {
  readonly scope: ScopeParts;
  readonly recipient?: string | undefined;
  readonly chain?: ChainClaim | undefined;
};

/** The context of a claim on a chain (protocol P-24): fixed-length parts, so that one SHA-256 call computes it there. */
export function chainContext(terms: ChainTerms): FieldElement {
  const { nonce, recipient, deadlineSeconds, askerHash: asker, version, ordinal } = terms;
  const deadline = integerToBytesBE(BigInt(deadlineSeconds), 8);
  const address = integerToBytesBE(BigInt(recipient), 20);
  const counters = [integerToBytesBE(BigInt(version), 4), integerToBytesBE(BigInt(ordinal), 1)] as const;
  return hashToField("chain-context", nonce, address, deadline, asker, ...counters);
}

/** The one spelling of 32 bytes, so that text and bytes name the same claim. */
function nonceBytes(nonce: string): Uint8Array {
  const bytes = base64urlToBytes(nonce);
  if (bytes?.length === CHAIN_NONCE_BYTES) return bytes;
  return refuse("nonce", `${CHAIN_NONCE_BYTES} bytes in canonical base64url`);
}

/**
 * A presentation request is not of its form, or its parts contradict each other.
 *
 * What to do: do not answer it; tell the portal.
 */
export class RequestError extends /* @__PURE__ */ refusal(
  "REQUEST_INVALID",
  "RequestError",
  "Invalid presentation request",
) {}
