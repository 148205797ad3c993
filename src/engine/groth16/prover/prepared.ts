/** Keys that are ready to prove with: the last few, for as long as the prover is in use. */
import type { KernelModule } from "../../kernel/kernel.ts";
import { type EquationKey, equationKeyOfZkey } from "../equation.ts";
import { importPoint, type ProvingKey, prepareQuotient, type QuotientTables, readProvingKey } from "./key.ts";
import { localSums, type PointSums } from "./points.ts";
import type { ProvingThread, RemotePoints } from "./thread.ts";

/** Everything about one zkey that does not change from proof to proof. */
export interface PreparedKey {
  readonly header: ProvingKey["header"];
  readonly equation: EquationKey;
  readonly tables: QuotientTables;
  /** δ in G2, in the kernel's form. */
  readonly delta2: Uint8Array;
  /** The points of this thread. */
  readonly own: PointSums;
  /** The others: the worker's, or this thread's where there is none. */
  readonly others: PointSums;
  readonly remote: RemotePoints | undefined;
}

/** Keys that stay prepared. */
const KEPT_KEYS = 3;

/** A cache by the identity of a zkey's bytes. */
export class PreparedKeys {
  readonly #keys = new Map<Uint8Array, PreparedKey>();
  readonly #thread: ProvingThread;

  constructor(thread: ProvingThread) {
    this.#thread = thread;
  }

  /**
   * The key, prepared now unless it was before. One that lay on a worker that is lost is prepared again.
   *
   * @throws ArtifactError, UnsafeKeyError for a key that can't be used
   */
  take(module: KernelModule, zkey: Uint8Array): PreparedKey {
    const known = this.#keys.get(zkey);
    if (known !== undefined && known.remote?.isAlive !== false) return known;
    this.#keys.delete(zkey);
    const prepared = prepareKey(module, zkey, this.#thread);
    this.#keys.set(zkey, prepared);
    for (const [oldest, { remote }] of this.#keys) {
      if (this.#keys.size <= KEPT_KEYS) break;
      remote?.forget();
      this.#keys.delete(oldest);
    }
    return prepared;
  }

  clear(): void {
    this.#keys.clear();
  }
}

function prepareKey(module: KernelModule, zkey: Uint8Array, thread: ProvingThread): PreparedKey {
  const key = readProvingKey(zkey);
  // The worker begins at once; this thread continues with its own part.
  const remote = thread.load(module, [key.b, key.a]);
  try {
    const tables = prepareQuotient(module, key);
    return {
      header: key.header,
      equation: equationKeyOfZkey(key.header),
      tables,
      delta2: importPoint(tables, "g2", key.delta2),
      own: localSums(module, [key.c]),
      others: remote ?? localSums(module, [key.b, key.a]),
      remote,
    };
  } catch (error) {
    remote?.forget();
    throw error;
  }
}
