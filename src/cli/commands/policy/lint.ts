import { createReadStream } from "node:fs";
import { dateAt } from "../../../core/dates.ts";
import { parseMapping, readClaims } from "../../../credentials/credential/batch.ts";
import type { ClaimRecord } from "../../../credentials/credential/claims.ts";
import { parsePublishedSchema } from "../../../credentials/credential/published-schema.ts";
import type { CredentialSchema } from "../../../credentials/credential/schema.ts";
import { lintPolicy } from "../../../statement/policy/lint.ts";
import { type AddCommands, addCommand, currentSeconds, option, shared } from "../../command.ts";
import { readJson } from "../../files.ts";
import { readPolicy } from "../../policy-files.ts";
import { inFile, UsageError } from "../../report-error.ts";
import { type Options, schemaOption } from "./shared.ts";

interface Further {
  readonly sibling?: readonly string[];
  readonly newerSchema?: readonly string[];
  readonly population?: string;
  readonly mapping?: string;
  readonly now?: number;
}

const collect = (file: string, files: readonly string[] = []): readonly string[] => [...files, file];

/** `civicproof policy lint` */
export const addLint: AddCommands = (group, run) => {
  addCommand<Options & Further>(group, run, {
    usage: "lint <policy>",
    summary: "find what reveals too much, can't be true, or fits no circuit",
    example: "policy lint policy.json --schema schema.json",
    options: [
      schemaOption,
      option("--sibling <file>", "a policy that the same people are asked for too; may be repeated").argParser(collect),
      option("--newer-schema <file>", "a schema that may supersede the policy's; may be repeated").argParser(collect),
      option("--population <csv>", "people to count: warns where too few remain to hide among; needs --mapping"),
      option("--mapping <file>", "which column holds which claim, as for `issue`"),
      shared.now,
    ],
    async run(options, { signal }, [file]) {
      const {
        schema: schemaFile,
        sibling = [],
        newerSchema = [],
        population,
        mapping,
        now = currentSeconds(),
      } = options;
      const { policy, schema } = await readPolicy(file!, schemaFile);
      const siblings = await Promise.all(sibling.map(async (each) => (await readPolicy(each, schemaFile)).policy));
      const people = population === undefined ? undefined : await readPeople({ population, mapping, schema, signal });
      const today = dateAt(now);
      const newer = await Promise.all(newerSchema.map((each) => readJson(each, parsePublishedSchema)));
      const findings = lintPolicy(policy, schema, {
        siblings,
        newer: { schemas: newer, today },
        ...(people === undefined ? {} : { population: { people, today } }),
      });
      const isRefusal = findings.some(({ severity }) => severity === "error");
      const lines = findings.map(({ severity, rule, path, message }) => `${severity}: ${path}: ${message} (${rule})`);
      return {
        text: findings.length === 0 ? "Nothing found." : lines.join("\n"),
        json: { findings },
        isRefusal,
      };
    },
  });
};

async function readPeople({
  population,
  mapping,
  schema,
  signal,
}: {
  readonly population: string;
  readonly mapping: string | undefined;
  readonly schema: CredentialSchema;
  readonly signal: AbortSignal;
}): Promise<ClaimRecord[]> {
  if (mapping === undefined) throw new UsageError({ message: "--population needs --mapping" });
  const columns = await readJson(mapping, (value) => parseMapping(value, schema));
  return inFile(population, async () => {
    const people: ClaimRecord[] = [];
    const csv = createReadStream(population);
    for await (const claims of readClaims({ csv, mapping: columns, schema, signal })) people.push(claims);
    return people;
  });
}
