import { describe, expect, it, vi } from "vitest";
import { createGroupCommit, NO_PATIENCE, type Patience } from "../../../src/core/group-commit.ts";

const tick = () => new Promise((resolve) => setTimeout(resolve, 1));

describe("group commit", () => {
  it("takes calls that come together in one group, and the next while it commits", async () => {
    const groups: number[][] = [];
    const group = createGroupCommit<number, number>({
      maxItems: 3,
      commit: async (items) => {
        groups.push([...items]);
        await tick();
        return items.map((item) => ({ result: 10 * item }));
      },
    });
    expect(await Promise.all([1, 2, 3, 4, 5].map(group.add))).toEqual([10, 20, 30, 40, 50]);
    expect(groups).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    await group.drain();
    expect(await group.add(6)).toBe(60);
  });

  it("keeps items of one name apart and their order", async () => {
    const groups: string[][] = [];
    const group = createGroupCommit<string, string>({
      maxItems: 10,
      nameOf: (item) => item[0]!,
      commit: (items) => {
        groups.push([...items]);
        return items.map((result) => ({ result }));
      },
    });
    await Promise.all(["a1", "a2", "b1", "a3"].map(group.add));
    expect(groups).toEqual([["a1", "b1"], ["a2"], ["a3"]]);
  });

  it("gives each item its own error, a group's failure to all of it, and continues", async () => {
    const group = createGroupCommit<number, number>({
      maxItems: 2,
      commit: (items) => {
        if (items.includes(3)) throw new Error("disk");
        return items.map((item) => (item === 1 ? { error: new Error("mine") } : { result: item }));
      },
    });
    const results = await Promise.allSettled([1, 2, 3, 4, 5].map(group.add));
    expect(results.map((result) => (result.status === "fulfilled" ? result.value : result.reason.message))).toEqual([
      "mine",
      2,
      "disk",
      "disk",
      5,
    ]);
  });

  it("waits for company half as long as the group before took, and not for who calls alone", async () => {
    const groups: number[] = [];
    const group = createGroupCommit<number, number>({
      maxItems: 10,
      commit: async (items) => {
        groups.push(items.length);
        await new Promise((resolve) => setTimeout(resolve, 40));
        return items.map((result) => ({ result }));
      },
    });
    await Promise.all([group.add(1), group.add(2)]);
    const timers = vi.spyOn(globalThis, "setTimeout");
    try {
      const waits = () => timers.mock.calls.map(([, milliseconds]) => milliseconds).filter((each) => each !== 40);
      const first = group.add(3);
      setImmediate(() => setImmediate(() => void group.add(4)));
      await first;
      await group.drain();
      expect(waits()).toEqual([8]);
      expect(groups).toEqual([2, 2]);
      // Two came together just now; the next one finds nobody, and after it nobody is waited for.
      await group.add(5);
      await group.add(6);
      expect(waits()).toEqual([8, 8]);
    } finally {
      timers.mockRestore();
    }
  });

  it("waits as its owner says, or for nobody", async () => {
    const waitsWith = async (patience: Patience) => {
      const commit = async (items: readonly number[]) => {
        await new Promise((resolve) => setTimeout(resolve, 40));
        return items.map((result) => ({ result }));
      };
      const group = createGroupCommit<number, number>({ maxItems: 10, patience, commit });
      await Promise.all([group.add(1), group.add(2)]);
      const timers = vi.spyOn(globalThis, "setTimeout");
      try {
        await group.add(3);
        return timers.mock.calls.map(([, milliseconds]) => milliseconds!).filter((each) => each !== 40);
      } finally {
        timers.mockRestore();
      }
    };
    expect(await waitsWith({ share: 0.75, mostMilliseconds: 12 })).toEqual([12]);
    const [half] = await waitsWith({ share: 0.5, mostMilliseconds: 1_000 });
    expect(half).toBeGreaterThan(15);
    expect(half).toBeLessThan(500);
    expect(await waitsWith(NO_PATIENCE)).toEqual([]);
  });
});
