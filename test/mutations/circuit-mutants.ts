/**
 * Mutants of a circuit: each `===` deleted, each range check removed and widened by a bit, each check that is a component
 * of its own deleted, and each `<==` turned into `<--`, which leaves the value and drops the constraint.
 */
import { findCalls, readTemplates } from "../circuits/circom-source.ts";
import { type Mutant, mutate, numberTwins } from "./mutant.ts";

export function circuitMutants(file: string, source: string): Mutant[] {
  const mutants = readTemplates(source).flatMap(({ statements }) =>
    statements.flatMap(({ text, start, end }) => {
      const found: Mutant[] = [];
      const whole = (change: string, replacement: string) => {
        // With its semicolon.
        found.push(mutate(file, source, { start, end: end + 1, replacement, change }));
      };
      if (text.includes("===")) whole("delete the constraint", "");
      if (/^[A-Z]\w*\s*\(/.test(text)) whole("delete the check", "");

      for (const call of findCalls(text, (name) => name === "RangeCheck")) {
        const bits = text.slice(call.parameters.start, call.parameters.end);
        const target = /^(\s*(?:signal\s+\{\w+\}\s*)?)(\w+)\s*<==\s*$/.exec(text.slice(0, call.start));
        if (target !== null && call.inputs !== undefined) {
          const [, declaration, name] = target;
          const value = text.slice(call.inputs.start, call.inputs.end);
          const declared = declaration!.trim() === "" ? "" : `${declaration}${name}; `;
          whole("remove the range check", `${declared}${name}.maxbit = ${bits}; ${name} <== ${value};`);
        }
        found.push(
          mutate(file, source, {
            start: start + call.parameters.start,
            end: start + call.parameters.end,
            replacement: `${bits} + 1`,
            change: "widen the range check by a bit",
          }),
        );
      }
      for (const match of text.matchAll(/<==/g)) {
        const at = start + match.index;
        found.push(mutate(file, source, { start: at, end: at + 3, replacement: "<--", change: "<== to <--" }));
      }
      return found;
    }),
  );
  return numberTwins(mutants);
}
