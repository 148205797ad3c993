/**
 * The anchoring worker: anchors what waits when there is enough of it or it waited long enough, and keeps the contract at
 * the store's chain. What the contract has is read again in each step, so a reorganisation, a lost answer or a restart
 * needs nothing special: what is missing is sent again, and what is there is not.
 */

import { pause } from "../../../core/abort.ts";
import { viemReader } from "../../../core/chain-clients.ts";
import { CivicproofError } from "../../../core/errors.ts";
import { type FieldElement, fieldFromBytes } from "../../../core/field.ts";
import { ownWith } from "../../../core/own.ts";
import { createSigner, type PrivateKey } from "../../../core/signature.ts";
import { type AnchorPolicy, commitBatch } from "../commit.ts";
import type { RecordStore } from "../record-store.ts";
import { AnchorRegistryError, appendAnchors, checkHead, MAX_RUN, type RegistryClients, readHead } from "./registry.ts";

/** Options of {@link createAnchorWorker}. */
export interface AnchorWorkerOptions extends RegistryClients {
  readonly store: RecordStore;
  readonly policy: AnchorPolicy;
  readonly publisherKey: PrivateKey;
  /** Anchors as soon as so many records wait. */
  readonly maxPending: number;
  /** Anchors when a record has waited so long, or a retirement since so long after the last anchor. */
  readonly maxWaitSeconds: number;
  /** Blocks on top after which an anchor counts as settled. */
  readonly confirmations: number;
}

/** What one step did. */
export interface AnchorStep {
  /** Anchors made. */
  readonly committed: number;
  /** Anchors sent to the contract. */
  readonly published: number;
  /** Anchors that the contract has. */
  readonly onChain: number;
  /** Of these, anchors below the confirmations. */
  readonly settled: number;
}

export interface AnchorWorker {
  /**
   * One step.
   *
   * @throws AnchorRegistryError when the node fails: the next step continues
   * @throws AnchorForkError when the contract holds another chain than the store: this needs a person
   */
  readonly step: (nowSeconds: number) => Promise<AnchorStep>;
}

/** Makes a worker for a store and a contract. */
export function createAnchorWorker(options: AnchorWorkerOptions): AnchorWorker {
  const needed = ["store", "policy", "publisherKey", "contract", "publicClient"] as const;
  const { store, policy, publisherKey, contract } = ownWith(options, ...needed);
  const reader = viemReader(options.publicClient);
  const publisher = createSigner(publisherKey).publicKey.x;
  const sink = `contract:${contract.toLowerCase()}`;

  const commit = async (nowSeconds: number): Promise<number> => {
    let committed = 0;
    while (await isDue(options, nowSeconds)) {
      if ((await commitBatch(store, { policy, publisherKey, nowSeconds })) === undefined) break;
      committed++;
    }
    return committed;
  };

  return {
    async step(nowSeconds) {
      const committed = await commit(nowSeconds);
      const hashes = await anchorHashes(store);
      let head = await readHead(options, publisher);
      checkHead(head, hashes);
      let published = 0;
      while (head.count < hashes.length) {
        const run = hashes.slice(head.count, head.count + MAX_RUN);
        const { transactionHash } = await appendAnchors(options, { publisher, head, anchorHashes: run });
        await note(store, { sink, from: head.count, count: run.length, reference: transactionHash });
        published += run.length;
        head = await readHead(options, publisher);
        checkHead(head, hashes);
      }
      const settled = await settledCount(options, publisher);
      await store.database.execute(
        "UPDATE publications SET state = 'settled' WHERE sink = $1 AND idx < $2 AND state <> 'settled'",
        [sink, settled],
      );
      return { committed, published, onChain: head.count, settled };
    },
  };

  async function settledCount({ confirmations }: AnchorWorkerOptions, of: FieldElement): Promise<number> {
    const newest = await reader.getBlockNumber({ cacheTime: 0 }).catch((cause: unknown) => {
      throw new AnchorRegistryError({ path: "blockNumber", expected: "an answer of the node", cause });
    });
    const block = newest - BigInt(confirmations);
    if (block < 0n) return 0;
    // Before the contract was there, it has nothing; a node that does not say is none that says so.
    const code = await reader.getCode({ address: contract, blockNumber: block }).catch((cause: unknown) => {
      throw new AnchorRegistryError({ path: "blockNumber", expected: "an answer of the node", cause });
    });
    return code === undefined || code === "0x" ? 0 : (await readHead(options, of, block)).count;
  }
}

async function isDue({ store, maxPending, maxWaitSeconds }: AnchorWorkerOptions, nowSeconds: number): Promise<boolean> {
  const [waiting] = await store.database.query<{ n: number; oldest: number | null }>(
    "SELECT count(*) AS n, min(records.created) AS oldest FROM pending JOIN records ON records.id = pending.id",
  );
  const count = Number(waiting!.n);
  if (count >= maxPending || (count > 0 && nowSeconds - Number(waiting!.oldest) >= maxWaitSeconds)) return true;
  const [retiring] = await store.database.query<{ n: number }>("SELECT count(*) AS n FROM retirements");
  if (Number(retiring!.n) === 0) return false;
  const [last] = await store.database.query<{ time: number | null }>(
    "SELECT max(time) AS time FROM events WHERE action = 'anchor'",
  );
  return nowSeconds - Number(last?.time ?? 0) >= maxWaitSeconds;
}

async function anchorHashes({ database }: RecordStore): Promise<readonly FieldElement[]> {
  const rows = await database.query<{ hash: Uint8Array }>("SELECT hash FROM anchors ORDER BY idx");
  return rows.map(({ hash }) => fieldFromBytes(Uint8Array.from(hash)));
}

async function note(
  { database }: RecordStore,
  {
    sink,
    from,
    count,
    reference,
  }: { readonly sink: string; readonly from: number; readonly count: number; readonly reference: string },
): Promise<void> {
  await database.transaction(async (connection) => {
    for (let index = from; index < from + count; index++) {
      await connection.execute("DELETE FROM publications WHERE idx = $1 AND sink = $2", [index, sink]);
      await connection.insert(
        "publications",
        ["idx", "sink", "state", "reference"],
        [[index, sink, "sent", reference]],
      );
    }
  });
}

/** Options of {@link runAnchorWorker}. */
export interface RunOptions {
  readonly signal: AbortSignal;
  readonly nowSeconds: () => number;
  /** Between steps; 10,000 by default. After a failure twice as long each time, up to 60,000. */
  readonly pollMilliseconds?: number;
  readonly onStep?: (step: AnchorStep) => void;
  /** Told about failures of the node, which are tried again. */
  readonly onError?: (error: AnchorRegistryError) => void;
}

const LONGEST_PAUSE = 60_000;

/** Steps until the signal fires. @throws whatever is no failure of the node */
export async function runAnchorWorker(worker: AnchorWorker, options: RunOptions): Promise<void> {
  ownWith(worker, "step");
  const { signal, nowSeconds, pollMilliseconds = 10_000, onStep, onError } = ownWith(options, "signal", "nowSeconds");
  let wait = pollMilliseconds;
  while (!signal.aborted) {
    try {
      // Apart from the call of `onStep`: without one, its argument would not be computed.
      const step = await worker.step(nowSeconds());
      onStep?.(step);
      wait = pollMilliseconds;
    } catch (error) {
      if (!(error instanceof CivicproofError) || error.code !== "ANCHOR_REGISTRY_FAILED") throw error;
      onError?.(error as AnchorRegistryError);
      wait = Math.min(2 * wait, LONGEST_PAUSE);
    }
    await pause(wait, signal);
  }
}
