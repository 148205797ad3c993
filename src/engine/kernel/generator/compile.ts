/**
 * Compiles the kernel: the sources of `assembly/`, once for each tier, with the generated limb layer beside them.
 *
 * A folder of sources can be compiled several times under different names: `field/` becomes `fq/` and `fr/`, `group/`
 * becomes `g1/` and `g2/`. That is how one text of the algorithms serves every field and group.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { emitBoundsField } from "./bounds.ts";
import { emitFmaField } from "./fma.ts";
import { emitI64Field } from "./i64.ts";
import { FQ, FR } from "./numbers.ts";
import { emitNumbers, type Tier } from "./numbers-source.ts";

const LIMBS = { fma: emitFmaField, i64: emitI64Field, bounds: emitBoundsField } as const;

const ASSEMBLY = fileURLToPath(new URL("../assembly", import.meta.url));

/** Every source file of a tier, by the path the compiler asks for. */
export function kernelSources(tier: Tier): Map<string, string> {
  const sources = new Map<string, string>();
  const add = (folder: string, as: string) => {
    for (const name of readdirSync(join(ASSEMBLY, folder), { withFileTypes: true })) {
      if (name.isFile()) sources.set(join(as, name.name), readFileSync(join(ASSEMBLY, folder, name.name), "utf8"));
    }
  };
  add("", "");
  for (const field of [FQ, FR]) {
    add("field", field.name);
    sources.set(`${field.name}/limbs.ts`, LIMBS[tier](field));
    sources.set(`${field.name}/numbers.ts`, emitNumbers(field, tier));
    if (tier === "bounds") {
      const names = ["setAnswer", "setReduction"].map((name) => `${name} as ${field.name}_${name}`).join(", ");
      sources.set("index.ts", `${sources.get("index.ts")!}export { ${names} } from "./${field.name}/limbs";\n`);
    }
  }
  for (const [group, coordinates] of [
    ["g1", "../fq/field"],
    ["g2", "../fq2"],
  ] as const) {
    add("group", group);
    sources.set(`${group}/coordinates.ts`, `export * from "${coordinates}";\n`);
  }
  return sources;
}

/** The WebAssembly module of a tier. The same sources and compiler give the same bytes. */
export async function compileKernel(
  tier: Tier,
  sources: ReadonlyMap<string, string> = kernelSources(tier),
): Promise<{ wasm: Uint8Array; text: string }> {
  const { default: asc } = await import("assemblyscript/asc");
  let wasm: Uint8Array | undefined;
  let text = "";
  const { error, stderr } = await asc.main(
    [
      "index.ts",
      ...["--outFile", "kernel.wasm", "--textFile", "kernel.wat"],
      ...["--runtime", "stub", "--use", "abort=", "--noAssert"],
      ...(tier === "bounds" ? ["--optimizeLevel", "0"] : ["--optimizeLevel", "3", "--shrinkLevel", "0"]),
      ...["--enable", "simd", ...(tier === "fma" ? ["--enable", "relaxed-simd"] : [])],
      ...["--initialMemory", "16", "--maximumMemory", "65536"],
    ],
    {
      readFile: (name) => sources.get(name) ?? null,
      writeFile: (name, content) => {
        if (name.endsWith(".wasm")) wasm = content as Uint8Array;
        else if (name.endsWith(".wat")) text = content as string;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || wasm === undefined)
    throw new Error(`the ${tier} kernel does not compile:\n${stderr.toString()}`);
  return { wasm, text };
}
