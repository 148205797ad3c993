import { createReadStream } from "node:fs";
import { dateAt } from "../../../core/dates.ts";
import { parseMapping, readClaims } from "../../../credentials/credential/batch.ts";
import type { ClaimRecord } from "../../../credentials/credential/claims.ts";
import type { CredentialSchema } from "../../../credentials/credential/schema.ts";
import { lintPolicy } from "../../../statement/policy/lint.ts";
import { type AddCommands, addCommand, currentSeconds, option, shared } from "../../command.ts";
import { readJson } from "../../files.ts";
import { readPolicy } from "../../policy-files.ts";
import { inFile, UsageError } from "../../report-error.ts";
import { type Options, schemaOption } from "./shared.ts";

/** `civicproof policy lint` */
export const addLint: AddCommands = (group, run) => {
  addCommand<Options & { sibling?: string[]; population?: string; mapping?: string; now?: number }>(group, run, {
    usage: "lint <policy>",
    summary: "find what reveals too much, can't be true, or fits no circuit",
    example: "policy lint policy.json --schema schema.json",
    options: [
      schemaOption,
      option("--sibling <file>", "a policy that the same people are asked for too; may be repeated").argParser(
        (file: string, files: string[] = []) => [...files, file],
      ),
      option("--population <csv>", "people to count: warns where too few remain to hide among; needs --mapping"),
      option("--mapping <file>", "which column holds which claim, as for `issue`"),
      shared.now,
    ],
    async run({ schema: schemaFile, sibling = [], population, mapping, now = currentSeconds() }, { signal }, [file]) {
      const { policy, schema } = await readPolicy(file!, schemaFile);
      const siblings = await Promise.all(sibling.map(async (each) => (await readPolicy(each, schemaFile)).policy));
      const people = population === undefined ? undefined : await readPeople({ population, mapping, schema, signal });
      const findings = lintPolicy(policy, schema, {
        siblings,
        ...(people === undefined ? {} : { population: { people, today: dateAt(now) } }),
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
