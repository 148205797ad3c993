/** W3C credentials as JWT, in the data models 1.1 (`vc`) and 2.0 (VC-JOSE-COSE), inside a presentation that the holder signs. */

import { keyInDid, keyOfJwk } from "./dids.ts";
import { checkFresh, checkValidity, isObject, type JsonObject, openJws, SKEW_SECONDS, verifyJws } from "./jws.ts";
import type { Expected, SourceFacts } from "./presentation.ts";
import {
  BridgeAudienceError,
  BridgeBindingError,
  BridgeExpiredError,
  BridgeMalformedError,
  BridgeNonceError,
  BridgeSignatureError,
} from "./refusals.ts";
import { checkBitstringStatus } from "./status.ts";
import { issuerOf, type Trust } from "./trust.ts";

/**
 * Verifies a presentation with one credential.
 *
 * @param type  the most special `type` of the credential that the bridge takes
 * @throws a refusal of refusals.ts
 */
export async function verifyJwtVc(
  presentation: unknown,
  { trust, type, expected }: { readonly trust: Trust; readonly type: string; readonly expected: Expected },
): Promise<SourceFacts> {
  const path = "vp_token";
  const nowSeconds = trust.now();
  const shown = openJws(presentation, { path, types: ["jwt", "vp+jwt", ""] });
  const vp = isObject(shown.payload.vp) ? shown.payload.vp : shown.payload;
  const [token, other] = [vp.verifiableCredential].flat();
  if (other !== undefined) throw new BridgeMalformedError({ path: `${path}.verifiableCredential`, expected: "one" });
  const issued = openJws(unwrap(token), { path: `${path}.vc`, types: ["jwt", "vc+jwt", ""] });
  await trust.verify(issued, `${path}.vc`);
  const { payload } = issued;
  const credential = isObject(payload.vc) ? payload.vc : payload;
  if (![credential.type].flat().includes(type))
    throw new BridgeMalformedError({ path: `${path}.vc.type`, expected: type });
  const expiresAtSeconds = validityOf(payload, credential, nowSeconds);
  await checkHolder(shown, { credential: payload, subject: credential.credentialSubject, expected, nowSeconds });
  await checkBitstringStatus(credential.credentialStatus, {
    ...{ trust, path: `${path}.vc.credentialStatus`, issuer: issuerOf(payload) },
  });
  if (!isObject(credential.credentialSubject))
    throw new BridgeMalformedError({ path: `${path}.vc.credentialSubject`, expected: "one subject" });
  return {
    values: credential.credentialSubject,
    ...(expiresAtSeconds === undefined ? {} : { expiresAtSeconds }),
  };
}

/** A credential stands as a JWT, or in the data model 2.0 as an object around it. */
function unwrap(value: unknown): unknown {
  const id = isObject(value) && value.type === "EnvelopedVerifiableCredential" ? value.id : value;
  return typeof id === "string" ? id.replace(/^data:application\/vc\+jwt,/, "") : id;
}

/** Of `exp` and of the data model's own fields, the earlier one ends it. */
function validityOf(payload: JsonObject, credential: JsonObject, nowSeconds: number): number | undefined {
  const path = "vp_token.vc";
  const exp = checkValidity(payload, { path, nowSeconds });
  const timeOf = (name: string): number | undefined => {
    const text = credential[name];
    const seconds = text === undefined ? undefined : Math.floor(Date.parse(String(text)) / 1_000);
    if (Number.isNaN(seconds)) throw new BridgeMalformedError({ path: `${path}.${name}`, expected: "a time" });
    return seconds;
  };
  const until = timeOf("validUntil") ?? timeOf("expirationDate");
  const from = timeOf("validFrom") ?? timeOf("issuanceDate");
  if (from !== undefined && from > nowSeconds + SKEW_SECONDS)
    throw new BridgeExpiredError({ path: `${path}.validFrom`, expected: "a time that has come" });
  if (until !== undefined && until <= nowSeconds)
    throw new BridgeExpiredError({ path: `${path}.validUntil`, expected: "a time to come" });
  return exp === undefined || until === undefined ? (exp ?? until) : Math.min(exp, until);
}

/** The presentation is signed by the key that the credential names: `cnf`, or the subject's identifier where it holds a key. */
async function checkHolder(
  shown: ReturnType<typeof openJws>,
  about: { credential: JsonObject; subject: unknown; expected: Expected; nowSeconds: number },
): Promise<void> {
  const { credential, subject, expected, nowSeconds } = about;
  const path = "vp_token";
  const jwk = isObject(credential.cnf) ? credential.cnf.jwk : undefined;
  const did = credential.sub ?? (isObject(subject) ? subject.id : undefined);
  const key =
    jwk !== undefined
      ? keyOfJwk(jwk, `${path}.cnf`)
      : typeof did === "string"
        ? keyInDid(did, `${path}.sub`)
        : undefined;
  if (key === undefined)
    throw new BridgeBindingError({ path: `${path}.sub`, expected: "a holder's key: cnf, did:jwk or did:key" });
  await verifyJws(shown, key, path).catch((error: unknown) => {
    throw error instanceof BridgeSignatureError
      ? new BridgeBindingError({ path, expected: "the holder's signature" })
      : error;
  });
  const { nonce, aud, iat, iss } = shown.payload;
  if (jwk === undefined && iss !== undefined && iss !== did)
    throw new BridgeBindingError({ path: `${path}.iss`, expected: "the credential's subject" });
  if (nonce !== expected.nonce) throw new BridgeNonceError({ path: `${path}.nonce` });
  if (aud !== expected.audience) throw new BridgeAudienceError({ path: `${path}.aud`, expected: expected.audience });
  checkFresh(iat, { path, nowSeconds });
}
