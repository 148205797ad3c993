/** Puts the commands together and runs one of them. */
import { Command, CommanderError } from "commander";
import { visibleLines } from "../core/text.ts";
import type { RunState } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";
import { EXIT_CODES, type ExitCode } from "./exit-codes.ts";
import { toJson } from "./json.ts";
import { reportError, UsageError } from "./report-error.ts";
import type { Terminal } from "./terminal.ts";
import { packageVersion } from "./version.ts";

const EXIT_CODE_HELP = `
Exit codes:
  0    done
  1    refused; the reason is on stderr as CODE: message
  2    wrong usage, or a file that can't be used
  3    a defect of this program
  130  interrupted`;

/** The program with all its commands, writing to a terminal. */
export function buildProgram(terminal: Terminal, state: RunState): Command {
  const program = new Command("civicproof")
    .description("Issue credentials, prove eligibility in zero knowledge, verify strictly.")
    .version(packageVersion(), "-V, --version", "print the version")
    .exitOverride()
    .configureOutput({
      writeOut: terminal.writeOut,
      writeErr: terminal.writeErr,
      // Errors are written once, by run().
      outputError: () => {},
    })
    .configureHelp({ helpWidth: 100 })
    .helpCommand(false)
    .showSuggestionAfterError();
  program.addHelpText("after", EXIT_CODE_HELP);
  for (const add of COMMANDS) add(program, { terminal, state });
  return program;
}

/**
 * Runs a command line and answers the exit code. Never throws, never ends the process.
 *
 * @param args without the interpreter and the script
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const state: RunState = { isRefusal: false };
  const program = buildProgram(terminal, state);
  try {
    await program.parseAsync(args, { from: "user" });
    return state.isRefusal ? EXIT_CODES.refused : EXIT_CODES.ok;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT_CODES.ok;
    // Without a command, commander has written the help to stderr.
    const isHelp = error instanceof CommanderError && error.code === "commander.help";
    const report = reportError(error instanceof CommanderError ? usageError(error) : error, terminal.signal.aborted);
    if (!isHelp) terminal.writeErr(`${visibleLines(report.text)}\n`);
    const end = args.indexOf("--");
    if (args.slice(0, end < 0 ? undefined : end).includes("--json"))
      terminal.writeOut(`${toJson({ error: report.json })}\n`);
    return report.exitCode;
  }
}

function usageError({ code, message }: CommanderError): UsageError {
  if (code === "commander.help") return new UsageError({ message: "expected a command" });
  return new UsageError({ message: message.replace(/^error: /, "") });
}
