/** Whom a bridge trusts. Every anchor is named in the settings; a document brings none along. */
import { type KeyObject, X509Certificate } from "node:crypto";
import { InvalidInputError } from "../../core/json.ts";
import {
  type Certificate,
  CertificateNotTrustedError,
  checkCertificateChain,
  checkValidity,
  readAnchors,
  readChain,
} from "../../core/openid/certificate.ts";
import type { FetchText } from "../../core/openid/did-web.ts";
import { own } from "../../core/own.ts";
import { keyOfDid, keyOfJwk } from "./dids.ts";
import { isObject, type OpenedJws, verifyJws } from "./jws.ts";
import { createReadPublished, type ReadPublished } from "./published.ts";
import { BridgeExpiredError, BridgeIssuerError, BridgeKeyError } from "./refusals.ts";
import { readTrustedList, type TrustedListOptions } from "./trusted-list.ts";

/** A set of keys that somebody has compared with the issuer's (RFC 7517). */
export interface PinnedKeys {
  /** `iss` of what they sign. */
  readonly issuer: string;
  readonly jwks: { readonly keys: readonly object[] };
}

/** Whom a bridge trusts: any of these that are given. */
export interface SourceTrust {
  /** Certificates as PEM: authorities, or issuers themselves. */
  readonly certificates?: readonly string[] | undefined;
  readonly keys?: readonly PinnedKeys[] | undefined;
  /** `did:web`, `did:jwk` and `did:key` of issuers. */
  readonly dids?: readonly string[] | undefined;
  /** Lists of trusted entities (ETSI TS 119 602). */
  readonly lists?: readonly Omit<TrustedListOptions, "nowSeconds">[] | undefined;
}

export interface Trust {
  /**
   * Verifies what an issuer signed. Its `iss` decides by which kind of trust: pinned keys, an identifier, or else the chain in
   * its header.
   *
   * @param issuer  whose document it is, where it does not say so itself
   * @returns the issuer that it names, where whoever is trusted vouches for that name: keys and identifiers do, a certificate
   * only if it has the name itself
   * @throws BridgeIssuerError, BridgeSignatureError, BridgeKeyError, CertificateNotTrustedError, CertificateExpiredError
   */
  verify(document: OpenedJws, path: string, issuer?: string): Promise<string | undefined>;
  /**
   * The leaf of a chain that leads to a certificate of the list, or is one.
   *
   * @param usage  an extended key usage that it must have, as an OID
   * @throws CertificateNotTrustedError, CertificateExpiredError, CertificateError, BridgeExpiredError
   */
  leafOf(
    chain: readonly (string | Uint8Array)[],
    options: { readonly path: string; readonly usage?: string },
  ): Promise<X509Certificate>;
  /** Reads lists that issuers publish. */
  readonly readPublished: ReadPublished;
  readonly now: () => number;
}

/** How a bridge knows the time and reads what others publish. */
export interface TrustOptions {
  /** Seconds since the epoch; this machine's clock by default. */
  readonly now?: (() => number) | undefined;
  /** Fetches documents of `did:web`; the platform's `fetch` by default. */
  readonly fetchText?: FetchText | undefined;
  readonly readPublished?: ReadPublished | undefined;
}

/**
 * Opens the trust of a bridge.
 *
 * @throws InvalidInputError when nobody would be trusted
 * @throws what reading certificates and lists throws
 */
