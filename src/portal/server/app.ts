/** The verifier service's routes. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { bytesToBase64url, bytesToHex } from "../../core/bytes.ts";
import { CivicproofError, refusal } from "../../core/errors.ts";
import { InvalidInputError, parseJson } from "../../core/json.ts";
import { loadPeer } from "../../core/peer.ts";
import { PresentationMalformedError } from "../../engine/groth16/proof.ts";
import { CREDENTIAL_ID, type TransactionPurpose, toAuthorizationRequest } from "../../presentation/proof/openid4vp.ts";
import { type PresentationRequest, requestSignals } from "../../presentation/proof/request.ts";
import {
  decodePresentation,
  MAX_PRESENTATION_TEXT,
  RequestExpiredError,
} from "../../presentation/verification/verify.ts";
import { StoreUnavailableError } from "../store/port.ts";
import { describeError, type LogDestination, loggerOptions } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { unknownRequest } from "./processor.ts";
import type { VerificationAnswer, VerificationQueue } from "./queue.ts";
import { hashOfCode, newResponseCode, RESPONSE_CODE_SECONDS, ResponseCodeError, redirectUri } from "./response-code.ts";
import type { ResultSigner } from "./results.ts";
import { SCHEMAS } from "./schemas.ts";
import type { Decision, ServiceStorage } from "./storage.ts";

/** What a service is made of. */
export interface AppOptions {
  /** The service's identity: it decides and signs nothing but its own requests. */
  readonly service: string;
  readonly storage: ServiceStorage;
  readonly queue: VerificationQueue;
  readonly signer: ResultSigner;
  /** Makes a request for the policy and period of now. */
  readonly makeRequest: (options: RequestOptions) => PresentationRequest;
  /** What a request's answer is used for. */
  readonly transactionOf: (request: PresentationRequest) => TransactionPurpose;
  /** The service's own address as holders see it, without a slash at the end. */
  readonly publicUrl: string;
  /** The portal's page to which a person comes back who claims on the device that shows it. */
  readonly returnUrl: string;
  /** Seconds since the epoch. */
  readonly now: () => number;
  /** Asked of the portal on its routes, as `Authorization: Bearer …`; without one they are open. */
  readonly apiKey?: string | undefined;
  /** Calls of one address per minute; 600 by default. */
  readonly maxCallsPerMinute?: number | undefined;
  /** Whether `X-Forwarded-For` of a proxy in front says who calls; false by default. */
  readonly trustProxy?: boolean | undefined;
  readonly logLevel?: string | undefined;
  readonly logDestination?: LogDestination | undefined;
}

/** What the portal says about a request. */
export interface RequestOptions {
  readonly recipient?: string | undefined;
  /** Whether the wallet is on the device that shows the portal's page; the result needs a response code then. */
  readonly isSameDevice: boolean;
}

const BODY_LIMIT = 16_384;
const REQUEST_TIMEOUT_MILLISECONDS = 10_000;
const ID_BYTES = 16;
/** How long the answer to `GET /health` is good for. */
const HEALTH_MILLISECONDS = 1_000;

