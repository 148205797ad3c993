/** The committed claims as verified presentations. */

import { readFileSync } from "node:fs";
import { toField } from "../../../../src/core/field.ts";
import type { Presentation } from "../../../../src/presentation/proof/presentation.ts";
import { decodeRequest, type PresentationRequest } from "../../../../src/presentation/proof/request.ts";
import { type VerifiedPresentation, verifyPresentation } from "../../../../src/presentation/verification/verify.ts";
import { importVerificationKey, type VerificationKey } from "../../../../src/statement/artifacts/imported-key.ts";
import type { CircuitName } from "../../../../src/statement/circuit/signals.ts";
import { statementOf } from "../../../world.ts";

export interface FixtureClaim {
  readonly circuit: CircuitName;
  readonly chainId: number;
  readonly contract: string;
  readonly period: number;
  /** YYYY-MM-DD */
  readonly today: string;
  readonly origin: string;
  readonly version: number;
  readonly ordinal: number;
  readonly nonce: `0x${string}`;
  readonly recipient: string;
  readonly deadline: number;
  readonly proof: readonly string[];
  readonly signals: readonly string[];
}

export interface Fixture {
  readonly contract: `0x${string}`;
  readonly chainId: number;
  readonly verifier: string;
  readonly registry: `0x${string}`;
  readonly schemaId: string;
  readonly askerHash: `0x${string}`;
  readonly grid: string;
  readonly maxClaims: number;
  readonly nowSeconds: number;
  readonly period: number;
  readonly roots: { readonly issuerRoot: string; readonly statusRoot: string };
  readonly nextRoots: { readonly issuerRoot: string; readonly statusRoot: string };
  readonly programmes: Readonly<
    Record<
      CircuitName,
      { readonly programme: string; readonly verificationKeyHash: string; readonly request: PresentationRequest }
    >
  >;
  readonly age: readonly FixtureClaim[];
  readonly residency: readonly FixtureClaim[];
  readonly eligibility: readonly FixtureClaim[];
  readonly special: Readonly<
    Record<
      | "secondClaim"
      | "secondOrdinal"
      | "otherVersion"
      | "otherAsker"
      | "nextPeriod"
      | "otherChain"
      | "otherContract"
      | "underNextRoots",
      FixtureClaim
    >
  >;
}

export const FIXTURE = JSON.parse(readFileSync("contracts/test/fixtures/claims.json", "utf8")) as Fixture;

const keys = new Map<CircuitName, VerificationKey>();

export function keyOf(circuit: CircuitName): VerificationKey {
  const json: unknown = JSON.parse(readFileSync(`artifacts/vkeys/${circuit}.json`, "utf8"));
  const key =
    keys.get(circuit) ?? importVerificationKey(json, { circuit, setup: "development", allowDevelopmentKeys: true });
  keys.set(circuit, key);
  return key;
}

export function requestOf(claim: FixtureClaim): PresentationRequest {
  const { request } = FIXTURE.programmes[claim.circuit];
  return decodeRequest({
    ...request,
    scope: { ...request.scope, chainId: `eip155:${claim.chainId}`, contract: claim.contract },
    period: claim.period,
    today: claim.today,
    origin: claim.origin,
    chain: { version: claim.version, ordinal: claim.ordinal },
    nonce: Buffer.from(claim.nonce.slice(2), "hex").toString("base64url"),
    recipient: claim.recipient,
    expiresAtSeconds: claim.deadline,
  });
}

export function presentationOf({ circuit, proof, signals }: FixtureClaim): Presentation {
  const [ax, ay, bxi, bxr, byi, byr, cx, cy] = proof as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    civicproof: "presentation/v2/s1",
    circuit,
    proof: {
      a: [ax, ay],
      b: [
        [bxr, bxi],
        [byr, byi],
      ],
      c: [cx, cy],
    },
    publicSignals: signals,
  };
}

export function verifyClaim(claim: FixtureClaim): Promise<VerifiedPresentation> {
  const { roots, nextRoots } = FIXTURE;
  const request = requestOf(claim);
  // Half a minute after it was asked for; requests of the fixtures live for a day.
  const verifiedAt = claim.deadline - 86_400 + 30;
  const lastHour = Math.floor(verifiedAt / 3_600) * 3_600;
  const statementWith = (statusRoot: string, timeSeconds: number) => {
    const issuerRoots = { [request.schemaId]: toField(roots.issuerRoot) };
    return statementOf({ id: request.registry, issuerRoots, statusRoot: toField(statusRoot) }, timeSeconds);
  };
  return verifyPresentation(presentationOf(claim), {
    request,
    verificationKey: keyOf(claim.circuit),
    statements: [statementWith(roots.statusRoot, lastHour - 3_600), statementWith(nextRoots.statusRoot, lastHour)],
    maxRootAgeSeconds: 10_800,
    nowSeconds: verifiedAt,
  });
}
