/** SD-JWT VC with key binding (RFC 9901, draft-ietf-oauth-sd-jwt-vc): what the issuer signed and the holder showed. */
import { createHash } from "node:crypto";
import { base64urlToBytes, bytesToBase64url } from "../../core/bytes.ts";
import type { PlainJson } from "../../core/json.ts";
import { keyOfJwk } from "./dids.ts";
import {
  checkFresh,
  checkValidity,
  decodeUtf8,
  isObject,
  type JsonObject,
  openJws,
  readJson,
  verifyJws,
} from "./jws.ts";
import type { Expected, SourceFacts } from "./presentation.ts";
import {
  BridgeAudienceError,
  BridgeBindingError,
  BridgeDisclosureError,
  BridgeMalformedError,
  BridgeNonceError,
  BridgeOversizedError,
  BridgeSignatureError,
} from "./refusals.ts";
import { checkTokenStatus } from "./status.ts";
import { issuerOf, type Trust } from "./trust.ts";

const MAX_LENGTH = 131_072;
const MAX_DISCLOSURES = 200;
const HASHES: Readonly<Record<string, string>> = { "sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512" };
/** What must not be hidden (draft-ietf-oauth-sd-jwt-vc §2.2.2.2). */
const NEVER_HIDDEN = new Set(["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"]);

/**
 * Verifies a presentation.
 *
 * @param types  values of `vct` that the bridge takes
 * @throws a refusal of refusals.ts
 */
export async function verifySdJwtVc(
  presentation: unknown,
  { trust, types, expected }: { readonly trust: Trust; readonly types: readonly string[]; readonly expected: Expected },
): Promise<SourceFacts> {
  const path = "vp_token";
  if (typeof presentation !== "string") throw new BridgeMalformedError({ path, expected: "an SD-JWT" });
  if (presentation.length > MAX_LENGTH)
    throw new BridgeOversizedError({ path, expected: `at most ${MAX_LENGTH} characters` });
  const [jwt, ...rest] = presentation.split("~");
  const binding = rest.pop();
  if (binding === undefined) throw new BridgeMalformedError({ path, expected: "an SD-JWT" });
  if (rest.length > MAX_DISCLOSURES)
    throw new BridgeOversizedError({ path, expected: `at most ${MAX_DISCLOSURES} disclosures` });
  const nowSeconds = trust.now();

  const issued = openJws(jwt, { path, types: ["dc+sd-jwt", "vc+sd-jwt"] });
  const issuer = await trust.verify(issued, path);
  const { iss, ...unnamed } = issued.payload;
  // A name that nobody vouches for tells nobody apart: the mapping doesn't get to see it.
  const payload: JsonObject = iss === issuer ? issued.payload : unnamed;
  const expiresAtSeconds = checkValidity(payload, { path, nowSeconds });
  if (typeof payload.vct !== "string" || !types.includes(payload.vct))
    throw new BridgeMalformedError({ path: `${path}.vct`, expected: types.join(" or ") });
  const algorithm = HASHES[String(payload._sd_alg ?? "sha-256")];
  if (algorithm === undefined) throw new BridgeMalformedError({ path: `${path}._sd_alg`, expected: "SHA-2" });
  const digest = (text: string): string =>
    bytesToBase64url(new Uint8Array(createHash(algorithm).update(text).digest()));

  if (binding === "") throw new BridgeBindingError({ path, expected: "a key binding JWT" });
  const shown = presentation.slice(0, presentation.length - binding.length);
  await checkBinding(binding, { holder: payload.cnf, hash: digest(shown), expected, nowSeconds });
  await checkTokenStatus(payload.status, { trust, path: `${path}.status`, issuer: issuerOf(issued.payload) });
  return {
    values: disclose(payload, rest, digest),
    ...(expiresAtSeconds === undefined ? {} : { expiresAtSeconds }),
  };
}

