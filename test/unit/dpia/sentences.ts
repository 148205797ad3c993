/**
 * Changes every input of an assessment and looks at which sentences change. A sentence that changes must name the input
 * among what it rests on; and for everything that a sentence rests on, some change there must change it.
 */
import { findContradiction } from "../../../src/dpia/contradictions.ts";
import { FUNCTIONS, ROLES, STORED, type WrittenDescriptor } from "../../../src/dpia/descriptor.ts";
import { stateHashes } from "../../../src/dpia/lock.ts";
import { type CircuitAnnotations, type DpiaInput, type DpiaModel, generateDpia } from "../../../src/dpia/model.ts";
import { OFFICE_FILES, OFFICE_FORMS, OFFICE_ITEMS, OFFICE_SOURCES } from "../../../src/dpia/office/description.ts";
import { DeploymentError } from "../../../src/dpia/parse.ts";
import { contains, isInput, type Place } from "../../../src/dpia/places.ts";
import type { Population } from "../../../src/dpia/population.ts";
import { buildReport } from "../../../src/dpia/report/build.ts";
import { statementsOf } from "../../../src/dpia/report/report.ts";
import { type Row, type Sentence, wordsOf } from "../../../src/dpia/report/sentence.ts";
import { privateInputAnnotations, publicSignalAnnotations } from "../../../src/statement/circuit/annotations.ts";
import { type CompiledPolicy, compilePolicy } from "../../../src/statement/policy/compile.ts";
import type { Expression, Policy } from "../../../src/statement/policy/language.ts";
import { type Example, example } from "./fixtures.ts";

type Inputs = Omit<DpiaInput, "hashes">;

/** One input, and what else it could be. */
interface Input {
  readonly place: Place;
  /** Further inputs that have to change with it. */
  readonly and?: readonly Place[];
  readonly variants: readonly ((base: Inputs) => Inputs)[];
}

export interface Verdict {
  readonly checked: number;
  readonly variants: number;
  /** Sentences that changed without saying that they rest on the input, or that name an input that changes nothing. */
  readonly wrong: readonly string[];
}

/** Every n-th person is enough to move every count. */
const EVERY = 20;

/**
 * @param reach whether everything that a sentence names has to move it, too
 * @param say the sentences that are checked, those of the report when absent
 * @param also answers that the example does not have
 */
export async function checkSentences(
  name: Example,
  { reach = true, say = saidInReport, also = {} as Partial<WrittenDescriptor> } = {},
): Promise<Verdict> {
  const { state, population } = await example(name);
  const { policy, manifest, alsoAsked } = state;
  const deployment: WrittenDescriptor = { ...state.deployment, ...also };
  const annotations: CircuitAnnotations = {
    publicSignals: publicSignalAnnotations(policy.circuit),
    privateInputs: privateInputAnnotations(policy.circuit),
  };
  const smaller = { ...deployment, population: { ...deployment.population, minimumGroup: 5 } };
  const base: Inputs = { policy, deployment: smaller, manifest, alsoAsked, population: thin(population!), annotations };
  const before = statements(base, say)!;
  // A measure that several findings ask for stays when one of them goes.
  const measures = new Set(keysOfMeasures(base));
  const changedBy = new Map<string, Place[]>([...before.keys()].map((key) => [key, []]));
  const wrong: string[] = [];
  let variants = 0;
  const inputs = inputsOf(base);
  for (const { place, and = [], variants: all } of inputs) {
    const isNamed = (places: readonly Place[]): boolean =>
      places.some((each) => [place, ...and].some((input) => isAbout(each, input)));
    for (const vary of all) {
      const [, after] = saidAfter(vary, base, say);
      if (after === undefined) continue;
      variants++;
      for (const [key, places] of before) {
        if (after.has(key)) continue;
        changedBy.get(key)!.push(place, ...and);
        if (!isNamed(places)) wrong.push(`${place} changes: ${key}`);
      }
      for (const [key, places] of after) {
        if (!before.has(key) && !isNamed(places)) wrong.push(`${place} makes: ${key}`);
      }
    }
  }
  for (const [key, places] of reach ? before : []) {
    if (measures.has(key)) continue;
    for (const place of new Set(places.filter(isInput))) {
      if (changedBy.get(key)!.some((input) => isAbout(place, input))) continue;
      if (!isMovedBeside(place, { places, base, before, inputs, say })) wrong.push(`${place} never changes: ${key}`);
    }
  }
  return { checked: before.size, variants, wrong: [...new Set(wrong)] };
}

