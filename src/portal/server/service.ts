/** A verifier service for one policy or several, put together from its parts. */
import type { FastifyInstance } from "fastify";
import { InvalidInputError } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import type { TrustedProxies } from "../../core/service/callers.ts";
import { buildHttp, isOwnFailure } from "../../core/service/http.ts";
import { describeError, failureOf, type LogDestination } from "../../core/service/log.ts";
import { readPublicUrl } from "../../core/service/public-url.ts";
import { buildApp } from "./app.ts";
import { createMetrics } from "./metrics.ts";
import { type OpenProgramme, openProgramme, type ProgrammeSettings, requireApart } from "./open-programme.ts";
import { addOperationRoutes } from "./operation.ts";
import { createPairingPool, type PairingPool } from "./pairing-pool.ts";
import { createProcessor, unknownRequest } from "./processor.ts";
import {
  createInProcessQueue,
  type VerificationAnswer,
  type VerificationHandler,
  type VerificationQueue,
} from "./queue.ts";
import { createReadiness } from "./readiness.ts";
import type { ServiceStorage } from "./storage.ts";
import { openTracing } from "./tracing.ts";
import { startWebhooks, type WebhookSender } from "./webhooks.ts";

/** What a process is told that holds for all its programmes; storage and queue are opened by the caller. */
export interface ProcessSettings {
  /** The service's own address as holders see it: https, or http on this machine. */
  readonly publicUrl: string;
  readonly storage: ServiceStorage;
  /** Inside this process by default. */
  readonly queue?: VerificationQueue | undefined;
  /** `web` takes presentations in, `worker` verifies them, `all` does both; only with a queue that others share. */
  readonly role?: "all" | "web" | "worker" | undefined;
  /** Threads that compute pairings; 0, in the main thread, by default. */
  readonly threads?: number | undefined;
  /** Calls of one address per minute; 600 by default. */
  readonly maxCallsPerMinute?: number | undefined;
  /** Calls with one API key per minute; 6000 by default. */
  readonly maxPortalCallsPerMinute?: number | undefined;
  /** Connections at once; 2000 by default. */
  readonly maxConnections?: number | undefined;
  /** The proxies in front, whose `X-Forwarded-For` says who calls; none by default. */
  readonly trustProxy?: TrustedProxies | undefined;
  /** Of civicproof, for the metrics. */
  readonly version?: string | undefined;
  readonly logLevel?: string | undefined;
  readonly logDestination?: LogDestination | undefined;
  /** Seconds since the epoch; this machine's clock by default. */
  readonly now?: (() => number) | undefined;
}

/** What a service of one programme is told. */
export interface VerifierServiceOptions extends ProcessSettings, ProgrammeSettings {}

/** What a service of several programmes is told. */
export interface VerifierServicesOptions extends ProcessSettings {
  /**
   * By name: small letters, digits and hyphens. A programme's routes are below its name, as `/senior-pass/requests`, and
   * its name is its tenant where it has no other.
   */
  readonly programmes: Readonly<Record<string, ProgrammeSettings>>;
}

export interface VerifierService {
  /** A worker's has the routes of those who operate it and no others. */
  readonly app: FastifyInstance;
  readonly pairings: PairingPool | undefined;
  /** Forgets what retention says; also done at the start and once an hour. */
  sweep(): Promise<void>;
  /** Answers what was taken in, then ends. The storage stays open. */
  close(): Promise<void>;
}

const SWEEP_MILLISECONDS = 3_600_000;
/** A check of proofs is given up before the wait for its answer is. */
const PAIRING_SECONDS = 10;

/**
 * Starts a service; `service.app.listen(…)` opens its port. The queue is the service's from now on: it is closed with it,
 * and when the service can't start.
 *
 * @throws PeriodGridError when neither the policy nor the options have a grid of periods
 * @throws RequestError when it could make no request: another grid than the policy's, a malformed verifier or origin
 * @throws StoreProgrammeError when the store is for another programme, or another version of its policy
 * @throws ScopeTermsError when the store knows the programme with another grid or another maxClaims
 * @throws StoreUnavailableError when the store can't be used
 * @throws InvalidInputError for an option out of its form
 */
export function createVerifierService(given: VerifierServiceOptions): Promise<VerifierService> {
  const options = own(given);
  return start(options, { "": options });
}

/**
 * Starts a service of several programmes in one process, on one store and one queue. Each has its own routes, policy,
 * API keys and result keys; none shows, decides or signs another's requests.
 *
 * @throws InvalidInputError for an option out of its form, a name that is none, two programmes that are one service, and
 * an API key that would open two of them
 * @throws PeriodGridError, RequestError, StoreProgrammeError, ScopeTermsError, StoreUnavailableError as
 * {@link createVerifierService} does
 * @example
 * const service = await createVerifierServices({ publicUrl, storage, programmes: { "senior-pass": …, heating: … } });
 */
export function createVerifierServices(given: VerifierServicesOptions): Promise<VerifierService> {
  const { programmes, ...options } = own(given);
  return start(options, programmes);
}

async function start(
  options: ProcessSettings,
  programmes: Readonly<Record<string, ProgrammeSettings>>,
): Promise<VerifierService> {
  const queue = options.queue ?? createInProcessQueue();
  try {
    return await startService(options, programmes, queue);
  } catch (error) {
    await queue.close();
    throw error;
  }
}

