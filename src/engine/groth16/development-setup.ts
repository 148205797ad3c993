/**
 * A Groth16 set-up that knows its own secrets, for development and tests only:
 * whoever knows the seed can forge proofs. It computes in seconds what
 * `snarkjs powersoftau` and `groth16 setup` need minutes for, and writes the
 * same file: with delta = 1 the points equal those of snarkjs byte by byte.
 *
 * Source: Groth, "On the Size of Pairing-based Non-interactive Arguments"
 * (eprint 2016/260); file layout as in snarkjs 0.7.6, zkey_new.js. gamma = 1,
 * as there.
 */
import { blake2b } from "@noble/hashes/blake2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToIntegerLE, uint32ToBytesLE } from "../../core/bytes.ts";
import { FIELD_MODULUS } from "../../core/field.ts";
import { inverse, invertAll, power, rootOfUnity } from "../../core/scalars.ts";
import { createFixedBase, type FixedBase } from "../kernel/fixed-base.ts";
import type { GroupName } from "../kernel/kernel.ts";
import { ArtifactError } from "./files/artifact-error.ts";
import { writeZkey } from "./files/zkey-writer.ts";
import { readSetupCircuit, type SetupCircuit, writeCoefficients } from "./setup-circuit.ts";

/** The secrets of a set-up: each in [1, r). */
export interface SetupSecrets {
  readonly tau: bigint;
  readonly alpha: bigint;
  readonly beta: bigint;
  readonly delta: bigint;
}

export interface DevelopmentSetup {
  /** A groth16 zkey file as snarkjs reads it. */
  readonly zkey: Uint8Array;
  readonly constraints: number;
  readonly publicSignals: number;
  /** Size of the evaluation domain, a power of two. */
  readonly domain: number;
}

/** Reports work done: `fraction` rises from 0 to 1. */
export type SetupProgress = (event: { readonly step: string; readonly fraction: number }) => void;

/**
 * Derives secrets from a stated seed and the circuit, by hashing to the field.
 * Two SHA-256 digests make 512 bits, so the result is uniform up to 2^-256.
 */
export function deriveSecrets(r1cs: Uint8Array, seed: string): SetupSecrets {
  const circuit = sha256(r1cs);
  const text = new TextEncoder();
  const secret = (name: string) => {
    const half = (n: number) =>
      sha256
        .create()
        .update(text.encode(`civicproof/v2/development-setup/${name}/${n}/`))
        .update(circuit)
        .update(text.encode(seed.normalize("NFC")))
        .digest();
    const wide = (bytesToIntegerLE(half(0)) << 256n) | bytesToIntegerLE(half(1));
    return 1n + (wide % (FIELD_MODULUS - 1n));
  };
  const delta = secret("delta");
  return {
    tau: secret("tau"),
    alpha: secret("alpha"),
    beta: secret("beta"),
    // delta = 1 = gamma would let anyone forge.
    delta: delta === 1n ? 2n : delta,
  };
}

/**
 * Makes a development zkey for a circuit: the same r1cs and seed give the same bytes.
 *
 * @throws ArtifactError when the r1cs is malformed, over another field, or has more than 2^20 constraints
 */
export async function developmentSetup({
  r1cs,
  seed,
  onProgress,
}: {
  r1cs: Uint8Array;
  seed: string;
  onProgress?: SetupProgress;
}): Promise<DevelopmentSetup> {
  return setupWithSecrets({ r1cs, secrets: deriveSecrets(r1cs, seed), ...(onProgress ? { onProgress } : {}) });
}

/** The set-up for given secrets. Exported for the equivalence test with snarkjs. */
export async function setupWithSecrets({
  r1cs,
  secrets,
  onProgress = () => {},
}: {
  r1cs: Uint8Array;
  secrets: SetupSecrets;
  onProgress?: SetupProgress;
}): Promise<DevelopmentSetup> {
  const circuit = readSetupCircuit(r1cs);
  const { nWires: variables, publicSignals, nConstraints: constraints } = circuit;
  const { domainBits } = circuit;
  const domain = 2 ** domainBits;
  onProgress({ step: "polynomials", fraction: 0 });
  const scalars = evaluateQap(circuit, domainBits, secrets);

  onProgress({ step: "tables", fraction: 0.2 });
  const bases: Record<GroupName, FixedBase> = {
    g1: await createFixedBase("g1", 3 * variables + domain),
    g2: await createFixedBase("g2", variables),
  };
  // A point of G2 costs about three of G1.
  const cost = { g1: 1, g2: 3 } as const;
  const total = 6 * variables + domain;
  let done = 0;
  const multiply = (step: string, group: GroupName, factors: readonly bigint[]): Uint8Array => {
    onProgress({ step, fraction: 0.25 + (0.75 * Math.min(done, total)) / total });
    done += factors.length * cost[group];
    return bases[group].multiply(factors);
  };

  const { alpha, beta, delta } = secrets;
  const [alpha1, beta1, delta1] = [alpha, beta, delta].map((secret) => multiply("header", "g1", [secret]));
  const [beta2, gamma2, delta2] = [beta, 1n, delta].map((secret) => multiply("header", "g2", [secret]));
  const header = [alpha1!, beta1!, beta2!, gamma2!, delta1!, delta2!];
  const ic = multiply("IC", "g1", scalars.c.slice(0, publicSignals + 1));
  const a = multiply("A", "g1", scalars.a);
  const b1 = multiply("B1", "g1", scalars.b);
  const b2 = multiply("B2", "g2", scalars.b);
  const c = multiply("C", "g1", scalars.c.slice(publicSignals + 1));
  const h = multiply("H", "g1", scalars.h);

  const zkey = writeZkey({
    variables,
    publicSignals,
    domain,
    points: header,
    coefficients: writeCoefficients(circuit),
    ic,
    h,
    c,
    a,
    b1,
    b2,
    phase2: [circuitHash(r1cs, header), uint32ToBytesLE(0)],
  });
  onProgress({ step: "done", fraction: 1 });
  return { zkey, constraints, publicSignals, domain };
}

