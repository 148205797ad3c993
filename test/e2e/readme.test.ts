import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runScript } from "./process.ts";

it("holds a sample that runs and prints what it says", async () => {
  const sample = /```ts\n([\s\S]*?)```/.exec(readFileSync("README.md", "utf8"))?.[1];
  const folder = mkdtempSync(join(import.meta.dirname, "readme-"));
  try {
    const file = join(folder, "sample.ts");
    const source = (name: string) => (name === "policy" ? "statement/policy/index" : name);
    writeFileSync(
      file,
      sample!.replace(/"civicproof\/(\w+)"/g, (_, name) => `"../../../src/${source(name)}.ts"`),
    );
    const { code, stdout, stderr } = await runScript(file);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "accepted\nalready-used\n", stderr: "" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
