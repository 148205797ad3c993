/** Offers: a person's right to one credential, for ten minutes, with a code that works once. */
import { randomBytes, randomInt } from "node:crypto";
import { base64urlToBytes, bytesToBase64url, bytesToHex } from "../../core/bytes.ts";
import { refusal } from "../../core/errors.ts";
import { hashOfSecret, isSameHash, newSecret } from "../../core/service/secrets.ts";
import { checkSubject } from "../source/port.ts";
import { OFFICE_ACTOR } from "./names.ts";
import { type StoreParts, write } from "./parts.ts";
import { decrypt, deriveKey, encrypt } from "./secrets.ts";

/** How long a code waits for its wallet, and a wallet has for its credential. */
export const OFFER_SECONDS = 600;
/** How often offers and sessions that are over are deleted. */
export const SWEEP_SECONDS = 60;
/** Tries for a transaction code of six digits. */
export const MAX_TRIES = 5;
/** How long an issue waits for a clerk. */
export const DEFERRED_SECONDS = 7 * 86_400;

/** What an offer is worth. */
export interface NewOffer {
  /** The register's stable identifier; kept sealed, and forgotten with the offer. */
  readonly subject: string;
  readonly schemaId: string;
  /** The person's secret is lost, and a clerk has looked into it. */
  readonly mayReplace: boolean;
  /** Demand a transaction code, which reaches the person another way. */
  readonly withTransactionCode: boolean;
  readonly actor: string;
}

/** What the person gets; the store keeps hashes of it. */
export interface MadeOffer {
  readonly id: string;
  /** The pre-authorized code of OpenID4VCI. */
  readonly code: string;
  /** Eight characters to be typed: `K7QF-4MDX`. */
  readonly shortCode: string;
  /** Six digits. */
  readonly transactionCode?: string;
  readonly expiresAtSeconds: number;
}

export type OfferState = "open" | "redeemed" | "waiting" | "issued" | "closed";

/** What a desk sees of an offer. */
export interface OfferProgress {
  readonly state: OfferState | "expired";
  /** For the transaction code; null where none is demanded. */
  readonly triesLeft: number | null;
  readonly expiresAtSeconds: number;
}

/** An offer whose code was redeemed. */
export interface TakenOffer {
  readonly id: string;
  /** The person's keyed hash. */
  readonly subjectKey: Uint8Array;
  readonly subject: string;
  readonly schemaId: string;
  readonly mayReplace: boolean;
  readonly state: OfferState;
  readonly madeBy: string;
  /** The enrolment request that was handed out last, as JSON; kept sealed. */
  readonly request: string | undefined;
  /** Of the queue, where a clerk must approve. */
  readonly approval: string | undefined;
  /** Whose proof waits for the clerk. */
  readonly waiting:
    | { readonly holder: Uint8Array; readonly commitment: string; readonly claimsFrom: number }
    | undefined;
  /** The credential that was issued, for whoever lost the answer on the way. */
  readonly answer: string | undefined;
}

export interface OfferRow {
  readonly id: string;
  readonly subject: Uint8Array;
  readonly sealed: Uint8Array;
  readonly schema_id: string;
  readonly state: OfferState;
  readonly may_replace: number;
  readonly approval: string | null;
  readonly made_by: string;
  readonly expires_at: number;
  readonly transaction_code: Uint8Array | null;
  readonly tries: number;
  readonly request: string | null;
  readonly holder: Uint8Array | null;
  readonly commitment: string | null;
  readonly answer: Uint8Array | null;
}

const answerKey = (token: string): Uint8Array => deriveKey(token, "answer");
/** Only whoever holds the access token can read the credential that the store keeps for ten minutes. */
export const sealAnswer = (token: string, credential: string): Uint8Array => encrypt(answerKey(token), credential);

const plain = (shortCode: string): string => shortCode.replaceAll(/[^0-9A-Za-z]/g, "").toUpperCase();

