/** How a failure looks on the terminal and in `--json`. Nothing personal: the messages of foreign errors stay hidden. */

import { AbortedError } from "../core/abort.ts";
import { CivicproofError, refusal } from "../core/errors.ts";
import { DeploymentError } from "../dpia/parse.ts";
import { PolicySyntaxError } from "../statement/policy/check.ts";
import { describeCauses, describeDatabase } from "./causes.ts";
import { EXIT_CODES, type ExitCode } from "./exit-codes.ts";

/** A failure as `--json` prints it, under the key `error`. */
export interface ReportedError {
  readonly code: string;
  readonly message: string;
  readonly path?: string;
  readonly expected?: string;
  readonly received?: string;
  /** The file that was being read. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface ErrorReport {
  readonly exitCode: ExitCode;
  /** One line, with file, line and column where they are known; with CIVICPROOF_DEBUG=1 the causes follow. */
  readonly text: string;
  readonly json: ReportedError;
}

/** What to type about a refusal, where that is not in its message. */
const HINTS: { readonly [code: string]: string | undefined } = {
  DEVELOPMENT_KEY_REFUSED: "; --allow-development-keys permits them, for tests and demonstrations",
};

const files = new WeakMap<CivicproofError, string>();

/** Runs `read` and remembers the file that a refusal is about. */
export async function inFile<T>(file: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof CivicproofError && !files.has(error)) files.set(error, file);
    throw error;
  }
}

/** @param isInterrupted whether Ctrl-C was pressed */
export function reportError(error: unknown, isInterrupted: boolean): ErrorReport {
  if (isInterrupted) {
    const { message } = new AbortedError();
    return {
      exitCode: EXIT_CODES.interrupted,
      text: `OPERATION_ABORTED: ${message}`,
      json: { code: "OPERATION_ABORTED", message },
    };
  }
  const report = error instanceof CivicproofError ? reportRefusal(error) : reportDefect(error);
  return { ...report, text: report.text + describeCauses(error) };
}

function reportRefusal(error: CivicproofError): ErrorReport {
  const file = files.get(error);
  const position = error instanceof PolicySyntaxError || error instanceof DeploymentError ? error.position : undefined;
  const message = error.message + describeDatabase(error);
  const where = [file, position?.line, position?.column].filter((part) => part !== undefined).join(":");
  return {
    exitCode: error instanceof UsageError ? EXIT_CODES.usage : EXIT_CODES.refused,
    text: `${where === "" ? "" : `${where}: `}${error.code}: ${message}${HINTS[error.code] ?? ""}`,
    json: { ...error.toJSON(), message, ...(file === undefined ? {} : { file }), ...position },
  };
}

/** Foreign messages can quote what they choked on, so only the kind and the place of the error are told. */
function reportDefect(error: unknown): ErrorReport {
  const kind = error instanceof Error ? error.name : typeof error;
  const place = error instanceof Error ? /\((.+:\d+:\d+)\)|at (.+:\d+:\d+)$/m.exec(error.stack ?? "") : null;
  const at = place === null ? "" : ` at ${place[1] ?? place[2]}`;
  const message = `This is a defect of civicproof (${kind}${at}); set CIVICPROOF_DEBUG=1 to see all of it`;
  return { exitCode: EXIT_CODES.internal, text: `INTERNAL: ${message}`, json: { code: "INTERNAL", message } };
}

/**
 * The command line has wrong words, or a file that it names can't be read or written.
 *
 * What to do: correct the command; `--help` explains it.
 */
export class UsageError extends /* @__PURE__ */ refusal("USAGE_INVALID", "UsageError", "Wrong usage") {}
