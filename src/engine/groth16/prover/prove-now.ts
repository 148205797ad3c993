/**
 * One Groth16 proof (Groth, eprint 2016/260), for keys and witnesses of circom's tool chain.
 *
 * With w the witness (w₀ = 1) and h the scalars of the quotient (quotient.ts), the proof that blinds nothing is
 *
 *     A₀ = α + Σ wᵢ·Aᵢ                   (G1)
 *     B₀ = β + Σ wᵢ·Bᵢ                   (G2)
 *     C₀ = Σ wᵢ·Cᵢ + Σ hᵢ·Hᵢ             (G1; the first sum over private signals)
 *
 * and with fresh random u, v it becomes one of all the proofs that there are for its public signals, each as likely:
 *
 *     A = u·A₀,   B = u⁻¹·(B₀ + v·δ),   C = C₀ + v·A₀
 *
 * The original blinding adds r·δ and s·δ to A and B instead, and needs B in G1 as well: docs/adr/0114 has the argument.
 *
 * A worker takes the sums of B and A, this thread the quotient and that of C: about half of the work each. Every proof is
 * verified before it is handed out, so a damaged key or witness, or a fault of the machine, gives an error and no proof.
 */
import { concatBytes } from "@noble/hashes/utils.js";
import { bytesToIntegerLE, integerToBytesLE as toBytes } from "../../../core/bytes.ts";
import { FIELD_MODULUS } from "../../../core/field.ts";
import { inverse } from "../../../core/scalars.ts";
import type { GroupName } from "../../kernel/kernel.ts";
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
  readonly u: bigint;
  readonly v: bigint;
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
  { header: { nPublic }, tables, delta2, equation }: Pick<PreparedKey, "header" | "tables" | "delta2" | "equation">,
  witness: Uint8Array,
  blinding: Blinding,
  { own, others, loaded, pauseBetween }: Workers,
): Promise<ProveResult> {
  const withOne = concatBytes(witness, toBytes(1n));
  const sumB = (pause: Pause) => others.sum("B", withOne.slice(), pause);
  const sumA = (pause: Pause) => others.sum("A", withOne.slice(), pause);
  // A worker hears of all its sums at once, so that it never waits for this thread to look up from its own work. On
  // one thread they come at the end.
  const quiet = pauseBetween("", 0, 0);
  const asked = loaded?.then(() => Promise.all([sumB(quiet), sumA(quiet)]));
  asked?.catch(() => {});
  const half = asked === undefined ? 0.5 : 0.97;
  const h = await quotient(tables, witness, pauseBetween("quotient", 0.03, half * 0.2));
  const scalars = concatBytes(witness.subarray(32 * (nPublic + 1)), h);
  const c = await own.sum("C", scalars, pauseBetween("C", half * 0.2, half));
  const [b, a] =
    asked === undefined
      ? [await sumB(pauseBetween("B", half, 0.8)), await sumA(pauseBetween("A", 0.8, 0.97))]
      : await asked;

  await pauseBetween("check", 0.97, 0.98)(1);
  const points = await blind(tables, { a, b, c, delta2 }, blinding);
  const publicSignals = Array.from({ length: nPublic }, (_, i) => bytesToIntegerLE(witness, 32 * (i + 1), 32));
  const proof = checkedProof(points, publicSignals, equation);
  return { proof, publicSignals: publicSignals.map(String) };
}

/** Blinds a proof; then its points leave the kernel. */
async function blind(
  { kernel, memory }: QuotientTables,
  { a, b, c, delta2 }: Readonly<Record<"a" | "b" | "c" | "delta2", Uint8Array>>,
  { u, v }: Blinding,
): Promise<{ a: bigint[]; b: bigint[]; c: bigint[] }> {
  const mark = memory.mark();
  const sum = async (group: GroupName, points: readonly Uint8Array[], scalars: readonly bigint[]) => {
    const adopted = adoptPoints(memory, group, points);
    const bytes = concatBytes(...scalars.map((scalar) => toBytes(scalar)));
    return coordinatesOf(kernel, memory, group, await sumOfMultiples(kernel, memory, adopted, bytes, () => undefined));
  };
  const inverseU = inverse(u);
  try {
    return {
      a: await sum("g1", [a], [u]),
      b: await sum("g2", [b, delta2], [inverseU, (v * inverseU) % FIELD_MODULUS]),
      c: await sum("g1", [c, a], [1n, v]),
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
