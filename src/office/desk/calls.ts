/** Calls of the office's own service: an answer, or a refusal with its code. */

/** What a call may end with besides its answer. `code` is one of docs/errors.md, or `offline`, `unavailable`, `tooMany`. */
export class DeskRefusal extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export interface DeskCall {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly body?: unknown;
  /** Of the session; changes show it. */
  readonly csrf?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUT_MILLISECONDS = 15_000;

/** @param path relative to the page, so that an office behind a path finds itself @throws DeskRefusal */
export async function callOffice<Answer>(
  path: string,
  { method = "GET", body, csrf, signal }: DeskCall = {},
): Promise<Answer> {
  const limits = [AbortSignal.timeout(TIMEOUT_MILLISECONDS), ...(signal === undefined ? [] : [signal])];
  const response = await fetch(path, {
    method,
    cache: "no-store",
    credentials: "same-origin",
    signal: AbortSignal.any(limits),
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(csrf === undefined ? {} : { "x-csrf-token": csrf }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new DeskRefusal("offline");
  });
  const answer: unknown = response.status === 204 ? {} : await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer as Answer;
  const code = (answer as { error?: { code?: unknown } } | undefined)?.error?.code;
  if (response.status === 429) throw new DeskRefusal("tooMany");
  throw new DeskRefusal(typeof code === "string" ? code : "unavailable");
}

export interface Session {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly expiresAtSeconds: number;
  readonly csrf: string;
}
export type Role = "clerk" | "approver" | "auditor" | "administrator";

/** What `GET /session` answers. */
export interface OfficeSession {
  readonly displayName: string;
  readonly signIn: "key" | "provider";
  readonly session: Session | null;
}
