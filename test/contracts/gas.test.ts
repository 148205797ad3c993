import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { forgePath } from "../../scripts/forge.ts";

const LIMIT = { malformedExtra: 60_000, executionSingle: 260_000, executionBatch32: 95_000 };

/** bench/results/gas.json is the snapshot: a change is made with `npm run bench:gas` and explained in its commit. */
it.skipIf(forgePath() === undefined)(
  "costs what the committed report says",
  () => {
    const args = ["--import", "tsx", "bench/gas.bench.ts", "--json", "--quick"];
    const measured = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
    expect(JSON.parse(readFileSync("bench/results/gas.json", "utf8"))).toMatchObject(measured);
    expect(measured.malformedExtra).toBeLessThanOrEqual(LIMIT.malformedExtra);
    expect(measured.execution.single).toBeLessThanOrEqual(LIMIT.executionSingle);
    expect(measured.execution.batchPerClaim["32"]).toBeLessThanOrEqual(LIMIT.executionBatch32);
  },
  580_000,
);
