/** A certificate authority for tests: keys and certificates of any content, also such as no authority would issue. */
import { BitString, Integer, PrintableString, Utf8String } from "asn1js";
import { exportJWK, type JWK } from "jose";
import {
  AltName,
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  GeneralName,
  GeneralSubtree,
  NameConstraints,
} from "pkijs";

export interface CertificateOptions {
  readonly name: string;
  /** Two letters. */
  readonly country?: string;
  /** Who signs it; itself by default. */
  readonly issuer?: Issued;
  readonly dnsNames?: readonly string[];
  readonly uris?: readonly string[];
  readonly isAuthority?: boolean;
  readonly pathLength?: number;
  /** OIDs. */
  readonly extendedKeyUsage?: readonly string[];
  /** First byte of the key usage; by default that of what it is. */
  readonly keyUsage?: number;
  readonly validFrom?: Date;
  readonly validUntil?: Date;
  /** What its signature is over; SHA-256 by default. */
  readonly hash?: "SHA-256" | "SHA-1";
  /** Below it nobody may have another name than below this one; not marked as critical. */
  readonly permittedName?: string;
  /** A critical extension that nobody knows. */
  readonly hasUnknownCritical?: boolean;
}

export interface Issued {
  readonly certificate: Certificate;
  readonly der: Uint8Array<ArrayBuffer>;
  readonly pem: string;
  readonly keys: CryptoKeyPair;
  /** The private key. */
  readonly jwk: JWK;
}

const DAY_MILLISECONDS = 86_400_000;

export async function issueCertificate({
  name,
  country,
  issuer,
  dnsNames = [],
  uris = [],
  isAuthority = false,
  pathLength,
  extendedKeyUsage,
  keyUsage = isAuthority ? 0x06 : 0x80,
  validFrom = new Date(Date.now() - DAY_MILLISECONDS),
  validUntil = new Date(Date.now() + 30 * DAY_MILLISECONDS),
  hash = "SHA-256",
  permittedName,
  hasUnknownCritical = false,
}: CertificateOptions): Promise<Issued> {
  const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const certificate = new Certificate();
  certificate.version = 2;
  certificate.serialNumber = new Integer({ value: Math.floor(Math.random() * 1e9) + 1 });
  const commonName = (text: string) =>
    new AttributeTypeAndValue({ type: "2.5.4.3", value: new Utf8String({ value: text }) });
  if (country !== undefined)
    certificate.subject.typesAndValues.push(
      new AttributeTypeAndValue({ type: "2.5.4.6", value: new PrintableString({ value: country }) }),
    );
  certificate.subject.typesAndValues.push(commonName(name));
  if (issuer === undefined) certificate.issuer.typesAndValues.push(commonName(name));
  else certificate.issuer = issuer.certificate.subject;
  certificate.notBefore.value = validFrom;
  certificate.notAfter.value = validUntil;
  const add = (extnID: string, critical: boolean, value: { toBER(): ArrayBuffer }) =>
    certificate.extensions!.push(new Extension({ extnID, critical, extnValue: value.toBER() }));
  certificate.extensions = [];
  const constraints = isAuthority
    ? { cA: true, ...(pathLength === undefined ? {} : { pathLenConstraint: pathLength }) }
    : { cA: false };
  add("2.5.29.19", true, new BasicConstraints(constraints).toSchema());
  add("2.5.29.15", true, new BitString({ valueHex: new Uint8Array([keyUsage]).buffer, unusedBits: 1 }));
  const altNames = [
    ...dnsNames.map((value) => new GeneralName({ type: 2, value })),
    ...uris.map((value) => new GeneralName({ type: 6, value })),
  ];
  if (altNames.length > 0) add("2.5.29.17", false, new AltName({ altNames }).toSchema());
  if (extendedKeyUsage !== undefined)
    add("2.5.29.37", true, new ExtKeyUsage({ keyPurposes: [...extendedKeyUsage] }).toSchema());
  if (permittedName !== undefined) {
    const permittedSubtrees = [new GeneralSubtree({ base: new GeneralName({ type: 2, value: permittedName }) })];
    add("2.5.29.30", false, new NameConstraints({ permittedSubtrees }).toSchema());
  }
  if (hasUnknownCritical) add("1.3.6.1.4.1.99999.1", true, new Utf8String({ value: "x" }));
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  await certificate.sign((issuer?.keys ?? keys).privateKey, hash);
  const der = new Uint8Array(certificate.toSchema(true).toBER());
  const base64 = Buffer.from(der).toString("base64");
  return {
    certificate,
    der,
    pem: `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
    keys,
    jwk: await exportJWK(keys.privateKey),
  };
}
