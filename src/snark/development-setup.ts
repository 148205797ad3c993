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
import {
  integerToBytesLE,
  readIntegerLE,
  readSections,
  requireSection,
  uint32LE,
  viewOf,
  writeSections,
} from "../binfile.ts";
import { ArtifactError } from "../errors.ts";
import { FIELD_MODULUS } from "../field.ts";
import { BASE_FIELD_MODULUS } from "../groth16/curve.ts";
import { type Arena, BATCH, createArena, SIZES } from "./arena.ts";
import { createFixedBase, type FixedBase } from "./fixed-base.ts";

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

interface R1cs {
  readonly bytes: Uint8Array;
  readonly variables: number;
  readonly publicSignals: number;
  readonly constraints: number;
  /** Offset of the first constraint in `bytes`. */
  readonly body: number;
  readonly end: number;
}

const R1CS_PATH = "r1cs";
/** Largest circuits this set-up takes: 2^20 constraints need about 1 GB. */
const MAX_DOMAIN_BITS = 20;

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
        .update(text.encode(`civicproof/v1/development-setup/${name}/${n}/`))
        .update(circuit)
        .update(text.encode(seed.normalize("NFC")))
        .digest();
    const wide = (readIntegerLE(half(0), 0) << 256n) | readIntegerLE(half(1), 0);
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
  const circuit = readR1cs(r1cs);
  const { variables, publicSignals, constraints } = circuit;
  // snarkjs: one row per constraint and one per public signal and the constant 1.
  const domainBits = 32 - Math.clz32(constraints + publicSignals);
  if (domainBits > MAX_DOMAIN_BITS) {
    throw new ArtifactError({
      path: R1CS_PATH,
      expected: `at most 2^${MAX_DOMAIN_BITS} constraints`,
      received: `${constraints}`,
    });
  }
  const domain = 2 ** domainBits;
  const privateSignals = variables - publicSignals - 1;

  const arena = await createArena();
  const field = createFieldOps(arena);
  onProgress({ step: "polynomials", fraction: 0 });
  const scalars = evaluateQap(arena, field, circuit, domainBits, secrets);

  onProgress({ step: "tables", fraction: 0.05 });
  const g1 = createFixedBase(arena, "g1", 3 * variables + domain);
  const g2 = createFixedBase(arena, "g2", variables);

  const total = 3 * variables + domain + 3 * variables;
  let done = 0;
  const multiply = (step: string, base: FixedBase, size: number, cost: number, pointer: number, count: number) => {
    const output = arena.alloc(count * size);
    for (let start = 0; start < count; start += 4 * BATCH) {
      onProgress({ step, fraction: 0.1 + (0.9 * done) / total });
      const n = Math.min(4 * BATCH, count - start);
      base.multiply(pointer + start * SIZES.field, n, output + start * size);
      done += n * cost;
    }
    return arena.read(output, count * size);
  };
  const inG1 = (step: string, pointer: number, count: number) => multiply(step, g1, SIZES.g1Affine, 1, pointer, count);
  // A point of G2 costs about three of G1.
  const inG2 = (step: string, pointer: number, count: number) => multiply(step, g2, SIZES.g2Affine, 3, pointer, count);

  const one = field.constant(1n);
  const alpha = field.constant(secrets.alpha);
  const beta = field.constant(secrets.beta);
  const delta = field.constant(secrets.delta);
  const header = [
    inG1("header", alpha, 1),
    inG1("header", beta, 1),
    inG2("header", beta, 1),
    inG2("header", one, 1),
    inG1("header", delta, 1),
    inG2("header", delta, 1),
  ];
  const ic = inG1("IC", scalars.c, publicSignals + 1);
  const a = inG1("A", scalars.a, variables);
  const b1 = inG1("B1", scalars.b, variables);
  const b2 = inG2("B2", scalars.b, variables);
  const c = inG1("C", scalars.c + (publicSignals + 1) * SIZES.field, privateSignals);
  const h = inG1("H", scalars.h, domain);

  // In the order in which snarkjs's setup writes them.
  const zkey = writeSections("zkey", 1, [
    { id: 1, parts: [uint32LE(1)] },
    {
      id: 2,
      parts: [
        uint32LE(32),
        integerToBytesLE(BASE_FIELD_MODULUS),
        uint32LE(32),
        integerToBytesLE(FIELD_MODULUS),
        uint32LE(variables),
        uint32LE(publicSignals),
        uint32LE(domain),
        ...header,
      ],
    },
    { id: 4, parts: [writeCoefficients(arena, field, circuit)] },
    { id: 3, parts: [ic] },
    { id: 9, parts: [h] },
    { id: 8, parts: [c] },
    { id: 5, parts: [a] },
    { id: 6, parts: [b1] },
    { id: 7, parts: [b2] },
    { id: 10, parts: [circuitHash(r1cs, header), uint32LE(0)] },
  ]);
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

