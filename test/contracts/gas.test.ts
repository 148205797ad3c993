import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { forgePath } from "../../scripts/forge.ts";

/** The price of the pairing over the four pairs of one claim (EIP-1108). */
const PAIRING = 45_000 + 4 * 34_000;

/**
 * The bars: whole transactions, but for the folded claim, whose bar lies below the price of its precompiles and 21,000. A
 * precompile that refuses keeps what it was given, and the gate gives four times the price: a malformed point costs three
 * prices more than a false proof, and nothing of our own beside that (ADR 0048).
 */
const LIMIT = { single: 260_000, foldedCall: 235_000, batchOf32: 88_000, malformedExtra: 3 * PAIRING + 1_000 };

/** bench/results/gas.json is the snapshot: a change is made with `npm run bench:gas` and explained in its commit. */
it.skipIf(forgePath() === undefined)(
  "costs what the committed report says",
  () => {
    const args = ["--import", "tsx", "bench/gas.bench.ts", "--json", "--quick"];
    const measured = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
    expect(JSON.parse(readFileSync("bench/results/gas.json", "utf8"))).toMatchObject(measured);
    expect(Object.keys(measured)).toEqual(["single", "folded", "batchPerClaim", "malformedExtra", "floor"]);
    expect(measured.single).toBeLessThanOrEqual(LIMIT.single);
    expect(measured.folded - measured.floor.transactionAndCalldata.folded).toBeLessThanOrEqual(LIMIT.foldedCall);
    expect(measured.batchPerClaim["32"]).toBeLessThanOrEqual(LIMIT.batchOf32);
    expect(measured.malformedExtra).toBeLessThanOrEqual(LIMIT.malformedExtra);
  },
  580_000,
);
