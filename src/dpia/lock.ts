/** The approved state of a deployment, and in what the present one differs (GDPR Article 35(11)). */

import * as v from "valibot";
import { canonicalHash, canonicalJson } from "../core/canonical.ts";
import { refusal } from "../core/errors.ts";
import { decode } from "../core/json.ts";
import { ownWith } from "../core/own.ts";
import { pure } from "../core/pure.ts";
import type { ArtifactManifest } from "../statement/artifacts/manifest.ts";
import { publicSignalAnnotations } from "../statement/circuit/annotations.ts";
import type { CompiledPolicy } from "../statement/policy/compile.ts";
import { type Counts, SALTED_COUNTS } from "./counts.ts";
import type { WrittenDescriptor } from "./descriptor.ts";

/** What is guarded. */
export interface GuardedState {
  readonly policy: CompiledPolicy;
  readonly alsoAsked?: readonly CompiledPolicy[] | undefined;
  readonly deployment: WrittenDescriptor;
  readonly manifest: ArtifactManifest;
  /** How columns of the file of people become claims. */
  readonly mapping?: unknown;
  /** What was counted, of whom, and for which day: see `countsOf`. */
  readonly counts?: Counts | undefined;
}

const NEEDED = ["policy", "deployment", "manifest"] as const;

const sha256 = /* @__PURE__ */ pure(() => v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)));
const lockSchema = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("dpia-lock/v2"),
    hashes: v.strictObject({ policy: sha256, deployment: sha256, manifest: sha256 }),
    /** Every guarded value by its path, so that a difference can be read. */
    facts: v.record(v.pipe(v.string(), v.maxLength(500)), v.pipe(v.string(), v.maxLength(10_000))),
  }),
);
export type DpiaLock = v.InferOutput<typeof lockSchema>;

/** Steps to a value inside the policy or the descriptor, for its position in the file. */
export type FactPath = readonly (string | number)[];

/** One guarded value. */
interface Fact {
  readonly key: string;
  readonly value: string;
  readonly file: "policy" | "deployment" | "schema" | "mapping" | "other";
  readonly path: FactPath;
}

/** What kind of thing changed; the rules of the SARIF report. */
export type ChangeKind =
  | "public-signal"
  | "circuit"
  | "key"
  | "policy"
  | "retention"
  | "scope"
  | "chain"
  | "records"
  | "population"
  | "schema"
  | "deployment";

export interface Change {
  readonly kind: ChangeKind;
  /** The value's path, as in the lock. */
  readonly key: string;
  readonly before: string | undefined;
  readonly now: string | undefined;
  /** A sentence that names what changed. */
  readonly message: string;
  readonly file: Fact["file"];
  readonly path: FactPath;
}

/** The hashes that a document carries as evidence: over facts, so that the order of entries plays no part. */
export function stateHashes(state: GuardedState): DpiaLock["hashes"] {
  const { policy, alsoAsked = [], deployment, manifest } = ownWith(state, ...NEEDED);
  const facts = flatten(guarded(deployment), "deployment", [], "deployment").map(({ key, value }) => [key, value]);
  return {
    policy: canonicalHash([policy, ...alsoAsked].map((each) => ({ policy: each.policy, schema: each.schema }))),
    deployment: canonicalHash(Object.fromEntries(facts)),
    manifest: canonicalHash(manifest.circuits[policy.circuit] ?? null),
  };
}

/** Makes the lock of a state that was approved. */
export function createLock(state: GuardedState): DpiaLock {
  const facts = Object.fromEntries(factsOf(state).map(({ key, value }) => [key, value]));
  return { civicproof: "dpia-lock/v2", hashes: stateHashes(state), facts };
}

/** Reads a lock file. @throws DpiaLockError */
export function parseLock(json: unknown): DpiaLock {
  return decode(lockSchema, json, { Refusal: DpiaLockError, path: "lock", limits: { maxNodes: 50_000 } });
}

/**
 * Compares the present state with an approved one. Empty when nothing that is guarded changed; the layout of files plays
 * no part.
 */
