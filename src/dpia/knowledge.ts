/** Who knows what: parties, alone and in pairs, against everything that a presentation is made of. */
import type { SignalAnnotation } from "../statement/circuit/annotations.ts";
import { PUBLIC_SIGNALS } from "../statement/circuit/signals.ts";
import type { CompiledPolicy } from "../statement/policy/compile.ts";
import { isComparison, walkExpression } from "../statement/policy/language.ts";
import type { DeploymentDescriptor, Stored } from "./descriptor.ts";
import { type Join, joinsOf, naming, placesOfJoins } from "./joins.ts";
import { KNOWN_TO_ISSUER, type Observable, type ObservableId, type Vantage } from "./observables.ts";
import { type Coalition, type Observer, observersOf, pairsOf, together } from "./observers.ts";
import { seenByOffice } from "./office/column.ts";
import type { OfficeItem } from "./office/description.ts";
import { FUNCTIONS_OF_PARTIES, type Place, RULE, SIGNALS } from "./places.ts";
import { pinnedClaims } from "./rule.ts";

/**
 * How much somebody knows of a datum. `sees`: the value. `predicate`: one true sentence about it. `hash`: a value that
 * is a one-way function of it. `public`: published anyway, says nothing about a person. `cannot`: nothing.
 */
export type Knowledge = "sees" | "predicate" | "hash" | "public" | "cannot";

/** What an observer knows while people prove, and where it keeps it. */
export interface KnowledgeCell {
  readonly live: Knowledge;
  /** Titles of its stores that hold the datum. */
  readonly stores: readonly string[];
}

/** A row of the matrix. */
export interface Datum {
  readonly id: string;
  readonly kind: "claim" | "secret" | "signal" | "side";
  readonly places: readonly Place[];
}

/** Two observers who put together what they know. */
export interface Collusion extends Coalition {
  readonly id: string;
  /** By which values the presentation is a known person's; undefined when it is nobody's. */
  readonly naming: readonly Pick<Join, "observable" | "strength">[] | undefined;
  /** Acts that the two can tell to be of one person. */
  readonly joins: readonly Join[];
  readonly places: readonly Place[];
}

export interface KnowledgeMatrix {
  readonly data: readonly Datum[];
  readonly observers: readonly Observer[];
  readonly collusions: readonly Collusion[];
  /** By datum, then by observer or collusion. */
  readonly cells: Readonly<Record<string, Readonly<Record<string, KnowledgeCell>>>>;
  /** By datum, what the program of a described office knows; whoever runs it is an observer besides. */
  readonly office: Readonly<Record<string, OfficeCell>> | undefined;
}

/** What an office knows of a datum, and what of it stays in its tables. */
export interface OfficeCell {
  readonly live: Knowledge;
  readonly holds: readonly OfficeItem[];
}

/** What the matrix is made from. */
export interface MatrixInput {
  readonly policy: CompiledPolicy;
  readonly deployment: DeploymentDescriptor;
  readonly observables: readonly Observable[];
  readonly privateInputs: Readonly<Record<string, SignalAnnotation>>;
}

/** Fills the matrix by closure over dependencies. */
export function knowledgeMatrix(input: MatrixInput): KnowledgeMatrix {
  const { policy, deployment, observables } = input;
  const observers = observersOf(deployment);
  const collusions = pairsOf(observers).map(
    (pair): Collusion => ({
      ...pair,
      id: pair.members.map(({ id }) => id).join("+"),
      naming: naming(observables, pair.vantages),
      joins: joinsOf(observables, pair.vantages),
      places: [...placesOfJoins(observables, pair.vantages), ...placesOfObservers(pair.members)],
    }),
  );
  const claims: ClaimsSeen = {
    used: claimsUsed(policy),
    pinned: pinnedClaims(policy.policy, policy.schema),
  };
  const data = listData(input);
  const cells = Object.fromEntries(
    data.map((datum) => {
      const cell = ({ members, vantages }: Coalition): KnowledgeCell => ({
        live: members.some(({ id }) => id === "holder") ? "sees" : knows({ datum, vantages, observables, claims }),
        stores: storedAs(datum.id).flatMap((what) => members.flatMap(({ keeps }) => keeps.get(what)!)),
      });
      const alone = observers.map((observer) => [observer.id, cell(together([observer]))] as const);
      return [datum.id, Object.fromEntries([...alone, ...collusions.map((each) => [each.id, cell(each)] as const)])];
    }),
  );
  return { data, observers, collusions, cells, office: officeColumn(data, input) };
}

