/** A verifier service for one policy, put together from its parts. */
import type { FastifyInstance } from "fastify";
import type { JWK } from "jose";
import { InvalidInputError } from "../../core/json.ts";
import { isSafeUrl } from "../../core/origin.ts";
import { own } from "../../core/own.ts";
import { endOfPeriod, type PeriodGrid, parseGrid, startOfDay } from "../../core/period-grid.ts";
import {
  CROSS_DEVICE_LIFETIME_SECONDS,
  createRequest,
  type PresentationRequest,
} from "../../presentation/proof/request.ts";
import type { VerificationKey } from "../../statement/artifacts/imported-key.ts";
import type { CircuitName } from "../../statement/circuit/signals.ts";
import type { CompiledPolicy } from "../../statement/policy/compile.ts";
import { policyTitle } from "../../statement/policy/language.ts";
import { type ApiKey, openAccess } from "./access.ts";
import { buildApp, type RequestOptions } from "./app.ts";
import type { TrustedProxies } from "./callers.ts";
import { buildHttp, isOwnFailure } from "./http.ts";
import { serviceIdentity } from "./identity.ts";
import { describeError, failureOf, type LogDestination } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { addOperationRoutes } from "./operation.ts";
import { createPairingPool, type PairingPool } from "./pairing-pool.ts";
import { createProcessor, type ReadStatements } from "./processor.ts";
import { programmeOfRequest } from "./programme.ts";
import { createInProcessQueue, type VerificationQueue } from "./queue.ts";
import { createReadiness } from "./readiness.ts";
import { generateResultKey, openResultSigner } from "./results.ts";
import type { ServiceStorage } from "./storage.ts";

