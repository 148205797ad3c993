/** Concurrent calls share one transaction: a commit to disk costs as much for many as for one. */

/** What became of one item of a group. */
export type Committed<Result> = { readonly result: Result } | { readonly error: unknown };

export interface GroupCommitOptions<Item, Result> {
  /** Commits a group and answers for each item in order. When it throws, every item gets that error. */
  readonly commit: (items: readonly Item[]) => Promise<readonly Committed<Result>[]> | readonly Committed<Result>[];
  readonly maxItems: number;
  /** Two items with the same name never share a group; the later one waits for the next. */
  readonly nameOf?: (item: Item) => string;
  /** How long a group waits for more calls where calls come together; half as long, at most 8 ms, by default. */
  readonly patience?: Patience;
}

/** How long a group waits, by how long the group before took. */
export interface Patience {
  /** Of the time that the group before took. */
  readonly share: number;
  readonly mostMilliseconds: number;
}

/** For groups that cost little, and for calls that come in batches. */
export const NO_PATIENCE: Patience = { share: 0, mostMilliseconds: 0 };

export interface GroupCommit<Item, Result> {
  add(item: Item): Promise<Result>;
  /** Waits until everything added so far is settled. */
  drain(): Promise<void>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * While one group is committed, the next one gathers; where calls come together, it waits for more of them. Whoever calls
 * alone is never kept waiting.
 */
export function createGroupCommit<Item, Result>({
  commit,
  maxItems,
  nameOf,
  patience: { share, mostMilliseconds } = { share: 0.5, mostMilliseconds: 8 },
}: GroupCommitOptions<Item, Result>): GroupCommit<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let running: Promise<void> | undefined;
  let wait = 0;

  const takeGroup = (): readonly Waiting<Item, Result>[] => {
    const group: Waiting<Item, Result>[] = [];
    const rest: Waiting<Item, Result>[] = [];
    const names = new Set<string>();
    for (const entry of waiting) {
      const name = nameOf?.(entry.item);
      const fits = group.length < maxItems && (name === undefined || !names.has(name));
      (fits ? group : rest).push(entry);
      if (fits && name !== undefined) names.add(name);
    }
    waiting = rest;
    return group;
  };

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      // One turn of the event loop, so that calls made together are committed together, and those that came while a
      // commit held the loop up are heard.
      await new Promise((resolve) => setImmediate(resolve));
      if (wait >= 1 && waiting.length < maxItems) await new Promise((resolve) => setTimeout(resolve, wait));
      const group = takeGroup();
      const begun = performance.now();
      try {
        const results = await commit(group.map(({ item }) => item));
        group.forEach(({ resolve, reject }, i) => {
          const each = results[i]!;
          if ("result" in each) resolve(each.result);
          else reject(each.error);
        });
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
      wait = group.length > 1 ? Math.min(mostMilliseconds, (performance.now() - begun) * share) : 0;
    }
    running = undefined;
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        running ??= run();
      }),
    drain: async () => running,
  };
}