function readR1cs(bytes: Uint8Array): R1cs {
  const sections = readSections(bytes, { type: "r1cs", maxVersion: 1, path: R1CS_PATH });
  const header = requireSection(sections, 1, { size: 64, path: R1CS_PATH });
  const view = viewOf(bytes);
  if (view.getUint32(header.offset, true) !== 32 || readIntegerLE(bytes, header.offset + 4) !== FIELD_MODULUS) {
    throw new ArtifactError({ path: R1CS_PATH, expected: "the BN254 scalar field", received: "another field" });
  }
  const word = (i: number) => view.getUint32(header.offset + 36 + 4 * i, true);
  const variables = word(0);
  const publicSignals = word(1) + word(2);
  const constraints = word(6);
  const body = requireSection(sections, 2, { path: R1CS_PATH });
  // A constraint has at least three counts of 4 bytes.
  if (publicSignals + 1 > variables || constraints * 12 > body.size || variables > 2 ** (MAX_DOMAIN_BITS + 1)) {
    throw new ArtifactError({ path: R1CS_PATH, expected: "counts that fit the file", received: "counts that do not" });
  }
  return { bytes, variables, publicSignals, constraints, body: body.offset, end: body.offset + body.size };
}

/** Visits every coefficient: matrix 0, 1, 2 for A, B, C; `offset` of its 32 little-endian bytes in the r1cs file. */
function visitCoefficients(
  { bytes, variables, constraints, body, end }: R1cs,
  visit: (matrix: 0 | 1 | 2, constraint: number, signal: number, offset: number) => void,
): void {
  const view = viewOf(bytes);
  const matrices = [0, 1, 2] as const;
  const broken = () =>
    new ArtifactError({ path: R1CS_PATH, expected: "constraints that fill their section", received: "others" });
  let position = body;
  for (let constraint = 0; constraint < constraints; constraint += 1) {
    for (const matrix of matrices) {
      if (position + 4 > end) throw broken();
      const count = view.getUint32(position, true);
      position += 4;
      if (count * 36 > end - position) throw broken();
      for (let i = 0; i < count; i += 1) {
        const signal = view.getUint32(position, true);
        if (signal >= variables) throw broken();
        visit(matrix, constraint, signal, position + 4);
        position += 36;
      }
    }
  }
  if (position !== end) throw broken();
}

interface FieldOps {
  mul(a: number, b: number, result: number): void;
  add(a: number, b: number, result: number): void;
  sub(a: number, b: number, result: number): void;
  toMontgomery(a: number, result: number): void;
  batchInverse(pointer: number, count: number, result: number): void;
  /** Stores an integer below r as 32 little-endian bytes. */
  constant(value: bigint): number;
  /** Stores an integer below r in Montgomery form. */
  montgomery(value: bigint): number;
}

