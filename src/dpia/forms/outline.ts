/**
 * From the outline of an official form to its parts: every row and choice of the outline is there, whether or not the
 * model has something to say. Outlines are data; their words are English and are looked up in the catalogue.
 */
import type { Fill } from "./fill.ts";
import {
  type Answer,
  boxes,
  type FormBlock,
  type FormCell,
  type FormContext,
  type FormPart,
  type Grid,
  toFill,
} from "./form.ts";

/** A part as the form has it. */
export interface OutlinePart {
  readonly id: string;
  readonly title: string;
  /** Paragraph of the explainer. */
  readonly p?: string;
  /** Prescribed rows, or in words how many there are. */
  readonly rows?: readonly string[] | string;
  readonly columns?: readonly string[];
  readonly choices?: Readonly<Record<string, readonly string[]>>;
}

/** What an outline is read with. */
export interface Outline {
  /** How places of this form are named in a source. */
  readonly name: string;
  /** Of a column `Status`. */
  readonly statuses?: readonly string[];
}

/** Groups of choices that stand in the cells of a column under another name. */
const COLUMN_OF: Readonly<Record<string, string>> = { "asset types": "Means and assets" };
const NUMBER = "#";
/** A title that ends with its choices, such as `Transfer to a third country (no / yes)`. */
const WITH_CHOICES = /^(.*?)(?: \(([^()]+ \/ [^()]+)\)|: ([^:]+ \/ [^:]+))$/;

/** One part, with what the model says to it. */
export function partOf(context: FormContext, outline: Outline, part: OutlinePart, fill: Fill): FormPart {
  return { id: part.id, title: context.f.template(part.title), blocks: blocksOf(context, outline, part, fill) };
}

function blocksOf(context: FormContext, outline: Outline, part: OutlinePart, fill: Fill): readonly FormBlock[] {
  const { said = [], figures = [], boxes: ticked = {} } = fill;
  const grid = gridOf(context, outline, part, fill);
  const groups = Object.entries(part.choices ?? {}).filter(([group]) => columnOf(part, group) === undefined);
  const isEmpty = said.length === 0 && grid === undefined && groups.length === 0;
  return [
    ...(isEmpty ? [{ kind: "text" as const, said: toFill(context, placeOf(outline, part)).said }] : []),
    ...(said.length === 0 ? [] : [{ kind: "text" as const, said }]),
    ...figures,
    ...(grid === undefined ? [] : [grid]),
    ...groups.map(([group, options]): Grid => {
      const known = ticked[group] ?? {};
      return {
        kind: "grid",
        caption: context.f.template(group),
        columns: [context.f.choice],
        rows: options.map((option) => {
          const { mark, said: why } = known[option] ?? {
            mark: "open" as const,
            said: toFill(context, placeOf(outline, part)).said,
          };
          return [{ options: [{ label: context.f.template(option), mark }], said: why }];
        }),
      };
    }),
  ];
}

/** The table of a part: the template's own rows, then those that the model counts. */
function gridOf(context: FormContext, outline: Outline, part: OutlinePart, fill: Fill): Grid | undefined {
  const { f } = context;
  const prescribed = typeof part.rows === "string" ? [] : (part.rows ?? []);
  const columns = part.columns ?? (prescribed.length > 0 ? [f.item, f.answer] : undefined);
  if (columns === undefined) return undefined;
  const isNumbered = columns[0] === NUMBER;
  const answerColumns = columns.slice(isNumbered || prescribed.length > 0 ? 1 : 0);
  const complete = (answers: readonly Answer[]): readonly FormCell[] =>
    answerColumns.map((column, i) =>
      withOptions(context, outline, part, column, answers[i] ?? toFill(context, placeOf(outline, part))),
    );
  const own = prescribed.map((name): readonly FormCell[] => {
    const [, title = name, ...choices] = WITH_CHOICES.exec(name) ?? [];
    const answers = (fill.named?.[name] ?? []).map((answer) => answer);
    const cells = complete(answers);
    const listed = choices.find((each) => each !== undefined)?.split(" / ");
    if (listed === undefined) return [{ label: f.template(name) }, ...cells];
    const [first, ...rest] = cells as readonly Answer[];
    const options = first!.options.length > 0 ? first!.options : boxes(listed.map((each) => f.template(each)));
    return [{ label: f.template(title) }, { ...first!, options }, ...rest];
  });
  const { rows = [] } = fill;
  const counted = rows.length === 0 && prescribed.length === 0 ? [[]] : rows;
  return {
    kind: "grid",
    caption: "",
    columns: columns.map((column) =>
      column === NUMBER ? column : f.template(WITH_CHOICES.exec(column)?.[1] ?? column),
    ),
    rows: [
      ...own,
      ...counted.map((answers, i) => [
        ...(isNumbered
          ? [{ label: fill.numbers?.[i] ?? `${fill.letter ?? ""}${i + 1}` }]
          : prescribed.length > 0
            ? [{ label: "" }]
            : []),
        ...complete(answers),
      ]),
    ],
  };
}

/** Cells of a column with choices have all of them, ticked or not. */
function withOptions(
  context: FormContext,
  { statuses = [] }: Outline,
  part: OutlinePart,
  column: string,
  answer: Answer,
): Answer {
  if (answer.options.length > 0) return answer;
  const group = Object.entries(part.choices ?? {}).find(([name]) => columnOf(part, name) === column);
  const named = WITH_CHOICES.exec(column);
  const options = group?.[1] ?? (column === "Status" ? statuses : (named?.[2] ?? named?.[3])?.split(" / ")) ?? [];
  return options.length === 0 ? answer : { ...answer, options: boxes(options.map((each) => context.f.template(each))) };
}

function columnOf({ columns = [] }: OutlinePart, group: string): string | undefined {
  const column = COLUMN_OF[group] ?? group;
  return columns.includes(column) ? column : undefined;
}

function placeOf({ name }: Outline, { id }: OutlinePart): string {
  return `${name} ${id}`;
}
