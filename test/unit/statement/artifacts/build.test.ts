import { spawn } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AbortedError } from "../../../../src/core/abort.ts";
import { disposeCurve } from "../../../../src/engine/snark/curve.ts";
import {
  type BuildOptions,
  type BuildProgress,
  buildArtifacts,
  checkArtifacts,
} from "../../../../src/statement/artifacts/build.ts";
import { CircuitCompileError } from "../../../../src/statement/circuit/signals-file.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
// Below the repository, so that circom2 is found as in a real project.
const projectDir = join(root, "node_modules", ".cache", `civicproof-build-${process.pid}`);
const tiny = join(root, "test", "fixtures", "tiny.circom");
const circuits = ["age", "residency"] as const;

beforeAll(async () => {
  await mkdir(join(projectDir, "circuits", "main"), { recursive: true });
  await writeFile(join(projectDir, "package.json"), "{}");
});

beforeEach(async () => {
  for (const circuit of circuits) await copyFile(tiny, join(projectDir, "circuits", "main", `${circuit}.circom`));
});

afterAll(async () => {
  await rm(projectDir, { recursive: true, force: true });
  await disposeCurve();
});

const build = async (options: BuildOptions = {}) => {
  const steps: BuildProgress[] = [];
  const result = await buildArtifacts({ projectDir, circuits, onProgress: (step) => steps.push(step), ...options });
  return { ...result, steps: steps.map(({ circuit, step }) => `${circuit} ${step}`) };
};
const path = (...names: string[]) => join(projectDir, ...names);
const leftovers = async () =>
  (await readdir(path("artifacts"), { recursive: true })).filter((name) => /tmp/.test(name));
const edit = async (file: string, change: (text: string) => string) =>
  writeFile(path(file), change(await readFile(path(file), "utf8")));

