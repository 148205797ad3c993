/** What a verifier asks: the policy and everything that fixes the public signals of an answer. */

import * as v from "valibot";
import { base64urlToBytes, bytesToBase64url, integerToBytesBE } from "../../core/bytes.ts";
import { dateAt, formatDate, packToday, parseDate } from "../../core/dates.ts";
import { refusal } from "../../core/errors.ts";
import { type FieldElement, toField } from "../../core/field.ts";
import { hashToField } from "../../core/hash-to-field.ts";
import { decode, type PlainJson } from "../../core/json.ts";
import { randomBytes } from "../../core/platform.ts";
import { pure } from "../../core/pure.ts";
import { CIRCUIT_NAMES, type CircuitName } from "../../statement/circuit/signals.ts";

/** Who may recognise a person again: one nullifier per scope and period (protocol P-20). */
export interface ScopeParts {
  /** The verifier's domain name, for example `benefits.example.org`. */
  readonly verifier: string;
  readonly programme: string;
  /** CAIP-2 chain id, for example `eip155:1`, where claims settle on a chain; always together with `contract`. */
  readonly chainId?: string;
  /** Contract address on that chain: `0x` and 40 lower-case hexadecimal digits. */
  readonly contract?: string;
}

/** A request for a presentation; plain JSON, to be stored by the verifier and sent to the holder. */
export interface PresentationRequest {
  readonly civicproof: "request/v2";
  /** The policy file, so that the holder can read, explain and compile it. */
  readonly policy: PlainJson;
  /** The credential schema that the policy names. */
  readonly schema: PlainJson;
  /** Decimal string; commits to schema, slots, clauses and circuit (protocol P-17). */
  readonly policyHash: string;
  readonly circuit: CircuitName;
  readonly scope: ScopeParts;
  /** In [0, 2^32). The same integer for all claims of one period. */
  readonly period: number;
  /** Claims that one person may make in one period. */
  readonly maxClaims: number;
  /** `YYYY-MM-DD`: the day for which the policy is decided. */
  readonly today: string;
  /** For an appeal: roots as they were at this instant (seconds since the epoch) instead of the current ones. */
  readonly asOfSeconds?: number;
  /** At least 128 random bits, base64url; exactly 32 bytes where claims settle on a chain. */
  readonly nonce: string;
  /** Web origin of the verifier, for example `https://benefits.example.org`. */
  readonly origin: string;
  /** Who is paid or served, where the verifier binds it (a case number); on a chain, always the payee's address. */
  readonly recipient?: string;
  readonly expiresAtSeconds: number;
}

const MAX_PERIOD = 2 ** 32 - 1;
const label = /* @__PURE__ */ pure(() => v.pipe(v.string(), v.minLength(1), v.maxLength(253)));
const seconds = /* @__PURE__ */ pure(() => v.pipe(v.number(), v.safeInteger(), v.minValue(0)));

const requestSchema = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("request/v2"),
    policy: v.custom<PlainJson>((value) => value !== undefined),
    schema: v.custom<PlainJson>((value) => value !== undefined),
    policyHash: v.string(),
    circuit: v.picklist(CIRCUIT_NAMES),
    scope: v.strictObject({
      verifier: label,
      programme: label,
      chainId: v.exactOptional(label),
      contract: v.exactOptional(label),
    }),
    period: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_PERIOD)),
    maxClaims: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16)),
    today: v.string(),
    asOfSeconds: v.exactOptional(seconds),
    nonce: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22,86}$/, "22 to 86 base64url characters")),
    origin: v.pipe(v.string(), v.minLength(1), v.maxLength(512)),
    recipient: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(256))),
    expiresAtSeconds: seconds,
  }),
);

/** Reads a request strictly. @throws RequestError for anything that is not one */
export function decodeRequest(input: unknown): PresentationRequest {
  const request = decode(requestSchema, input, { Refusal: RequestError, limits: { maxNodes: 20_000 } });
  readPart("policyHash", "a canonical field element", (path) => toField(request.policyHash, path));
  readPart("today", "a real date", (path) => parseDate(request.today, path));
  checkChain(request);
  return request;
}

function readPart(path: string, expected: string, read: (path: string) => unknown): void {
  try {
    read(path);
  } catch (cause) {
    throw new RequestError({ path, expected, cause });
  }
}

const EVM_CHAIN = /^eip155:[1-9][0-9]{0,31}$/;
const ADDRESS = /^0x[0-9a-f]{40}$/;
const CHAIN_NONCE_BYTES = 32;

/** A request whose claim settles on a chain names chain, contract and payee in the one form that the contract hashes. */
function checkChain({ scope: { chainId, contract }, recipient, nonce }: PresentationRequest): void {
  const refuse = (path: string, expected: string): never => {
    throw new RequestError({ path, expected });
  };
  if (chainId === undefined && contract === undefined) return;
  if (!EVM_CHAIN.test(chainId ?? "")) refuse("scope.chainId", "eip155:<decimal chain id>, given with scope.contract");
  if (!ADDRESS.test(contract ?? "")) refuse("scope.contract", "0x and 40 lower-case hexadecimal digits");
  if (!ADDRESS.test(recipient ?? "")) refuse("recipient", "0x and 40 lower-case hexadecimal digits");
  nonceBytes(nonce);
}

