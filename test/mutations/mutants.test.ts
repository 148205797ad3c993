/** What the makers of mutants change. */
import { describe, expect, test } from "vitest";
import { circuitMutants } from "./circuit-mutants.ts";
import equivalents from "./equivalent.json" with { type: "json" };
import { applyMutant, type EquivalentMutant, isEquivalent } from "./mutant.ts";
import { PARTS, tasksOf } from "./parts.ts";
import { solidityMutants } from "./solidity-mutants.ts";
import { typescriptMutants } from "./typescript-mutants.ts";

const changed = (mutants: typeof typescriptMutants, source: string) =>
  mutants("file", source).map((mutant) => [mutant.change, applyMutant(source, mutant)]);

test("each mutant that is listed as equivalent is made of the sources as they are now", () => {
  const mutants = PARTS.flatMap(tasksOf).map(({ mutant }) => mutant);
  const stale = (equivalents as EquivalentMutant[]).filter(
    (entry) => !mutants.some((one) => isEquivalent(one, [entry])),
  );
  expect(stale).toEqual([]);
});

describe("a module", () => {
  test("loses a check alone, and not the one after it", () => {
    expect(changed(typescriptMutants, "if (a) refuse(1);\nif (b) refuse(2);")).toEqual([
      ["delete the check", "if (a) {}\nif (b) refuse(2);"],
      ["delete the check", "if (a) refuse(1);\nif (b) {}"],
    ]);
    expect(changed(typescriptMutants, "if (a) refuse(1);\nelse if (b) refuse(2);")).toContainEqual([
      "delete the check",
      "if (a) {}\nelse if (b) refuse(2);",
    ]);
  });
  test("refuses never, all others, with one side of its condition, and with its bound moved", () => {
    expect(changed(typescriptMutants, "if (a < 1 || b) throw c;")).toEqual([
      ["never", "if (false) throw c;"],
      ["the other way round", "if (!(a < 1 || b)) throw c;"],
      ["without the right side of ||", "if (a < 1) throw c;"],
      ["without the left side of ||", "if (b) throw c;"],
      ["< to <=", "if (a <= 1 || b) throw c;"],
    ]);
  });
});

describe("a contract", () => {
  test("loses a check, a modifier and one side of a condition", () => {
    expect(changed(solidityMutants, "function f() public only { require(a && b, E()); }")).toEqual([
      ["without only", "function f() public  { require(a && b, E()); }"],
      ["delete the check", "function f() public only {  }"],
      ["without the left side of &&", "function f() public only { require( b, E()); }"],
      ["without the right side of &&", "function f() public only { require(a , E()); }"],
    ]);
  });
});

describe("a circuit", () => {
  test("loses a constraint, a range check, or the tie between a signal and its value", () => {
    const source = "template T() { signal input a; signal {maxbit} b <== RangeCheck(7)(a); b * a === 1; }";
    expect(changed(circuitMutants, source)).toEqual([
      [
        "remove the range check",
        source.replace(/signal \{maxbit\} b .*?;/, "signal {maxbit} b; b.maxbit = 7; b <== a;"),
      ],
      ["widen the range check by a bit", source.replace("(7)", "(7 + 1)")],
      [
        "<== to <--",
        source.replace(
          /signal \{maxbit\} b .*?;/,
          "signal {maxbit} own_b; own_b <== RangeCheck(7)(a); signal {maxbit} b; b.maxbit = own_b.maxbit; b <-- own_b;",
        ),
      ],
      ["delete the constraint", source.replace("b * a === 1;", "")],
    ]);
  });
});

test("of two lines with one text a reason may be for one alone", () => {
  const source = "if (a < 1) {}\nb;\nif (a < 1) {}\n";
  const [first, second] = solidityMutants("file", source).filter(({ change }) => change === "< to <=");
  const entry = { file: "file", text: first!.text, change: "< to <=", reason: "" };
  const isFor = (occurrence?: number) =>
    [first!, second!].map((mutant) => isEquivalent(mutant, [{ ...entry, ...(occurrence && { occurrence }) }]));
  expect(isFor()).toEqual([true, true]);
  expect(isFor(2)).toEqual([false, true]);
});
