import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { EXIT_CODES } from "../../../src/cli/exit-codes.ts";
import { buildProgram } from "../../../src/cli/program.ts";
import { cli, temporaryDirectory } from "./terminal.ts";

function allCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

const silent = { writeOut: () => {}, writeErr: () => {}, isInteractive: false, signal: new AbortController().signal };
const commands = allCommands(buildProgram(silent, { isRefusal: false }));
const leaves = commands.filter(({ commands: inner }) => inner.length === 0);

describe("help", () => {
  it("lists every command", () => {
    expect(leaves.map(pathOf)).toMatchInlineSnapshot(`
      [
        "civicproof issuer keygen",
        "civicproof issuer prove-key",
        "civicproof holder keygen",
        "civicproof registry init",
        "civicproof registry add-issuer",
        "civicproof registry remove-issuer",
        "civicproof registry publish",
        "civicproof issue",
        "civicproof office init",
        "civicproof office serve",
        "civicproof office publish",
        "civicproof office describe",
        "civicproof office end-issuer-key",
        "civicproof office split-key",
        "civicproof office sign",
        "civicproof status revoke",
        "civicproof status suspend",
        "civicproof status reinstate",
        "civicproof status show",
        "civicproof schema type-metadata",
        "civicproof policy lint",
        "civicproof policy explain",
        "civicproof policy compile",
        "civicproof request",
        "civicproof prove",
        "civicproof verify",
        "civicproof serve",
        "civicproof store backup",
        "civicproof store check",
        "civicproof store reconcile",
        "civicproof store close-period",
        "civicproof store lookup",
        "civicproof store export",
        "civicproof store rekey",
        "civicproof store migrate",
        "civicproof store tables",
        "civicproof settle",
        "civicproof settle-batch",
        "civicproof relay run",
        "civicproof relay show",
        "civicproof anchor import",
        "civicproof anchor commit",
        "civicproof anchor publish",
        "civicproof anchor witness",
        "civicproof anchor prove",
        "civicproof anchor verify",
        "civicproof anchor correct",
        "civicproof anchor erase",
        "civicproof anchor hold",
        "civicproof anchor retention",
        "civicproof anchor audit",
        "civicproof anchor backup",
        "civicproof anchor restore",
        "civicproof device register",
        "civicproof device list",
        "civicproof device revoke",
        "civicproof ingest",
        "civicproof contracts export",
        "civicproof contracts deploy",
        "civicproof contracts status",
        "civicproof contracts publish",
        "civicproof contracts refresh",
        "civicproof contracts roots",
        "civicproof contracts version",
        "civicproof contracts award",
        "civicproof contracts pause",
        "civicproof contracts unpause",
        "civicproof artifacts build",
        "civicproof artifacts check",
        "civicproof ceremony init",
        "civicproof ceremony join",
        "civicproof ceremony contribute",
        "civicproof ceremony verify",
        "civicproof ceremony beacon",
        "civicproof ceremony finish",
        "civicproof ceremony transcript",
        "civicproof dpia write",
        "civicproof dpia forms",
        "civicproof dpia init",
        "civicproof dpia lock",
        "civicproof dpia check",
        "civicproof dpia test-linkability",
        "civicproof dpia observe",
        "civicproof doctor",
        "civicproof create",
        "civicproof demo",
      ]
    `);
  });

  it.each(leaves.map((command) => [pathOf(command), command] as const))("shows an example: %s", async (path) => {
    const args = path.split(" ").slice(1);
    const { code, stdout, stderr } = await cli(...args, "--help");
    expect({ code, stderr }).toEqual({ code: EXIT_CODES.ok, stderr: "" });
    expect(stdout).toContain(`Example:\n  $ civicproof ${args.join(" ")}`);
    expect(stdout).toContain("--json");
  });

  it("keeps its wording", async () => {
    const { stdout } = await cli("verify", "--help");
    expect(stdout).toMatchSnapshot();
    expect((await cli("--help")).stdout).toMatchSnapshot();
  });

  it("prints the version", async () => {
    expect(await cli("--version")).toEqual({
      code: EXIT_CODES.ok,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: "",
    });
  });
});

describe("exit codes", () => {
  it.each([
    [],
    ["nonsense"],
    ["issuer"],
    ["issuer", "keygen"],
    ["issuer", "keygen", "--out"],
    ["issuer", "keygen", "--nonsense"],
    ["policy", "lint", "missing.json", "--schema", "missing.json"],
    ["status", "show", "--registry", "missing.json", "--index", "-1"],
    ["request", "--period", "4294967296"],
    ["verify", "--max-root-age", "1e3"],
    ["registry", "publish", "--now", "yesterday"],
  ])("say wrong usage: %j %j %j", async (...args) => {
    const { code, stdout } = await cli(...args);
    expect({ code, stdout }).toEqual({ code: EXIT_CODES.usage, stdout: "" });
  });

  it("name all required options that are missing, and not one after the other", async () => {
    const { stderr } = await cli("verify", "--request", "request.json");
    expect(stderr).toBe(
      "USAGE_INVALID: required options '--presentation <file>', '--registry <place>' not specified\n",
    );
  });

  it("suggest a command", async () => {
    expect((await cli("isue")).stderr).toContain("issue");
  });

  it("say refused, with the code and the file", async () => {
    const file = await temporaryDirectory();
    const registry = file("registry.json");
    await cli("registry", "init", "--out", registry, "--key", file("registry.key.json"));
    const key = "00".repeat(32);
    const { code, stderr } = await cli(
      "registry",
      "add-issuer",
      "--registry",
      registry,
      "--issuer",
      key,
      "--schema",
      "examples/policies/schema.json",
      "--actor",
      "a",
    );
    expect(code).toBe(EXIT_CODES.refused);
    expect(stderr).toMatch(/^PUBLIC_KEY_INVALID: /);
  });
});

describe("--json", () => {
  it.each([
    [EXIT_CODES.usage, ["issuer", "keygen"]],
    [EXIT_CODES.usage, ["nonsense"]],
    [EXIT_CODES.usage, ["policy", "lint", "missing.json", "--schema", "missing.json"]],
  ])("prints one value for a failure: %i %j", async (expected, args) => {
    const { code, stdout, stderr } = await cli(...args, "--json");
    expect(code).toBe(expected);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: "USAGE_INVALID", message: expect.any(String), ...pathIfAny(stdout) },
    });
    expect(stdout.trimEnd()).not.toContain("\n");
    expect(stderr).toMatch(/^USAGE_INVALID: /);
  });

  it("prints one value for a result, and nothing on stderr", async () => {
    const file = await temporaryDirectory();
    const { stdout, stderr } = await cli("issuer", "keygen", "--out", file("key.json"), "--json");
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({ publicKey: expect.stringMatching(/^[0-9a-f]{64}$/), out: file("key.json") });
  });
});

function pathIfAny(stdout: string): object {
  const { path } = (JSON.parse(stdout) as { error: { path?: string } }).error;
  return path === undefined ? {} : { path };
}