/** The part of a compiled policy that a request needs. */
export interface RequestablePolicy {
  readonly policy: { readonly programme: string; readonly maxClaims?: number | undefined };
  readonly schema: object;
  readonly policyHash: bigint;
  readonly circuit: CircuitName;
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
  readonly period: number;
  readonly origin: string;
  readonly recipient?: string;
  /** The verifier's clock. */
  readonly nowSeconds: number;
  /** Minutes east of UTC of the calendar that decides what day it is; 0 by default. */
  readonly utcOffsetMinutes?: number;
  /** How long the request may be answered; 600 by default, at most a day. */
  readonly lifetimeSeconds?: number;
  /** For an appeal: decide by the day and the roots of this instant. */
  readonly asOfSeconds?: number;
  /** At least 16 bytes, on a chain 32; from the CSPRNG by default. */
  readonly nonce?: Uint8Array;
}

/**
 * Makes a request for one presentation.
 *
 * @throws RequestError for an option out of range
 * @example
 * const request = createRequest({ policy, scope: { verifier: "benefits.example.org" }, period: 202611,
 *   origin: "https://benefits.example.org", nowSeconds: Math.floor(Date.now() / 1000) });
 */
export function createRequest({
  policy,
  scope,
  period,
  origin,
  recipient,
  nowSeconds,
  utcOffsetMinutes = 0,
  lifetimeSeconds = 600,
  asOfSeconds,
  nonce = randomBytes(scope.chainId === undefined ? 16 : CHAIN_NONCE_BYTES),
}: CreateRequestOptions): PresentationRequest {
  if (!(lifetimeSeconds > 0 && lifetimeSeconds <= 86_400)) {
    throw new RequestError({
      path: "lifetimeSeconds",
      expected: "more than 0 and at most 86400",
      received: String(lifetimeSeconds),
    });
  }
  if (asOfSeconds !== undefined && !(asOfSeconds >= 0 && asOfSeconds <= nowSeconds)) {
    throw new RequestError({ path: "asOfSeconds", expected: "an instant in the past", received: String(asOfSeconds) });
  }
  return decodeRequest({
    civicproof: "request/v2",
    policy: policy.policy,
    schema: policy.schema,
    policyHash: String(policy.policyHash),
    circuit: policy.circuit,
    scope: { ...scope, programme: scope.programme ?? policy.policy.programme },
    period,
    maxClaims: policy.policy.maxClaims ?? 1,
    today: formatDate(dateAt(asOfSeconds ?? nowSeconds, utcOffsetMinutes)),
    ...(asOfSeconds === undefined ? {} : { asOfSeconds }),
    nonce: bytesToBase64url(nonce),
    origin,
    ...(recipient === undefined ? {} : { recipient }),
    expiresAtSeconds: Math.floor(nowSeconds + lifetimeSeconds),
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
  const { scope, nonce, origin, recipient, expiresAtSeconds } = request;
  return {
    policyHash: toField(request.policyHash, "policyHash"),
    scope: hashToField("scope", scope.verifier, scope.programme, scope.chainId ?? "", scope.contract ?? ""),
    period: toField(request.period, "period"),
    today: toField(packToday(parseDate(request.today, "today")), "today"),
    context:
      scope.chainId === undefined
        ? hashToField("context", nonce, origin, recipient ?? "", expiresAtSeconds)
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
}

/** Takes the terms out of a request that {@link decodeRequest} let through and whose scope names a chain. @throws RequestError for another one */
export function chainTerms({ scope, nonce, recipient, expiresAtSeconds }: ChainRequest): ChainTerms {
  if (scope.chainId === undefined || recipient === undefined) {
    throw new RequestError({ path: "scope.chainId", expected: "a chain, with a recipient" });
  }
  return { nonce: nonceBytes(nonce), recipient, deadlineSeconds: expiresAtSeconds };
}

type ChainRequest = Pick<PresentationRequest, "nonce" | "expiresAtSeconds"> & {
  readonly scope: ScopeParts;
  readonly recipient?: string | undefined;
};

/** The context of a claim on a chain (protocol P-24): fixed-length parts, so that one SHA-256 call computes it there. */
export function chainContext({ nonce, recipient, deadlineSeconds }: ChainTerms): FieldElement {
  const deadline = integerToBytesBE(BigInt(deadlineSeconds), 8);
  const address = integerToBytesBE(BigInt(recipient), 20);
  return hashToField("chain-context", nonce, address, deadline);
}

/** The one spelling of 32 bytes, so that text and bytes name the same claim. */
function nonceBytes(nonce: string): Uint8Array {
  const bytes = base64urlToBytes(nonce);
  if (bytes?.length === CHAIN_NONCE_BYTES) return bytes;
  throw new RequestError({ path: "nonce", expected: `${CHAIN_NONCE_BYTES} bytes in canonical base64url` });
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
