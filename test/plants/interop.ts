import type { Plant } from "./plants.ts";

const PUBLISHED = { test: "test/unit/credentials/credential/published-schema.test.ts" };

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
];
