/**
 * The entry point for web components: `<civicproof-request>` for portals, `<civicproof-wallet>` for wallets.
 *
 * @module
 */
import { RequestElement } from "./request.ts";
import { WalletElement } from "./wallet.ts";

export { CivicproofError, type ErrorCode, type RefusalDetails } from "../../core/errors.ts";
export { FieldElementError } from "../../core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "../../core/json.ts";
export { PeriodGridError } from "../../core/period-grid.ts";
export { UnsupportedPlatformError } from "../../core/platform.ts";
export { type ClaimDefinition, ClaimError, SchemaError } from "../../credentials/credential/schema.ts";
export {
  AskerMismatchError,
  AsOfRefusedError,
  ProgrammeMismatchError,
  RecipientNotConfirmedError,
  RequestTimeError,
} from "../../presentation/proof/describe-request.ts";
export { RequestError } from "../../presentation/proof/request.ts";
export type { Receipt } from "../wallet/receipts.ts";
export {
  type ClaimProgress,
  type ClaimService,
  claimService,
  readProgress,
  readStarted,
  type StartedClaim,
} from "./claim-service.ts";
export { type FailureKind, type FailureNext, failureOf } from "./failures.ts";
export type { ComponentMessages, FailureText, RequestText, WalletText } from "./messages/catalogue.ts";
export { COMPONENT_LANGUAGES, fill, loadComponentMessages } from "./messages/load.ts";
export { qrCode } from "./qr-code.ts";
export { callService, type ServiceCall, ServiceCallError } from "./service-call.ts";
export { dayInWords, packedDayInWords, valueInWords } from "./values.ts";
export type {
  DeclaredKeeping,
  IncomingCredential,
  IncomingOffer,
  IncomingRequest,
  ShownValue,
  WalletAnswer,
  WalletSetup,
} from "./wallet-setup.ts";
export { RequestElement, WalletElement };

/**
 * Makes both elements known to the page; a second time changes nothing. Nothing happens on a server.
 *
 * @example
 * import { defineComponents } from "civicproof/components";
 *
 * defineComponents();
 */
export function defineComponents(): void {
  if (globalThis.customElements === undefined) return;
  if (customElements.get("civicproof-request") === undefined)
    customElements.define("civicproof-request", RequestElement);
  if (customElements.get("civicproof-wallet") === undefined) customElements.define("civicproof-wallet", WalletElement);
}

declare global {
  interface HTMLElementTagNameMap {
    "civicproof-request": RequestElement;
    "civicproof-wallet": WalletElement;
  }
}
