import type { Plant } from "./plants.ts";

/** Mistakes about phase 1 files, keys of a ceremony and contributions. */
export const CEREMONY_PLANTS: readonly Plant[] = [
  {
    mistake: "a phase 1 file with wrong Lagrange points gives keys with which nobody proves",
    file: "src/ceremony/keys/check-ptau.ts",
    right: "if (!equalBytes(left, right))",
    wrong: "if (left === right)",
    test: "test/unit/ceremony/ptau.test.ts",
    title: "with a wrong Lagrange point of tau",
  },
  {
    mistake: "a file that was cut from a ceremony nobody knows passes for a whole one",
    file: "src/ceremony/keys/check-ptau.ts",
    right: "if (ceremonyPower !== power && !isPublished) {",
    wrong: "if (ceremonyPower < power) {",
    test: "test/unit/ceremony/ptau.test.ts",
    title: "cut from a larger ceremony and not published",
  },
  {
    mistake: "a point of phase 1 has a second spelling",
    file: "src/ceremony/keys/point-kit.ts",
    right: "if (word < 0) return false;",
    wrong: "if (word < 0) break;",
    test: "test/unit/ceremony/ptau.test.ts",
    title: "with a coordinate of q or more",
  },
  {
    mistake: "a contributor divides the key's points by another secret than delta's",
    file: "src/ceremony/keys/check-key.ts",
    right: 'for (const name of ["c", "h"] as const) {',
    wrong: 'for (const name of ["c"] as const) {',
    test: "test/unit/ceremony/contribution.test.ts",
    title: "refuses points that another secret divided",
  },
  {
    mistake: "a contribution is taken over from another ceremony",
    file: "src/ceremony/keys/check-key.ts",
    right: "if (bytesToHex(hash) !== header.circuitHash) throw",
    wrong: 'if (bytesToHex(hash) === "") throw',
    test: "test/unit/ceremony/contribution.test.ts",
    title: "refuses one with a byte of",
  },
  {
    mistake: "a beacon is taken from a round that was not announced",
    file: "src/ceremony/keys/drand.ts",
    right: "integerToBytesBE(BigInt(round), 8)]",
    wrong: "integerToBytesBE(1000n, 8)]",
    test: "test/unit/ceremony/drand.test.ts",
    title: "is refused with the next number of quicknet",
  },
];