/**
 * Whether an input moves a sentence when another answer that the sentence rests on is changed before: a case number names
 * people, whatever signals are made of. What a sentence becomes there, or where it goes and comes, is told by what rests
 * on the same places.
 */
function isMovedBeside(
  place: Place,
  given: {
    readonly places: readonly Place[];
    readonly base: Inputs;
    readonly before: ReadonlyMap<string, readonly Place[]>;
    readonly inputs: readonly Input[];
    readonly say: typeof saidInReport;
  },
): boolean {
  const { places, base, before, inputs, say } = given;
  const same = setOf(places);
  const restingOn = (said: ReadonlyMap<string, readonly Place[]>): string =>
    [...said].flatMap(([key, rest]) => (setOf(rest) === same ? [key] : [])).join("\n");
  const now = restingOn(before);
  const moving = inputs.filter((input) => isAbout(place, input.place));
  const beside = inputs.filter((input) => places.some((each) => isAbout(each, input.place)));
  return beside.some(({ place: other, variants }) =>
    variants.some((first) => {
      const [there, said] = saidAfter(first, base, say);
      if (said === undefined) return false;
      const then = restingOn(said);
      // Another entry of the same list can stand in for the one that is changed: two parties that verify. Under another
      // rule, people are counted by other claims.
      const isSameList = place.includes("[*]") && isAbout(place, other);
      if (then === now && !isSameList && other !== "policy: require") return false;
      return moving.some(({ variants: all }) =>
        all.some((vary) => {
          const after = statements(vary(there), say);
          return after !== undefined && restingOn(after) !== then;
        }),
      );
    }),
  );
}

const cache = new WeakMap<Input["variants"][number], readonly [Inputs, ReturnType<typeof statements>]>();

/** What an assessment says after one change; each change is looked at for many sentences. */
function saidAfter(
  vary: Input["variants"][number],
  base: Inputs,
  say: typeof saidInReport,
): readonly [Inputs, ReturnType<typeof statements>] {
  const changed = vary(base);
  const said = cache.get(vary) ?? [changed, statements(changed, say)];
  cache.set(vary, said);
  return said;
}

function setOf(places: readonly Place[]): string {
  return [...new Set(places)].sort().join("; ");
}

/** Whether an input lies within a place, or holds it: a list that gets shorter moves what is in it. */
function isAbout(place: Place, input: Place): boolean {
  return contains(place, input) || contains(input, place);
}

function thin(population: Population): Population {
  return population.kind === "histograms"
    ? population
    : { ...population, people: population.people.filter((_, i) => i % EVERY === 0) };
}

/** What an assessment says, with what each sentence rests on; undefined when the inputs are refused. */
function statements(inputs: Inputs, say: typeof saidInReport): ReadonlyMap<string, readonly Place[]> | undefined {
  try {
    if (findContradiction(inputs.deployment) !== undefined) return undefined;
    const { groupBy } = inputs.deployment.population;
    const population = inputs.population && { ...inputs.population, groupBy };
    const model = generateDpia({ ...inputs, population, hashes: stateHashes(inputs) });
    return new Map(say(model).map((each) => [`[${each.tag}] ${wordsOf(each)}`, each.places]));
  } catch (error) {
    if (error instanceof DeploymentError) return undefined;
    throw error;
  }
}

/** Risks are the findings once more, in the parts that the CNIL's form has. */
function saidInReport(model: DpiaModel): readonly (Sentence | Row)[] {
  return statementsOf({ ...buildReport(model, "en"), risks: [] });
}

function keysOfMeasures(inputs: Inputs): readonly string[] {
  const model = generateDpia({ ...inputs, hashes: stateHashes(inputs) });
  return buildReport(model, "en").measures.map(({ sentence: each }) => `[${each.tag}] ${wordsOf(each)}`);
}

function inputsOf(base: Inputs): readonly Input[] {
  return [...answersOf(base.deployment), ...signalsOf(base), ...rulesOf(base), ...filesOf(base)];
}

// ---- answers of the descriptor ----

