/** How verdicts are kept: by everything that they depend on, and so that no other run loses them. */
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tasksOf } from "./parts.ts";
import { Results } from "./results.ts";
import { keyOf, sourcesOfTask } from "./run.ts";
import type { Verdict } from "./verdict.ts";
import { PROJECT } from "./workspace.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "civicproof-results-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const KILLED: Verdict = { status: "killed", by: "test", seconds: 1 };
const SURVIVED: Verdict = { status: "survived", by: "test", seconds: 2 };

describe("verdicts", () => {
  test("of two runs at once are all kept, and the last one for a key counts", () => {
    const file = join(directory, "build/results.jsonl");
    const [one, other] = [new Results(file), new Results(file)];
    one.set("a", SURVIVED);
    other.set("b", KILLED);
    one.set("a", KILLED);
    other.set("c", SURVIVED);
    const read = new Results(file);
    expect(["a", "b", "c", "d"].map((key) => read.get(key)?.status)).toEqual([
      "killed",
      "killed",
      "survived",
      undefined,
    ]);
  });
  test("that were forgotten are not there in the next run", () => {
    const file = join(directory, "results.jsonl");
    const results = new Results(file);
    results.set("a", KILLED);
    results.set("a", undefined);
    expect(results.get("a")).toBeUndefined();
    expect(new Results(file).get("a")).toBeUndefined();
  });
  test("survive a run that was stopped while it wrote", () => {
    const file = join(directory, "results.jsonl");
    new Results(file).set("a", KILLED);
    appendFileSync(file, `\n{"key":"b","verdict":{"stat`);
    new Results(file).set("c", SURVIVED);
    const read = new Results(file);
    expect(["a", "b", "c"].map((key) => read.get(key)?.status)).toEqual(["killed", undefined, "survived"]);
  });
});

describe("a verdict is kept by", () => {
  const taskOf = (part: "circuits" | "verifier", file: string) =>
    tasksOf(part).find(({ mutant }) => mutant.file === file)!;

  test.each([
    ["circuits", "circuits/lib/status.circom", "circuits/lib/status.circom"],
    ["circuits", "circuits/lib/status.circom", "circuits/lib/tree_path.circom"],
    ["circuits", "circuits/lib/status.circom", "test/circuits/status.test.ts"],
    ["circuits", "circuits/lib/status.circom", "test/circuits/harness.ts"],
    ["circuits", "circuits/presentation.circom", "circuits/main/age.circom"],
    ["circuits", "circuits/presentation.circom", "circuits/signals.json"],
    ["verifier", "src/presentation/verification/verify.ts", "src/engine/groth16/equation.ts"],
    ["verifier", "src/presentation/verification/verify.ts", "artifacts/vkeys/age.json"],
    ["verifier", "src/presentation/verification/verify.ts", "test/vectors/presentation-age.json"],
    ["verifier", "src/engine/groth16/verify.ts", "test/mutations/verdict.ts"],
  ] as const)("%s: that of a mutant of %s by %s", (part, file, source) => {
    expect(sourcesOfTask(PROJECT, taskOf(part, file))).toContain(source);
  });
  test.each([
    ["circuits/lib/status.circom", "circuits/lib/range_slot.circom"],
    ["circuits/lib/status.circom", "circuits/main/age.circom"],
    ["circuits/lib/status.circom", "test/circuits/range_slot.test.ts"],
    ["circuits/lib/status.circom", "test/mutations/run.ts"],
  ])("circuits: that of a mutant of %s not by %s", (file, source) => {
    expect(sourcesOfTask(PROJECT, taskOf("circuits", file))).not.toContain(source);
  });
  test("the text of each of these, the mutant and its tests", () => {
    const task = taskOf("circuits", "circuits/lib/not_zero.circom");
    const files = sourcesOfTask(PROJECT, task);
    const copy = (name: string, changed?: string) => {
      for (const file of files) {
        const path = join(directory, name, file);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, readFileSync(join(PROJECT, file), "utf8") + (file === changed ? "\n" : ""));
      }
      return join(directory, name);
    };
    const same = copy("same");
    expect(keyOf(same, task)).toBe(keyOf(PROJECT, task));
    const changed = ["circuits/lib/not_zero.circom", "test/circuits/not_zero.test.ts", "test/mutations/verdict.ts"];
    const keys = [
      keyOf(same, task),
      ...changed.map((file, i) => keyOf(copy(`changed-${i}`, file), task)),
      keyOf(same, { ...task, tests: [] }),
      keyOf(same, { ...task, mutant: { ...task.mutant, replacement: "other" } }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
