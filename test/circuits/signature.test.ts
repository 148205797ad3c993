import { expect, test } from "vitest";
import { FIELD_MODULUS, type FieldElement } from "../../src/core/field.ts";
import { poseidon } from "../../src/core/hash.ts";
import { derivePublicKey, toPrivateKey } from "../../src/core/signature.ts";
import { B8, edwardsPair, L, Point, scale, TORSION } from "./curve.ts";
import { describeTemplate } from "./describe-template.ts";
import { createRandom, mod } from "./harness.ts";
import { exampleSigner, SIGNATURE_HINTS } from "./statement.ts";

const random = createRandom(13);

/** Inputs of the circuit for a signature by the project's own signer. */
function signed(seed: number, message: bigint) {
  const { publicKey, sign } = exampleSigner(seed);
  const { R8, S } = sign(message as FieldElement);
  return { key: [publicKey.x, publicKey.y], r8: [R8.x, R8.y], s: S, message };
}

/** A signature with any key point whose prime part is a·B8, by the equation alone. */
function signWith(key: [bigint, bigint], a: bigint, nonce: bigint, message: bigint) {
  const r8 = edwardsPair(scale(B8, nonce));
  const h = poseidon([...r8, ...key, message]);
  return { key, r8, s: (nonce + 8n * h * a) % L, message };
}