/** What a service is told; the parts that own something (storage, queue) are opened by the caller and closed by it. */
export interface VerifierServiceOptions {
  readonly policy: CompiledPolicy;
  /** The portal's domain name: part of the scope, and the issuer of results. */
  readonly verifier: string;
  /** The portal's web origin: proofs are bound to it, and results addressed to it. */
  readonly origin: string;
  /** The service's own address as holders see it: https, or http on this machine. */
  readonly publicUrl: string;
  readonly storage: ServiceStorage;
  readonly verificationKeys: Partial<Readonly<Record<CircuitName, VerificationKey>>>;
  readonly readStatements: ReadStatements;
  /** How old a statement may be whose roots are accepted; at least two intervals of the registry. */
  readonly maxRootAgeSeconds: number;
  /** How long claims are remembered after their period, for appeals. */
  readonly appealSeconds: number;
  /** Id of the registry whose statements count. */
  readonly registry: string;
  /** The programme's grid of periods (protocol P-33), where the policy has none. */
  readonly grid?: string | undefined;
  /** Tells services on one store apart that have policy, verifier, origin and registry in common. */
  readonly tenant?: string | undefined;
  /** How long a request may be answered; 600 by default, and at most 120 for a wallet on another device. */
  readonly requestLifetimeSeconds?: number | undefined;
  /** The portal's page to which a person comes back after a claim on one device: a path of `origin`; `/` by default. */
  readonly returnPath?: string | undefined;
  /** What the claim is for, in plain words; the policy's title by default. */
  readonly purpose?: string | undefined;
  /** SHA-256 of the DPIA, 64 hexadecimal characters. */
  readonly dpiaHash?: string | undefined;
  /** The first JWK signs results; the others stay known, see `openResultSigner`. A fresh ES256 key by default. */
  readonly resultKeys?: readonly JWK[] | undefined;
  /** Inside this process by default. */
  readonly queue?: VerificationQueue | undefined;
  /** `web` takes presentations in, `worker` verifies them, `all` does both; only with a queue that others share. */
  readonly role?: "all" | "web" | "worker" | undefined;
  /** Threads that compute pairings; 0, in the main thread, by default. */
  readonly threads?: number | undefined;
  /** Asked of the portal on its routes, see `hashApiKey`; without one, anybody makes requests and reads results. */
  readonly apiKeys?: readonly ApiKey[] | undefined;
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
export async function createVerifierService(given: VerifierServiceOptions): Promise<VerifierService> {
  const options = own(given);
  const queue = options.queue ?? createInProcessQueue();
  try {
    return await startService(options, queue);
  } catch (error) {
    await queue.close();
    throw error;
  }
}

async function startService(options: VerifierServiceOptions, queue: VerificationQueue): Promise<VerifierService> {
  const { policy, storage, verifier, origin, role = "all", threads = 0 } = options;
  const now = options.now ?? (() => Math.floor(Date.now() / 1000));
  const { policyHash } = policy;
  const { registry, tenant, requestLifetimeSeconds = 600 } = options;
  const gridText = options.grid ?? policy.policy.grid;
  const grid = parseGrid(gridText);
  const retainUntil = retention(grid, options.appealSeconds);
  const service = serviceIdentity({ verifier, origin, registry, policyHash, tenant });
  const returnUrl = readReturnUrl(options.returnPath ?? "/", origin);

  const publicUrl = readPublicUrl(options.publicUrl);

  const makeRequest = ({ recipient, isSameDevice }: RequestOptions, nowSeconds = now()): PresentationRequest =>
    createRequest({
      policy,
      scope: { verifier },
      registry,
      ...(gridText === undefined ? {} : { grid: gridText }),
      origin,
      responseOrigin: new URL(publicUrl).origin,
      nowSeconds,
      crossDevice: !isSameDevice,
      lifetimeSeconds: isSameDevice
        ? requestLifetimeSeconds
        : Math.min(requestLifetimeSeconds, CROSS_DEVICE_LIFETIME_SECONDS),
      ...(recipient === undefined ? {} : { recipient }),
    });
  // What would be refused with every request is refused now: what the store is not for, a malformed name.
  const trial = makeRequest({ isSameDevice: true }, Math.max(now(), startOfDay(grid, grid.firstDay)));
  await storage.pin(programmeOfRequest(trial, policy, tenant));

  const transactionOf = (request: PresentationRequest) => {
    const retainUntilSeconds = retainUntil(request);
    return {
      purpose: options.purpose ?? policyTitle(policy.policy),
      ...(retainUntilSeconds === undefined ? {} : { retainUntilSeconds }),
      ...(options.dpiaHash === undefined ? {} : { dpiaHash: options.dpiaHash }),
    };
  };
  const { verificationKeys, readStatements, maxRootAgeSeconds, apiKeys = [] } = options;
  const readiness = createReadiness({ storage, queue, readStatements, maxRootAgeSeconds, now });
  const metrics = await createMetrics({ readiness, waiting: queue.waiting, now, version: options.version });
  const { trustProxy, maxConnections, logLevel, logDestination } = options;
  const answerSeconds = queue.timeoutSeconds;
  const http = { metrics, readiness, trustProxy, maxConnections, answerSeconds, logLevel, logDestination };
  const access = openAccess(apiKeys);
  const { maxCallsPerMinute, maxPortalCallsPerMinute } = options;
  const app =
    role === "worker"
      ? await buildHttp(http)
      : await buildApp({
          ...http,
          service,
          storage,
          queue,
          returnUrl,
          now,
          signer: await openResultSigner(options.resultKeys ?? [await generateResultKey()], verifier, now),
          makeRequest,
          transactionOf,
          publicUrl,
          access,
          maxCallsPerMinute,
          maxPortalCallsPerMinute,
        });
  if (role === "worker") addOperationRoutes(app, http);
  else if (access.isOpen) app.log.warn("there is no API key: anybody makes requests and reads results");
  const pairings = threads > 0 && role !== "web" ? createPairingPool({ threads }) : undefined;
  if (role !== "web") {
    const checks = pairings === undefined ? {} : { checkProofs: pairings.checkProofs };
    const process = createProcessor({
      service,
      storage,
      verificationKeys,
      readStatements,
      maxRootAgeSeconds,
      now,
      retainUntil,
      ...checks,
    });
    await queue.work(
      async (jobs) => {
        const answers = await process(jobs);
        for (const answer of answers) {
          metrics.decided(answer);
          // The process that took the presentation in writes a line, too.
          if (role === "worker" && "error" in answer)
            app.log.warn(failureOf(answer.error, isOwnFailure(answer.error.code)), "refused");
        }
        return answers;
      },
      (error) => app.log.error({ defect: describeError(error) }, "jobs were left undecided; they come again"),
    );
  }

  const sweep = async (): Promise<void> => {
    try {
      await storage.sweep({ nowSeconds: now() });
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
  const timer = setInterval(sweepSoon, SWEEP_MILLISECONDS);
  timer.unref();
  const firstSweep = sweepSoon();
  return {
    app,
    pairings,
    sweep,
    async close() {
      clearInterval(timer);
      await firstSweep;
      await app.close();
      await queue.close();
      await pairings?.close();
    },
  };
}

/** How long the claims of a request are remembered: by its own period, as an answer may come after midnight. */
function retention(grid: PeriodGrid, appealSeconds: number) {
  if (!Number.isSafeInteger(appealSeconds) || appealSeconds < 0) {
    throw new InvalidInputError({ path: "appealSeconds", expected: "whole seconds, 0 or more" });
  }
  return ({ period }: PresentationRequest): number | undefined => {
    const end = endOfPeriod(grid, period);
    return end === undefined ? undefined : end + appealSeconds;
  };
}

/** Without the slash at the end: paths are put after it. */
function readPublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !isSafeUrl(url) || url.username !== "" || /[?#]/.test(text))
    throw new InvalidInputError({
      path: "publicUrl",
      expected: "an address such as https://verifier.example.org; http only on this machine",
    });
  return url.href.replace(/\/+$/, "");
}

function readReturnUrl(path: string, origin: string): string {
  const url = path.startsWith("/") && URL.canParse(path, origin) ? new URL(path, origin) : undefined;
  if (url?.origin !== origin || url.href.includes("#"))
    throw new InvalidInputError({ path: "returnPath", expected: `a path of ${origin} without a fragment` });
  return url.href;
}
