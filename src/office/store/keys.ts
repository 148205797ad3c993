/** API keys of the office's people and machines: each with a role, kept as a hash, replaced while the other still works. */
import { hexToBytes } from "../../core/bytes.ts";
import { InvalidInputError } from "../../core/json.ts";
import { hashApiKey } from "../../core/service/access.ts";
import { hashOfSecret, isSameHash, newSecret } from "../../core/service/secrets.ts";
import { isFreeName } from "./names.ts";
import { type StoreParts, write } from "./parts.ts";

/** Who may do what: a clerk asks, an approver decides, an auditor reads the log, an administrator looks after keys. */
export const ROLES = ["clerk", "approver", "auditor", "administrator"] as const;
export type Role = (typeof ROLES)[number];

/** Somebody who was recognised. */
export interface Caller {
  /** As the log names the person or the machine. */
  readonly name: string;
  readonly roles: readonly Role[];
}

/** How long a key that was ended elsewhere may still work here. */
const KNOWN_MILLISECONDS = 1_000;

export function createKeys(parts: StoreParts) {
  const { database } = parts;
  let known:
    | { readonly at: number; readonly keys: Promise<readonly (Caller & { readonly hash: Uint8Array })[]> }
    | undefined;
  const load = async () => {
    const rows = await database.query<{ name: string; role: Role; sha256: string }>(
      "SELECT name, role, sha256 FROM civicproof_office_keys WHERE ended_at IS NULL",
    );
    return rows.map(({ name, role, sha256 }) => ({ name, roles: [role], hash: hexToBytes(sha256) }));
  };
  return {
    /** @returns the key, which is shown this once @throws InvalidInputError for a name that is taken */
    async add(name: string, role: Role, actor: string): Promise<string> {
      if (!/^[A-Za-z0-9._-]{1,64}$/.test(name))
        throw new InvalidInputError({ path: "name", expected: "1 to 64 letters, digits, dots, hyphens, underscores" });
      if (!ROLES.includes(role)) throw new InvalidInputError({ path: "role", expected: `one of ${ROLES.join(", ")}` });
      const { secret } = newSecret();
      await write(parts, async ({ connection, time, note }) => {
        if (!(await isFreeName(connection, name)))
          throw new InvalidInputError({ path: "name", expected: "a name that no key and nobody ever had" });
        await connection.insert(
          "civicproof_office_keys",
          ["name", "role", "sha256", "made_at"],
          [[name, role, hashApiKey(secret), time]],
        );
        note({ actor, action: "key-added", detail: `${role} ${name}` });
      });
      known = undefined;
      return secret;
    },
    /** @throws InvalidInputError for a key that is none, or ended */
    async end(name: string, actor: string): Promise<void> {
      await write(parts, async ({ connection, time, note }) => {
        const ended = await connection.execute(
          "UPDATE civicproof_office_keys SET ended_at = $1 WHERE name = $2 AND ended_at IS NULL",
          [time, name],
        );
        if (ended !== 1) throw new InvalidInputError({ path: "name", expected: "a key that works" });
        note({ actor, action: "key-ended", detail: name });
      });
      known = undefined;
    },
    /** Keys that work. */
    async list(): Promise<readonly { readonly name: string; readonly role: Role; readonly madeAt: number }[]> {
      const rows = await database.query<{ name: string; role: Role; made_at: number }>(
        "SELECT name, role, made_at FROM civicproof_office_keys WHERE ended_at IS NULL ORDER BY name",
      );
      return rows.map(({ made_at: madeAt, ...key }) => ({ ...key, madeAt }));
    },
    /** Whose key an `Authorization` header brings. */
    async callerOf(authorization: string | undefined): Promise<Caller | undefined> {
      const token = /^bearer +(.+)$/i.exec(authorization ?? "")?.[1];
      if (token === undefined) return undefined;
      if (known === undefined || performance.now() - known.at > KNOWN_MILLISECONDS)
        known = { at: performance.now(), keys: load() };
      const hash = hashOfSecret(token);
      // All of them are compared, so that the time tells nothing.
      const [found] = (await known.keys).filter((key) => isSameHash(key.hash, hash));
      return found === undefined ? undefined : { name: found.name, roles: found.roles };
    },
  };
}