export function findChanges(lock: DpiaLock, state: GuardedState): readonly Change[] {
  const now = new Map(factsOf(state).map((fact) => [fact.key, fact]));
  const { facts } = ownWith(lock, "facts");
  const renamed = findRenamed(facts, now);
  const otherSalt = findOtherSalt(facts, now);
  const keys = [...new Set([...Object.keys(lock.facts), ...now.keys()])]
    .filter((key) => otherSalt === undefined || !SALTED_COUNTS.some((name) => key === `counts.${name}`))
    .filter((key) => !renamed.some(({ before, after }) => isWithin(key, before) || isWithin(key, after)))
    .sort();
  const others = keys.flatMap((key): Change[] => {
    const before = Object.hasOwn(lock.facts, key) ? lock.facts[key] : undefined;
    const fact = now.get(key);
    if (before === fact?.value) return [];
    const kind = kindOf(key);
    return [
      {
        kind,
        key,
        before,
        now: fact?.value,
        message: explain(kind, key, before, fact?.value),
        file: fact?.file ?? fileOf(key),
        path: fact?.path ?? [],
      },
    ];
  });
  const changes = [
    ...renamed.map(({ before, after }): Change => {
      const fact = now.get(`${after}.id`);
      const [was, is] = [before, after].map((key) => key.split(".").at(-1)!);
      return {
        kind: "deployment",
        key: after,
        before: was,
        now: is,
        message: `Deployment: ${before.slice("deployment.".length)} is called ${is} now, and is otherwise the same`,
        file: "deployment",
        path: fact?.path ?? [],
      };
    }),
    ...(otherSalt === undefined ? [] : [otherSalt]),
    ...others,
  ];
  if (changes.length > 0) return changes;
  // Hashes follow from facts; where they don't, the lock was made by another version.
  const hashes = stateHashes(state);
  return (["policy", "deployment", "manifest"] as const)
    .filter((name) => hashes[name] !== lock.hashes[name])
    .map((name) => ({
      kind: name === "manifest" ? "circuit" : name,
      key: `hashes.${name}`,
      before: lock.hashes[name],
      now: hashes[name],
      message: `The hash of the ${name} in the lock does not follow from its facts: approve again to renew it`,
      file: "other",
      path: [],
    }));
}

/** People were counted then and now, under different salts: what is hashed under them says nothing about a change. */
function findOtherSalt(before: DpiaLock["facts"], now: ReadonlyMap<string, Fact>): Change | undefined {
  const key = "counts.salt";
  const [was, is] = [before[key], now.get(key)?.value];
  if (was === is || before["counts.people"] === undefined || !now.has("counts.people")) return undefined;
  const message =
    is === undefined
      ? "Population: counts by group can't be compared without the salt of the approval: bring its file back, or approve again"
      : "Population: counts by group were not locked under the salt that is here: bring the salt of the approval back, or approve again";
  return { kind: "population", key, before: was, now: is, message, file: "other", path: [] };
}

/** Entries of a list whose name alone changed: every other fact of the one that is gone is a fact of one that is new. */
function findRenamed(
  before: DpiaLock["facts"],
  now: ReadonlyMap<string, Fact>,
): readonly { readonly before: string; readonly after: string }[] {
  const entries = (keys: readonly string[]): readonly string[] => [
    ...new Set(
      keys.map((key) => /^deployment\.(?:stores|parties)\.[^.]+/.exec(key)?.[0]).filter((x) => x !== undefined),
    ),
  ];
  const was = entries(Object.keys(before));
  const is = entries([...now.keys()]);
  const gone = was.filter((entry) => !is.includes(entry));
  const factsIn = (entry: string, keys: readonly string[], value: (key: string) => string | undefined): string =>
    canonicalJson(
      keys
        .filter((key) => isWithin(key, entry) && key !== `${entry}.id`)
        .map((key) => [key.slice(entry.length), value(key) ?? ""])
        .sort(),
    );
  return gone.flatMap((entry) => {
    const same = is.find(
      (other) =>
        !was.includes(other) &&
        factsIn(other, [...now.keys()], (key) => now.get(key)?.value) ===
          factsIn(entry, Object.keys(before), (key) => before[key]),
    );
    return same === undefined ? [] : [{ before: entry, after: same }];
  });
}

function isWithin(key: string, entry: string): boolean {
  return key.startsWith(`${entry}.`);
}

/** Without what may change between two prints of one assessment. */
function guarded({ date: _, $schema: __, ...rest }: WrittenDescriptor): Omit<WrittenDescriptor, "date" | "$schema"> {
  return rest;
}

function factsOf(state: GuardedState): readonly Fact[] {
  const { policy, alsoAsked = [], deployment, manifest, mapping, counts } = ownWith(state, ...NEEDED);
  const entry = manifest.circuits[policy.circuit];
  const origin = entry?.setup.kind === "ceremony" ? entry.setup.ceremony : undefined;
  const other = (key: string, value: unknown): Fact => ({ key, value: canonicalJson(value), file: "other", path: [] });
  const signals = Object.entries(publicSignalAnnotations(policy.circuit)).flatMap(([name, note]) =>
    Object.entries(note).map(([field, value]) => other(`signals.${name}.${field}`, value)),
  );
  const files = entry === undefined ? [] : Object.entries(entry.files);
  return [
    ...signals,
    other("circuit.name", policy.circuit),
    other("circuit.sourceSha256", entry?.sourceSha256 ?? null),
    other("circuit.constraints", entry?.constraints ?? null),
    other("key.setup", entry?.setup.kind ?? null),
    ...(origin === undefined ? [] : [other("key.ceremony", origin.transcriptSha256)]),
    ...files.map(([name, { sha256: hash }]) =>
      other(name === "r1cs" || name === "wasm" ? `circuit.${name}` : `key.${name}`, hash),
    ),
    ...flatten(policy.policy, "policy", [], "policy"),
    other("policyHash", String(policy.policyHash)),
    ...alsoAsked.map((each) => other(`alsoAsked.${each.policy.name}`, String(each.policyHash))),
    ...flatten(guarded(deployment), "deployment", [], "deployment"),
    ...flatten(policy.schema, "schema", [], "schema"),
    ...(mapping === undefined ? [] : flatten(mapping, "mapping", [], "mapping")),
    ...(counts === undefined ? [] : Object.entries(counts).map(([name, value]) => other(`counts.${name}`, value))),
  ];
}

