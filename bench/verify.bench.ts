/**
 * One verification and batches of them against snarkjs, on proofs of the age circuit's key size:
 * `npm run --silent bench:verify -- --json [--quick]`.
 */
import { bn254 } from "@noble/curves/bn254.js";
import * as snarkjs from "snarkjs";
import { randomField } from "../src/core/field.ts";
import { findFalseProofs } from "../src/engine/groth16/batch.ts";
import { decodeProof } from "../src/engine/groth16/decode-proof.ts";
import { toSnarkjsProof } from "../src/engine/groth16/proof.ts";
import { verifyGroth16 } from "../src/engine/groth16/verify.ts";
import { equationOf } from "../src/statement/artifacts/imported-key.ts";
import { createTrapdoor } from "../test/trapdoor.ts";
import { FILL } from "./chart.ts";
import { compare, milliseconds, publish, ratio, readArguments, rounded, summary, versions } from "./harness.ts";

const settings = readArguments();
const SIZES = [1, 8, 32, 128] as const;
const rounds = settings.quick ? 11 : 31;

const trapdoor = createTrapdoor("age");
const proofs = Array.from({ length: Math.max(...SIZES) }, () => {
  const signals = Array.from({ length: 8 }, randomField);
  const proof = trapdoor.prove(signals);
  return { signals, proof, snarkjs: toSnarkjsProof(proof), texts: signals.map(String) };
});
const first = proofs[0]!;

/** As noble-curves verifies: pairings with nothing prepared but what its own functions prepare. */
function verifyWithNoble(): boolean {
  const { G1, G2 } = bn254;
  const g1 = ([x, y]: readonly string[]) => G1.Point.fromAffine({ x: BigInt(x!), y: BigInt(y!) });
  const g2 = ([x, y]: readonly (readonly string[])[]) =>
    G2.Point.fromAffine({
      x: { c0: BigInt(x![0]!), c1: BigInt(x![1]!) },
      y: { c0: BigInt(y![0]!), c1: BigInt(y![1]!) },
    });
  const key = trapdoor.json as { [name: string]: string[] & string[][] } & { IC: string[][] };
  const inputs = first.signals.reduce(
    (sum, signal, i) => sum.add(g1(key.IC[i + 1]!).multiplyUnsafe(signal)),
    g1(key.IC[0]!),
  );
  const b = g2(first.proof.b);
  b.assertValidity();
  const pairs = [
    { g1: g1(first.proof.a), g2: b },
    { g1: g1(key.vk_alpha_1!).negate(), g2: g2(key.vk_beta_2!) },
    { g1: inputs.negate(), g2: g2(key.vk_gamma_2!) },
    { g1: g1(first.proof.c).negate(), g2: g2(key.vk_delta_2!) },
  ];
  return bn254.fields.Fp12.eql(bn254.pairingBatch(pairs), bn254.fields.Fp12.ONE);
}

function must(accepted: boolean): void {
  if (!accepted) throw new Error("a good proof was refused");
}

const items = proofs.map(({ proof, signals }) => ({ proof, signals }));
const batch = (size: number) => () => {
  const decoded = items
    .slice(0, size)
    .map(({ proof, signals }) => ({ key: equationOf(trapdoor.key), proof: decodeProof(proof), signals }));
  must(findFalseProofs(decoded).length === 0);
};
const timings = await compare(
  [
    {
      name: "snarkjs",
      run: async () => must(await snarkjs.groth16.verify(trapdoor.json as snarkjs.Json, first.texts, first.snarkjs)),
    },
    { name: "noble-curves", run: () => must(verifyWithNoble()) },
    { name: "civicproof", run: () => verifyGroth16(equationOf(trapdoor.key), decodeProof(first.proof), first.signals) },
    ...SIZES.slice(1).map((size) => ({ name: `batch of ${size}`, run: batch(size) })),
  ],
  { rounds },
);
await (globalThis as { curve_bn128?: { terminate(): Promise<void> } }).curve_bn128?.terminate();

const sizeOf = (name: string): number => Number(/^batch of (\d+)$/.exec(name)?.[1] ?? 1);
const perProof = Object.entries(summary(timings)).map(([name, { median }]) => ({
  name,
  value: rounded(median / sizeOf(name)),
  ratio: rounded(ratio(timings, { theirs: "snarkjs", ours: name }) * sizeOf(name)),
}));
const ratioOf = (name: string): number => perProof.find((entry) => entry.name === name)!.ratio;

publish(settings, {
  name: "verify",
  ratios: { single: ratioOf("civicproof"), batch128: ratioOf("batch of 128") },
  result: { milliseconds: summary(timings), perProof },
  versions: versions("snarkjs", "@noble/curves", "benchmark"),
  table: [
    ["verification", "ms per proof", "× snarkjs"],
    ...perProof.map(({ name, value, ratio }) => [name, milliseconds(value), ratio.toFixed(1)]),
  ],
  chart: {
    title: "Verifying one proof",
    unit: "ms",
    kinds: {
      ours: { fill: FILL.ours, meaning: "civicproof" },
      others: { fill: FILL.others, meaning: "others" },
    },
    bars: perProof.map(({ name, value }) => ({
      label: sizeOf(name) > 1 ? `${name}, per proof` : name,
      value,
      kind: name === "snarkjs" || name === "noble-curves" ? ("others" as const) : ("ours" as const),
    })),
    format: milliseconds,
  },
});
