/** What the entry points weigh and hold when a browser application bundles them. */
import { readdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import { describe, expect, it } from "vitest";
import { WORKER_SOURCE as CEREMONY_WORKER } from "../src/ceremony/keys/worker.generated.ts";
import { poseidonConstants } from "../src/core/grain.ts";
import { WORKER_SOURCE as UNPACKING_WORKER } from "../src/engine/groth16/packed/worker.generated.ts";
import { WORKER_SOURCE as PROVER_WORKER } from "../src/engine/groth16/prover/worker.generated.ts";
import { WORKER_SOURCE as POSEIDON_WORKER } from "../src/engine/poseidon/worker.generated.ts";
import { parseManifest } from "../src/statement/artifacts/manifest.ts";
import tsupConfig from "../tsup.config.ts";

interface Bundle {
  readonly gzippedBytes: number;
  readonly inputs: readonly string[];
  readonly metafile: Metafile;
  /** All chunks, by their paths. */
  readonly outputs: ReadonlyMap<string, Uint8Array>;
}

/**
 * With `split`, modules behind a dynamic import are chunks of their own, and the size is what a page loads first: the
 * entry and the chunks that it imports statically.
 */
async function bundle(
  entry: string,
  { platform = "browser", split = false }: { platform?: "browser" | "node"; split?: boolean } = {},
): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    // In Node.js packages are not bundled.
    packages: platform === "node" ? "external" : "bundle",
    splitting: split,
    outdir: "build",
    bundle: true,
    minify: true,
    format: "esm",
    platform,
    target: "es2022",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const first = new Set<string>();
  const visit = (path: string): void => {
    const output = metafile.outputs[path];
    if (output === undefined || first.has(path)) return;
    first.add(path);
    for (const { kind, path: next } of output.imports) if (kind !== "dynamic-import") visit(next);
  };
  visit(Object.keys(metafile.outputs).find((path) => metafile.outputs[path]!.entryPoint === entry)!);
  return {
    gzippedBytes: outputFiles
      .filter(({ path }) => first.has(relative(process.cwd(), path)))
      .reduce((bytes, { contents }) => bytes + gzipSync(contents, { level: 9 }).length, 0),
    inputs: Object.keys(metafile.inputs),
    metafile,
    outputs: new Map(outputFiles.map(({ path, contents }) => [path, contents])),
  };
}

/** All that an entry point holds, packages included. */
async function bundledText(entry: string): Promise<string> {
  const { outputFiles } = await build({
    ...{ entryPoints: [entry], bundle: true, write: false, outdir: "build", format: "esm", platform: "node" },
    // Peers of the command line, and what loads native code.
    ...{ external: ["snarkjs", "pg", "pg-native", "fastify", "mqtt", "viem", "circom2"], logLevel: "silent" },
  });
  return outputFiles.map(({ text }) => text).join("\n");
}

