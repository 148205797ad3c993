/**
 * The registry: trusted issuers, their status lists under one root, the log of all changes, and the history of roots.
 * Everything but the indexes that were given out is rebuilt from the log.
 */

import * as v from "valibot";
import type { FieldElement } from "../../core/field.ts";
import { decode } from "../../core/json.ts";
import type { SparseMerkleTree } from "../../core/merkle.ts";
import { randomBytes } from "../../core/platform.ts";
import { pure } from "../../core/pure.ts";
import { encodePublicKey } from "../../core/signature.ts";
import { createIssuerSet, type IssuerSet, MAX_ISSUERS, type PublicKeyInput } from "./issuer-set.ts";
import { appendRoot, RegistryError, type RootRecord } from "./root-history.ts";
import { createSnapshot, type RegistrySnapshot } from "./snapshot.ts";
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

/** A view of the whole registry, from which lists and snapshots can be published. */
export interface RegistryState extends RegistryView {
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
}

export interface StatusChange {
  readonly issuerIndex: number;
  readonly statusIndex: number;
  readonly action: "revoke" | "suspend" | "reinstate";
}

/** An entry of one issuer's list. */
export type StatusReference = Omit<StatusChange, "action">;

export interface StatusRegistry extends RegistryState {
  /** 64 hexadecimal digits: the hash of its signing keys (protocol P-42); zeros for one that signs nothing. */
  readonly id: string;
  readonly issuers: Pick<IssuerSet, "positions" | "indexOf">;
  readonly log: readonly LogEntry[];
  readonly issuerRoots: readonly RootRecord[];
  readonly statusRoots: readonly RootRecord[];

  /** Trusts a key and answers its position. @throws PublicKeyError, RegistryError, StatusTransitionError */
  readonly addIssuer: (publicKey: PublicKeyInput, reason: StatusChangeReason) => number;
  /** Stops trusting a key: none of its credentials can be proven under the new root. @throws RegistryError, StatusTransitionError */
  readonly removeIssuer: (issuerIndex: number, reason: StatusChangeReason) => void;

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
   * The registry as it was at an instant, rebuilt from the log, so that an appeal can be proven under the roots of
   * that time.
   *
   * @throws RegistryError before the first entry, or when the rebuilt roots are not the logged ones
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
  readonly issuers: IssuerSet;
  readonly lists: Map<number, Lists>;
  readonly tree: SparseMerkleTree;
  /** Words whose leaves are older than the lists. */
  readonly stale: Set<number>;
}

