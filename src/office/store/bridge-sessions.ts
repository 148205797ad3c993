/**
 * Sessions of bridges: from the start in our wallet to the offer that follows from a source presentation. What a presentation
 * said is sealed under the response code until the person brings it, and under the office's key while the offer lives.
 */
import { randomBytes } from "node:crypto";
import { bytesToBase64url } from "../../core/bytes.ts";
import type { TableSet } from "../../core/database/migrate.ts";
import { refusal } from "../../core/errors.ts";
import { hashOfSecret, isSameHash, newSecret } from "../../core/service/secrets.ts";
import type { ClaimRecord } from "../../credentials/credential/claims.ts";
import { type HolderCommitment, toHolderCommitment } from "../../credentials/credential/holder.ts";
import type { StoreParts } from "./parts.ts";
import { decrypt, deriveKey, encrypt } from "./secrets.ts";

/** How long the person has for the source wallet, and again for the credential. */
export const BRIDGE_SECONDS = 600;

/** What begins a session. */
export interface NewBridgeSession {
  readonly bridge: string;
  readonly commitment: HolderCommitment;
  /** The person says that an earlier credential is to be replaced. */
  readonly mayReplace: boolean;
  /** Of the nonce. */
  readonly random: Uint8Array;
}

/** A session in which nobody has presented anything yet. */
export interface OpenBridgeSession extends NewBridgeSession {
  readonly id: string;
  /** A secret of the session, such as the key that answers are encrypted to; gone with the first answer. */
  readonly secret: string;
  readonly expiresAtSeconds: number;
}

/** What a presentation comes down to, for the credential that follows. */
export interface HeldSource {
  readonly subject: string;
  readonly claims: ClaimRecord;
  readonly identity?: ClaimRecord;
  /** When the source credential ends. */
  readonly expiresAtSeconds?: number;
  /** The one that the presentation was bound to, in decimal. */
  readonly commitment: string;
}

interface Row {
  readonly id: string;
  readonly bridge: string;
  readonly ticket: Uint8Array;
  readonly commitment: string;
  readonly may_replace: number;
  readonly random: Uint8Array;
  readonly secret: Uint8Array | null;
  readonly state: "open" | "presented" | "collected";
  readonly expires_at: number;
  readonly response_code: Uint8Array | null;
  readonly held: Uint8Array | null;
}

const responseKey = (code: string): Uint8Array => deriveKey(code, "bridge");

