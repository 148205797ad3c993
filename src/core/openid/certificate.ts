/**
 * Certificates of those who sign requests (RFC 5280), read with the package `pkijs`: a chain from a leaf to an anchor that
 * the reader named. Nothing is fetched, and no certificate is trusted because it came along.
 */
import { importSPKI } from "jose";
import type * as pki from "pkijs";
import { base64ToBytes, bytesToBase64url, isBytes } from "../bytes.ts";
import { refusal } from "../errors.ts";
import { ownWith, requireList } from "../own.ts";
import { loadPeer } from "../peer.ts";
import { sha256 } from "../sha256.ts";

/** A certificate that was read; nothing about it is believed yet. */
export interface Certificate {
  /** As it was signed. */
  readonly der: Uint8Array;
  /** Its own names: `dNSName` of the subject's alternative names, in lower case. */
  readonly dnsNames: readonly string[];
  /** Its own addresses: `uniformResourceIdentifier` of the subject's alternative names, as they are written. */
  readonly uris: readonly string[];
  /** Seconds since the epoch, both included. */
  readonly validFromSeconds: number;
  readonly validUntilSeconds: number;
  /** As `pkijs` reads it: for this module, so that applications without its types compile. */
  readonly parsed: object;
}

const parsedOf = ({ parsed }: Certificate): pki.Certificate => parsed as pki.Certificate;

const MAX_CHAIN = 5;
const MAX_CERTIFICATE_BYTES = 8_192;

const OID = {
  basicConstraints: "2.5.29.19",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
} as const;
/** Says for which names those below may be. Nobody compares that here, so it counts as critical, marked (RFC 5280, 4.2.1.10) or not. */
const NAME_CONSTRAINTS = "2.5.29.30";
/** Critical extensions whose rule is followed here, or says nothing about who may sign (the last, extended key usage). */
const UNDERSTOOD: readonly string[] = ["2.5.29.19", "2.5.29.15", "2.5.29.17", "2.5.29.37"];
/** `ecdsa-with-SHA256/384/512`, Ed25519, `sha256/384/512WithRSAEncryption`: nothing over SHA-1. */
const SIGNATURES = [
  "1.2.840.10045.4.3.2",
  "1.2.840.10045.4.3.3",
  "1.2.840.10045.4.3.4",
  "1.3.101.112",
  "1.2.840.113549.1.1.11",
  "1.2.840.113549.1.1.12",
  "1.2.840.113549.1.1.13",
];
/** Kinds of alternative names (RFC 5280, 4.2.1.6). */
const DNS_NAME = 2;
const URI = 6;
const KEY_CERT_SIGN = 0x04;
const DIGITAL_SIGNATURE = 0x80;

/**
 * SHA-256 of the certificate, in base64url: the identifier of the client id prefix `x509_hash`.
 *
 * @throws CertificateError for anything but bytes
 */
export function x509Hash(der: Uint8Array): string {
  if (!isBytes(der)) throw new CertificateError({ path: "der", expected: "the bytes of a certificate" });
  return bytesToBase64url(sha256(der));
}

/**
 * Reads a chain, the leaf first: DER as bytes or in base64 (RFC 7515, 4.1.6), or PEM.
 *
 * @param path where it stands, for the error
 * @throws CertificateError for anything else, and for none or more than five
 * @throws PackageMissingError without `pkijs`
 */
export async function readChain(
  given: readonly (string | Uint8Array)[] | undefined,
  path = "certificates",
): Promise<readonly [Certificate, ...Certificate[]]> {
  if (!Array.isArray(given) || given.length === 0 || given.length > MAX_CHAIN)
    throw new CertificateError({ path, expected: `1 to ${MAX_CHAIN} certificates` });
  return (await readAnchors(given, path)) as readonly [Certificate, ...Certificate[]];
}

/**
 * Reads certificates that are trusted, in no order: as {@link readChain}, and as many as there are.
 *
 * @throws CertificateError, PackageMissingError
 */
export async function readAnchors(
  given: readonly (string | Uint8Array)[],
  path = "anchors",
): Promise<readonly Certificate[]> {
  requireList(path, given);
  const pkijs = await loadPeer("pkijs", () => import("pkijs"));
  return given.map((each, i) => readCertificate(pkijs, each, `${path}[${i}]`));
}

