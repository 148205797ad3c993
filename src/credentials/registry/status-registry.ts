/**
 * The registry: trusted issuers by schema, their status lists under one root, and the log of all changes. Everything but
 * the indexes that were given out is rebuilt from the log.
 */

import * as v from "valibot";
import { checkAhead } from "../../core/clock.ts";
import type { FieldElement } from "../../core/field.ts";
import { decode } from "../../core/json.ts";
import type { SparseMerkleTree } from "../../core/merkle.ts";
import { own } from "../../core/own.ts";
import { randomBytes } from "../../core/platform.ts";
import { pure } from "../../core/pure.ts";
import { hex64, integer, textLike } from "../../core/shapes.ts";
import { encodePublicKey } from "../../core/signature.ts";
import { checkIssuerKeyProof, type IssuerKeyProof } from "./issuer-key-proof.ts";
import {
  createIssuerSet,
  type IssuerSet,
  MAX_ISSUERS,
  type PublicKeyInput,
  RegistryError,
  readPublicKey,
  readSchemas,
  type SchemaIdInput,
} from "./issuer-set.ts";
import { createSnapshot, type RegistrySnapshot } from "./snapshot.ts";
import { rootsToJson } from "./statement-document.ts";
import {
  createStatusBits,
  decodeStatusList,
  encodeStatusList,
  STATUS_LIST_BITS,
  type StatusPurpose,
  statusBit,
  statusWord,
  unionOfStatusBits,
  WORDS_PER_LIST,
  writeStatusBit,
} from "./status-list.ts";
import {
  chainEntry,
  type LogContent,
  type LogEntry,
  logEntryShape,
  type ReasonCode,
  StatusTransitionError,
  verifyLogChain,
} from "./status-log.ts";
import { createStatusTree, wordPosition } from "./status-tree.ts";
import type { RegistryView } from "./view.ts";

/** The whole registry at one time, from which lists and snapshots can be published. */
export interface RegistryState {
  /** Id of the registry, from `registryId`. */
  readonly id: string;
  /** By schema id, decimal; a schema without any trusted issuer has none. */
  readonly issuerRoots: Readonly<Record<string, FieldElement>>;
  readonly statusRoot: FieldElement;
  /** What proving with credentials of a schema needs. */
  readonly view: (schema: SchemaIdInput) => RegistryView;
  /** A copy of an issuer's list: one purpose, or all entries that are not usable. */
  readonly statusBits: (issuerIndex: number, purpose?: StatusPurpose) => Uint8Array;
  /** What holders download, besides their issuer's list. */
  readonly snapshot: () => RegistrySnapshot;
}

/** Of one credential. Revocation is final. */
export type CredentialStatus = "valid" | "suspended" | "revoked";

/** Who changes something, when and why. */
export interface StatusChangeReason {
  /** Seconds since the epoch, never before the last change. */
  readonly timeSeconds: number;
  readonly actor: string;
  readonly reasonCode: ReasonCode;
  /** The clock is right although it is more than 400 days after the last change; false by default. */
  readonly confirmClock?: boolean;
}

export interface StatusChange {
  readonly issuerIndex: number;
  readonly statusIndex: number;
  readonly action: "revoke" | "suspend" | "reinstate";
}

/** An entry of one issuer's list. */
export type StatusReference = Omit<StatusChange, "action">;

/** What a key is trusted for. */
export interface IssuerTrust {
  /** Ids of the schemas that it may sign (protocol P-5). */
  readonly schemas: readonly SchemaIdInput[];
  /** That its owner wants it at this position, from `proveIssuerKey`. */
  readonly possession: IssuerKeyProof;
}

export interface StatusRegistry extends RegistryState {
  readonly issuers: Pick<IssuerSet, "positions" | "indexOf">;
  readonly log: readonly LogEntry[];

  /** The last instant that a statement speaks for: no change may be dated at or before it. */
  readonly sealedUntilSeconds: number;
  /** Keeps what is published true: from now on changes are later than this instant. Never goes back. */
  readonly seal: (untilSeconds: number) => void;

