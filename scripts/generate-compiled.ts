/**
 * Writes ABI and bytecode of the contracts that are deployed as they are, compiled as contracts/foundry.toml says, with a
 * hash of the sources. `--check` writes nothing and compares that hash: compiling takes a minute, and the slow suite does.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileContracts, sourcesOf } from "../src/cli/demo/compile-contracts.ts";

const folder = fileURLToPath(new URL("../contracts/compiled", import.meta.url));
const FILES = ["contracts/examples/BenefitDisbursement.sol", "contracts/TwoPersonTimelock.sol"];

const sources = Object.entries(await sourcesOf(FILES)).sort(([a], [b]) => (a < b ? -1 : 1));
const sourcesSha256 = createHash("sha256").update(JSON.stringify(sources)).digest("hex");
const fileOf = (contractName: string) => join(folder, `${contractName}.json`);
const nameOf = (file: string) => file.replace(/^.*\/|\.sol$/g, "");

if (process.argv.includes("--check")) {
  for (const file of FILES.map(nameOf).map(fileOf)) {
    const found = (JSON.parse(readFileSync(file, "utf8")) as { sourcesSha256: string }).sourcesSha256;
    if (found === sourcesSha256) continue;
    console.error(`${file} is of other sources: run \`npm run generate\``);
    process.exitCode = 1;
  }
} else {
  const compiled = await compileContracts(FILES, { effort: "release" });
  mkdirSync(folder, { recursive: true });
  for (const sourceName of FILES) {
    const contractName = nameOf(sourceName);
    const { abi, bytecode } = compiled[contractName]!;
    const content = { contractName, sourceName, sourcesSha256, bytecode, abi };
    writeFileSync(fileOf(contractName), `${JSON.stringify(content)}\n`);
    console.error(`wrote ${fileOf(contractName)}`);
  }
}
