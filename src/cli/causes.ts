/** What CIVICPROOF_DEBUG=1 adds to a failure on stderr: each error of its chain of causes, and where it was thrown. */

import { engineCode } from "../core/database/sql.ts";
import { CivicproofError } from "../core/errors.ts";
import { visible } from "../core/text.ts";

/** More than any chain of ours has. */
const MAX_ERRORS = 20;
/** The user's part of an address, with a password or a token in it. */
const CREDENTIALS = /(\b[a-z][a-z0-9+.-]*:\/\/)\S*@/gi;
/** Keys, seeds, tokens, field elements. */
const LONG_WORD = /[\w+-]{32,}/g;
/** What JSON.parse and others quote of the text that they choked on. */
const QUOTED = /(["'`]).*\1/gs;

/**
 * The error and its causes with their stacks, as lines; empty unless CIVICPROOF_DEBUG is 1. Foreign messages are shown,
 * without passwords in addresses, without words as long as a key, and without what a parser quotes.
 */
export function describeCauses(error: unknown): string {
  if (process.env.CIVICPROOF_DEBUG !== "1") return "";
  return Array.from(chainOf(error), ([cause, word]) => `\n${word}${describe(cause)}`).join("");
}

const DATABASE_CODES: readonly string[] = ["STORE_UNAVAILABLE", "DATABASE_UNAVAILABLE"];
/** Codes of the system and of SQLite, and of Postgres the classes about connections, rights, names and the server. */
const ABOUT_DATABASE = /^(?:E[A-Z_]+|SQLITE_[A-Z_]+|(?:08|25|28|3D|3F|42|53|57|58)[0-9A-Z]{3})$/;

/** What a database says of itself, in brackets; empty for other errors, and where a statement's values may be quoted. */
export function describeDatabase({ code, cause }: CivicproofError): string {
  if (!DATABASE_CODES.includes(code) || !(cause instanceof Error) || cause instanceof CivicproofError) return "";
  const { message } = cause;
  return ABOUT_DATABASE.test(engineCode(cause) ?? "") && message !== "" ? ` (${visible(message)})` : "";
}

/** Errors and their causes, each once; Node.js has one AggregateError for all addresses of a host. */
function* chainOf(first: unknown): Generator<readonly [error: unknown, word: string]> {
  const seen = new Set<unknown>();
  const waiting: (readonly [unknown, string])[] = [[first, ""]];
  for (let next = waiting.shift(); next !== undefined && seen.size < MAX_ERRORS; next = waiting.shift()) {
    const [error] = next;
    if (seen.has(error)) continue;
    seen.add(error);
    yield next;
    if (!(error instanceof Error)) continue;
    const parts: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
    const causes = error.cause === undefined ? parts : [error.cause, ...parts];
    waiting.push(...causes.map((cause) => [cause, "caused by "] as const));
  }
}

function describe(error: unknown): string {
  // Its value may be anything, and has no place.
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const { name, message, stack = "" } = error;
  const { code } = error as { readonly code?: unknown };
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  const said = error instanceof SyntaxError ? message.replace(QUOTED, "$1…$1") : message;
  const shown = said.replace(CREDENTIALS, "$1…@").replace(LONG_WORD, "…");
  return [`${name}${typeof code === "string" ? ` (${code})` : ""}: ${shown}`, ...frames].join("\n");
}
