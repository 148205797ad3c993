/** Writes a groth16 zkey in the order in which snarkjs's setup does (0.7.6, zkey_new.js). */
import { integerToBytesLE, uint32ToBytesLE } from "../../../core/bytes.ts";
import { BASE_FIELD_MODULUS, FIELD_MODULUS } from "../../../core/field.ts";
import { writeSections } from "./binfile.ts";

/** The content of a zkey; points as files hold them. */
export interface ZkeyContent {
  readonly variables: number;
  readonly publicSignals: number;
  readonly domain: number;
  /** alpha1, beta1, beta2, gamma2, delta1, delta2. */
  readonly points: readonly Uint8Array[];
  readonly coefficients: Uint8Array;
  readonly ic: Uint8Array;
  readonly h: Uint8Array;
  readonly c: Uint8Array;
  readonly a: Uint8Array;
  readonly b1: Uint8Array;
  readonly b2: Uint8Array;
  /** The circuit hash, the number of contributions, and each of them. */
  readonly phase2: readonly Uint8Array[];
}

export function writeZkey(content: ZkeyContent): Uint8Array {
  const { variables, publicSignals, domain, points, coefficients, ic, h, c, a, b1, b2, phase2 } = content;
  return writeSections("zkey", 1, [
    { id: 1, parts: [uint32ToBytesLE(1)] },
    {
      id: 2,
      parts: [
        uint32ToBytesLE(32),
        integerToBytesLE(BASE_FIELD_MODULUS),
        uint32ToBytesLE(32),
        integerToBytesLE(FIELD_MODULUS),
        uint32ToBytesLE(variables),
        uint32ToBytesLE(publicSignals),
        uint32ToBytesLE(domain),
        ...points,
      ],
    },
    { id: 4, parts: [coefficients] },
    { id: 3, parts: [ic] },
    { id: 9, parts: [h] },
    { id: 8, parts: [c] },
    { id: 5, parts: [a] },
    { id: 6, parts: [b1] },
    { id: 7, parts: [b2] },
    { id: 10, parts: phase2 },
  ]);
}
