/**
 * Policies become slots, clauses and a hash (protocol P-12 to P-17). The same meaning tends to give the same hash: the
 * order of conditions in the text plays no part, nor do conditions that are implied by others.
 */

import type { FieldElement } from "../../core/field.ts";
import { own } from "../../core/own.ts";
import { type CredentialSchema, schemaId } from "../../credentials/credential/schema.ts";
import {
  CIRCUIT_SHAPES,
  type CircuitName,
  type CircuitShape,
  CREDENTIAL_CIRCUITS,
  ENROLMENT_CIRCUITS,
  RECORD_CIRCUITS,
} from "../circuit/signals.ts";
import { spend, withBudget } from "./budget.ts";
import { PolicySyntaxError } from "./check.ts";
import { type Box, type Constraint, simplify, toBoxes } from "./dnf.ts";
import { intersect, listIntegers, sameSet, setKey, sizeOf } from "./intervals.ts";
import type { Policy } from "./language.ts";
import { checkPolicy } from "./parse.ts";
import { dimensionKey, type Realisation, realisations, type SlotPlan, slotKey } from "./plan.ts";
import { createSetTree, MAX_SET_MEMBERS, PolicyLimitError } from "./set-tree.ts";
import {
  DISABLED_RANGE,
  DISABLED_SET,
  hashPolicy,
  type PolicyHash,
  packClauses,
  packHeader,
  type RangeSlot,
  rangeSlot,
  type SetSlot,
  setSlot,
} from "./slots.ts";

/** A policy as a circuit takes it. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly schema: CredentialSchema;
  readonly schemaId: FieldElement;
  /** The smallest circuit that the policy fits. */
  readonly circuit: CircuitName;
  /** As many as the circuit has; unused ones are disabled. */
  readonly rangeSlots: readonly RangeSlot[];
  /** As many as the circuit has; unused ones are disabled. */
  readonly setSlots: readonly SetSlot[];
  /** One mask per clause of the circuit: bit i for slot i, range slots first. Unused clauses repeat the first. */
  readonly clauses: readonly number[];
  /** The masks in one word, the circuit's input `clauses`. */
  readonly clauseWord: bigint;
  readonly header: FieldElement;
  readonly policyHash: PolicyHash;
  /** How often one person may claim in one period, 1 to 16. */
  readonly maxClaims: number;
  /**
   * Names of the `text` claims that decide. A text is 120 bits of a hash: whoever chooses two texts finds two that count
   * as one with 2^60 hashes, so these may not decide about money (see {@link CompileOptions.settles}).
   */
  readonly textClaims: readonly string[];
}

/** Options of {@link compilePolicy}. */
export interface CompileOptions {
  /** The policy pays, or its claims settle on a chain; then no `text` claim may decide. */
  readonly settles?: boolean;
}

/** Ways to combine realisations that are tried before falling back to the plainest of each. */
const MAX_COMBINATIONS = 512;
/** Clauses per combination that are still worth counting. */
const MAX_CLAUSES = 512;
/** Slots up to which the search for replaceable ones is quick. */
const MAX_SHARED_SLOTS = 40;

/** A clause as slots by their keys. */
type PlannedClause = ReadonlySet<string>;

interface Plan {
  readonly slots: readonly SlotPlan[];
  readonly clauses: readonly PlannedClause[];
}

/**
 * Compiles a policy for the smallest circuit that fits.
 *
 * @throws PolicySyntaxError when the policy does not fit the schema, or holds for everybody or for nobody
 * @throws PolicyLimitError when no circuit is large enough, and says what is needed and what there is; or when that
 * takes too long to find out
 */
export function compilePolicy(policy: Policy, schema: CredentialSchema, options: CompileOptions = {}): CompiledPolicy {
  return compileFor(CREDENTIAL_CIRCUITS, { policy, schema, options });
}

/**
 * Compiles a policy over the fields of an anchored record (protocol P-31). The language is the same.
 *
 * @throws PolicySyntaxError, PolicyLimitError as {@link compilePolicy}
 */
export function compileRecordPolicy(
  policy: Policy,
  schema: CredentialSchema,
  options: CompileOptions = {},
): CompiledPolicy {
  return compileFor(RECORD_CIRCUITS, { policy, schema, options });
}