const EXTRA: readonly (readonly [path: string, values: readonly unknown[]])[] = [
  ["hashesPerSecond", [1e3]],
  ["issuerKeys", [1, 9]],
  [
    "office",
    [
      undefined,
      {
        party: "registry",
        reads: [{ source: "sql", credential: "resident@1", claims: ["birthDate"], identity: ["birthDate"] }],
        holds: [{ item: "credential", form: "sealed", seconds: 600 }],
        publishes: [],
      },
    ],
  ],
  ["enrolment", [undefined, { authority: "An authority", note: "with a note" }]],
  ["legalBasis", [undefined, { article: "6(1)(c)", text: "A provision" }]],
  ["specialCategories", [undefined, ...["disabled", "birthDate"].map((claim) => [{ claim, category: "health" }])]],
  ["standards", [undefined, ["A standard"]]],
  ["transfers", [undefined, [{ to: "A place", what: "a thing" }]]],
  ["security", [undefined, [{ title: "A measure", text: "what is done" }]]],
  [
    "evidence",
    ["witness", "counts", "linkability", "observation"].map((what) => [
      { what, date: "2026-11-01", commit: "abcdef0", result: "passed" },
    ]),
  ],
  ...["information", "consent", "access", "rectification", "erasure", "restriction", "accuracy"].map(
    (right) => [`rights.${right}`, [undefined, "An answer"]] as const,
  ),
  ...["vulnerabilities", "changes", "algorithmFailure", "trust"].map(
    (part) => [`governance.${part}`, [undefined, "An answer"]] as const,
  ),
  ["governance.mandatedByLaw", [undefined, true, false]],
  ...["effect", "humanReview", "paperRoute", "lostPhone", "coercion"].map(
    (part) => [`decision.${part}`, [undefined, "An answer"]] as const,
  ),
  ...["platform", "artifacts", "lists", "cookies", "logs", "payment", "smallIssuers"].map(
    (part) => [`surroundings.${part}`, [undefined, "An answer"]] as const,
  ),
  ["dataSubjects.vulnerable", [undefined, "Somebody"]],
  ["dataSubjects.consulted", [undefined, "A council"]],
  ["dataSubjects.children", [undefined, true, false]],
  ["population.minimumGroup", [1, 3, 900]],
  ["population.inferenceLimit", [0, 0.3, 0.9, 1]],
  [
    "population.published",
    [
      { suppressBelow: 1000, roundTo: 1000 },
      { suppressBelow: 5, roundTo: 100 },
    ],
  ],
  ["population.uptakePerDay", [undefined, 1, 100_000]],
  ["population.groupBy", [undefined, "student"]],
  ["population.note", [undefined]],
  ["channels.caseNumber", [true, false]],
  ["channels.roots", [undefined, "copy", "statement"]],
  ["records.openings", [undefined, "single", "bundle"]],
  [
    "records",
    [
      {
        title: "Records",
        fields: [{ name: "field", bits: 9, personal: true }],
        saltBits: 8,
        saltPerRecord: false,
        anchoredOn: "A log",
      },
    ],
  ],
  ["date", ["2020-02-29", "1850-01-01", "2100-01-01"]],
  [
    "chain",
    [
      "none",
      {
        id: "eip155:1",
        contract: "0x00000000000000000000000000000000000c1a1d",
        gasPaidBy: "holder",
        payee: "reused",
        why: "A reason",
      },
    ],
  ],
];

/** Answers that stores would belie are changed with the stores; either place may name the change. */
function togetherOf({ stores, parties, office }: WrittenDescriptor): readonly Input[] {
  const without = (what: string) => stores.map((store) => ({ ...store, holds: store.holds.filter((x) => x !== what) }));
  const withMore = (what: never) => stores.map((store) => ({ ...store, holds: [...store.holds, what] }));
  const both = (place: Place, value: unknown, changed: unknown): Input => ({
    place,
    and: ["stores[*].holds"],
    variants: [
      (base) => ({
        ...base,
        deployment: { ...(setIn(base.deployment, place, value) as WrittenDescriptor), stores: changed as never },
      }),
    ],
  });
  const withoutPart = (place: Place, value: unknown, does: readonly string[], held: readonly string[]): Input => ({
    place,
    and: ["parties[*].does", "stores[*].holds"],
    variants: [
      (base) => ({
        ...base,
        deployment: {
          ...(setIn(base.deployment, place, value) as WrittenDescriptor),
          parties: parties.map((each) => ({ ...each, does: each.does.filter((x) => !does.includes(x)) })) as never,
          stores: stores.map((each) => ({ ...each, holds: each.holds.filter((x) => !held.includes(x)) })) as never,
        },
      }),
    ],
  });
  return [
    both("channels.times", "dropped", without("time")),
    both("channels.networkAddress", "kept", withMore("network-address" as never)),
    both("channels.networkAddress", "dropped", without("network-address")),
    both("channels.caseNumber", true, withMore("case-number" as never)),
    ...(office === undefined ? [] : [withOtherOffice(parties), WITHOUT_OFFICE]),
    withoutPart("chain", "none", ["relayer", "rpc"], ["payee"]),
    withoutPart("records", undefined, ["anchor"], ["record", "commitment"]),
  ];
}