async function checkBinding(
  token: string,
  about: { holder: unknown; hash: string; expected: Expected; nowSeconds: number },
): Promise<void> {
  const { holder, hash, expected, nowSeconds } = about;
  const path = "vp_token.kb";
  const jwk = isObject(holder) ? holder.jwk : undefined;
  if (jwk === undefined) throw new BridgeBindingError({ path: "vp_token.cnf", expected: "the holder's key" });
  const opened = openJws(token, { path, types: ["kb+jwt"] });
  await verifyJws(opened, keyOfJwk(jwk, path), path).catch((error: unknown) => {
    throw error instanceof BridgeSignatureError
      ? new BridgeBindingError({ path, expected: "the holder's signature" })
      : error;
  });
  const { nonce, aud, sd_hash: bound, iat } = opened.payload;
  if (nonce !== expected.nonce) throw new BridgeNonceError({ path: `${path}.nonce` });
  if (aud !== expected.audience) throw new BridgeAudienceError({ path: `${path}.aud`, expected: expected.audience });
  if (bound !== hash)
    throw new BridgeDisclosureError({ path: `${path}.sd_hash`, expected: "the hash of what is shown" });
  checkFresh(iat, { path, nowSeconds });
}

type Disclosure = readonly [salt: string, value: PlainJson] | readonly [salt: string, name: string, value: PlainJson];

/** The payload with every disclosed value in its place (RFC 9901 §7.1). */
function disclose(payload: JsonObject, texts: readonly string[], digest: (text: string) => string): JsonObject {
  const open = new Map<string, Disclosure>();
  for (const [i, text] of texts.entries()) {
    const hash = digest(text);
    if (open.has(hash)) throw new BridgeDisclosureError({ path: `disclosures[${i}]`, expected: "each once" });
    open.set(hash, readDisclosure(text, i));
  }
  const seen = new Set<string>();
  const take = (hash: unknown, length: number): Disclosure | undefined => {
    if (typeof hash !== "string" || seen.size === seen.add(hash).size)
      throw new BridgeDisclosureError({ path: "_sd", expected: "each digest once" });
    const found = open.get(hash);
    if (found === undefined) return undefined;
    open.delete(hash);
    if (found.length !== length)
      throw new BridgeDisclosureError({ path: "_sd", expected: "a disclosure of its place" });
    return found;
  };
  const walk = (value: PlainJson, isTop: boolean): PlainJson => {
    if (Array.isArray(value)) return value.flatMap((each: PlainJson) => walkElement(each));
    if (!isObject(value)) return value;
    const out: Record<string, PlainJson> = Object.create(null);
    for (const [name, each] of Object.entries(value))
      if (name !== "_sd" && name !== "_sd_alg") out[name] = walk(each, false);
    for (const hash of list(value._sd)) {
      const [, name, found] = (take(hash, 3) ?? []) as [string?, string?, PlainJson?];
      if (name === undefined) continue;
      if (name === "_sd" || name === "..." || name in out || (isTop && NEVER_HIDDEN.has(name)))
        throw new BridgeDisclosureError({ path: "_sd", expected: "a name that may be disclosed, once" });
      out[name] = walk(found!, false);
    }
    return out;
  };
  const walkElement = (value: PlainJson): readonly PlainJson[] => {
    const hash = isObject(value) ? value["..."] : undefined;
    if (hash === undefined) return [walk(value, false)];
    const found = Object.keys(value as JsonObject).length === 1 ? take(hash, 2) : undefined;
    return found === undefined ? [] : [walk(found[1], false)];
  };
  const values = walk(payload, true) as JsonObject;
  if (open.size > 0) throw new BridgeDisclosureError({ path: "disclosures", expected: "what the issuer has signed" });
  return values;
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new BridgeMalformedError({ path: "_sd", expected: "a list" });
  return value;
}

function readDisclosure(text: string, i: number): Disclosure {
  const path = `disclosures[${i}]`;
  const bytes = base64urlToBytes(text);
  if (bytes === undefined) throw new BridgeDisclosureError({ path, expected: "text in base64url" });
  const value = readJson(decodeUtf8(bytes, path), path);
  const isGood = Array.isArray(value) && (value.length === 2 || (value.length === 3 && typeof value[1] === "string"));
  if (!isGood || typeof value[0] !== "string")
    throw new BridgeDisclosureError({ path, expected: "salt and value, or salt, name and value" });
  return value as unknown as Disclosure;
}
