/**
 * Runs test files for the process that started it, one order after the other in one vitest, which transforms each
 * unchanged module once. Each test file still has a process of its own.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { createVitest, type TestModule, type TestSpecification, type TestSuite, type Vitest } from "vitest/node";
import { checkCircuit } from "./circuit-check.ts";
import type { Failure, TestReport } from "./verdict.ts";

/** Paths are from the project's directory. */
export interface TestOrder {
  /** In the order in which they run. */
  readonly files: readonly string[];
  /** Only tests whose full name, with spaces between its parts, matches. */
  readonly pattern?: string | undefined;
  /** Sources that are not as they were at the last order. */
  readonly changed: readonly string[];
  /** A circuit that the compiler has to accept first. */
  readonly circuit?: string | undefined;
  /** Runs on after a failure. */
  readonly all?: boolean | undefined;
}

// What the parent was started with (a loader for TypeScript) is not for the tests' processes.
process.execArgv = [];
let vitest: Vitest | undefined;
let changedBefore: readonly string[] = [];

async function run({ files, pattern, changed, circuit, all = false }: TestOrder): Promise<TestReport> {
  const complaint = circuit === undefined ? undefined : await checkCircuit(circuit);
  if (complaint !== undefined)
    return failed(circuit!, { name: "CircuitCompileError", message: `it does not compile: ${complaint}` });
  vitest ??= await createVitest("test", {
    config: "test/mutations/vitest.config.ts",
    watch: false,
    bail: 1,
    reporters: [{}],
  });
  // Also what was put back since.
  for (const file of [...changed, ...changedBefore]) vitest.invalidateFile(resolve(file));
  changedBefore = changed;
  const project = vitest.getRootProject();
  const failures: Failure[] = [];
  let passed = 0;
  for (const file of files) {
    if (!existsSync(file)) return failed(file, new Error(`ENOENT: there is no ${file}`));
    vitest.config.bail = all ? 0 : 1;
    project.config.bail = all ? 0 : 1;
    const filter = pattern === undefined ? {} : { testNamePattern: new RegExp(pattern) };
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications([
      project.createSpecification(resolve(file), filter) as TestSpecification,
    ]);
    const found = testModules.find(({ moduleId }) => moduleId === resolve(file));
    if (found === undefined) return failed(file, new Error("[vitest] ran nothing"));
    passed += [...found.children.allTests("passed")].length;
    failures.push(...failuresOf(file, found), ...unhandledErrors.map((error) => failureOf(file, file, error)));
    if (failures.length > 0 && !all) break;
  }
  return { passed, failures };
}

function failuresOf(file: string, module: TestModule): Failure[] {
  const firstOf = (suite: TestModule | TestSuite) => [...suite.children.allTests()][0]?.fullName;
  return [
    ...module.errors().map((error) => failureOf(file, file, error, firstOf(module))),
    ...[...module.children.allSuites()].flatMap((suite) =>
      suite.errors().map((error) => failureOf(file, suite.fullName, error, firstOf(suite))),
    ),
    ...[...module.children.allTests("failed")].flatMap((test) =>
      (test.result().errors ?? []).map((error) => failureOf(file, test.fullName, error, test.fullName)),
    ),
  ];
}

function failureOf(file: string, test: string, error: unknown, again?: string): Failure {
  const { name, message } = error as { readonly name?: unknown; readonly message?: unknown };
  const failure = { file, test, name: String(name ?? "Error"), message: String(message ?? error) };
  return again === undefined ? failure : { ...failure, again };
}

function failed(file: string, error: unknown): TestReport {
  return { passed: 0, failures: [failureOf(file, file, error)] };
}

process.on("disconnect", () => process.exit());
process.on("message", (order: TestOrder) => {
  run(order)
    .catch((error: unknown) => failed("vitest", new Error(`[vitest] ${String(error)}`)))
    .then((answer) => process.send!(answer));
});
