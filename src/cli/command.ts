/** The frame of every command: options, help with an example, one result, one exit code. */

import { type Command, InvalidArgumentError, Option } from "commander";
import { holdsPassword } from "../core/database/postgres-access.ts";
import { visibleLines } from "../core/text.ts";
import { MAX_ROOT_AGE_SECONDS } from "../credentials/registry/root-age.ts";
import { toJson } from "./json.ts";
import type { ProgressOptions } from "./progress.ts";
import { UsageError } from "./report-error.ts";
import type { Terminal } from "./terminal.ts";

/** What a command hands back. */
export interface CommandResult {
  /** For people; empty when everything is said already. */
  readonly text: string;
  /** For programs: the one value that `--json` prints. */
  readonly json: unknown;
  /** The answer is no, but nothing failed: exit code 1. */
  readonly isRefusal?: boolean;
}

/** Options that every command has. */
export interface CommonOptions extends ProgressOptions {
  readonly json?: boolean;
}

export interface CommandDefinition<Options> {
  /** Name and arguments in commander's syntax: `lint <policy>`. */
  readonly usage: string;
  readonly summary: string;
  readonly example: string;
  readonly options: readonly Option[];
  /** What its group runs when no command of the group is named. */
  readonly isDefault?: boolean;
  readonly run: (
    options: Options & CommonOptions,
    terminal: Terminal,
    args: readonly string[],
    /** Commander's word for where an option's value comes from: `cli`, `env`. */
    sourceOf: (name: string) => string | undefined,
  ) => Promise<CommandResult>;
}

/** Collects what the commands of one run decided. */
export interface RunState {
  isRefusal: boolean;
}

/** What every command of one run shares. */
export interface CommandRun {
  readonly terminal: Terminal;
  readonly state: RunState;
}

/** Adds a command, or a group of commands, to the program or to a group. */
export type AddCommands = (parent: Command, run: CommandRun) => void;

/** Adds a command to the program or to a group of commands. */
export function addCommand<Options>(
  parent: Command,
  { terminal, state }: CommandRun,
  { usage, summary, example, options, run, isDefault = false }: CommandDefinition<Options>,
): void {
  const command = parent.command(usage, { isDefault }).description(summary);
  command.exitOverride((error) => {
    throw error.code === "commander.missingMandatoryOptionValue" ? missingOptions(command) : error;
  });
  for (const each of options) command.addOption(each);
  command
    .option("--json", "print exactly one JSON value on stdout")
    .addOption(new Option("--progress", "write progress to stderr even when it is no terminal"))
    .addOption(new Option("--no-progress", "write no progress"))
    .addHelpText("after", `\nExample:\n  $ civicproof ${example}`)
    .action(async (...given: unknown[]) => {
      const args = given
        .slice(0, -2)
        .filter((each) => each !== undefined)
        .map(String);
      refusePasswords(command);
      const chosen = command.opts<Options & CommonOptions>();
      const {
        text,
        json,
        isRefusal = false,
      } = await run(chosen, terminal, args, (name) => command.getOptionValueSource(name));
      if (chosen.json) terminal.writeOut(`${toJson(json)}\n`);
      // Files of others have a say in it, and a policy could clear the screen and write its own verdict.
      else if (text !== "") terminal.writeOut(`${visibleLines(text.trimEnd())}\n`);
      state.isRefusal = isRefusal;
    });
}

/** Whoever leaves out several hears of all of them at once. */
function missingOptions(command: Command): UsageError {
  const missing = command.options.filter(
    (each) => each.mandatory && command.getOptionValue(each.attributeName()) === undefined,
  );
  const flags = missing.map((each) => `'${each.flags}'`).join(", ");
  return new UsageError({ message: `required option${missing.length === 1 ? "" : "s"} ${flags} not specified` });
}

/** Everybody on the machine can read the arguments of a command. */
function refusePasswords(command: Command): void {
  for (const each of command.options) {
    const name = each.attributeName();
    const value: unknown = command.getOptionValue(name);
    if (typeof value === "string" && holdsPassword(value) && command.getOptionValueSource(name) === "cli") {
      const elsewhere = each.envVar === undefined ? "" : `, or the whole URL in ${each.envVar}`;
      const message = `${each.long} holds a password, which all users of this machine can see: give it in PGPASSWORD, PGPASSFILE or --database-password-file${elsewhere}`;
      throw new UsageError({ message });
    }
  }
}

/** An option with a value can also be set by `CIVICPROOF_` and its name; passwords then stand in no list of processes. */
export function fromEnvironment(option: Option): Option {
  return option.required ? option.env(`CIVICPROOF_${option.name().replaceAll("-", "_").toUpperCase()}`) : option;
}

export function option(flags: string, description: string): Option {
  return new Option(flags, description);
}

export function required(flags: string, description: string): Option {
  return new Option(flags, description).makeOptionMandatory();
}

/** Reads a whole number in [minimum, maximum]. */
export function integer(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= minimum && value <= maximum))
      throw new InvalidArgumentError(`Expected a whole number from ${minimum} to ${maximum}.`);
    return value;
  };
}

/** Reads an instant: seconds since the epoch, or ISO 8601 with a time zone. */
export function instant(text: string): number {
  if (/^[0-9]{1,12}$/.test(text)) return Number(text);
  const isIso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const milliseconds = isIso ? Date.parse(text) : Number.NaN;
  if (!(milliseconds >= 0))
    throw new InvalidArgumentError("Expected seconds since the epoch, or an instant such as 2026-11-02T09:00:00Z.");
  return Math.floor(milliseconds / 1000);
}

export const shared = {
  force: option("--force", "replace files that are there"),
  now: option("--now <instant>", "the clock: seconds since the epoch or ISO 8601; default: this machine's").argParser(
    instant,
  ),
  confirmClock: option("--confirm-clock", "the clock is right, although the last entry is more than 400 days old"),
  registry: required("--registry <file>", "the registry file"),
  published: required("--registry <place>", "what the registry publishes: a directory or an https address"),
  maxRootAge: option("--max-root-age <seconds>", "how old a statement of the registry may be; at least two intervals")
    .argParser(integer(1, MAX_ROOT_AGE_SECONDS))
    .default(7_200),
  artifacts: option("--artifacts <directory>", "circuit artifacts; default: those of this package"),
  ptauSha256: option("--ptau-sha256 <hash>", "refuse a key that was not verified under this phase 1 file"),
  allowDevelopmentKeys: option(
    "--allow-development-keys",
    "accept keys whose secret is public: for tests and demonstrations",
  ),
  actor: required("--actor <name>", "who does this; goes into the registry's log"),
} as const;

export function currentSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
