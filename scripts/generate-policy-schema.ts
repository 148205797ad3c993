/** Writes docs/policy.schema.json from the valibot schema in src/statement/policy/language.ts. With --check it only compares. */
import { toJsonSchema } from "@valibot/to-json-schema";
import { namedSchemas, policySchema } from "../src/statement/policy/language.ts";
import { writeOrCheck } from "./write-or-check.ts";

const schema = toJsonSchema(policySchema, {
  target: "draft-07",
  definitions: namedSchemas,
  errorMode: "throw",
  // Which characters people can see, JSON Schema can't say.
  ignoreActions: ["check"],
});

/** The converter numbers the schemas that choose themselves by their input and adds an alias under the given name. */
function withNames(text: string): string {
  const { $defs = {} } = schema as { readonly $defs?: Readonly<Record<string, { readonly $ref?: string }>> };
  const aliases = Object.entries($defs).filter(([, definition]) => /^#\/\$defs\/\d+$/.test(definition.$ref ?? ""));
  const target = (definition: { readonly $ref?: string }): string => definition.$ref!.slice("#/$defs/".length);
  const renamed = JSON.parse(
    aliases.reduce((json, [name, alias]) => json.replaceAll(`"#/$defs/${target(alias)}"`, `"#/$defs/${name}"`), text),
  );
  for (const [name, alias] of aliases) {
    renamed.$defs[name] = renamed.$defs[target(alias)];
    delete renamed.$defs[target(alias)];
  }
  return `${JSON.stringify({ $id: "urn:civicproof:schema:policy:v2", title: "civicproof policy/v2", ...renamed }, null, 2)}\n`;
}

writeOrCheck({ "docs/policy.schema.json": withNames(JSON.stringify(schema)) });
