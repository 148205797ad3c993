import type { Plant } from "./plants.ts";

const PUBLISHED = { test: "test/unit/credentials/credential/published-schema.test.ts" };
const METADATA = {
  test: "test/unit/credentials/credential/type-metadata.test.ts",
  file: "src/credentials/credential/type-metadata.ts",
};
const LINT = { test: "test/unit/statement/policy/lint.test.ts" };

/** Mistakes in what schemas say to other formats, and in how one schema follows another. */
export const INTEROP_PLANTS: readonly Plant[] = [
  {
    mistake: "an opened request has its sender's names for the credential",
    ...PUBLISHED,
    file: "src/credentials/credential/schema.ts",
    right: "  const { label: _, description: __, supersedes: ___, ...rest } = schema;\n",
    wrong: "  const rest = schema;\n",
    title: "has the identity that it has without them",
  },
  {
    mistake: "two claims stand at one place of an SD-JWT VC",
    ...PUBLISHED,
    file: "src/credentials/credential/published-schema.ts",
    right: "  pathsOf(schema);\n",
    wrong: "",
    title: "another claim's path",
  },
  {
    mistake: "a schema supersedes itself",
    ...PUBLISHED,
    file: "src/credentials/credential/published-schema.ts",
    right: "schema.supersedes?.schema === schemaReference(schema)",
    wrong: "schema.supersedes?.schema === schema.name",
    title: "itself as what it supersedes",
  },
  {
    mistake: "a label is made up for a language that has none",
    ...METADATA,
    right: "return label === undefined ? [] :",
    wrong: "return label === null ? [] :",
    title: "say where each claim stands",
  },
  {
    mistake: "words without a language are called English",
    ...METADATA,
    right: 'language = "und"',
    wrong: 'language = "en"',
    title: "say that a language is not known",
  },
  {
    mistake: "names that nobody has read go into type metadata",
    ...METADATA,
    right: "const published = parsePublishedSchema(schema);",
    wrong: "const published = schema as ReturnType<typeof parsePublishedSchema>;",
    title: "are refused for a schema whose names nobody has read",
  },
  {
    mistake: "portals stop taking an older schema on the overlap's last day",
    file: "src/credentials/credential/succession.ts",
    right: "formatDate(today) <= until",
    wrong: "formatDate(today) < until",
    ...LINT,
    title: "names a policy whose schema is superseded",
  },
  {
    mistake: "a policy is sent to a schema that is superseded itself",
    file: "src/credentials/credential/succession.ts",
    right: "return { schema: schemaReference(newest),",
    wrong: "return { schema: schemaReference(first),",
    ...LINT,
    title: "names the newest schema of a line",
  },
  {
    mistake: "of two schemas that supersede one, the first is taken",
    file: "src/credentials/credential/succession.ts",
    right: "if (second !== undefined)",
    wrong: "if (second === null)",
    ...LINT,
    title: "refuses schemas that supersede each other",
  },
  {
    mistake: "an office goes on issuing a schema beside the one that supersedes it",
    file: "src/office/server/issuance.ts",
    right: "    if (succession !== undefined)\n",
    wrong: "    if (succession === null)\n",
    test: "test/unit/office/service.test.ts",
    title: "does not start with both: it issues the newest",
  },
  {
    mistake: "the linter is not given the newer schemas of the command line",
    file: "src/cli/commands/policy/lint.ts",
    right: "newer: { schemas: newer, today },",
    wrong: "newer: { schemas: [], today },",
    test: "test/unit/cli/commands.test.ts",
    title: "names a policy that still uses a superseded schema",
  },
];