export function createOffers(parts: StoreParts) {
  const { database, secrets, now } = parts;
  const rowOf = async (column: "code" | "short_code" | "token", hash: Uint8Array): Promise<OfferRow | undefined> => {
    const [row] = await database.query<OfferRow>(`SELECT * FROM civicproof_office_offers WHERE ${column} = $1`, [hash]);
    return row;
  };
  /** One that can't be opened was kept by an earlier release: the wallet asks for another. */
  const openRequest = (kept: string): string | undefined => {
    const sealed = kept.startsWith("{") ? undefined : base64urlToBytes(kept);
    return sealed && secrets.open(sealed);
  };
  const requireOpen = (row: OfferRow | undefined): OfferRow => {
    if (row === undefined) throw new OfferNotFoundError({ path: "code" });
    if (row.tries >= MAX_TRIES && row.state === "closed") throw new OfferLockedError({ path: "tx_code" });
    if (row.state !== "open") throw new OfferUsedError({ path: "code" });
    if (now() >= row.expires_at) throw new OfferExpiredError({ path: "code" });
    return row;
  };

  return {
    /** Makes an offer; earlier ones for the same credential are closed. */
    async create({ subject, schemaId, mayReplace, withTransactionCode, actor }: NewOffer): Promise<MadeOffer> {
      const id = bytesToBase64url(randomBytes(16));
      const key = secrets.subjectKey(checkSubject(subject));
      const { secret: code, hash } = newSecret();
      const shortCode = newShortCode();
      const transactionCode = withTransactionCode ? String(randomInt(1_000_000)).padStart(6, "0") : undefined;
      return write(parts, async ({ connection, time, note }) => {
        const expiresAtSeconds = time + OFFER_SECONDS;
        await connection.execute(
          `UPDATE civicproof_office_offers SET state = 'closed', answer = NULL
           WHERE subject = $1 AND schema_id = $2 AND state IN ('open', 'redeemed')`,
          [key, schemaId],
        );
        await connection.insert(
          "civicproof_office_offers",
          [
            ...["id", "subject", "sealed", "schema_id", "code", "short_code", "transaction_code", "tries", "state"],
            ...["may_replace", "made_by", "expires_at"],
          ],
          [
            [
              ...[id, key, secrets.seal(subject), schemaId, hash, secrets.codeKey(plain(shortCode))],
              transactionCode === undefined ? null : secrets.codeKey(transactionCode, id),
              ...[0, "open", mayReplace ? 1 : 0, actor, expiresAtSeconds],
            ],
          ],
        );
        note({ actor, action: "offered", subject: bytesToHex(key), detail: mayReplace ? "replacement" : "issue" });
        return { id, code, shortCode, ...(transactionCode === undefined ? {} : { transactionCode }), expiresAtSeconds };
      });
    },

    /**
     * What a wallet is offered by a short code that somebody typed: the offer under a fresh pre-authorized code, which takes
     * the place of the one before.
     *
     * @throws OfferNotFoundError, OfferUsedError, OfferExpiredError, OfferLockedError
     */
    async byShortCode(typed: string) {
      const row = requireOpen(await rowOf("short_code", secrets.codeKey(plain(typed))));
      const { secret: code, hash } = newSecret();
      const changed = await database.execute(
        "UPDATE civicproof_office_offers SET code = $1 WHERE id = $2 AND state = 'open'",
        [hash, row.id],
      );
      if (changed !== 1) throw new OfferUsedError({ path: "code" });
      return { code, schemaId: row.schema_id, hasTransactionCode: row.transaction_code !== null };
    },

    /** @returns an access token, once @throws OfferNotFoundError, OfferUsedError, OfferExpiredError, OfferLockedError, TransactionCodeError */
    async redeem(code: string, transactionCode: string | undefined): Promise<{ readonly token: string }> {
      const row = requireOpen(await rowOf("code", hashOfSecret(code)));
      if (row.transaction_code !== null) {
        // Counted before it is compared, so that tries at the same moment are tries, too.
        const counted = await database.execute(
          "UPDATE civicproof_office_offers SET tries = tries + 1 WHERE id = $1 AND state = 'open' AND tries < $2",
          [row.id, MAX_TRIES],
        );
        if (counted !== 1) throw new OfferLockedError({ path: "tx_code" });
        if (!isSameHash(row.transaction_code, secrets.codeKey(transactionCode ?? "", row.id))) {
          await this.lockWhenTried(row);
          throw new TransactionCodeError({ path: "tx_code" });
        }
      }
      const { secret: token, hash } = newSecret();
      const taken = await database.execute(
        `UPDATE civicproof_office_offers SET state = 'redeemed', token = $1, expires_at = $2
         WHERE id = $3 AND state = 'open' AND expires_at > $4`,
        [hash, now() + OFFER_SECONDS, row.id, now()],
      );
      if (taken !== 1) throw new OfferUsedError({ path: "code" });
      return { token };
    },

    async lockWhenTried({ id, subject }: OfferRow): Promise<void> {
      await write(parts, async ({ connection, note }) => {
        const locked = await connection.execute(
          "UPDATE civicproof_office_offers SET state = 'closed' WHERE id = $1 AND state = 'open' AND tries >= $2",
          [id, MAX_TRIES],
        );
        if (locked === 1) note({ actor: OFFICE_ACTOR, action: "offer-locked", subject: bytesToHex(subject) });
      });
    },

    /** @throws AccessTokenError for a token that is none, or over */
    async byToken(token: string | undefined): Promise<TakenOffer> {
      const row = token === undefined ? undefined : await rowOf("token", hashOfSecret(token));
      if (row === undefined || now() >= row.expires_at || row.state === "open" || row.state === "closed")
        throw new AccessTokenError({ path: "authorization" });
      const { holder, commitment, request } = row;
      const held = commitment === null ? undefined : (JSON.parse(commitment) as [string, number]);
      return {
        id: row.id,
        subjectKey: row.subject,
        subject: secrets.open(row.sealed),
        schemaId: row.schema_id,
        mayReplace: row.may_replace === 1,
        state: row.state,
        madeBy: row.made_by,
        request: request === null ? undefined : openRequest(request),
        approval: row.approval ?? undefined,
        waiting:
          holder === null || held === undefined ? undefined : { holder, commitment: held[0], claimsFrom: held[1] },
        answer: row.answer === null ? undefined : decrypt(answerKey(token!), row.answer),
      };
    },

    /** Where an offer stands, for the desk that made it; undefined when it is forgotten. */
    async progress(id: string): Promise<OfferProgress | undefined> {
      const [row] = await database.query<OfferRow>("SELECT * FROM civicproof_office_offers WHERE id = $1", [id]);
      if (row === undefined) return undefined;
      const isOver = now() >= row.expires_at && (row.state === "open" || row.state === "redeemed");
      return {
        state: isOver ? "expired" : row.state,
        triesLeft: row.transaction_code === null ? null : Math.max(0, MAX_TRIES - row.tries),
        expiresAtSeconds: row.expires_at,
      };
    },

    /** Remembers the request whose proof the wallet will send; it names what the register says of the person. */
    async ask(id: string, request: string): Promise<void> {
      await database.execute("UPDATE civicproof_office_offers SET request = $1 WHERE id = $2 AND state = 'redeemed'", [
        bytesToBase64url(secrets.seal(request)),
        id,
      ]);
    },

    /** Forgets offers that are over, with the identifiers in them. @returns how many */
    sweep: (): Promise<number> =>
      database.execute("DELETE FROM civicproof_office_offers WHERE expires_at <= $1", [now() - OFFER_SECONDS]),
  };
}

