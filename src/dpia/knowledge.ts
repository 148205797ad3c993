/** Who knows what: parties and collusions against everything that a presentation is made of. */
import { privateInputAnnotations } from "../statement/circuit/annotations.ts";
import { type CircuitName, PUBLIC_SIGNALS } from "../statement/circuit/signals.ts";
import type { CompiledPolicy } from "../statement/policy/compile.ts";
import { chainOf, type DeploymentDescriptor } from "./descriptor.ts";
import { type Observable, observablesOf, type Vantage, vantagesOf } from "./observables.ts";

/**
 * How much somebody knows of a datum. `sees`: the value. `predicate`: one true sentence about it. `hash`: a value that
 * is a one-way function of it. `public`: published anyway, says nothing about a person. `cannot`: nothing.
 */
export type Knowledge = "sees" | "predicate" | "hash" | "public" | "cannot";

/** More knowledge first. */
const ORDER: readonly Knowledge[] = ["sees", "predicate", "hash", "public", "cannot"];

/** A row of the matrix. */
export interface Datum {
  readonly id: string;
  readonly kind: "claim" | "secret" | "signal" | "side";
}

export interface Collusion {
  readonly id: string;
  readonly members: readonly Vantage[];
}

export interface KnowledgeMatrix {
  readonly data: readonly Datum[];
  readonly vantages: readonly Vantage[];
  readonly collusions: readonly Collusion[];
  /** By datum, then by vantage or collusion id. */
  readonly cells: Readonly<Record<string, Readonly<Record<string, Knowledge>>>>;
}

/** Public signals that are published beside every presentation: knowing one says nothing about who presented. */
const PUBLISHED = new Set(["policyHash", "issuerRoot", "statusRoot", "scope", "period", "today"]);

/**
 * Fills the matrix by closure over dependencies: a vantage sees what it observes; it has a hash of every source of a
 * one-way value that it observes (nullifier, holder commitment); it has a predicate about every claim that the policy
 * looks at when it sees an accepted presentation.
 */
export function knowledgeMatrix(policy: CompiledPolicy, deployment: DeploymentDescriptor): KnowledgeMatrix {
  const observables = observablesOf(policy.circuit, deployment);
  const vantages = vantagesOf(deployment);
  const used = claimsUsed(policy);
  const data = listData(policy, deployment, observables);
  const collusions = collusionsOf(deployment);
  const cells: Record<string, Record<string, Knowledge>> = {};
  for (const { id, kind } of data) {
    const row: Record<string, Knowledge> = {};
    for (const vantage of vantages) {
      row[vantage] = knows({ id, kind, vantage, observables, used });
    }
    for (const { id: name, members } of collusions) {
      row[name] = members.map((member) => row[member]!).reduce(more);
    }
    cells[id] = row;
  }
  return { data, vantages, collusions, cells };
}

function more(a: Knowledge, b: Knowledge): Knowledge {
  return ORDER.indexOf(a) <= ORDER.indexOf(b) ? a : b;
}

/** The collusions that the deployment makes possible. */
export function collusionsOf(deployment: DeploymentDescriptor): readonly Collusion[] {
  const vantages = vantagesOf(deployment);
  const pairs: readonly (readonly Vantage[])[] = [
    ["verifier", "issuer"],
    ["verifier", "second-verifier"],
    ["verifier", "status-host"],
    ["relayer", "chain"],
    ["verifier", "chain"],
    ["issuer", "chain"],
  ];
  return pairs
    .filter((members) => members.every((member) => vantages.includes(member)))
    .map((members) => ({ id: members.join("+"), members }));
}

/** Names of the claims that some slot of the policy looks at, in the schema's order. */
export function claimsUsed({ schema, rangeSlots, setSlots }: CompiledPolicy): readonly string[] {
  const indexes = new Set([...rangeSlots, ...setSlots].filter(({ enabled }) => enabled).map((slot) => slot.claimIndex));
  return schema.claims.filter((_, index) => indexes.has(index)).map(({ name }) => name);
}

/** Private inputs that are facts about a person or a credential; paths and policy words follow from them. */
const SHOWN_INPUTS: Readonly<Record<string, string>> = {
  holderSecret: "holderSecret",
  statusIndex: "statusIndex",
  validUntil: "validity",
  issuerKey: "issuer",
  signatureS: "signature",
};

function listData(
  policy: CompiledPolicy,
  deployment: DeploymentDescriptor,
  observables: readonly Observable[],
): readonly Datum[] {
  const inputs = privateInputAnnotations(policy.circuit as CircuitName);
  const side = [
    "time",
    "network-address",
    "case-number",
    "payee",
    "sender",
    "status-request",
    "registry-statement",
    "pseudonym",
    "opening",
  ];
  return [
    { id: "identity", kind: "claim" },
    ...policy.schema.claims.map(({ name }) => ({ id: `claim:${name}`, kind: "claim" }) as const),
    ...Object.keys(inputs)
      .filter((name) => Object.hasOwn(SHOWN_INPUTS, name))
      .map((name) => ({ id: SHOWN_INPUTS[name]!, kind: "secret" }) as const),
    ...PUBLIC_SIGNALS.map((name) => ({ id: name, kind: "signal" }) as const),
    ...observables.filter(({ id }) => side.includes(id)).map(({ id }) => ({ id, kind: "side" }) as const),
    ...(deployment.records === undefined ? [] : [{ id: "record", kind: "claim" } as const]),
  ];
}

function knows({
  id,
  kind,
  vantage,
  observables,
  used,
}: {
  readonly id: string;
  readonly kind: Datum["kind"];
  readonly vantage: Vantage;
  readonly observables: readonly Observable[];
  readonly used: readonly string[];
}): Knowledge {
  if (vantage === "holder") return "sees";
  const visible = observables.filter(({ seenFrom }) => seenFrom.includes(vantage));
  if (id === "record") {
    if (vantage === "verifier" || vantage === "hosting") return "sees";
    return vantage === "anchor" || vantage === "chain" ? "hash" : "cannot";
  }
  if (id === "identity" || id.startsWith("claim:")) {
    if (vantage === "issuer") return "sees";
    // A request that names a case is about a person whom the verifier knows.
    if (id === "identity" && visible.some((observable) => observable.id === "case-number")) return "sees";
    const seesAcceptance = visible.some((observable) => observable.id === "policyHash");
    return seesAcceptance && used.includes(id.slice("claim:".length)) ? "predicate" : "cannot";
  }
  if (kind === "secret") {
    const has = (observable: Observable): boolean => (observable.depends as readonly string[]).includes(id);
    if (vantage === "issuer" && id !== "holderSecret") return "sees";
    const holding = visible.filter(has);
    if (holding.some((observable) => observable.id === "status-request")) return "sees";
    return holding.length > 0 ? "hash" : "cannot";
  }
  if (visible.some((observable) => observable.id === id)) return "sees";
  return PUBLISHED.has(id) ? "public" : "cannot";
}

/** Whether presentations can be seen on a chain. */
export function isOnChain(deployment: DeploymentDescriptor): boolean {
  return chainOf(deployment) !== undefined;
}