function readCertificate({ Certificate }: typeof pki, given: string | Uint8Array, path: string): Certificate {
  try {
    const der = bytesOf(given);
    const parsed = Certificate.fromBER(der);
    const names = extension(parsed, OID.subjectAltName) as pki.AltName | undefined;
    const namesOf = (kind: number) =>
      (names?.altNames ?? []).filter(({ type }) => type === kind).map(({ value }) => String(value));
    return {
      der,
      dnsNames: namesOf(DNS_NAME).map((name) => name.toLowerCase()),
      uris: namesOf(URI),
      validFromSeconds: Math.floor(parsed.notBefore.value.getTime() / 1_000),
      validUntilSeconds: Math.floor(parsed.notAfter.value.getTime() / 1_000),
      parsed,
    };
  } catch (cause) {
    throw new CertificateError({ path, expected: "an X.509 certificate of at most 8 kB", cause });
  }
}

/** The header `x5c` of a chain: base64, not base64url (RFC 7515, 4.1.6). */
export function toX5c(chain: readonly Certificate[]): string[] {
  return chain.map(({ der }) => btoa(String.fromCharCode(...der)));
}

/** A certificate's key for checking signatures by one algorithm. @throws TypeError for a key of another kind */
export function publicKeyOf(certificate: Certificate, alg: string): Promise<CryptoKey> {
  const spki = new Uint8Array(parsedOf(certificate).subjectPublicKeyInfo.toSchema().toBER());
  return importSPKI(`-----BEGIN PUBLIC KEY-----\n${btoa(String.fromCharCode(...spki))}\n-----END PUBLIC KEY-----`, alg);
}

/** Options of {@link checkCertificateChain}. */
export interface ChainOptions {
  /** Certificates that the reader trusts, PEM or DER: each one named by whoever set this up. */
  readonly anchors: readonly Certificate[];
  readonly nowSeconds: number;
  /** Where the chain stands, for the error. */
  readonly path?: string;
}

/**
 * Checks a chain, leaf first, that ends below an anchor. The anchor does not come along, and the leaf has not signed itself
 * (OpenID4VC HAIP 1.0, section 5).
 *
 * @throws CertificateExpiredError when a certificate of it, or its anchor, is not valid now
 * @throws CertificateNotTrustedError when it ends at no anchor, or a certificate may not sign what it signed; an anchor's own
 * limits, such as the names that it may certify, are kept or nothing below it is believed (RFC 5937)
 */
export async function checkCertificateChain(chain: readonly Certificate[], options: ChainOptions): Promise<void> {
  const { anchors, nowSeconds, path = "x5c" } = ownWith(options, "anchors");
  requireList(path, chain);
  requireList("anchors", anchors);
  if (chain.length === 0) throw new CertificateError({ path, expected: "a certificate" });
  const refuse = (i: number, expected: string, cause?: unknown): never => {
    throw new CertificateNotTrustedError({ path: `${path}[${i}]`, expected, cause });
  };
  for (const [i, { der }] of chain.entries())
    if (anchors.some((anchor) => isSame(anchor.der, der))) refuse(i, "a chain that leaves its trust anchor out");
  const leaf = chain[0]!;
  if (await signedBy(leaf, leaf)) refuse(0, "a certificate that somebody else has signed");
  for (const [i, certificate] of chain.entries()) {
    checkValidity(certificate, nowSeconds, `${path}[${i}]`);
    if (!hasUnderstoodExtensions(certificate)) refuse(i, "critical extensions that are understood");
    if (i > 0 && !mayIssue(certificate, i - 1)) refuse(i, "a certificate authority with room for this chain");
    const next = chain[i + 1];
    if (next !== undefined && !(await signedBy(certificate, next))) refuse(i, "a signature of the next certificate");
  }
  const usage = bitsOf(leaf, OID.keyUsage);
  if (usage !== undefined && (usage & DIGITAL_SIGNATURE) === 0) refuse(0, "the key usage digitalSignature");
  const last = chain.length - 1;
  for (const anchor of anchors) {
    if (!(await signedBy(chain[last]!, anchor))) continue;
    checkValidity(anchor, nowSeconds, "anchors");
    if (!hasUnderstoodExtensions(anchor)) refuse(last, "critical extensions that are understood");
    if (!mayIssue(anchor, last)) refuse(last, "an anchor that is a certificate authority with room for this chain");
    return;
  }
  refuse(last, "the signature of a trusted certificate");
}

