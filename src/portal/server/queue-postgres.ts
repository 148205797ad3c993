/** Jobs in a table of Postgres: any number of service and worker processes on any number of machines. */

import { createHash, randomBytes } from "node:crypto";
import type { ClientBase } from "pg";
import { bytesToBase64url, bytesToHex } from "../../core/bytes.ts";
import { migrate, type TableSet } from "../../core/database/migrate.ts";
import { connectPostgres } from "../../core/database/postgres.ts";
import type { PostgresAccess } from "../../core/database/postgres-access.ts";
import { createMutex, DatabaseUnavailableError } from "../../core/database/sql.ts";
import { createGroupCommit } from "../../core/group-commit.ts";
import { InvalidInputError } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import { RequestError } from "../../presentation/proof/request.ts";
import { asStore } from "../store/as-store.ts";
import { StoreUnavailableError } from "../store/port.ts";
import { createBell } from "./bell.ts";
import { inTime } from "./in-time.ts";
import type { VerificationAnswer, VerificationHandler, VerificationJob, VerificationQueue } from "./queue.ts";
import { ServiceOverloadedError } from "./queue.ts";

/** Options of {@link openPostgresQueue}. */
export interface PostgresQueueOptions extends PostgresAccess {
  /** `postgres://…`; the same database as the store's, or another. */
  readonly url: string;
  /**
   * The services of this process, by `serviceIdentity`: processes of one service share its jobs. Each at most 64 letters,
   * digits, hyphens and underscores.
   */
  readonly services: readonly string[];
  /** Jobs that this process takes at once; 64 by default. */
  readonly maxBatch?: number;
  /** Jobs of this process that may wait; 1000 by default. */
  readonly maxWaiting?: number;
  /** How long an answer is waited for, at most; 15 by default. */
  readonly timeoutSeconds?: number;
}

const SERVICE = /^[A-Za-z0-9_-]{1,64}$/;
/** One for each of: listening, adding, collecting, working, and the rest. */
const MAX_CONNECTIONS = 5;
/** Listening holds one of them. */
const MIN_CONNECTIONS = 2;
/** One statement moves a few dozen rows. Whatever the network does, a call on the database is over after it. */
const STATEMENT_MILLISECONDS = 3_000;
/** Opening makes the tables where they are missing. */
const OPEN_MILLISECONDS = 20_000;
/** A job whose worker vanished is given to another one after this time, and to no more than four. */
const [TAKEN_SECONDS, MAX_TAKES] = [15, 4];
/** How often each process proves that notifications reach it, and says that it works. */
const BEAT_MILLISECONDS = 5_000;
/** A worker that has not said so for this time is none. */
const WORKER_SECONDS = 15;
/** A look at the queue without a notification: seldom while notifications arrive, otherwise as often as it takes. */
const [SELDOM, OFTEN, AFTER_FAILURE] = [5_000, 50, 500];
const SWEEP_MILLISECONDS = 10_000;
/** Each of several processes has a part of the calls, and a batch has a fixed price: it waits longer for its share. */
const PATIENCE_AT_HOME = { share: 0.75, mostMilliseconds: 12 };

export const QUEUE_TABLES: TableSet = {
  name: "queue",
  tables: ["civicproof_jobs", "civicproof_workers"],
  steps: [
    (connection) =>
      // Unlogged: a presentation never reaches the write-ahead log, hence no standby and no backup. A crash of the
      // server empties the table, and holders send again.
      connection.script(`
        CREATE UNLOGGED TABLE IF NOT EXISTS civicproof_jobs (
          id text PRIMARY KEY, queue text NOT NULL, reply_to text NOT NULL, job text NOT NULL,
          expires_at timestamptz NOT NULL, taken_until timestamptz, takes integer NOT NULL DEFAULT 0, answer text);
        CREATE INDEX IF NOT EXISTS civicproof_jobs_open ON civicproof_jobs (queue, expires_at) WHERE answer IS NULL;
        CREATE UNLOGGED TABLE IF NOT EXISTS civicproof_workers (
          id text PRIMARY KEY, queue text NOT NULL, seen_at timestamptz NOT NULL)`),
  ],
};

const ADD = `
  WITH added AS (
    INSERT INTO civicproof_jobs (id, queue, reply_to, job, expires_at)
    SELECT id, service, $1, job, clock_timestamp() + seconds * interval '1 second'
    FROM unnest($2::text[], $3::text[], $4::text[], $5::float8[]) AS given (id, service, job, seconds) RETURNING 1)
  SELECT pg_notify(channel, '') FROM unnest($6::text[]) AS told (channel) WHERE EXISTS (SELECT FROM added)`;
