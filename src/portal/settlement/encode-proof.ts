/** Proofs in the form of the chain's precompiles. */
import { ownWith } from "../../core/own.ts";
import type { Groth16Proof } from "../../engine/groth16/proof.ts";

/** Eight coordinates: A.x, A.y, B.x and B.y with the imaginary part first (EIP-197), C.x, C.y. */
export type SolidityProof = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

/** Orders a proof's coordinates for the contract; the imaginary parts of B come first there. */
export function encodeProof(proof: Groth16Proof): SolidityProof {
  const { a, b, c } = ownWith(proof, "a", "b", "c");
  const [ax, ay] = a;
  const [[bxReal, bxImaginary], [byReal, byImaginary]] = b;
  const [cx, cy] = c;
  return [
    BigInt(ax),
    BigInt(ay),
    BigInt(bxImaginary),
    BigInt(bxReal),
    BigInt(byImaginary),
    BigInt(byReal),
    BigInt(cx),
    BigInt(cy),
  ];
}
