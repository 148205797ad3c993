/** One key in two shares: the signatures are ordinary ones, and neither party gets more than its part. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type FieldElement, randomField } from "../../../src/core/field.ts";
import {
  derivePublicKey,
  generatePrivateKey,
  Point,
  SUBGROUP_ORDER,
  toAffine,
  verifySignature,
} from "../../../src/core/signature.ts";
import {
  joinShare,
  type KeyShare,
  makeShare,
  signFirst,
  signSecond,
  splitPrivateKey,
} from "../../../src/core/signature-shares.ts";

const code = (expected: string, path?: string) =>
  expect.objectContaining({ code: expected, ...(path === undefined ? {} : { path }) });
const refused = (path: string) => code("KEY_SHARE_INVALID", path);

function sign(first: KeyShare, second: KeyShare, message: FieldElement) {
  const one = signFirst(first, message);
  const two = signSecond(second, one.begin);
  return one.finish(two.finish(one.open(two.R2)));
}

describe("two shares of a key", () => {
  const privateKey = generatePrivateKey();
  const [first, second] = splitPrivateKey(privateKey);
  const message = randomField();

  it("sign as the whole key does, under its public key", () => {
    expect(first.publicKey).toEqual(derivePublicKey(privateKey));
    for (let i = 0; i < 5; i++) {
      const each = randomField();
      verifySignature(sign(first, second, each), each, derivePublicKey(privateKey));
    }
  });

  it("are different each time that a key is split, and none of them is half of it", () => {
    const [again] = splitPrivateKey(privateKey);
    expect(again.share).not.toBe(first.share);
    expect((first.share + second.share) % SUBGROUP_ORDER).not.toBe(first.share);
  });

  it("are made so that nobody ever has the whole key", () => {
    const [one, two] = [makeShare(), makeShare()];
    const left = joinShare(one.share, two.offer, two.commitment);
    const right = joinShare(two.share, one.offer, one.commitment);
    expect(left.publicKey).toEqual(right.publicKey);
    verifySignature(sign(left, right, message), message, left.publicKey);
  });

  it("do not join with a point that was chosen after the other's: a rogue key", () => {
    const [honest, wanted] = [makeShare(), makeShare()];
    // A2 = X − A1: the sum would be X, whose logarithm the rogue knows alone.
    const difference = toAffine(Point.fromAffine(wanted.offer.point).subtract(Point.fromAffine(honest.offer.point)));
    const rogue = { point: difference, proof: wanted.offer.proof };
    expect(() => joinShare(honest.share, rogue, wanted.commitment)).toThrow(refused("commitment"));
    // Even with a commitment to it, the rogue does not know its logarithm.
    const other = makeShare();
    const matching = { ...rogue, proof: other.offer.proof };
    expect(() => joinShare(honest.share, matching, commitmentOf(difference))).toThrow(refused("proof"));
    expect(() => joinShare(honest.share, honest.offer, honest.commitment)).toThrow(refused("point"));
  });

  it("never answer twice under one nonce: two answers would give the share away", () => {
    const one = signFirst(first, message);
    const two = signSecond(second, one.begin);
    const R1 = one.open(two.R2);
    const part = two.finish(R1);
    expect(() => two.finish(R1)).toThrow(refused("R1"));
    expect(() => one.open(two.R2)).toThrow(refused("R2"));
    one.finish(part);
    // And not after a wrong try either.
    const again = signSecond(second, one.begin);
    expect(() => again.finish(two.R2)).toThrow(refused("R1"));
    expect(() => again.finish(R1)).toThrow(refused("R1"));
    // Each answer is under another nonce.
    expect(signSecond(second, one.begin).R2).not.toEqual(signSecond(second, one.begin).R2);
  });

  it("answer only to the nonce that was committed to before the other was seen", () => {
    const one = signFirst(first, message);
    const two = signSecond(second, one.begin);
    one.open(two.R2);
    const chosen = signFirst(first, message).open(two.R2);
    expect(() => two.finish(chosen)).toThrow(refused("R1"));
    // The commitment is for one message.
    const other = signSecond(second, { ...one.begin, message: randomField() });
    expect(() => other.finish(chosen)).toThrow(refused("R1"));
  });

  it("refuse points of another order, and parts that do not fit", () => {
    const one = signFirst(first, message);
    const two = signSecond(second, one.begin);
    const low = { x: 0n, y: 21888242871839275222246405745257275088548364400416034343698204186575808495616n };
    expect(() => signFirst(first, message).open(low as never)).toThrow(refused("R2"));
    expect(() => two.finish(low as never)).toThrow(refused("R1"));
    one.open(signSecond(second, one.begin).R2);
    expect(() => one.finish(5n)).toThrow(refused("S2"));
    expect(() => one.finish(SUBGROUP_ORDER)).toThrow(refused("S2"));
    expect(() => signFirst(first, message).finish(5n)).toThrow(refused("S2"));
    expect(() => signSecond(second, { message, commitment: "x" })).toThrow(refused("commitment"));
    expect(() => signFirst(first, -1n as never)).toThrow(refused("message"));
  });

  it("of which one alone is no key", () => {
    // A thief of the first share signs with it as if it were the key.
    const alone: KeyShare = { share: first.share, publicKey: first.publicKey };
    const one = signFirst(alone, message);
    const nobody = signSecond({ share: 1n, publicKey: first.publicKey }, one.begin);
    expect(() => one.finish(nobody.finish(one.open(nobody.R2)))).toThrow(refused("S2"));
  });
});

/** The commitment to a point, as a rogue would make it. */
function commitmentOf({ x, y }: { readonly x: bigint; readonly y: bigint }): string {
  const text = JSON.stringify(["civicproof/v2/share", String(x), String(y)]);
  return createHash("sha256").update(text).digest("hex");
}
