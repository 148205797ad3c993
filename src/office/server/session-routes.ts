/** Signing in and out, and what a page knows of the session that it has. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { base64urlToBytes, bytesToBase64url } from "../../core/bytes.ts";
import { CivicproofError, refusal } from "../../core/errors.ts";
import { ApiKeyError } from "../../core/service/access.ts";
import { isOwnFailure } from "../../core/service/http.ts";
import { describeError, failureOf } from "../../core/service/log.ts";
import { csrfToken } from "../sign-in/cookies.ts";
import { openProvider, SIGN_IN_SECONDS, type SignInChecks } from "../sign-in/provider.ts";
import { checkSignIn, type SignInSettings } from "../sign-in/settings.ts";
import type { SessionTerms } from "../store/sessions.ts";
import {
  queryOf,
  type Recognition,
  recognise,
  requireOwnOrigin,
  requireOwnPage,
  SessionExpiredError,
} from "./access.ts";
import { OFFICE_SCHEMAS } from "./schemas.ts";

const [SESSION_SECONDS, IDLE_SECONDS] = [8 * 3_600, 1_800];
const PRIVATE = { "cache-control": "no-store" } as const;

export interface SessionRoutes {
  readonly signIn?: SignInSettings | undefined;
  readonly recognition: Recognition;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly displayName: string;
}

/** @throws InvalidInputError for settings out of their form */
export function addSessionRoutes(app: FastifyInstance, options: SessionRoutes): void {
  const { signIn, recognition, publicUrl, displayName } = options;
  const { store, cookies, origins } = recognition;
  const { sessionSeconds = SESSION_SECONDS, idleSeconds = IDLE_SECONDS } = signIn ?? {};
  const terms: SessionTerms = { sessionSeconds, idleSeconds };
  const config = { access: "everybody" } as const;
  const desk = `${publicUrl}/desk`;

  app.get("/session", { schema: OFFICE_SCHEMAS.session, config }, async (request, reply) => {
    reply.headers(PRIVATE);
    const found = await recognise(request, recognition);
    const office = { displayName, signIn: signIn === undefined ? "key" : "provider" };
    if (found?.session === undefined) return { ...office, session: null };
    const { name, roles, expiresAt } = found.session;
    return { ...office, session: { name, roles, expiresAtSeconds: expiresAt, csrf: csrfToken(found.secret!) } };
  });

  app.post("/sign-out", { schema: OFFICE_SCHEMAS.signOut, config }, async (request, reply) => {
    reply.headers(PRIVATE);
    const found = await recognise(request, recognition);
    if (found?.secret === undefined) throw new SessionExpiredError();
    requireOwnPage(request, found.secret, origins);
    await store.sessions.end(found.secret);
    reply.header("set-cookie", cookies.session.clear);
    // Signed out here in any case, and at the provider where it can be asked.
    const url = await provider?.leave(desk).catch(() => undefined);
    return { location: url?.href ?? desk };
  });

  if (signIn === undefined) {
    // An office without a provider: whoever has a key trades it for a session, so that no page keeps it.
    app.post<{ Body: { key: string } }>(
      "/sign-in/key",
      { schema: OFFICE_SCHEMAS.signInKey, config },
      async (request, reply) => {
        requireOwnOrigin(request.headers, origins);
        const caller = await store.keys.callerOf(`Bearer ${request.body.key}`);
        if (caller === undefined) throw new ApiKeyError({ path: "key" });
        const secret = await store.sessions.beginWithKey(caller, terms);
        reply.headers({ ...PRIVATE, "set-cookie": cookies.session.set(secret, sessionSeconds) });
        return { name: caller.name };
      },
    );
  }

  const provider = signIn === undefined ? undefined : openChecked(signIn, { publicUrl, now: recognition.now });
  if (provider === undefined) return;
  const { sealSignIn, openSignIn } = store.secrets;
  const errorHandler = answerPage(desk);

  app.get<{ Querystring: { "step-up"?: string } }>(
    "/sign-in",
    { schema: OFFICE_SCHEMAS.signIn, config, errorHandler },
    async ({ query }, reply) => {
      const { url, checks } = await provider.begin({ isStepUp: query["step-up"] !== undefined });
      const kept = sealSignIn(JSON.stringify({ ...checks, until: recognition.now() + SIGN_IN_SECONDS }));
      reply.headers({ ...PRIVATE, "set-cookie": cookies.signIn.set(bytesToBase64url(kept), SIGN_IN_SECONDS) });
      return reply.redirect(url.href, 303);
    },
  );

  app.get("/sign-in/back", { schema: OFFICE_SCHEMAS.signInBack, config, errorHandler }, async (request, reply) => {
    const checks = readChecks(cookies.signIn.read(request.headers.cookie));
    // It is good for one answer, whatever that says.
    reply.headers({ ...PRIVATE, "set-cookie": cookies.signIn.clear });
    const person = await provider.finish(new URL(`${publicUrl}/sign-in/back?${queryOf(request.url)}`), checks);
    const before = cookies.session.read(request.headers.cookie);
    if (before !== undefined) await store.sessions.end(before);
    const secret = await store.sessions.begin(person, terms);
    reply.header("set-cookie", cookies.session.set(secret, sessionSeconds));
    return reply.redirect(desk, 303);
  });

  function readChecks(cookie: string | undefined): SignInChecks {
    let kept: (SignInChecks & { readonly until: number }) | undefined;
    try {
      const sealed = base64urlToBytes(cookie ?? "");
      if (sealed !== undefined) kept = JSON.parse(openSignIn(sealed));
    } catch {
      // Not sealed here.
    }
    if (kept === undefined || recognition.now() >= kept.until)
      throw new SignInForeignError({ path: "state", expected: "a sign-in that this browser began" });
    return kept;
  }
}

function openChecked(signIn: SignInSettings, { publicUrl, now }: { publicUrl: string; now: () => number }) {
  checkSignIn(signIn);
  return openProvider(signIn, { redirectUrl: `${publicUrl}/sign-in/back`, now });
}

/** People who sign in look at a page: a refusal leads to the desk's, which says it in their language. */
const answerPage =
  (desk: string) =>
  (error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const code = error instanceof CivicproofError ? error.code : "INTERNAL";
    if (error instanceof CivicproofError) reply.failure = failureOf(error, isOwnFailure(code));
    else request.log.error({ defect: describeError(error) }, "a defect");
    return reply.redirect(`${desk}#refused=${code}`, 303);
  };

/**
 * Somebody came back from the provider whom this browser did not send there, or after more than ten minutes.
 *
 * What to do: sign in again, in one window.
 */
export class SignInForeignError extends /* @__PURE__ */ refusal(
  "SIGN_IN_FOREIGN",
  "SignInForeignError",
  "This sign-in was not begun here",
) {}