  /** The position that a key has or would get: what its owner proves it for. @throws PublicKeyError, RegistryError */
  readonly nextIssuerIndex: (publicKey: PublicKeyInput) => number;
  /**
   * Trusts a key for schemas, besides those that it is trusted for, and answers its position.
   *
   * @throws IssuerKeyProofError without a proof of the key's owner for this position of this registry
   * @throws PublicKeyError, RegistryError, StatusTransitionError
   */
  readonly addIssuer: (publicKey: PublicKeyInput, trust: IssuerTrust, reason: StatusChangeReason) => number;
  /**
   * Stops trusting a key, for some schemas or for all: none of its credentials of them can be proven under the new root.
   *
   * @throws RegistryError, StatusTransitionError
   */
  readonly removeIssuer: (issuerIndex: number, reason: StatusChangeReason, schemas?: readonly SchemaIdInput[]) => void;

  /**
   * Gives out a status index that was never given out before: random, so that it tells nothing about the order of
   * issuance; or the given one.
   *
   * @throws RegistryError when the issuer is not trusted, the list is full or the given index is taken
   */
  readonly allocateStatusIndex: (issuerIndex: number, statusIndex?: number) => number;
  /** @throws StatusListError for an entry out of range */
  readonly status: (reference: StatusReference) => CredentialStatus;
  /**
   * Makes several changes at once under one new root, all or none.
   *
   * @throws StatusTransitionError for an entry that was never given out, is revoked already, or has not the status
   * that the action starts from
   */
  readonly applyChanges: (changes: readonly StatusChange[], reason: StatusChangeReason) => void;
  /** @throws StatusTransitionError when the entry was never given out or is revoked */
  readonly revoke: (reference: StatusReference, reason: StatusChangeReason) => void;
  /** @throws StatusTransitionError when the entry was never given out or is not valid */
  readonly suspend: (reference: StatusReference, reason: StatusChangeReason) => void;
  /** @throws StatusTransitionError when the entry is not suspended */
  readonly reinstate: (reference: StatusReference, reason: StatusChangeReason) => void;

  /**
   * The registry as it was at an instant, rebuilt from the log: what its statement for that time says, and an appeal is
   * proven under. Before the first entry it is empty.
   *
   * @throws RegistryError for a time that is none, or when the rebuilt roots are not the logged ones
   */
  readonly stateAsOf: (timeSeconds: number) => RegistryState;
  /** Checks the hash chain and recomputes every logged root. @throws RegistryError at the first entry that does not fit */
  readonly verifyLog: () => void;
}

/** The lists of one issuer. */
interface Lists {
  readonly revoked: Uint8Array;
  readonly suspended: Uint8Array;
}

/** Everything that the log determines. */
interface Replay {
  readonly id: string;
  readonly issuers: IssuerSet;
  readonly lists: Map<number, Lists>;
  readonly tree: SparseMerkleTree;
  /** Words whose leaves are older than the lists. */
  readonly stale: Set<number>;
}

const emptyReplay = (id: string): Replay => ({
  id,
  issuers: createIssuerSet(),
  lists: new Map(),
  tree: createStatusTree(),
  stale: new Set(),
});

function listsOf({ lists }: Replay, issuerIndex: number): Lists {
  const known = lists.get(issuerIndex);
  if (known !== undefined) return known;
  const fresh = { revoked: createStatusBits(), suspended: createStatusBits() };
  lists.set(issuerIndex, fresh);
  return fresh;
}

function statusIn(replay: Replay, { issuerIndex, statusIndex }: StatusReference): CredentialStatus {
  wordPosition(issuerIndex, statusIndex);
  const lists = replay.lists.get(issuerIndex);
  if (lists === undefined) return "valid";
  if (statusBit(lists.revoked, statusIndex)) return "revoked";
  return statusBit(lists.suspended, statusIndex) ? "suspended" : "valid";
}

/** The status after an action. @throws StatusTransitionError when the action does not start from this status */
function nextStatus(status: CredentialStatus, action: StatusChange["action"], path: string): CredentialStatus {
  const next = TRANSITIONS[action][status];
  if (next === undefined) {
    const expected = Object.keys(TRANSITIONS[action]).join(" or ");
    throw new StatusTransitionError({ path, expected: `${expected}, to ${action}`, received: status });
  }
  return next;
}

const TRANSITIONS: Readonly<
  Record<StatusChange["action"], Readonly<Partial<Record<CredentialStatus, CredentialStatus>>>>
> = {
  revoke: { valid: "revoked", suspended: "revoked" },
  suspend: { valid: "suspended" },
  reinstate: { suspended: "valid" },
};

