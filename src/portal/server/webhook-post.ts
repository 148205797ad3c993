/** One call of a webhook: no redirects, no proxy of the environment, and no address of a private network unless allowed. */
import { lookup as resolveName } from "node:dns";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";

export interface WebhookCall {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the address may be of this machine or a private network. */
  readonly allowPrivate: boolean;
}

const TIMEOUT_MILLISECONDS = 10_000;

/** Not of the public internet (IANA's registry of special-purpose addresses). */
const SPECIAL = new BlockList();
for (const network of `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
  192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4`.split(
  /\s+/,
)) {
  const [address, bits] = network.split("/");
  SPECIAL.addSubnet(address!, Number(bits), "ipv4");
}
const PUBLIC_6 = new BlockList();
PUBLIC_6.addSubnet("2000::", 3, "ipv6");
for (const network of ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]) {
  const [address, bits] = network.split("/");
  SPECIAL.addSubnet(address!, Number(bits), "ipv6");
}

/** Whether an address is of the public internet; one that wraps an IPv4 address is not. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !SPECIAL.check(address, "ipv4");
  return isIP(address) === 6 && PUBLIC_6.check(address, "ipv6") && !SPECIAL.check(address, "ipv6");
}

/**
 * The address of a webhook.
 *
 * @throws InvalidInputError for anything but https, or http where private addresses are allowed; for a name and password
 */
export function readWebhookUrl(text: string, allowPrivate: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isFit = url?.protocol === "https:" || (allowPrivate && url?.protocol === "http:");
  if (url === undefined || !isFit || url.username !== "" || url.password !== "" || url.hash !== "")
    throw new InvalidInputError({
      path: "webhook.url",
      expected: "an https address without a password; http only where private addresses are allowed",
    });
  return url;
}

/** Resolves a name for the very connection that is made, so that no second answer of the name server leads elsewhere. */
export const lookUpPublic: LookupFunction = (host, options, done) => {
  resolveName(host, { ...options, all: true }, (error, addresses) => {
    const found = error === null ? addresses : [];
    const refused = found.some(({ address }) => !isPublicAddress(address));
    const failure = error ?? (refused ? new WebhookAddressError({ path: "webhook.url" }) : null);
    const [first] = found;
    if (options.all === true) (done as (error: Error | null, all: typeof found) => void)(failure, found);
    else done(failure, first?.address ?? "", first?.family);
  });
};

/**
 * Posts JSON and waits for the head of the answer.
 *
 * @returns the status; a redirect is one like others
 * @throws WebhookAddressError for an address of a private network where that is not allowed
 */
export function postWebhook({ url, headers, body, allowPrivate }: WebhookCall): Promise<number> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host))
    return Promise.reject(new WebhookAddressError({ path: "webhook.url" }));
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const call = send(
      url,
      {
        method: "POST",
        headers: { ...headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
        // A connection for each: what was checked is what is used.
        agent: false,
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
        ...(allowPrivate ? {} : { lookup: lookUpPublic }),
      },
      (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      },
    );
    call.on("error", reject);
    call.end(body);
  });
}

/**
 * The webhook's name leads to an address of a private network, or of this machine.
 *
 * What to do: correct the address; where the portal is in the same network, allow private addresses on purpose.
 */
export class WebhookAddressError extends /* @__PURE__ */ refusal(
  "WEBHOOK_ADDRESS_REFUSED",
  "WebhookAddressError",
  "The webhook's address is not of the public internet",
) {}
