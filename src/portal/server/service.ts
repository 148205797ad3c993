/** A verifier service for one policy, put together from its parts. */
import type { FastifyInstance } from "fastify";
import type { JWK } from "jose";
import { InvalidInputError } from "../../core/json.ts";
import { endOfPeriod, parseGrid } from "../../core/period-grid.ts";
import { createRequest, type PresentationRequest } from "../../presentation/proof/request.ts";
import type { VerificationKey } from "../../statement/artifacts/imported-key.ts";
import type { CircuitName } from "../../statement/circuit/signals.ts";
import type { CompiledPolicy } from "../../statement/policy/compile.ts";
import { policyTitle } from "../../statement/policy/language.ts";
import { buildApp } from "./app.ts";
import type { LogDestination } from "./log.ts";
import { createPairingPool, type PairingPool } from "./pairing-pool.ts";
import { createProcessor, type ReadStatements } from "./processor.ts";
import { createInProcessQueue, type VerificationQueue } from "./queue.ts";
import { generateResultKey, openResultSigner } from "./results.ts";
import type { ServiceStorage } from "./storage.ts";

/** What a service is told; the parts that own something (storage, queue) are opened by the caller and closed by it. */
export interface VerifierServiceOptions {
  readonly policy: CompiledPolicy;
  /** The portal's domain name: part of the scope, and the issuer of results. */
  readonly verifier: string;
  /** The portal's web origin: proofs are bound to it, and results addressed to it. */
  readonly origin: string;
  /** The service's own address as holders see it, without a slash at the end. */
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
  /** The programme's grid of periods; the policy's by default. */
  readonly grid?: string | undefined;
  /** How long a request may be answered; 600 by default. */
  readonly requestLifetimeSeconds?: number | undefined;
  /** What the claim is for, in plain words; the policy's title by default. */
  readonly purpose?: string | undefined;
  /** SHA-256 of the DPIA, 64 hexadecimal characters. */
  readonly dpiaHash?: string | undefined;
  /** Private JWK that signs results; a fresh ES256 key by default. */
  readonly resultKey?: JWK | undefined;
  /** Inside this process by default. */
  readonly queue?: VerificationQueue | undefined;
  /** `web` takes presentations in, `worker` verifies them, `all` does both; only with a queue that others share. */
  readonly role?: "all" | "web" | "worker" | undefined;
  /** Threads that compute pairings; 0, in the main thread, by default. */
  readonly threads?: number | undefined;
  readonly apiKey?: string | undefined;
  readonly maxCallsPerMinute?: number | undefined;
  readonly trustProxy?: boolean | undefined;
  readonly logLevel?: string | undefined;
  readonly logDestination?: LogDestination | undefined;
  /** Seconds since the epoch; this machine's clock by default. */
  readonly now?: (() => number) | undefined;
}

export interface VerifierService {
  /** Absent for a worker. */
  readonly app: FastifyInstance | undefined;
  readonly pairings: PairingPool | undefined;
  /** Forgets what retention says; also done once an hour. */
  sweep(): Promise<void>;
  /** Answers what was taken in, then ends. The storage stays open. */
  close(): Promise<void>;
}

const SWEEP_MILLISECONDS = 3_600_000;
/** The portal may fetch a result for a day after the request ended. */
const RESULT_SECONDS = 86_400;

/**
 * Starts a service; `service.app.listen(…)` opens its port. The queue is the service's from now on: it is closed with it,
 * and when the service can't start.
 *
 * @throws PeriodGridError when neither the policy nor the options have a grid of periods
 */
export async function createVerifierService(options: VerifierServiceOptions): Promise<VerifierService> {
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
  const grid = options.grid ?? policy.policy.grid;
  const retainUntil = retention(grid, options.appealSeconds);

  const makeRequest = ({ recipient }: { readonly recipient?: string }): PresentationRequest =>
    createRequest({
      policy,
      scope: { verifier },
      registry: options.registry,
      ...(grid === undefined ? {} : { grid }),
      origin,
      responseOrigin: new URL(options.publicUrl).origin,
      nowSeconds: now(),
      lifetimeSeconds: options.requestLifetimeSeconds ?? 600,
      ...(recipient === undefined ? {} : { recipient }),
    });
  const transactionOf = (request: PresentationRequest) => {
    const retainUntilSeconds = retainUntil(request);
    return {
      purpose: options.purpose ?? policyTitle(policy.policy),
      ...(retainUntilSeconds === undefined ? {} : { retainUntilSeconds }),
      ...(options.dpiaHash === undefined ? {} : { dpiaHash: options.dpiaHash }),
    };
  };
  const { publicUrl, apiKey, maxCallsPerMinute, trustProxy, logLevel, logDestination } = options;
  const app =
    role === "worker"
      ? undefined
      : await buildApp({
          storage,
          queue,
          signer: await openResultSigner(options.resultKey ?? (await generateResultKey()), verifier),
          makeRequest,
          transactionOf,
          publicUrl,
          apiKey,
          maxCallsPerMinute,
          trustProxy,
          logLevel,
          logDestination,
        });

  const pairings = threads > 0 && role !== "web" ? createPairingPool({ threads }) : undefined;
  if (role !== "web") {
    const { verificationKeys, readStatements, maxRootAgeSeconds } = options;
    const checks = pairings === undefined ? {} : { checkProofs: pairings.checkProofs };
    await queue.work(
      createProcessor({ storage, verificationKeys, readStatements, maxRootAgeSeconds, now, retainUntil, ...checks }),
    );
  }

  const sweep = (): Promise<void> =>
    storage.sweep({ nowSeconds: now(), requestsExpiredBeforeSeconds: now() - RESULT_SECONDS });
  const timer = setInterval(() => {
    // A store that is away now is swept in an hour.
    sweep().catch(() => app?.log.warn("the sweep of old claims has to wait"));
  }, SWEEP_MILLISECONDS);
  timer.unref();
  return {
    app,
    pairings,
    sweep,
    async close() {
      clearInterval(timer);
      await app?.close();
      await queue.close();
      await pairings?.close();
    },
  };
}

/** How long the claims of a request are remembered: by its own period, as an answer may come after midnight. */
function retention(gridText: string | undefined, appealSeconds: number) {
  const grid = parseGrid(gridText);
  if (!Number.isSafeInteger(appealSeconds) || appealSeconds < 0) {
    throw new InvalidInputError({ path: "appealSeconds", expected: "whole seconds, 0 or more" });
  }
  return ({ period }: PresentationRequest): number | undefined => {
    const end = endOfPeriod(grid, period);
    return end === undefined ? undefined : end + appealSeconds;
  };
}