/** Applies one entry. @throws RegistryError, IssuerKeyProofError, StatusTransitionError, PublicKeyError when it does not fit */
function replayEntry(replay: Replay, entry: Omit<LogContent, "time" | "actor" | "reasonCode">, path: string): void {
  const { action, issuerIndex, statusIndex, publicKey, schemas, possession } = entry;
  const isAddition = action === "add-issuer";
  const isAboutIssuer = isAddition || action === "remove-issuer";
  const present = [publicKey !== undefined, possession !== undefined, schemas !== undefined];
  if (present.some((isThere, i) => isThere !== (i === 2 ? isAboutIssuer : isAddition)))
    throw new RegistryError({ path, expected: "key and proof for add-issuer, schemas for both issuer actions" });
  if (isAboutIssuer) {
    if (statusIndex !== null) throw new RegistryError({ path: `${path}.statusIndex`, expected: "null" });
    if (String(readSchemas(schemas!)) !== String(schemas))
      throw new RegistryError({ path: `${path}.schemas`, expected: "schema ids in order" });
    if (!isAddition) {
      replay.issuers.remove(issuerIndex, schemas!);
      return;
    }
    if (replay.issuers.nextIndex(publicKey!) !== issuerIndex)
      throw new RegistryError({ path: `${path}.issuerIndex`, expected: "the next free position, or the key's own" });
    checkIssuerKeyProof(possession, { publicKey: publicKey!, registry: replay.id, index: issuerIndex });
    replay.issuers.add(publicKey!, schemas!);
    return;
  }
  if (statusIndex === null) throw new RegistryError({ path: `${path}.statusIndex`, expected: "an index" });
  const status = nextStatus(statusIn(replay, { issuerIndex, statusIndex }), action, path);
  const lists = listsOf(replay, issuerIndex);
  writeStatusBit(lists.revoked, statusIndex, status === "revoked");
  writeStatusBit(lists.suspended, statusIndex, status === "suspended");
  replay.stale.add(wordPosition(issuerIndex, statusIndex));
}

/** Brings the tree up to date with the lists. */
function refreshTree({ tree, lists, stale }: Replay): void {
  tree.setLeaves(
    [...stale].map((position) => {
      const { revoked, suspended } = lists.get(Math.floor(position / WORDS_PER_LIST))!;
      const word = position % WORDS_PER_LIST;
      return [position, statusWord(revoked, word) | statusWord(suspended, word)];
    }),
  );
  stale.clear();
}

function checkRoots(replay: Replay, { issuerRoots, statusRoot }: LogEntry, index: number): void {
  refreshTree(replay);
  const expected = JSON.stringify(rootsToJson(replay.issuers.roots));
  if (issuerRoots !== undefined && JSON.stringify(issuerRoots) !== expected)
    throw new RegistryError({ path: `log[${index}].issuerRoots`, expected: "the roots after this entry" });
  if (String(replay.tree.root) !== statusRoot)
    throw new RegistryError({ path: `log[${index}].statusRoot`, expected: "the root after this entry" });
}

/** Whether a set of changes ends with this entry. */
function endsSet(entry: LogEntry): boolean {
  return entry.statusRoot !== undefined;
}

/** Replays a log; checks the last roots only, or all of them. @throws RegistryError where the log does not fit */
function replayLog(id: string, log: readonly LogEntry[], roots: "last" | "all"): Replay {
  const replay = emptyReplay(id);
  const lastOfIssuers = log.findLastIndex(({ schemas }) => schemas !== undefined);
  log.forEach((entry, index) => {
    const { schemas, issuerRoots, statusRoot } = entry;
    if (
      (schemas === undefined) !== (issuerRoots === undefined) ||
      (issuerRoots !== undefined && statusRoot === undefined)
    )
      throw new RegistryError({ path: `log[${index}]`, expected: "issuerRoots and statusRoot where issuers change" });
    replayEntry(replay, entry, `log[${index}]`);
    const isLast = index === log.length - 1;
    if (isLast && !endsSet(entry))
      throw new RegistryError({ path: `log[${index}]`, expected: "roots on the last entry" });
    const isChecked = isLast || index === lastOfIssuers || (roots === "all" && endsSet(entry));
    if (isChecked) checkRoots(replay, entry, index);
  });
  return replay;
}