/** Names of claims that only the office reads go with it. */
const WITHOUT_OFFICE: Input = {
  place: "office",
  and: ["claims"],
  variants: [(base) => ({ ...base, deployment: { ...base.deployment, office: undefined, claims: undefined } })],
};

/** Another party runs the office, and so issues. */
function withOtherOffice(parties: WrittenDescriptor["parties"]): Input {
  return {
    place: "office.party",
    and: ["parties[*].does"],
    variants: parties.map(({ id }) => (base) => ({
      ...base,
      deployment: {
        ...(setIn(base.deployment, "office.party", id) as WrittenDescriptor),
        parties: parties.map((each) =>
          each.id === id ? { ...each, does: [...new Set([...each.does, "issuer" as const])] } : each,
        ),
      },
    })),
  };
}

const CHOICES: Readonly<Record<string, readonly unknown[]>> = {
  role: ROLES,
  country: ["US", "AT", "DE", undefined],
  contact: ["somebody@example", undefined],
  note: ["A note", undefined],
  storeTitle: ["A title", undefined],
  because: ["A reason", undefined],
  erasure: ["A way", undefined],
  rectification: ["A way", undefined],
  period: ["month", "quarter", "year", "once", "days"],
  gasPaidBy: ["holder", "relayer"],
  payee: ["one-time", "reused", "pooled"],
  why: ["A reason", undefined],
  networkAddress: ["dropped", "kept"],
  statusLists: ["whole", "single"],
  times: ["exact", "day", "dropped"],
  basis: ["A basis", undefined],
  safeguard: ["A safeguard", undefined],
  claim: ["student", "disabled"],
  item: OFFICE_ITEMS,
  form: OFFICE_FORMS,
  source: OFFICE_SOURCES,
  seconds: [0, 61, 90_000, "permanent"],
};

/** Names of files, and names that only other entries of the file use. */
const NO_INPUT =
  /^(civicproof|chain|chain\.id|chain\.contract|date|evidence.*|\$schema|name|languages.*|policy|schema|alsoAsked.*|population\.(people|mapping)|.*\.id)$/;

function answersOf(deployment: WrittenDescriptor): readonly Input[] {
  const set = (path: string, value: unknown) => (base: Inputs) => ({
    ...base,
    deployment: setIn(base.deployment, path, value) as WrittenDescriptor,
  });
  const leaves = leavesOf(deployment, "").filter(([path]) => !NO_INPUT.test(path));
  const optional = EXTRA.filter(([path]) => !path.startsWith("records.") || deployment.records !== undefined);
  const people = deployment.parties.flatMap((_, i) =>
    ["contact", "note", "country"].map((part): Input => {
      const place = `parties[${i}].${part}`;
      return { place, variants: CHOICES[part]!.map((v) => set(place, v)) };
    }),
  );
  return [
    ...people,
    ...deployment.stores.flatMap((_, i) =>
      ["title", "erasure", "retention"].map((part): Input => {
        const place = `stores[${i}].${part}`;
        const terms = ["permanent", { days: 3 }, { days: 3, because: "A reason" }];
        return {
          place,
          variants: (part === "retention" ? terms : CHOICES[part === "title" ? "storeTitle" : part]!).map((v) =>
            set(place, v),
          ),
        };
      }),
    ),
    ...togetherOf(deployment),
    ...leaves.map(([path, value]) => ({
      place: path,
      variants: valuesOf(path, value, deployment).map((v) => set(path, v)),
    })),
    ...optional.map(([path, values]) => ({ place: path, variants: values.map((v) => set(path, v)) })),
  ];
}