/** Leaves by path. Entries of a list with an id, or a verifier and programme, are named by it: their order is no fact. */
function flatten(value: unknown, key: string, path: FactPath, file: Fact["file"]): readonly Fact[] {
  if (Array.isArray(value)) {
    // What a party does and a store holds are sets: their order says nothing.
    if (/\.(does|holds|languages)$/.test(key)) return [{ key, value: canonicalJson([...value].sort()), file, path }];
    if (value.length > 30 && value.every((each) => typeof each !== "object")) {
      return [{ key, value: `${value.length} values, ${canonicalHash(value)}`, file, path }];
    }
    return value.flatMap((each: unknown, i) => flatten(each, `${key}.${nameOf(each) ?? i}`, [...path, i], file));
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .flatMap(([name, entry]) => flatten(entry, `${key}.${name}`, [...path, name], file));
  }
  return [{ key, value: canonicalJson(value), file, path }];
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { id, name, type, verifier, programme } = value as Readonly<Record<string, unknown>>;
  if (typeof id === "string") return id;
  // A claim of a schema.
  if (typeof name === "string" && typeof type === "string") return name;
  return typeof verifier === "string" && typeof programme === "string" ? `${verifier}/${programme}` : undefined;
}

function kindOf(key: string): ChangeKind {
  if (key.startsWith("signals.")) return "public-signal";
  if (key.startsWith("circuit.")) return "circuit";
  if (key.startsWith("key.")) return "key";
  if (key.startsWith("policy.") || key === "policyHash" || key.startsWith("alsoAsked.")) return "policy";
  if (key.startsWith("schema.")) return "schema";
  if (key.startsWith("counts.") || key.startsWith("mapping.") || key.startsWith("deployment.population."))
    return "population";
  if (/^deployment\.stores\..+\.retention/.test(key)) return "retention";
  if (key.startsWith("deployment.scopes.")) return "scope";
  if (key === "deployment.chain" || key.startsWith("deployment.chain.")) return "chain";
  if (key.startsWith("deployment.records")) return "records";
  return "deployment";
}

function fileOf(key: string): Fact["file"] {
  for (const file of ["policy", "schema", "mapping"] as const) if (key.startsWith(`${file}.`)) return file;
  return key.startsWith("deployment.") ? "deployment" : "other";
}

const SUBJECTS: Readonly<Record<ChangeKind, (key: string) => string>> = {
  "public-signal": (key) => {
    const [, name, field] = key.split(".");
    return `Public signal ${name}: ${field}`;
  },
  circuit: (key) => `Circuit: ${key.slice("circuit.".length)}`,
  key: (key) => `Key: ${key.slice("key.".length)}`,
  policy: (key) => (key.startsWith("policy.") ? `Policy: ${key.slice("policy.".length)}` : `Policy: ${key}`),
  retention: (key) => {
    const [, , store, , ...rest] = key.split(".");
    return `Retention of store ${store}${rest.length === 0 ? "" : `: ${rest.join(".")}`}`;
  },
  scope: (key) => `Scope ${key.slice("deployment.scopes.".length)}`,
  chain: (key) => `Chain${key.slice("deployment.chain".length).replace(/^\./, ": ")}`,
  records: (key) => `Anchored records: ${key.slice("deployment.".length)}`,
  population: (key) => `Population: ${key.replace(/^deployment\./, "")}`,
  schema: (key) => `Schema: ${key.slice("schema.".length)}`,
  deployment: (key) => `Deployment: ${key.replace(/^deployment\./, "")}`,
};

function explain(kind: ChangeKind, key: string, before: string | undefined, now: string | undefined): string {
  const subject = SUBJECTS[kind](key);
  if (before === undefined) return `${subject} is new: ${shorten(now!)}`;
  if (now === undefined) return `${subject} is gone; approved was ${shorten(before)}`;
  return `${subject} was approved as ${shorten(before)} and is ${shorten(now)}`;
}

function shorten(value: string): string {
  return value.length <= 90 ? value : `${value.slice(0, 87)}…`;
}

/**
 * An approved lock of a DPIA can't be read.
 *
 * What to do: restore the lock file, or approve the assessment again.
 */
export class DpiaLockError extends /* @__PURE__ */ refusal(
  "DPIA_LOCK_INVALID",
  "DpiaLockError",
  "Unusable DPIA lock",
) {}
