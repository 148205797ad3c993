/** Concurrent calls share one transaction: a commit to disk costs as much for many as for one. */

/** What became of one item of a group. */
export type Committed<Result> = { readonly result: Result } | { readonly error: unknown };

export interface GroupCommitOptions<Item, Result> {
  /** Commits a group and answers for each item in order. When it throws, every item gets that error. */
  readonly commit: (items: readonly Item[]) => Promise<readonly Committed<Result>[]> | readonly Committed<Result>[];
  readonly maxItems: number;
  /** Two items with the same name never share a group; the later one waits for the next. */
  readonly nameOf?: (item: Item) => string;
  /** Whether a group waits for more calls where calls come together; true by default. Not where they come in batches. */
  readonly waitsForCompany?: boolean;
}

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

/** The longest that a group waits for company, in milliseconds. */
const MAX_PATIENCE = 8;

/**
 * While one group is committed, the next one gathers; where calls come together, it waits for more of them half as long as
 * the group before took. Whoever calls alone is never kept waiting.
 */
export function createGroupCommit<Item, Result>({
  commit,
  maxItems,
  nameOf,
  waitsForCompany = true,
}: GroupCommitOptions<Item, Result>): GroupCommit<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let running: Promise<void> | undefined;
  let patience = 0;

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
      if (waitsForCompany && patience >= 1 && waiting.length < maxItems)
        await new Promise((resolve) => setTimeout(resolve, patience));
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
      patience = group.length > 1 ? Math.min(MAX_PATIENCE, (performance.now() - begun) / 2) : 0;
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