describe("buildArtifacts", () => {
  it("builds, writes the snapshots, and takes them from the cache the second time", async () => {
    const first = await build();
    expect(first.differences).toHaveLength(4);
    expect(first.steps).toContain("age compiling");
    const constraints = JSON.parse(await readFile(path("circuits/constraints.json"), "utf8"));
    expect(constraints.age).toEqual({
      constraints: 40,
      publicSignals: 8,
      domain: 64,
      r1csSha256: first.manifest.circuits.age!.files.r1cs.sha256,
    });
    expect(Object.keys(constraints)).toEqual(["age", "residency"]);
    expect((await readdir(path("artifacts/build/age"))).sort()).toEqual(
      ["built.json", "circuit.cpk", "circuit.r1cs", "circuit.wasm", "circuit.zkey", "vkey.json"].sort(),
    );
    expect(await readFile(path("artifacts/vkeys/age.json"))).toEqual(
      await readFile(path("artifacts/build/age/vkey.json")),
    );
    expect(await leftovers()).toEqual([]);
    expect(await checkArtifacts({ directory: path("artifacts") })).toMatchObject([
      { circuit: "age", setup: "development", problem: undefined },
      { circuit: "residency", problem: undefined },
    ]);

    const before = await stat(path("artifacts/build/age/circuit.zkey"));
    const second = await build();
    expect(second.steps.sort()).toEqual(["age unchanged", "residency unchanged"]);
    expect(second.differences).toEqual([]);
    expect(second.manifest).toEqual(first.manifest);
    expect((await stat(path("artifacts/build/age/circuit.zkey"))).mtimeMs).toBe(before.mtimeMs);
  });

  it("gives the same bytes when it builds again", async () => {
    const { manifest } = await build();
    expect((await build({ force: true })).manifest).toEqual(manifest);
  });

  it("builds again what was damaged, and only that", async () => {
    await build();
    const zkey = path("artifacts/build/age/circuit.zkey");
    const bytes = await readFile(zkey);
    bytes[bytes.length - 100]! ^= 1;
    await writeFile(zkey, bytes);
    const again = await build();
    expect(again.steps).toContain("age compiling");
    expect(again.steps).toContain("residency unchanged");
    expect((await checkArtifacts({ directory: path("artifacts") })).map(({ problem }) => problem)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("names what changed with `check`, and writes no snapshot", async () => {
    await build();
    expect((await build({ check: true })).differences).toEqual([]);
    await edit("circuits/main/age.circom", (text) =>
      text.replace(
        "mixed[6] <== mixed[5] * mixed[5];",
        "signal square <== mixed[5] * mixed[5]; mixed[6] <== square * mixed[5];",
      ),
    );
    const snapshot = await readFile(path("circuits/constraints.json"), "utf8");
    const { differences } = await build({ check: true });
    expect(differences).toContain("circuits/constraints.json: age.constraints is 40, the circuits give 41");
    expect(
      differences.some((line) => line.startsWith("artifacts/manifest.json: circuits.age.files.zkey.sha256 is")),
    ).toBe(true);
    expect(differences.every((line) => !line.includes("residency"))).toBe(true);
    expect(await readFile(path("circuits/constraints.json"), "utf8")).toBe(snapshot);
    await build();
    expect((await build({ check: true })).differences).toEqual([]);
  });

  it("takes another seed as another build", async () => {
    await build();
    const { manifest, steps } = await build({ seed: "another" });
    expect(steps).toContain("age setting up");
    expect(manifest.circuits.age!.setup).toEqual({ kind: "development", seed: "another" });
    await build();
  });

  it("refuses public signals in another order or number", async () => {
    await edit("circuits/main/age.circom", (text) =>
      text
        .replace("signal input scope;\n", "")
        .replace("signal input policyHash;", "signal input scope;\n    signal input policyHash;"),
    );
    await expect(build()).rejects.toMatchObject({
      code: "CIRCUIT_INVALID",
      received: expect.stringContaining("scope, policyHash"),
    });
    await copyFile(tiny, path("circuits/main/age.circom"));
    await edit("circuits/main/age.circom", (text) => text.replace(", context]", "]"));
    await expect(build()).rejects.toBeInstanceOf(CircuitCompileError);
  });

  it("refuses a public signal that circuits/signals.json does not annotate, by name", async () => {
    await edit("circuits/main/age.circom", (text) =>
      text
        .replace("signal input context;", "signal input context;\n    signal input birthYear;")
        .replace("mixed[6] * (holderSecret + scope)", "mixed[6] * (birthYear + scope)")
        .replace(", context]", ", context, birthYear]"),
    );
    await expect(build()).rejects.toThrow(
      'circuit age: the public signal "birthYear" has no annotation in circuits/signals.json',
    );
  });

  it("says what the compiler says, and leaves nothing behind", async () => {
    await edit("circuits/main/age.circom", (text) => text.replace("sum === holderSecret;", "sum === unknown;"));
    await expect(build()).rejects.toMatchObject({
      code: "CIRCUIT_INVALID",
      message: expect.stringContaining("unknown"),
    });
    await rm(path("circuits/main/age.circom"));
    await expect(build()).rejects.toBeInstanceOf(CircuitCompileError);
    expect(await leftovers()).toEqual([]);
  });

  it("stops when aborted", async () => {
    const controller = new AbortController();
    const building = build({
      force: true,
      signal: controller.signal,
      onProgress: ({ step }) => {
        if (step === "compiling") setTimeout(() => controller.abort(), 20);
      },
    });
    await expect(building).rejects.toBeInstanceOf(AbortedError);
    expect(await leftovers()).toEqual([]);
  });

  it("never trusts what a killed build left", async () => {
    await build();
    const script = `
      import { buildArtifacts } from ${JSON.stringify(join(root, "src/statement/artifacts/build.ts"))};
      await buildArtifacts({
        projectDir: ${JSON.stringify(projectDir)}, circuits: ["age"], seed: "killed",
        onProgress: ({ step }) => { if (step === "writing") process.kill(process.pid, "SIGKILL"); },
      });`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], { cwd: root });
    const killedBy = await new Promise((resolve) => child.on("close", (_, signal) => resolve(signal)));
    expect(killedBy).toBe("SIGKILL");
    expect(await leftovers()).not.toEqual([]);
    const { steps, manifest } = await build();
    expect(steps.sort()).toEqual(["age unchanged", "residency unchanged"]);
    expect(manifest.circuits.age!.setup).toMatchObject({ seed: expect.not.stringContaining("killed") });
    expect(await leftovers()).toEqual([]);

    // Killed between two files: the old list of hashes does not fit the new zkey.
    await writeFile(path("artifacts/build/age/circuit.zkey"), "half");
    expect((await build()).steps).toContain("age compiling");
  });
});
