import { type CompiledPolicy, compilePolicy } from "../../../statement/policy/compile.ts";
import { option, required } from "../../command.ts";
import { readPolicy } from "../../policy-files.ts";
import { inFile, UsageError } from "../../report-error.ts";

export const rpcUrl = required("--rpc-url <url>", "the node: https, or http on this machine");

export interface PolicyFiles {
  readonly policy?: readonly string[];
  readonly schema?: readonly string[];
}

export const policyFiles = [
  option("--policy <files...>", "policies of the programmes, to compare hash, schema, periods and claims with"),
  option("--schema <files...>", "the credential schema of each of them, or one for all"),
];

/** Compiles the policies that were named. @throws UsageError where schemas do not go with them */
export async function readPolicies({ policy = [], schema = [] }: PolicyFiles): Promise<readonly CompiledPolicy[]> {
  if (policy.length > 0 && schema.length !== 1 && schema.length !== policy.length)
    throw new UsageError({ message: "--schema expects one file, or one for each policy" });
  return Promise.all(
    policy.map(async (file, i) => {
      const read = await readPolicy(file, schema[schema.length === 1 ? 0 : i]!);
      return inFile(file, () => compilePolicy(read.policy, read.schema));
    }),
  );
}
