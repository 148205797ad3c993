/** The value of a beacon: bytes that nobody knew when the last contribution was made. */
import { bytesToHex } from "../../core/bytes.ts";
import { InvalidInputError } from "../../core/json.ts";
import { drandRoundSeconds, findDrandChain, verifyDrandRound } from "../keys/drand.ts";
import type { BeaconRule } from "./documents.ts";

/** A round of drand as its relays give it, in hex. */
export interface DrandSignature {
  readonly signature: string;
  /** Of the round before, for chains that sign it too. */
  readonly previousSignature?: string;
}

type DrandRule = Extract<BeaconRule, { kind: "drand" }>;

/**
 * The value of the announced round, in hex, from its signature.
 *
 * @throws DrandRoundError when the chain did not sign it
 */
export function drandValue({ chain, round }: DrandRule, signed: DrandSignature): string {
  return bytesToHex(verifyDrandRound({ chain: findDrandChain(chain), round, ...signed }));
}

/** The first round of a chain that comes out at an instant or later. @throws InvalidInputError for a chain that is not known */
export function firstDrandRound(chainHash: string, seconds: number): number {
  const { genesisSeconds, periodSeconds } = findDrandChain(chainHash);
  return Math.max(0, Math.ceil((seconds - genesisSeconds) / periodSeconds)) + 1;
}

/** When the beacon's value comes out; undefined where only people know. */
export function beaconSeconds(rule: BeaconRule): number | undefined {
  return rule.kind === "drand" ? drandRoundSeconds(findDrandChain(rule.chain), rule.round) : undefined;
}

/**
 * Refuses a round that comes out before the last contribution may be made.
 *
 * @throws InvalidInputError for such a round, or a chain that is not known
 */
export function checkBeaconRule(rule: BeaconRule, deadlineSeconds: number): void {
  if (rule.kind !== "drand") return;
  const first = firstDrandRound(rule.chain, deadlineSeconds);
  if (rule.round < first) {
    const expected = `a round after the deadline: ${first} or later`;
    throw new InvalidInputError({ path: "beacon.round", expected, received: `${rule.round}` });
  }
}

/** A beacon in words. */
export function describeBeacon(rule: BeaconRule): string {
  if (rule.kind === "stated") return rule.source;
  const { beaconId } = findDrandChain(rule.chain);
  return `drand ${beaconId} (chain ${rule.chain.slice(0, 16)}…), round ${rule.round}`;
}