function valuesOf(path: string, value: unknown, { parties }: WrittenDescriptor): readonly unknown[] {
  if (/^parties\[\d+\]\.does$/.test(path)) return oneMoreOrLess(value as string[], FUNCTIONS);
  if (/^stores\[\d+\]\.holds$/.test(path)) return oneMoreOrLess(value as string[], STORED);
  if (/^stores\[\d+\]\.party$/.test(path)) return parties.map(({ id }) => id);
  if (/^records\.fields\[\d+\]\.bits$/.test(path)) return [0, 200];
  if (/^stores\[\d+\]\.title$/.test(path)) return ["A title", undefined];
  if (/^office\.publishes\[\d+\]$/.test(path)) return OFFICE_FILES;
  if (path === "records.saltBits") return [0, 8, 256];
  const key = path.split(".").at(-1)!;
  if (Object.hasOwn(CHOICES, key) && !(key === "contract")) return CHOICES[key]!;
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [1, value * 3 + 1];
  return path === "title" ? ["Another title"] : [`${String(value)} and more`];
}

function oneMoreOrLess(list: readonly string[], all: readonly string[]): readonly (readonly string[])[] {
  return all.map((each) => (list.includes(each) ? list.filter((x) => x !== each) : [...list, each]));
}

type Leaf = readonly [path: string, value: unknown];

function leavesOf(value: unknown, path: string): readonly Leaf[] {
  if (Array.isArray(value)) {
    if (/\]\.(does|holds)$/.test(path)) return [[path, value]];
    return value.flatMap((each, i) => leavesOf(each, `${path}[${i}]`));
  }
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, each]) => leavesOf(each, path === "" ? key : `${path}.${key}`));
}

const stepsOf = (path: string): string[] => path.replaceAll(/\[(\d+)\]/g, ".$1").split(".");

function setIn(value: unknown, path: string, leaf: unknown): unknown {
  const set = (at: unknown, [step, ...rest]: readonly string[]): unknown => {
    if (step === undefined) return leaf;
    if (Array.isArray(at)) return at.map((each, i) => (i === Number(step) ? set(each, rest) : each));
    const entries = { ...(at as Record<string, unknown>) };
    const next = set(entries[step], rest);
    if (next === undefined) delete entries[step];
    else entries[step] = next;
    return entries;
  };
  return set(value, stepsOf(path));
}

// ---- what runs ----

function signalsOf({ annotations }: Inputs): readonly Input[] {
  return (["publicSignals", "privateInputs"] as const).flatMap((kind) =>
    Object.keys(annotations![kind]).map((name): Input => {
      const change = (part: object) => (base: Inputs) => {
        const all = base.annotations![kind] as Readonly<Record<string, object>>;
        const changed = { ...base.annotations!, [kind]: { ...all, [name]: { ...all[name], ...part } } };
        return { ...base, annotations: changed as CircuitAnnotations };
      };
      const depends = [
        ["statusIndex"],
        ["validity"],
        ["signature"],
        ["issuer"],
        ["claims", "today"],
        ["holderSecret", "scope"],
        ["session"],
        ["salt"],
      ];
      const others = [{ class: "root" }, { source: "chain" }, { lifetime: "a day" }, { meaning: "something else" }];
      return {
        place: `circuits/signals.json: ${name}`,
        variants: [...depends.map((each) => change({ depends: each })), ...others.map(change)],
      };
    }),
  );
}

/** Rules of other shapes, with other claims, with one value for everybody. */
const OTHER_RULES: readonly Expression[] = [
  { claim: "birthDate", yearsAgo: { ">=": 65 } },
  { claim: "disabled", "=": true },
  { claim: "annualIncome", "<=": 1 },
  {
    allOf: [
      { claim: "residentSince", daysAgo: { ">=": 900 } },
      { claim: "student", "=": false },
    ],
  },
  {
    allOf: [
      { claim: "district", in: ["90101"] },
      { claim: "birthDate", yearsAgo: { ">=": 3 } },
    ],
  },
  {
    anyOf: [
      {
        allOf: [
          { claim: "birthDate", yearsAgo: { "<": 30 } },
          { claim: "student", "=": true },
        ],
      },
      {
        allOf: [
          { claim: "householdSize", ">=": 3 },
          { claim: "annualIncome", "<=": 3_000_000 },
        ],
      },
      { claim: "disabled", "=": true },
    ],
  },
];

