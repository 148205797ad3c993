/** People as joint counts: how many answer which questions with yes, in which group. */

import type { CalendarDate } from "../core/dates.ts";
import { ownWith, requireList } from "../core/own.ts";
import type { ClaimRecord, ClaimValue } from "../credentials/credential/claims.ts";
import type { CredentialSchema } from "../credentials/credential/schema.ts";
import { evaluateTest } from "../statement/policy/evaluate.ts";
import type { Comparison, Policy } from "../statement/policy/language.ts";

/** People with the values of their claims as the file has them. */
export interface PeopleTable {
  readonly kind: "people";
  readonly people: readonly ClaimRecord[];
  /** The claim that groups people. */
  readonly groupBy?: string | undefined;
}

/** Counts per value of single claims, taken as independent of each other; claims without a histogram are unknown. */
export interface Histograms {
  readonly kind: "histograms";
  readonly size: number;
  readonly claims: ReadonlyMap<string, readonly { readonly value: ClaimValue; readonly count: number }[]>;
  readonly groupBy?: string | undefined;
}

export type Population = PeopleTable | Histograms;

/** One condition of a policy as it is written, asked on a day. */
export interface Question {
  readonly policy: Policy;
  readonly test: Comparison;
  readonly today: CalendarDate;
}

/** How many people of a group give exactly these answers. Expected numbers for histograms, counts for people. */
export interface Cell {
  readonly group: string;
  /** In the order of the questions. */
  readonly answers: readonly boolean[];
  readonly count: number;
}

/** Everybody, when nothing groups people. */
export const NO_GROUP = "";

/**
 * Counts people by their answers: the joint histogram over which every figure of the assessment is a sum.
 *
 * @returns undefined when a claim that is asked about has no histogram
 */
export function tally(
  questions: readonly Question[],
  population: Population,
  schema: CredentialSchema,
): readonly Cell[] | undefined {
  requireList("questions", questions);
  ownWith(population, "kind");
  const asked = questions.map((question) => answering(question, schema));
  return population.kind === "people" ? tallyPeople(asked, population) : tallyHistograms(asked, population);
}

/** A question with the answers that were worked out already: values repeat, and lists are long. */
interface Asked {
  readonly claim: string;
  readonly of: (value: ClaimValue) => boolean;
}

function answering({ policy, test, today }: Question, schema: CredentialSchema): Asked {
  const known = new Map<ClaimValue, boolean>();
  const of = (value: ClaimValue): boolean => {
    const answer = known.get(value) ?? evaluateTest(test, { policy, schema, claims: { [test.claim]: value }, today });
    known.set(value, answer);
    return answer;
  };
  return { claim: test.claim, of };
}

function tallyPeople(asked: readonly Asked[], { people, groupBy }: PeopleTable): readonly Cell[] {
  const cells = new Cells();
  for (const claims of people) {
    const group = groupBy === undefined ? NO_GROUP : String(claims[groupBy]);
    cells.add(
      group,
      asked.map(({ claim, of }) => of(claims[claim]!)),
      1,
    );
  }
  return cells.list();
}

/** Probability of each pattern of answers about one claim, then the product over claims. */
function tallyHistograms(asked: readonly Asked[], { size, claims, groupBy }: Histograms): readonly Cell[] | undefined {
  const used = [...new Set(asked.map(({ claim }) => claim))];
  if (used.some((claim) => !claims.has(claim))) return undefined;
  const grouping = groupBy !== undefined && claims.has(groupBy) ? [groupBy] : [];
  let joint: readonly Cell[] = [{ group: NO_GROUP, answers: asked.map(() => false), count: size }];
  for (const claim of new Set([...grouping, ...used])) {
    const histogram = claims.get(claim)!;
    const total = histogram.reduce((sum, { count }) => sum + count, 0);
    const next = new Cells();
    for (const { group, answers, count } of joint) {
      for (const bin of histogram) {
        next.add(
          claim === groupBy ? String(bin.value) : group,
          answers.map((answer, i) => (asked[i]!.claim === claim ? asked[i]!.of(bin.value) : answer)),
          (count * bin.count) / total,
        );
      }
    }
    joint = next.list();
  }
  return joint;
}

/** Cells by group and answers. */
class Cells {
  readonly #cells = new Map<string, Cell>();

  add(group: string, answers: readonly boolean[], count: number): void {
    const key = `${answers.map(Number).join("")} ${group}`;
    this.#cells.set(key, { group, answers, count: (this.#cells.get(key)?.count ?? 0) + count });
  }

  /** In the order of the groups. */
  list(): readonly Cell[] {
    return [...this.#cells].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
  }
}
