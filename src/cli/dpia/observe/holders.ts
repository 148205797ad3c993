/** People for a watched service: credentials of a test's issuer, wallets that follow the registry, a network address each. */
import { createServer } from "node:net";
import { encodePublicKey } from "../../../core/signature.ts";
import type { ClaimRecord } from "../../../credentials/credential/claims.ts";
import { type Credential, issueCredential } from "../../../credentials/credential/credential.ts";
import { generateHolderSecret, type HolderSecret, holderCommitment } from "../../../credentials/credential/holder.ts";
import type { CredentialSchema } from "../../../credentials/credential/schema.ts";
import { readPublishedFrom } from "../../../credentials/registry/node.ts";
import { openRegistry, type Registry } from "../../../credentials/registry/open-registry.ts";
import { readPublishedAt } from "../../../credentials/registry/read-published.ts";
import { readIssuerKey } from "../../key-files.ts";
import { changeRegistry, issuerPosition } from "../../registry-files.ts";
import { type Client, call, newClient } from "./http.ts";

/** One person with a phone. */
export interface Holder {
  readonly number: number;
  readonly secret: HolderSecret;
  readonly credential: Credential;
  readonly client: Client;
  readonly wallet: Registry;
}

/** What the host of the registry's files sees of one request. */
export type SeeList = (holder: number, content: string, atMs: number) => void;

export interface HoldersOptions {
  readonly people: readonly ClaimRecord[];
  readonly schema: CredentialSchema;
  readonly issuerKey: string;
  readonly registry: string;
  /** A directory, or an address. */
  readonly published: string;
  readonly today: Date;
  /** Whether everything is on this machine, so that each phone can have an address of its own. */
  readonly isLocal: boolean;
  readonly seeList: SeeList;
  readonly signal: AbortSignal;
}

const VALID_DAYS = 30;

/** Issues a credential to each person, under the issuer's key and in the registry's file. */
export async function makeHolders(options: HoldersOptions): Promise<readonly Holder[]> {
  const { people, schema, today, signal } = options;
  const key = await readIssuerKey(options.issuerKey);
  const day = (days: number): string => new Date(today.getTime() + 86_400_000 * days).toISOString().slice(0, 10);
  const issued = await changeRegistry(options.registry, (registry) => {
    const position = issuerPosition(registry, encodePublicKey(key.publicKey));
    return people.map((claims) => {
      const secret = generateHolderSecret();
      const credential = issueCredential({
        issuerKey: key.privateKey,
        schema,
        claims,
        holderCommitment: holderCommitment(secret),
        registry: registry.id,
        statusIndex: registry.allocateStatusIndex(position),
        validFrom: day(-1),
        validUntil: day(VALID_DAYS),
        claimsFrom: 0,
      });
      return { secret, credential };
    });
  });
  const addresses = await addressesFor(issued.length, options);
  const holders: Holder[] = [];
  for (const [number, { secret, credential }] of issued.entries()) {
    const client = newClient(addresses[number]);
    const wallet = await openRegistry({
      url: readerFor(number, client, options),
      registry: credential.registry,
    });
    await wallet.refresh(signal);
    holders.push({ number, secret, credential, client, wallet });
  }
  return holders;
}

/** Reads the registry as this phone, and tells what its host sees. */
function readerFor(number: number, client: Client, { published, seeList, signal }: HoldersOptions) {
  if (!/^https?:\/\//.test(published)) {
    const read = readPublishedFrom(published);
    return (async (path, limits) => {
      seeList(number, JSON.stringify({ method: "GET", path }), performance.timeOrigin + performance.now());
      return read(path, limits);
    }) satisfies ReturnType<typeof readPublishedFrom>;
  }
  const fetchAs = async (input: URL | RequestInfo): Promise<Response> => {
    const url = new URL(String(input));
    const { sent, status, headers, text, atMs } = await call(client, { url, signal });
    const { etag } = headers;
    seeList(number, JSON.stringify({ from: client.address, ...sent, etag, bytes: text.length }), atMs);
    return new Response(text, { status });
  };
  return readPublishedAt(published, { fetch: fetchAs as typeof fetch });
}

/** One address of this machine's own for each person, where it has more than one; nothing leaves the machine. */
async function addressesFor(
  people: number,
  { isLocal }: Pick<HoldersOptions, "isLocal">,
): Promise<readonly (string | undefined)[]> {
  const addresses = Array.from({ length: people }, (_, i) => `127.1.${Math.floor(i / 200)}.${1 + (i % 200)}`);
  return isLocal && (await canListen(addresses[0]!)) ? addresses : addresses.map(() => undefined);
}

function canListen(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(0, address, () => server.close(() => resolve(true)));
  });
}