const TAKE = `
  UPDATE civicproof_jobs SET taken_until = clock_timestamp() + interval '${TAKEN_SECONDS} seconds', takes = takes + 1
  WHERE id IN (
    SELECT id FROM civicproof_jobs
    WHERE queue = ANY($1) AND answer IS NULL AND expires_at > clock_timestamp() AND takes < ${MAX_TAKES}
      AND (taken_until IS NULL OR taken_until < clock_timestamp())
    ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
  RETURNING id, job`;
/** The presentation goes with the answer's arrival. */
const COMPLETE = `
  WITH done AS (
    UPDATE civicproof_jobs AS jobs SET answer = given.answer, job = ''
    FROM unnest($2::text[], $3::text[]) AS given (id, answer)
    WHERE jobs.id = given.id AND jobs.queue = ANY($1) RETURNING reply_to)
  SELECT pg_notify(reply_to, '') FROM (SELECT DISTINCT reply_to FROM done) AS channels`;
const COLLECT = "DELETE FROM civicproof_jobs WHERE id = ANY($1::text[]) AND answer IS NOT NULL RETURNING id, answer";
/** Of all queues, so that nothing stays where a service ran that is gone. An answer may be on its way. */
const SWEEP = `
  DELETE FROM civicproof_jobs
  WHERE expires_at < clock_timestamp() AND (answer IS NULL OR expires_at < clock_timestamp() - interval '1 minute')`;
const BEAT = "SELECT pg_notify($1, 'beat')";
const BEAT_OF_WORKER = `
  WITH seen AS (
    INSERT INTO civicproof_workers (id, queue, seen_at)
    SELECT $1 || '/' || service, service, clock_timestamp() FROM unnest($2::text[]) AS given (service)
    ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at RETURNING 1)
  SELECT pg_notify($1, 'beat') FROM (SELECT FROM seen LIMIT 1) AS one`;
const HAS_WORKER = `
  SELECT count(DISTINCT queue)::integer AS worked FROM civicproof_workers
  WHERE queue = ANY($1) AND seen_at > clock_timestamp() - interval '${WORKER_SECONDS} seconds'`;
const FORGET_WORKERS = `
  DELETE FROM civicproof_workers WHERE starts_with(id, $1) OR seen_at < clock_timestamp() - interval '1 hour'`;

/**
 * Opens the queue and makes its tables where they are missing. A job holds a presentation, hence a nullifier: it is
 * deleted with its answer, and when its request is over in any case.
 *
 * A process that works itself decides what it took in, and hands on only what comes while a full batch of its own waits.
 * So processes with equal shares don't use the table, and one that gets all the calls is helped by the others.
 *
 * Notifications (LISTEN and NOTIFY) tell workers of jobs and submitters of answers; where they don't arrive, the table is
 * looked at twenty times a second. Every call settles in its time, also on a network that swallows what is sent.
 *
 * A worker that dies loses nothing: its jobs come again, and deciding twice changes nothing, as the store keeps the
 * request's id with the claim.
 *
 * @throws StoreUnavailableError when Postgres can't be used, or does not answer
 * @throws DatabaseNotWritableError, DatabaseConnectionSharedError, DatabaseUrlError as openPostgres
 * @throws DatabaseRightsError when the role may not make the tables that are missing, or not work with them
 * @throws DatabaseVersionNewerError when a newer release has changed the tables
 * @throws InvalidInputError for a service out of its form, or none
 * @throws PackageMissingError without the package pg
 * @example
 * const queue = await openPostgresQueue({ url: "postgres://…", services: [serviceIdentity(parts)] });
 */
