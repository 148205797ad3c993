/** Jobs on pg-boss, a queue inside Postgres: any number of service and worker processes on any number of machines. */
import { setTimeout as sleep } from "node:timers/promises";
import { connectPostgres } from "../../core/database/postgres.ts";
import { DatabaseUnavailableError } from "../../core/database/sql.ts";
import { CivicproofError } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { loadPeer } from "../../core/peer.ts";
import { StoreUnavailableError } from "../store/port.ts";
import type { VerificationAnswer, VerificationHandler, VerificationJob, VerificationQueue } from "./queue.ts";
import { ServiceOverloadedError } from "./queue.ts";

/** Options of {@link openPgBossQueue}. */
export interface PgBossQueueOptions {
  /** `postgres://…`; the same database as the store's, or another. */
  readonly url: string;
  /**
   * Name of the queue, `serviceIdentity` of the service: services of one name share their jobs. At most 64 letters,
   * digits, hyphens and underscores; `civicproof-verify` by default.
   */
  readonly name?: string;
  /** Jobs that this process takes at once; 64 by default. */
  readonly maxBatch?: number;
  /** Jobs of this process that may wait; 1000 by default. */
  readonly maxWaiting?: number;
  /** How long an answer is waited for; 30 by default. */
  readonly timeoutSeconds?: number;
}

const NAME = /^[A-Za-z0-9_-]{1,64}$/;
/** A job whose worker vanished is given to another one after this time. */
const EXPIRE_SECONDS = 15;
const RETRIES = 3;
/** One statement of the queue; its upkeep moves many rows. */
const TIMEOUT_MILLISECONDS = 30_000;
/** One of them holds the lock while the queue is made. */
const MAX_CONNECTIONS = 6;
/** Waits between two looks at the queue: short while there is work, longer when idle. */
const [SHORTEST_WAIT, LONGEST_WAIT] = [10, 200];

/**
 * Opens the queue and makes its schema where it is missing. A job holds a presentation, hence a nullifier: it is
 * deleted with its answer's arrival, and after a minute in any case.
 *
 * A worker that dies loses nothing: its jobs come again, and deciding twice changes nothing, as the store keeps the
 * request's id with the claim.
 *
 * @throws StoreUnavailableError when Postgres can't be used
 * @throws InvalidInputError for a name out of its form
 * @throws PackageMissingError without the package pg-boss
 */
export async function openPgBossQueue({
  url,
  name = "civicproof-verify",
  maxBatch = 64,
  maxWaiting = 1_000,
  timeoutSeconds = 30,
}: PgBossQueueOptions): Promise<VerificationQueue> {
  if (!NAME.test(name))
    throw new InvalidInputError({ path: "name", expected: "1 to 64 letters, digits, hyphens and underscores" });
  const { default: PgBoss } = await loadPeer("pg-boss", () => import("pg-boss"));
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      const isOther = cause instanceof CivicproofError && !(cause instanceof DatabaseUnavailableError);
      throw isOther ? cause : new StoreUnavailableError({ path: "queue", cause });
    }
  };
  const database = await attempt(() =>
    connectPostgres(url, {
      maxConnections: MAX_CONNECTIONS,
      oneAtATime: false,
      statementTimeoutMilliseconds: TIMEOUT_MILLISECONDS,
    }),
  );
  const stop = async (boss: InstanceType<typeof PgBoss>): Promise<void> => {
    await boss.stop({ graceful: false, wait: true });
  };
  /** Its own next attempt when it fails: a PgBoss whose start failed can't start again. */
  const start = async (): Promise<InstanceType<typeof PgBoss>> => {
    const boss = new PgBoss({
      // pg-boss would keep its own connections after a start that failed.
      db: { executeSql: (text, values) => database.use((session) => session.query(text, values)) },
      schedule: false,
      archiveCompletedAfterSeconds: 60,
      archiveFailedAfterSeconds: 60,
      deleteAfterSeconds: 60,
      maintenanceIntervalSeconds: 60,
    });
    // Broken connections show up as errors of the calls below.
    boss.on("error", () => {});
    try {
      await boss.start();
      await boss.createQueue(name, { name, retryLimit: RETRIES, expireInSeconds: EXPIRE_SECONDS });
      return boss;
    } catch (error) {
      await stop(boss);
      throw error;
    }
  };
  let boss: InstanceType<typeof PgBoss>;
  try {
    // pg-boss makes tables and partitions without regard for others that do the same.
    boss = await attempt(() => database.withSchemaLock(start));
  } catch (error) {
    await database.close();
    throw error;
  }

  let isClosed = false;
  let waiting = 0;
  let working: Promise<void> | undefined;

  const workOnce = async (handler: VerificationHandler): Promise<number> => {
    const jobs = await boss.fetch<VerificationJob>(name, { batchSize: maxBatch });
    if (jobs.length === 0) return 0;
    const answers = await handler(jobs.map(({ data }) => data));
    await Promise.all(jobs.map(({ id }, i) => boss.complete(name, id, answers[i]!)));
    return jobs.length;
  };

  const loop = async (handler: VerificationHandler): Promise<void> => {
    for (let wait = SHORTEST_WAIT; !isClosed; ) {
      // A failure leaves the jobs active; they expire and come again.
      const done = await workOnce(handler).catch(() => 0);
      wait = done > 0 ? SHORTEST_WAIT : Math.min(2 * wait, LONGEST_WAIT);
      if (done === 0) await sleep(wait);
    }
  };

  return {
    async submit(job) {
      if (isClosed) throw new StoreUnavailableError({ path: "queue", expected: "an open queue" });
      if (waiting >= maxWaiting) throw new ServiceOverloadedError();
      waiting++;
      try {
        const id = await attempt(() => boss.send(name, job));
        if (id === null) throw new StoreUnavailableError({ path: "queue" });
        const deadline = Date.now() + timeoutSeconds * 1_000;
        for (let wait = SHORTEST_WAIT; Date.now() < deadline; wait = Math.min(1.5 * wait, LONGEST_WAIT)) {
          await sleep(wait);
          const found = await attempt(() => boss.getJobById(name, id, { includeArchive: true }));
          if (found?.state === "completed") {
            await attempt(() => boss.deleteJob(name, id));
            return found.output as VerificationAnswer;
          }
          if (found === null || found.state === "failed" || found.state === "cancelled") break;
        }
        throw new StoreUnavailableError({ path: "queue", expected: "an answer in time" });
      } finally {
        waiting--;
      }
    },
    async work(handler) {
      working ??= loop(handler);
    },
    async close() {
      isClosed = true;
      await working;
      await stop(boss);
      await database.close();
    },
  };
}
