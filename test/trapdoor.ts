/**
 * A verification key whose secrets are known, so that a test proves any public signals in a millisecond and without a
 * prover. With A = a·G, B = b·H and C = ((ab − alpha·beta − gamma·inputs) / delta)·G Groth16's equation holds.
 */
import { createHash } from "node:crypto";
import { bn254 } from "@noble/curves/bn254.js";
import { FIELD_MODULUS, type FieldElement, randomField, toField } from "../src/core/field.ts";
import type { Groth16Proof } from "../src/engine/groth16/proof.ts";
import { importVerificationKey, type VerificationKey } from "../src/statement/artifacts/imported-key.ts";
import { type CircuitName, publicSignalsOf } from "../src/statement/circuit/signals.ts";

const { G1, G2 } = bn254;
const { Fr } = bn254.fields;

export interface Trapdoor {
  /** The key as snarkjs would write it. */
  readonly json: Record<string, unknown>;
  readonly key: VerificationKey;
  /** A proof that holds for these signals; a different one each time. */
  prove(signals: readonly bigint[]): Groth16Proof;
}

/** Points b·H: multiplying in G2 is slow, and proofs may share them. */
const SHARED_B = 16;

/** The same field element for the same name, so that several processes share a key. */
export function fieldFrom(name: string): FieldElement {
  const wide = BigInt(`0x${createHash("sha512").update(name).digest("hex")}`);
  return toField(1n + (wide % (FIELD_MODULUS - 1n)));
}

/** The multiple of G by a scalar, its coordinates as decimal text. */
export type MultiplyG1 = (scalar: bigint) => [string, string];

/**
 * @param seed one key for each circuit and seed
 * @param multiply  for benches that must not measure their own proofs; a millisecond for two by default
 */
export function createTrapdoor(circuit: CircuitName, seed = "test", multiply: MultiplyG1 = g1): Trapdoor {
  const secret = (name: string) => fieldFrom(`trapdoor/${circuit}/${seed}/${name}`);
  const [alpha, beta, gamma, delta] = [secret("alpha"), secret("beta"), secret("gamma"), secret("delta")];
  const nPublic = publicSignalsOf(circuit).length;
  const inputs = Array.from({ length: nPublic + 1 }, (_, i) => secret(`input ${i}`));
  const json = {
    protocol: "groth16",
    curve: "bn128",
    nPublic,
    vk_alpha_1: [...g1(alpha), "1"],
    vk_beta_2: [...g2(beta), ["1", "0"]],
    vk_gamma_2: [...g2(gamma), ["1", "0"]],
    vk_delta_2: [...g2(delta), ["1", "0"]],
    IC: inputs.map((scalar) => [...g1(scalar), "1"]),
  };
  const shared = Array.from({ length: SHARED_B }, (_, i) => {
    const scalar = secret(`b ${i}`);
    return { scalar, point: g2(scalar) };
  });
  let count = 0;
  return {
    json,
    key: importVerificationKey(json, { circuit, setup: "development", allowDevelopmentKeys: true }),
    prove(signals) {
      const a = randomField();
      const b = shared[count++ % SHARED_B]!;
      const combined = signals.reduce(
        (sum, signal, i) => Fr.add(sum, Fr.mul(signal, inputs[i + 1]!)),
        inputs[0] as bigint,
      );
      const rest = Fr.sub(Fr.sub(Fr.mul(a, b.scalar), Fr.mul(alpha, beta)), Fr.mul(gamma, combined));
      return { a: multiply(a), b: b.point, c: multiply(Fr.div(rest, delta)) };
    },
  };
}

function g1(scalar: bigint): [string, string] {
  const { x, y } = G1.Point.BASE.multiplyUnsafe(scalar).toAffine();
  return [String(x), String(y)];
}

function g2(scalar: bigint): [[string, string], [string, string]] {
  const { x, y } = G2.Point.BASE.multiplyUnsafe(scalar).toAffine();
  return [
    [String(x.c0), String(x.c1)],
    [String(y.c0), String(y.c1)],
  ];
}