/** Builds the service; `listen` starts it, `close` ends it in order: no new calls, the running ones answered. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { service, storage, queue, signer, publicUrl, now } = options;
  const { fastify, LogController } = await loadPeer("fastify", () => import("fastify"));
  const app = fastify({
    logger: loggerOptions(options.logLevel ?? "info", options.logDestination) ?? false,
    // Fastify's own lines about a call hold its address and path.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustProxy ?? false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
    connectionTimeout: 2 * REQUEST_TIMEOUT_MILLISECONDS,
    keepAliveTimeout: 5_000,
    // After close, idle keep-alive connections do not hold the process.
    forceCloseConnections: "idle",
    return503OnClosing: true,
    genReqId: () => bytesToHex(randomBytes(8)),
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: false } },
  });
  const metrics = await createMetrics();

  await registerProtection(app, options);
  await registerDocumentation(app, publicUrl);
  app.removeContentTypeParser("text/plain");
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    async (_request: unknown, body: string) => readForm(body),
  );

  app.setErrorHandler((error: FastifyError | CivicproofError, request, reply) => answerError(error, request, reply));
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: { code: "NOT_FOUND", message: "There is no such route" } }),
  );
  app.addHook("onResponse", async (request, reply) => {
    request.log.info({ req: request, res: reply, milliseconds: Math.round(reply.elapsedTime) }, "answered");
  });

  let isClosing = false;
  app.addHook("preClose", async () => {
    isClosing = true;
  });
  // A connection whose last answer goes out while the service ends must not hold it until it times out.
  app.addHook("onSend", async (_request, reply) => {
    if (isClosing) reply.header("connection", "close");
  });

  const requireKey = createKeyCheck(options.apiKey);
  /** The routes of holders may be called by a web wallet of any origin; there are no cookies to misuse. */
  const anyOrigin = async (_request: FastifyRequest, reply: FastifyReply) => {
    reply.header("access-control-allow-origin", "*").header("cache-control", "no-store");
  };

  /** What was decided, of a request of this service; a queue's word alone is not signed. */
  const decided = async (id: string, answer: Decision) => {
    const stored = await storage.get(id, service);
    if (stored === undefined) return undefined;
    const isDecided = stored.decision?.outcome === "accepted" || answer.outcome === "already-used";
    if (!isDecided) throw new StoreUnavailableError({ path: "queue", expected: "a decision that is in the store" });
    return stored;
  };

  /** What can be refused without the queue is refused here: nothing but a presentation's own form is handed on. */
  const submit = async (requestId: string, token: unknown): Promise<VerificationAnswer> => {
    try {
      const presentation = decodePresentation(takePresentation(token));
      const stored = await storage.get(requestId, service);
      if (stored === undefined) throw unknownRequest();
      const { scope, policyHash, expiresAtSeconds } = stored.request;
      const secondsLeft = expiresAtSeconds - now();
      if (secondsLeft <= 0)
        throw new RequestExpiredError({ path: "state", expected: `an answer before ${expiresAtSeconds}` });
      return await queue.submit({ service, scope, policyHash, requestId, secondsLeft, presentation });
    } catch (error) {
      if (error instanceof CivicproofError) return { error: error.toJSON() };
      throw error;
    }
  };

  app.post<{ Body: { recipient?: string; sameDevice?: boolean } }>(
    "/requests",
    { schema: SCHEMAS.createRequest, onRequest: requireKey },
    async ({ body: { recipient, sameDevice: isSameDevice = false } }, reply) => {
      if (!isSameDevice && recipient === undefined)
        throw new InvalidInputError({ path: "body.recipient", expected: "a recipient, or sameDevice" });
      const request = options.makeRequest({ recipient, isSameDevice });
      const id = bytesToBase64url(randomBytes(ID_BYTES));
      // Refused here rather than when somebody has made a proof for it.
      requestSignals(request);
      await storage.put({ id, service, request, isSameDevice });
      metrics.requested();
      reply.code(201);
      return { id, requestUri: `${publicUrl}/requests/${id}`, expiresAtSeconds: request.expiresAtSeconds };
    },
  );

  app.get<{ Params: { id: string } }>(
    "/requests/:id",
    { schema: SCHEMAS.getRequest, onRequest: anyOrigin },
    async ({ params: { id } }, reply) => {
      const stored = await storage.get(id, service);
      if (stored === undefined) return notFound(reply);
      const { request } = stored;
      const responseUri = `${publicUrl}/responses`;
      return toAuthorizationRequest({ request, responseUri, state: id, transaction: options.transactionOf(request) });
    },
  );

  app.get<{ Params: { id: string }; Querystring: { responseCode?: string } }>(
    "/requests/:id/result",
    { schema: SCHEMAS.getResult, onRequest: requireKey },
    async ({ params: { id }, query: { responseCode } }, reply) => {
      reply.header("cache-control", "no-store");
      const stored = await storage.get(id, service);
      if (stored === undefined) return notFound(reply);
      const { request, decision, isSameDevice } = stored;
      if (isSameDevice) {
        const isGood = responseCode !== undefined && (await storage.takeCode(id, hashOfCode(responseCode), now()));
        if (!isGood) throw new ResponseCodeError({ path: "responseCode", expected: "the code of this answer" });
      }
      if (decision === undefined) {
        reply.code(202);
        return { outcome: "pending" };
      }
      return { ...decision, result: await signer.sign(id, request, decision) };
    },
  );

  app.delete<{ Params: { id: string } }>(
    "/requests/:id/result",
    { schema: SCHEMAS.acknowledgeResult, onRequest: requireKey },
    async ({ params: { id } }, reply) => {
      if (!(await storage.acknowledge(id, service, now()))) return notFound(reply);
      reply.code(204);
    },
  );

  app.options("/responses", { schema: { hide: true }, onRequest: anyOrigin }, async (_request, reply) => {
    reply
      .code(204)
      .header("access-control-allow-methods", "POST")
      .header("access-control-allow-headers", "content-type");
  });

  app.post<{ Body: { state: string; vp_token: unknown } }>(
    "/responses",
    { schema: SCHEMAS.postResponse, onRequest: anyOrigin },
    async ({ body: { state, vp_token } }, reply) => {
      const started = performance.now();
      const answer = await submit(state, vp_token);
      metrics.answered(answer, (performance.now() - started) / 1000);
      if ("error" in answer) {
        reply.code(statusOf(answer.error.code));
        return answer;
      }
      const stored = await decided(state, answer);
      if (stored === undefined) return notFound(reply);
      if (!stored.isSameDevice) return { ...answer, result: await signer.sign(state, stored.request, answer) };
      // Whoever sees this answer may be somebody else than the session's owner, so the result is not in it.
      const { code, hash } = newResponseCode();
      const stays = await storage.setCode(state, answer.outcome, {
        hash,
        untilSeconds: now() + RESPONSE_CODE_SECONDS,
      });
      return stays ? { ...answer, redirect_uri: redirectUri(options.returnUrl, code) } : answer;
    },
  );

  let health: { readonly at: number; readonly isGood: Promise<boolean> } | undefined;
  app.get("/health", { schema: SCHEMAS.health }, async (_request, reply) => {
    if (health === undefined || performance.now() - health.at > HEALTH_MILLISECONDS) {
      const isGood = storage.get("health", service).then(
        () => true,
        () => false,
      );
      health = { at: performance.now(), isGood };
    }
    const isGood = await health.isGood;
    reply.code(isGood ? 200 : 503);
    return { status: isGood ? "ok" : "unavailable" };
  });
  app.get("/metrics", { schema: SCHEMAS.metrics }, async (_request, reply) => {
    reply.type(metrics.contentType);
    return metrics.render();
  });
  app.get("/.well-known/jwks.json", { schema: SCHEMAS.jwks }, async () => signer.jwks);
  return app;
}

