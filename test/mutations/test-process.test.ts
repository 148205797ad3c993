/** What the process that runs a mutant's tests says about them, and what is made of it. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tasksOf } from "./parts.ts";
import { contractVerdict, patternOf } from "./run.ts";
import { TestProcess } from "./test-process.ts";
import { judge } from "./verdict.ts";
import type { TestOrder } from "./vitest-process.ts";
import { Workspace } from "./workspace.ts";

const MODULE = "test/mutations/probe.ts";
const TESTS = ["one", "two"].map((name) => `test/mutations/probe-${name}.test.ts`);

let workspace: Workspace;
let process: TestProcess;
beforeAll(() => {
  workspace = Workspace.create();
  process = new TestProcess(workspace.directory);
  write(MODULE, "export const limit = 7;");
});
afterAll(() => {
  process.stop();
  for (const file of [MODULE, ...TESTS]) rmSync(join(workspace.directory, file), { force: true });
});

function write(file: string, text: string): void {
  workspace.write(file, `${text}\n`);
}

/** A test file with this body in a test that sees the module's value. */
function writeTest(file: string, body: string, options = "{}"): void {
  write(
    file,
    `import { expect, test } from "vitest";
import { limit } from "./probe.ts";
test("probe", ${options}, async () => { ${body} });`,
  );
}

async function run(order: Partial<TestOrder> = {}, seconds = 60) {
  const answer = await process.run({ files: TESTS.slice(0, 1), changed: [MODULE, ...TESTS], ...order }, seconds);
  const { status, by } = judge(answer, 0);
  return { ...answer, verdict: `${status} by ${by}` };
}

describe("a change counts as seen", { timeout: 120_000 }, () => {
  test("when an expectation fails, and only while the change is there", async () => {
    writeTest(TESTS[0]!, "expect(limit).toBe(7);");
    expect((await run()).verdict).toBe("survived by test");
    for (const wrong of [8, 9]) {
      write(MODULE, `export const limit = ${wrong};`);
      expect(await run()).toMatchObject({ verdict: "killed by test", failures: [{ file: TESTS[0], test: "probe" }] });
      write(MODULE, "export const limit = 7;");
      expect((await run()).verdict).toBe("survived by test");
    }
  });
  test("and not when it was put back before another source changed", async () => {
    writeTest(TESTS[0]!, "expect(limit).toBe(7);");
    write(MODULE, "export const limit = 8;");
    expect((await run()).verdict).toBe("killed by test");
    write(MODULE, "export const limit = 7;");
    expect((await run({ changed: ["src/core/dates.ts"] })).verdict).toBe("survived by test");
  });
  test("when the code under test throws", async () => {
    writeTest(TESTS[0]!, "if (limit === 7) limit.missing();");
    expect((await run()).verdict).toBe("killed by test");
  });
  test("when a hook sees it: the first test behind it tells whether it is green again", async () => {
    write(
      TESTS[0]!,
      `import { beforeAll, describe, expect, test } from "vitest";
import { limit } from "./probe.ts";
describe("group", () => { beforeAll(() => expect(limit).toBe(8)); test("first", () => {}); test("second", () => {}); });`,
    );
    expect(await run()).toMatchObject({
      verdict: "killed by test",
      failures: [{ test: "group", again: "group > first" }],
    });
    write(MODULE, "export const limit = 8;");
    expect(await run({ pattern: patternOf(["group > first"]) })).toMatchObject({
      verdict: "survived by test",
      passed: 1,
    });
    write(MODULE, "export const limit = 7;");
  });
  test("when a later file sees it, and files after the first red one don't run", async () => {
    writeTest(TESTS[0]!, "expect(limit).toBe(7);");
    writeTest(TESTS[1]!, "expect(limit).toBe(8);");
    const late = await run({ files: TESTS });
    expect(late).toMatchObject({ verdict: "killed by test", passed: 1, failures: [{ file: TESTS[1] }] });
    const early = await run({ files: [...TESTS].reverse() });
    expect(early).toMatchObject({ verdict: "killed by test", passed: 0 });
    expect((await run({ files: [...TESTS].reverse(), all: true })).passed).toBe(1);
  });
});

describe("no kill", { timeout: 120_000 }, () => {
  test.each([
    ["a test that runs out of its time", "await new Promise(() => {});", "{ timeout: 50 }", "time"],
    ["a missing file", `(await import("node:fs")).readFileSync("missing.json");`, "{}", "tools"],
    ["a process that dies", `(await import("node:process")).kill(process.pid, "SIGKILL");`, "{}", "tools"],
    ["a full disk", `throw new Error("ENOSPC: no space left on device, write");`, "{}", "tools"],
    ["a syntax error", "const = 1;", "{}", "compiler"],
  ])("%s", async (_, body, options, cause) => {
    writeTest(TESTS[0]!, body, options);
    expect((await run()).verdict).toBe(`unclear by ${cause}`);
  });
  test("a test file that is not there, or holds no test that was asked for", async () => {
    expect((await run({ files: ["test/mutations/missing.test.ts"] })).verdict).toBe("unclear by tools");
    writeTest(TESTS[0]!, "expect(limit).toBe(8);");
    expect((await run({ pattern: "another name" })).verdict).toBe("unclear by tools");
  });
  test("tests that don't end; the next order gets a new process", async () => {
    writeTest(TESTS[0]!, "for (;;);");
    expect((await run({}, 5)).verdict).toBe("unclear by time");
    writeTest(TESTS[0]!, "expect(limit).toBe(7);");
    expect((await run()).verdict).toBe("survived by test");
  });
  test("a contract that the compiler refuses", () => {
    const task = tasksOf("contracts")[0]!;
    expect(["killed", "survived", "broken"].map((verdict) => contractVerdict(verdict as never, task).status)).toEqual([
      "killed",
      "survived",
      "unclear",
    ]);
  });
  test("a circuit that the compiler refuses", async () => {
    const circuit = "circuits/lib/probe.circom";
    const body = (text: string) => `pragma circom 2.1.6;\ntemplate Probe() { signal input a; ${text} }`;
    writeTest(TESTS[0]!, "expect(limit).toBe(8);");
    try {
      write(circuit, body("signal b <== a * c;"));
      expect((await run({ circuit })).verdict).toBe("unclear by compiler");
      write(circuit, body("signal b <== a * a;"));
      expect((await run({ circuit })).verdict).toBe("killed by test");
    } finally {
      rmSync(join(workspace.directory, circuit), { force: true });
    }
  });
});