function createFieldOps(arena: Arena): FieldOps {
  const batchInverse = arena.fn("frm_batchInverse");
  const toMontgomery = arena.fn("frm_toMontgomery");
  const constant = (value: bigint) => {
    const pointer = arena.alloc(SIZES.field);
    arena.write(pointer, integerToBytesLE(value));
    return pointer;
  };
  return {
    mul: arena.fn("frm_mul"),
    add: arena.fn("frm_add"),
    sub: arena.fn("frm_sub"),
    toMontgomery,
    batchInverse(pointer, count, result) {
      for (let start = 0; start < count; start += BATCH) {
        const offset = start * SIZES.field;
        batchInverse(pointer + offset, SIZES.field, Math.min(BATCH, count - start), result + offset, SIZES.field);
      }
    },
    constant,
    montgomery(value) {
      const pointer = constant(value);
      toMontgomery(pointer, pointer);
      return pointer;
    },
  };
}

/**
 * The scalars whose multiples of the generators are the key, each an array of
 * integers below r (32 bytes little-endian) by signal or row:
 * a = A_s(τ), b = B_s(τ), c = β·A_s(τ) + α·B_s(τ) + C_s(τ), divided by δ for the
 * private signals (for the public ones: IC), h as in {@link oddLagrange}.
 */
function evaluateQap(
  arena: Arena,
  field: FieldOps,
  circuit: R1cs,
  domainBits: number,
  { tau, alpha, beta, delta }: SetupSecrets,
): { a: number; b: number; c: number; h: number } {
  const { bytes, variables, publicSignals, constraints } = circuit;
  const { field: size } = SIZES;
  const domain = 2 ** domainBits;
  const vectors = [0, 1, 2].map(() => arena.alloc(variables * size)) as [number, number, number];
  const h = arena.alloc(domain * size);
  const inverseDelta = field.montgomery(power(delta, FIELD_MODULUS - 2n));
  const scratch = arena.mark();

  // Both domains: rows of the QAP at w^i, and H at the odd points of the domain twice as large.
  const lagrange = lagrangeValues(arena, field, domainBits, tau);
  const file = arena.alloc(bytes.byteLength);
  arena.write(file, bytes);
  const product = arena.alloc(size);
  for (const vector of vectors) arena.view(vector, variables * size).fill(0);
  // A plain integer times a Montgomery form is the plain product: no conversion of coefficients is needed.
  visitCoefficients(circuit, (matrix, constraint, signal, offset) => {
    const sum = vectors[matrix] + signal * size;
    field.mul(file + offset, lagrange + constraint * size, product);
    field.add(sum, product, sum);
  });
  const plainOne = field.constant(1n);
  for (let signal = 0; signal <= publicSignals; signal += 1) {
    const sum = vectors[0] + signal * size;
    field.mul(plainOne, lagrange + (constraints + signal) * size, product);
    field.add(sum, product, sum);
  }
  const [a, b, c] = vectors;
  const alphaM = field.montgomery(alpha);
  const betaM = field.montgomery(beta);
  for (let signal = 0; signal < variables; signal += 1) {
    const sum = c + signal * size;
    field.mul(a + signal * size, betaM, product);
    field.add(sum, product, sum);
    field.mul(b + signal * size, alphaM, product);
    field.add(sum, product, sum);
    if (signal > publicSignals) field.mul(sum, inverseDelta, sum);
  }
  arena.reset(scratch);
  oddLagrange(arena, field, domainBits, tau, inverseDelta, h);
  arena.reset(scratch);
  return { a, b, c, h };
}

/**
 * L_i(τ) for the 2^k-th roots of unity w^i, in Montgomery form:
 * L_i(τ) = w^i · (τ^n − 1) / (n · (τ − w^i)).
 */
