import { join } from "node:path";
import * as v from "valibot";
import { decode } from "../../../core/json.ts";
import { HOST_FILE_PATH, HostFileError } from "../../../credentials/registry/host-file.ts";
import { publishRegistry } from "../../../credentials/registry/node.ts";
import {
  type ProgrammeEntry,
  ProgrammeEntryError,
  programmesShape,
} from "../../../credentials/registry/programme-entry.ts";
import { readPublishedAt } from "../../../credentials/registry/read-published.ts";
import { rootsToJson } from "../../../credentials/registry/statement-document.ts";
import { type AddCommands, addCommand, currentSeconds, integer, option, required, shared } from "../../command.ts";
import { exists, readJson, readText } from "../../files.ts";
import { changeRegistry, readRegistryKeys } from "../../registry-files.ts";

interface Options {
  readonly registry: string;
  readonly key: string;
  readonly out: string;
  readonly programmes?: string;
  readonly hostFiles?: string;
  readonly interval: number;
  readonly now?: number;
  readonly confirmClock?: boolean;
}

/** `civicproof registry publish` */
export const addPublish: AddCommands = (group, run) => {
  addCommand<Options>(group, run, {
    usage: "publish",
    summary: "publish the signed statements that are due, and what holders download",
    example: "registry publish --registry registry.json --key registry.key.json --out published/",
    options: [
      shared.registry,
      required("--key <file>", "the registry's key file, from `registry init`"),
      required("--out <directory>", "what a web server serves; run this at each time of the grid"),
      option("--programmes <file>", "a programmes/v2 file with all programme entries; default: the last statement's"),
      option("--host-files <directory>", `<host>.json for each host, instead of asking for its ${HOST_FILE_PATH}`),
      option("--interval <seconds>", "between two statements; only the first time")
        .argParser(integer(1_200, 86_400))
        .default(3_600),
      shared.now,
      shared.confirmClock,
    ],
    async run({
      registry: file,
      key,
      out,
      programmes: programmesFile,
      hostFiles: hostDirectory,
      interval,
      now,
      confirmClock = false,
    }) {
      const keys = await readRegistryKeys(key);
      const programmes = programmesFile === undefined ? undefined : await readJson(programmesFile, readProgrammes);
      const hostFiles = await readHostFiles(programmes ?? [], hostDirectory);
      return changeRegistry(file, async (registry) => {
        registry.verifyLog();
        const nowSeconds = now ?? currentSeconds();
        const { statements } = await publishRegistry(out, {
          registry,
          keys,
          nowSeconds,
          confirmClock,
          intervalSeconds: interval,
          ...(programmes === undefined ? {} : { programmes, hostFiles }),
        });
        const last = statements.at(-1)?.statement;
        const json = { out, registry: registry.id, statements: statements.map(({ statement }) => statement.number) };
        if (last === undefined) return { text: "Nothing is due before the next time of the grid.", json };
        const { number, timeSeconds, statusRoot } = last;
        const issuerRoots = rootsToJson(last.issuerRoots);
        const text = [
          `Published in ${out}: ${statements.length === 1 ? "statement" : `${statements.length} statements, the last`} ${number}.`,
          `Registry: ${registry.id}`,
          `Time: ${new Date(timeSeconds * 1000).toISOString()}`,
          `Status root: ${statusRoot}`,
        ];
        return { text: text.join("\n"), json: { ...json, timeSeconds, statusRoot: String(statusRoot), issuerRoots } };
      });
    },
  });
};

function readProgrammes(value: unknown): readonly ProgrammeEntry[] {
  const shape = v.strictObject({ civicproof: v.literal("programmes/v2"), programmes: programmesShape });
  return decode(shape, value, { Refusal: ProgrammeEntryError, limits: { maxNodes: 100_000 } }).programmes;
}

/** What each host says of its programmes. A host that can't be asked has said nothing: only new entries need it. */
async function readHostFiles(
  programmes: readonly ProgrammeEntry[],
  directory: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  for (const host of new Set(programmes.map(({ verifier }) => verifier))) {
    const text = await (directory === undefined ? fetchHostFile(host) : readHostFile(join(directory, `${host}.json`)));
    if (text !== undefined) files[host] = text;
  }
  return files;
}

async function readHostFile(file: string): Promise<string | undefined> {
  return (await exists(file)) ? readText(file, 200_000) : undefined;
}

async function fetchHostFile(host: string): Promise<string | undefined> {
  try {
    return await readPublishedAt(`https://${host}`)(HOST_FILE_PATH.slice(1), { maxBytes: 200_000 });
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause)) throw new HostFileError({ path: host, cause });
    return undefined;
  }
}
