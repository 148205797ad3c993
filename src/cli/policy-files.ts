import { type CredentialSchema, parseSchema } from "../credentials/credential/schema.ts";
import type { Policy } from "../statement/policy/language.ts";
import { parsePolicy } from "../statement/policy/policy-text.ts";
import { readJson, readText } from "./files.ts";
import { inFile } from "./report-error.ts";

/** Reads a policy against its schema; a fault names file, line and column. */
export async function readPolicy(
  file: string,
  schemaFile: string,
): Promise<{ policy: Policy; schema: CredentialSchema }> {
  const [text, schema] = await Promise.all([readText(file), readJson(schemaFile, parseSchema)]);
  return { policy: await inFile(file, () => parsePolicy(text, schema)), schema };
}
