/** Names in the office's log: of people, of API keys and of parts of the office. No two of them look alike. */
import type { SqlConnection } from "../../core/database/sql.ts";
import { mixedScripts } from "../../core/text.ts";

/** What the office does by itself. */
export const OFFICE_ACTOR = "office";
/** Before the names of bridges. */
export const BRIDGE_ACTOR = "bridge:";

/** One text for all spellings that people take for the same: composed or not, wide or not, in capitals or not. */
const spelling = (name: string): string => name.normalize("NFKC").toLowerCase();

/** Whether a name is free: nobody and no key ever had one that looks like it, and no part of the office has it. */
export async function isFreeName(connection: SqlConnection, name: string): Promise<boolean> {
  const own = spelling(name);
  if (own === OFFICE_ACTOR || own.startsWith(BRIDGE_ACTOR) || mixedScripts(name).length > 0) return false;
  const held = await connection.query<{ name: string }>(
    "SELECT name FROM civicproof_office_staff UNION SELECT name FROM civicproof_office_keys",
  );
  return held.every((other) => spelling(other.name) !== own);
}
