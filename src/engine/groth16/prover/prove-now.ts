/**
 * One Groth16 proof (Groth, eprint 2016/260), for keys and witnesses of circom's tool chain.
 *
 * With w the witness (w₀ = 1), h the scalars of the quotient (quotient.ts) and fresh random r, s:
 *
 *     A = α + Σ wᵢ·Aᵢ + r·δ                       (G1)
 *     B = β + Σ wᵢ·Bᵢ + s·δ                       (G2, and the same in G1)
 *     C = Σ wᵢ·Cᵢ + Σ hᵢ·Hᵢ + s·A + r·B - rs·δ    (G1; the first sum over private signals)
 *
 * A worker takes B in G2, A and some of B in G1, this thread the quotient, C and the rest of B: about half of the work
 * each. Every proof is verified before it is handed out, so a damaged key or witness, or a fault of the machine, gives
 * an error and no proof.
 */
import { concatBytes } from "@noble/hashes/utils.js";
import { bytesToIntegerLE, integerToBytesLE as toBytes } from "../../../core/bytes.ts";
import { FIELD_MODULUS } from "../../../core/field.ts";
import { adoptPoints, coordinatesOf, sumOfMultiples } from "../../kernel/sums.ts";
import type { ProveResult } from "../backend.ts";
import { decodeProof } from "../decode-proof.ts";
import { type EquationKey, equationHolds } from "../equation.ts";
import { type Groth16Proof, ProvingError, type SnarkjsProof, toSnarkjsProof } from "../proof.ts";
import type { QuotientTables } from "./key.ts";
import type { Pause, PointSums } from "./points.ts";
import type { PreparedKey } from "./prepared.ts";
import { quotient } from "./quotient.ts";

/** The blinding of a proof: two scalars in [1, r), never used twice. */
export interface Blinding {
  readonly r: bigint;
  readonly s: bigint;
}

/** Who adds up the points of the key, and what happens between steps. */
export interface Workers {
  /** This thread's points. */
  readonly own: PointSums;
  /** The worker's points, or the rest of this thread's. */
  readonly others: PointSums;
  /** When the worker has its points, or its refusal of them; undefined without a worker. */
  readonly loaded: Promise<void> | undefined;
  /** Lets the event loop in, stops if asked to, and reports progress between `from` and `to`. */
  pauseBetween(step: string, from: number, to: number): Pause;
}

/**
 * Makes a proof and verifies it. Uses the kernel's memory, and leaves it as it was.
 *
 * @param witness one 32-byte little-endian integer for each signal
 * @throws ProvingError when the witness does not satisfy the circuit, or the worker was lost
 * @throws ArtifactError when the worker refuses a point
 * @throws what `workers.pauseBetween` throws to stop
 */
export async function proveNow(
  { header: { nPublic }, cut, tables, equation }: Pick<PreparedKey, "header" | "cut" | "tables" | "equation">,
  witness: Uint8Array,
  { r, s }: Blinding,
  { own, others, loaded, pauseBetween }: Workers,
): Promise<ProveResult> {
  const rest = witness.subarray(32 * cut);
  const sumB2 = (pause: Pause) => others.sum("B2", concatBytes(witness, toBytes(1n), toBytes(s)), pause);
  const sumA = (pause: Pause) => others.sum("A", concatBytes(witness, toBytes(1n), toBytes(r)), pause);
  const sumRest = (pause: Pause) => others.sum("B1 rest", concatBytes(rest, toBytes(1n), toBytes(s)), pause);
  // A worker hears of all its sums at once, so that it never waits for this thread to look up from its own work. On
  // one thread they come at the end.
  const quiet = pauseBetween("", 0, 0);
  const asked = loaded?.then(() => Promise.all([sumB2(quiet), sumA(quiet), sumRest(quiet)]));
  asked?.catch(() => {});
  const half = asked === undefined ? 0.6 : 0.97;
  const h = await quotient(tables, witness, pauseBetween("quotient", 0.03, half * 0.2));
  const privateValues = witness.subarray(32 * (nPublic + 1));
  const minusRs = FIELD_MODULUS - ((r * s) % FIELD_MODULUS);
  const c = await own.sum(
    "C",
    concatBytes(privateValues, h, toBytes(minusRs)),
    pauseBetween("C", half * 0.2, half * 0.9),
  );
  const first = await own.sum("B1 first", witness.subarray(0, 32 * cut), pauseBetween("B1", half * 0.9, half));
  const [b2, a, b1] =
    asked === undefined
      ? [
          await sumB2(pauseBetween("B2", half, 0.8)),
          await sumA(pauseBetween("A", 0.8, 0.94)),
          await sumRest(pauseBetween("B1", 0.94, 0.97)),
        ]
      : await asked;

  await pauseBetween("check", 0.97, 0.98)(1);
  const points = await finish(tables, { a, b1: [first, b1], b2, c, r, s });
  const publicSignals = Array.from({ length: nPublic }, (_, i) => bytesToIntegerLE(witness, 32 * (i + 1), 32));
  const proof = checkedProof(points, publicSignals, equation);
  return { proof, publicSignals: publicSignals.map(String) };
}

/** C takes in A and B; then the points leave the kernel. */
async function finish(
  { kernel, memory }: QuotientTables,
  { a, b1, b2, c, r, s }: { a: Uint8Array; b1: readonly Uint8Array[]; b2: Uint8Array; c: Uint8Array } & Blinding,
): Promise<{ a: bigint[]; b: bigint[]; c: bigint[] }> {
  const mark = memory.mark();
  try {
    const points = adoptPoints(memory, "g1", [c, a, ...b1]);
    const scalars = concatBytes(...[1n, s, ...b1.map(() => r)].map((scalar) => toBytes(scalar)));
    const whole = await sumOfMultiples(kernel, memory, points, scalars, () => undefined);
    return {
      a: coordinatesOf(kernel, memory, "g1", a),
      b: coordinatesOf(kernel, memory, "g2", b2),
      c: coordinatesOf(kernel, memory, "g1", whole),
    };
  } finally {
    memory.release(mark);
  }
}

function checkedProof(
  { a, b, c }: { a: readonly bigint[]; b: readonly bigint[]; c: readonly bigint[] },
  publicSignals: readonly bigint[],
  equation: EquationKey,
): SnarkjsProof {
  const [ax, ay, cx, cy] = [...a, ...c].map(String) as [string, string, string, string];
  const [x0, x1, y0, y1] = b.map(String) as [string, string, string, string];
  const proof: Groth16Proof = {
    a: [ax, ay],
    b: [
      [x0, x1],
      [y0, y1],
    ],
    c: [cx, cy],
  };
  try {
    if (equationHolds(equation, decodeProof(proof), publicSignals)) return toSnarkjsProof(proof);
  } catch {
    // A point that does not decode is as wrong as one that does not fit.
  }
  throw new ProvingError({ message: "The proof does not verify: the key or the witness is damaged" });
}
