/**
 * Miller-loop lines of a G2 point, and whether it lies in G2 at all, in one walk.
 *
 * The loop of the optimal ate pairing computes [6x + 2]Q + ψ(Q) − ψ²(Q), where ψ is the twisted Frobenius map. Q has
 * order r exactly when adding ψ³(Q) gives zero: on the curve over F_q² the kernel of 6x + 2 + ψ − ψ² + ψ³ is G2,
 * because the resultant of that polynomial and ψ's characteristic polynomial has no factor in common with the
 * cofactor (Dai, Lin, Zhao, Zhou, eprint 2022/348; test/unit/groth16/lines.test.ts computes it). So the check of the
 * subgroup costs one comparison instead of a multiplication by a 127-bit scalar.
 */
import { type BlsPostPrecomputeFn, blsBasic } from "@noble/curves/abstract/bls.js";
import { psiFrobenius } from "@noble/curves/abstract/tower.js";
import { bn254 } from "@noble/curves/bn254.js";

export type G2Point = InstanceType<typeof bn254.G2.Point>;
/** Miller-loop lines of one G2 point. */
export type PreparedG2 = ReturnType<typeof bn254.utils.calcPairingPrecomputes>;

interface Walk {
  lines(point: G2Point): PreparedG2;
  /** Whether the last walk closed. */
  closed: boolean;
}

let walk: Walk | undefined;

/**
 * @param point on the curve, in any subgroup, not zero
 * @returns undefined for a point outside G2
 */
export function linesInSubgroup(point: G2Point): PreparedG2 | undefined {
  walk ??= createWalk();
  const lines = walk.lines(point);
  return walk.closed ? lines : undefined;
}

function createWalk(): Walk {
  const { Fp, Fp2 } = bn254.fields;
  const { psi } = psiFrobenius(Fp, Fp2, Fp2.NONRESIDUE);
  const postPrecompute: BlsPostPrecomputeFn = (Rx, Ry, Rz, Qx, Qy, add) => {
    const [x1, y1] = psi(Qx, Qy);
    const [x2, y2] = psi(x1, y1);
    const [x3, y3] = psi(x2, y2);
    const one = add(Rx, Ry, Rz, x1, y1);
    const end = add(one.Rx, one.Ry, one.Rz, x2, Fp2.neg(y2));
    // The loop's additions are incomplete: a point of small order drops to z = 0, stays there, and is none of G2's.
    const sameX = Fp2.eql(end.Rx, Fp2.mul(x3, end.Rz));
    const sameY = Fp2.eql(end.Ry, Fp2.neg(Fp2.mul(y3, end.Rz)));
    created.closed = !Fp2.is0(end.Rz) && sameX && sameY;
  };
  const { utils } = blsBasic(bn254.fields, bn254.G1.Point, bn254.G2.Point, {
    ateLoopSize: bn254.params.ateLoopSize,
    xNegative: bn254.params.xNegative,
    twistType: bn254.params.twistType,
    postPrecompute,
  });
  const created: Walk = { lines: (point) => utils.calcPairingPrecomputes(point), closed: false };
  return created;
}
