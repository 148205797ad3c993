/** The form of circuits/signals.json: names, order, shapes, and what each signal says about a person. */

import * as v from "valibot";
import { refusal } from "../../core/errors.ts";
import { pure } from "../../core/pure.ts";

/** What kind of thing a signal is. */
export const SIGNAL_CLASSES = [
  "constant",
  "parameter",
  "session",
  "pseudonym",
  "root",
  "predicate",
  "attribute",
  "secret",
] as const;
export type SignalClass = (typeof SIGNAL_CLASSES)[number];

/** Who a value of a source belongs to. */
export const UNIQUENESS = ["holder", "group", "session", "nobody"] as const;

const count = /* @__PURE__ */ pure(() => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(64)));
const identifier = /* @__PURE__ */ pure(() => v.pipe(v.string(), v.regex(/^[a-z][A-Za-z0-9]*$/)));
const parties = /* @__PURE__ */ pure(() =>
  v.picklist(["holder", "issuer", "verifier", "registry", "session", "chain"]),
);
const annotationEntries = /* @__PURE__ */ pure(() => ({
  class: v.picklist(SIGNAL_CLASSES),
  source: parties,
  /** Names of `sources`. What is not listed plays no part: a test checks it on real witnesses. */
  depends: v.array(identifier),
  meaning: v.string(),
}));
const privateInput = /* @__PURE__ */ pure(() =>
  v.strictObject({
    name: identifier,
    ...annotationEntries,
    /** Only circuits that have such slots have the input. */
    onlyWith: v.optional(v.literal("setSlots")),
  }),
);

const publicSignal = /* @__PURE__ */ pure(() =>
  v.strictObject({
    name: identifier,
    direction: v.picklist(["output", "input"]),
    fixedBy: v.picklist(["holder", "verifier", "registry", "session"]),
    ...annotationEntries,
    /** How long one person's value stays the same. */
    lifetime: v.string(),
  }),
);

const signalsShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    publicSignals: v.array(publicSignal),
    privateInputs: v.array(privateInput),
    sources: v.record(identifier, v.strictObject({ uniqueTo: v.picklist(UNIQUENESS), meaning: v.string() })),
    circuits: v.record(
      identifier,
      v.strictObject({
        rangeSlots: count,
        setSlots: count,
        clauses: count,
        /** What the policy is proven over. */
        proves: v.optional(v.picklist(["credential", "record", "enrolment"]), "credential"),
        /** Where a public signal of this circuit means something else. */
        signals: v.optional(
          v.record(identifier, v.partial(v.strictObject({ ...annotationEntries, lifetime: v.string() }))),
        ),
        /** Public signals of this circuit alone; they come after the others. */
        moreSignals: v.optional(v.array(publicSignal)),
        /** Where the circuit has other private inputs. */
        privateInputs: v.optional(v.array(privateInput)),
        /** Private inputs that the circuit has besides. */
        moreInputs: v.optional(v.array(privateInput)),
      }),
    ),
  }),
);
export type SignalsFile = v.InferOutput<typeof signalsShape>;

/**
 * Reads circuits/signals.json.
 *
 * @throws CircuitCompileError naming the signal that lacks its annotation, or whatever else is wrong
 */
export function parseSignals(json: unknown): SignalsFile {
  const result = v.safeParse(signalsShape, json, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw refuse(describe(json, issue.path?.map(({ key }) => key as string | number) ?? []), issue.message);
  }
  const file = result.output;
  const names = file.publicSignals.map(({ name }) => name);
  checkOrder("publicSignals", file.publicSignals);
  for (const [circuit, { moreSignals = [] }] of Object.entries(file.circuits))
    checkOrder(`circuits.${circuit}.moreSignals`, [...file.publicSignals, ...moreSignals]);
  const annotated = [
    ...file.publicSignals,
    ...file.privateInputs,
    ...Object.values(file.circuits).flatMap(({ moreSignals = [], privateInputs = [], moreInputs = [] }) => [
      ...moreSignals,
      ...privateInputs,
      ...moreInputs,
    ]),
  ];
  for (const { name, depends } of annotated) {
    const unknown = depends.find((source) => !Object.hasOwn(file.sources, source));
    if (unknown !== undefined) throw refuse(`signal ${name}`, `depends on "${unknown}", which is no source`);
  }
  for (const [circuit, { signals = {} }] of Object.entries(file.circuits)) {
    const unknown = Object.keys(signals).find((name) => !names.includes(name));
    if (unknown !== undefined) throw refuse(`circuit ${circuit}`, `annotates "${unknown}", which is no public signal`);
  }
  return file;
}

/** circom puts outputs before inputs, whatever the order of declaration. */
function checkOrder(where: string, signals: SignalsFile["publicSignals"]): void {
  if (new Set(signals.map(({ name }) => name)).size !== signals.length) throw refuse(where, "each signal once");
  if (signals.some(({ direction }, i) => direction === "output" && signals[i - 1]?.direction === "input"))
    throw refuse(where, "outputs first, as circom puts them");
}

/** `public signal nullifier: depends`, so that the sentence names the signal and not its number. */
function describe(json: unknown, [list, index, ...rest]: readonly (string | number)[]): string {
  const found = (json as Record<string, Record<string, { name?: unknown }>> | null)?.[String(list)]?.[String(index)];
  const kind = { publicSignals: "public signal", privateInputs: "private input" }[String(list)];
  if (kind === undefined) return [list, index, ...rest].filter((part) => part !== undefined).join(".");
  return `${kind} ${String(found?.name ?? index)} has no proper annotation: ${rest.join(".")}`;
}

function refuse(where: string, what: string): CircuitCompileError {
  return new CircuitCompileError({
    path: "circuits/signals.json",
    message: `circuits/signals.json: ${where}: ${what}`,
  });
}

/**
 * A circuit does not compile, or does not fit circuits/signals.json.
 *
 * What to do: read the compiler's message and correct the circuit.
 */
export class CircuitCompileError extends /* @__PURE__ */ refusal(
  "CIRCUIT_INVALID",
  "CircuitCompileError",
  "The circuit does not compile",
) {}
