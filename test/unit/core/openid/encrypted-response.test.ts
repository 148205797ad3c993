import { CompactEncrypt, importJWK, type JWK } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import {
  decryptResponse,
  encryptionMetadata,
  encryptResponse,
  generateResponseKey,
  type ResponseKey,
  responseKeyId,
} from "../../../../src/core/openid/encrypted-response.ts";

const answer = { vp_token: { eligibility: [{ ü: "€" }] }, state: "request-1" };
let key: ResponseKey;
let other: ResponseKey;
beforeAll(async () => {
  [key, other] = [await generateResponseKey("request-1"), await generateResponseKey("request-2")];
});
const encrypt = async (
  header: object,
  jwk: JWK = key.publicJwk,
  plain: string = JSON.stringify(answer),
  alg = "ECDH-ES",
) =>
  new CompactEncrypt(new TextEncoder().encode(plain))
    .setProtectedHeader({ alg, enc: "A256GCM", kid: "request-1", ...header })
    .encrypt(await importJWK({ ...jwk, alg } as JWK, alg));

describe("an encrypted answer", () => {
  it.each(["A128GCM", "A256GCM"])("is read that is encrypted by %s", async (enc) => {
    const metadata = { ...encryptionMetadata(key), encrypted_response_enc_values_supported: [enc, "A128CBC-HS256"] };
    const jwe = await encryptResponse(answer, metadata);
    expect(JSON.parse(Buffer.from(jwe.split(".")[0]!, "base64url").toString())).toMatchObject({ alg: "ECDH-ES", enc });
    expect(responseKeyId(jwe)).toBe("request-1");
    expect(await decryptResponse(jwe, key.privateJwk)).toEqual(answer);
  });

  it("takes the stronger cipher of those that are offered, and the standard's where none are named", async () => {
    const ciphers = async (metadata: object) =>
      JSON.parse(Buffer.from((await encryptResponse(answer, metadata)).split(".")[0]!, "base64url").toString()).enc;
    expect(await ciphers(encryptionMetadata(key))).toBe("A256GCM");
    expect(await ciphers({ jwks: { keys: [key.publicJwk] } })).toBe("A128GCM");
  });

  it("has a key of its own for each request, whose secret is not in the metadata", async () => {
    expect(key.publicJwk.x).not.toBe(other.publicJwk.x);
    expect(JSON.stringify(encryptionMetadata(key))).not.toContain('"d"');
    expect(key.publicJwk).toMatchObject({ kty: "EC", crv: "P-256", kid: "request-1", alg: "ECDH-ES", use: "enc" });
  });

  it.each<[string, () => object | undefined]>([
    ["no metadata", () => undefined],
    ["no key", () => ({ jwks: { keys: [] } })],
    ["a key for signing", () => ({ jwks: { keys: [{ ...key.publicJwk, use: "sig" }] } })],
    ["a key of another algorithm", () => ({ jwks: { keys: [{ ...key.publicJwk, alg: "RSA-OAEP" }] } })],
    ["a key without an algorithm", () => ({ jwks: { keys: [{ ...key.publicJwk, alg: undefined }] } })],
    ["a key with its secret", () => ({ jwks: { keys: [key.privateJwk] } })],
    ["a key that is no point of the curve", () => ({ jwks: { keys: [{ ...key.publicJwk, x: other.publicJwk.x }] } })],
    [
      "ciphers that are not known",
      () => ({ ...encryptionMetadata(key), encrypted_response_enc_values_supported: ["A128CBC-HS256"] }),
    ],
  ])("is not made for %s", async (_, metadata) => {
    await expect(encryptResponse(answer, metadata())).rejects.toMatchObject({ code: "ENCRYPTION_NOT_SUPPORTED" });
  });

  it.each<[string, string, () => unknown]>([
    ["for another request's key", "RESPONSE_UNREADABLE", () => encryptResponse(answer, encryptionMetadata(other))],
    ["for another key by the same name", "RESPONSE_UNREADABLE", () => encrypt({}, other.publicJwk)],
    ["without a key's name", "RESPONSE_UNREADABLE", () => encrypt({ kid: undefined })],
    [
      "that was changed",
      "RESPONSE_UNREADABLE",
      async () => (await encrypt({})).replace(/.$/, (end) => (end === "A" ? "Q" : "A")),
    ],
    ["in clear", "RESPONSE_UNREADABLE", () => JSON.stringify(answer)],
    ["that is nothing", "RESPONSE_UNREADABLE", () => undefined],
    ["whose header is nothing", "RESPONSE_UNREADABLE", () => "a.b.c.d.e"],
    ["with more parts", "RESPONSE_UNREADABLE", async () => `${await encrypt({})}.AAAA`],
    ["that holds no JSON", "RESPONSE_UNREADABLE", () => encrypt({}, key.publicJwk, "no JSON")],
    ["that holds a list", "RESPONSE_UNREADABLE", () => encrypt({}, key.publicJwk, "[]")],
    ["that says a thing twice", "RESPONSE_UNREADABLE", () => encrypt({}, key.publicJwk, '{"state":"a","state":"b"}')],
    ["that is too large", "RESPONSE_TOO_LARGE", () => encrypt({}, key.publicJwk, "x".repeat(200_000))],
    ["by a cipher that is not offered", "ENCRYPTION_NOT_SUPPORTED", () => encrypt({ enc: "A128CBC-HS256" })],
    [
      "with a wrapped key",
      "ENCRYPTION_NOT_SUPPORTED",
      () => encrypt({ alg: "ECDH-ES+A128KW" }, key.publicJwk, "{}", "ECDH-ES+A128KW"),
    ],
    [
      "with a key that both knew",
      "ENCRYPTION_NOT_SUPPORTED",
      () => `${header({ alg: "dir", enc: "A256GCM" })}..AA.AA.AA`,
    ],
    ["without encryption", "ENCRYPTION_NOT_SUPPORTED", () => `${header({ alg: "none", enc: "A256GCM" })}..AA.AA.AA`],
    [
      "that is compressed",
      "ENCRYPTION_NOT_SUPPORTED",
      () => `${header({ alg: "ECDH-ES", enc: "A256GCM", zip: "DEF" })}..AA.AA.AA`,
    ],
  ])("%s is refused: %s", async (_, code, make) => {
    await expect((async () => decryptResponse(await make(), key.privateJwk))()).rejects.toMatchObject({ code });
  });

  const header = (value: object) => Buffer.from(JSON.stringify({ kid: "request-1", ...value })).toString("base64url");
});
