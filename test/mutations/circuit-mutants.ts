/**
 * Mutants of a circuit: each `===` deleted, each range check removed and widened by a bit, each check that is a component
 * of its own deleted, and each `<==` turned into `<--`, which leaves the value and drops the constraint.
 */
import { findCalls, readTemplates, type TemplateSource } from "../circuits/circom-source.ts";
import { type Mutant, mutate, numberTwins } from "./mutant.ts";

export function circuitMutants(file: string, source: string): Mutant[] {
  const mutants = readTemplates(source).flatMap((template) =>
    template.statements.flatMap(({ text, start, end, loops }) => {
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
      if (findCalls(text, () => true).some(({ inputs }) => inputs !== undefined)) {
        // A signal can't be declared in a loop.
        if (loops.length === 0)
          for (const replacement of callsToHints(text, template)) whole("<== to <--", replacement);
        return found;
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

/**
 * `x <== T()(y)` with a hint in place of each target: circom has no `x <-- T()(y)`, so the call goes to signals of its own
 * and the target takes its value from there.
 */
function callsToHints(text: string, { signals }: TemplateSource): string[] {
  const match =
    /^(signal\s+(?:(?:input|output)\s+)?(?:\{\w+\}\s*)?)?(\(?)([\w\s,]+?)((?:\[.*?\])*)\s*(\)?)\s*<==(.*)$/s.exec(text);
  if (match === null) return [];
  const [, declaration, , list, , , call] = match;
  const targets = list!.split(",").map((name) => name.trim());
  const brackets = (name: string) =>
    signals
      .get(name)!
      .dimensions.map((size) => `[${size}]`)
      .join("");
  const tagged = (name: string) => (signals.get(name)!.tag === undefined ? "" : `{${signals.get(name)!.tag}} `);
  const before = [
    ...targets.map((name) => `signal ${tagged(name)}own_${name}${brackets(name)};`),
    `${targets.length === 1 ? `own_${targets[0]}` : `(${targets.map((name) => `own_${name}`).join(", ")})`} <==${call};`,
    ...(declaration === undefined ? [] : [`${declaration}${targets[0]}${brackets(targets[0]!)};`]),
  ];
  return targets.map((hint) =>
    [
      ...before,
      ...targets.map((name) => {
        const bits = signals.get(name)!.tag === "maxbit" ? `${name}.maxbit = own_${name}.maxbit; ` : "";
        return `${bits}${name} ${name === hint ? "<--" : "<=="} own_${name};`;
      }),
    ].join(" "),
  );
}
