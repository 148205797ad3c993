/** The append-only log of a registry: who changed what, when and why, each entry chained to the one before by SHA-256. */

import * as v from "valibot";
import { bytesToHex } from "../../core/bytes.ts";
import { refusal } from "../../core/errors.ts";
import { pure } from "../../core/pure.ts";
import { sha256 } from "../../core/sha256.ts";
import { decimal, hex64, integer, textLike } from "../../core/shapes.ts";
import { type IssuerKeyProof, issuerKeyProofShape } from "./issuer-key-proof.ts";
import { MAX_ISSUERS, MAX_SCHEMAS_OF_ISSUER, RegistryError } from "./issuer-set.ts";
import { STATUS_LIST_BITS } from "./status-list.ts";

/** Why an entry was changed. A closed list, so that a log can't collect stories about people. */
export const REASON_CODES = [
  "issuer-added",
  "issuer-removed",
  "key-compromised",
  "issued-in-error",
  "data-changed",
  "no-longer-eligible",
  "moved-away",
  "deceased",
  "holder-request",
  "secret-lost",
  "replaced",
  "fraud-suspected",
  "fraud-confirmed",
  "investigation-closed",
  "appeal-upheld",
] as const;

/** A code of the list, or `other:` and a code of the agency's own (lower-case letters, digits, hyphens; at most 40). */
export type ReasonCode = (typeof REASON_CODES)[number] | `other:${string}`;

export const LOG_ACTIONS = ["add-issuer", "remove-issuer", "revoke", "suspend", "reinstate"] as const;
export type LogAction = (typeof LOG_ACTIONS)[number];

/** One change. */
export interface LogEntry {
  /** 0, 1, 2 … */
  readonly sequence: number;
  /** Seconds since the epoch; never before the previous entry. */
  readonly time: number;
  /** Who did it: an operator's or a system's name, 1 to 100 characters. */
  readonly actor: string;
  readonly issuerIndex: number;
  /** null for changes of the issuer set. */
  readonly statusIndex: number | null;
  readonly action: LogAction;
  readonly reasonCode: ReasonCode;
  /** The key that was added, 64 hexadecimal characters. */
  readonly publicKey?: string;
  /** Ids of the schemas that the key is trusted for from now on, or not any more: decimal, sorted as text. */
  readonly schemas?: readonly string[];
  /** That the owner of the added key wanted it here. */
  readonly possession?: IssuerKeyProof;
  /** Roots after this change by schema id, as decimal strings; where issuers change. */
  readonly issuerRoots?: Readonly<Record<string, string>>;
  /** Root after this change, as a decimal string; on the last entry of each set of changes. */
  readonly statusRoot?: string;
  /** Hash of the entry before; 64 zeros for the first. */
  readonly previousHash: string;
  /** SHA-256 over all other fields, hexadecimal. */
  readonly hash: string;
}

/** Hash before the first entry. */
export const LOG_START = /* @__PURE__ */ "0".repeat(64);

const integerBelow = (limit: number) => integer(0, limit - 1);

const actorShape = /* @__PURE__ */ pure(() =>
  textLike(/^[\x21-\x7e](?:[\x20-\x7e]{0,98}[\x21-\x7e])?$/, "printable ASCII"),
);
const reasonShape = /* @__PURE__ */ pure(() =>
  v.union(
    [
      v.picklist(REASON_CODES),
      v.custom<`other:${string}`>((value) => typeof value === "string" && /^other:[a-z0-9-]{1,40}$/.test(value)),
    ],
    "a reason code of the list, or other:<code>",
  ),
);