/** @throws CertificateExpiredError */
export function checkValidity(
  { validFromSeconds, validUntilSeconds }: Certificate,
  nowSeconds: number,
  path: string,
): void {
  // Written so that a clock that is no number is refused, too.
  if (nowSeconds >= validFromSeconds && nowSeconds <= validUntilSeconds) return;
  throw new CertificateExpiredError({
    path,
    expected: `a certificate that is valid at ${nowSeconds}`,
    received: `${validFromSeconds} to ${validUntilSeconds}`,
  });
}

async function signedBy(certificate: Certificate, by: Certificate): Promise<boolean> {
  const [parsed, issuer] = [parsedOf(certificate), parsedOf(by)];
  if (!SIGNATURES.includes(parsed.signatureAlgorithm.algorithmId)) return false;
  if (!parsed.issuer.isEqual(issuer.subject)) return false;
  // A key of another kind than the signature's is an error there.
  return parsed.verify(issuer).catch(() => false);
}

/** Whether it may stand above a leaf with so many authorities between them. */
function mayIssue(certificate: Certificate, between: number): boolean {
  const constraints = extension(parsedOf(certificate), OID.basicConstraints) as pki.BasicConstraints | undefined;
  const usage = bitsOf(certificate, OID.keyUsage);
  const length = constraints?.pathLenConstraint;
  const most = length === undefined ? MAX_CHAIN : Number(length);
  return constraints?.cA === true && between <= most && (usage === undefined || (usage & KEY_CERT_SIGN) !== 0);
}

function hasUnderstoodExtensions(certificate: Certificate): boolean {
  return (parsedOf(certificate).extensions ?? []).every(
    ({ critical, extnID }) => UNDERSTOOD.includes(extnID) || !(critical || extnID === NAME_CONSTRAINTS),
  );
}

function extension({ extensions }: pki.Certificate, oid: string): unknown {
  return extensions?.find(({ extnID }) => extnID === oid)?.parsedValue;
}

/** The first byte of a bit string, its first bit the highest. */
function bitsOf(certificate: Certificate, oid: string): number | undefined {
  const bits = extension(parsedOf(certificate), oid) as
    | { readonly valueBlock?: { readonly valueHexView?: Uint8Array } }
    | undefined;
  return bits === undefined ? undefined : (bits.valueBlock?.valueHexView?.[0] ?? 0);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function bytesOf(given: string | Uint8Array): Uint8Array<ArrayBuffer> {
  const der = typeof given === "string" ? bytesOfText(given) : new Uint8Array(given);
  if (der.length > MAX_CERTIFICATE_BYTES) throw new RangeError(`${der.length} bytes`);
  return der;
}

function bytesOfText(given: string): Uint8Array<ArrayBuffer> {
  const body = /^\s*-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----\s*$/.exec(given)?.[1] ?? given;
  return base64ToBytes(body.replaceAll(/\s/g, ""));
}

/**
 * A certificate can't be read, or does not fit the key that it comes with.
 *
 * What to do: hand over X.509 certificates as PEM or DER, the leaf first and the trust anchor left out.
 */
export class CertificateError extends /* @__PURE__ */ refusal(
  "CERTIFICATE_INVALID",
  "CertificateError",
  "The certificate can't be used",
) {}

/**
 * A certificate of the chain, or its anchor, is not valid yet or not any more.
 *
 * What to do: ask the portal for a renewed certificate; check this machine's clock.
 */
export class CertificateExpiredError extends /* @__PURE__ */ refusal(
  "CERTIFICATE_EXPIRED",
  "CertificateExpiredError",
  "The certificate is not valid now",
) {}

/**
 * A chain of certificates ends at none that is trusted here, or one of it may not sign what it signed.
 *
 * What to do: do not answer; where the party is known, have its anchor added to those that are trusted.
 */
export class CertificateNotTrustedError extends /* @__PURE__ */ refusal(
  "CERTIFICATE_NOT_TRUSTED",
  "CertificateNotTrustedError",
  "The certificate is not trusted",
) {}
