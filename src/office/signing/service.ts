/** The process that has a key, or the second share of one, and signs for the office over HTTP. */
import { randomBytes } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { bytesToBase64url } from "../../core/bytes.ts";
import { refusal } from "../../core/errors.ts";
import { toField } from "../../core/field.ts";
import { decode } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import { type ApiKey, ApiKeyError, openAccess } from "../../core/service/access.ts";
import { buildHttp } from "../../core/service/http.ts";
import type { LogDestination } from "../../core/service/log.ts";
import { openMetrics } from "../../core/service/metrics.ts";
import { encodePublicKey, signatureToJson } from "../../core/signature.ts";
import { type KeyShare, KeyShareError, type SecondSigner, signSecond } from "../../core/signature-shares.ts";
import type { OfficeSigner } from "./port.ts";
import { pointFromWire, pointToWire, shapes } from "./wire.ts";

/** Options of {@link createSigningService}. */
export interface SigningServiceOptions {
  /** A whole key, for a remote signer; or the second share of one. */
  readonly key: OfficeSigner | KeyShare;
  /** Who may ask; at least one. */
  readonly apiKeys: readonly ApiKey[];
  /** Signatures in one minute at most: what a thief of the office's process can get unseen; 6000 by default. */
  readonly maxPerMinute?: number | undefined;
  readonly logLevel?: string | undefined;
  readonly logDestination?: LogDestination | undefined;
}

/** Between the two calls of one signature. */
const SESSION_MILLISECONDS = 10_000;
/** Signatures that have begun. */
const MAX_SESSIONS = 64;

/**
 * Builds the service. It signs field elements and does not see what they stand for: it counts and bounds them, so that
 * what was signed can be compared with the office's log. `GET /metrics` has the count.
 *
 * @throws ApiKeyError without an API key: everybody on the machine could sign
 */
export async function createSigningService(given: SigningServiceOptions): Promise<FastifyInstance> {
  const { key, apiKeys, maxPerMinute = 6_000, ...options } = ownWith(given, "key", "apiKeys");
  if (!Array.isArray(apiKeys) || apiKeys.length === 0)
    throw new ApiKeyError({ path: "apiKeys", expected: "one or more" });
  const access = openAccess(apiKeys);
  const metrics = await openMetrics({});
  const signed = new metrics.client.Counter({
    name: "civicproof_signatures_total",
    help: "Signatures, or parts of them, that were given out",
    registers: metrics.registers,
  });
  const app = await buildHttp({ ...options, metrics });
  app.addHook("preParsing", async ({ headers }) => {
    if (access.nameOf(headers.authorization) === undefined) throw new ApiKeyError();
  });
  const minute = { began: performance.now(), count: 0 };
  const count = (): void => {
    if (performance.now() - minute.began >= 60_000) Object.assign(minute, { began: performance.now(), count: 0 });
    if (++minute.count > maxPerMinute)
      throw new SignaturesTooManyError({ expected: `at most ${maxPerMinute} in a minute` });
    signed.inc();
  };
  app.get("/key", async () => ({ publicKey: encodePublicKey(key.publicKey) }));
  app.get("/metrics", async (_request, reply) => {
    reply.type(metrics.contentType);
    return metrics.render();
  });
  if ("sign" in key)
    app.post("/sign", async ({ body }) => {
      const { message } = decode(shapes.message, body);
      count();
      return signatureToJson(await key.sign(toField(message, "message")));
    });
  else addSessions(app, key, count);
  return app;
}

function addSessions(app: FastifyInstance, share: KeyShare, count: () => void): void {
  const sessions = new Map<string, { readonly signer: SecondSigner; readonly until: number }>();
  app.post("/sessions", async ({ body }) => {
    const { message, commitment } = decode(shapes.begin, body);
    const now = performance.now();
    for (const [id, { until }] of sessions) if (now >= until) sessions.delete(id);
    if (sessions.size >= MAX_SESSIONS)
      throw new SignaturesTooManyError({ expected: `at most ${MAX_SESSIONS} at once` });
    const signer = signSecond(share, { message: toField(message, "message"), commitment });
    const session = bytesToBase64url(randomBytes(16));
    sessions.set(session, { signer, until: now + SESSION_MILLISECONDS });
    return { session, R2: pointToWire(signer.R2) };
  });
  app.post<{ Params: { id: string } }>("/sessions/:id", async ({ params, body }) => {
    const found = sessions.get(params.id);
    sessions.delete(params.id);
    if (found === undefined || performance.now() >= found.until)
      throw new KeyShareError({ path: "session", expected: "a signature that has begun" });
    const { R1 } = decode(shapes.opened, body);
    count();
    return { S2: String(found.signer.finish(pointFromWire(R1))) };
  });
}

/**
 * More signatures are asked for than the signing service gives out.
 *
 * What to do: find out who asks; raise the bound where the office really issues so many.
 */
export class SignaturesTooManyError extends /* @__PURE__ */ refusal(
  "SIGNATURES_TOO_MANY",
  "SignaturesTooManyError",
  "Too many signatures are asked for",
) {}
