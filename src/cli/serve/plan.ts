/** What `serve` would run: the command line before the environment before the configuration file before defaults. */
import { dirname, resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { InvalidInputError } from "../../core/json.ts";
import { readJson, readText } from "../files.ts";
import { UsageError } from "../report-error.ts";
import {
  type ProcessOptions,
  type ProgrammeOptions,
  readValue,
  SETTING_NAMES,
  SETTINGS,
  type Setting,
  type SettingName,
  variableOf,
} from "./settings.ts";

/** Where a value comes from. */
export type Source = "command line" | "environment" | "file" | "default";

type Values = Partial<Record<SettingName, unknown>>;
type Sources = Partial<Record<SettingName, Source>>;

/** What was said on the command line and in the environment. */
export interface Given {
  readonly values: Values;
  readonly sourceOf: (name: string) => string | undefined;
  /** The configuration file. */
  readonly config?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface ServePlan {
  readonly process: ProcessOptions;
  /** By name; `""` where there is one. */
  readonly programmes: Readonly<Record<string, ProgrammeOptions>>;
  readonly sources: { readonly process: Sources; readonly programmes: Readonly<Record<string, Sources>> };
}

/**
 * Reads the configuration file and puts everything together. What is said on the command line or in the environment holds
 * for every programme.
 *
 * @throws UsageError when a setting is missing
 * @throws InvalidInputError for a key that is none, or a value out of its form
 */
export async function planService(given: Given): Promise<ServePlan> {
  const file = given.config === undefined ? NOTHING : await readConfiguration(given.config);
  const { policy = given.environment[variableOf("policy")!], ...options } = given.values;
  const said: Values = { policy, ...options, ...(await readSecretFiles(given)) };
  const merge = (of: Setting["of"], name: string, inFile: Values) => {
    const values: Values = {};
    const sources: Sources = {};
    for (const setting of SETTING_NAMES.filter((each) => SETTINGS[each].of === of)) {
      const layers: [unknown, Source][] = [
        [said[setting], given.sourceOf(setting) === "cli" ? "command line" : "environment"],
        [inFile[setting], "file"],
        [SETTINGS[setting].default, "default"],
      ];
      const found = layers.find(([value]) => value !== undefined);
      if (found !== undefined) [values[setting], sources[setting]] = found;
      else if (SETTINGS[setting].isRequired) throw missing(setting, name);
    }
    return { values, sources };
  };
  const process = merge("process", "", file.shared);
  const programmes = Object.entries(file.programmes ?? { "": {} }).map(
    ([name, own]) => [name, merge("programme", name, { ...file.shared, ...own })] as const,
  );
  return {
    // Each value was read by the reader of its setting.
    process: process.values as unknown as ProcessOptions,
    programmes: Object.fromEntries(
      programmes.map(([name, { values }]) => [name, values as unknown as ProgrammeOptions]),
    ),
    sources: {
      process: process.sources,
      programmes: Object.fromEntries(programmes.map(([name, { sources }]) => [name, sources])),
    },
  };
}

function missing(name: SettingName, programme: string): UsageError {
  const { flags } = SETTINGS[name];
  const where = programme === "" ? "" : `programme ${programme}: `;
  const what = name === "policy" ? "missing required argument 'policy'" : `required option '${flags}' not specified`;
  return new UsageError({ message: `${where}${what}` });
}

/** `CIVICPROOF_STORE_FILE`: the URL of a database in a file that only the service reads. */
async function readSecretFiles({ values, environment }: Given): Promise<Values> {
  const found: Values = {};
  for (const name of SETTING_NAMES.filter((each) => SETTINGS[each].kind === "database")) {
    const file = environment[`${variableOf(name)}_FILE`];
    if (file !== undefined && values[name] === undefined) found[name] = await readSecret(file);
  }
  return found;
}

const readSecret = async (file: string): Promise<string> => (await readText(file, 10_000)).trim();

interface Configuration {
  readonly shared: Values;
  readonly programmes?: Readonly<Record<string, Values>>;
}
const NOTHING: Configuration = { shared: {} };

async function readConfiguration(file: string): Promise<Configuration> {
  return readJson(file, async (json) => {
    const { $schema: _, programmes, ...rest } = asObject(json, "");
    const folder = dirname(file);
    const shared = await readValues(rest, { path: "", folder, allowed: SETTING_NAMES });
    if (programmes === undefined) return { shared };
    const own: Record<string, Values> = {};
    for (const [name, settings] of Object.entries(asObject(programmes, "programmes"))) {
      const path = `programmes.${name}`;
      const allowed = SETTING_NAMES.filter((each) => SETTINGS[each].of === "programme");
      own[name] = await readValues(asObject(settings, path), { path, folder, allowed });
    }
    return { shared, programmes: own };
  });
}

function asObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new InvalidInputError({ ...(path === "" ? {} : { path }), expected: "an object" });
  return value as Readonly<Record<string, unknown>>;
}

async function readValues(
  given: Readonly<Record<string, unknown>>,
  {
    path,
    folder,
    allowed,
  }: { readonly path: string; readonly folder: string; readonly allowed: readonly SettingName[] },
): Promise<Values> {
  const values: Values = {};
  for (const [key, value] of Object.entries(given)) {
    const at = path === "" ? key : `${path}.${key}`;
    const name = allowed.find((each) => each === key);
    if (name === undefined) throw unknownKey(at, key, allowed);
    values[name] = await readConfigured(SETTINGS[name], value, { at, folder });
  }
  return values;
}

function unknownKey(path: string, key: string, allowed: readonly SettingName[]): InvalidInputError {
  if (key in SETTINGS)
    return new InvalidInputError({ path, expected: `${key} beside programmes: it is the process's` });
  const near = [...allowed, "programmes"].find((name) => distance(name.toLowerCase(), key.toLowerCase()) <= 2);
  const expected = near === undefined ? "a setting of serve, see docs/serve.schema.json" : `did you mean ${near}?`;
  return new InvalidInputError({ path, expected });
}

/** Levenshtein's. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...left].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...right].entries())
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (letter === other ? 0 : 1)));
    row = next;
  }
  return row[right.length]!;
}

/** A value of the file, read as on the command line; paths are relative to the file. */
async function readConfigured(
  setting: Setting,
  value: unknown,
  { at, folder }: { readonly at: string; readonly folder: string },
): Promise<unknown> {
  const refuse = (expected: string) => new InvalidInputError({ path: at, expected });
  const { kind } = setting;
  const text = (each: unknown): string => {
    if (typeof each !== "string" || each === "") throw refuse("a text");
    return each;
  };
  if (kind === "switch") {
    if (typeof value !== "boolean") throw refuse("true or false");
    return value ? true : undefined;
  }
  if (kind === "file") return resolve(folder, text(value));
  if (kind === "place") return /^https?:\/\//.test(text(value)) ? value : resolve(folder, text(value));
  if (kind === "files") {
    if (!Array.isArray(value) || value.length === 0) throw refuse("a list of files");
    return value.map((each) => resolve(folder, text(each)));
  }
  if (kind === "database") {
    if (typeof value === "object" && value !== null) {
      const { file, ...others } = value as Record<string, unknown>;
      if (Object.keys(others).length > 0) throw refuse('{ "file": … }');
      return readSecret(resolve(folder, text(file)));
    }
    if (URL.canParse(text(value)) && new URL(text(value)).password !== "")
      throw refuse('no password here; put the URL into a file and write { "file": … }');
    const sqlite = /^sqlite:(.+)$/s.exec(text(value))?.[1];
    return sqlite === undefined ? value : `sqlite:${resolve(folder, sqlite)}`;
  }
  const isNumber = typeof kind === "object" && "minimum" in kind;
  if (isNumber && typeof value !== "number") throw refuse("a number");
  const words = kind === "proxies" && Array.isArray(value) ? value.map(text).join(",") : value;
  try {
    return readValue(setting, typeof words === "number" ? String(words) : text(words));
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw refuse(error.message);
    throw error;
  }
}
