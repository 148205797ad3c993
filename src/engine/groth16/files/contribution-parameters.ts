/** What stands beside the points of a contribution in zkey and ptau files (snarkjs 0.7.6, readContribution). */
import { utf8Decoder } from "../../../core/platform.ts";
export interface ContributionParameters {
  readonly name: string | undefined;
  /** Of a beacon: the public value, and the binary logarithm of how often it was hashed. */
  readonly beaconHash: Uint8Array | undefined;
  readonly iterationsLog2: number | undefined;
}

/** 1 = name, 2 = log2 of the iterations, 3 = value of the beacon, in this order. @throws what `broken` makes */
export function readContributionParameters(bytes: Uint8Array, broken: () => Error): ContributionParameters {
  let name: string | undefined;
  let beaconHash: Uint8Array | undefined;
  let iterationsLog2: number | undefined;
  let last = 0;
  for (let at = 0; at < bytes.length; ) {
    const kind = bytes[at]!;
    const value = bytes[at + 1];
    if (kind <= last || kind > 3 || value === undefined) throw broken();
    last = kind;
    at += 2;
    if (kind === 2) {
      iterationsLog2 = value;
      continue;
    }
    const content = bytes.subarray(at, at + value);
    if (content.length !== value) throw broken();
    if (kind === 1) name = utf8Decoder().decode(content);
    else beaconHash = content;
    at += value;
  }
  return { name, beaconHash, iterationsLog2 };
}