/** The one presentation of `vp_token`, an object or JSON text; what it says is checked by verifying. */
function takePresentation(token: unknown): unknown {
  const limit = MAX_PRESENTATION_TEXT + 100;
  const value = typeof token === "string" ? parseJson(token, limit, PresentationMalformedError) : token;
  const list = typeof value === "object" && value !== null && Object.keys(value).length === 1 ? value : {};
  const presentations = Object.hasOwn(list, CREDENTIAL_ID)
    ? (list as Record<string, unknown>)[CREDENTIAL_ID]
    : undefined;
  if (!Array.isArray(presentations) || presentations.length !== 1) {
    throw new PresentationMalformedError({ path: "vp_token", expected: `one presentation under ${CREDENTIAL_ID}` });
  }
  return presentations[0];
}

function readForm(body: string): Record<string, string> {
  const form = new URLSearchParams(body);
  const names = [...form.keys()];
  if (new Set(names).size !== names.length) throw new InvalidInputError({ path: "body", expected: "each field once" });
  return Object.fromEntries(form);
}

/** Over loopback, a plain string comparison would already tell a key's beginning by its time. */
function createKeyCheck(apiKey: string | undefined) {
  const salt = randomBytes(32);
  const digest = (text: string) => createHmac("sha256", salt).update(text).digest();
  const expected = apiKey === undefined ? undefined : digest(`Bearer ${apiKey}`);
  return async ({ headers }: FastifyRequest): Promise<void> => {
    if (expected !== undefined && !timingSafeEqual(digest(headers.authorization ?? ""), expected)) {
      throw new ApiKeyError({ path: "authorization", expected: "Bearer and the API key" });
    }
  };
}

