/** Why a credential of another issuer is not taken. One class for each reason; none ever holds a value of the credential. */
import { refusal } from "../../core/errors.ts";

/**
 * What the source wallet sent has not the form of its format.
 *
 * What to do: look at `path`; let the wallet's maker know which document it was.
 */
export class BridgeMalformedError extends /* @__PURE__ */ refusal(
  "BRIDGE_MALFORMED",
  "BridgeMalformedError",
  "The source credential can't be read",
) {}

/**
 * What the source wallet sent is larger than anything that was asked for.
 *
 * What to do: present only what the request names, without a portrait.
 */
export class BridgeOversizedError extends /* @__PURE__ */ refusal(
  "BRIDGE_OVERSIZED",
  "BridgeOversizedError",
  "The source credential is too large",
) {}

/**
 * The algorithm of a signature is none, symmetric, or another one that is not taken.
 *
 * What to do: nothing can be done with this document; it may be an attempt to forge one.
 */
export class BridgeAlgorithmError extends /* @__PURE__ */ refusal(
  "BRIDGE_ALGORITHM_REFUSED",
  "BridgeAlgorithmError",
  "The signature's algorithm is not taken",
) {}

/**
 * A document names its key in two ways or brings it along, or the key is for another algorithm.
 *
 * What to do: nothing can be done with this document; it may be an attempt to forge one.
 */
export class BridgeKeyError extends /* @__PURE__ */ refusal(
  "BRIDGE_KEY_REFUSED",
  "BridgeKeyError",
  "The signature's key is not the one for it",
) {}

/**
 * Neither the issuer's key nor a certificate above it is on the office's list.
 *
 * What to do: where the issuer is one to be trusted, let the administrator add it to the trust of this bridge.
 */
export class BridgeIssuerError extends /* @__PURE__ */ refusal(
  "BRIDGE_ISSUER_UNTRUSTED",
  "BridgeIssuerError",
  "The source credential's issuer is not trusted",
) {}

/**
 * A signature does not fit the document and the key.
 *
 * What to do: try again; where it is always so, the document was changed after it was signed.
 */
export class BridgeSignatureError extends /* @__PURE__ */ refusal(
  "BRIDGE_SIGNATURE_INVALID",
  "BridgeSignatureError",
  "A signature of the source credential is not valid",
) {}

/**
 * A disclosed value is not one that the issuer has signed, or it is disclosed twice.
 *
 * What to do: present again; where it is always so, the wallet or somebody on the way changes values.
 */
export class BridgeDisclosureError extends /* @__PURE__ */ refusal(
  "BRIDGE_DISCLOSURE_INVALID",
  "BridgeDisclosureError",
  "A disclosed value is not the issuer's",
) {}

/**
 * The source credential is over, or not good yet.
 *
 * What to do: the holder gets a fresh one from its issuer.
 */
export class BridgeExpiredError extends /* @__PURE__ */ refusal(
  "BRIDGE_SOURCE_EXPIRED",
  "BridgeExpiredError",
  "The source credential is not valid now",
) {}

/**
 * The holder's own signature is missing, not fresh, or not by the key that the issuer has bound the credential to.
 *
 * What to do: present again from the wallet that the issuer gave the credential to.
 */
export class BridgeBindingError extends /* @__PURE__ */ refusal(
  "BRIDGE_BINDING_INVALID",
  "BridgeBindingError",
  "The source credential is not shown by its holder",
) {}

/**
 * The presentation answers another request: another session's, or one for another holder commitment.
 *
 * What to do: begin again at the office, and present what that session asks for.
 */
export class BridgeNonceError extends /* @__PURE__ */ refusal(
  "BRIDGE_NONCE_WRONG",
  "BridgeNonceError",
  "The presentation is for another session",
) {}

/**
 * The presentation was made for another verifier.
 *
 * What to do: begin again at the office; whoever passed the presentation on may want to use it in the holder's place.
 */
export class BridgeAudienceError extends /* @__PURE__ */ refusal(
  "BRIDGE_AUDIENCE_WRONG",
  "BridgeAudienceError",
  "The presentation is for another verifier",
) {}

/**
 * The issuer has revoked or suspended the source credential.
 *
 * What to do: the holder asks the issuer.
 */
export class BridgeRevokedError extends /* @__PURE__ */ refusal(
  "BRIDGE_SOURCE_REVOKED",
  "BridgeRevokedError",
  "The source credential is revoked",
) {}

/**
 * It can't be found out whether the source credential is revoked: its list can't be read, or is not good.
 *
 * What to do: try again later; nothing was issued.
 */
export class BridgeStatusError extends /* @__PURE__ */ refusal(
  "BRIDGE_STATUS_UNAVAILABLE",
  "BridgeStatusError",
  "The source credential's status can't be read",
) {}