/**
 * Compiles the identity demand of an office that enrols people (protocol P-50): a policy over the claims of an enrolment
 * credential that holds for the person of one file and nobody else. The language is the same; without such a demand
 * people can enrol with a secret that somebody lends them.
 *
 * @throws PolicySyntaxError, PolicyLimitError as {@link compilePolicy}
 * @example
 * const demand = compileEnrolmentDemand(readPolicy({ civicproof: "policy/v2", name: "city-enrolment", version: 1,
 *   title: "Enrolment at the city", programme: "enrolment", schema: "enrolment@1", grid: "once/2026-01-01/60",
 *   require: { allOf: [{ claim: "birthDate", "=": "1950-02-28" }, { claim: "reference", "=": "P-4711" }] } }, schema), schema);
 */
export function compileEnrolmentDemand(
  policy: Policy,
  schema: CredentialSchema,
  options: CompileOptions = {},
): CompiledPolicy {
  return compileFor(ENROLMENT_CIRCUITS, { policy, schema, options });
}

function compileFor(
  circuits: readonly CircuitName[],
  {
    policy,
    schema,
    options,
  }: { readonly policy: Policy; readonly schema: CredentialSchema; readonly options: CompileOptions },
): CompiledPolicy {
  const { settles = false } = own(options);
  const compiled = withBudget(() => compileWithin(circuits, policy, schema));
  if (settles) refuseTextClaims(compiled);
  return compiled;
}

/**
 * Refuses a policy in which a text decides, for what pays or settles on a chain: see {@link CompiledPolicy.textClaims}.
 *
 * @throws PolicySyntaxError with the claim
 */
export function refuseTextClaims({ textClaims }: Pick<CompiledPolicy, "textClaims">): void {
  const [name] = textClaims;
  if (name === undefined) return;
  throw new PolicySyntaxError({
    path: "require",
    message: `The text claim ${name} can't decide about money or on a chain; use a claim of type code`,
  });
}

function compileWithin(circuits: readonly CircuitName[], policy: Policy, schema: CredentialSchema): CompiledPolicy {
  checkPolicy(policy, schema);
  const boxes = toBoxes(policy, schema);
  const simpler = simplify(boxes);
  if (simpler.length === 0)
    throw new PolicySyntaxError({ path: "require", message: "The policy can never be satisfied" });
  if (simpler.some((box) => box.size === 0)) {
    throw new PolicySyntaxError({
      path: "require",
      message: "The policy is always satisfied, so there is nothing to prove",
    });
  }
  const plan = smallestPlan([...plans(simpler), ...plans(boxes)], circuits);
  const circuit = circuitFor(plan, circuits);
  if (circuit === undefined) throw new PolicyLimitError({ path: "require", message: explainLimits(plan, circuits) });
  return place(plan, { circuit, policy, schema });
}

/** One plan for each way to express the constraints of the boxes as slots. */
function plans(boxes: readonly Box[]): readonly Plan[] {
  const options = new Map<string, readonly Realisation[]>();
  for (const box of boxes) {
    for (const constraint of box.values()) {
      const { dimension, accepts } = constraint;
      options.set(constraintKey(constraint), realisations(dimension, accepts));
    }
  }
  return combinations([...options]).map((choice) => shareSlots(expand(boxes, choice)));
}

function constraintKey({ dimension, accepts }: Constraint): string {
  return `${dimensionKey(dimension)} ${setKey(accepts)}`;
}

type Choice = ReadonlyMap<string, Realisation>;

function combinations(options: readonly (readonly [string, readonly Realisation[]])[]): readonly Choice[] {
  const count = options.reduce((product, [, ways]) => product * ways.length, 1);
  if (count > MAX_COMBINATIONS) {
    const uniform = (way: number) =>
      new Map(options.map(([key, ways]) => [key, ways[Math.min(way, ways.length - 1)]!]));
    return [uniform(0), uniform(1), uniform(2)];
  }
  spend(2 * count * options.length);
  return options.reduce<Map<string, Realisation>[]>(
    (choices, [key, ways]) => choices.flatMap((choice) => ways.map((way) => new Map(choice).set(key, way))),
    [new Map()],
  );
}

