/**
 * Rounds of drand, the public randomness of the League of Entropy: the values that ceremonies name beforehand. Nobody
 * knows the value of a round before its time, and everybody can check it afterwards, without a network: it is the hash
 * of a BLS signature of the round's number under the chain's key. Source: drand 2.1, crypto/schemes.go and
 * common/chain/info.go; hashing to curves as in RFC 9380.
 */

import { bls12_381 } from "@noble/curves/bls12-381.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, integerToBytesBE } from "../../core/bytes.ts";
import { refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import { joinBytes } from "./point-bytes.ts";

/** What a chain signs, and on which curve. */
export type DrandScheme = "pedersen-bls-chained" | "bls-unchained-g1-rfc9380";

/** What drand says of a chain under `/info`. Bytes are in hex. */
export interface DrandChain {
  /** "default" and "quicknet" are the League of Entropy's. */
  readonly beaconId: string;
  readonly scheme: DrandScheme;
  readonly publicKey: string;
  readonly periodSeconds: number;
  /** When round 1 comes out, in Unix seconds. */
  readonly genesisSeconds: number;
  readonly groupHash: string;
}

/** The League of Entropy's chains by their hashes. Source: `/info` of api.drand.sh. */
export const DRAND_CHAINS: Readonly<Record<string, DrandChain>> = {
  "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce": {
    beaconId: "default",
    scheme: "pedersen-bls-chained",
    publicKey: "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31",
    periodSeconds: 30,
    genesisSeconds: 1_595_431_050,
    groupHash: "176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a",
  },
  "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971": {
    beaconId: "quicknet",
    scheme: "bls-unchained-g1-rfc9380",
    publicKey:
      "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
    periodSeconds: 3,
    genesisSeconds: 1_692_803_367,
    groupHash: "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
  },
};

/**
 * The chain with this hash.
 *
 * @param hash in hex
 * @throws InvalidInputError when it is none of {@link DRAND_CHAINS}
 */
export function findDrandChain(hash: string): DrandChain {
  const chain = Object.hasOwn(DRAND_CHAINS, hash) ? DRAND_CHAINS[hash] : undefined;
  if (chain !== undefined) return chain;
  const known = Object.entries(DRAND_CHAINS).map(([each, { beaconId }]) => `${each.slice(0, 8)}… (${beaconId})`);
  throw new InvalidInputError({ path: "chain", expected: `the hash of a known chain: ${known.join(" or ")}` });
}

/** What a chain's hash is over. */
const CHAIN = ["beaconId", "publicKey", "periodSeconds", "genesisSeconds", "groupHash"] as const;

/** The name of a chain, in hex: SHA-256 of everything that is said of it but its scheme, which its key shows. */
export function drandChainHash(chain: DrandChain): string {
  const { beaconId, publicKey, periodSeconds, genesisSeconds, groupHash } = ownWith(chain, ...CHAIN);
  const parts = [
    integerToBytesBE(BigInt(periodSeconds), 4),
    integerToBytesBE(BigInt(genesisSeconds), 8),
    hexToBytes(publicKey),
    hexToBytes(groupHash),
    new TextEncoder().encode(beaconId === "default" ? "" : beaconId),
  ];
  return bytesToHex(sha256(joinBytes(parts)));
}

/** When a round comes out, in Unix seconds. */
export function drandRoundSeconds(chain: DrandChain, round: number): number {
  const { periodSeconds, genesisSeconds } = ownWith(chain, "periodSeconds", "genesisSeconds");
  return genesisSeconds + (round - 1) * periodSeconds;
}

export interface DrandRound {
  /** One of {@link DRAND_CHAINS}, or one whose hash was named beforehand. */
  readonly chain: DrandChain;
  /** From 1 on. */
  readonly round: number;
  /** In hex, as drand's relays give it. */
  readonly signature: string;
  /** In hex; of the round before, for chained schemes only. The first round has the group's hash there. */
  readonly previousSignature?: string | undefined;
}

const SCHEMES = {
  "pedersen-bls-chained": { isChained: true, signatures: bls12_381.longSignatures, bytes: 96 },
  "bls-unchained-g1-rfc9380": { isChained: false, signatures: bls12_381.shortSignatures, bytes: 48 },
} as const;

/**
 * Checks a round's signature.
 *
 * @returns the round's randomness, 32 bytes: SHA-256 of the signature
 * @throws DrandRoundError when the chain's key did not make the signature
 * @throws InvalidInputError for a round or bytes that no chain has
 * @example
 * const chain = findDrandChain("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971");
 * const value = verifyDrandRound({ chain, round: 1000, signature: "b44679b9a59a…" });
 */
export function verifyDrandRound(given: DrandRound): Uint8Array {
  const { chain, round, signature, previousSignature } = ownWith(given, "chain", "round", "signature");
  const { scheme } = ownWith(chain, "scheme", ...CHAIN);
  const { isChained, signatures, bytes } = SCHEMES[scheme];
  if (!Number.isSafeInteger(round) || round < 1)
    throw new InvalidInputError({ path: "round", expected: "a number from 1 on", received: `${round}` });
  if ((previousSignature !== undefined) !== isChained) {
    const expected = isChained ? "the signature of the round before" : "none: this chain signs each round by itself";
    throw new InvalidInputError({ path: "previousSignature", expected });
  }
  const signed = readHex(signature, bytes, "signature");
  const previous = previousSignature && readHex(previousSignature, round === 1 ? 32 : bytes, "previousSignature");
  const message = sha256(joinBytes([...(previous ? [previous] : []), integerToBytesBE(BigInt(round), 8)]));
  if (!isSigned({ signatures, message, signed, publicKey: hexToBytes(chain.publicKey) })) {
    const expected = `a signature of round ${round} by the key of chain ${chain.beaconId}`;
    throw new DrandRoundError({ path: "signature", expected });
  }
  return sha256(signed);
}

/** Points that are on no curve, or outside their group, are no signatures. */
function isSigned({
  signatures,
  message,
  signed,
  publicKey,
}: {
  readonly signatures: (typeof SCHEMES)[DrandScheme]["signatures"];
  readonly message: Uint8Array;
  readonly signed: Uint8Array;
  readonly publicKey: Uint8Array;
}): boolean {
  const { hash, verify } = signatures as typeof bls12_381.longSignatures;
  try {
    return verify(signed, hash(message), publicKey);
  } catch {
    return false;
  }
}

function readHex(text: string, bytes: number, path: string): Uint8Array {
  if (typeof text === "string" && text.length === 2 * bytes && /^[0-9a-f]*$/.test(text)) return hexToBytes(text);
  throw new InvalidInputError({ path, expected: `${bytes} bytes in hex, in lower case` });
}

/**
 * The signature of a drand round is not one of that round by that chain's key.
 *
 * What to do: fetch the round again from another relay, and compare round and chain with what was announced.
 */
export class DrandRoundError extends /* @__PURE__ */ refusal(
  "DRAND_ROUND_INVALID",
  "DrandRoundError",
  "Invalid drand round",
) {}