export function createBridgeSessions({ database, secrets, now }: StoreParts) {
  const find = async (column: "id" | "ticket", value: string | Uint8Array): Promise<Row> => {
    const [row] = await database.query<Row>(`SELECT * FROM civicproof_office_bridge_sessions WHERE ${column} = $1`, [
      value,
    ]);
    if (row === undefined || now() >= row.expires_at) throw new BridgeSessionError({ path: "session" });
    return row;
  };
  const sessionOf = (row: Row): NewBridgeSession & { readonly id: string } => ({
    id: row.id,
    bridge: row.bridge,
    commitment: toHolderCommitment(row.commitment),
    mayReplace: row.may_replace === 1,
    random: new Uint8Array(row.random),
  });

  /** @throws BridgeSessionUsedError where somebody has presented already */
  const openOf = (row: Row): OpenBridgeSession => {
    if (row.state !== "open" || row.secret === null) throw new BridgeSessionUsedError({ path: "session" });
    return { ...sessionOf(row), secret: secrets.open(row.secret), expiresAtSeconds: row.expires_at };
  };

  return {
    /** @param secretOf  makes the session's secret; it may name the session */
    async open(wish: NewBridgeSession, secretOf: (id: string) => Promise<string>) {
      const id = bytesToBase64url(randomBytes(16));
      const { secret: ticket, hash } = newSecret();
      const expiresAtSeconds = now() + BRIDGE_SECONDS;
      const secret = secrets.seal(await secretOf(id));
      await database.insert(
        "civicproof_office_bridge_sessions",
        ["id", "bridge", "ticket", "commitment", "may_replace", "random", "secret", "state", "expires_at"],
        [
          [
            ...[id, wish.bridge, hash, String(wish.commitment), wish.mayReplace ? 1 : 0, wish.random, secret],
            ...["open", expiresAtSeconds],
          ],
        ],
      );
      return { id, ticket, expiresAtSeconds };
    },

    byId: async (id: string): Promise<OpenBridgeSession> => openOf(await find("id", id)),
    /** For whoever began it. */
    byTicket: async (ticket: string): Promise<OpenBridgeSession> => openOf(await find("ticket", hashOfSecret(ticket))),

    /** Keeps what was presented, once. @returns the code by which whoever began gets it @throws BridgeSessionUsedError */
    async present(id: string, held: HeldSource): Promise<string> {
      const { secret: code, hash } = newSecret();
      const taken = await database.execute(
        `UPDATE civicproof_office_bridge_sessions SET state = 'presented', secret = NULL, response_code = $1, held = $2
         WHERE id = $3 AND state = 'open' AND expires_at > $4`,
        [hash, encrypt(responseKey(code), JSON.stringify(held)), id, now()],
      );
      if (taken !== 1) throw new BridgeSessionUsedError({ path: "session" });
      return code;
    },

    /**
     * What was presented, for whoever has both the ticket of the beginning and the code of the end: somebody who began a
     * session and let another person present has one of them.
     *
     * @throws BridgeSessionError, BridgeCodeError, BridgeSessionUsedError
     */
    async collect(ticket: string, code: string) {
      const row = await find("ticket", hashOfSecret(ticket));
      if (row.state === "collected") throw new BridgeSessionUsedError({ path: "ticket" });
      const { response_code: expected, held: sealed } = row;
      if (expected === null || sealed === null || !isSameHash(new Uint8Array(expected), hashOfSecret(code)))
        throw new BridgeCodeError({ path: "response_code" });
      const text = decrypt(responseKey(code), new Uint8Array(sealed));
      const taken = await database.execute(
        `UPDATE civicproof_office_bridge_sessions SET state = 'collected', response_code = NULL, held = $1
         WHERE id = $2 AND state = 'presented'`,
        [secrets.seal(text), row.id],
      );
      if (taken !== 1) throw new BridgeSessionUsedError({ path: "ticket" });
      return { ...sessionOf(row), held: JSON.parse(text) as HeldSource };
    },

    /** The offer in which the credential is issued; what is held lives as long as it. */
    async attach(id: string, offer: string): Promise<void> {
      await database.execute("UPDATE civicproof_office_bridge_sessions SET offer = $1 WHERE id = $2", [offer, id]);
    },

    /** What is held for an offer. @throws BridgeSessionError when it is not there any more */
    async heldFor(offer: string): Promise<HeldSource> {
      const [row] = await database.query<{ held: Uint8Array | null }>(
        "SELECT held FROM civicproof_office_bridge_sessions WHERE offer = $1",
        [offer],
      );
      if (row === undefined || row.held === null) throw new BridgeSessionError({ path: "session" });
      return JSON.parse(secrets.open(new Uint8Array(row.held))) as HeldSource;
    },

    /** Forgets what was held: the credential is issued. */
    async forget(offer: string): Promise<void> {
      await database.execute("DELETE FROM civicproof_office_bridge_sessions WHERE offer = $1", [offer]);
    },

    /** Forgets sessions that are over. @returns how many */
    sweep: (): Promise<number> =>
      database.execute(
        `DELETE FROM civicproof_office_bridge_sessions
         WHERE expires_at <= $1 AND (offer IS NULL OR offer NOT IN (SELECT id FROM civicproof_office_offers))`,
        [now()],
      ),
  };
}

/** A table set of its own: offices without bridges have it, too, and it stays empty. */
export const BRIDGE_TABLES: TableSet = {
  name: "office-bridges",
  tables: ["civicproof_office_bridge_sessions"],
  steps: [
    (connection, dialect) => {
      const [bytes, strict] = dialect === "postgres" ? ["bytea", ""] : ["BLOB", " STRICT"];
      const integer = dialect === "postgres" ? "bigint" : "INTEGER";
      return connection.script(`
CREATE TABLE IF NOT EXISTS civicproof_office_bridge_sessions (
  id TEXT PRIMARY KEY,
  bridge TEXT NOT NULL,
  ticket ${bytes} NOT NULL UNIQUE,
  commitment TEXT NOT NULL,
  may_replace ${integer} NOT NULL,
  random ${bytes} NOT NULL,
  secret ${bytes},
  state TEXT NOT NULL,
  expires_at ${integer} NOT NULL,
  response_code ${bytes},
  held ${bytes},
  offer TEXT UNIQUE
)${strict};
CREATE INDEX IF NOT EXISTS civicproof_office_bridge_sessions_end ON civicproof_office_bridge_sessions (expires_at);`);
    },
  ],
};

/**
 * There is no such session, or it is more than ten minutes old.
 *
 * What to do: begin again in the wallet.
 */
export class BridgeSessionError extends /* @__PURE__ */ refusal(
  "BRIDGE_SESSION_MISSING",
  "BridgeSessionError",
  "There is no such session",
) {}

/**
 * Something was presented in this session already, or its offer was collected.
 *
 * What to do: begin again in the wallet; whoever presents twice may be replaying what another person presented.
 */
export class BridgeSessionUsedError extends /* @__PURE__ */ refusal(
  "BRIDGE_SESSION_USED",
  "BridgeSessionUsedError",
  "The session was used",
) {}

/**
 * The response code is not the one that the source wallet was sent back with.
 *
 * What to do: follow the link that the source wallet opened, on the device on which the session began.
 */
export class BridgeCodeError extends /* @__PURE__ */ refusal(
  "BRIDGE_CODE_WRONG",
  "BridgeCodeError",
  "The response code is wrong",
) {}
