/** Log lines say what happened and never to whom: no address, no body, no query, no foreign message. */
import type { FastifyServerOptions } from "fastify";
import { CivicproofError } from "../../core/errors.ts";

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
