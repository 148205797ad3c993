/** Who may call which route: every route says it, and one that does not can't be registered. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { refusal } from "../../core/errors.ts";
import { ApiKeyError } from "../../core/service/access.ts";
import { isSameHash } from "../../core/service/secrets.ts";
import { csrfToken, type OfficeCookies } from "../sign-in/cookies.ts";
import type { SignInSettings } from "../sign-in/settings.ts";
import type { OfficeStore } from "../store/index.ts";
import type { Caller, Role } from "../store/keys.ts";
import type { Session } from "../store/sessions.ts";

/** The roles that may call a route; `everybody` needs neither key nor session. */
export type RouteAccess = readonly Role[] | "everybody";

declare module "fastify" {
  interface FastifyContextConfig {
    access?: RouteAccess;
    /** A call changes something: of a session, it needs the step-up that the settings ask for. */
    isChange?: boolean;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}

/** One route and who may call it. */
export interface ListedRoute {
  readonly method: string;
  readonly url: string;
  readonly access: RouteAccess;
}

/** How callers are recognised. */
export interface Recognition {
  readonly store: OfficeStore;
  readonly cookies: OfficeCookies;
  /** The origins of the office's own pages. */
  readonly origins: readonly string[];
  readonly stepUp: SignInSettings["stepUp"];
  readonly now: () => number;
}

/** This machine has several names; a page that was opened under another one is the office's all the same. */
export function ownOrigins(publicUrl: string): readonly string[] {
  const { origin, protocol, port } = new URL(publicUrl);
  const names = ["localhost", "127.0.0.1", "[::1]"].map((name) => `http://${name}${port === "" ? "" : `:${port}`}`);
  return protocol === "http:" ? names : [origin];
}

/** Who calls, by key or by session; undefined for everybody else. A key goes before a session. */
export async function recognise(
  { headers }: Pick<FastifyRequest, "headers">,
  { store, cookies }: Recognition,
): Promise<{ readonly caller: Caller; readonly session?: Session; readonly secret?: string } | undefined> {
  if (headers.authorization !== undefined) {
    const caller = await store.keys.callerOf(headers.authorization);
    return caller && { caller };
  }
  const secret = cookies.session.read(headers.cookie);
  const session = secret === undefined ? undefined : await store.sessions.of(secret);
  return session && { caller: session, session, secret: secret! };
}

/**
 * Checks every call before its body is read. What plugins of others register (the documentation) is for everybody.
 *
 * @returns the routes as they are registered, for tests and for the guide
 */
export function guardRoutes(app: FastifyInstance, recognition: Recognition): readonly ListedRoute[] {
  const routes: ListedRoute[] = [];
  app.decorateRequest("caller", null);
  app.addHook("onRoute", ({ method, url, config }) => {
    const access = config?.access ?? (url.startsWith("/documentation") ? "everybody" : undefined);
    if (access === undefined) throw new TypeError(`the route ${url} does not say who may call it`);
    for (const each of [method].flat()) routes.push({ method: each, url, access });
  });
  // After calls were counted, so that nobody tries keys without end, and before the body is read.
  app.addHook("preParsing", async (request: FastifyRequest) => {
    const { access, isChange = false } = request.routeOptions.config;
    if (access === undefined || access === "everybody") return;
    const found = await recognise(request, recognition);
    if (found === undefined) {
      const isKey = request.headers.authorization !== undefined;
      const hadSession = recognition.cookies.session.read(request.headers.cookie) !== undefined;
      throw hadSession && !isKey ? new SessionExpiredError() : new ApiKeyError();
    }
    const { caller, session, secret } = found;
    if (secret !== undefined) requireOwnPage(request, secret, recognition.origins);
    if (!access.some((role) => caller.roles.includes(role)))
      throw new RoleWrongError({ expected: access.join(" or "), received: caller.roles.join(" and ") });
    if (session !== undefined && isChange) requireStepUp(session, recognition);
    request.caller = caller;
  });
  return routes;
}

/**
 * A browser sends cookies along whoever made it call. A call that is no plain reading must come from a page of the office:
 * it shows what only such a page can read, and no header says otherwise.
 *
 * @throws CsrfError
 */
export function requireOwnPage({ method, headers }: FastifyRequest, secret: string, origins: readonly string[]): void {
  if (method === "GET" || method === "HEAD") return;
  requireOwnOrigin(headers, origins);
  const shown = headers["x-csrf-token"];
  const bytes = (text: unknown): Uint8Array => new TextEncoder().encode(typeof text === "string" ? text : "");
  if (!isSameHash(bytes(shown), bytes(csrfToken(secret)))) throw new CsrfError({ path: "x-csrf-token" });
}

/** @throws CsrfError when a browser says that another site's page calls */
export function requireOwnOrigin(headers: FastifyRequest["headers"], origins: readonly string[]): void {
  const site = headers["sec-fetch-site"];
  if (headers.origin !== undefined && !origins.includes(headers.origin)) throw new CsrfError({ path: "origin" });
  if (site !== undefined && site !== "same-origin") throw new CsrfError({ path: "sec-fetch-site" });
}

/** @throws StepUpError */
function requireStepUp({ signedInAt, acr }: Session, { stepUp, now }: Recognition): void {
  if (stepUp === undefined) return;
  if (signedInAt < now() - stepUp.maxAgeSeconds)
    throw new StepUpError({ path: "auth_time", expected: `a sign-in of the last ${stepUp.maxAgeSeconds} seconds` });
  if (stepUp.acr !== undefined && !stepUp.acr.includes(acr ?? ""))
    throw new StepUpError({ path: "acr", expected: stepUp.acr.join(" or ") });
}

/** What stands after the first question mark of an address: others may follow it (RFC 3986, section 3.4). */
export const queryOf = (url = ""): string => url.split("?").slice(1).join("?");

/** Who calls a route that is not for everybody. */
export function callerName({ caller }: FastifyRequest): string {
  if (caller === null) throw new ApiKeyError();
  return caller.name;
}

/**
 * The caller's role may not do this.
 *
 * What to do: let somebody with one of the roles that are named do it.
 */
export class RoleWrongError extends /* @__PURE__ */ refusal(
  "ROLE_WRONG",
  "RoleWrongError",
  "The role may not do this",
) {}

/**
 * The session is over: too old, unused for too long, ended, or of a key that was ended.
 *
 * What to do: sign in again.
 */
export class SessionExpiredError extends /* @__PURE__ */ refusal(
  "SESSION_EXPIRED",
  "SessionExpiredError",
  "The session is over",
) {}

/**
 * A change came with the cookie of a session and without the sign that a page of the office sent it.
 *
 * What to do: read the token of `GET /session` and send it as `x-csrf-token`, from a page of the office's own origin. Machines
 * use API keys and no cookies.
 */
export class CsrfError extends /* @__PURE__ */ refusal(
  "CSRF_TOKEN_WRONG",
  "CsrfError",
  "The call does not come from the office's own page",
) {}

/**
 * A change needs a newer or a stronger sign-in than the session has.
 *
 * What to do: sign in again at `/sign-in?step-up`, then send it again.
 */
export class StepUpError extends /* @__PURE__ */ refusal(
  "STEP_UP_MISSING",
  "StepUpError",
  "The change needs a new sign-in",
) {}
