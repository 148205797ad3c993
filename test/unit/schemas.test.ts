/** The JSON Schemas that the package carries: names that stay, and examples that point to them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";

const files = readdirSync("docs").filter((name) => name.endsWith(".schema.json"));
const schemaOf = (path: string) => JSON.parse(readFileSync(path, "utf8")) as { readonly $id: string };

describe("a JSON Schema", () => {
  it("has a name that does not change: programs keep schemas by it", () => {
    expect(Object.fromEntries(files.map((file) => [file, schemaOf(`docs/${file}`).$id]))).toMatchObject({
      "deployment.schema.json": "urn:civicproof:schema:deployment:v2",
      "policy.schema.json": "urn:civicproof:schema:policy:v2",
      "serve.schema.json": "urn:civicproof:schema:serve:v2",
    });
    const names = files.map((file) => schemaOf(`docs/${file}`).$id);
    expect(new Set(names).size).toBe(files.length);
    for (const name of names) expect(name).toMatch(/^urn:civicproof:schema:[a-z-]+:v[0-9]+$/);
  });

  const policies = readdirSync("examples/policies").filter((name) => name.endsWith(".json") && name !== "schema.json");
  it.each(policies)("is named by the example %s, which fits it", (name) => {
    const path = join("examples/policies", name);
    const policy = JSON.parse(readFileSync(path, "utf8")) as { readonly $schema?: string };
    const schema = resolve(dirname(path), policy.$schema ?? "");
    expect(existsSync(schema)).toBe(true);
    const validate = new Ajv({ strict: false }).compile(schemaOf(schema));
    expect(validate(policy), JSON.stringify(validate.errors)).toBe(true);
  });

  it("is named by the policy of the app that `create` makes, where npm puts it", () => {
    const policy = JSON.parse(readFileSync("templates/app/policy.json", "utf8")) as { readonly $schema: string };
    const file = /^node_modules\/civicproof\/(.+)$/.exec(policy.$schema)?.[1] ?? "nothing";
    const validate = new Ajv({ strict: false }).compile(schemaOf(file));
    expect(validate(policy), JSON.stringify(validate.errors)).toBe(true);
  });

  const deployments = readdirSync("examples/dpia", { withFileTypes: true }).filter((entry) => entry.isDirectory());
  it.each(deployments.map(({ name }) => name))("is named by the example %s for editors", (name) => {
    const folder = join("examples/dpia", name);
    const text = readFileSync(join(folder, "deployment.yaml"), "utf8");
    const schema = /^# yaml-language-server: \$schema=(.+)$/m.exec(text)?.[1] ?? "nothing";
    expect(schemaOf(join(folder, schema)).$id).toBe("urn:civicproof:schema:deployment:v2");
  });
});
