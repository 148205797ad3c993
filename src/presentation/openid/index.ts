/**
 * Requests that wallets accept: signed by a certificate or a DID, answered encrypted, by address or through a browser's
 * Digital Credentials API. Both sides: what a portal makes and reads, and what a wallet checks and sends.
 *
 * @module
 */

// A wallet's side.

export {
  type Certificate,
  CertificateError,
  CertificateExpiredError,
  CertificateNotTrustedError,
  type ChainOptions,
  checkCertificateChain,
  readAnchors,
  readChain,
  x509Hash,
} from "../../core/openid/certificate.ts";
export { type ClientId, ClientIdError, type SignedPrefix } from "../../core/openid/client-id.ts";
export { type DidDocument, DidError, didWebUrl, type FetchText, resolveDidWeb } from "../../core/openid/did-web.ts";
export {
  AlgorithmNotAllowedError,
  RequestObjectError,
  RequestSignatureError,
  type VerifiedRequestObject,
  type VerifyRequestOptions,
  verifyRequestObject,
} from "../../core/openid/verify-request.ts";
export {
  type DigitalRequest,
  type OpenedDigitalRequest,
  type OpenedSignedRequest,
  OriginNotExpectedError,
  openDigitalRequest,
  openSignedRequest,
  RequestPartyError,
} from "./open-signed-request.ts";
export { fetchSignedRequest, type RequestFetch, readRequestLink } from "./request-link.ts";

// A portal's side.

export {
  decryptResponse,
  type EncryptionMetadata,
  EncryptionNotSupportedError,
  encryptionMetadata,
  encryptResponse,
  generateResponseKey,
  type ResponseKey,
  ResponseTooLargeError,
  ResponseUnreadableError,
  responseKeyId,
} from "../../core/openid/encrypted-response.ts";
export {
  openRequestSigner,
  type RequestIdentity,
  RequestKeyError,
  type RequestSigner,
  type RequestTimes,
} from "../../core/openid/sign-request.ts";
export {
  ResponseForeignError,
  ResponseNotEncryptedError,
  readEncryptedResponse,
  type WalletResponse,
} from "./read-response.ts";
export {
  type DigitalCredentialRequest,
  formatRequestLink,
  type RequestLink,
  type SignOptions,
  signAuthorizationRequest,
  signDigitalRequest,
} from "./sign-request.ts";

// What all of these have in common.

export { CivicproofError, type ErrorCode, type RefusalDetails, type TextPosition } from "../../core/errors.ts";
export { FieldElementError } from "../../core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "../../core/json.ts";
export { PackageMissingError } from "../../core/peer.ts";
export { PeriodGridError } from "../../core/period-grid.ts";
export { UnsupportedPlatformError } from "../../core/platform.ts";
export { RequestError } from "../proof/request.ts";
