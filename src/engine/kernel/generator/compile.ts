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
import { FQ, FR, type PrimeField } from "./numbers.ts";
import { emitNumbers, type Tier } from "./numbers-source.ts";

const LIMBS = { fma: emitFmaField, i64: emitI64Field, bounds: emitBoundsField } as const;

const ASSEMBLY = fileURLToPath(new URL("../assembly", import.meta.url));

/** The files of a folder of `assembly/`, as if they were in another one. */
function folderSources(folder: string, as: string): [string, string][] {
  return readdirSync(join(ASSEMBLY, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => [join(as, name), readFileSync(join(ASSEMBLY, folder, name), "utf8")]);
}

/** One field by itself, for modules that compute in it; the caller adds an `index.ts`. */
export function fieldSources(field: PrimeField, tier: Tier): Map<string, string> {
  return new Map([
    ...folderSources("field", field.name),
    [`${field.name}/limbs.ts`, LIMBS[tier](field)],
    [`${field.name}/numbers.ts`, emitNumbers(field, tier)],
  ]);
}

/** Every source file of a tier, by the path the compiler asks for. */
export function kernelSources(tier: Tier): Map<string, string> {
  const sources = new Map(folderSources("", ""));
  for (const field of [FQ, FR]) {
    for (const [path, text] of fieldSources(field, tier)) sources.set(path, text);
    if (tier === "bounds") sources.set("index.ts", sources.get("index.ts")! + boundsExports(field));
  }
  for (const [group, coordinates] of [
    ["g1", "../fq/field"],
    ["g2", "../fq2"],
  ] as const) {
    for (const [path, text] of folderSources("group", group)) sources.set(path, text);
    sources.set(`${group}/coordinates.ts`, `export * from "${coordinates}";\n`);
  }
  return sources;
}

/** What a module of the bounds tier exports so that {@link checkBounds} can steer it. */
export function boundsExports({ name }: PrimeField): string {
  const names = ["setAnswer", "setReduction"].map((each) => `${each} as ${name}_${each}`).join(", ");
  return `export { ${names} } from "./${name}/limbs";\n`;
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
  if (error !== null || wasm === undefined) throw new Error(`the ${tier} tier does not compile:\n${stderr.toString()}`);
  return { wasm, text };
}
