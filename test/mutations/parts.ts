/** What is mutated, and by which tests each mutant has to be noticed. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
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
}

/** The verifier's modules and their own tests. */
const VERIFIER: Readonly<Record<string, readonly string[]>> = {
  "src/presentation/verification/verify.ts": ["test/unit/presentation/verification/"],
  "src/presentation/verification/load-key.ts": ["test/unit/presentation/verification/"],
  "src/presentation/proof/request.ts": ["test/unit/presentation/proof/"],
  "src/engine/groth16/equation.ts": ["test/unit/engine/groth16/"],
  "src/engine/groth16/verify.ts": ["test/unit/engine/groth16/"],
  "src/engine/groth16/unsafe-key.ts": ["test/unit/engine/groth16/"],
  "src/statement/artifacts/imported-key.ts": ["test/unit/statement/artifacts/"],
};

/** All mutants of a part, file by file. */
export function tasksOf(part: Part): Task[] {
  if (part === "circuits")
    return circuitFiles().flatMap((file) => tasks(part, file, circuitMutants, circuitTests(file)));
  if (part === "verifier") {
    return Object.entries(VERIFIER).flatMap(([file, places]) =>
      tasks(part, file, typescriptMutants, places.flatMap(testsIn)),
    );
  }
  return contractFiles().flatMap((file) => tasks(part, file, solidityMutants, []));
}

function tasks(
  part: Part,
  file: string,
  mutantsOf: (file: string, source: string) => Mutant[],
  tests: readonly string[],
): Task[] {
  return mutantsOf(file, readFileSync(join(PROJECT, file), "utf8")).map((mutant) => ({ part, mutant, tests }));
}

function circuitFiles(): string[] {
  const inFolder = (folder: string) =>
    readdirSync(join(PROJECT, folder))
      .filter((name) => name.endsWith(".circom"))
      .map((name) => `${folder}/${name}`);
  return [...inFolder("circuits/lib"), ...inFolder("circuits")];
}

/** The test that has a template's name. */
function circuitTests(file: string): string[] {
  return [`test/circuits/${basename(file, ".circom")}.test.ts`].filter((test) => existsSync(join(PROJECT, test)));
}

function testsIn(place: string): string[] {
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
