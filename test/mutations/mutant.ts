/** One change of one source file that its tests have to notice. */
export interface Mutant {
  /** Path from the project's directory. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The line where the change starts, without the spaces around it. */
  readonly text: string;
  /** Which of the file's lines with this text it is, from 1. */
  readonly occurrence: number;
  /** What is done there: `delete the constraint`. */
  readonly change: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** A mutant that no test can tell from the original, and why. */
export interface EquivalentMutant {
  readonly file: string;
  readonly text: string;
  /** Where not all lines with this text are meant: which one, from 1. */
  readonly occurrence?: number;
  readonly change: string;
  readonly reason: string;
}

/** Describes a change of a file's text. */
export function mutate(
  file: string,
  source: string,
  { start, end, replacement, change }: Pick<Mutant, "start" | "end" | "replacement" | "change">,
): Mutant {
  const before = source.slice(0, start);
  const lineStart = before.lastIndexOf("\n") + 1;
  const lineEnd = source.indexOf("\n", start);
  const text = source.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).trim();
  const linesBefore = before.split("\n").slice(0, -1);
  return {
    file,
    line: linesBefore.length + 1,
    text,
    occurrence: linesBefore.filter((line) => line.trim() === text).length + 1,
    change,
    start,
    end,
    replacement,
  };
}

/** The source with the change in it. */
export function applyMutant(source: string, { start, end, replacement }: Mutant): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

/** Tells changes of one kind in one line apart: the second is `…, 2nd in its line`. */
export function numberTwins(mutants: readonly Mutant[]): Mutant[] {
  const seen = new Map<string, number>();
  return mutants.map((mutant) => {
    const key = `${mutant.line} ${mutant.change}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? mutant : { ...mutant, change: `${mutant.change}, number ${count} in its line` };
  });
}

export function isEquivalent(mutant: Mutant, list: readonly EquivalentMutant[]): boolean {
  return list.some(
    ({ file, text, occurrence = mutant.occurrence, change }) =>
      file === mutant.file && text === mutant.text && occurrence === mutant.occurrence && change === mutant.change,
  );
}
