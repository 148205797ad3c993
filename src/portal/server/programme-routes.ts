/** The routes of a programme: the portal's, the holder's, and the keys of its results. */
import { randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { bytesToBase64url } from "../../core/bytes.ts";
import { CivicproofError } from "../../core/errors.ts";
import { InvalidInputError, parseJson } from "../../core/json.ts";
import { ANY_WALLET } from "../../core/openid/sign-request.ts";
import { ApiKeyError } from "../../core/service/access.ts";
import { answerRefusal, answerRefused } from "../../core/service/http.ts";
import { hashOfSecret } from "../../core/service/secrets.ts";
import { PresentationMalformedError } from "../../engine/groth16/proof.ts";
import { CREDENTIAL_ID, toAuthorizationRequest } from "../../presentation/proof/openid4vp.ts";
import { requestSignals } from "../../presentation/proof/request.ts";
import {
  decodePresentation,
  MAX_PRESENTATION_TEXT,
  RequestExpiredError,
} from "../../presentation/verification/verify.ts";
import { StoreUnavailableError } from "../store/port.ts";
import type { Metrics } from "./metrics.ts";
import type { OpenProgramme } from "./open-programme.ts";
import { unknownRequest } from "./processor.ts";
import type { VerificationAnswer, VerificationQueue } from "./queue.ts";
import type { Readiness } from "./readiness.ts";
import type { Decision, StoredRequest } from "./request-rows.ts";
import { newResponseCode, RESPONSE_CODE_SECONDS, ResponseCodeError, redirectUri } from "./response-code.ts";
import { isDecidedHere, noteRequest } from "./same-process.ts";
import { operationsOf } from "./schemas.ts";
import type { PostedForm } from "./signed-requests.ts";
import type { ServiceStorage } from "./storage.ts";

/** What a programme's routes use. */
export interface RoutesOptions {
  readonly programme: OpenProgramme;
  readonly storage: ServiceStorage;
  readonly queue: VerificationQueue;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  /** Seconds since the epoch. */
  readonly now: () => number;
  /** A decision was answered. */
  readonly decided: (programme: string) => void;
}

const ID_BYTES = 16;
/** A request object (RFC 9101), which requests of the client id prefix `redirect_uri` must not sign. */
const REQUEST_OBJECT = "application/oauth-authz-req+jwt";

/** Adds them; each reads and decides requests of its own programme and no others. */
export function addProgrammeRoutes(
  app: FastifyInstance,
  { programme, storage, queue, metrics, now, decided: tell }: RoutesOptions,
): void {
  const { name, service, signer, publicUrl, returnUrl, access, makeRequest, transactionOf, signedRequests } = programme;
  const schemas = operationsOf(name);
  const requireKey = async ({ headers }: FastifyRequest): Promise<void> => {
    if (!access.isOpen && access.nameOf(headers.authorization) === undefined)
      throw new ApiKeyError({ path: "authorization", expected: "Bearer and the API key" });
  };
  /** The routes of holders may be called by a web wallet of any origin; there are no cookies to misuse. */
  const anyOrigin = async (_request: FastifyRequest, reply: FastifyReply) => {
    reply.header("access-control-allow-origin", "*").header("cache-control", "no-store");
  };
  const allow = (methods: string) => async (_request: FastifyRequest, reply: FastifyReply) => {
    reply
      .code(204)
      .header("access-control-allow-methods", methods)
      .header("access-control-allow-headers", "content-type");
  };

  /** The request of a decision that stands in the store; a queue's word alone is not signed. */
  const decided = async (asked: StoredRequest, answer: Decision) => {
    if (isDecidedHere(answer)) return asked;
    const stored = await storage.get(asked.id, service);
    if (stored === undefined) return undefined;
    const outcome = stored.decision?.outcome;
    const isDecided = outcome === "accepted" || outcome === "handed-over" || answer.outcome === "already-used";
    if (!isDecided) throw new StoreUnavailableError({ path: "queue", expected: "a decision that is in the store" });
    return stored;
  };

  /** A request of this service that is not over, or is decided: the holder whose answer was lost sends it again. */
  const openRequest = async (id: string): Promise<StoredRequest> => {
    const stored = await storage.get(id, service);
    if (stored === undefined) throw unknownRequest();
    const { expiresAtSeconds } = stored.request;
    if (now() >= expiresAtSeconds && stored.decision === undefined)
      throw new RequestExpiredError({ path: "state", expected: `an answer before ${expiresAtSeconds}` });
    return stored;
  };
  /** What can be refused without the queue is refused here: nothing but a presentation's own form is handed on. */
  const submit = async (
    requestId: string,
    token: unknown,
  ): Promise<
    { answer: Decision; asked: StoredRequest } | (Extract<VerificationAnswer, { error: unknown }> & { cause?: unknown })
  > => {
    try {
      const presentation = decodePresentation(takePresentation(token));
      const asked = await openRequest(requestId);
      const { scope, policyHash, expiresAtSeconds } = asked.request;
      const secondsLeft = Math.max(1, expiresAtSeconds - now());
      const job = { service, scope, policyHash, requestId, secondsLeft, presentation };
      const answer = await queue.submit(noteRequest(job, asked));
      return "error" in answer ? answer : { answer, asked };
    } catch (error) {
      if (error instanceof CivicproofError) return { error: error.toJSON(), cause: error.cause };
      throw error;
    }
  };

  app.post<{ Body: { recipient?: string; sameDevice?: boolean; ordinal?: number } }>(
    "/requests",
    { schema: schemas.createRequest, onRequest: requireKey },
    async ({ body: { recipient, sameDevice: isSameDevice = false, ordinal } }, reply) => {
      if (!isSameDevice && recipient === undefined)
        throw new InvalidInputError({ path: "body.recipient", expected: "a recipient, or sameDevice" });
      if (ordinal !== undefined && programme.settings.chain === undefined)
        throw new InvalidInputError({ path: "body.ordinal", expected: "none, as claims are not made on a chain" });
      const request = makeRequest({ recipient, isSameDevice, ordinal });
      const id = bytesToBase64url(randomBytes(ID_BYTES));
      // Refused here rather than when somebody has made a proof for it.
      requestSignals(request);
      const notifies = programme.settings.webhook !== undefined;
      await storage.put({ id, service, request, isSameDevice, notifies, ...(await signedRequests?.newKey(id)) });
      metrics.requested(name);
      reply.code(201);
      const { expiresAtSeconds } = request;
      const expiresAt = programme.localTime(expiresAtSeconds);
      const requestUri = `${publicUrl}/requests/${id}`;
      const link = signedRequests === undefined ? {} : { link: signedRequests.linkOf(requestUri) };
      return { id, requestUri, ...link, expiresAtSeconds, expiresAt };
    },
  );

  /** The request in the shape of OpenID4VP. */
  const askedOf = ({ id, request }: StoredRequest) =>
    toAuthorizationRequest({
      ...{ request, state: id, responseUri: `${publicUrl}/responses` },
      transaction: transactionOf(request),
    });
  const showRequest = async (
    { params: { id }, headers, body }: FastifyRequest<{ Params: { id: string }; Body: RequestUriPost }>,
    reply: FastifyReply,
  ) => {
    const stored = await storage.get(id, service);
    if (stored === undefined) return notFound(reply);
    const nonce = body?.wallet_nonce;
    if (signedRequests !== undefined) {
      const signed = await signedRequests.sign(stored, askedOf(stored), nonce);
      return reply.type(REQUEST_OBJECT).send(signed);
    }
    const shown = { ...askedOf(stored), ...(nonce === undefined ? {} : { wallet_nonce: nonce }) };
    if (!headers.accept?.includes(REQUEST_OBJECT)) return shown;
    reply.type(REQUEST_OBJECT);
    return reply.send(unsecured({ ...shown, aud: ANY_WALLET }));
  };
  app.get("/requests/:id", { schema: schemas.getRequest, onRequest: anyOrigin }, showRequest as never);
  app.post("/requests/:id", { schema: schemas.postRequest, onRequest: anyOrigin }, showRequest as never);
  const signForBrowser = signedRequests?.signForBrowser;
  if (signForBrowser !== undefined)
    app.get<{ Params: { id: string } }>(
      "/requests/:id/digital-credential",
      { schema: schemas.getDigitalRequest, onRequest: anyOrigin },
      async ({ params: { id } }, reply) => {
        const stored = await storage.get(id, service);
        return stored === undefined ? notFound(reply) : signForBrowser(stored, askedOf(stored));
      },
    );
  app.options("/requests/:id", { schema: { hide: true }, onRequest: anyOrigin }, allow("GET, POST"));

  app.get<{ Params: { id: string }; Querystring: { responseCode?: string } }>(
    "/requests/:id/result",
    { schema: schemas.getResult, onRequest: requireKey },
    async ({ params: { id }, query: { responseCode } }, reply) => {
      reply.header("cache-control", "no-store");
      const stored = await storage.get(id, service);
      if (stored === undefined) return notFound(reply);
      const { request, decision, isSameDevice } = stored;
      if (isSameDevice) {
        const isGood = responseCode !== undefined && (await storage.takeCode(id, hashOfSecret(responseCode), now()));
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
    { schema: schemas.acknowledgeResult, onRequest: requireKey },
    async ({ params: { id } }, reply) => {
      if (!(await storage.acknowledge(id, service, now()))) return notFound(reply);
      reply.code(204);
    },
  );

  app.options("/responses", { schema: { hide: true }, onRequest: anyOrigin }, allow("POST"));

  /** What the wallet is told about a decision. */
  const answerWallet = async (stored: StoredRequest, { outcome, decidedAtSeconds }: Decision) => {
    const answer = { outcome, decidedAtSeconds };
    tell(name);
    if (!stored.isSameDevice) return { ...answer, result: await signer.sign(stored.id, stored.request, answer) };
    // Whoever sees this answer may be somebody else than the session's owner, so the result is not in it.
    const { code, hash } = newResponseCode();
    const untilSeconds = now() + RESPONSE_CODE_SECONDS;
    const stays = await storage.setCode(stored.id, outcome, { hash, untilSeconds });
    return stays ? { ...answer, redirect_uri: redirectUri(returnUrl, code) } : answer;
  };

  /** What a wallet says, decrypted where it had to be encrypted. */
  const readForm = async (form: PostedForm): Promise<PostedForm & { readonly state: string }> => {
    if (signedRequests !== undefined) return signedRequests.read(form, openRequest);
    const { state } = form;
    if (state === undefined) throw new InvalidInputError({ path: "body.state", expected: "the request's state" });
    return { ...form, state };
  };

  app.post<{ Body: PostedForm }>(
    "/responses",
    { schema: schemas.postResponse, onRequest: anyOrigin },
    async ({ body }, reply) => {
      const { state, vp_token, error } = await readForm(body);
      if ((vp_token === undefined) === (error === undefined))
        throw new InvalidInputError({ path: "body", expected: "vp_token or error" });
      if (error !== undefined) {
        const stored = await openRequest(state);
        const outcome = error === "access_denied" ? "declined" : "failed";
        await storage.decline(state, { outcome, decidedAtSeconds: now() });
        const { decision } = (await storage.get(state, service)) ?? stored;
        metrics.answered(name, decision ?? { outcome, decidedAtSeconds: now() }, 0);
        return decision === undefined ? notFound(reply) : answerWallet(stored, decision);
      }
      const started = performance.now();
      const result = await submit(state, vp_token);
      metrics.answered(name, "error" in result ? result : result.answer, (performance.now() - started) / 1000);
      if ("error" in result) return answerRefused(reply, result.error, result.cause);
      const stored = await decided(result.asked, result.answer);
      return stored === undefined ? notFound(reply) : answerWallet(stored, result.answer);
    },
  );

  const didDocument = signedRequests?.didDocument;
  if (didDocument !== undefined)
    app.get(name === "" ? "/.well-known/did.json" : "/did.json", { schema: schemas.did }, async () => didDocument);
  app.get("/.well-known/jwks.json", { schema: schemas.jwks }, async () => signer.jwks);
}

interface RequestUriPost {
  readonly wallet_nonce?: string;
}

/** An unsecured JWT (RFC 7519, section 6): the TLS connection says whose request it is. */
function unsecured(claims: object): string {
  const part = (value: object) => bytesToBase64url(new TextEncoder().encode(JSON.stringify(value)));
  return `${part({ alg: "none", typ: "oauth-authz-req+jwt" })}.${part(claims)}.`;
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

function notFound(reply: FastifyReply) {
  return answerRefusal(reply, 404, { code: "NOT_FOUND", message: "There is no such request" });
}
