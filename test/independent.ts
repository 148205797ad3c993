/** What the packages of OpenID4VC from npm leave to whoever uses them: signatures, encryption and hashes, by `jose` and Node.js. */
import { createHash, randomBytes, X509Certificate } from "node:crypto";
import type { CallbackContext } from "@openid4vc/oauth2";
import {
  CompactEncrypt,
  compactDecrypt,
  compactVerify,
  exportJWK,
  importJWK,
  importX509,
  type JWK,
  SignJWT,
} from "jose";

export interface Keys {
  /** Signs and decrypts; whose key a JWT's is, is named by the caller. */
  readonly signing?: JWK | undefined;
  readonly decrypting?: JWK | undefined;
  readonly fetch?: typeof fetch | undefined;
}

export function callbacksOf({ signing, decrypting, fetch }: Keys = {}): CallbackContext {
  return {
    ...(fetch === undefined ? {} : { fetch }),
    hash: (data, alg) => createHash(alg.replace("-", "")).update(data).digest(),
    generateRandom: (length) => randomBytes(length),
    clientAuthentication: () => undefined,
    getX509CertificateMetadata: (certificate) => {
      const names = new X509Certificate(Buffer.from(certificate, "base64")).subjectAltName?.split(", ") ?? [];
      const of = (kind: string) => names.filter((name) => name.startsWith(kind)).map((name) => name.slice(kind.length));
      return { sanDnsNames: of("DNS:"), sanUriNames: of("URI:") };
    },
    async signJwt({ alg }, { header, payload }) {
      const key = await importJWK(signing!, alg);
      const jwt = await new SignJWT(payload as never).setProtectedHeader(header as never).sign(key);
      return { jwt, signerJwk: signing as never };
    },
    async verifyJwt(signer, { compact, header }) {
      const key =
        signer.method === "x5c"
          ? await importX509(pemOf(signer.x5c[0]!), header.alg)
          : await importJWK((signer.method === "jwk" ? signer.publicJwk : signing) as JWK, header.alg);
      try {
        await compactVerify(compact, key);
        return { verified: true, signerJwk: (await exportJWK(key)) as never };
      } catch {
        return { verified: false };
      }
    },
    async encryptJwe({ publicJwk, alg, enc, apu, apv }, data) {
      const given = [apu, apv].map((text) => (text === undefined ? undefined : Buffer.from(text, "base64url")));
      const parameters = { ...(given[0] && { apu: given[0] }), ...(given[1] && { apv: given[1] }) };
      const jwe = await new CompactEncrypt(Buffer.from(data))
        .setProtectedHeader({ alg, enc, kid: publicJwk.kid! })
        .setKeyManagementParameters(parameters)
        .encrypt(await importJWK(publicJwk as JWK, alg));
      return { jwe, encryptionJwk: publicJwk };
    },
    async decryptJwe(jwe) {
      const { plaintext } = await compactDecrypt(jwe, await importJWK(decrypting!, "ECDH-ES"));
      return { decrypted: true, decryptionJwk: decrypting as never, payload: Buffer.from(plaintext).toString() };
    },
  };
}

const pemOf = (base64: string) => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----`;