function stateOf(replay: Replay, timeSeconds: () => number): RegistryState {
  return {
    id: replay.id,
    get issuerRoots() {
      return replay.issuers.roots;
    },
    get statusRoot() {
      return replay.tree.root;
    },
    view: (schema) => ({
      registry: replay.id,
      schemaId: String(schema),
      get issuerRoot() {
        return replay.issuers.root(schema);
      },
      get statusRoot() {
        return replay.tree.root;
      },
      issuerPath: (publicKey) => replay.issuers.issuerPath(publicKey, schema),
      statusPath: (issuerIndex, statusIndex) => ({
        statusNodes: replay.tree.path(wordPosition(issuerIndex, statusIndex)),
        isUsable: statusIn(replay, { issuerIndex, statusIndex }) === "valid",
      }),
    }),
    statusBits(issuerIndex, purpose) {
      wordPosition(issuerIndex, 0);
      const lists = replay.lists.get(issuerIndex);
      if (lists === undefined) return createStatusBits();
      if (purpose === undefined) return unionOfStatusBits(lists.revoked, lists.suspended);
      return (purpose === "revocation" ? lists.revoked : lists.suspended).slice();
    },
    snapshot: () =>
      createSnapshot({ registry: replay.id, issuers: replay.issuers, tree: replay.tree, timeSeconds: timeSeconds() }),
  };
}

/** Random tries before an allocation looks at the indexes one after the other. */
const ALLOCATION_TRIES = 64;

function freeIndex(allocated: Uint8Array): number {
  let index = 0;
  for (let tries = 0; tries < ALLOCATION_TRIES; tries++) {
    const [a, b, c] = randomBytes(3) as unknown as [number, number, number];
    index = ((a << 16) | (b << 8) | c) % STATUS_LIST_BITS;
    if (!statusBit(allocated, index)) return index;
  }
  for (let step = 0; step < STATUS_LIST_BITS; step++) {
    const next = (index + step) % STATUS_LIST_BITS;
    if (!statusBit(allocated, next)) return next;
  }
  throw new RegistryError({ expected: `at most ${STATUS_LIST_BITS} credentials of one issuer key` });
}

/**
 * Makes an empty registry.
 *
 * @param options.id the registry's id, that of its keys: `generateRegistryKeys` says it
 * @throws RegistryError for an id of another form
 * @example
 * const registry = createStatusRegistry({ id });
 * const possession = proveIssuerKey({ issuerKey, registry: id, index: registry.nextIssuerIndex(publicKey) });
 * const trust = { schemas: [schemaId(schema)], possession };
 * const issuerIndex = registry.addIssuer(publicKey, trust, { timeSeconds, actor: "admin", reasonCode: "issuer-added" });
 * const statusIndex = registry.allocateStatusIndex(issuerIndex);
 * registry.revoke({ issuerIndex, statusIndex }, { timeSeconds, actor: "desk-3", reasonCode: "moved-away" });
 */
export function createStatusRegistry(options: { readonly id: string }): StatusRegistry {
  const { id } = own(options);
  if (typeof id !== "string" || !/^[0-9a-f]{64}$/.test(id))
    throw new RegistryError({ path: "id", expected: "64 lower-case hexadecimal digits" });
  return buildRegistry({ id, log: [], sealedUntilSeconds: -1 }, new Map());
}