export async function openPostgresQueue(options: PostgresQueueOptions): Promise<VerificationQueue> {
  const {
    url,
    services,
    maxBatch = 64,
    maxWaiting = 1_000,
    timeoutSeconds = 15,
    ...access
  } = ownWith(options, "url", "services");
  if (!Array.isArray(services) || services.length === 0 || !services.every((service) => SERVICE.test(service)))
    throw new InvalidInputError({
      path: "services",
      expected: "names of 1 to 64 letters, digits, hyphens, underscores",
    });
  const database = await asStore(() =>
    connectPostgres(url, {
      ...access,
      maxConnections: Math.max(MIN_CONNECTIONS, access.maxConnections ?? MAX_CONNECTIONS),
      oneAtATime: false,
      connectTimeoutMilliseconds: STATEMENT_MILLISECONDS,
      statementTimeoutMilliseconds: STATEMENT_MILLISECONDS,
    }),
  );
  const run = <Row extends object>(text: string, values: unknown[]): Promise<Row[]> =>
    asStore(() => database.use(async (session) => (await session.query<Row>(text, values)).rows));
  try {
    await within(
      OPEN_MILLISECONDS,
      "tables that can be made",
      asStore(() => migrate(database, QUEUE_TABLES)),
    );
    await run(SWEEP, []);
  } catch (error) {
    void database.close();
    throw error;
  }

  /** Names this process in the table of workers and as the channel of its answers. */
  const self = `civicproof_${bytesToHex(randomBytes(12))}`;
  const channels = new Set(services.map(channelOf));
  const [jobsBell, answersBell, beatBell, closeBell] = [createBell(), createBell(), createBell(), createBell()];
  const pending = new Map<string, (answer: VerificationAnswer | Error) => void>();
  let [isClosed, isListening, waiting, lastTurn] = [false, false, 0, 0];
  let working: Promise<void> | undefined;
  /** Own jobs and those of the table, one batch after the other: both have their turn, however many of one kind come. */
  let decide: VerificationHandler | undefined;
  let atHome = 0;
  /** What keeps answers from arriving now, for those who wait for one; a worker reports it, too. */
  let trouble: unknown;
  let tell = (_error: unknown): void => {};
  const noteTrouble = (error: unknown): void => {
    trouble = error;
    tell(error);
  };
  const lookAgain = (): number => (isListening ? SELDOM : OFTEN);

  const adding = createGroupCommit<{ readonly id: string; readonly job: VerificationJob }, void>({
    maxItems: 100,
    async commit(items) {
      const [ids, jobs, seconds] = [
        items.map(({ id }) => id),
        items.map(({ job }) => JSON.stringify(job)),
        items.map(({ job }) => job.secondsLeft),
      ];
      const queues = items.map(({ job }) => job.service);
      await run(ADD, [self, ids, queues, jobs, seconds, [...new Set(queues)].map(channelOf)]);
      return items.map(() => ({ result: undefined }));
    },
  });

  const home = createGroupCommit<VerificationJob, VerificationAnswer>({
    maxItems: maxBatch,
    patience: PATIENCE_AT_HOME,
    commit: async (jobs) => (await decide!(jobs)).map((result) => ({ result })),
  });
  const decideAtHome = async (job: VerificationJob): Promise<VerificationAnswer> => {
    atHome++;
    try {
      return await within(1_000 * timeoutSeconds, "an answer in time", home.add(job));
    } finally {
      atHome--;
    }
  };

  /** Hands the answers out that have arrived, as long as the queue is open. */
  const collect = async (): Promise<void> => {
    while (!isClosed) {
      await answersBell.wait(pending.size === 0 ? undefined : lookAgain());
      answersBell.quiet();
      if (pending.size === 0) continue;
      try {
        const rows = await run<{ id: string; answer: string }>(COLLECT, [[...pending.keys()]]);
        trouble = undefined;
        for (const { id, answer } of rows) pending.get(id)?.(JSON.parse(answer) as VerificationAnswer);
      } catch (error) {
        noteTrouble(error);
        await closeBell.wait(AFTER_FAILURE);
      }
    }
  };

  /** Has a job decided by whichever process takes it from the table. */
  const handOn = async (job: VerificationJob): Promise<VerificationAnswer> => {
    const id = bytesToBase64url(randomBytes(16));
    const answered = new Promise<VerificationAnswer>((resolve, reject) => {
      pending.set(id, (answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
    });
    answersBell.ring();
    try {
      const added = adding.add({ id, job });
      return await within(
        1_000 * timeoutSeconds,
        "an answer in time",
        Promise.race([added.then(() => answered), answered]),
        () => trouble,
      );
    } finally {
      pending.delete(id);
    }
  };

  const workOnce = async (handler: VerificationHandler): Promise<number> => {
    jobsBell.quiet();
    const rows = await run<{ id: string; job: string }>(TAKE, [services, maxBatch]);
    if (rows.length === 0) return 0;
    const jobs = rows.map(({ job }) => readJob(job));
    const known = jobs.filter((job) => job !== undefined);
    const decided = known.length === 0 ? [] : await handler(known);
    const answers = jobs.map((job) => (job === undefined ? NOT_A_JOB : decided[known.indexOf(job)]!));
    await run(COMPLETE, [services, rows.map(({ id }) => id), answers.map((answer) => JSON.stringify(answer))]);
    return rows.length;
  };
  const work = async (turn: () => Promise<number>, report: (error: unknown) => void): Promise<void> => {
    while (!isClosed) {
      lastTurn = performance.now();
      try {
        if ((await turn()) === 0) await jobsBell.wait(lookAgain());
      } catch (error) {
        // The jobs stay taken; they come again when their time is over.
        report(error);
        await closeBell.wait(AFTER_FAILURE);
      }
    }
  };

  const beat = async (): Promise<void> => {
    const isWorking = working !== undefined && performance.now() - lastTurn < 1_000 * TAKEN_SECONDS;
    beatBell.quiet();
    await (isWorking ? run(BEAT_OF_WORKER, [self, services]) : run(BEAT, [self]));
    await beatBell.wait(STATEMENT_MILLISECONDS);
    if (!beatBell.isRung() && !isClosed)
      throw new DatabaseUnavailableError({ path: "queue", expected: "notifications that arrive" });
  };
  /** Keeps one connection for notifications, and another one after it when none arrives. */
  const listen = async (): Promise<void> => {
    while (!isClosed) {
      try {
        await database.use(async (session) => {
          const client = session as ClientBase;
          const hear = (heard: { channel: string; payload?: string | undefined }): void => {
            if (channels.has(heard.channel)) jobsBell.ring();
            else if (heard.payload === "beat") beatBell.ring();
            else answersBell.ring();
          };
          const lose = (): void => {
            isListening = false;
            for (const bell of [jobsBell, answersBell, beatBell]) bell.ring();
          };
          client.on("notification", hear);
          client.on("end", lose);
          try {
            for (const channel of [...channels, self]) await client.query(`LISTEN "${channel}"`);
            while (!isClosed) {
              await beat();
              isListening = true;
              await closeBell.wait(BEAT_MILLISECONDS);
            }
            await client.query("UNLISTEN *");
          } finally {
            client.off("notification", hear);
            client.off("end", lose);
          }
        });
      } catch (error) {
        if (!isClosed) noteTrouble(error);
        isListening = false;
        // What was said meanwhile was not heard.
        jobsBell.ring();
        answersBell.ring();
        await closeBell.wait(AFTER_FAILURE);
      }
    }
  };
  const running = [collect(), listen()];
  const sweeper = setInterval(() => {
    // A database that is away now is swept later.
    run(SWEEP, []).catch((error: unknown) => tell(error));
  }, SWEEP_MILLISECONDS);
  sweeper.unref();

  return {
    async submit(job) {
      if (isClosed) throw closedQueue();
      if (waiting >= maxWaiting) throw new ServiceOverloadedError();
      if (!services.includes(job.service))
        throw new InvalidInputError({ path: "job.service", expected: "a service of this process" });
      waiting++;
      try {
        return await (decide !== undefined && atHome < maxBatch ? decideAtHome(job) : handOn(job));
      } finally {
        waiting--;
      }
    },
    async work(handler, report = () => {}) {
      if (working !== undefined) return;
      lastTurn = performance.now();
      tell = report;
      const oneByOne = createMutex();
      decide = (jobs) => oneByOne(() => handler(jobs));
      // Jobs are taken when they can be decided at once: until then any other process may have them.
      working = work(() => oneByOne(() => workOnce(handler)), report);
      await run(BEAT_OF_WORKER, [self, services]);
    },
    timeoutSeconds,
    waiting: () => waiting,
    async health() {
      if (isClosed) throw closedQueue();
      const [row] = await run<{ worked: number }>(HAS_WORKER, [services]);
      if (row!.worked < new Set(services).size)
        throw new StoreUnavailableError({ path: "queue", expected: "a worker" });
    },
    async close() {
      isClosed = true;
      clearInterval(sweeper);
      for (const bell of [jobsBell, answersBell, beatBell, closeBell]) bell.close();
      const settled = async (work: Promise<unknown>) =>
        within(3 * STATEMENT_MILLISECONDS, "an end", work).catch(() => undefined);
      await settled(Promise.all([working, home.drain()]));
      for (const settle of pending.values()) settle(closedQueue());
      await settled(Promise.all([...running, adding.drain()]));
      if (working !== undefined) await settled(run(FORGET_WORKERS, [self]));
      await settled(database.close());
    },
  };
}

/** Where jobs of a service are told of. An identifier of Postgres has at most 63 characters. */
const channelOf = (service: string): string =>
  `civicproof_${bytesToHex(createHash("sha256").update(service).digest()).slice(0, 40)}`;

const closedQueue = (): Error => new StoreUnavailableError({ path: "queue", expected: "an open queue" });

/** What stands in the table may be of anybody who may write there. */
const NOT_A_JOB: VerificationAnswer = {
  error: new RequestError({ path: "job", expected: "a job of a service" }).toJSON(),
};

function readJob(text: string): VerificationJob | undefined {
  let job: Partial<VerificationJob> | null;
  try {
    job = JSON.parse(text) as Partial<VerificationJob> | null;
  } catch {
    return undefined;
  }
  return typeof job?.service === "string" && typeof job.requestId === "string" ? (job as VerificationJob) : undefined;
}

/** The result of `work`, or a refusal when it takes longer. */
const within = <T>(milliseconds: number, expected: string, work: Promise<T>, why?: () => unknown): Promise<T> =>
  inTime(work, { milliseconds, path: "queue", expected, ...(why === undefined ? {} : { why }) });