/** Eight characters that are hard to mistake for each other, for reading aloud. */
export function newShortCode(): string {
  const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  const characters = Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]!).join("");
  return `${characters.slice(0, 4)}-${characters.slice(4)}`;
}

/**
 * There is no offer with this code.
 *
 * What to do: type the code again; the office makes a new one where it is lost.
 */
export class OfferNotFoundError extends /* @__PURE__ */ refusal(
  "OFFER_NOT_FOUND",
  "OfferNotFoundError",
  "There is no such offer",
) {}

/**
 * The offer is more than ten minutes old.
 *
 * What to do: ask the office for a new one.
 */
export class OfferExpiredError extends /* @__PURE__ */ refusal(
  "OFFER_EXPIRED",
  "OfferExpiredError",
  "The offer has expired",
) {}

/**
 * The code was used, or a later offer has taken the place of this one.
 *
 * What to do: ask the office for a new offer; somebody who sees this without having used the code tells the office.
 */
export class OfferUsedError extends /* @__PURE__ */ refusal("OFFER_USED", "OfferUsedError", "The offer was used") {}

/**
 * The transaction code was wrong five times.
 *
 * What to do: ask the office for a new offer.
 */
export class OfferLockedError extends /* @__PURE__ */ refusal(
  "OFFER_LOCKED",
  "OfferLockedError",
  "The offer is locked",
) {}

/**
 * The transaction code is missing or wrong.
 *
 * What to do: type the six digits again; after the fifth try the offer is locked.
 */
export class TransactionCodeError extends /* @__PURE__ */ refusal(
  "TRANSACTION_CODE_WRONG",
  "TransactionCodeError",
  "The transaction code is wrong",
) {}

/**
 * The access token is missing, wrong or older than ten minutes.
 *
 * What to do: begin again with a new offer.
 */
export class AccessTokenError extends /* @__PURE__ */ refusal(
  "ACCESS_TOKEN_WRONG",
  "AccessTokenError",
  "The access token is missing or wrong",
) {}