/** The form of one entry. */
export const logEntryShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    sequence: integer(0, Number.MAX_SAFE_INTEGER),
    time: integer(0, Number.MAX_SAFE_INTEGER),
    actor: actorShape,
    issuerIndex: integerBelow(MAX_ISSUERS),
    statusIndex: v.nullable(integerBelow(STATUS_LIST_BITS)),
    action: v.picklist(LOG_ACTIONS),
    reasonCode: reasonShape,
    publicKey: v.exactOptional(hex64),
    schemas: v.exactOptional(v.pipe(v.array(decimal), v.minLength(1), v.maxLength(MAX_SCHEMAS_OF_ISSUER))),
    possession: v.exactOptional(issuerKeyProofShape),
    issuerRoots: v.exactOptional(v.record(decimal, decimal)),
    statusRoot: v.exactOptional(decimal),
    previousHash: hex64,
    hash: hex64,
  }),
);

const utf8 = /* @__PURE__ */ new TextEncoder();

/**
 * The hash of an entry: SHA-256 of the JSON array of `civicproof/v2/log` and its fields in the order of the type; the
 * proof as its three numbers, roots as pairs sorted by schema id.
 */
function entryHash(entry: Omit<LogEntry, "hash">): string {
  const { sequence, time, actor, issuerIndex, statusIndex, action, reasonCode, previousHash } = entry;
  const { publicKey = null, schemas = null, possession, issuerRoots, statusRoot = null } = entry;
  const proof = possession === undefined ? null : [...possession.R8, possession.S];
  const roots = issuerRoots === undefined ? null : Object.entries(issuerRoots).sort(([a], [b]) => (a < b ? -1 : 1));
  const fields = [sequence, time, actor, issuerIndex, statusIndex, action, reasonCode, publicKey, schemas, proof];
  const text = JSON.stringify(["civicproof/v2/log", ...fields, roots, statusRoot, previousHash]);
  return bytesToHex(sha256(utf8.encode(text)));
}

/** What a change brings into the log. */
export type LogContent = Omit<LogEntry, "sequence" | "previousHash" | "hash">;

/** Chains a change to the log's last entry. @throws StatusTransitionError for a bad actor, reason code or time */
export function chainEntry(last: LogEntry | undefined, content: LogContent): LogEntry {
  if (!v.is(actorShape, content.actor))
    throw new StatusTransitionError({ path: "actor", expected: "1 to 100 printable ASCII characters" });
  if (!v.is(reasonShape, content.reasonCode))
    throw new StatusTransitionError({ path: "reasonCode", expected: "a reason code of the list, or other:<code>" });
  if (!Number.isSafeInteger(content.time) || content.time < (last?.time ?? 0))
    throw new StatusTransitionError({ path: "timeSeconds", expected: "whole seconds, not before the last change" });
  const entry = { sequence: (last?.sequence ?? -1) + 1, ...content, previousHash: last?.hash ?? LOG_START };
  return Object.freeze({ ...entry, hash: entryHash(entry) });
}

/**
 * Checks that a log is whole: numbered from 0, in order of time, every hash right. Whether its last hash is the one
 * that was published is for the caller to compare.
 *
 * @throws RegistryError at the first entry that does not fit
 */
export function verifyLogChain(log: readonly LogEntry[]): void {
  if (!Array.isArray(log)) throw new RegistryError({ path: "log", expected: "the entries of a log" });
  let previousHash = LOG_START;
  let time = 0;
  (log as readonly LogEntry[]).forEach((entry, index) => {
    const refuse = (field: string, expected: string): never => {
      throw new RegistryError({ path: `log[${index}].${field}`, expected });
    };
    if (entry.sequence !== index) refuse("sequence", String(index));
    if (entry.previousHash !== previousHash) refuse("previousHash", "the hash of the entry before");
    if (entry.time < time) refuse("time", "a time that is not before the previous entry's");
    if (entry.hash !== entryHash(entry)) refuse("hash", "the hash of this entry");
    previousHash = entry.hash;
    time = entry.time;
  });
}

/**
 * A change of status is not allowed, such as reinstating a revoked credential.
 *
 * What to do: issue a new credential instead.
 */
export class StatusTransitionError extends /* @__PURE__ */ refusal(
  "STATUS_TRANSITION_INVALID",
  "StatusTransitionError",
  "This status change is not allowed",
) {}