/**
 * What the program of an office knows. Lists that its party hands out, it may hand out itself: it then sees who asks for
 * them, as any host of lists does.
 */
function officeColumn(
  data: readonly Datum[],
  { policy, deployment, observables }: MatrixInput,
): KnowledgeMatrix["office"] {
  const { office, parties } = deployment;
  if (office === undefined) return undefined;
  const runs = parties.find(({ id }) => id === office.party);
  const vantages: readonly Vantage[] = runs?.does.includes("status-host") ? ["status-host"] : [];
  const claims: ClaimsSeen = { used: [], pinned: [] };
  return Object.fromEntries(
    data.map((datum) => {
      const { live, holds } = seenByOffice(datum.id, office, policy.schema);
      return [
        datum.id,
        { live: live === "cannot" ? knows({ datum, vantages, observables, claims }) : live, holds },
      ] as const;
    }),
  );
}

/** The claims that the rule looks at, as it is written, in the schema's order. */
export function claimsUsed({ schema, policy }: CompiledPolicy): readonly string[] {
  const used = new Set<string>();
  walkExpression(policy.require, (node) => {
    if (isComparison(node)) used.add(node.claim);
  });
  return schema.claims.map(({ name }) => name).filter((name) => used.has(name));
}

/** What decides on who somebody is: the functions of parties, a chain or records for those who are no party. */
export function placesOfObservers(members: readonly Observer[]): readonly Place[] {
  const unnamed = members.filter(({ name }) => name === undefined).map(({ id }) => id);
  return [
    FUNCTIONS_OF_PARTIES,
    ...(unnamed.length < members.length ? ["parties[*].name"] : []),
    ...(unnamed.includes("chain") || unnamed.includes("rpc") ? ["chain"] : []),
    ...(unnamed.includes("anchor") ? ["records"] : []),
  ];
}

interface ClaimsSeen {
  readonly used: readonly string[];
  readonly pinned: readonly string[];
}

/** Public signals that are published beside every presentation: knowing one says nothing about who presented. */
const PUBLISHED = new Set(["policyHash", "issuerRoot", "statusRoot", "scope", "period", "today"]);

/** Private inputs that are facts about a person or a credential; paths and policy words follow from them. */
const SHOWN_INPUTS: Readonly<Record<string, string>> = {
  holderSecret: "holderSecret",
  statusIndex: "statusIndex",
  validUntil: "validity",
  issuerKey: "issuer",
  signatureS: "signature",
};

/** Values beside the signals that somebody sees. */
const SIDE = new Set([
  ...["time", "network-address", "case-number", "payee", "sender", "status-request"],
  ...["registry-statement", "pseudonym", "opening"],
]);

/** Who looks at all rests on the chain and the office too, and on the records where no party anchors them. */
function placesOfColumns({ parties }: DeploymentDescriptor): readonly Place[] {
  const isAnchored = parties.some(({ does }) => does.includes("anchor"));
  return [FUNCTIONS_OF_PARTIES, "chain", "office", ...(isAnchored ? [] : ["records"])];
}

/** What decides on where a value beside the signals is seen. */
const SEEN_BY: Readonly<Partial<Record<ObservableId, readonly Place[]>>> = {
  time: ["channels.times"],
  "network-address": ["channels.networkAddress"],
  "case-number": ["channels.caseNumber"],
  pseudonym: ["enrolment"],
};