/** @param stored with a log whose chain was verified */
function buildRegistry(
  stored: Pick<RegistryFile, "id" | "log" | "sealedUntilSeconds">,
  allocated: Map<number, Uint8Array>,
): StatusRegistry {
  const { id } = stored;
  const replay = replayLog(id, stored.log, "last");
  const log: LogEntry[] = [...stored.log];
  let { sealedUntilSeconds } = stored;

  /** Appends a set of changes whose effects were applied. */
  const record = (
    { timeSeconds, actor, reasonCode }: StatusChangeReason,
    changes: readonly Omit<LogContent, "time" | "actor" | "reasonCode">[],
  ): void => {
    refreshTree(replay);
    changes.forEach((change, i) => {
      const issuers = change.schemas === undefined ? {} : { issuerRoots: rootsToJson(replay.issuers.roots) };
      const last = i === changes.length - 1 ? { ...issuers, statusRoot: String(replay.tree.root) } : {};
      log.push(chainEntry(log.at(-1), { time: timeSeconds, actor, ...change, reasonCode, ...last }));
    });
  };

  /** Refuses a bad reason before anything is changed. */
  const checkReason = (reason: StatusChangeReason): void => {
    const { timeSeconds, actor, reasonCode, confirmClock } = own(reason, "reason");
    chainEntry(log.at(-1), {
      time: timeSeconds,
      actor,
      reasonCode,
      issuerIndex: 0,
      statusIndex: null,
      action: "add-issuer",
    });
    checkAhead(timeSeconds, { lastSeconds: log.at(-1)?.time, isConfirmed: confirmClock });
    if (timeSeconds <= sealedUntilSeconds)
      throw new StatusTransitionError({
        path: "timeSeconds",
        expected: `a time after ${sealedUntilSeconds}, which is published`,
      });
  };

  const allocatedOf = (issuerIndex: number): Uint8Array => {
    const known = allocated.get(issuerIndex) ?? createStatusBits();
    allocated.set(issuerIndex, known);
    return known;
  };

  const applyChanges = (changes: readonly StatusChange[], reason: StatusChangeReason): void => {
    checkReason(reason);
    if (changes.length === 0) return;
    const planned = new Map<string, CredentialStatus>();
    changes.forEach(({ issuerIndex, statusIndex, action }, i) => {
      const path = `changes[${i}]`;
      const key = `${issuerIndex}/${statusIndex}`;
      const status = planned.get(key) ?? statusIn(replay, { issuerIndex, statusIndex });
      const given = allocated.get(issuerIndex);
      if (given === undefined || !statusBit(given, statusIndex))
        throw new StatusTransitionError({ path: `${path}.statusIndex`, expected: "an index that was given out" });
      planned.set(key, nextStatus(status, action, path));
    });
    for (const change of changes) replayEntry(replay, change, "changes");
    record(
      reason,
      changes.map(({ issuerIndex, statusIndex, action }) => ({ issuerIndex, statusIndex, action })),
    );
  };

  const one = (action: StatusChange["action"]) => (reference: StatusReference, reason: StatusChangeReason) =>
    applyChanges([{ ...reference, action }], reason);

  const state = stateOf(replay, () => log.at(-1)?.time ?? 0);
  const registry: StatusRegistry = {
    id,
    get issuerRoots() {
      return state.issuerRoots;
    },
    get statusRoot() {
      return state.statusRoot;
    },
    view: state.view,
    statusBits: state.statusBits,
    snapshot: state.snapshot,
    issuers: {
      get positions() {
        return replay.issuers.positions;
      },
      indexOf: replay.issuers.indexOf,
    },
    get log() {
      return log;
    },
    get sealedUntilSeconds() {
      return sealedUntilSeconds;
    },
    seal(untilSeconds) {
      sealedUntilSeconds = Math.max(sealedUntilSeconds, Math.floor(untilSeconds));
    },
    nextIssuerIndex: replay.issuers.nextIndex,
    addIssuer(input, trust, reason) {
      checkReason(reason);
      const { schemas: wanted, possession } = own(trust, "trust");
      const publicKey = readPublicKey(input);
      const issuerIndex = replay.issuers.nextIndex(publicKey);
      checkIssuerKeyProof(possession, { publicKey, registry: id, index: issuerIndex });
      const schemas = readSchemas(wanted);
      replay.issuers.add(publicKey, schemas);
      const change = {
        issuerIndex,
        statusIndex: null,
        action: "add-issuer",
        publicKey: encodePublicKey(publicKey),
      } as const;
      record(reason, [{ ...change, schemas, possession: { R8: [...possession.R8], S: possession.S } }]);
      return issuerIndex;
    },
    removeIssuer(issuerIndex, reason, wanted) {
      checkReason(reason);
      const schemas = wanted === undefined ? replay.issuers.positions[issuerIndex]?.schemas : readSchemas(wanted);
      replay.issuers.remove(issuerIndex, wanted);
      record(reason, [{ issuerIndex, statusIndex: null, action: "remove-issuer", schemas: schemas! }]);
    },
    allocateStatusIndex(issuerIndex, wanted) {
      if ((replay.issuers.positions[issuerIndex]?.schemas.length ?? 0) === 0)
        throw new RegistryError({ path: "issuerIndex", expected: "the position of a trusted issuer" });
      const given = allocatedOf(issuerIndex);
      const statusIndex = wanted ?? freeIndex(given);
      if (statusBit(given, statusIndex))
        throw new RegistryError({ path: "statusIndex", expected: "an index that was not given out" });
      writeStatusBit(given, statusIndex, true);
      return statusIndex;
    },
    status: (reference) => statusIn(replay, reference),
    applyChanges,
    revoke: one("revoke"),
    suspend: one("suspend"),
    reinstate: one("reinstate"),
    stateAsOf(timeSeconds) {
      const end = log.findLastIndex((entry) => entry.time <= timeSeconds && endsSet(entry));
      if (!Number.isFinite(timeSeconds)) throw new RegistryError({ path: "timeSeconds", expected: "seconds" });
      const past = log.slice(0, end + 1);
      return stateOf(replayLog(id, past, "last"), () => past.at(-1)?.time ?? 0);
    },
    verifyLog() {
      verifyLogChain(log);
      replayLog(id, log, "all");
    },
  };
  allocations.set(registry, allocated);
  return registry;
}

