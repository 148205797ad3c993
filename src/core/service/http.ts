/** The HTTP server under a service or a worker: its limits, its log lines, its answers to what fails. */
import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type {
  FastifyError,
  FastifyHttpOptions,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawServerDefault,
} from "fastify";
import { CivicproofError } from "../errors.ts";
import { loadPeer } from "../peer.ts";
import { checkProxies, type TrustedProxies } from "./callers.ts";
import { takeJson } from "./json-body.ts";
import { describeError, type Failure, failureOf, type LogDestination, loggerOptions } from "./log.ts";
import { refusalOfFastify, refusalOfParser } from "./unreadable.ts";

/** What the server counts. */
export interface CallCounter {
  /** A call was answered. @param code  of the refusal, "" for none */
  readonly called: (route: string, status: number, code: string) => void;
}

export interface HttpOptions {
  readonly metrics: CallCounter;
  /** The proxies in front; without them, whoever connects is the caller. */
  readonly trustProxy?: TrustedProxies | undefined;
  /** Connections at once, also half-open ones; 2000 by default. Further ones are closed. */
  readonly maxConnections?: number | undefined;
  /** The longest that an answer is waited for inside, so that the connection outlives it. */
  readonly answerSeconds?: number | undefined;
  readonly logLevel?: string | undefined;
  readonly logDestination?: LogDestination | undefined;
}

declare module "fastify" {
  interface FastifyReply {
    failure: Failure | null;
  }
}

const BODY_LIMIT = 16_384;
/** For the head of a call, and for all of it. */
const [HEADERS_MILLISECONDS, REQUEST_MILLISECONDS] = [5_000, 10_000];
/** Longer than proxies keep theirs (often 60 s): one that is closed here while a call is on its way is a 502 there. */
const KEEP_ALIVE_MILLISECONDS = 75_000;
const MAX_CONNECTIONS = 2_000;

/** A server without routes; `listen` starts it, `close` ends it in order: no new calls, the running ones answered. */
export async function buildHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { metrics, trustProxy, maxConnections = MAX_CONNECTIONS, answerSeconds = 0 } = options;
  const { fastify, LogController } = await loadPeer("fastify", () => import("fastify"));
  const settings: FastifyHttpOptions<RawServerDefault> = {
    logger: loggerOptions(options.logLevel ?? "info", options.logDestination) ?? false,
    // Fastify's own lines about a call hold its address and path.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustProxy === undefined ? false : trustOf(checkProxies(trustProxy)),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_MILLISECONDS,
    // Timeouts nest: a statement's is shorter than the queue's, and the queue's is shorter than the connection's.
    connectionTimeout: Math.max(30_000, REQUEST_MILLISECONDS + 1_000 * answerSeconds + 5_000),
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    http: { headersTimeout: HEADERS_MILLISECONDS, connectionsCheckingInterval: 1_000 },
    // After close, idle keep-alive connections do not hold the process.
    forceCloseConnections: "idle",
    return503OnClosing: false,
    // Made of randomness that is fetched for many at once.
    genReqId: () => randomUUID().replaceAll("-", "").slice(0, 16),
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: false } },
    // An address that names no route even to look for: neither hooks nor handlers below hear of it.
    frameworkErrors: (error, request, reply: FastifyReply) => {
      const said = refusalOfFastify(error)!.toJSON();
      const status = statusOf(said.code);
      metrics.called("unknown", status, said.code);
      request.log.warn({ req: request, ...failureOf(said, false) }, "refused");
      reply.code(status).send({ error: said });
    },
    // What is no call at all, or half of one: nothing else hears of it.
    clientErrorHandler(error, socket) {
      const refusal = socket.destroyed ? undefined : refusalOfParser(error.code);
      if (refusal !== undefined) {
        const { status, refused } = refusal;
        const said = refused.toJSON();
        metrics.called("unknown", status, said.code);
        app.log.warn({ res: { statusCode: status }, ...failureOf(said, false) }, "refused");
        if (socket.writable) socket.write(rawAnswer(status, JSON.stringify({ error: said })));
      }
      socket.destroy(error);
    },
  };
  const app: FastifyInstance = fastify(settings);
  app.server.maxConnections = maxConnections;
  app.decorateReply("failure", null);
  app.removeContentTypeParser("text/plain");
  takeJson(app);
  app.setErrorHandler((error: FastifyError | CivicproofError, request, reply) => answerError(error, request, reply));
  app.setNotFoundHandler((_request, reply) => answerRefusal(reply, 404, NO_ROUTE));
  app.addHook("onResponse", async (request, reply) => {
    const { failure, statusCode } = reply;
    metrics.called(request.routeOptions?.url ?? "unknown", statusCode, failure?.code ?? "");
    const line = { req: request, res: reply, milliseconds: Math.round(reply.elapsedTime) };
    if (failure === null) request.log.info(line, "answered");
    else if (statusCode >= 500) request.log.error({ ...line, ...failure }, "failed");
    else request.log.warn({ ...line, ...failure }, "refused");
  });
  let isClosing = false;
  app.addHook("preClose", async () => {
    isClosing = true;
  });
  app.addHook("onRequest", async (_request, reply) => {
    if (isClosing) await answerRefusal(reply, 503, CLOSING);
  });
  // A connection whose last answer goes out while the service ends must not hold it until it times out.
  app.addHook("onSend", async (_request, reply) => {
    if (isClosing) reply.header("connection", "close");
  });
  return app;
}

