/** Who signs a programme's requests, as its settings name it. */
import { createPrivateKey } from "node:crypto";
import type { JWK } from "jose";
import { parseJson } from "../../core/json.ts";
import { openRequestSigner, type RequestIdentity, RequestKeyError } from "../../core/openid/sign-request.ts";
import { readText } from "../files.ts";
import { inFile, UsageError } from "../report-error.ts";
import type { ProgrammeOptions } from "./settings.ts";

const MAX_FILE = 100_000;

/**
 * Reads key and certificates, and tries them; undefined where requests are not signed.
 *
 * @throws UsageError for settings that do not go together, and for a file that can't be read
 * @throws RequestKeyError, CertificateError, CertificateExpiredError, ClientIdError, DidError as `openRequestSigner` does
 */
export async function readRequestIdentity({
  requestKey,
  requestCertificates,
  requestIdentity = "x509_hash",
}: Pick<ProgrammeOptions, "requestKey" | "requestCertificates" | "requestIdentity">): Promise<
  RequestIdentity | undefined
> {
  const isDid = requestIdentity.startsWith("did:");
  if (requestKey === undefined && requestCertificates === undefined) return undefined;
  if (requestKey === undefined || (requestCertificates === undefined) !== isDid)
    throw new UsageError({
      message: "give --request-key with --request-certificates, or with a DID in --request-identity",
    });
  const key = await inFile(requestKey, async () => readKey(await readText(requestKey, MAX_FILE)));
  const identity = isDid
    ? ({ prefix: "decentralized_identifier", key, keyId: requestIdentity } as const)
    : { ...prefixOf(requestIdentity), key, certificates: blocksOf(await readText(requestCertificates!, MAX_FILE)) };
  await inFile(requestCertificates ?? requestKey, () => openRequestSigner(identity, Math.floor(Date.now() / 1_000)));
  return identity;
}

function prefixOf(identity: string) {
  if (identity === "x509_hash") return { prefix: identity } as const;
  const [prefix, dnsName] = identity.split(":", 2);
  if (prefix === "x509_san_dns") return { prefix, ...(dnsName === undefined ? {} : { dnsName }) } as const;
  throw new UsageError({
    message: "--request-identity is x509_hash, x509_san_dns, x509_san_dns:<host> or did:web:<host>#<key>",
  });
}

/** A JWK, or PEM as tools for certificates write it. */
function readKey(text: string): JWK {
  if (!text.includes("-----BEGIN")) return parseJson(text, MAX_FILE, RequestKeyError) as JWK;
  try {
    return createPrivateKey(text).export({ format: "jwk" }) as JWK;
  } catch (cause) {
    throw new RequestKeyError({ path: "key", expected: "a private key as PEM without a passphrase, or as JWK", cause });
  }
}

const blocksOf = (text: string): readonly string[] =>
  text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