describe("the verifier entry point", () => {
  it("is at most 28,000 bytes gzipped and holds no prover, no GPL code and no Poseidon", async () => {
    const { gzippedBytes, inputs } = await bundle("src/verifier.ts");
    expect(gzippedBytes).toBeLessThanOrEqual(28_000);
    const packages = new Set(inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
    expect([...packages].sort()).toEqual(["@noble/hashes", "valibot"]);
    expect(
      inputs.filter((path) =>
        /^src\/(engine\/snark|presentation\/witness|statement\/policy|credentials\/credential)\//.test(path),
      ),
    ).toEqual([]);
    expect(inputs.filter((path) => path.startsWith("src/statement/artifacts/")).sort()).toEqual([
      "src/statement/artifacts/development-key-error.ts",
      "src/statement/artifacts/development-keys.generated.ts",
      "src/statement/artifacts/imported-key.ts",
      "src/statement/artifacts/manifest.ts",
      "src/statement/artifacts/verification-key.ts",
    ]);
    expect(inputs).not.toContain("src/presentation/proof/prove.ts");
    expect(inputs).not.toContain("src/core/hash.ts");
  });
});

describe("the scripts of workers that are carried as text", () => {
  it.each([
    ["the prover's", PROVER_WORKER, 4_000],
    ["the Poseidon pool's", POSEIDON_WORKER, 3_000],
    ["unpacking's", UNPACKING_WORKER, 3_000],
    ["a ceremony's", CEREMONY_WORKER, 12_000],
  ])("%s is short, and holds no module", (_, source, bytes) => {
    expect(source.length).toBeLessThan(bytes);
    expect(source).not.toMatch(/AGFzbQ/);
  });
});

describe("the prover", () => {
  it("holds no GPL code", async () => {
    const { inputs } = await bundle("src/engine/groth16/index.ts");
    const packages = new Set(inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
    expect([...packages].sort()).toEqual(["@noble/hashes", "valibot"]);
    expect(inputs.filter((path) => path.startsWith("src/engine/snark/"))).toEqual([]);
  });
});

describe("Poseidon's constants", () => {
  it("are computed: no table of them is in any file of the package", async () => {
    const { entry } = tsupConfig as { entry: Record<string, string> };
    // The first constants of 2 inputs and of 16, as numbers are written in sources and packed in tables.
    const { roundConstants } = poseidonConstants(2);
    const constants = [roundConstants[0]![0]!, roundConstants[0]![1]!, poseidonConstants(16).roundConstants[0]![0]!];
    const spellings = constants.flatMap((constant) => [
      ...[String(constant), constant.toString(16)],
      Buffer.from(constant.toString(16).padStart(64, "0"), "hex").toString("base64").slice(0, 40),
    ]);
    for (const file of Object.values(entry)) {
      const text = await bundledText(file);
      for (const spelling of spellings) expect(text.includes(spelling), `${file}: ${spelling}`).toBe(false);
      expect(text).not.toContain("poseidon-lite");
    }
  });
});

describe("snarkjs, which is GPL-3.0", () => {
  it("is reached from its own entry point and the command line alone, also in chunks that load later", async () => {
    const { entry } = tsupConfig as { entry: Record<string, string> };
    const reaching: string[] = [];
    for (const [name, file] of Object.entries(entry)) {
      const { metafile } = await bundle(file, { platform: "node", split: true });
      const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
      if (imported.some((path) => /^(snarkjs|ffjavascript|wasmcurves)(\/|$)/.test(path))) reaching.push(name);
    }
    expect(reaching.sort()).toEqual(["cli", "snarkjs"]);
  });
});

/** Bytes, gzipped, that a page loads first. A page that proves in a worker loads the client alone. */
const BUDGETS = {
  "index.ts": 96_700,
  "issuer.ts": 56_600,
  "holder.ts": 60_000,
  "verifier.ts": 28_000,
  "statement/policy/index.ts": 30_400,
  // With the ABIs of all contracts.
  "portal/settlement/index.ts": 38_400,
  "dpia/index.ts": 116_600,
  "records/index.ts": 40_900,
  "engine/groth16/index.ts": 16_500,
  "engine/groth16/prover/worker.ts": 2_200,
  "browser/worker/index.ts": 7_000,
  "browser/worker/entry.ts": 1_600,
  "browser/wallet/index.ts": 30_000,
  // With jose; what reads certificates loads when there is one.
  "presentation/openid/index.ts": 33_500,
  // Both elements, without a language's texts.
  "browser/components/index.ts": 18_600,
} as const;

/** What a worker loads: the script and its chunks, with the larger tier of the kernel, as an engine runs one of them. */
async function workerBytes(): Promise<number> {
  const { outputs } = await bundle("src/browser/worker/entry.ts", { split: true });
  const sizes = [...outputs].map(([path, content]) => [path, gzipSync(content, { level: 9 }).length] as const);
  const tiers = sizes.filter(([path]) => /(fma|i64)\.generated/.test(path)).map(([, bytes]) => bytes);
  expect(tiers.length).toBe(2);
  return sizes.reduce((sum, [, bytes]) => sum + bytes, 0) - Math.min(...tiers);
}

describe("entry points for browsers", () => {
  it.each(Object.entries(BUDGETS))("%s is at most %i bytes gzipped", async (entry, bytes) => {
    expect((await bundle(`src/${entry}`, { split: true })).gzippedBytes).toBeLessThanOrEqual(bytes);
  });

  it("have a worker whose code is at most 130,000 bytes gzipped, with all that it loads later", async () => {
    expect(await workerBytes()).toBeLessThanOrEqual(130_000);
  });

  it.each(["browser/worker/index.ts", "browser/wallet/index.ts", "browser/components/index.ts"])(
    "%s holds no prover",
    async (entry) => {
      const { inputs } = await bundle(`src/${entry}`, { split: true });
      expect(inputs.filter((path) => /^src\/engine\/snark\/|node_modules\/(snarkjs|ffjavascript)/.test(path))).toEqual(
        [],
      );
      expect(inputs).not.toContain("src/presentation/proof/prove.ts");
    },
  );
});

describe("the first visit of a wallet", () => {
  const KEYS = { age: 2_000_000, eligibility: 3_300_000 } as const;
  const VISITS = { age: 2_600_000, eligibility: 4_200_000 } as const;
  const filesOf = (circuit: "age" | "eligibility") =>
    parseManifest(JSON.parse(readFileSync("artifacts/manifest.json", "utf8"))).circuits[circuit]!.files;

  it.each(Object.entries(KEYS))("has a packed key of %s of at most %i bytes", (circuit, bytes) => {
    const { packed } = filesOf(circuit as keyof typeof KEYS).zkey;
    expect(packed!.bytes).toBe(readFileSync(`artifacts/${packed!.path}`).length);
    expect(packed!.bytes).toBeLessThanOrEqual(bytes);
  });

  it.each(Object.entries(VISITS))("is for %s at most %i bytes, scripts and files together", async (circuit, bytes) => {
    const page = await Promise.all(
      ["browser/worker/index.ts", "browser/wallet/index.ts"].map((entry) => bundle(`src/${entry}`)),
    );
    const scripts = page.reduce((sum, { gzippedBytes }) => sum + gzippedBytes, 0) + (await workerBytes());
    const { zkey, wasm, vkey } = filesOf(circuit as keyof typeof VISITS);
    // Files as a server sends them that compresses none.
    expect(scripts + zkey.packed!.bytes + wasm.bytes + vkey.bytes).toBeLessThanOrEqual(bytes);
  });
});

describe("a refusal", () => {
  /** Minified; what a bundle gets that uses nothing of a module but this class. */
  async function bytesOf(name: string, file: string): Promise<number> {
    const { outputFiles } = await build({
      stdin: { contents: `export { ${name} } from "./src/${file}";`, resolveDir: process.cwd() },
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2022",
      // Some modules are for Node.js.
      platform: "node",
      write: false,
    });
    return outputFiles[0]!.contents.length;
  }

  const rooms = /^(core|credentials|engine|records\/[a-z]|presentation|browser|statement)/;
  const refusals = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && rooms.test(file) && !file.startsWith("records/archive"))
    .flatMap((file) =>
      [
        ...readFileSync(`src/${file}`, "utf8").matchAll(/export class (\w+) extends \/\* @__PURE__ \*\/ refusal\(/g),
      ].map(([, name]) => ({ name: name!, file })),
    );

  it("is under 600 bytes, base class included, and brings nothing of its module along", async () => {
    expect(refusals.length).toBeGreaterThan(50);
    const sizes = await Promise.all(refusals.map(async ({ name, file }) => [name, await bytesOf(name, file)] as const));
    expect(sizes.filter(([, bytes]) => bytes >= 600)).toEqual([]);
  });
});
