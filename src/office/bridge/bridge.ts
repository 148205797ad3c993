/** A bridge: a kind of source credential, whom it is trusted from, and which of our credentials is issued from it. */
import { InvalidInputError } from "../../core/json.ts";
import { ownWith, requireList, requireText } from "../../core/own.ts";
import { verifyJwtVc } from "./jwt-vc.ts";
import { type BridgeMapping, namesOf } from "./mapping.ts";
import { verifyMdoc } from "./mdoc.ts";
import type { Expected, SourceFacts } from "./presentation.ts";
import { type DcqlQuery, dcqlQuery } from "./query.ts";
import { verifySdJwtVc } from "./sd-jwt.ts";
import { openTrust, type SourceTrust, type TrustOptions } from "./trust.ts";

/** A source that people show from a wallet, over OpenID4VP. */
export interface WalletSource {
  readonly kind: "wallet";
  /** @param places  JSON Pointers of the mapping */
  readonly query: (places: readonly string[]) => DcqlQuery;
  /** For `vp_formats_supported`. */
  readonly formats: Readonly<Record<string, object>>;
  /** @throws a refusal of refusals.ts, and of certificates */
  readonly verify: (presentation: unknown, expected: Expected) => Promise<SourceFacts>;
}

/** A source that people log in to, over OpenID Connect. */
export interface LoginSource {
  readonly kind: "login";
  /** @returns where the person goes, and what the session keeps */
  readonly begin: (wish: LoginWish) => Promise<{ readonly url: string; readonly secret: string }>;
  readonly finish: (answer: LoginWish & { readonly secret: string; readonly callback: URL }) => Promise<SourceFacts>;
}

/** What a login is for. */
export interface LoginWish {
  readonly nonce: string;
  readonly state: string;
  readonly redirectUri: string;
}

/** A bridge as the office's settings have it. */
export interface OfficeBridge {
  /** Part of addresses and of the log: letters, digits and hyphens. */
  readonly id: string;
  /** What is issued: `name@version`. */
  readonly credential: string;
  readonly source: WalletSource | LoginSource;
  readonly mapping: BridgeMapping;
}

const JWS = ["ES256", "ES384", "ES512", "EdDSA"];
const COSE = [-7, -9, -35, -36, -8];

/** What is common to sources of wallets. */
export interface WalletSourceOptions extends TrustOptions {
  readonly trust: SourceTrust;
}

/**
 * SD-JWT VC, such as the EU's PID.
 *
 * @param options.types  values of `vct` that are taken
 * @throws what `openTrust` throws
 */
export async function openSdJwtSource(
  given: WalletSourceOptions & { readonly types: readonly string[] },
): Promise<WalletSource> {
  const { trust: trusted, types, ...options } = ownWith(given, "trust", "types");
  requireList("types", types);
  const trust = await openTrust(trusted, options);
  return {
    kind: "wallet",
    query: (places) => dcqlQuery("dc+sd-jwt", { vct_values: types }, { places }),
    formats: { "dc+sd-jwt": { "sd-jwt_alg_values": JWS, "kb-jwt_alg_values": JWS } },
    verify: (presentation, expected) => verifySdJwtVc(presentation, { trust, types, expected }),
  };
}

/**
 * ISO mdocs, such as mobile driving licences. Only certificates make them trusted.
 *
 * @throws InvalidInputError for another kind of trust; what `openTrust` throws
 */
export async function openMdocSource(given: WalletSourceOptions & { readonly docType: string }): Promise<WalletSource> {
  const { trust: trusted, docType, ...options } = ownWith(given, "trust", "docType");
  requireText("docType", docType);
  if (trusted.keys !== undefined || trusted.dids !== undefined)
    throw new InvalidInputError({ path: "trust", expected: "certificates or lists, for mdocs" });
  const trust = await openTrust(trusted, options);
  return {
    kind: "wallet",
    query(places) {
      for (const place of places)
        if (namesOf(place).length < 2)
          throw new InvalidInputError({ path: `mapping.${place}`, expected: "a namespace and an element" });
      // A wallet shows whole elements; what is below them is read here.
      const elements = new Set(places.map((place) => place.split("/").slice(0, 3).join("/")));
      return dcqlQuery("mso_mdoc", { doctype_value: docType }, { places: [...elements] });
    },
    formats: { mso_mdoc: { issuerauth_alg_values: COSE, deviceauth_alg_values: COSE } },
    verify: (presentation, expected) => verifyMdoc(presentation, { trust, docType, expected }),
  };
}

/**
 * W3C credentials as JWT.
 *
 * @param options.type  the credential's most special type
 * @throws what `openTrust` throws
 */
export async function openJwtVcSource(given: WalletSourceOptions & { readonly type: string }): Promise<WalletSource> {
  const { trust: trusted, type, ...options } = ownWith(given, "trust", "type");
  requireText("type", type);
  const trust = await openTrust(trusted, options);
  return {
    kind: "wallet",
    query: (places) =>
      dcqlQuery(
        "jwt_vc_json",
        { type_values: [["VerifiableCredential", type]] },
        { places, prefix: ["credentialSubject"] },
      ),
    formats: { jwt_vc_json: { alg_values: JWS } },
    verify: (presentation, expected) => verifyJwtVc(presentation, { trust, type, expected }),
  };
}
