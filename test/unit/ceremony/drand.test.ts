import { bls12_381 } from "@noble/curves/bls12-381.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import {
  DRAND_CHAINS,
  type DrandChain,
  DrandRoundError,
  drandChainHash,
  drandRoundSeconds,
  findDrandChain,
  verifyDrandRound,
} from "../../../src/ceremony/keys/drand.ts";
import { bytesToHex, hexToBytes, integerToBytesBE } from "../../../src/core/bytes.ts";

const chain = findDrandChain("8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce");
const quicknet = findDrandChain("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971");

const FIRST =
  "8d61d9100567de44682506aea1a7a6fa6e5491cd27a0a0ed349ef6910ac5ac20ff7bc3e09d7c046566c9f7f3c6f3b10104990e7cb424998203d8f7de586fb7fa5f60045417a432684f85093b06ca91c769f0e7ca19268375e659c2a2352b4655";
const SECOND =
  "aa18facd2d51b616511d542de6f9af8a3b920121401dad1434ed1db4a565f10e04fad8d9b2b4e3e0094364374caafe9b10478bf75650124831509c638b5a36a7a232ec70289f8751a2adb47fc32eb70b57dc81c39d48cbcac9fec46cdfc31663";
const QUICK = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";

/** Rounds that the League of Entropy published. */
const ROUNDS = [
  {
    name: "the first of the default chain",
    given: { chain, round: 1, signature: FIRST, previousSignature: chain.groupHash },
    randomness: "101297f1ca7dc44ef6088d94ad5fb7ba03455dc33d53ddb412bbc4564ed986ec",
  },
  {
    name: "the second of the default chain",
    given: { chain, round: 2, signature: SECOND, previousSignature: FIRST },
    randomness: "e8fee7dac6eb2b89df97d631cfccedbada7d5d05495bb546eef462e4145fdf8f",
  },
  {
    name: "number 1000 of quicknet",
    given: { chain: quicknet, round: 1000, signature: QUICK },
    randomness: "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
  },
] as const;

describe("a round of drand", () => {
  it.each(ROUNDS)("is accepted: $name", ({ given, randomness }) => {
    expect(bytesToHex(verifyDrandRound(given))).toBe(randomness);
  });

  it.each([
    ["another round's number", { ...ROUNDS[1].given, round: 3 }],
    ["another round's signature", { ...ROUNDS[1].given, signature: FIRST }],
    ["another signature before it", { ...ROUNDS[1].given, previousSignature: SECOND }],
    ["the next number of quicknet", { ...ROUNDS[2].given, round: 1001 }],
    ["infinity for a signature", { ...ROUNDS[2].given, signature: `c0${"00".repeat(47)}` }],
    ["a point of no curve", { ...ROUNDS[2].given, signature: "ff".repeat(48) }],
    ["the opposite point", { ...ROUNDS[2].given, signature: `9${QUICK.slice(1)}` }],
    ["another chain's key", { ...ROUNDS[2].given, chain: { ...quicknet, publicKey: anotherChain().chain.publicKey } }],
  ])("is refused with %s", (_, given) => {
    expect(() => verifyDrandRound(given)).toThrow(DrandRoundError);
  });

  it("is refused with any bit of the signature changed", () => {
    for (let bit = 0; bit < 48 * 8; bit += 7) {
      const changed = hexToBytes(QUICK);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const given = { ...ROUNDS[2].given, signature: bytesToHex(changed) };
      expect(() => verifyDrandRound(given), `bit ${bit}`).toThrow(DrandRoundError);
    }
  });

  it.each([
    ["round 0", { ...ROUNDS[2].given, round: 0 }],
    ["half a round", { ...ROUNDS[2].given, round: 1.5 }],
    ["a signature that is too short", { ...ROUNDS[2].given, signature: QUICK.slice(2) }],
    ["a signature in upper case", { ...ROUNDS[2].given, signature: QUICK.toUpperCase() }],
    ["no signature before it in a chain", { ...ROUNDS[1].given, previousSignature: undefined }],
    ["a signature before it where none is signed", { ...ROUNDS[2].given, previousSignature: QUICK }],
  ])("can't be asked for with %s", (_, given) => {
    expect(() => verifyDrandRound(given)).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
  });

  it("may be of a chain that somebody else runs", () => {
    const { chain: own, sign } = anotherChain();
    expect(verifyDrandRound({ chain: own, round: 7, signature: sign(7) })).toHaveLength(32);
  });
});

describe("a chain of drand", () => {
  it("is named by the hash of what it is", () => {
    for (const [hash, each] of Object.entries(DRAND_CHAINS)) expect(drandChainHash(each)).toBe(hash);
  });

  it("is refused when its hash is unknown", () => {
    for (const hash of ["00".repeat(32), "toString"])
      expect(() => findDrandChain(hash)).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
  });

  it("has a round in every period, the first at its beginning", () => {
    expect(drandRoundSeconds(quicknet, 1)).toBe(1_692_803_367);
    expect(drandRoundSeconds(quicknet, 1000)).toBe(1_692_806_364);
  });
});

/** A chain like quicknet whose secret is known. */
function anotherChain(): { chain: DrandChain; sign: (round: number) => string } {
  const { shortSignatures } = bls12_381;
  const { secretKey, publicKey } = shortSignatures.keygen(new Uint8Array(48).fill(7));
  return {
    chain: { ...quicknet, beaconId: "own", publicKey: publicKey.toHex() },
    sign: (round) =>
      shortSignatures.sign(shortSignatures.hash(sha256(integerToBytesBE(BigInt(round), 8))), secretKey).toHex(),
  };
}