function lagrangeValues(arena: Arena, field: FieldOps, k: number, tau: bigint): number {
  const n = 2 ** k;
  const { field: size } = SIZES;
  const result = arena.alloc(n * size);
  const mark = arena.mark();
  const roots = arena.alloc(n * size);
  const differences = arena.alloc(n * size);
  const vanishing = power(tau, BigInt(n)) - 1n;
  if (vanishing === 0n)
    throw new ArtifactError({ message: "This seed gives a tau inside the domain: take another seed" });
  const factor = field.montgomery(((vanishing + FIELD_MODULUS) * power(BigInt(n), FIELD_MODULUS - 2n)) % FIELD_MODULUS);
  const tauM = field.montgomery(tau);
  const root = arena.alloc(size);
  arena.write(root, arena.rootOfUnity(k));
  const current = field.montgomery(1n);
  for (let i = 0; i < n; i += 1) {
    field.mul(current, factor, roots + i * size);
    field.sub(tauM, current, differences + i * size);
    field.mul(current, root, current);
  }
  field.batchInverse(differences, n, result);
  for (let i = 0; i < n; i += 1) field.mul(result + i * size, roots + i * size, result + i * size);
  arena.reset(mark);
  return result;
}

/**
 * H points: the prover has A·B − C at the odd points w^(2i+1) of the domain of
 * size m = 2n, where it is not zero, and needs its value at τ over δ. The factor is
 * (L_j(τ) − w^j·τ^(m−1)/m) / δ: snarkjs's phase 1 has no power τ^(m−1) and
 * leaves that term out, which A·B − C (degree ≤ m − 2) does not notice.
 */
function oddLagrange(
  arena: Arena,
  field: FieldOps,
  k: number,
  tau: bigint,
  inverseDelta: number,
  output: number,
): void {
  const n = 2 ** k;
  const m = 2 * n;
  const { field: size } = SIZES;
  const all = lagrangeValues(arena, field, k + 1, tau);
  const factor = (power(tau, BigInt(m - 1)) * power(BigInt(m), FIELD_MODULUS - 2n)) % FIELD_MODULUS;
  const missing = field.montgomery(factor);
  const root = arena.alloc(size);
  arena.write(root, arena.rootOfUnity(k + 1));
  const square = arena.alloc(size);
  arena.write(square, arena.rootOfUnity(k));
  const plainInverseDelta = arena.alloc(size);
  arena.fn("frm_fromMontgomery")(inverseDelta, plainInverseDelta);
  field.mul(missing, root, missing);
  for (let i = 0; i < n; i += 1) {
    const point = output + i * size;
    field.sub(all + (2 * i + 1) * size, missing, point);
    field.mul(point, plainInverseDelta, point);
    field.mul(missing, square, missing);
  }
}

/** Section 4: the A and B matrices as (matrix, row, signal, value·R²), R = 2^256, and the rows of the public signals. */
function writeCoefficients(arena: Arena, field: FieldOps, circuit: R1cs): Uint8Array {
  const { publicSignals, constraints, bytes } = circuit;
  let count = publicSignals + 1;
  visitCoefficients(circuit, (matrix) => {
    if (matrix < 2) count += 1;
  });
  const section = new Uint8Array(4 + count * 44);
  const view = viewOf(section);
  view.setUint32(0, count, true);
  let position = 4;
  const mark = arena.mark();
  const value = arena.alloc(SIZES.field);
  const write = (matrix: number, row: number, signal: number, coefficient: Uint8Array) => {
    view.setUint32(position, matrix, true);
    view.setUint32(position + 4, row, true);
    view.setUint32(position + 8, signal, true);
    arena.write(value, coefficient);
    field.toMontgomery(value, value);
    field.toMontgomery(value, value);
    section.set(arena.view(value, SIZES.field), position + 12);
    position += 44;
  };
  visitCoefficients(circuit, (matrix, constraint, signal, offset) => {
    if (matrix < 2) write(matrix, constraint, signal, bytes.subarray(offset, offset + SIZES.field));
  });
  const one = integerToBytesLE(1n);
  for (let signal = 0; signal <= publicSignals; signal += 1) write(0, constraints + signal, signal, one);
  arena.reset(mark);
  return section;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % FIELD_MODULUS;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % FIELD_MODULUS;
    square = (square * square) % FIELD_MODULUS;
  }
  return result;
}