const emptyReplay = (): Replay => ({
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

/** Applies one entry. @throws RegistryError, StatusTransitionError, PublicKeyError when it does not fit */
function replayEntry(replay: Replay, entry: Omit<LogContent, "time" | "actor" | "reasonCode">, path: string): void {
  const { action, issuerIndex, statusIndex, publicKey } = entry;
  if ((action === "add-issuer") !== (publicKey !== undefined))
    throw new RegistryError({ path: `${path}.publicKey`, expected: "a key for add-issuer, and only there" });
  if (action === "add-issuer" || action === "remove-issuer") {
    if (statusIndex !== null) throw new RegistryError({ path: `${path}.statusIndex`, expected: "null" });
    if (action === "remove-issuer") replay.issuers.remove(issuerIndex);
    else if (replay.issuers.add(publicKey!) !== issuerIndex)
      throw new RegistryError({ path: `${path}.issuerIndex`, expected: "the next free position, or the key's own" });
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

function checkRoots(replay: Replay, { issuerRoot, statusRoot }: LogEntry, index: number): void {
  refreshTree(replay);
  if (String(replay.issuers.root) !== issuerRoot)
    throw new RegistryError({ path: `log[${index}].issuerRoot`, expected: "the root after this entry" });
  if (String(replay.tree.root) !== statusRoot)
    throw new RegistryError({ path: `log[${index}].statusRoot`, expected: "the root after this entry" });
}

/** Whether a set of changes ends with this entry. */
function endsSet(entry: LogEntry): boolean {
  return entry.statusRoot !== undefined;
}

/** Replays a log; checks the last roots only, or all of them. @throws RegistryError where the log does not fit */
function replayLog(log: readonly LogEntry[], roots: "last" | "all"): Replay {
  const replay = emptyReplay();
  log.forEach((entry, index) => {
    if ((entry.issuerRoot === undefined) !== (entry.statusRoot === undefined))
      throw new RegistryError({ path: `log[${index}]`, expected: "both roots or none" });
    replayEntry(replay, entry, `log[${index}]`);
    const isLast = index === log.length - 1;
    if (isLast && !endsSet(entry))
      throw new RegistryError({ path: `log[${index}]`, expected: "roots on the last entry" });
    if (isLast || (roots === "all" && endsSet(entry))) checkRoots(replay, entry, index);
  });
  return replay;
}

function stateOf(replay: Replay, timeSeconds: () => number): RegistryState {
  return {
    get issuerRoot() {
      return replay.issuers.root;
    },
    get statusRoot() {
      return replay.tree.root;
    },
    issuerPath: (publicKey) => replay.issuers.issuerPath(publicKey),
    statusPath: (issuerIndex, statusIndex) => ({
      statusNodes: replay.tree.path(wordPosition(issuerIndex, statusIndex)),
      isUsable: statusIn(replay, { issuerIndex, statusIndex }) === "valid",
    }),
    statusBits(issuerIndex, purpose) {
      wordPosition(issuerIndex, 0);
      const lists = replay.lists.get(issuerIndex);
      if (lists === undefined) return createStatusBits();
      if (purpose === undefined) return unionOfStatusBits(lists.revoked, lists.suspended);
      return (purpose === "revocation" ? lists.revoked : lists.suspended).slice();
    },
    snapshot: () => createSnapshot({ issuers: replay.issuers, tree: replay.tree, timeSeconds: timeSeconds() }),
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
 * @example
 * const registry = createStatusRegistry();
 * const issuerIndex = registry.addIssuer(publicKey, { timeSeconds, actor: "admin", reasonCode: "issuer-added" });
 * const statusIndex = registry.allocateStatusIndex(issuerIndex);
 * registry.revoke({ issuerIndex, statusIndex }, { timeSeconds, actor: "desk-3", reasonCode: "moved-away" });
 */
export function createStatusRegistry(): StatusRegistry {
  return buildRegistry([], new Map());
}

const UNSIGNED = "0".repeat(64);

/** @param oldLog a log whose chain was verified */
function buildRegistry(oldLog: readonly LogEntry[], allocated: Map<number, Uint8Array>): StatusRegistry {
  const replay = replayLog(oldLog, "last");
  const log: LogEntry[] = [...oldLog];
  let issuerRoots: readonly RootRecord[] = rootRecords(oldLog, "issuerRoot");
  let statusRoots: readonly RootRecord[] = rootRecords(oldLog, "statusRoot");

  /** Appends a set of changes whose effects were applied; answers for the log and both histories. */
  const record = (
    { timeSeconds, actor, reasonCode }: StatusChangeReason,
    changes: readonly Omit<LogContent, "time" | "actor" | "reasonCode">[],
  ): void => {
    refreshTree(replay);
    const roots = { issuerRoot: String(replay.issuers.root), statusRoot: String(replay.tree.root) };
    changes.forEach((change, i) => {
      const last = i === changes.length - 1 ? roots : {};
      log.push(chainEntry(log.at(-1), { time: timeSeconds, actor, ...change, reasonCode, ...last }));
    });
    issuerRoots = appendRoot(issuerRoots, replay.issuers.root, timeSeconds);
    statusRoots = appendRoot(statusRoots, replay.tree.root, timeSeconds);
  };

  /** Refuses a bad reason before anything is changed. */
  const checkReason = ({ timeSeconds, actor, reasonCode }: StatusChangeReason): void => {
    chainEntry(log.at(-1), {
      time: timeSeconds,
      actor,
      reasonCode,
      issuerIndex: 0,
      statusIndex: null,
      action: "add-issuer",
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
    id: UNSIGNED,
    get issuerRoot() {
      return state.issuerRoot;
    },
    get statusRoot() {
      return state.statusRoot;
    },
    issuerPath: state.issuerPath,
    statusPath: state.statusPath,
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
    get issuerRoots() {
      return issuerRoots;
    },
    get statusRoots() {
      return statusRoots;
    },
    addIssuer(publicKey, reason) {
      checkReason(reason);
      const issuerIndex = replay.issuers.add(publicKey);
      const name = encodePublicKey(replay.issuers.positions[issuerIndex]!.publicKey);
      record(reason, [{ issuerIndex, statusIndex: null, action: "add-issuer", publicKey: name }]);
      return issuerIndex;
    },
    removeIssuer(issuerIndex, reason) {
      checkReason(reason);
      replay.issuers.remove(issuerIndex);
      record(reason, [{ issuerIndex, statusIndex: null, action: "remove-issuer" }]);
    },
    allocateStatusIndex(issuerIndex, wanted) {
      if (replay.issuers.positions[issuerIndex]?.isTrusted !== true)
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
      if (end < 0) throw new RegistryError({ path: "timeSeconds", expected: "a time from the first log entry on" });
      const past = log.slice(0, end + 1);
      return stateOf(replayLog(past, "last"), () => past.at(-1)!.time);
    },
    verifyLog() {
      verifyLogChain(log);
      replayLog(log, "all");
    },
  };
  allocations.set(registry, allocated);
  return registry;
}

/** The indexes that a registry gave out, per issuer; only files hold them, because their order is nobody's business. */
const allocations = new WeakMap<StatusRegistry, ReadonlyMap<number, Uint8Array>>();

function rootRecords(log: readonly LogEntry[], field: "issuerRoot" | "statusRoot"): readonly RootRecord[] {
  const records: { root: FieldElement; currentFromSeconds: number; supersededAtSeconds?: number }[] = [];
  for (const entry of log) {
    const text = entry[field];
    if (text === undefined) continue;
    const root = BigInt(text) as FieldElement;
    const last = records.at(-1);
    if (last?.root === root) continue;
    if (last !== undefined) last.supersededAtSeconds = entry.time;
    records.push({ root, currentFromSeconds: entry.time });
  }
  return records;
}

/** A registry as a file: readable, and verified when it is read. */
export interface RegistryFile {
  readonly civicproof: "registry/v2";
  readonly log: readonly LogEntry[];
  /** Per issuer position, the indexes that were given out, as a W3C encoded list. */
  readonly allocated: Readonly<Record<string, string>>;
}

const MAX_LOG_ENTRIES = 200_000;

/** The form of a registry file. */
export const registryFileShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("registry/v2"),
    log: v.pipe(v.array(logEntryShape), v.maxLength(MAX_LOG_ENTRIES)),
    allocated: v.record(v.pipe(v.string(), v.regex(/^(?:0|[1-9][0-9]{0,2})$/, "an issuer position")), v.string()),
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
  return { civicproof: "registry/v2", log: [...registry.log], allocated: Object.fromEntries(lists) };
}

/**
 * Reads a registry file, verifies the log's chain, replays it and compares the roots that it ends with.
 *
 * @throws RegistryError, StatusTransitionError, StatusListError, PublicKeyError where the file does not fit
 */
export async function importRegistry(value: unknown): Promise<StatusRegistry> {
  const limits = { maxDepth: 4, maxNodes: 16 * MAX_LOG_ENTRIES, maxStringLength: 200_000 };
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
  return buildRegistry(file.log, allocated);
}
