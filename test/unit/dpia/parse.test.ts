/** Descriptors are read strictly, with the place of the first fault. */
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { DeploymentError, parseDeployment } from "../../../src/dpia/parse.ts";
import { EXAMPLES } from "./fixtures.ts";

const text = readFileSync("examples/dpia/transit-pass/deployment.yaml", "utf8");
const lineOf = (needle: string, in_ = text): number => in_.split("\n").findIndex((line) => line.includes(needle)) + 1;
const refusal = (changed: string): DeploymentError => {
  try {
    parseDeployment(changed);
  } catch (error) {
    return error as DeploymentError;
  }
  throw new Error("accepted");
};

describe("a descriptor", () => {
  it.each(EXAMPLES)("is read: %s", (name) => {
    const yaml = readFileSync(`examples/dpia/${name}/deployment.yaml`, "utf8");
    const { deployment } = parseDeployment(yaml);
    expect(deployment.name).toBe(name);
    // JSON is YAML too.
    expect(parseDeployment(JSON.stringify(parse(yaml))).deployment).toEqual(deployment);
  });

  it.each(EXAMPLES)("fits the published JSON Schema: %s", (name) => {
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    const validate = ajv.compile(JSON.parse(readFileSync("docs/deployment.schema.json", "utf8")));
    const value = parse(readFileSync(`examples/dpia/${name}/deployment.yaml`, "utf8"));
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...value, chain: 7 })).toBe(false);
  });
});

describe("a fault", () => {
  it.each([
    ["role: controller", "role: boss", "parties[0].role", "role: controller"],
    ["times: day", "times: hourly", "channels.times", "times: day"],
    ['date: "2026-11-25"', 'date: "25.11.2026"', "date", 'date: "2026-11-25"'],
    ["party: host\n    holds: [nullifier", "party: nobody\n    holds: [nullifier", "stores[0].party", "party: host"],
    ["days: 400", "days: -1", "stores[0].retention.days", "days: 400"],
    ["chain: none", "chain: maybe", "chain", "chain: none"],
  ])("has path, line and column: %s", (before, after, path, line) => {
    const changed = text.replace(before, after);
    expect(changed).not.toBe(text);
    const error = refusal(changed);
    expect(error).toBeInstanceOf(DeploymentError);
    expect(error).toMatchObject({ code: "DEPLOYMENT_INVALID", path });
    expect(error.position!.line).toBe(lineOf(line));
    const column = changed.split("\n")[error.position!.line - 1]!.slice(error.position!.column - 1);
    expect(column).not.toBe("");
    expect(error.message).toContain(`line ${error.position!.line}, column ${error.position!.column}`);
  });

  it("points at an unknown key itself", () => {
    const changed = text.replace("  times: day", "  times: day\n  cookies: many");
    const error = refusal(changed);
    expect(error).toMatchObject({ path: "channels.cookies", expected: "no such key" });
    expect(error.position).toEqual({ line: lineOf("cookies", changed), column: 3 });
  });

  it("is a missing part, at the place where it should stand", () => {
    const error = refusal(text.replace(/^chain: none\n/m, ""));
    expect(error).toMatchObject({ path: "chain" });
    expect(error.position).toBeDefined();
  });

  it("is a contradiction", () => {
    expect(refusal(text.replace("id: registry", "id: transit")).path).toBe("parties[1].id");
    expect(refusal(text.replace("does: [verifier]", "does: [hosting]")).path).toBe("parties");
    expect(refusal(text.replace("  mapping: ../../data/mapping.json\n", "")).path).toBe("population");
    expect(refusal(text.replace(/ {2}people: .*\n {2}mapping: .*\n/, "")).path).toBe("population");
    const relayed = text.replace(
      "chain: none",
      'chain: { id: "eip155:1", contract: "0x00000000000000000000000000000000000c1a1d", gasPaidBy: relayer, payee: pooled }',
    );
    expect(refusal(relayed)).toMatchObject({ path: "chain.gasPaidBy", expected: "a party that does: relayer" });
  });
});

describe("hostile text", () => {
  it.each([
    ["a: &x [1]\nb: *x"],
    ["&a [*a]"],
    ["civicproof: deployment/v2\ncivicproof: deployment/v2"],
    ["!!js/function 'function(){}'"],
    ["{"],
    [""],
    ["null"],
    ["[]"],
    ["__proto__: { polluted: true }"],
    [`${"[".repeat(3_000)}`],
    [`${"[".repeat(200_000)}`],
    [`${"- ".repeat(100_000)}`],
    ["a: ".repeat(5_000)],
    ["x".repeat(500_001)],
    ["\u0000"],
  ])("is refused with a typed error: %.40j", (hostile) => {
    expect(() => parseDeployment(hostile)).toThrow(DeploymentError);
    expect(Object.prototype).not.toHaveProperty("polluted");
  });
});
