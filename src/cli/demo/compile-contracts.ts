/** The contracts of this package, compiled in this process by solc of npm, which comes with a clone. */
import { readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import type { Abi } from "viem";
import { loadPeer } from "../../core/peer.ts";
import type { Hex } from "../../portal/settlement/abi-words.ts";
import { packageDirectory } from "../../statement/artifacts/node.ts";

export interface CompiledContract {
  readonly abi: Abi;
  readonly bytecode: Hex;
}

/** `release` is what contracts/foundry.toml says and takes a minute; the others take seconds and make dearer code. */
export type Effort = "release" | "optimised" | "none";

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly abi: Abi; readonly evm: { readonly bytecode: { readonly object: string } } }>>
    >
  >;
}

/** The files with all that they import, by path. @throws PackageMissingError as {@link compileContracts} does */
export async function sourcesOf(
  files: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, { readonly content: string }>>> {
  const root = packageDirectory();
  const sources: Record<string, { content: string }> = {};
  const add = (path: string): void => {
    if (path in sources) return;
    const onDisk = path.startsWith("@openzeppelin/") ? join("node_modules", path) : path;
    const content = extra[path] ?? readFileSync(join(root, onDisk), "utf8");
    sources[path] = { content };
    for (const [, target] of content.matchAll(/^import\s[^"]*"([^"]+)";/gms)) {
      add(target!.startsWith(".") ? posix.normalize(posix.join(dirname(path), target!)) : target!);
    }
  };
  await loadPeer("@openzeppelin/contracts", async () => {
    for (const file of files) add(file);
  });
  return sources;
}

/**
 * Compiles contracts by file, relative to the package's directory; `extra` adds sources that are not on disk.
 *
 * @throws PackageMissingError where solc or OpenZeppelin's contracts are not installed
 */
export async function compileContracts(
  files: readonly string[],
  { extra = {}, effort }: { readonly extra?: Readonly<Record<string, string>>; readonly effort: Effort },
): Promise<Readonly<Record<string, CompiledContract>>> {
  const name: string = "solc";
  const { default: solc } = await loadPeer(
    name,
    () => import(name) as Promise<{ default: { compile(input: string): string } }>,
  );
  const sources = await sourcesOf(files, extra);
  const settings = {
    viaIR: effort === "release",
    evmVersion: "cancun",
    optimizer: { enabled: effort !== "none", runs: 200 },
    metadata: { appendCBOR: false, bytecodeHash: "none" },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
  };
  const output = JSON.parse(solc.compile(JSON.stringify({ language: "Solidity", sources, settings }))) as SolcOutput;
  const errors = output.errors?.filter(({ severity }) => severity === "error") ?? [];
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  const compiled = files.flatMap((file) =>
    Object.entries(output.contracts[file] ?? {}).map(
      ([contract, { abi, evm }]) => [contract, { abi, bytecode: `0x${evm.bytecode.object}` as Hex }] as const,
    ),
  );
  return Object.fromEntries(compiled);
}
