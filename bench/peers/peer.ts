/** What a contender of `bench:peers` does, and what is measured of it. */

export interface Peer {
  readonly proves: string;
  readonly versions: Readonly<Record<string, string>>;
  /** What a device fetches before its first proof, without the code of the library: program, key and the like. */
  readonly downloadBytes: number;
  prove(): Promise<unknown>;
  verify(proof: unknown): Promise<boolean>;
  /** Bytes of a proof by itself, in its shortest form. */
  proofBytes(proof: unknown): number;
}

export interface Measured {
  readonly proves: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly downloadBytes: number;
  readonly proofBytes: number;
  /** Witness and proof; the first is not counted. */
  readonly proveMilliseconds: number;
  readonly verifyMilliseconds: number;
  readonly peakKilobytes: number;
}