/**
 * snarkjs keeps 64 bytes here that tie later contributions to the circuit. A
 * development key takes none, so a hash of circuit and key does.
 */
function circuitHash(r1cs: Uint8Array, header: readonly Uint8Array[]): Uint8Array {
  const hash = blake2b.create({ dkLen: 64 }).update(sha256(r1cs));
  for (const part of header) hash.update(part);
  return hash.digest();
}

const mod = (value: bigint): bigint => {
  const rest = value % FIELD_MODULUS;
  return rest < 0n ? rest + FIELD_MODULUS : rest;
};

/**
 * The scalars whose multiples of the generators are the key, by signal or row:
 * a = A_s(τ), b = B_s(τ), c = β·A_s(τ) + α·B_s(τ) + C_s(τ), divided by δ for the
 * private signals (for the public ones: IC), h as in {@link oddLagrange}.
 */
function evaluateQap(
  circuit: SetupCircuit,
  domainBits: number,
  { tau, alpha, beta, delta }: SetupSecrets,
): { a: bigint[]; b: bigint[]; c: bigint[]; h: bigint[] } {
  const { nWires, publicSignals, nConstraints } = circuit;
  // Both domains: rows of the QAP at w^i, and H at the odd points of the domain twice as large.
  const lagrange = lagrangeValues(domainBits, tau);
  const [a, b, c] = [circuit.a, circuit.b, circuit.c].map(({ rowStart, wires, coefficientIndex }) => {
    const values = Array<bigint>(nWires).fill(0n);
    for (let row = 0; row < nConstraints; row += 1) {
      for (let k = rowStart[row]!; k < rowStart[row + 1]!; k += 1) {
        const signal = wires[k]!;
        values[signal] = values[signal]! + circuit.coefficients[coefficientIndex[k]!]! * lagrange[row]!;
      }
    }
    return values;
  }) as [bigint[], bigint[], bigint[]];
  for (let signal = 0; signal <= publicSignals; signal += 1) a[signal] = a[signal]! + lagrange[nConstraints + signal]!;
  const inverseDelta = inverse(delta);
  for (let signal = 0; signal < nWires; signal += 1) {
    a[signal] = mod(a[signal]!);
    b[signal] = mod(b[signal]!);
    const sum = c[signal]! + beta * a[signal]! + alpha * b[signal]!;
    c[signal] = mod(signal > publicSignals ? mod(sum) * inverseDelta : sum);
  }
  return { a, b, c, h: oddLagrange(domainBits, tau, inverseDelta) };
}

/** L_i(τ) = w^i · (τ^n − 1) / (n · (τ − w^i)) for the 2^k-th roots of unity w^i. */
function lagrangeValues(k: number, tau: bigint): bigint[] {
  const n = 2 ** k;
  const vanishing = power(tau, BigInt(n)) - 1n;
  if (vanishing === 0n)
    throw new ArtifactError({ message: "This seed gives a tau inside the domain: take another seed" });
  const factor = mod(vanishing * inverse(BigInt(n)));
  const root = rootOfUnity(k);
  const roots: bigint[] = [1n];
  for (let i = 1; i < n; i += 1) roots.push(mod(roots[i - 1]! * root));
  const inverses = invertAll(roots.map((w) => mod(tau - w)));
  return roots.map((w, i) => mod(mod(w * factor) * inverses[i]!));
}

/**
 * H points: the prover has A·B − C at the odd points w^(2i+1) of the domain of
 * size m = 2n, where it is not zero, and needs its value at τ over δ. The factor is
 * (L_j(τ) − w^j·τ^(m−1)/m) / δ: snarkjs's phase 1 has no power τ^(m−1) and
 * leaves that term out, which A·B − C (degree ≤ m − 2) does not notice.
 */
function oddLagrange(k: number, tau: bigint, inverseDelta: bigint): bigint[] {
  const n = 2 ** k;
  const m = 2 * n;
  const all = lagrangeValues(k + 1, tau);
  const root = rootOfUnity(k + 1);
  const square = mod(root * root);
  let missing = mod(mod(power(tau, BigInt(m - 1)) * inverse(BigInt(m))) * root);
  const odd: bigint[] = [];
  for (let i = 0; i < n; i += 1) {
    odd.push(mod(mod(all[2 * i + 1]! - missing) * inverseDelta));
    missing = mod(missing * square);
  }
  return odd;
}
