/** Writes docs/deployment.schema.json from the valibot schema in src/dpia/descriptor.ts. With --check it only compares. */
import { toJsonSchema } from "@valibot/to-json-schema";
import { deploymentSchema } from "../src/dpia/descriptor.ts";
import { writeOrCheck } from "./write-or-check.ts";

const schema = toJsonSchema(deploymentSchema, { target: "draft-07", errorMode: "throw" });

writeOrCheck({
  "docs/deployment.schema.json": `${JSON.stringify({ $id: "urn:civicproof:schema:deployment:v2", title: "civicproof deployment/v2", ...schema }, null, 2)}\n`,
});