describeTemplate("Signature()", { inputs: ["key[2]", "r8[2]", "s", "message"], hints: SIGNATURE_HINTS }, (circuit) => ({
  accepts() {
    test("the project's own signatures", () => {
      for (let seed = 1; seed <= 5; seed++) circuit.solve(signed(seed, random()));
      circuit.solve(signed(6, 0n));
      circuit.solve(signed(6, FIELD_MODULUS - 1n));
    });
    test("published signatures (iden3's EdDSA-Poseidon)", () => {
      circuit.solve({
        key: [
          4648635115012298445025745206669925439601751457129455210037746361406117226105n,
          1802816823132523746935775739410671664089385992339118661518440365771657762958n,
        ],
        r8: [
          1171891968276406933197263751701936880197729315206816471139109727955848697657n,
          6353681896968200354052187006558552800183291577221577450731049790490214683981n,
        ],
        s: 2385274421819105005071666631079855276624438828056338068261243165782167958338n,
        message: 0n,
      });
      circuit.solve({
        key: [
          3570364972649501272580469216871665186001289564964683685066784324524218958921n,
          17514334150618973448229320047801567186007256587524171052851290576595178017280n,
        ],
        r8: [
          15437882405052738056740541935964182323362033876293094161276134505872776101085n,
          19292118209144366270913153416664413918651004422596436768469887038651009536464n,
        ],
        s: 2052541251176011102720004219309268277430363187162140830433713156590299963064n,
        message: 1n,
      });
    });
    test("circomlibjs's signatures", async () => {
      const { buildEddsa } = await import("circomlibjs");
      const eddsa = await buildEddsa();
      const { F } = eddsa;
      const privateKey = new Uint8Array(32).fill(42);
      const message = random();
      const signature = eddsa.signPoseidon(privateKey, F.e(message));
      const key = eddsa.prv2pub(privateKey).map((c) => F.toObject(c));
      expect(key[0]).toBe(derivePublicKey(toPrivateKey(privateKey)).x);
      circuit.solve({ key, r8: signature.R8.map((c) => F.toObject(c)), s: signature.S, message });
    });
    test("takes at most 2,700 constraints with its hash", () => {
      expect(circuit.r1cs.nConstraints).toBeLessThanOrEqual(2_700);
    });
    test("the trap of mixed-order keys: 8 h A clears torsion, so registry and import must refuse them", () => {
      const a = 987654321n;
      const mixed = edwardsPair(scale(B8, a).add(TORSION));
      circuit.solve(signWith(mixed, a, 1234567n, 5n));
    });
  },

  rejects() {
    const valid = signed(1, 777n);

    test("another message, key, R8 or S", () => {
      const other = signed(2, 777n);
      circuit.expectRefused({ ...valid, message: 778n });
      circuit.expectRefused({ ...valid, key: other.key });
      circuit.expectRefused({ ...valid, r8: other.r8 });
      circuit.expectRefused({ ...valid, s: other.s });
      circuit.expectRefused({ ...valid, s: valid.s + 1n });
      circuit.expectRefused({ ...valid, s: 0n });
    });
    test("S + l, the second form of the same scalar", () => {
      expect(valid.s + L < 2n ** 252n).toBe(true);
      circuit.expectRefused({ ...valid, s: valid.s + L });
      circuit.expectRefused({ ...valid, s: mod(valid.s - L) });
    });
    test("either coordinate of R8 changed alone", () => {
      circuit.expectRefused({ ...valid, r8: [mod(-valid.r8[0]!), valid.r8[1]!] });
      circuit.expectRefused({ ...valid, r8: [valid.r8[0]!, mod(-valid.r8[1]!)] });
    });
    test("either coordinate of R8 wrong, in a signature that its key's owner makes over it", () => {
      const a = 31n;
      const key = edwardsPair(scale(B8, a));
      const [x, y] = edwardsPair(scale(B8, 77n));
      const sign = (r8: [bigint, bigint]) => ({
        key,
        r8,
        s: (77n + 8n * poseidon([...r8, ...key, 5n]) * a) % L,
        message: 5n,
      });
      circuit.solve(sign([x, y]));
      for (const r8 of [
        [x + 1n, y],
        [mod(-x), y],
        [0n, y],
        [x, y + 1n],
        [x, mod(-y)],
        [x, 0n],
      ] as [bigint, bigint][]) {
        circuit.expectRefused(sign(r8));
        circuit.expectNoForgery(sign(r8), {});
      }
    });
    test("the other point with the key's x", () => {
      circuit.expectRefused({ ...valid, key: [valid.key[0]!, mod(-valid.key[1]!)] });
    });
    test("low-order keys, under which S B8 = R8 would sign everything", () => {
      for (let k = 0n; k < 8n; k++) {
        const key = edwardsPair(scale(TORSION, k));
        circuit.expectRefused({ key, r8: edwardsPair(scale(B8, 55n)), s: 55n, message: 1n });
      }
    });
    test("keys off the curve", () => {
      circuit.expectRefused({ ...valid, key: [valid.key[0]!, mod(valid.key[1]! + 1n)] });
      circuit.expectRefused({ ...valid, key: [0n, 0n] });
    });
    test("R8 with torsion, and the identity", () => {
      const a = 31n;
      const key = edwardsPair(scale(B8, a));
      const r8 = edwardsPair(scale(B8, 77n).add(TORSION));
      const h = poseidon([...r8, ...key, 5n]);
      circuit.expectRefused({ key, r8, s: (77n + 8n * h * a) % L, message: 5n });
      circuit.expectRefused(signWith(key, a, 0n, 5n));
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve(signed(3, 12345n)));
    });
    test("a forger can move no hint of any part", () => {
      circuit.expectOnlyOpen(signed(3, 12345n), [], { sample: 2 });
    });
    test("nor sign another message by moving one", () => {
      const other = { ...signed(3, 12345n), message: 12346n };
      const v = circuit.forger.value(circuit.forge(signed(3, 12345n), {}), "quad.v");
      for (const hints of [
        { "minusChallenge.z[0]": v },
        { "minusChallenge.top": 0n },
        { "plusBase.digits[0]": 1n },
        { "point.lambda": 0n },
        { "plusQuad.lambda[0]": 1n },
        { "quad.u": 1n },
      ]) {
        circuit.expectNoForgery(other, hints);
      }
    });
    test("a witness does not carry over to another message, key or S", () => {
      const inputs = signed(3, 12345n);
      const witness = circuit.solve(inputs);
      circuit.expectForgeryFails(witness, { message: 12346n });
      circuit.expectForgeryFails(witness, { s: inputs.s + L });
      circuit.expectForgeryFails(witness, { "key[1]": -inputs.key[1]! });
      const negated = edwardsPair(Point.fromAffine({ x: inputs.r8[0]!, y: inputs.r8[1]! }).negate());
      circuit.expectForgeryFails(witness, { "r8[0]": negated[0], "r8[1]": negated[1] });
    });
  },
}));
