/** What the doors weigh and hold when a browser application bundles them. */
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import { describe, expect, it } from "vitest";

interface Bundle {
  readonly gzippedBytes: number;
  readonly inputs: readonly string[];
  readonly metafile: Metafile;
}

/** With `split`, modules behind a dynamic import are chunks of their own, and the size is what a page loads first. */
async function bundle(
  entry: string,
  { packages = [], split = false }: { packages?: string[]; split?: boolean } = {},
): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    external: packages,
    splitting: split,
    outdir: "build",
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  return {
    gzippedBytes: gzipSync(outputFiles[0]!.contents, { level: 9 }).length,
    inputs: Object.keys(metafile.inputs),
    metafile,
  };
}

describe("the verifier door", () => {
  it("is under 32 kB gzipped and holds no prover, no GPL code and no Poseidon", async () => {
    const { gzippedBytes, inputs } = await bundle("src/verifier.ts");
    expect(gzippedBytes).toBeLessThan(32_000);
    const packages = new Set(inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
    expect([...packages].sort()).toEqual(["@noble/hashes", "valibot"]);
    expect(inputs.filter((path) => /^src\/(snark|witness|policy|credential)\//.test(path))).toEqual([]);
    expect(inputs.filter((path) => path.startsWith("src/statement/artifacts/")).sort()).toEqual([
      "src/statement/artifacts/manifest.ts",
      "src/statement/artifacts/verification-key.ts",
    ]);
    expect(inputs).not.toContain("src/presentation/proof/prove.ts");
    expect(inputs).not.toContain("src/core/hash.ts");
  });
});

/** Packages that an entry reaches without a dynamic import. */
function staticPackages({ metafile }: Bundle, entry: string): string[] {
  const seen = new Set<string>();
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { kind, path: target, external } of metafile.inputs[path]?.imports ?? []) {
      if (kind !== "dynamic-import") visit(external === true ? `node_modules/${target}` : target);
    }
  };
  visit(entry);
  const packages = [...seen].flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set(packages)].sort();
}

describe("the prover", () => {
  it("is under 150 kB gzipped, kernel included, and holds no GPL code", async () => {
    const { gzippedBytes, inputs } = await bundle("src/engine/groth16/index.ts");
    expect(gzippedBytes).toBeLessThan(150_000);
    const packages = new Set(inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
    expect([...packages].sort()).toEqual(["@noble/hashes", "valibot"]);
    expect(inputs.filter((path) => path.startsWith("src/engine/snark/"))).toEqual([]);
  });

  it("leaves GPL code out of the holder's door, unless snarkjs is asked for", async () => {
    const entry = "src/holder.ts";
    const bundled = await bundle(entry, { packages: ["snarkjs", "ffjavascript"] });
    expect(staticPackages(bundled, entry)).not.toContain("snarkjs");
    expect(staticPackages(bundled, entry)).not.toContain("ffjavascript");
    expect(staticPackages(bundled, entry)).toContain("@noble/curves");
  });
});

/**
 * Kilobytes, gzipped. What holds Poseidon carries its constants, some 200 kB; a page that proves in a worker loads the
 * client alone.
 */
const BUDGETS = {
  "issuer.ts": 260,
  "statement/policy/index.ts": 255,
  "browser/wallet/index.ts": 255,
  "holder.ts": 320,
  "browser/worker/index.ts": 25,
  "browser/worker/entry.ts": 285,
  "portal/settlement/index.ts": 45,
} as const;

describe("the other doors", () => {
  it.each(Object.entries(BUDGETS))("%s is under %i kB gzipped", async (entry, kilobytes) => {
    expect((await bundle(`src/${entry}`, { split: true })).gzippedBytes).toBeLessThan(1_000 * kilobytes);
  });

  it.each(["browser/worker/index.ts", "browser/wallet/index.ts"])("%s holds no prover", async (entry) => {
    const { inputs } = await bundle(`src/${entry}`, { split: true });
    expect(inputs.filter((path) => /^src\/engine\/snark\/|node_modules\/(snarkjs|ffjavascript)/.test(path))).toEqual(
      [],
    );
    expect(inputs).not.toContain("src/presentation/proof/prove.ts");
  });
});
