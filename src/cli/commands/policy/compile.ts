import { type CompiledPolicy, compilePolicy } from "../../../statement/policy/compile.ts";
import { type AddCommands, addCommand, option, shared } from "../../command.ts";
import { writeJson } from "../../files.ts";
import { toJson } from "../../json.ts";
import { readPolicy } from "../../policy-files.ts";
import { inFile } from "../../report-error.ts";
import { type Options, schemaOption } from "./shared.ts";

/** `civicproof policy compile` */
export const addCompile: AddCommands = (group, run) => {
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