/** The indexes that a registry gave out, per issuer; only files hold them, because their order is nobody's business. */
const allocations = new WeakMap<StatusRegistry, ReadonlyMap<number, Uint8Array>>();

/** A registry as a file: readable, and verified when it is read. */
export interface RegistryFile {
  readonly civicproof: "registry/v2/s1";
  /** The registry's id. */
  readonly id: string;
  readonly log: readonly LogEntry[];
  /** The last instant that a statement speaks for; -1 before the first. */
  readonly sealedUntilSeconds: number;
  /** Per issuer position, the indexes that were given out, as a W3C encoded list. */
  readonly allocated: Readonly<Record<string, string>>;
}

const MAX_LOG_ENTRIES = 200_000;

/** The form of a registry file. */
export const registryFileShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("registry/v2/s1"),
    id: hex64,
    log: v.pipe(v.array(logEntryShape), v.maxLength(MAX_LOG_ENTRIES)),
    sealedUntilSeconds: integer(-1, Number.MAX_SAFE_INTEGER),
    allocated: v.record(textLike(/^(?:0|[1-9][0-9]{0,2})$/, "an issuer position"), v.string()),
  }),
);

/** The registry as plain JSON data. */
export async function exportRegistry(registry: StatusRegistry): Promise<RegistryFile> {
  const allocated = allocations.get(registry);
  if (allocated === undefined) throw new RegistryError({ path: "registry", expected: "a registry of this library" });
  const lists = await Promise.all(
    [...allocated]
      .sort(([a], [b]) => a - b)
      .map(async ([issuerIndex, bits]) => [String(issuerIndex), await encodeStatusList(bits)] as const),
  );
  const { id, log, sealedUntilSeconds } = registry;
  return {
    civicproof: "registry/v2/s1",
    id,
    log: [...log],
    sealedUntilSeconds,
    allocated: Object.fromEntries(lists),
  };
}

/**
 * Reads a registry file, verifies the log's chain, replays it and compares the roots that it ends with.
 *
 * @throws RegistryError, StatusTransitionError, StatusListError, PublicKeyError where the file does not fit
 */
export async function importRegistry(value: unknown): Promise<StatusRegistry> {
  const limits = { maxDepth: 5, maxNodes: 16 * MAX_LOG_ENTRIES, maxStringLength: 200_000 };
  const file: RegistryFile = decode(registryFileShape, value, { Refusal: RegistryError, limits });
  verifyLogChain(file.log);
  const allocated = new Map<number, Uint8Array>();
  for (const [position, encoded] of Object.entries(file.allocated)) {
    if (Number(position) >= MAX_ISSUERS) throw new RegistryError({ path: "allocated", expected: "issuer positions" });
    allocated.set(Number(position), await decodeStatusList(encoded));
  }
  file.log.forEach(({ issuerIndex, statusIndex }, index) => {
    if (statusIndex === null) return;
    const given = allocated.get(issuerIndex);
    if (given === undefined || !statusBit(given, statusIndex))
      throw new RegistryError({ path: `log[${index}].statusIndex`, expected: "an index that was given out" });
  });
  return buildRegistry(file, allocated);
}
