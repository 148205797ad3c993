/** What a descriptor may not say beside the policy that runs. */
import { parseGrid } from "../core/period-grid.ts";
import type { CompiledPolicy } from "../statement/policy/compile.ts";
import type { Scope, WrittenDescriptor } from "./descriptor.ts";
import { DeploymentError } from "./parse.ts";
import { allAdults } from "./screening.ts";

/**
 * Compares a descriptor with the policy that runs.
 *
 * @throws DeploymentError with the path of the answer that does not fit
 */
export function checkAgainstPolicy(policy: CompiledPolicy, deployment: WrittenDescriptor): void {
  const { population, specialCategories = [], claims = [], scopes, dataSubjects, office } = deployment;
  const names = policy.schema.claims.map(({ name }) => name);
  // An office also reads what other schemas name: of the credential that people enrol with, or of others that it issues.
  const read = (office?.reads ?? []).flatMap(({ claims: own, identity = [] }) => [...own, ...identity]);
  const used: readonly (readonly [path: string, name: string])[] = [
    ...(population.groupBy === undefined ? [] : [["population.groupBy", population.groupBy] as const]),
    ...Object.keys(population.histograms ?? {}).map((name) => [`population.histograms.${name}`, name] as const),
    ...claims.map(({ claim }, i) => [`claims[${i}].claim`, claim] as const),
    ...specialCategories.map(({ claim }, i) => [`specialCategories[${i}].claim`, claim] as const),
  ];
  for (const [path, name] of used) {
    if (!names.includes(name) && !(path.startsWith("claims[") && read.includes(name)))
      throw new DeploymentError({ path, expected: `one of ${names.join(", ")}`, received: name });
  }
  const { programme, grid } = policy.policy;
  const i = scopes.findIndex((scope) => scope.programme === programme);
  if (i < 0) {
    const received = scopes.map((scope) => scope.programme).join(", ");
    throw new DeploymentError({ path: "scopes", expected: `the policy's programme ${programme}`, received });
  }
  const kind = grid === undefined ? undefined : parseGrid(grid).kind;
  const { period } = scopes[i]!;
  if (kind !== undefined && kind !== period) {
    throw new DeploymentError({ path: `scopes[${i}].period`, expected: `the policy's ${kind}`, received: period });
  }
  if (dataSubjects.children === true && allAdults(policy)) {
    const expected = "false, as the policy asks everybody for 18 years or more";
    throw new DeploymentError({ path: "dataSubjects.children", expected, received: "true" });
  }
}

/** The scope in which the policy is asked for; that there is one was checked. */
export function scopeOf({ policy }: CompiledPolicy, { scopes }: Pick<WrittenDescriptor, "scopes">): Scope {
  return scopes.find(({ programme }) => programme === policy.programme)!;
}
