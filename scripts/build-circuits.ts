/**
 * Compiles the circuits, sets them up (development keys) and writes artifacts and snapshots.
 * `--check` writes no snapshot and fails when one differs; `--force` ignores the cache;
 * `--circuit <name>` builds one circuit and leaves the snapshots alone.
 */
import { parseArgs } from "node:util";
import { CivicproofError } from "../src/core/errors.ts";
import { buildArtifacts } from "../src/statement/artifacts/build.ts";
import { isCircuitName } from "../src/statement/circuit/signals.ts";

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    force: { type: "boolean", default: false },
    circuit: { type: "string" },
  },
});
const one = values.circuit;
if (one !== undefined && !isCircuitName(one)) {
  console.error(`unknown circuit ${one}`);
  process.exit(2);
}
const started = performance.now();
const said = new Map<string, number>();
try {
  const { differences, constraints } = await buildArtifacts({
    ...(one === undefined ? {} : { circuits: [one] }),
    check: values.check || one !== undefined,
    force: values.force,
    onProgress({ circuit, step, fraction, seconds }) {
      // A line per step, and one at each quarter of the long one.
      const quarter = Math.floor(fraction * 4);
      if (said.get(circuit + step) === quarter) return;
      said.set(circuit + step, quarter);
      const percent = step === "setting up" ? ` ${quarter * 25} %` : "";
      console.error(`${circuit.padEnd(12)} ${step}${percent} (${seconds.toFixed(1)} s)`);
    },
  });
  for (const [circuit, { constraints: n, domain }] of Object.entries(constraints)) {
    console.error(`${circuit.padEnd(12)} ${n} constraints, domain ${domain}`);
  }
  if (one === undefined && values.check && differences.length > 0) {
    console.error("The circuits or their artifacts differ from the committed snapshots:");
    for (const difference of differences) console.error(`  ${difference}`);
    console.error("If the change is meant, run `npm run build:circuits` and commit the snapshots with the reason.");
    process.exitCode = 1;
  } else if (one === undefined && differences.length > 0) {
    console.error("Snapshots changed; commit them with the reason:");
    for (const difference of differences) console.error(`  ${difference}`);
  }
  console.error(`circuits are built (${((performance.now() - started) / 1000).toFixed(1)} s)`);
} catch (error) {
  if (!(error instanceof CivicproofError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
