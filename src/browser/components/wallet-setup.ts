/** What `<civicproof-wallet>` needs of the application around it. */
import type { HolderSecret } from "../../credentials/credential/holder.ts";
import type { ClaimDefinition, CredentialSchema } from "../../credentials/credential/schema.ts";
import type { ProgrammeEntry } from "../../credentials/registry/programme-entry.ts";
import type { RegistryView } from "../../credentials/registry/view.ts";
import type { OpenRequestOptions } from "../../presentation/proof/describe-request.ts";
import type { Presentation } from "../../presentation/proof/presentation.ts";
import type { Receipt } from "../wallet/receipts.ts";
import type { Wallet } from "../wallet/wallet.ts";
import type { ProverWorker } from "../worker/client.ts";
import type { ArtifactLocation, RegistryDownload } from "../worker/messages.ts";

/** A claim's value as issuers sign it. */
export type ShownValue = string | number | boolean | bigint;

/** A credential that an issuer offers: `openOffer` of `civicproof/offer` makes one of a link or a short code. */
export interface IncomingOffer {
  /** What the issuer calls itself. */
  readonly issuer: string;
  /** Its address, which the person confirms. */
  readonly address: string;
  /** 64 hexadecimal characters that are always this issuer's: by them the wallet finds the commitment that it has for it. */
  readonly issuerId: string;
  /** What such a credential says; the values come with it. */
  readonly definitions: readonly ClaimDefinition[];
  /** The person is asked for six digits, which came another way than the offer. */
  readonly needsTransactionCode: boolean;
  /** Takes the credential. @throws OfficeAnswerError for a refusal of the office */
  accept(by: {
    readonly holderSecret: HolderSecret;
    readonly counter: number;
    readonly transactionCode?: string;
  }): Promise<IncomingCredential>;
}

/** A credential; or somebody at the office looks at it first, and it is asked for again. */
export type IncomingCredential =
  | { readonly credential: unknown }
  | { readonly intervalSeconds: number; again(): Promise<IncomingCredential> };

/** What the portal said to an answer. */
export interface WalletAnswer {
  /** `kept`: the application has taken the presentation, for paper. */
  readonly outcome: "accepted" | "already-used" | "kept";
  /** Whether it can be done once only. */
  readonly once?: boolean;
  readonly reference?: string;
  readonly atSeconds?: number;
}

/** What a portal declares beside its request; nobody has signed it. */
export interface DeclaredKeeping {
  /** Days for which nullifiers are kept. */
  readonly markDays?: number;
  /** Days for which proofs are kept; 0 when they are checked and dropped. */
  readonly proofDays?: number;
}

/** A request that a portal's link or code brought. */
export interface IncomingRequest {
  readonly request: unknown;
  readonly askedBy: OpenRequestOptions["askedBy"];
  readonly responseUri?: string;
  readonly crossDevice?: boolean;
  readonly confirmedRecipient?: string;
  /** The programmes of the registry's newest statement: by them a verifier may ask under further hosts. */
  readonly programmes?: readonly ProgrammeEntry[];
  /** The organisation as people know it, its privacy notice and its data protection officer. */
  readonly asker?: { readonly name: string; readonly privacy?: string; readonly contact?: string };
  /** What the person is told about keeping; what is absent is shown as not stated. */
  readonly keeps?: DeclaredKeeping | undefined;
  /** The proof is printed and not sent. */
  readonly isPaper?: boolean;
  answer(presentation: Presentation): Promise<WalletAnswer>;
  /** Tells the portal that nothing will come: the same call whether somebody declines, does not qualify or gives up. */
  decline?(): Promise<void>;
}

/** Property `setup` of `<civicproof-wallet>`. */
export interface WalletSetup {
  readonly wallet: Pick<
    Wallet,
    | "holderSecret"
    | "counterFor"
    | "credentials"
    | "addCredential"
    | "questionsAsked"
    | "rememberQuestion"
    | "addReceipt"
  >;
  readonly prover: Pick<ProverWorker, "openRequest" | "createPresentation">;
  readonly artifacts: ArtifactLocation;
  /** The registry's lists for a credential; fresh where there is a network, else the last ones. */
  registry(issuerKey: string): Promise<RegistryView | RegistryDownload>;
  /** Opens an offer by its link or short code. @throws OfferMalformedError, OfficeAnswerError */
  offer?(reference: string): Promise<IncomingOffer>;
  /** Reads what a request's link names. @throws ServiceCallError */
  request?(reference: string): Promise<IncomingRequest>;
  /** Name and value of a claim in a language, where the schema's own words are not the best; undefined for those. */
  claim?(name: string, value: ShownValue, language: string): readonly [name: string, value: string] | undefined;
  /**
   * Schemas as this wallet has them from its issuers. What they call the claims is shown; the words in a request's own
   * schema are its sender's and are not.
   */
  readonly schemas?: readonly CredentialSchema[] | undefined;
  /** Asks for PIN or passkey before the secret is used; throws where the person does not give it. */
  unlock?(): Promise<void>;
}

/** Detail of the event `civicproof-receipt`. */
export type { Receipt };
