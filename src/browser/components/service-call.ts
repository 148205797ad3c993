/** Calls of a portal's or an office's own service: whatever comes back is an answer of the right form or one refusal. */
import { refusal } from "../../core/errors.ts";
import { own } from "../../core/own.ts";

export interface ServiceCall<T> {
  readonly method?: "GET" | "POST" | "DELETE";
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Reads the answer; undefined says that it is of another form. */
  readonly read: (answer: unknown) => T | undefined;
  /** How long the service may take; 15 s by default. */
  readonly timeoutSeconds?: number;
}

/**
 * Calls a service and reads its answer.
 *
 * @throws ServiceCallError whose `path` says what is wrong: `offline`, `unavailable` (also after the timeout), `unauthorised`,
 * `tooMany`, `notFound` or `malformed`; a refusal that the service sends as `{ code }` keeps its code, as `received`
 */
export async function callService<T>(address: string, call: ServiceCall<T>): Promise<T> {
  const { method = "GET", body, token, signal, read, timeoutSeconds = 15 } = own(call);
  const limit = new AbortController();
  const stop = (): void => limit.abort();
  const timer = setTimeout(stop, 1_000 * timeoutSeconds);
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  try {
    const response = await fetch(address, {
      method,
      signal: limit.signal,
      cache: "no-store",
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = response.status === 204 ? {} : await response.json().catch(() => undefined);
    if (!response.ok) throw refusalOf(response, answer);
    return readWith(read, answer);
  } catch (cause) {
    if (cause instanceof ServiceCallError || cause instanceof ServiceRefusal) throw cause;
    throw new ServiceCallError({ path: limit.signal.aborted && !signal?.aborted ? "unavailable" : "offline", cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/** What can't be read is malformed, whether the reader says so or throws. */
function readWith<T>(read: (answer: unknown) => T | undefined, answer: unknown): T {
  let cause: unknown;
  try {
    const value = answer === undefined ? undefined : read(answer);
    if (value !== undefined) return value;
  } catch (error) {
    cause = error;
  }
  throw new ServiceCallError({ path: "malformed", cause });
}

const PATHS: Readonly<Record<number, string>> = {
  401: "unauthorised",
  403: "unauthorised",
  404: "notFound",
  429: "tooMany",
};

function refusalOf({ status, headers }: Response, answer: unknown): Error {
  const path = PATHS[status];
  const code = typeof answer === "object" && answer !== null && "code" in answer ? answer.code : undefined;
  // A refusal of civicproof's own, for example PROOF_INVALID.
  if (path === undefined && status < 500 && typeof code === "string") return new ServiceRefusal(code);
  const seconds = Number(headers.get("retry-after"));
  return new ServiceCallError({
    path: path ?? (status < 500 ? "malformed" : "unavailable"),
    received: seconds > 0 ? `${status}, retry after ${Math.min(seconds, 3_600)} s` : String(status),
  });
}

/** How long a service asks to wait, in seconds; 0 where it does not say. */
export function retryAfter(error: unknown): number {
  if (!(error instanceof ServiceCallError)) return 0;
  return Number(/retry after (\d+) s$/.exec(error.received ?? "")?.[1] ?? 0);
}

/** A refusal as the service sent it; its code is one of docs/errors.md. */
class ServiceRefusal extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`The service refused: ${code}`);
    this.code = code;
  }
}

/**
 * A service could not be reached, did not answer in time, or answered something that can't be used.
 *
 * What to do: show the text of `failures` for its `path`, and let the person try again.
 */
export class ServiceCallError extends /* @__PURE__ */ refusal(
  "SERVICE_CALL_FAILED",
  "ServiceCallError",
  "The call of a service failed",
) {}
