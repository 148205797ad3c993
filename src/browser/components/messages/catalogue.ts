/** Every text of the components, in one type: a language that lacks one does not compile. */
import type { FailureKind } from "../failures.ts";

/** Texts of `<civicproof-request>`. `{name}` and the like are filled in. */
export type RequestText =
  | "starting"
  | "title"
  | "scan"
  | "openHere"
  | "here"
  | "otherDevice"
  | "picture"
  | "code"
  | "waiting"
  | "timeLeft"
  | "minuteLeft"
  | "unreachable"
  | "stop"
  | "again"
  | "restart"
  | "stepOpen"
  | "stepAgree"
  | "stepDone"
  | "accepted"
  | "acceptedText"
  | "reference"
  | "when"
  | "keep"
  | "usedTitle"
  | "usedPeriod"
  | "usedOnce"
  | "usedHelp"
  | "declined"
  | "declinedText"
  | "expired"
  | "expiredText";

/** Texts of `<civicproof-wallet>`. */
export type WalletText =
  | "offerTitle"
  | "offerText"
  | "issuer"
  | "valid"
  | "validValue"
  | "contents"
  | "address"
  | "take"
  | "cancel"
  | "digits"
  | "digitsHint"
  | "digitsForm"
  | "digitsWrong"
  | "taking"
  | "approval"
  | "approvalText"
  | "askAgain"
  | "checkText"
  | "saved"
  | "savedText"
  | "later"
  | "reading"
  | "consentTitle"
  | "who"
  | "whoValue"
  | "purpose"
  | "privacy"
  | "contact"
  | "nameDiffers"
  | "learns"
  | "learnsAll"
  | "learnsAny"
  | "allOf"
  | "anyOf"
  | "learnsAlso"
  | "learnsMark"
  | "learnsTime"
  | "hidden"
  | "linked"
  | "linkedYear"
  | "linkedPeriod"
  | "linkedRecipient"
  | "linkedOnce"
  | "linkedIssuer"
  | "kept"
  | "markDays"
  | "markNotStated"
  | "proofDays"
  | "proofNotKept"
  | "proofNotStated"
  | "which"
  | "agree"
  | "agreePaper"
  | "decline"
  | "otherQuestions"
  | "asOf"
  | "mixedScripts"
  | "foreignRecipient"
  | "proving"
  | "provingText"
  | "stageLoading"
  | "stageChecking"
  | "stageWitness"
  | "stageProving"
  | "stageVerifying"
  | "stageDone"
  | "stop"
  | "accepted"
  | "acceptedText"
  | "reference"
  | "when"
  | "number"
  | "numberHint"
  | "declined"
  | "declinedText"
  | "declinedUntold"
  | "close"
  | "closeHint"
  | "held"
  | "heldText"
  | "sendNow"
  | "again"
  | "toWallet"
  | "toPortal"
  | "toIssuer"
  | "toBackup"
  | "forSupport";

/** What went wrong and what has become of the person's things. */
export interface FailureText {
  readonly title: string;
  readonly text: string;
}

/** The texts of the components in one language. */
export interface ComponentMessages {
  /** BCP 47. */
  readonly language: string;
  /** For dates and numbers, where the page names no region. */
  readonly locale: string;
  readonly yes: string;
  readonly no: string;
  readonly request: Readonly<Record<RequestText, string>>;
  readonly wallet: Readonly<Record<WalletText, string>>;
  readonly failures: Readonly<Record<FailureKind, FailureText>>;
}
