/** What a red run says about a mutant: a test saw it, or something else went wrong, which is no kill. */

/** One test, hook or file that failed. */
export interface Failure {
  /** The test file. */
  readonly file: string;
  /** Its full name. */
  readonly test: string;
  /** The test that shows that it is green again: itself, or the first one that a hook stands before. Default: all of the file. */
  readonly again?: string;
  /** The error's name: `AssertionError`. */
  readonly name: string;
  readonly message: string;
}

/** What came out of running tests up to the first failure. */
export interface TestReport {
  readonly passed: number;
  readonly failures: readonly Failure[];
}

/**
 * Why a test failed: it saw the change; it ran out of time; the changed source is none that compiles; or the tools broke
 * (a file is missing, a process died, the disk is full, a signal that a test names is gone).
 */
export type Cause = "test" | "time" | "compiler" | "tools";

export interface Verdict {
  /** Unclear: no test failed in a way that shows that it saw the change, and not all passed. */
  readonly status: "killed" | "survived" | "unclear";
  readonly by: Cause;
  readonly seconds: number;
  /** What failed, and its error. */
  readonly failure?: Failure;
}

const TIME = /^(Test|Hook|Suite) timed out in|^timed out\b/;
const COMPILER = /does not compile|PARSE_ERROR|Parse failure|Transform failed|Compiler run failed/;
const TOOLS =
  /\b(ENOENT|ENOSPC|EMFILE|ENOMEM|EACCES|EAGAIN)\b|Cannot find (module|package)|Failed to (load|resolve)|[Ww]orker (exited|forks emitted|terminated)|\[vitest|process died|memory access out of bounds|Array buffer allocation failed|No test suite found/;

export function causeOf({ name, message }: Failure): Cause {
  // What a test expects can hold any words.
  if (name === "AssertionError") return "test";
  if (TIME.test(message)) return "time";
  if (name === "SyntaxError" || COMPILER.test(message)) return "compiler";
  if (name === "HarnessError" || TOOLS.test(message)) return "tools";
  return "test";
}

/** The verdict over a mutant whose tests ran like this. */
export function judge({ passed, failures }: TestReport, seconds: number): Verdict {
  const seen = failures.find((failure) => causeOf(failure) === "test");
  const failure = seen ?? failures[0];
  if (failure !== undefined) {
    const short = { ...failure, message: failure.message.slice(0, 300) };
    return { status: seen ? "killed" : "unclear", by: causeOf(failure), seconds, failure: short };
  }
  if (passed === 0) return { status: "unclear", by: "tools", seconds };
  return { status: "survived", by: "test", seconds };
}
