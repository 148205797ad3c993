/** Who may call which route: every route says it, and one that does not can't be registered. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { refusal } from "../../core/errors.ts";
import { ApiKeyError } from "../../core/service/access.ts";
import type { Caller, Role } from "../store/keys.ts";

/** The roles that may call a route; `everybody` needs no key. */
export type RouteAccess = readonly Role[] | "everybody";

declare module "fastify" {
  interface FastifyContextConfig {
    access?: RouteAccess;
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

/**
 * Checks every call before its body is read. What plugins of others register (the documentation) is for everybody.
 *
 * @returns the routes as they are registered, for tests and for the guide
 */
export function guardRoutes(
  app: FastifyInstance,
  callerOf: (authorization: string | undefined) => Promise<Caller | undefined>,
): readonly ListedRoute[] {
  const routes: ListedRoute[] = [];
  app.decorateRequest("caller", null);
  app.addHook("onRoute", ({ method, url, config }) => {
    const access = config?.access ?? (url.startsWith("/documentation") ? "everybody" : undefined);
    if (access === undefined) throw new TypeError(`the route ${url} does not say who may call it`);
    for (const each of [method].flat()) routes.push({ method: each, url, access });
  });
  // After calls were counted, so that nobody tries keys without end, and before the body is read.
  app.addHook("preParsing", async (request: FastifyRequest, _reply: FastifyReply) => {
    const { access } = request.routeOptions.config;
    if (access === undefined || access === "everybody") return;
    const caller = await callerOf(request.headers.authorization);
    if (caller === undefined) throw new ApiKeyError();
    if (!access.includes(caller.role))
      throw new RoleWrongError({ expected: access.join(" or "), received: caller.role });
    request.caller = caller;
  });
  return routes;
}

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
