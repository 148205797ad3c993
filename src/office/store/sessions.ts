/** Sessions of the office's people: who signed in, with which roles, until when. Kept by the hash of their cookie. */
import { bytesToHex } from "../../core/bytes.ts";
import type { SqlConnection } from "../../core/database/sql.ts";
import { refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { hashOfSecret, newSecret, SECRET } from "../../core/service/secrets.ts";
import { isShownText } from "../../core/text.ts";
import type { Caller, Role } from "./keys.ts";
import { isFreeName } from "./names.ts";
import { type StoreParts, write } from "./parts.ts";

/** Somebody whom a provider has recognised. */
export interface SignedIn {
  /** The provider's issuer identifier and its stable identifier of the person, which no other person ever has. */
  readonly issuer: string;
  readonly subject: string;
  /** As the log names the person from the first sign-in on. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** Level of authentication that the provider states (OpenID Connect Core 1.0, `acr`). */
  readonly acr: string | undefined;
  /** When the person proved who she is, seconds since the epoch; 0 where the provider does not say. */
  readonly signedInAt: number;
}

/** How long a session lasts. */
export interface SessionTerms {
  readonly sessionSeconds: number;
  /** Without any call. */
  readonly idleSeconds: number;
}

/** A session that is running. */
export interface Session extends Caller {
  readonly acr: string | undefined;
  readonly signedInAt: number;
  readonly expiresAt: number;
}

interface SessionRow {
  readonly name: string;
  readonly roles: string;
  readonly acr: string | null;
  readonly signed_in_at: number;
  readonly idle_seconds: number;
  readonly idle_until: number;
  readonly expires_at: number;
}

/** A call moves the end of an idle session, at most this often. */
const TOUCH_SECONDS = 30;

export function createSessions(parts: StoreParts) {
  const { database, now } = parts;

  const add = async (
    connection: SqlConnection,
    { name, roles, acr, signedInAt }: Omit<Session, "expiresAt">,
    { time, terms, keyName }: { readonly time: number; readonly terms: SessionTerms; readonly keyName: string | null },
  ): Promise<string> => {
    const { secret, hash } = newSecret();
    const ends = [terms.idleSeconds, time + terms.idleSeconds, time + terms.sessionSeconds];
    await connection.insert("civicproof_office_sessions", COLUMNS, [
      [hash, name, roles.join(" "), acr ?? null, signedInAt, ...ends, keyName],
    ]);
    return secret;
  };

  return {
    /** @returns the session's secret, for a cookie @throws StaffNameError when somebody else has the name */
    begin: (person: SignedIn, terms: SessionTerms): Promise<string> =>
      write(parts, async ({ connection, time, note }) => {
        const name = await nameOf(connection, person, time);
        note({ actor: name, action: "signed-in", detail: person.roles.join(" ") });
        return add(connection, { ...person, name }, { time, terms, keyName: null });
      }),

    /** A session for whoever shows an API key; it ends with the key. */
    beginWithKey: ({ name, roles }: Caller, terms: SessionTerms): Promise<string> =>
      write(parts, async ({ connection, time, note }) => {
        note({ actor: name, action: "signed-in", detail: roles.join(" ") });
        const session = { name, roles, acr: undefined, signedInAt: time };
        return add(connection, session, { time, terms, keyName: name });
      }),

    /** The session of a cookie; undefined when it is none, or over. */
    async of(secret: string): Promise<Session | undefined> {
      if (!SECRET.test(secret)) return undefined;
      const time = now();
      const hash = hashOfSecret(secret);
      const [row] = await database.query<SessionRow>(
        `SELECT name, roles, acr, signed_in_at, idle_seconds, idle_until, expires_at FROM civicproof_office_sessions AS s
         WHERE hash = $1 AND expires_at > $2 AND idle_until > $2 AND (key_name IS NULL OR EXISTS (
           SELECT 1 FROM civicproof_office_keys AS k WHERE k.name = s.key_name AND k.ended_at IS NULL))`,
        [hash, time],
      );
      if (row === undefined) return undefined;
      if (row.idle_until < time + row.idle_seconds - TOUCH_SECONDS)
        await database.execute("UPDATE civicproof_office_sessions SET idle_until = $1 WHERE hash = $2", [
          time + row.idle_seconds,
          hash,
        ]);
      return {
        name: row.name,
        roles: row.roles.split(" ") as Role[],
        acr: row.acr ?? undefined,
        signedInAt: row.signed_in_at,
        expiresAt: row.expires_at,
      };
    },

    /** Ends one session, as its person does who signs out. */
    end: (secret: string): Promise<void> =>
      write(parts, async ({ connection, note }) => {
        const hash = hashOfSecret(secret);
        const [row] = await connection.query<{ name: string }>(
          "SELECT name FROM civicproof_office_sessions WHERE hash = $1",
          [hash],
        );
        if (row === undefined) return;
        await connection.execute("DELETE FROM civicproof_office_sessions WHERE hash = $1", [hash]);
        note({ actor: row.name, action: "signed-out" });
      }),

    /** Ends every session of a person, as an administrator does. @throws InvalidInputError when there is none */
    endOf: (name: string, actor: string): Promise<void> =>
      write(parts, async ({ connection, note }) => {
        const ended = await connection.execute("DELETE FROM civicproof_office_sessions WHERE name = $1", [name]);
        if (ended === 0) throw new InvalidInputError({ path: "name", expected: "somebody who is signed in" });
        note({ actor, action: "sessions-ended", detail: name });
      }),

    /** Who is signed in, by name. */
    async list(): Promise<
      readonly { readonly name: string; readonly roles: readonly Role[]; readonly expiresAt: number }[]
    > {
      const rows = await database.query<SessionRow>(
        `SELECT name, roles, MAX(expires_at) AS expires_at FROM civicproof_office_sessions
         WHERE expires_at > $1 AND idle_until > $1 GROUP BY name, roles ORDER BY name`,
        [now()],
      );
      return rows.map(({ name, roles, expires_at }) => ({
        name,
        roles: roles.split(" ") as Role[],
        expiresAt: expires_at,
      }));
    },

    /** Forgets sessions that are over. */
    sweep: (): Promise<number> =>
      database.execute("DELETE FROM civicproof_office_sessions WHERE expires_at <= $1 OR idle_until <= $1", [now()]),
  };
}

const COLUMNS = [
  ...["hash", "name", "roles", "acr", "signed_in_at", "idle_seconds", "idle_until", "expires_at", "key_name"],
];

/**
 * The name of a person in the log: the one of her first sign-in. Names can be changed at a provider, and two people could
 * have one; whoever asked for a change under one name must not approve it under another.
 */
async function nameOf(connection: SqlConnection, { issuer, subject, name }: SignedIn, time: number): Promise<string> {
  const person = bytesToHex(hashOfSecret(JSON.stringify([issuer, subject])));
  const [known] = await connection.query<{ name: string }>(
    "SELECT name FROM civicproof_office_staff WHERE person = $1",
    [person],
  );
  if (known !== undefined) return known.name;
  if (name.length > 100 || !isShownText(name) || name.trim() !== name || name === "")
    throw new StaffNameError({ path: "name", expected: "a name of 1 to 100 characters" });
  if (!(await isFreeName(connection, name)))
    throw new StaffNameError({ path: "name", expected: "a name that nobody else has, and none that looks like it" });
  await connection.insert("civicproof_office_staff", ["person", "name", "since"], [[person, name, time]]);
  return name;
}

/**
 * The name that the provider gives for somebody who signs in is somebody else's here, looks like it, is that of an API key or
 * of a part of the office, or none.
 *
 * What to do: give the person a name of her own at the provider, or let `nameClaim` name a claim that nobody shares.
 */
export class StaffNameError extends /* @__PURE__ */ refusal(
  "STAFF_NAME_HELD",
  "StaffNameError",
  "The name stands for somebody else",
) {}
