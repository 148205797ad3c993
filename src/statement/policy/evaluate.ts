/**
 * Two evaluators. {@link evaluatePolicy} reads the JSON and plain claims and knows nothing of slots, encodings or
 * circuits: it is what the compiler is tested against. {@link evaluateCompiled} does in plain integers what the circuit
 * does in constraints.
 */

import { type CalendarDate, calendarInteger, dayNumber, formatDate } from "../../core/dates.ts";
import { ownWith } from "../../core/own.ts";
import type { ClaimRecord, ClaimValue } from "../../credentials/credential/claims.ts";
import type { CredentialSchema } from "../../credentials/credential/schema.ts";
import { PolicySyntaxError } from "./check.ts";
import type { CompiledPolicy } from "./compile.ts";
import {
  type Comparison,
  type Expression,
  isComparison,
  type Members,
  type OrderOperator,
  operatorOf,
  type Policy,
  relativeOperatorOf,
} from "./language.ts";
import { SET_SENTINELS } from "./set-tree.ts";
import type { RangeSlot, SetSlot } from "./slots.ts";

/** Whether plain claim values satisfy a policy on a day. The policy and the claims must fit the schema. */
export function evaluatePolicy(
  policy: Policy,
  person: { readonly schema: CredentialSchema; readonly claims: ClaimRecord; readonly today: CalendarDate },
): boolean {
  const { schema, claims, today } = ownWith(person, "schema", "claims", "today");
  const evaluate = (node: Expression): boolean => {
    if (isComparison(node)) return evaluateTest(node, { policy, schema, claims, today });
    if ("not" in node) return !evaluate(node.not);
    return "allOf" in node ? node.allOf.every(evaluate) : node.anyOf.some(evaluate);
  };
  return evaluate(ownWith(policy, "require").require);
}

/** Whether plain claim values satisfy one condition on a day. */
export function evaluateTest(
  test: Comparison,
  {
    policy,
    schema,
    claims,
    today,
  }: {
    readonly policy: Policy;
    readonly schema: CredentialSchema;
    readonly claims: ClaimRecord;
    readonly today: CalendarDate;
  },
): boolean {
  const definition = schema.claims.find(({ name }) => name === test.claim);
  const value = claims[test.claim];
  if (definition === undefined || value === undefined) {
    throw new PolicySyntaxError({ expected: "a policy and claims of one schema", path: test.claim });
  }
  const { operator, operand } = operatorOf(test);
  if (operator === "yearsAgo" || operator === "daysAgo") {
    const distance = operator === "yearsAgo" ? completedYears(String(value), today) : daysBetween(String(value), today);
    const { operator: inner, bounds } = relativeOperatorOf(test[operator]!);
    return holds(distance, inner, bounds);
  }
  const comparable = (x: ClaimValue): bigint | string | boolean => {
    if (definition.type === "integer" || definition.type === "money") return BigInt(x as string | number);
    return typeof x === "string" ? x.normalize("NFC") : (x as boolean);
  };
  const own = comparable(value);
  if (operator === "in" || operator === "notIn") {
    const members = operand as Members;
    const list = "set" in members ? policy.sets![members.set]! : (members as readonly ClaimValue[]);
    return list.some((member) => comparable(member) === own) === (operator === "in");
  }
  const operands = operator === "between" ? (operand as readonly ClaimValue[]) : [operand as ClaimValue];
  return holds(own, operator, operands.map(comparable));
}

/** ISO dates compare as text. */
function holds<T extends bigint | number | string | boolean>(
  x: T,
  operator: OrderOperator,
  [a, b]: readonly T[],
): boolean {
  switch (operator) {
    case "<":
      return x < a!;
    case "<=":
      return x <= a!;
    case "=":
      return x === a;
    case "!=":
      return x !== a;
    case ">":
      return x > a!;
    case ">=":
      return x >= a!;
    case "between":
      return a! <= x && x <= b!;
  }
}

/**
 * Years completed on a day; negative before the date. Someone born on 29 February completes a year on 1 March when the
 * year has no 29 February.
 */
export function completedYears(date: string, today: CalendarDate): number {
  const [year, monthAndDay] = [Number(date.slice(0, 4)), date.slice(5)];
  return today.year - year - (formatDate(today).slice(5) < monthAndDay ? 1 : 0);
}

/** Days from a date to today; negative for a date in the future. */
function daysBetween(date: string, today: CalendarDate): number {
  return (Date.parse(formatDate(today)) - Date.parse(date)) / 86_400_000;
}

/** Whether encoded claims (protocol P-4) satisfy the compiled statement, clause by clause as in the circuit. */
export function evaluateCompiled(compiled: CompiledPolicy, person: EncodedPerson): boolean {
  const ok = slotsHold(compiled, person);
  return compiled.clauses.some((mask) => mask !== 0 && (mask & ok) === mask);
}

/** Encoded claims and the day on which they are looked at. */
export interface EncodedPerson {
  readonly claims: readonly bigint[];
  readonly today: CalendarDate;
}

/** Which slots hold: bit i for slot i, range slots first, as in a clause's mask. */
export function slotsHold(compiled: Pick<CompiledPolicy, "rangeSlots" | "setSlots">, person: EncodedPerson): number {
  const { rangeSlots, setSlots } = ownWith(compiled, "rangeSlots", "setSlots");
  const { claims, today } = ownWith(person, "claims", "today");
  const ok = [
    ...rangeSlots.map((slot) => rangeHolds(slot, claims, today)),
    ...setSlots.map((slot) => setHolds(slot, claims)),
  ];
  return ok.reduce((bits, holds, i) => (holds ? bits | (1 << i) : bits), 0);
}

function rangeHolds(
  { enabled, relative, claimIndex, lo, hi, negate }: RangeSlot,
  claims: readonly bigint[],
  today: CalendarDate,
): boolean {
  const claim = claims[claimIndex]!;
  const now = BigInt(relative === "years" ? calendarInteger(today) : dayNumber(today));
  const distance = relative === "none" ? claim : now - claim;
  const value = enabled ? distance : 0n;
  return (lo <= value && value <= hi) !== negate;
}

function setHolds({ tree, claimIndex, negate }: SetSlot, claims: readonly bigint[]): boolean {
  if (tree === undefined) return false;
  const claim = claims[claimIndex]!;
  const { low, high } = SET_SENTINELS;
  const isSentinel = claim === low || claim === high;
  const isMember = !isSentinel && tree.witness(claim)[0]!.some((member) => member === claim);
  return isMember !== negate;
}
