/** The parts of snarkjs 0.7.6 and ffjavascript 0.3.1 that src/engine/snark uses. */
declare module "snarkjs" {
  export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

  /** A file in memory; snarkjs fills in `data` when it writes to one. */
  export interface MemoryFile {
    type: "mem";
    data?: Uint8Array;
  }

  export interface Logger {
    debug(message: string): void;
    info(message: string): void;
    warn(message: string): void;
    error(message: string): void;
  }

  /** web-worker's Worker (Node) or the browser's. */
  export interface CurveWorker {
    terminate(): void;
    addEventListener(type: "error" | "close", listener: (event: unknown) => void): void;
  }

  /** ffjavascript's ThreadManager. */
  export interface ThreadManager {
    readonly singleThread: boolean | undefined;
    readonly concurrency: number;
    /** The wasm code; kept only by single-threaded instances. */
    readonly code?: Uint8Array;
    readonly pG1gen: number;
    readonly pG2gen: number;
    readonly workers?: CurveWorker[];
    readonly working?: boolean[];
    readonly pendingDeferreds?: { reject(reason: unknown): void }[];
    actionQueue: { deferred: { reject(reason: unknown): void } }[];
    queueAction(task: unknown, transfers?: unknown): Promise<unknown>;
  }

  export interface Bn128Curve {
    readonly name: "bn128";
    readonly tm: ThreadManager;
    readonly Fr: { readonly w: readonly Uint8Array[]; readonly n8: number };
    readonly G1: { toObject(point: Uint8Array): bigint[] };
    readonly G2: { toObject(point: Uint8Array): bigint[][] };
    readonly Gt: { toObject(element: Uint8Array): bigint[][][] };
    pairing(g1: Uint8Array, g2: Uint8Array): Uint8Array;
    terminate(): Promise<void>;
  }

  export const curves: {
    getCurveFromName(name: string, options?: { singleThread?: boolean }): Promise<Bn128Curve>;
  };

  export const groth16: {
    prove(
      zkey: MemoryFile | Uint8Array,
      wtns: MemoryFile | Uint8Array,
      logger?: Logger,
      options?: { singleThread?: boolean },
    ): Promise<{ proof: { [key: string]: Json }; publicSignals: string[] }>;
    fullProve(
      inputs: object,
      wasm: MemoryFile | string,
      zkey: MemoryFile | string,
    ): Promise<{ proof: { [key: string]: unknown }; publicSignals: string[] }>;
    verify(verificationKey: Json, publicSignals: readonly string[], proof: unknown, logger?: Logger): Promise<boolean>;
  };

  export const zKey: {
    newZKey(
      r1cs: MemoryFile | Uint8Array,
      ptau: MemoryFile | Uint8Array,
      zkey: MemoryFile,
      logger?: Logger,
    ): Promise<Uint8Array | -1>;
    contribute(
      zkeyOld: MemoryFile | Uint8Array,
      zkeyNew: MemoryFile,
      name: string,
      entropy: string,
      logger?: Logger,
    ): Promise<Uint8Array>;
    beacon(
      zkeyOld: MemoryFile | Uint8Array,
      zkeyNew: MemoryFile,
      name: string,
      beaconHashHex: string,
      numIterationsExp: number,
      logger?: Logger,
    ): Promise<Uint8Array | false>;
    exportVerificationKey(zkey: MemoryFile | Uint8Array, logger?: Logger): Promise<Json>;
    verifyFromR1cs(
      r1cs: MemoryFile | Uint8Array,
      ptau: MemoryFile | Uint8Array,
      zkey: MemoryFile | Uint8Array,
      logger?: Logger,
    ): Promise<boolean>;
  };

  export const wtns: {
    calculate(inputs: { [signal: string]: bigint }, wasm: MemoryFile, wtns: MemoryFile): Promise<void>;
  };

  export const powersOfTau: {
    newAccumulator(curve: Bn128Curve, power: number, ptau: MemoryFile, logger?: Logger): Promise<Uint8Array>;
    contribute(
      ptauOld: MemoryFile,
      ptauNew: MemoryFile,
      name: string,
      entropy: string,
      logger?: Logger,
    ): Promise<Uint8Array>;
    beacon(
      ptauOld: MemoryFile,
      ptauNew: MemoryFile,
      name: string,
      beaconHashHex: string,
      numIterationsExp: number,
      logger?: Logger,
    ): Promise<Uint8Array>;
    preparePhase2(ptauOld: MemoryFile, ptauNew: MemoryFile, logger?: Logger): Promise<void>;
    verify(ptau: MemoryFile, logger?: Logger): Promise<boolean>;
  };
}

declare module "ffjavascript" {
  export class ChaCha {
    constructor(seed: number[]);
    nextU64(): bigint;
  }
}