function rulesOf({ policy: { policy, schema } }: Inputs): readonly Input[] {
  const compiled = (part: Partial<Policy>) => (base: Inputs) => {
    const other: CompiledPolicy = compilePolicy({ ...policy, ...part }, schema);
    const annotations = {
      publicSignals: publicSignalAnnotations(other.circuit),
      privateInputs: privateInputAnnotations(other.circuit),
    };
    return { ...base, policy: other, annotations };
  };
  return [
    { place: "policy: require", variants: OTHER_RULES.map((require) => compiled({ require })) },
    { place: "policy: maxClaims", variants: [compiled({ maxClaims: 3 })] },
    { place: "policy: title", variants: [compiled({ title: "Another title" })] },
    ...["month", "quarter", "days:14", "once"].map(
      (kind): Input => ({
        place: "policy: grid",
        and: ["scopes[0].period"],
        variants: [
          (base) => ({
            ...compiled({ grid: `${kind}/2026-01-01/0` })(base),
            deployment: setIn(base.deployment, "scopes[0].period", kind.split(":")[0]) as WrittenDescriptor,
          }),
        ],
      }),
    ),
    {
      place: "policy: programme",
      and: ["scopes[0].programme"],
      variants: [
        (base) => ({
          ...compiled({ programme: "another" })(base),
          deployment: setIn(base.deployment, "scopes[0].programme", "another") as WrittenDescriptor,
        }),
      ],
    },
    { place: "policy: version", variants: [compiled({ version: policy.version + 1 })] },
  ];
}

function filesOf({ population, alsoAsked = [], policy }: Inputs): readonly Input[] {
  const entry = (change: (circuit: never) => object) => (base: Inputs) => {
    const { circuits } = base.manifest;
    const circuit = circuits[policy.circuit]!;
    const changed = { ...circuit, ...change(circuit as never) };
    return { ...base, manifest: { ...base.manifest, circuits: { ...circuits, [policy.circuit]: changed } } } as Inputs;
  };
  const ceremony = { name: "A ceremony", id: "1".repeat(64), transcriptSha256: "2".repeat(64), beacon: "lots" };
  const contributions = [{ kind: "contribution", transcript: "0".repeat(128) }];
  const people = (change: (people: readonly Record<string, unknown>[]) => unknown) => (base: Inputs) =>
    ({
      ...base,
      population: { ...population, people: change((population as never as { people: never[] }).people) },
    }) as Inputs;
  const same = compilePolicy({ ...policy.policy, name: "another-of-this", require: OTHER_RULES[0]! }, policy.schema);
  const apart = compilePolicy({ ...policy.policy, name: "another-apart", programme: "apart" }, policy.schema);
  return [
    {
      place: "artifacts/manifest.json: setup",
      variants: [
        entry(() => ({ setup: { kind: "ceremony", contributions } })),
        entry(() => ({ setup: { kind: "ceremony", contributions, ceremony } })),
      ],
    },
    {
      place: "artifacts/manifest.json",
      variants: ["r1cs", "zkey", "vkey"]
        .map((file) =>
          entry(({ files }: { files: Record<string, object> }) => ({
            files: { ...files, [file]: { ...files[file], sha256: "0".repeat(64) } },
          })),
        )
        .concat(entry(() => ({ sourceSha256: "1".repeat(64) }))),
    },
    {
      place: "population.people",
      variants: [
        (base) => ({ ...base, population: undefined }),
        people((all) => all.filter((_, i) => i % 3 === 0)),
        people((all) => [...all, ...all, ...all]),
        people((all) => all.map((each) => ({ ...each, disabled: false, student: false, annualIncome: 1 }))),
        people((all) => all.map((each) => ({ ...each, disabled: true, student: true, birthDate: "2015-01-01" }))),
        people((all) => all.map((each) => ({ ...each, birthDate: "1950-01-01", householdSize: 2 }))),
      ],
    },
    {
      place: "alsoAsked",
      variants: [[same], [apart], []].map((others) => (base: Inputs) => ({
        ...base,
        alsoAsked: [...others, ...(others.length > 1 ? alsoAsked : [])],
      })),
    },
  ];
}
