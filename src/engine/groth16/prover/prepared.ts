/** Keys that are ready to prove with: the last few, for as long as the prover is in use. */
import type { KernelModule } from "../../kernel/kernel.ts";
import { openKernel } from "../../kernel/memory.ts";
import { type ProvingKey, prepareQuotient, type QuotientTables, readProvingKey } from "./key.ts";
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

/**
 * Everything about one zkey that does not change from proof to proof. The workers have their shares from the beginning;
 * each part of this thread is made when it is first asked for, which a proof does while the workers are at work.
 */
export interface PreparedKey {
  readonly header: ProvingKey["header"];
  /** δ in G2, as its file holds it. */
  readonly delta2: Uint8Array;
  /** The workers' shares. */
  readonly others: readonly Share[];
  /** For a key that turns out to be unusable: it is not kept any more, here or on the workers. */
  readonly drop: () => void;
  readonly tables: () => QuotientTables;
  /** This thread's share. @throws ArtifactError when a point is off its curve */
  readonly own: () => Share;
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
    const prepared = prepareKey(module, zkey, { threads: this.#threads, onFailure: () => this.#keys.delete(zkey) });
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

function prepareKey(
  module: KernelModule,
  zkey: Uint8Array,
  { threads, onFailure }: { readonly threads: readonly ProvingThread[]; readonly onFailure: () => void },
): PreparedKey {
  const key = readProvingKey(zkey);
  const open = threads.filter((thread) => thread.open() !== undefined);
  const [ranges, ...rest] = shareOut(key, 1 + open.length) as [readonly PointRange[], ...(readonly PointRange[])[]];
  const others = rest.map((each, i): Share => {
    const remote = open[i]!.load(module, each.map(pointsOf));
    return { ranges: each, points: remote ?? localSums(openKernel(module), each.map(pointsOf)), remote };
  });
  // One kernel for the quotient and the points: this thread adds up when it knows the quotient.
  const kernel = openKernel(module);
  const drop = () => {
    forget(others);
    onFailure();
  };
  /** A key with a part that can't be made is not kept. */
  const part = <Part>(make: () => Part): (() => Part) => {
    let made: { readonly part: Part } | undefined;
    return () => {
      try {
        made ??= { part: make() };
        return made.part;
      } catch (error) {
        drop();
        throw error;
      }
    };
  };
  return {
    header: key.header,
    delta2: key.delta2,
    others,
    drop,
    tables: part(() => prepareQuotient(kernel, key)),
    own: part(() => ({ ranges, points: localSums(kernel, ranges.map(pointsOf)), remote: undefined })),
  };
}

function forget(shares: readonly Share[]): void {
  for (const { remote } of shares) remote?.forget();
}
