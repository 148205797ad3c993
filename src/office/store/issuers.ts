/** The office's issuer keys: one signs, older ones are still trusted, retired and stolen ones are not. */
import { refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { encodePublicKey, type PublicKey, signatureToJson } from "../../core/signature.ts";
import {
  checkIssuerKeyProof,
  type IssuerKeyProof,
  issuerKeyMessage,
} from "../../credentials/registry/issuer-key-proof.ts";
import { MAX_ISSUERS } from "../../credentials/registry/issuer-set.ts";
import { type OfficeSigner, signWith } from "../signing/port.ts";
import { type StoreParts, write } from "./parts.ts";

/** `active` signs; `overlap` is trusted and signs nothing new; the others are not trusted any more. */
export type IssuerState = "active" | "overlap" | "retired" | "compromised";

export interface OfficeIssuer {
  readonly issuerIndex: number;
  /** 64 hexadecimal characters. */
  readonly publicKey: string;
  /** Ids, decimal. */
  readonly schemas: readonly string[];
  readonly possession: IssuerKeyProof;
  readonly state: IssuerState;
  /** When the state began, seconds since the epoch. */
  readonly since: number;
}

/** How many credentials under a key could still be shown. */
export interface KeyUse {
  readonly live: number;
  /** The last day of validity among them, YYYY-MM-DD. */
  readonly lastDay: string | undefined;
}

interface IssuerRow {
  readonly issuer_index: number;
  readonly public_key: string;
  readonly schemas: string;
  readonly possession: string;
  readonly state: IssuerState;
  readonly since: number;
}

export function createIssuers(parts: StoreParts, registry: string) {
  const { database } = parts;
  const list = async (): Promise<readonly OfficeIssuer[]> => {
    const rows = await database.query<IssuerRow>("SELECT * FROM civicproof_office_issuers ORDER BY issuer_index");
    return rows.map((row) => ({
      issuerIndex: row.issuer_index,
      publicKey: row.public_key,
      schemas: JSON.parse(row.schemas) as string[],
      possession: JSON.parse(row.possession) as IssuerKeyProof,
      state: row.state,
      since: row.since,
    }));
  };
  const use = async (issuerIndex: number, today: string): Promise<KeyUse> => {
    const [row] = await database.query<{ live: number; last: string | null }>(
      `SELECT count(*) AS live, max(valid_until) AS last FROM civicproof_office_credentials
       WHERE issuer_index = $1 AND status <> 'revoked' AND valid_until >= $2`,
      [issuerIndex, today],
    );
    return { live: Number(row!.live), lastDay: row!.last ?? undefined };
  };
  return {
    list,
    use,
    /** The key that signs credentials of a schema. @throws IssuerKeyMissingError when there is none */
    async signing(schemaId: string): Promise<OfficeIssuer> {
      const found = (await list()).find(({ state, schemas }) => state === "active" && schemas.includes(schemaId));
      if (found === undefined)
        throw new IssuerKeyMissingError({ path: "schema", expected: "an issuer key that signs" });
      return found;
    },
    /**
     * Adds a key, which signs from now on; the one before stays trusted. Known keys are left as they are.
     *
     * @throws SignerUnavailableError when the key does not prove itself
     */
    async add(signer: OfficeSigner, schemas: readonly string[], actor: string): Promise<number> {
      const publicKey = encodePublicKey(signer.publicKey);
      const known = await list();
      const same = known.find((each) => each.publicKey === publicKey);
      if (same !== undefined) return same.issuerIndex;
      const index = known.length;
      if (index >= MAX_ISSUERS)
        throw new InvalidInputError({ path: "issuer", expected: `at most ${MAX_ISSUERS} keys` });
      const possession = await proveKey(signer, { registry, index });
      return write(parts, async ({ connection, time, note }) => {
        const [{ count } = { count: 0 }] = await connection.query<{ count: number }>(
          "SELECT count(*) AS count FROM civicproof_office_issuers",
        );
        if (Number(count) !== index) throw new InvalidInputError({ path: "issuer", expected: "one new key at a time" });
        await connection.execute(
          "UPDATE civicproof_office_issuers SET state = 'overlap', since = $1 WHERE state = 'active'",
          [time],
        );
        await connection.insert(
          "civicproof_office_issuers",
          ["issuer_index", "public_key", "schemas", "possession", "state", "since"],
          [[index, publicKey, JSON.stringify(schemas), JSON.stringify(possession), "active", time]],
        );
        note({ actor, action: "issuer-added", issuerIndex: index, detail: publicKey });
        return index;
      });
    },
    /**
     * Ends a key. Retiring one takes its last credential's end first, so that nobody stands there without; a stolen one goes
     * at once, and all its credentials with it.
     *
     * @throws IssuerKeyHeldError when credentials under a key that is to be retired could still be shown
     */
    async end(issuerIndex: number, why: "retired" | "compromised", options: { actor: string; today: string }) {
      const { live, lastDay } = await use(issuerIndex, options.today);
      if (why === "retired" && live > 0)
        throw new IssuerKeyHeldError({
          path: "issuerIndex",
          expected: "a key whose credentials are over",
          received: `${live} until ${lastDay}`,
        });
      await write(parts, async ({ connection, time, note }) => {
        const ended = await connection.execute(
          `UPDATE civicproof_office_issuers SET state = $1, since = $2
           WHERE issuer_index = $3 AND state IN ('active', 'overlap')`,
          [why, time, issuerIndex],
        );
        if (ended !== 1) throw new InvalidInputError({ path: "issuerIndex", expected: "a key that is trusted" });
        const detail = why === "retired" ? "issuer-removed" : "key-compromised";
        note({ actor: options.actor, action: "issuer-removed", issuerIndex, detail });
      });
    },
  };
}

/** The proof of a key for its place, by whoever holds it. */
async function proveKey(
  signer: OfficeSigner,
  place: { readonly registry: string; readonly index: number },
): Promise<IssuerKeyProof> {
  const publicKey: PublicKey = signer.publicKey;
  const possession = signatureToJson(await signWith(signer, issuerKeyMessage(place, publicKey)));
  checkIssuerKeyProof(possession, { ...place, publicKey });
  return possession;
}

/**
 * The office has no key that signs credentials of this schema.
 *
 * What to do: add an issuer key; after a compromise this is the first step.
 */
export class IssuerKeyMissingError extends /* @__PURE__ */ refusal(
  "ISSUER_KEY_MISSING",
  "IssuerKeyMissingError",
  "The office has no issuer key that signs",
) {}

/**
 * Credentials under the key could still be shown, and nobody could prove anything with them after its end.
 *
 * What to do: wait until the day that is named, or let their holders renew first. A stolen key is ended as compromised.
 */
export class IssuerKeyHeldError extends /* @__PURE__ */ refusal(
  "ISSUER_KEY_HELD",
  "IssuerKeyHeldError",
  "The issuer key is still needed",
) {}
