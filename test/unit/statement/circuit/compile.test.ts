import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AbortedError } from "../../../../src/core/abort.ts";
import { parseR1cs } from "../../../../src/engine/groth16/files/r1cs.ts";
import { compileCircuit, compilerVersion } from "../../../../src/statement/circuit/compile.ts";
import { CircuitCompileError } from "../../../../src/statement/circuit/signals-file.ts";

const ROOT = resolve(import.meta.dirname, "../../../..");
const CACHE = join(ROOT, "node_modules/.cache/civicproof");
let directory: string;
beforeAll(() => {
  mkdirSync(CACHE, { recursive: true });
  directory = mkdtempSync(join(CACHE, "compile-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

function source(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}
const GOOD =
  "pragma circom 2.1.6;\ntemplate T() { signal input x; signal output y <== x * x; }\ncomponent main = T();\n";

describe("compileCircuit", () => {
  test("writes r1cs, wasm and sym and names the compiler", async () => {
    const compiled = await compileCircuit({
      file: source("good.circom", GOOD),
      outDir: join(directory, "out"),
      projectDir: ROOT,
    });
    expect(compiled.compilerVersion).toBe("2.2.3");
    expect(parseR1cs(await readFile(compiled.r1cs)).nConstraints).toBe(1);
    expect(WebAssembly.validate(new Uint8Array(await readFile(compiled.wasm)))).toBe(true);
    expect(await readFile(compiled.sym, "utf8")).toContain("main.y");
  });
  test("passes the compiler's message on", async () => {
    const file = source("bad.circom", GOOD.replace("x * x", "x * z"));
    const error = await compileCircuit({ file, outDir: join(directory, "bad"), projectDir: ROOT }).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(CircuitCompileError);
    expect((error as Error).message).toMatch(/bad\.circom.*Undeclared symbol/s);
    // Without terminal colours.
    expect((error as Error).message).not.toContain("\u001b");
  });
  test("refuses a missing file and a directory without a compiler", async () => {
    const missing = { file: join(directory, "none.circom"), outDir: directory };
    await expect(compileCircuit({ ...missing, projectDir: ROOT })).rejects.toThrow(CircuitCompileError);
    await expect(compileCircuit({ ...missing, projectDir: "/" })).rejects.toThrow(/circom2 is not installed/);
  });
  test("stops when the signal fires, before or during the run", async () => {
    const file = source("slow.circom", GOOD);
    const options = { file, outDir: join(directory, "slow"), projectDir: ROOT };
    await expect(compileCircuit({ ...options, signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
    await expect(compileCircuit({ ...options, signal: AbortSignal.timeout(30) })).rejects.toThrow(AbortedError);
  });
});

test("compilerVersion", async () => {
  expect(await compilerVersion({ projectDir: ROOT })).toBe("2.2.3");
});
