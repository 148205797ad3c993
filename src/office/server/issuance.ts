/** From an offer to a credential: the source is asked, the proof verified, the credential signed and written down. */

import { bytesToHex } from "../../core/bytes.ts";
import { dateAt, dateFromDayNumber, dayNumber, formatDate } from "../../core/dates.ts";
import { refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { encodePublicKey } from "../../core/signature.ts";
import type { ClaimRecord } from "../../credentials/credential/claims.ts";
import { type Credential, prepareCredential } from "../../credentials/credential/credential.ts";
import { type HolderCommitment, toHolderCommitment } from "../../credentials/credential/holder.ts";
import { type PublishedSchema, parsePublishedSchema } from "../../credentials/credential/published-schema.ts";
import { type CredentialSchema, schemaId, schemaReference } from "../../credentials/credential/schema.ts";
import { successionOf } from "../../credentials/credential/succession.ts";
import { createEnrolmentRequest } from "../../presentation/proof/enrolment.ts";
import type { PresentationRequest } from "../../presentation/proof/request.ts";
import { verifyEnrolment } from "../../presentation/verification/enrolment.ts";
import { type CompiledPolicy, compileEnrolmentDemand } from "../../statement/policy/compile.ts";
import { readPolicy } from "../../statement/policy/parse.ts";
import { BridgeExpiredError } from "../bridge/refusals.ts";
import { signWith } from "../signing/port.ts";
import type { SubjectRecord } from "../source/port.ts";
import type { HeldSource } from "../store/bridge-sessions.ts";
import { BRIDGE_ACTOR } from "../store/names.ts";
import type { MadeOffer, TakenOffer } from "../store/offers.ts";
import type { OfficeCredential, OfficeEnrolment, OfficeSettings } from "./settings.ts";

/** What a clerk asks for. */
export interface OfferWish {
  /** As the register names the person. */
  readonly subject: string;
  /** `name@version`. */
  readonly credential: string;
  /** The person's secret is lost; a clerk has looked into it. */
  readonly replacement?: boolean | undefined;
  /** Demand a transaction code; true by default. */
  readonly transactionCode?: boolean | undefined;
}

/** An offer that follows from a source credential. */
export interface HeldOfferWish {
  readonly subject: string;
  /** `name@version`. */
  readonly credential: string;
  readonly mayReplace: boolean;
  readonly actor: string;
}

/** A credential, or the word that a second person has to look at it first. */
export type IssueAnswer = { readonly credential: Credential } | { readonly waiting: string };

export type Issuance = ReturnType<typeof createIssuance>;

const VALID_DAYS = 365;
const ENROLMENT = "civicproof_enrolment";
const COMMITMENT = "civicproof_commitment";

/** By which a bridge makes offers. */
export const bridgeActor = (id: string): string => `${BRIDGE_ACTOR}${id}`;

/** The last whole day (UTC) before a source credential ends. */
const lastDayOf = (held: HeldSource | undefined): number =>
  held?.expiresAtSeconds === undefined ? Number.POSITIVE_INFINITY : dayNumber(dateAt(held.expiresAtSeconds)) - 1;

/** An office issues no schema whose place another of its schemas has taken. */
function requireNewest(schemas: readonly PublishedSchema[]): void {
  for (const [i, schema] of schemas.entries()) {
    const succession = successionOf(schemaReference(schema), schemas);
    if (succession !== undefined)
      throw new InvalidInputError({
        path: `credentials.${i}.schema`,
        expected: `${succession.schema}, which supersedes it`,
        received: schemaReference(schema),
      });
  }
}

/** @throws InvalidInputError for two credentials of one schema, and for a schema that another of them supersedes */
export function createIssuance(settings: OfficeSettings) {
  const { store, registry, registryUrl, enrolment, signers } = settings;
  const now = settings.now ?? (() => Math.floor(Date.now() / 1000));
  const origin = new URL(settings.publicUrl).origin;
  const kinds = new Map(settings.credentials.map((each) => [String(schemaId(each.schema)), each]));
  if (kinds.size !== settings.credentials.length)
    throw new InvalidInputError({ path: "credentials", expected: "each schema once" });
  requireNewest(settings.credentials.map(({ schema }) => parsePublishedSchema(schema)));
  const ask = enrolment === undefined ? undefined : createDemand(enrolment, { origin, now });

  const kindOf = (id: string): OfficeCredential => {
    const kind = kinds.get(id);
    if (kind === undefined)
      throw new InvalidInputError({ path: "credential", expected: "one that this office issues" });
    return kind;
  };
  const idOf = (reference: string): string => {
    const found = [...kinds].find(([, { schema }]) => schemaReference(schema) === reference);
    if (found === undefined)
      throw new InvalidInputError({ path: "credential", expected: "one that this office issues" });
    return found[0];
  };

  const sourceOf = (id: string) => {
    const { source } = kindOf(id);
    if (source === undefined)
      throw new InvalidInputError({ path: "credential", expected: "one that is issued from a register" });
    return source;
  };
  /** What the offer is about: what a bridge holds for it, or what the register says now. */
  const recordOf = async (offer: TakenOffer): Promise<SubjectRecord & { readonly held?: HeldSource }> => {
    if (!offer.madeBy.startsWith(BRIDGE_ACTOR)) return sourceOf(offer.schemaId).lookup(offer.subject);
    const held = await store.bridges.heldFor(offer.id);
    return { ...held, held };
  };

  /** Who stands behind an answer, and for which commitment. */
  const readProof = async (proofs: unknown, offer: TakenOffer) => {
    const proof = await openProof(proofs, offer);
    if (offer.madeBy.startsWith(BRIDGE_ACTOR)) {
      const { commitment } = await store.bridges.heldFor(offer.id);
      if (commitment !== String(proof.commitment))
        throw new BridgeCommitmentError({ path: "proofs", expected: "the commitment that the source was shown for" });
    }
    return proof;
  };
  const openProof = async (proofs: unknown, offer: TakenOffer) => {
    const [proof, type] = theProof(proofs);
    if (enrolment === undefined) {
      if (type !== COMMITMENT) throw new ProofTypeError({ path: "proofs", expected: COMMITMENT });
      const commitment = toHolderCommitment(proof, `proofs.${COMMITMENT}`);
      return { commitment, claimsFrom: 0, holder: store.secrets.holderKey(`commitment ${commitment}`) };
    }
    if (type !== ENROLMENT) throw new ProofTypeError({ path: "proofs", expected: ENROLMENT });
    if (offer.request === undefined) throw new NonceMissingError({ path: "proofs", expected: "an answer to a nonce" });
    const nowSeconds = now();
    const { maxRootAgeSeconds, verificationKey } = enrolment;
    const verified = await verifyEnrolment(proof, {
      request: JSON.parse(offer.request) as PresentationRequest,
      verificationKey,
      statements: await enrolment.readStatements({ nowSeconds, maxRootAgeSeconds, asOfSeconds: [] }),
      maxRootAgeSeconds,
      nowSeconds,
    });
    const { pseudonym, holderCommitment: commitment, claimsFrom } = verified;
    return { commitment, claimsFrom, holder: store.secrets.holderKey(`pseudonym ${pseudonym}`) };
  };

  const issue = async (
    offer: TakenOffer,
    token: string,
    { commitment, claimsFrom, holder }: { commitment: HolderCommitment; claimsFrom: number; holder: Uint8Array },
  ): Promise<Credential> => {
    const { schema, validDays = VALID_DAYS } = kindOf(offer.schemaId);
    const { claims, held } = await recordOf(offer);
    const { publicKey, issuerIndex } = await store.issuers.signing(offer.schemaId);
    const signer = signers.find((each) => encodePublicKey(each.publicKey) === publicKey);
    if (signer === undefined)
      throw new IssuerSignerMissingError({ path: "signers", expected: "the key that signs now" });
    const today = dateAt(now());
    const lastDay = Math.min(dayNumber(today) + validDays, lastDayOf(held));
    if (lastDay < dayNumber(today))
      throw new BridgeExpiredError({ path: "exp", expected: "a source credential that lasts a day at least" });
    const validUntil = formatDate(dateFromDayNumber(lastDay));
    const { credential } = await store.issue({
      ...{ offer, token, holder, claimsFrom, issuerIndex, validUntil },
      async make({ statusIndex, claimsFrom: from }) {
        const { hash, signed } = prepareCredential(signer.publicKey, {
          ...{ schema, claims, registry, registryUrl, statusIndex, validUntil },
          holderCommitment: commitment,
          validFrom: formatDate(today),
          claimsFrom: from,
        });
        return signed(await signWith(signer, hash));
      },
    });
    if (held !== undefined) await store.bridges.forget(offer.id);
    return credential;
  };
  const needsSecond = ({ schemaId: id }: TakenOffer): boolean => store.needsSecond(id, "issue");

  return {
    kinds,
    proofType: enrolment === undefined ? COMMITMENT : ENROLMENT,
    /** Makes an offer, after a look whether the register has what a credential needs. @throws what a source throws */
    async offer(
      { subject, credential, replacement = false, transactionCode = true }: OfferWish,
      actor: string,
    ): Promise<MadeOffer> {
      const id = idOf(credential);
      await sourceOf(id).lookup(subject);
      const wish = { subject, schemaId: id, mayReplace: replacement, withTransactionCode: transactionCode, actor };
      return store.offers.create(wish);
    },

    /** Makes an offer for what a bridge holds. */
    offerHeld({ subject, credential, mayReplace, actor }: HeldOfferWish): Promise<MadeOffer> {
      const wish = { subject, schemaId: idOf(credential), mayReplace, withTransactionCode: false, actor };
      return store.offers.create(wish);
    },

    /** The nonce that a proof answers, and the whole request around it where people enrol. */
    async nonce(
      token: string | undefined,
    ): Promise<{ readonly nonce: string; readonly request?: PresentationRequest }> {
      const offer = await store.offers.byToken(token);
      if (ask === undefined) return { nonce: offer.id };
      const { identity } = await recordOf(offer);
      const request = ask(identity!, offer.id);
      await store.offers.ask(offer.id, JSON.stringify(request));
      return { nonce: request.nonce, request };
    },

    /**
     * Issues, or lets a second person look first. Whoever lost the answer asks again with the same token and gets the same
     * credential.
     *
     * @throws AccessTokenError, ProofTypeError, NonceMissingError, what verifyEnrolment, sources and signers throw
     */
    async credential(
      token: string | undefined,
      body: { readonly reference?: string | undefined; readonly proofs: unknown },
    ): Promise<IssueAnswer> {
      const offer = await store.offers.byToken(token);
      if (body.reference !== undefined && idOf(body.reference) !== offer.schemaId)
        throw new InvalidInputError({ path: "credential_configuration_id", expected: "the one that was offered" });
      if (offer.answer !== undefined) return { credential: JSON.parse(offer.answer) as Credential };
      if (offer.state === "waiting") return { waiting: offer.approval! };
      const proof = await readProof(body.proofs, offer);
      if (!needsSecond(offer)) return { credential: await issue(offer, token!, proof) };
      const { holder, commitment, claimsFrom } = proof;
      return { waiting: await store.queue.defer(offer, { holder, commitment: String(commitment), claimsFrom }) };
    },

    /**
     * What became of a credential that waits.
     *
     * @throws ApprovalNotFoundError for another id than this token's
     * @throws IssueRejectedError when the second person said no
     */
    async deferred(token: string | undefined, id: string): Promise<IssueAnswer> {
      const offer = await store.offers.byToken(token);
      if (offer.answer !== undefined && offer.approval === id)
        return { credential: JSON.parse(offer.answer) as Credential };
      if (offer.approval !== id || offer.waiting === undefined)
        throw new TransactionMissingError({ path: "transaction_id", expected: "the one of this offer" });
      const state = await store.queue.stateOf(id);
      if (state === "rejected") throw new IssueRejectedError({ path: "transaction_id" });
      if (state === "waiting") return { waiting: id };
      const { holder, commitment, claimsFrom } = offer.waiting;
      return {
        credential: await issue(offer, token!, { commitment: toHolderCommitment(commitment), claimsFrom, holder }),
      };
    },

    /** A person's credentials, for the desk: entries and status, and no claim. */
    async person(subject: string) {
      const credentials = await store.credentialsOf(subject);
      return {
        subject: bytesToHex(store.secrets.subjectKey(subject)),
        credentials: credentials.map(({ holder: _, schemaId: id, ...rest }) => ({
          credential: schemaReference(kindOf(id).schema),
          ...rest,
        })),
      };
    },
  };
}

/** The one proof of the one type that came. */
function theProof(proofs: unknown): readonly [unknown, string] {
  const types = typeof proofs === "object" && proofs !== null ? Object.entries(proofs) : [];
  const [[type, list] = ["", undefined]] = types;
  if (types.length !== 1 || !Array.isArray(list) || list.length !== 1)
    throw new ProofTypeError({ path: "proofs", expected: "one proof of one type" });
  return [list[0], type];
}

/** Makes enrolment requests: the register's values, each of which the person's enrolment credential must have. */
function createDemand(
  { schema, registry, verifier, programme = "enrolment", grid }: OfficeEnrolment,
  { origin, now }: { readonly origin: string; readonly now: () => number },
) {
  const demandOf = (schema: CredentialSchema, identity: ClaimRecord): CompiledPolicy => {
    const policy = {
      ...{ civicproof: "policy/v2", name: "office-enrolment", version: 1, title: "Enrolment at this office" },
      ...{ programme, schema: schemaReference(schema), grid },
      require: { allOf: schema.claims.map(({ name }) => ({ claim: name, "=": identity[name]! })) },
    };
    return compileEnrolmentDemand(readPolicy(policy, schema), schema);
  };
  return (identity: ClaimRecord, file: string): PresentationRequest =>
    createEnrolmentRequest({
      demand: demandOf(schema, identity),
      ...{ file, scope: { verifier }, registry, origin, nowSeconds: now() },
    });
}

/**
 * The proof is missing, or not of the type that the office's metadata names.
 *
 * What to do: read the metadata again; the wallet may be of another version.
 */
export class ProofTypeError extends /* @__PURE__ */ refusal(
  "PROOF_TYPE_WRONG",
  "ProofTypeError",
  "The proof is of another type",
) {}

/**
 * The wallet sent a proof before it asked for a nonce.
 *
 * What to do: ask the nonce endpoint first; its request is what the proof answers.
 */
export class NonceMissingError extends /* @__PURE__ */ refusal(
  "NONCE_MISSING",
  "NonceMissingError",
  "No nonce was asked for",
) {}

/**
 * No signer of this process has the key that signs now.
 *
 * What to do: start the process with the signer of the newest key.
 */
export class IssuerSignerMissingError extends /* @__PURE__ */ refusal(
  "ISSUER_SIGNER_MISSING",
  "IssuerSignerMissingError",
  "No signer has the issuer key",
) {}

/**
 * The wallet asks for a credential that waits under another transaction, or for one that does not wait.
 *
 * What to do: ask with the transaction of this access token.
 */
export class TransactionMissingError extends /* @__PURE__ */ refusal(
  "TRANSACTION_MISSING",
  "TransactionMissingError",
  "There is no such transaction",
) {}

/**
 * The second person at the office said no.
 *
 * What to do: ask the office why; it has recorded who decided.
 */
export class IssueRejectedError extends /* @__PURE__ */ refusal(
  "ISSUE_REJECTED",
  "IssueRejectedError",
  "The office has rejected the issue",
) {}

/**
 * The proof names another holder commitment than the one that the source credential was shown for.
 *
 * What to do: begin again in the wallet that is to have the credential.
 */
export class BridgeCommitmentError extends /* @__PURE__ */ refusal(
  "BRIDGE_COMMITMENT_WRONG",
  "BridgeCommitmentError",
  "The source was shown for another commitment",
) {}
