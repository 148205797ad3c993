/** HTTP as a phone of its own speaks it: an address and cookies for each, and what went over the wire is kept. */
import { type IncomingHttpHeaders, type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { refusal } from "../../../core/errors.ts";

const MAX_BYTES = 20_000_000;
const TIMEOUT_MS = 35_000;

/** One phone, or the portal. */
export interface Client {
  /** The address that it calls from; the system's choice when undefined. */
  readonly address: string | undefined;
  /** What hosts gave it to send back, by host. */
  readonly cookies: Map<string, Map<string, string>>;
}

export interface Call {
  readonly url: URL;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** What was sent and what came back. */
export interface Exchanged {
  readonly sent: { readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>> };
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly atMs: number;
}

/** A client without a past. */
export function newClient(address?: string): Client {
  return { address, cookies: new Map() };
}

/** @throws WatchedServiceError when there is no answer; AbortError when the signal says so */
export function call(client: Client, { url, method = "GET", headers = {}, body, signal }: Call): Promise<Exchanged> {
  const jar = client.cookies.get(url.host) ?? new Map<string, string>();
  client.cookies.set(url.host, jar);
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const sentHeaders = { ...headers, ...(cookie === "" ? {} : { cookie }) };
  const options: RequestOptions = {
    method,
    headers: { ...sentHeaders, ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }) },
    signal,
    timeout: TIMEOUT_MS,
    agent: false,
    ...(client.address === undefined ? {} : { localAddress: client.address }),
  };
  const path = `${url.pathname}${url.search}`;
  return new Promise((resolve, reject) => {
    const failed = (cause: Error): void =>
      reject(
        signal.aborted ? cause : new WatchedServiceError({ path: url.origin + path, expected: "an answer", cause }),
      );
    const sending = (url.protocol === "https:" ? requestHttps : requestHttp)(url, options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
        if (text.length > MAX_BYTES) response.destroy(new Error(`more than ${MAX_BYTES} bytes`));
      });
      response.on("error", failed);
      response.on("end", () => {
        for (const each of response.headers["set-cookie"] ?? []) {
          const [, name, value] = /^([^=;\s]+)=([^;]*)/.exec(each) ?? [];
          if (name !== undefined) jar.set(name, value ?? "");
        }
        const sent = { method, path, headers: sentHeaders };
        const atMs = performance.timeOrigin + performance.now();
        resolve({ sent, status: response.statusCode ?? 0, headers: response.headers, text, atMs });
      });
    });
    sending.on("timeout", () => sending.destroy(new Error(`no answer in ${TIMEOUT_MS / 1_000} s`)));
    sending.on("error", failed);
    sending.end(body);
  });
}

/**
 * A service that is watched does not answer, or answers with an error.
 *
 * What to do: look at its log; a watched service has to accept presentations of development keys or of the keys given.
 */
export class WatchedServiceError extends /* @__PURE__ */ refusal(
  "WATCHED_SERVICE_FAILED",
  "WatchedServiceError",
  "The service does not answer as it should",
) {}
