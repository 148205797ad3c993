/** What a second person decides: issues, revocations, suspensions and reinstatements of chosen schemas. */
import { randomBytes } from "node:crypto";
import { bytesToBase64url, bytesToHex } from "../../core/bytes.ts";
import type { SqlConnection, SqlRow } from "../../core/database/sql.ts";
import { refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { REASON_CODES, StatusTransitionError } from "../../credentials/registry/status-log.ts";
import type { Entry, IssuedCredential } from "./decide.ts";
import { setStatus } from "./issue.ts";
import type { OfficeAction } from "./log.ts";
import { DEFERRED_SECONDS, type TakenOffer } from "./offers.ts";
import { type StoreParts, type Writing, write } from "./parts.ts";

export const STATUS_ACTIONS = ["revoke", "suspend", "reinstate"] as const;
export type StatusAction = (typeof STATUS_ACTIONS)[number];

/** A change that somebody asks for. */
export interface StatusWish extends Entry {
  readonly action: StatusAction;
  /** From the closed list, or `other:` and a code of the office's own. */
  readonly reason: string;
  readonly actor: string;
}

export interface QueueEntry {
  readonly id: string;
  readonly action: StatusAction | "issue";
  readonly schemaId: string;
  readonly subject: string;
  readonly issuerIndex: number | null;
  readonly statusIndex: number | null;
  readonly reason: string;
  readonly askedBy: string;
  readonly askedAt: number;
  readonly state: "waiting" | "approved" | "rejected";
  readonly decidedBy: string | null;
}

const DONE: Readonly<Record<StatusAction, { readonly log: OfficeAction; readonly to: IssuedCredential["status"] }>> = {
  revoke: { log: "revoked", to: "revoked" },
  suspend: { log: "suspended", to: "suspended" },
  reinstate: { log: "reinstated", to: "valid" },
};
const FROM: Readonly<Record<StatusAction, readonly string[]>> = {
  revoke: ["valid", "suspended"],
  suspend: ["valid"],
  reinstate: ["suspended"],
};

/** @throws InvalidInputError for a reason that is not on the list */
export function checkReason(reason: string): string {
  const isGood = (REASON_CODES as readonly string[]).includes(reason) || /^other:[a-z0-9-]{1,40}$/.test(reason);
  if (!isGood) throw new InvalidInputError({ path: "reason", expected: "a reason code of the list, or other:<code>" });
  return reason;
}

/** @param isForTwo whether a change of this schema's credentials needs a second person */
export function createQueue(parts: StoreParts, isForTwo: (schemaId: string, action: string) => boolean) {
  const { database } = parts;
  /** @throws StatusTransitionError when the credential is not there, or not in the status that the action starts from */
  const requireEntry = async (connection: SqlConnection, { issuerIndex, statusIndex, action }: StatusWish) => {
    const [row] = await connection.query<{ status: string; schema_id: string; subject: Uint8Array }>(
      `SELECT status, schema_id, subject FROM civicproof_office_credentials
       WHERE issuer_index = $1 AND status_index = $2`,
      [issuerIndex, statusIndex],
    );
    if (row === undefined)
      throw new StatusTransitionError({ path: "statusIndex", expected: "an index that was given out" });
    if (!FROM[action].includes(row.status))
      throw new StatusTransitionError({
        path: "action",
        expected: `${FROM[action].join(" or ")}, to ${action}`,
        received: row.status,
      });
    return { schemaId: row.schema_id, subject: bytesToHex(row.subject) };
  };
  const apply = async ({ connection, time, note }: Writing, wish: StatusWish, subject: string): Promise<void> => {
    const { issuerIndex, statusIndex, action, reason, actor } = wish;
    const { to, log } = DONE[action];
    await setStatus(connection, { issuerIndex, statusIndex }, { status: to, time });
    note({ actor, action: log, issuerIndex, statusIndex, subject, detail: reason });
  };
  const add = async (
    { connection, time, note }: Writing,
    entry: Pick<QueueEntry, "action" | "schemaId" | "subject" | "reason" | "askedBy"> & Partial<Entry>,
  ): Promise<string> => {
    const id = bytesToBase64url(randomBytes(16));
    const { action, schemaId, subject, issuerIndex = null, statusIndex = null, reason, askedBy } = entry;
    await connection.insert(
      "civicproof_office_queue",
      [
        "id",
        "action",
        "schema_id",
        "subject",
        "issuer_index",
        "status_index",
        "reason",
        "asked_by",
        "asked_at",
        "state",
      ],
      [[id, action, schemaId, subject, issuerIndex, statusIndex, reason, askedBy, time, "waiting"]],
    );
    const place = issuerIndex === null || statusIndex === null ? {} : { issuerIndex, statusIndex };
    note({ actor: askedBy, action: "asked", ...place, subject, detail: `${action} ${reason}` });
    return id;
  };
  const find = async (connection: SqlConnection, id: string): Promise<QueueEntry> => {
    const [row] = await connection.query<SqlRow>("SELECT * FROM civicproof_office_queue WHERE id = $1", [id]);
    if (row === undefined) throw new ApprovalNotFoundError({ path: "id" });
    return toEntry(row);
  };

  return {
    /** Does it, or puts it into the queue. @throws StatusTransitionError, InvalidInputError */
    change: (wish: StatusWish): Promise<{ readonly done: true } | { readonly waiting: string }> =>
      write(parts, async (writing) => {
        checkReason(wish.reason);
        const { schemaId, subject } = await requireEntry(writing.connection, wish);
        if (!isForTwo(schemaId, wish.action)) {
          await apply(writing, wish, subject);
          return { done: true };
        }
        const { actor: askedBy, ...rest } = wish;
        return { waiting: await add(writing, { ...rest, schemaId, subject, askedBy }) };
      }),

    /** Lets an issue wait for a second person; what was proven stays with the offer. @returns the id in the queue */
    defer: (
      offer: TakenOffer,
      { holder, commitment, claimsFrom }: NonNullable<TakenOffer["waiting"]>,
    ): Promise<string> =>
      write(parts, async (writing) => {
        const subject = bytesToHex(offer.subjectKey);
        const reason = offer.mayReplace ? "secret-lost" : "holder-request";
        const { schemaId, madeBy: askedBy } = offer;
        const id = await add(writing, { action: "issue", schemaId, subject, reason, askedBy });
        await writing.connection.execute(
          `UPDATE civicproof_office_offers SET state = 'waiting', approval = $1, holder = $2, commitment = $3, request = NULL,
             expires_at = $4 WHERE id = $5 AND state = 'redeemed'`,
          [id, holder, JSON.stringify([commitment, claimsFrom]), writing.time + DEFERRED_SECONDS, offer.id],
        );
        return id;
      }),

    /**
     * A second person's decision. An approved change is made in the same transaction; an approved issue when its wallet asks
     * again.
     *
     * @throws ApprovalNotFoundError, ApprovalDecidedError, ApprovalForeignError, StatusTransitionError
     */
    decide: (id: string, isApproved: boolean, actor: string): Promise<QueueEntry> =>
      write(parts, async (writing) => {
        const { connection, time, note } = writing;
        const entry = await find(connection, id);
        if (entry.state !== "waiting") throw new ApprovalDecidedError({ path: "id", received: entry.state });
        if (entry.askedBy === actor) throw new SecondPersonMissingError({ path: "id", expected: "somebody else" });
        const state = isApproved ? "approved" : "rejected";
        await connection.execute(
          "UPDATE civicproof_office_queue SET state = $1, decided_by = $2, decided_at = $3 WHERE id = $4",
          [state, actor, time, id],
        );
        const { action, issuerIndex, statusIndex, subject, reason } = entry;
        note({ actor, action: state, subject, detail: `${action} ${reason}` });
        if (isApproved && action !== "issue") {
          const wish = { action, issuerIndex: issuerIndex!, statusIndex: statusIndex!, reason, actor };
          await requireEntry(connection, wish);
          await apply(writing, wish, subject);
        }
        return { ...entry, state, decidedBy: actor };
      }),

    stateOf: async (id: string): Promise<QueueEntry["state"]> => (await find(database, id)).state,

    async list(state: QueueEntry["state"] = "waiting", limit = 200): Promise<readonly QueueEntry[]> {
      const rows = await database.query<SqlRow>(
        "SELECT * FROM civicproof_office_queue WHERE state = $1 ORDER BY asked_at, id LIMIT $2",
        [state, limit],
      );
      return rows.map(toEntry);
    },
  };
}

function toEntry(row: SqlRow): QueueEntry {
  return {
    id: row.id as string,
    action: row.action as QueueEntry["action"],
    schemaId: row.schema_id as string,
    subject: row.subject as string,
    issuerIndex: row.issuer_index as number | null,
    statusIndex: row.status_index as number | null,
    reason: row.reason as string,
    askedBy: row.asked_by as string,
    askedAt: row.asked_at as number,
    state: row.state as QueueEntry["state"],
    decidedBy: row.decided_by as string | null,
  };
}

/**
 * Nothing with this id waits for a decision.
 *
 * What to do: read the queue again.
 */
export class ApprovalNotFoundError extends /* @__PURE__ */ refusal(
  "APPROVAL_NOT_FOUND",
  "ApprovalNotFoundError",
  "There is nothing to approve",
) {}

/**
 * Somebody has decided already.
 *
 * What to do: read the queue again; a change that is wanted all the same is asked for anew.
 */
export class ApprovalDecidedError extends /* @__PURE__ */ refusal(
  "APPROVAL_DECIDED",
  "ApprovalDecidedError",
  "It is decided already",
) {}

/**
 * Whoever asked for a change can't approve it.
 *
 * What to do: let another approver look at it.
 */
export class SecondPersonMissingError extends /* @__PURE__ */ refusal(
  "SECOND_PERSON_MISSING",
  "SecondPersonMissingError",
  "A second person must decide",
) {}
