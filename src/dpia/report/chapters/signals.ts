/** Step 2: the public signals, and the inputs that stay hidden. */
import {
  privateInputAnnotations,
  type SignalAnnotation,
  type SignalSource,
  uniquenessOf,
} from "../../../statement/circuit/annotations.ts";
import { CREDENTIAL_CIRCUITS } from "../../../statement/circuit/signals.ts";
import { RULE, SIGNALS } from "../../places.ts";
import { type Context, open, table } from "../context.ts";
import type { Block, Table } from "../report.ts";
import { row, sentence } from "../sentence.ts";

export function signalsBlocks(context: Context): readonly Block[] {
  const { model, m, n } = context;
  const signals = Object.entries(model.publicSignals);
  const present = new Set<SignalSource>(signals.flatMap(([, { depends }]) => depends));
  const sources = Object.values(model.privateInputs).flatMap(({ depends }) => depends);
  const isPersonal = (source: SignalSource): boolean => ["holder", "group"].includes(uniquenessOf(source));
  const absent = [...new Set(sources)].filter((source) => isPersonal(source) && !present.has(source));
  const personal = signals.filter(([, { depends }]) => depends.some(isPersonal)).map(([name]) => name);
  const runs = model.deployment.evidence ?? [];
  const run = runs.findIndex(({ what }) => what === "witness");
  return [
    sentence(m.s.signalsCount(n(signals.length)), ["docs/protocol.md P-18"], {
      answers: ["cnil:121", "cnil:213"],
    }),
    sentence(m.s.independent(m.or(absent.map((source) => m.sources[source]))), [SIGNALS]),
    sentence(m.s.personal(m.list(personal)), [SIGNALS]),
    run < 0
      ? open(m.s.witnessOpen, ["evidence"])
      : sentence(m.s.evidence(m.evidence.witness, runs[run]!), [`evidence[${run}]`], { answers: ["cnil:213"] }),
    annotationTable(context, m.captions.signals, signals, true),
  ];
}

export function hiddenBlocks(context: Context): readonly Block[] {
  const { model, m, n } = context;
  const inputs = Object.entries(model.privateInputs);
  return [
    sentence(m.s.hiddenCount(n(inputs.length)), ["policy: require"]),
    annotationTable(context, m.captions.hidden, inputs, false),
  ];
}

/** Whether circuits of every shape have an input, so that the rule does not decide on it. */
function isInEveryCircuit(name: string): boolean {
  return CREDENTIAL_CIRCUITS.every((circuit) => Object.hasOwn(privateInputAnnotations(circuit), name));
}

function annotationTable(
  { m }: Context,
  caption: string,
  entries: readonly (readonly [string, SignalAnnotation])[],
  withLifetime: boolean,
): Table {
  const { signal, klass, fixedBy, depends, lifetime, meaning } = m.headers;
  const term = (word: string): string => m.terms[word] ?? word;
  return table(
    caption,
    [signal, klass, fixedBy, depends, ...(withLifetime ? [lifetime] : []), meaning],
    entries.map(([name, note]) =>
      row(
        [
          name,
          term(note.class),
          term(note.source),
          note.depends.map((source) => m.sources[source]).join(", "),
          ...(withLifetime ? [term(note.lifetime ?? "–")] : []),
          term(note.meaning),
        ],
        [`${SIGNALS}: ${name}`, ...(withLifetime || isInEveryCircuit(name) ? [] : [RULE])],
        { answers: ["cnil:121"] },
      ),
    ),
  );
}
