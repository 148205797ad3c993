/** The packed tarball: its exports and types are right. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { linkPackage, unpackInto } from "./tarball.ts";

const tarball = inject("tarball");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "civicproof-tarball-"));
  unpackInto(folder, tarball);
  linkPackage(folder);
}, 600_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the package's contracts", () => {
  it.each(["BenefitDisbursement", "TwoPersonTimelock"])("have ABI and bytecode: %s", (name) => {
    const script = `process.stdout.write(JSON.stringify(require("civicproof/contracts/${name}.json")))`;
    const { stdout } = spawnSync(process.execPath, ["-e", script], { cwd: folder, encoding: "utf8" });
    const { abi, bytecode, sourcesSha256 } = JSON.parse(stdout) as {
      readonly abi: readonly { readonly type: string }[];
      readonly bytecode: string;
      readonly sourcesSha256: string;
    };
    expect(abi.some(({ type }) => type === "constructor")).toBe(true);
    expect(bytecode).toMatch(/^0x(?:[0-9a-f]{2}){1000,49152}$/);
    expect(sourcesSha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("the package.json beside the built files", () => {
  const read = (...path: string[]) => JSON.parse(readFileSync(join(folder, "package", ...path), "utf8"));

  it("is short, and says of them what the package's says", () => {
    const [near, whole] = [read("dist", "package.json"), read("package.json")];
    expect(near.type).toBe(whole.type);
    const absolute = (directory: string, paths: readonly string[]) => paths.map((path) => join("/", directory, path));
    expect(absolute("dist", near.sideEffects)).toEqual(
      absolute("", whole.sideEffects).filter((path) => path.startsWith("/dist/")),
    );
    // Read again for every file that is imported.
    expect(Object.keys(near)).toEqual(["type", "sideEffects"]);
  });
});

describe("the package's exports", () => {
  it("are clean for publint", async () => {
    const { messages, pkg } = await publint({ pkgDir: join(folder, "package"), strict: true });
    expect(messages.map((message) => formatMessage(message, pkg!, { color: false }))).toEqual([]);
  });

  it("give every module system its own types", () => {
    const attw = resolve("node_modules/@arethetypeswrong/cli/dist/index.js");
    // node10 knows no exports; it is not supported, as `engines` says.
    const { status, stdout } = spawnSync(
      process.execPath,
      [attw, tarball, "--profile", "node16", "--exclude-entrypoints", "verifier.wasm", "--format", "table-flipped"],
      {
        encoding: "utf8",
      },
    );
    expect(status, stdout).toBe(0);
  }, 120_000);
});