function notFound(reply: FastifyReply) {
  reply.code(404);
  return { error: { code: "NOT_FOUND", message: "There is no such request" } };
}

/** Codes with a status of their own; every other refusal is about the presentation. */
const STATUS: Readonly<Record<string, number>> = {
  INPUT_INVALID: 400,
  API_KEY_WRONG: 401,
  RESPONSE_CODE_WRONG: 403,
  STORE_UNAVAILABLE: 503,
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

function statusOf(code: string): number {
  return STATUS[code] ?? 422;
}

function answerError(error: FastifyError | CivicproofError, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof CivicproofError) {
    if (error instanceof StoreUnavailableError) request.log.warn({ err: error }, "the store can't be used");
    return reply.code(statusOf(error.code)).send({ error: error.toJSON() });
  }
  const { statusCode, validation } = error;
  if (validation !== undefined) {
    const [first] = validation;
    const path = `${error.validationContext ?? ""}${first?.instancePath ?? ""}`.replaceAll("/", ".");
    const refusal = new InvalidInputError({ path, expected: first?.message ?? "what the schema says" });
    return reply.code(400).send({ error: refusal.toJSON() });
  }
  if (statusCode !== undefined && statusCode < 500) {
    // Fastify's own refusals: size, media type, broken JSON, rate. Their messages are fixed texts.
    return reply.code(statusCode).send({ error: { code: error.code ?? "REFUSED", message: error.message } });
  }
  request.log.error({ err: error, defect: describeError(error) }, "a defect");
  return reply.code(500).send({ error: { code: "INTERNAL", message: "This is a defect of the service" } });
}

async function registerProtection(app: FastifyInstance, { maxCallsPerMinute = 600 }: AppOptions): Promise<void> {
  const { default: rateLimit } = await loadPeer("@fastify/rate-limit", () => import("@fastify/rate-limit"));
  const salt = randomBytes(32);
  await app.register(rateLimit, {
    max: maxCallsPerMinute,
    timeWindow: 60_000,
    // Counted under a hash that ends with the process, so that no address is kept.
    keyGenerator: ({ ip }) => createHmac("sha256", salt).update(ip).digest("base64"),
    errorResponseBuilder: () => Object.assign(new Error("Too many requests"), { statusCode: 429, code: "RATE_LIMIT" }),
  });
}

async function registerDocumentation(app: FastifyInstance, publicUrl: string): Promise<void> {
  const { default: swagger } = await loadPeer("@fastify/swagger", () => import("@fastify/swagger"));
  const { default: swaggerUi } = await loadPeer("@fastify/swagger-ui", () => import("@fastify/swagger-ui"));
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "civicproof verifier",
        description: "Asks for proofs of eligibility, verifies them, and never accepts the same person twice.",
        version: "1",
      },
      servers: [{ url: publicUrl }],
      components: { securitySchemes: { apiKey: { type: "http", scheme: "bearer" } } },
    },
  });
  await app.register(swaggerUi, { routePrefix: "/documentation", staticCSP: true });
}

/**
 * A route for the portal was called without its API key.
 *
 * What to do: send the key as `Authorization: Bearer …`.
 */
export class ApiKeyError extends /* @__PURE__ */ refusal(
  "API_KEY_WRONG",
  "ApiKeyError",
  "The API key is missing or wrong",
) {}