function expand(boxes: readonly Box[], choice: Choice): Plan {
  const slots = new Map<string, SlotPlan>();
  const clauses: PlannedClause[] = [];
  for (const box of boxes) {
    let partial: ReadonlySet<string>[] = [new Set()];
    for (const constraint of box.values()) {
      const alternatives = choice.get(constraintKey(constraint))!;
      for (const slot of alternatives.flat()) slots.set(slotKey(slot), slot);
      const longer: ReadonlySet<string>[] = [];
      for (const clause of partial) {
        for (const all of alternatives) {
          if (longer.length === MAX_CLAUSES) break;
          spend(2 * (1 + clause.size + all.length));
          longer.push(new Set([...clause, ...all.map(slotKey)]));
        }
      }
      partial = longer;
    }
    clauses.push(...partial);
  }
  return withoutImplied({ slots: [...slots.values()], clauses });
}

/** Drops clauses that hold only when another one holds too, and slots that no clause uses. */
function withoutImplied({ slots, clauses }: Plan): Plan {
  const kept: PlannedClause[] = [];
  for (const clause of [...clauses].sort((a, b) => a.size - b.size)) {
    if (!kept.some((smaller) => isPartOf(smaller, clause))) kept.push(clause);
  }
  const used = new Set<string>();
  for (const clause of kept) {
    spend(clause.size);
    for (const key of clause) used.add(key);
  }
  return { clauses: kept, slots: slots.filter((slot) => used.has(slotKey(slot))) };
}

function isPartOf(smaller: PlannedClause, clause: PlannedClause): boolean {
  for (const key of smaller) {
    spend(1);
    if (!clause.has(key)) return false;
  }
  return true;
}

/** Replaces a slot by two others that are needed anyway and together accept the same. */
function shareSlots(plan: Plan): Plan {
  if (plan.slots.length > MAX_SHARED_SLOTS) return plan;
  for (const slot of plan.slots) {
    spend(plan.slots.length);
    const others = plan.slots.filter((other) => other !== slot && sameDimension(other, slot));
    for (const [i, a] of others.entries()) {
      const b = others.slice(i + 1).find((other) => sameSet(intersect(a.accepts, other.accepts), slot.accepts));
      if (b === undefined) continue;
      const replaced = slotKey(slot);
      for (const clause of plan.clauses) spend(clause.size);
      const clauses = plan.clauses.map((clause) =>
        clause.has(replaced)
          ? new Set([...[...clause].filter((key) => key !== replaced), slotKey(a), slotKey(b)])
          : clause,
      );
      return shareSlots(withoutImplied({ slots: plan.slots, clauses }));
    }
  }
  return plan;
}

function sameDimension(a: SlotPlan, b: SlotPlan): boolean {
  return dimensionKey(a.dimension) === dimensionKey(b.dimension);
}

interface Needs {
  readonly rangeSlots: number;
  readonly setSlots: number;
  readonly clauses: number;
  /** Members of the largest set. */
  readonly setMembers: number;
}

function needsOf({ slots, clauses }: Plan): Needs {
  const sets = slots.filter((slot) => slot.kind === "set");
  return {
    rangeSlots: slots.length - sets.length,
    setSlots: sets.length,
    clauses: clauses.length,
    setMembers: Math.max(0, ...sets.map(({ members }) => Number(sizeOf(members)))),
  };
}

function circuitFor(plan: Plan, circuits: readonly CircuitName[]): CircuitName | undefined {
  const needs = needsOf(plan);
  if (needs.setMembers > MAX_SET_MEMBERS) return undefined;
  return circuits.find((name) => fits(needs, CIRCUIT_SHAPES[name]));
}

function fits(needs: Needs, shape: CircuitShape): boolean {
  return needs.rangeSlots <= shape.rangeSlots && needs.setSlots <= shape.setSlots && needs.clauses <= shape.clauses;
}

function largestShape(circuits: readonly CircuitName[]): CircuitShape {
  return CIRCUIT_SHAPES[circuits.at(-1)!];
}

/** The plan for the smallest circuit, then with the fewest slots and clauses; the first of equals. */
function smallestPlan(candidates: readonly Plan[], circuits: readonly CircuitName[]): Plan {
  const largest = largestShape(circuits);
  const cost = (plan: Plan): readonly number[] => {
    const needs = needsOf(plan);
    const circuit = circuitFor(plan, circuits);
    const excess =
      Math.max(0, needs.rangeSlots - largest.rangeSlots) +
      Math.max(0, needs.setSlots - largest.setSlots) +
      Math.max(0, needs.clauses - largest.clauses);
    const rank = circuit === undefined ? circuits.length : circuits.indexOf(circuit);
    return [rank, excess, needs.rangeSlots + needs.setSlots, needs.clauses, needs.setSlots];
  };
  const costs = candidates.map((plan) => [plan, cost(plan)] as const);
  return costs.reduce((best, other) => (isLess(other[1], best[1]) ? other : best))[0];
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  const i = a.findIndex((x, k) => x !== b[k]);
  return i >= 0 && a[i]! < b[i]!;
}

