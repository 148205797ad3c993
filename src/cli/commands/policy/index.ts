import { createReadStream } from "node:fs";
import { dateAt } from "../../../core/dates.ts";
import { UsageError } from "../../../core/errors.ts";
import { parseMapping, readClaims } from "../../../credentials/credential/batch.ts";
import type { ClaimRecord } from "../../../credentials/credential/claims.ts";
import type { CredentialSchema } from "../../../credentials/credential/schema.ts";
import { type CompiledPolicy, compilePolicy } from "../../../statement/policy/compile.ts";
import { explainPolicy } from "../../../statement/policy/explain.ts";
import { lintPolicy } from "../../../statement/policy/lint.ts";
import { type AddCommands, addCommand, currentSeconds, option, required, shared } from "../../command.ts";
import { readJson, writeJson } from "../../files.ts";
import { toJson } from "../../json.ts";
import { readPolicy } from "../../policy-files.ts";
import { inFile } from "../../report-error.ts";

interface Options {
  readonly schema: string;
}

const schemaOption = required("--schema <file>", "the credential schema that the policy names");

/** `civicproof policy lint | explain | compile` */
export const addPolicy: AddCommands = (program, run) => {
  const group = program.command("policy").description("check, explain and compile policies");

  addCommand<Options & { sibling?: string[]; population?: string; mapping?: string; now?: number }>(group, run, {
    usage: "lint <policy>",
    summary: "find what reveals too much, can't be true, or fits no circuit",
    example: "policy lint policy.json --schema schema.json",
    options: [
      schemaOption,
      option("--sibling <file>", "another policy that the same people are asked for; may be repeated").argParser(
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

  addCommand<Options & { language: string }>(group, run, {
    usage: "explain <policy>",
    summary: "say in plain words what is proven and what stays hidden",
    example: "policy explain policy.json --schema schema.json --language fr",
    options: [schemaOption, option("--language <tag>", "a language tag").default("en")],
    async run({ schema: schemaFile, language }, _, [file]) {
      const { policy, schema } = await readPolicy(file!, schemaFile);
      const explanation = await inFile(file!, () => explainPolicy(policy, schema, { language }));
      return { text: explanation.text, json: explanation };
    },
  });

  addCommand<Options & { out?: string; force?: boolean }>(group, run, {
    usage: "compile <policy>",
    summary: "compile a policy for the smallest circuit that fits",
    example: "policy compile policy.json --schema schema.json",
    options: [schemaOption, option("--out <file>", "write the compiled policy there"), shared.force],
    async run({ schema: schemaFile, out, force }, _, [file]) {
      const { policy, schema } = await readPolicy(file!, schemaFile);
      const compiled = describeCompiled(await inFile(file!, () => compilePolicy(policy, schema)));
      if (out !== undefined) await writeJson(out, compiled, { force });
      const text = [
        `Policy hash: ${compiled.policyHash}`,
        `Circuit: ${compiled.circuit} (${compiled.used.rangeSlots} range slots, ${compiled.used.setSlots} set slots, ${compiled.used.clauses} clauses used)`,
        `Claims per period: ${compiled.maxClaims}`,
        ...(out === undefined ? [toJson(compiled, 2)] : [`The compiled policy is in ${out}.`]),
      ].join("\n");
      return { text, json: compiled };
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

/** A compiled policy as plain data: what anyone needs to check the policy hash. */
function describeCompiled(compiled: CompiledPolicy) {
  const { policyHash, circuit, schemaId, header, rangeSlots, setSlots, clauses, maxClaims } = compiled;
  return {
    policyHash: String(policyHash),
    circuit,
    schemaId: String(schemaId),
    header: String(header),
    rangeSlots: rangeSlots.map((slot) => ({
      ...slot,
      lo: String(slot.lo),
      hi: String(slot.hi),
      meta: String(slot.meta),
    })),
    setSlots: setSlots.map(({ tree: _, root, meta, ...slot }) => ({ ...slot, root: String(root), meta: String(meta) })),
    clauses,
    maxClaims,
    used: {
      rangeSlots: rangeSlots.filter(({ enabled }) => enabled).length,
      setSlots: setSlots.filter(({ enabled }) => enabled).length,
      clauses: new Set(clauses).size,
    },
  };
}