function listData({ policy, deployment, observables, privateInputs }: MatrixInput): readonly Datum[] {
  const side = observables.filter(({ id, couldBeSeenFrom }) => SIDE.has(id) && couldBeSeenFrom.length > 0);
  const datum = (id: string, kind: Datum["kind"], places: readonly Place[]): Datum => ({
    id,
    kind,
    places: [...new Set([...places, ...placesOfColumns(deployment), ...placesOfStores(storedAs(id), deployment)])],
  });
  const asksOthers = deployment.parties.some(({ does }) => does.includes("status-host") && !does.includes("issuer"));
  // What they are called, where the descriptor says it.
  const labels: readonly Place[] = deployment.claims === undefined ? [] : ["claims"];
  const secret = (name: string): readonly Place[] =>
    (name === "statusIndex" || name === "issuerKey") && asksOthers ? [SIGNALS, "channels.statusLists"] : [SIGNALS];
  return [
    datum("identity", "claim", ["channels.caseNumber"]),
    ...policy.schema.claims.map(({ name }) => datum(`claim:${name}`, "claim", [RULE, ...labels])),
    ...Object.keys(privateInputs)
      .filter((name) => Object.hasOwn(SHOWN_INPUTS, name))
      .map((name) => datum(SHOWN_INPUTS[name]!, "secret", secret(name))),
    ...PUBLIC_SIGNALS.map((name) => datum(name, "signal", [])),
    ...[...new Set(side.map(({ id }) => id))].map((id) => datum(id, "side", SEEN_BY[id] ?? [])),
    ...(deployment.records === undefined ? [] : [datum("record", "claim", ["records"])]),
  ];
}

/** Which stores hold something, and for those that do, whose they are and what they are called. */
function placesOfStores(what: readonly Stored[], { stores }: DeploymentDescriptor): readonly Place[] {
  if (what.length === 0) return [];
  const holding = stores.flatMap(({ holds }, i) => (holds.some((each) => what.includes(each)) ? [i] : []));
  return ["stores[*].holds", ...holding.flatMap((i) => [`stores[${i}].party`, `stores[${i}].title`])];
}

/** What a store says that holds a datum. */
const STORED_AS: Readonly<Record<string, readonly Stored[]>> = {
  identity: ["identity"],
  statusIndex: ["status"],
  record: ["record", "commitment"],
  nullifier: ["nullifier"],
  policyHash: ["policyHash"],
  issuerRoot: ["issuerRoot"],
  statusRoot: ["statusRoot"],
  scope: ["scope"],
  period: ["period"],
  today: ["today"],
  context: ["context"],
  time: ["time"],
  "network-address": ["network-address"],
  payee: ["payee"],
  "case-number": ["case-number"],
};

function storedAs(id: string): readonly Stored[] {
  return id.startsWith("claim:") ? ["claims"] : (STORED_AS[id] ?? []);
}

/** What is seen from some places together. */
function knows({
  datum: { id, kind },
  vantages,
  observables,
  claims,
}: {
  readonly datum: Datum;
  readonly vantages: readonly Vantage[];
  readonly observables: readonly Observable[];
  readonly claims: ClaimsSeen;
}): Knowledge {
  const visible = observables.filter(({ seenFrom }) => seenFrom.some((each) => vantages.includes(each)));
  const isIssuer = vantages.includes("issuer");
  if (id === "record") {
    if (vantages.includes("verifier") || vantages.includes("hosting")) return "sees";
    return vantages.includes("anchor") ? "hash" : "cannot";
  }
  if (id === "identity") {
    if (isIssuer) return "sees";
    return naming(observables, vantages) === undefined ? "cannot" : "sees";
  }
  if (id.startsWith("claim:")) {
    const name = id.slice("claim:".length);
    if (isIssuer) return "sees";
    if (!visible.some((observable) => observable.id === "policyHash")) return "cannot";
    if (claims.pinned.includes(name)) return "sees";
    return claims.used.includes(name) ? "predicate" : "cannot";
  }
  if (kind === "secret") {
    const holding = visible.filter(({ depends }) => (depends as readonly string[]).includes(id));
    const isClear =
      (isIssuer && (KNOWN_TO_ISSUER as readonly string[]).includes(id)) ||
      holding.some((observable) => observable.id === "status-request");
    return isClear ? "sees" : holding.length > 0 ? "hash" : "cannot";
  }
  if (visible.some((observable) => observable.id === id)) return "sees";
  return PUBLISHED.has(id) ? "public" : "cannot";
}