export async function openTrust(
  given: SourceTrust,
  { now = clock, fetchText, readPublished = createReadPublished(now) }: TrustOptions = {},
): Promise<Trust> {
  const { certificates = [], keys = [], dids = [], lists = [] } = own(given);
  const anchors = await readAnchors(certificates, "trust.certificates");
  const read = await Promise.all(lists.map((list) => readTrustedList({ ...list, nowSeconds: now() })));
  const pinned = new Map<string, readonly object[]>();
  // Two files of one issuer, such as an old key's and a new one's, are both trusted.
  for (const { issuer, jwks } of keys) pinned.set(issuer, [...(pinned.get(issuer) ?? []), ...jwks.keys]);
  const identifiers = new Set(dids);
  if (anchors.length + pinned.size + identifiers.size + read.length === 0)
    throw new InvalidInputError({ path: "trust", expected: "certificates, keys, dids or lists" });

  const trustedLeaf = async (chain: readonly (string | Uint8Array)[], path: string): Promise<Certificate> => {
    const nowSeconds = now();
    const current = read.filter(({ nextUpdateSeconds }) => nowSeconds < nextUpdateSeconds);
    if (current.length < read.length && anchors.length + current.length === 0)
      throw new BridgeExpiredError({ path: "trust.list.NextUpdate", expected: "a newer list" });
    const listed = [...anchors, ...current.flatMap((list) => list.anchors)];
    return verifyLeaf(await readChain(chain, path), { listed, nowSeconds, path });
  };
  const leafOf: Trust["leafOf"] = async (chain, { path, usage }) => {
    const leaf = new X509Certificate((await trustedLeaf(chain, path)).der);
    if (usage !== undefined && !(leaf.keyUsage ?? []).includes(usage))
      throw new CertificateNotTrustedError({ path: `${path}[0]`, expected: `the extended key usage ${usage}` });
    return leaf;
  };

  const signerOf = async ({ header }: OpenedJws, path: string, iss: string | undefined): Promise<Signer> => {
    const keysOf = pinned.get(iss ?? "");
    if (keysOf !== undefined) return { key: pinnedKey(keysOf, header, path), name: iss };
    if (iss !== undefined && identifiers.has(iss))
      return { key: await keyOfDid(iss, header.kid, { fetchText, path }), name: iss };
    if (header.x5c === undefined) throw new BridgeIssuerError({ path, expected: "an issuer of the office's list" });
    const leaf = await trustedLeaf(header.x5c, `${path}.x5c`);
    return { key: new X509Certificate(leaf.der).publicKey, name: names(leaf, iss) ? iss : undefined };
  };
  return {
    ...{ leafOf, readPublished, now },
    async verify(document, path, issuer) {
      const { key, name } = await signerOf(document, path, issuerOf(document.payload) ?? issuer);
      await verifyJws(document, key, path);
      return name;
    },
  };
}

interface Signer {
  readonly key: KeyObject;
  /** As somebody else than the document itself names it. */
  readonly name: string | undefined;
}

/**
 * Whether a certificate has the issuer's name, or the host of its address. Under a chain the issuer is the certificate's
 * subject (draft-ietf-oauth-sd-jwt-vc, Issuer Signature Mechanisms), and real PIDs have an `iss` that theirs does not name.
 */
function names({ dnsNames, uris }: Certificate, iss: string | undefined): boolean {
  if (iss === undefined || !URL.canParse(iss)) return false;
  const { protocol, hostname } = new URL(iss);
  return uris.includes(iss) || (protocol === "https:" && dnsNames.includes(hostname));
}

const clock = (): number => Math.floor(Date.now() / 1_000);

/** An issuer whose own certificate is on the list needs no authority above it. */
async function verifyLeaf(
  chain: readonly [Certificate, ...Certificate[]],
  { listed, nowSeconds, path }: { listed: readonly Certificate[]; nowSeconds: number; path: string },
): Promise<Certificate> {
  const [leaf] = chain;
  if (listed.some(({ der }) => Buffer.from(der).equals(leaf.der))) checkValidity(leaf, nowSeconds, `${path}[0]`);
  else {
    await checkCertificateChain(chain, { anchors: listed, nowSeconds, path });
    if (isForOthers(new X509Certificate(leaf.der)))
      throw new CertificateNotTrustedError({ path: `${path}[0]`, expected: "a certificate for signing documents" });
  }
  return leaf;
}

/** serverAuth, clientAuth, codeSigning, timeStamping, OCSPSigning (RFC 5280, 4.2.1.12). */
const OTHER_USES = [1, 2, 3, 8, 9].map((use) => `1.3.6.1.5.5.7.3.${use}`);

/** Whether it says what it is for, and nothing of that is a document: an authority's web server makes no credentials. */
function isForOthers({ keyUsage }: X509Certificate): boolean {
  return keyUsage?.every((use) => OTHER_USES.includes(use)) ?? false;
}

/** Who signed, as a document says it: `iss`, or the `issuer` of a credential in the form of W3C's data model 2.0. */
export function issuerOf({ iss, issuer }: OpenedJws["payload"]): string | undefined {
  const named = iss ?? (isObject(issuer) ? issuer.id : issuer);
  return typeof named === "string" ? named : undefined;
}

/** The one key that the header's `kid` names; without a name, the only one. */
function pinnedKey(keys: readonly object[], { kid, alg }: OpenedJws["header"], path: string): KeyObject {
  const found = keys.filter((key) => kid === undefined || (key as { readonly kid?: unknown }).kid === kid);
  if (found.length !== 1) throw new BridgeKeyError({ path: `${path}.kid`, expected: "the name of one pinned key" });
  const [key] = found as [{ readonly alg?: unknown; readonly use?: unknown }];
  if ((key.alg !== undefined && key.alg !== alg) || (key.use !== undefined && key.use !== "sig"))
    throw new BridgeKeyError({ path, expected: "a key for this algorithm and for signatures" });
  return keyOfJwk({ ...key }, path);
}
