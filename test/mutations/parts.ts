/** What is mutated, and by which tests each mutant has to be noticed. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { circuitMutants } from "./circuit-mutants.ts";
import type { Mutant } from "./mutant.ts";
import { solidityMutants } from "./solidity-mutants.ts";
import { typescriptMutants } from "./typescript-mutants.ts";
import { PROJECT } from "./workspace.ts";

export const PARTS = ["circuits", "verifier", "contracts"] as const;
export type Part = (typeof PARTS)[number];

export interface Task {
  readonly part: Part;
  readonly mutant: Mutant;
  /** Test files, or for contracts the suites of `forge test`. */
  readonly tests: readonly string[];
  /** What the tests read besides the sources that they import. */
  readonly reads: readonly string[];
}

const EQUATION = ["equation", "verify", "batch"].map((name) => `test/unit/engine/groth16/${name}.test.ts`);

/** The verifier's modules and their own tests: files, or folders with a slash at the end. */
const VERIFIER: Readonly<Record<string, readonly string[]>> = {
  "src/presentation/verification/verify.ts": ["test/unit/presentation/verification/"],
  "src/presentation/verification/load-key.ts": ["test/unit/presentation/verification/"],
  "src/presentation/proof/request.ts": [
    "test/unit/presentation/proof/request.test.ts",
    "test/unit/presentation/proof/request-boundaries.test.ts",
    "test/unit/presentation/proof/chain-request.test.ts",
  ],
  "src/engine/groth16/equation.ts": EQUATION,
  "src/engine/groth16/verify.ts": EQUATION,
  "src/engine/groth16/unsafe-key.ts": ["test/unit/engine/groth16/unsafe-key.test.ts"],
  "src/statement/artifacts/imported-key.ts": [
    "test/unit/statement/artifacts/imported-key.test.ts",
    "test/unit/statement/artifacts/imported-key-options.test.ts",
  ],
};

/** Suites of contracts, below contracts/test. */
const CONTRACTS: Readonly<Record<string, readonly string[]>> = {
  AnchorRegistry: ["unit/AnchorRegistry"],
  Bn254: ["unit/Groth16", "fuzz/Verifier.fuzz"],
  CivilTime: ["fuzz/CivilTime.fuzz"],
  ClaimGate: ["unit/Ordinals", "unit/ProgrammeRegistry", "fuzz/ClaimGate.fuzz"],
  Groth16: ["unit/Groth16", "fuzz/Verifier.fuzz"],
  Groth16Verifier: ["unit/Groth16", "fuzz/Verifier.fuzz"],
  Periods: ["unit/Periods"],
  PreparedKey: ["unit/Groth16"],
  ProgrammeRegistry: ["unit/ProgrammeRegistry"],
  ProgrammeRules: ["unit/ProgrammeRegistry"],
  RootRegistry: ["unit/RootRegistry"],
  TwoPersonTimelock: ["unit/TwoPersonTimelock"],
};

/** All mutants of a part, file by file. */
export function tasksOf(part: Part): Task[] {
  if (part === "circuits")
    return circuitFiles().flatMap((file) => tasks(part, file, circuitMutants, [circuitTest(file)], mainsOf(file)));
  if (part === "verifier") {
    const reads = ["artifacts/manifest.json", ...["artifacts/vkeys", "test/vectors"].flatMap(filesBelow)];
    return Object.entries(VERIFIER).flatMap(([file, places]) =>
      tasks(part, file, typescriptMutants, places.flatMap(testsIn), reads),
    );
  }
  return contractFiles().flatMap((file) => {
    const suites = suitesOf(file);
    const reads = [...suites.map((suite) => `contracts/${suite}`), "contracts/test/fixtures/claims.json"];
    return tasks(part, file, solidityMutants, suites, reads);
  });
}

function tasks(
  part: Part,
  file: string,
  mutantsOf: (file: string, source: string) => Mutant[],
  tests: readonly string[],
  reads: readonly string[],
): Task[] {
  return mutantsOf(file, readFileSync(join(PROJECT, file), "utf8")).map((mutant) => ({ part, mutant, tests, reads }));
}

function circuitFiles(): string[] {
  const inFolder = (folder: string) =>
    readdirSync(join(PROJECT, folder))
      .filter((name) => name.endsWith(".circom"))
      .map((name) => `${folder}/${name}`);
  return [...inFolder("circuits/lib"), ...inFolder("circuits")];
}

/** The test that has a template's name. A file that holds functions only has no mutants and needs none. */
function circuitTest(file: string): string {
  return `test/circuits/${basename(file, ".circom")}.test.ts`;
}

/** The tests of whole circuits compile the main components. */
function mainsOf(file: string): string[] {
  return file.startsWith("circuits/lib/") ? [] : filesBelow("circuits/main");
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name}`)
    .sort();
}

function testsIn(place: string): string[] {
  if (!place.endsWith("/")) return [place];
  return readdirSync(join(PROJECT, place))
    .filter((name) => name.endsWith(".test.ts"))
    .sort()
    .map((name) => place + name);
}

function contractFiles(): string[] {
  return readdirSync(join(PROJECT, "contracts"))
    .filter((name) => name.endsWith(".sol"))
    .map((name) => `contracts/${name}`);
}

function suitesOf(file: string): string[] {
  return (CONTRACTS[basename(file, ".sol")] ?? []).map((suite) => `test/${suite}.t.sol`);
}