async function startService(
  options: ProcessSettings,
  given: Readonly<Record<string, ProgrammeSettings>>,
  carrier: VerificationQueue,
): Promise<VerifierService> {
  const { role = "all", threads = 0 } = options;
  const tracing = await openTracing();
  const [storage, queue] = [tracing.storage(options.storage), tracing.queue(carrier)];
  const now = options.now ?? (() => Math.floor(Date.now() / 1000));
  const publicUrl = readPublicUrl(options.publicUrl);
  const programmes: OpenProgramme[] = [];
  for (const [name, settings] of Object.entries(given))
    programmes.push(await openProgramme(own(settings), { name, publicUrl, storage, now }));
  if (programmes.length === 0) throw new InvalidInputError({ path: "programmes", expected: "one or more" });
  requireApart(programmes);

  const readiness = createReadiness({ storage, queue, programmes, now });
  const certificates = programmes.flatMap(({ name, signedRequests }) =>
    signedRequests?.validUntilSeconds === undefined
      ? []
      : [{ programme: name, untilSeconds: signedRequests.validUntilSeconds }],
  );
  const metrics = await createMetrics({
    ...{ readiness, waiting: queue.waiting, now, certificates, version: options.version },
  });
  const { trustProxy, maxConnections, logLevel, logDestination } = options;
  const answerSeconds = queue.timeoutSeconds;
  const http = { metrics, readiness, trustProxy, maxConnections, answerSeconds, logLevel, logDestination };
  const { maxCallsPerMinute, maxPortalCallsPerMinute } = options;
  const senders = new Map<string, WebhookSender>();
  const decided = (programme: string): void => senders.get(programme)?.wake();
  const app =
    role === "worker"
      ? await buildHttp(http)
      : await buildApp({
          ...http,
          storage,
          queue,
          now,
          decided,
          programmes,
          publicUrl,
          maxCallsPerMinute,
          maxPortalCallsPerMinute,
        });
  if (role === "worker") addOperationRoutes(app, http);
  else
    for (const { name, access } of programmes)
      if (access.isOpen)
        app.log.warn(
          name === "" ? {} : { programme: name },
          "there is no API key: anybody makes requests and reads results",
        );
  for (const { name, offsetApart, settings } of programmes)
    if (offsetApart !== undefined)
      app.log.warn(
        { ...(name === "" ? {} : { programme: name }), timeZone: settings.timeZone, gridOffsetMinutes: offsetApart },
        "days of the grid begin at another hour than days of the time zone now; the grid decides",
      );
  if (role !== "worker")
    for (const programme of programmes) {
      const { name, settings } = programme;
      const { webhook } = settings;
      if (webhook === undefined) continue;
      const count = (outcome: Parameters<typeof metrics.told>[1]) => metrics.told(name, outcome);
      senders.set(name, startWebhooks({ programme, webhook, storage, now, log: app.log, count }));
    }
  const pairings =
    threads > 0 && role !== "web" ? createPairingPool({ threads, timeoutSeconds: PAIRING_SECONDS }) : undefined;
  if (role !== "web") {
    const checks = pairings === undefined ? {} : { checkProofs: pairings.checkProofs };
    const handlers = new Map<string, VerificationHandler>();
    for (const { name, service, settings, retainUntil } of programmes) {
      const process = createProcessor({ ...settings, service, storage, now, retainUntil, ...checks });
      handlers.set(service, async (jobs) => {
        const answers = await process(jobs);
        for (const answer of answers) {
          metrics.decided(name, answer);
          // The process that took the presentation in writes a line, too.
          if (role === "worker" && "error" in answer)
            app.log.warn(failureOf(answer.error, isOwnFailure(answer.error.code)), "refused");
        }
        return answers;
      });
    }
    await queue.work(tracing.handler(dispatch(handlers)), (error) =>
      app.log.error({ defect: describeError(error) }, "jobs were left undecided; they come again"),
    );
  }

  // What is left of a long sweep does not hold up the end of the process; the next start goes on with it.
  const ending = new AbortController();
  const sweep = async (): Promise<void> => {
    try {
      await storage.sweep({ nowSeconds: now(), signal: ending.signal });
      metrics.swept(true);
    } catch (error) {
      metrics.swept(false);
      throw error;
    }
  };
  // A store that is away now is swept in an hour.
  const sweepSoon = (): Promise<void> =>
    sweep().catch((error: unknown) =>
      app.log.warn({ defect: describeError(error) }, "the sweep of old claims has to wait"),
    );
  let sweeping = sweepSoon();
  const timer = setInterval(() => {
    sweeping = sweepSoon();
  }, SWEEP_MILLISECONDS);
  timer.unref();
  return {
    app,
    pairings,
    sweep,
    async close() {
      clearInterval(timer);
      ending.abort();
      await app.close();
      await sweeping;
      await Promise.all([...senders.values()].map((sender) => sender.close()));
      await queue.close();
      await pairings?.close();
    },
  };
}

/** Gives each job to the programme that it is of; a job of none is refused. */
function dispatch(handlers: ReadonlyMap<string, VerificationHandler>): VerificationHandler {
  return async (jobs) => {
    const answers: (VerificationAnswer | undefined)[] = jobs.map(() => undefined);
    await Promise.all(
      [...handlers].map(async ([service, handler]) => {
        const positions = jobs.flatMap((job, i) => (job.service === service ? [i] : []));
        if (positions.length === 0) return;
        const decided = await handler(positions.map((i) => jobs[i]!));
        for (const [k, i] of positions.entries()) answers[i] = decided[k]!;
      }),
    );
    return answers.map((answer) => answer ?? { error: unknownRequest().toJSON() });
  };
}
