/** The Poseidon hasher's threads when one dies or a job is wrong; right hashes are in test/equivalence. */
import { afterEach, describe, expect, it } from "vitest";
import { CivicproofError } from "../../../../src/core/errors.ts";
import { poseidonHasher } from "../../../../src/engine/poseidon/hasher.ts";
import type { HasherArity } from "../../../../src/engine/poseidon/instance.ts";
import { createPoseidonPool, type PoseidonPool } from "../../../../src/engine/poseidon/pool.ts";

let pool: PoseidonPool;
afterEach(() => pool.close());

const ARITY = 5;
const bytesFor = (groups: number) => new Uint8Array(32 * ARITY * groups).fill(7);

/** A refusal that came within two seconds. */
async function refusal(promise: Promise<unknown>): Promise<CivicproofError> {
  const started = performance.now();
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(error).toBeInstanceOf(CivicproofError);
  return error as CivicproofError;
}

describe("the Poseidon pool", () => {
  it("refuses what a killed thread was doing within two seconds, and hashes the next", async () => {
    pool = createPoseidonPool({ threads: 2 });
    const bytes = bytesFor(200);
    await pool.hashMany(ARITY, bytes);
    // Some seconds of work.
    const running = refusal(pool.hashMany(ARITY, bytesFor(20_000)));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all(pool.threads().map((thread) => thread.terminate()));
    expect((await running).code).toBe("WORKER_ENDED");
    expect(await pool.hashMany(ARITY, bytes)).toEqual(poseidonHasher().hashMany(ARITY, bytes));
    expect(pool.threads()).toHaveLength(2);
  });

  it.each([10, 200])(
    "refuses %i groups of a width that it has no constants for, and hashes the next",
    async (groups) => {
      pool = createPoseidonPool({ threads: 1 });
      const arity = 7 as HasherArity;
      expect(await refusal(pool.hashMany(arity, new Uint8Array(32 * arity * groups)))).toMatchObject({
        code: "POSEIDON_INPUT_INVALID",
        path: "arity",
      });
      const bytes = bytesFor(200);
      expect(await pool.hashMany(ARITY, bytes)).toEqual(poseidonHasher().hashMany(ARITY, bytes));
    },
  );

  it("refuses after it is closed, and what it had not done by then", async () => {
    pool = createPoseidonPool({ threads: 1 });
    const waiting = refusal(pool.hashMany(ARITY, bytesFor(10_000)));
    await pool.close();
    expect((await waiting).code).toBe("WORKER_POOL_CLOSED");
    expect((await refusal(pool.hashMany(ARITY, bytesFor(200)))).code).toBe("WORKER_POOL_CLOSED");
  });
});
