/** What makes proofs: the interface of our prover and of the reference one. */
import type { SnarkjsProof } from "./proof.ts";

/** How far a proof is: `fraction` rises from 0 to 1, weighted by measured time. */
export interface ProvingProgress {
  readonly step: string;
  readonly fraction: number;
}

export interface ProveInput {
  /** A groth16 zkey, already checked against its hash. */
  readonly zkey: Uint8Array;
  /** A witness in the .wtns format. */
  readonly wtns: Uint8Array;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ProvingProgress) => void) | undefined;
}

/** A proof in snarkjs's JSON form, with the public signals as decimal strings. */
export interface ProveResult {
  readonly proof: SnarkjsProof;
  readonly publicSignals: string[];
}

/** What makes proofs. It holds threads and memory only while it works and shortly after. */
export interface ProverBackend {
  readonly name: string;
  /**
   * @throws AbortedError as soon as `signal` fires or the prover is disposed
   * @throws ArtifactError when the zkey is malformed
   * @throws UnsafeKeyError when its delta equals its gamma up to sign
   * @throws ProvingError for everything else that goes wrong
   */
  prove(input: ProveInput): Promise<ProveResult>;
  /**
   * Makes ready for a proof that is likely to come, each in its turn: without a key, code and threads, to be called
   * before artifacts are loaded; with one, its points and tables, while the witness is calculated (`createPresentation`
   * does that). It never fails: what is wrong with a key, {@link prove} says. The reference backend has none.
   */
  prepare?(zkey?: Uint8Array): Promise<void>;
  /** Aborts this prover's proofs, ends idle threads and frees memory now. A later proof starts new ones. */
  dispose(): Promise<void>;
}
