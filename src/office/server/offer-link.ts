/** An offer as wallets take it (OpenID4VCI 1.0, section 4.1): an object, a link, and the link as a QR code. */

/** A Credential Offer. */
export interface CredentialOffer {
  readonly credential_issuer: string;
  readonly credential_configuration_ids: readonly [string];
  readonly grants: {
    readonly [PRE_AUTHORIZED]: {
      readonly "pre-authorized_code": string;
      readonly tx_code?: { readonly input_mode: "numeric"; readonly length: 6 };
    };
  };
}

/** The grant by a code that somebody at a desk handed out. */
export const PRE_AUTHORIZED = "urn:ietf:params:oauth:grant-type:pre-authorized_code";
const SCHEME = "openid-credential-offer://";

export function credentialOffer({
  issuer,
  credential,
  code,
  hasTransactionCode,
}: {
  readonly issuer: string;
  /** `name@version`. */
  readonly credential: string;
  readonly code: string;
  readonly hasTransactionCode: boolean;
}): CredentialOffer {
  return {
    credential_issuer: issuer,
    credential_configuration_ids: [credential],
    grants: {
      [PRE_AUTHORIZED]: {
        "pre-authorized_code": code,
        ...(hasTransactionCode ? { tx_code: { input_mode: "numeric", length: 6 } } : {}),
      },
    },
  };
}

/** The link that a page shows, and a QR code holds: the offer by value, so that no server learns who opened it. */
export function offerLink(offer: CredentialOffer): string {
  return `${SCHEME}?credential_offer=${encodeURIComponent(JSON.stringify(offer))}`;
}
