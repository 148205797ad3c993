/** Log lines say what happened and never to whom: no address, no body, no query, no foreign message. */
import type { FastifyServerOptions } from "fastify";
import { CivicproofError } from "../errors.ts";

/** Where log lines go, one JSON object each. */
export interface LogDestination {
  write(line: string): void;
}

/** Fastify's logger options. @param level pino's: silent, error, warn, info, debug */
export function loggerOptions(level: string, stream: LogDestination | undefined): FastifyServerOptions["logger"] {
  if (level === "silent") return false;
  return {
    level,
    base: null,
    ...(stream === undefined ? {} : { stream }),
    serializers: {
      // The pattern of the route, not the path that was asked for: that is the caller's text.
      req: (request) => ({ method: request.method, route: request.routeOptions?.url ?? "unknown" }) as never,
      res: (reply) => ({ statusCode: reply.statusCode }) as never,
      err: describeError as never,
    },
  };
}

/** A refusal's code, or the kind and place of a defect; a foreign message can quote what it choked on. */
export function describeError(error: unknown): { readonly type: string; readonly code?: string; readonly at?: string } {
  if (error instanceof CivicproofError) return { type: error.name, code: error.code };
  if (!(error instanceof Error)) return { type: typeof error };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  const at = /\n\s+at ([^\n]+)/.exec(error.stack ?? "")?.[1];
  return { type: error.name, ...code, ...(at === undefined ? {} : { at }) };
}

/** Words of a path that are the service's own; everything else in it may be a caller's text. */
const OWN_WORDS = new Set(
  `body params querystring headers state vp_token error eligibility proof a b c publicSignals circuit civicproof job
   request scope policyHash expiresAtSeconds statements issuerRoot statusRoot nullifier period today context grid maxClaims
   recipient sameDevice responseCode authorization store queue registry url file transaction id`.split(/\s+/),
);

/** Why a call failed, for the operator: a refusal's code and place, and for a failing part what its engine said. */
export interface Failure {
  readonly code: string;
  readonly path?: string;
  readonly expected?: string;
  readonly received?: string;
  readonly cause?: ReturnType<typeof describeError>;
}

interface Refused {
  readonly code: string;
  readonly path?: string | undefined;
  readonly expected?: string | undefined;
  readonly received?: string | undefined;
  readonly cause?: unknown;
}

/** @param isOurs whether a part of the service failed, so that what is said of it stems from no caller */
export function failureOf(error: Refused, isOurs: boolean): Failure {
  const { code, path, expected, received, cause } = error;
  if (!isOurs) {
    const own = path?.split(/[.[\]]+/).filter((part) => OWN_WORDS.has(part) || /^\d{1,3}$/.test(part));
    return { code, ...(own === undefined || own.length === 0 ? {} : { path: own.join(".") }) };
  }
  const said = { ...(path && { path }), ...(expected && { expected }), ...(received && { received }) };
  return { code, ...said, ...(cause === undefined ? {} : { cause: describeError(cause) }) };
}