const rawAnswer = (status: number, body: string): string =>
  [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
    `\r\n${body}`,
  ].join("\r\n");

/** Hops are counted from the service outwards: the address that the outermost of our proxies saw is the caller's. */
function trustOf(proxies: TrustedProxies): string[] | ((address: string, hop: number) => boolean) {
  return typeof proxies === "number" ? (_address, hop) => hop < proxies : [...proxies];
}

const NO_ROUTE = { code: "NOT_FOUND", message: "There is no such route" };
const CLOSING = { code: "SERVICE_CLOSING", message: "The service ends; send it again" };
const UNDECIDED = "It can't be decided now, and no claim was granted; send it again";

/** Codes with a status of their own; every other refusal is about the presentation. */
const STATUS: Readonly<Record<string, number>> = {
  INPUT_INVALID: 400,
  CALL_UNREADABLE: 400,
  CALL_TOO_LARGE: 413,
  MEDIA_TYPE_NOT_TAKEN: 415,
  API_KEY_WRONG: 401,
  ACCESS_TOKEN_WRONG: 401,
  SESSION_EXPIRED: 401,
  ROLE_WRONG: 403,
  CSRF_TOKEN_WRONG: 403,
  STEP_UP_MISSING: 403,
  RESPONSE_CODE_WRONG: 403,
  PROGRAMME_ENDED: 410,
  STORE_UNAVAILABLE: 503,
  DATABASE_UNAVAILABLE: 503,
  SOURCE_UNAVAILABLE: 503,
  SOURCE_SILENT: 503,
  SOURCE_SUSPENDED: 503,
  SOURCE_CHANGED: 503,
  SIGNER_UNAVAILABLE: 503,
  BRIDGE_STATUS_UNAVAILABLE: 503,
  LOGIN_UNAVAILABLE: 503,
  // The certificate that requests are signed under is over.
  REQUEST_KEY_INVALID: 503,
  ISSUER_KEY_MISSING: 503,
  ISSUER_SIGNER_MISSING: 503,
  SIGN_IN_UNAVAILABLE: 503,
  REGISTRY_UNAVAILABLE: 503,
  SERVICE_OVERLOADED: 503,
  // No thread for pairings, or not this time: the presentation may be sent again.
  WORKER_UNAVAILABLE: 503,
  WORKER_ENDED: 503,
  WORKER_SILENT: 503,
  WORKER_MESSAGE_INVALID: 503,
  WORKER_TASK_FAILED: 503,
  WORKER_POOL_CLOSED: 503,
};

interface Said {
  readonly code: string;
  readonly message: string;
}

/** Answers with a refusal. The log gets its reason; of a part that fails, the caller learns no more than that. */
export function answerRefusal(reply: FastifyReply, status: number, error: Said, cause?: unknown): FastifyReply {
  const isOurs = status >= 500;
  reply.failure = failureOf({ ...error, cause }, isOurs);
  return reply.code(status).send({ error: isOurs && status === 503 ? hidden(error) : error });
}

const hidden = ({ code, message }: Said): Said => ({ code, message: code in STATUS ? UNDECIDED : message });

/** The status of a refusal's code. */
export const statusOf = (code: string): number => STATUS[code] ?? 422;

/** Whether a part of the service failed, rather than what a caller sent. */
export const isOwnFailure = (code: string): boolean => statusOf(code) >= 500;

export function answerRefused(reply: FastifyReply, error: Said, cause?: unknown): FastifyReply {
  return answerRefusal(reply, statusOf(error.code), error, cause);
}

function answerError(error: FastifyError | CivicproofError, request: FastifyRequest, reply: FastifyReply) {
  const refused = error instanceof CivicproofError ? error : refusalOfFastify(error);
  if (refused !== undefined) return answerRefused(reply, refused.toJSON(), refused.cause);
  const { statusCode, code = "REFUSED", message } = error as FastifyError;
  // The rate: its message is a fixed text.
  if (statusCode !== undefined && statusCode < 500) return answerRefusal(reply, statusCode, { code, message });
  request.log.error({ err: error, defect: describeError(error) }, "a defect");
  return answerRefusal(reply, 500, { code: "INTERNAL", message: "This is a defect of the service" });
}
