/** Step 2: the public signals, and the inputs that stay hidden. */
import { type SignalAnnotation, type SignalSource, uniquenessOf } from "../../../statement/circuit/annotations.ts";
import { type Context, derived, SIGNALS, table } from "../context.ts";
import type { Block, Table } from "../report.ts";
import { row } from "../sentence.ts";

export function signalsBlocks(context: Context): readonly Block[] {
  const { model, m, n } = context;
  const signals = Object.entries(model.publicSignals);
  const present = new Set<SignalSource>(signals.flatMap(([, { depends }]) => depends));
  const sources = Object.values(model.privateInputs).flatMap(({ depends }) => depends);
  const isPersonal = (source: SignalSource): boolean => ["holder", "group"].includes(uniquenessOf(source));
  const absent = [...new Set(sources)].filter((source) => isPersonal(source) && !present.has(source));
  const personal = signals.filter(([, { depends }]) => depends.some(isPersonal)).map(([name]) => name);
  return [
    derived(m.s.signalsCount(n(signals.length)), SIGNALS),
    derived(m.s.independent(m.or(absent.map((source) => m.sources[source] ?? source))), SIGNALS),
    derived(m.s.personal(m.list(personal)), SIGNALS),
    derived(m.s.testWitness, "test/unit/statement/circuit/annotations.test.ts"),
    annotationTable(context, m.captions.signals, signals, true),
  ];
}

export function hiddenBlocks(context: Context): readonly Block[] {
  const { model, m, n } = context;
  const inputs = Object.entries(model.privateInputs);
  return [
    derived(m.s.hiddenCount(n(inputs.length)), SIGNALS),
    annotationTable(context, m.captions.hidden, inputs, false),
  ];
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
        "derived",
        [
          name,
          term(note.class),
          term(note.source),
          note.depends.join(", "),
          ...(withLifetime ? [term(note.lifetime ?? "–")] : []),
          term(note.meaning),
        ],
        `${SIGNALS}: ${name}`,
      ),
    ),
  );
}
