/** The example deployments, loaded once per test file. */
import { type LoadedDeployment, loadDeployment } from "../../../src/cli/dpia/deployment.ts";

export const EXAMPLES = ["transit-pass", "energy-cost-cap", "city-pass"] as const;
export type Example = (typeof EXAMPLES)[number];

const loaded = new Map<Example, Promise<LoadedDeployment>>();

export function example(name: Example): Promise<LoadedDeployment> {
  const known = loaded.get(name) ?? loadDeployment(`examples/dpia/${name}`);
  loaded.set(name, known);
  return known;
}
