/** Keys that are ready to prove with: the last few, for as long as the prover is in use. */
import type { KernelModule } from "../../kernel/kernel.ts";
import { openKernel } from "../../kernel/memory.ts";
import { type EquationKey, equationKeyOfZkey } from "../equation.ts";
import { importPoint, type ProvingKey, prepareQuotient, type QuotientTables, readProvingKey } from "./key.ts";
import { localSums, type PointRange, type PointSums, pointsOf } from "./points.ts";
import { shareOut } from "./shares.ts";
import type { ProvingThread, RemotePoints } from "./thread.ts";

/** What one thread adds up. */
export interface Share {
  readonly ranges: readonly PointRange[];
  readonly points: PointSums;
  /** The worker that has the points; undefined where they are this thread's. */
  readonly remote: RemotePoints | undefined;
}

/** Everything about one zkey that does not change from proof to proof. */
export interface PreparedKey {
  readonly header: ProvingKey["header"];
  readonly equation: EquationKey;
  readonly tables: QuotientTables;
  /** δ in G2, in the kernel's form. */
  readonly delta2: Uint8Array;
  /** This thread's share. */
  readonly own: Share;
  /** The workers' shares. */
  readonly others: readonly Share[];
}

/** Keys that stay prepared. */
const KEPT_KEYS = 3;

/** A cache by the identity of a zkey's bytes. */
export class PreparedKeys {
  readonly #keys = new Map<Uint8Array, PreparedKey>();
  readonly #threads: readonly ProvingThread[];

  /** @param threads beside the calling one */
  constructor(threads: readonly ProvingThread[]) {
    this.#threads = threads;
  }

  /**
   * The key, prepared now unless it was before. One that lay on a worker that is lost is prepared again.
   *
   * @throws ArtifactError, UnsafeKeyError for a key that can't be used
   */
  take(module: KernelModule, zkey: Uint8Array): PreparedKey {
    const known = this.#keys.get(zkey);
    if (known?.others.every(({ remote }) => remote?.isAlive !== false)) return known;
    this.#keys.delete(zkey);
    const prepared = prepareKey(module, zkey, this.#threads);
    this.#keys.set(zkey, prepared);
    for (const [oldest, { others }] of this.#keys) {
      if (this.#keys.size <= KEPT_KEYS) break;
      forget(others);
      this.#keys.delete(oldest);
    }
    return prepared;
  }

  clear(): void {
    this.#keys.clear();
  }
}

function prepareKey(module: KernelModule, zkey: Uint8Array, threads: readonly ProvingThread[]): PreparedKey {
  const key = readProvingKey(zkey);
  const open = threads.filter((thread) => thread.open() !== undefined);
  const [ranges, ...rest] = shareOut(key, 1 + open.length) as [readonly PointRange[], ...(readonly PointRange[])[]];
  // The workers begin at once; this thread continues with its own part.
  const others = rest.map((each, i): Share => {
    const remote = open[i]!.load(module, each.map(pointsOf));
    return { ranges: each, points: remote ?? localSums(openKernel(module), each.map(pointsOf)), remote };
  });
  try {
    // One kernel for both: this thread adds up when it knows the quotient.
    const kernel = openKernel(module);
    const tables = prepareQuotient(kernel, key);
    return {
      header: key.header,
      equation: equationKeyOfZkey(key.header),
      tables,
      delta2: importPoint(tables, "g2", key.delta2),
      own: { ranges, points: localSums(kernel, ranges.map(pointsOf)), remote: undefined },
      others,
    };
  } catch (error) {
    forget(others);
    throw error;
  }
}

function forget(shares: readonly Share[]): void {
  for (const { remote } of shares) remote?.forget();
}