function explainLimits(plan: Plan, circuits: readonly CircuitName[]): string {
  const needs = needsOf(plan);
  const largest = largestShape(circuits);
  const parts = (
    [
      ["range slots", needs.rangeSlots, largest.rangeSlots],
      ["set slots", needs.setSlots, largest.setSlots],
      ["clauses", needs.clauses, largest.clauses],
    ] as const
  )
    .filter(([, needed, available]) => needed > available)
    .map(([what, needed, available]) => `needs ${needed} ${what}, the largest circuit has ${available}`);
  if (needs.setMembers > MAX_SET_MEMBERS) {
    parts.push(`needs a set of ${needs.setMembers} members, a set slot holds at most ${MAX_SET_MEMBERS}`);
  }
  return `The policy ${parts.join("; ")}`;
}

/** Gives every slot its place, in an order that depends on the slots alone. */
function place(
  plan: Plan,
  {
    circuit,
    policy,
    schema,
  }: { readonly circuit: CircuitName; readonly policy: Policy; readonly schema: CredentialSchema },
): CompiledPolicy {
  const shape = CIRCUIT_SHAPES[circuit];
  const ranges = plan.slots
    .filter((slot) => slot.kind === "range")
    .map((slot) => ({
      key: slotKey(slot),
      slot: rangeSlot({ ...slot, claimIndex: slot.dimension.claimIndex, relative: slot.dimension.relative }),
    }))
    .sort((a, b) => order([a.slot.meta, a.slot.lo, a.slot.hi], [b.slot.meta, b.slot.lo, b.slot.hi]));
  const sets = plan.slots
    .filter((slot) => slot.kind === "set")
    .map((slot) => ({
      key: slotKey(slot),
      slot: setSlot({
        claimIndex: slot.dimension.claimIndex,
        negate: slot.negate,
        tree: createSetTree(listIntegers(slot.members)),
      }),
    }))
    .sort((a, b) => order([a.slot.meta, a.slot.root], [b.slot.meta, b.slot.root]));

  const bits = new Map([
    ...ranges.map(({ key }, i) => [key, 1 << i] as const),
    ...sets.map(({ key }, i) => [key, 1 << (shape.rangeSlots + i)] as const),
  ]);
  const masks = plan.clauses
    .map((clause) => [...clause].reduce((mask, key) => mask | bits.get(key)!, 0))
    .sort((a, b) => a - b);
  const clauses = pad(masks, shape.clauses, masks[0]!);
  const rangeSlots = pad(
    ranges.map(({ slot }) => slot),
    shape.rangeSlots,
    DISABLED_RANGE,
  );
  const setSlots = pad(
    sets.map(({ slot }) => slot),
    shape.setSlots,
    DISABLED_SET,
  );
  const clauseWord = packClauses(clauses, shape);
  const header = packHeader(clauseWord, shape);
  const id = schemaId(schema);
  return {
    policy,
    schema,
    schemaId: id,
    circuit,
    rangeSlots,
    setSlots,
    clauses,
    clauseWord,
    header,
    policyHash: hashPolicy({ header, schemaId: id, rangeSlots, setSlots }),
    maxClaims: policy.maxClaims ?? 1,
    textClaims: schema.claims.flatMap(({ name, type }, index) =>
      type === "text" && setSlots.some(({ enabled, claimIndex }) => enabled && claimIndex === index) ? [name] : [],
    ),
  };
}

function order(a: readonly bigint[], b: readonly bigint[]): number {
  const i = a.findIndex((x, k) => x !== b[k]);
  return i < 0 ? 0 : a[i]! < b[i]! ? -1 : 1;
}

function pad<Item>(items: readonly Item[], length: number, filler: Item): readonly Item[] {
  return [...items, ...new Array<Item>(length - items.length).fill(filler)];
}
