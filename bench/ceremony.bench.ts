/**
 * Steps of a ceremony against snarkjs, each as its users have it: `npm run --silent bench:ceremony -- --json [--quick]`.
 *
 * - setup: the initial key from an r1cs and a phase 1 file; `groth16 setup`
 * - contribute: one contribution; `zkey contribute`
 * - verify: that a key of one contribution is of its r1cs and phase 1 file; `zkey verify`
 *
 * The phase 1 file has power 14 and is kept in node_modules/.cache; making it takes a minute. Quick runs take the age
 * circuit with 2^13 rows, one round.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as snarkjs from "snarkjs";
import { checkContributions, checkInitialKey } from "../src/ceremony/keys/check-key.ts";
import { contribute } from "../src/ceremony/keys/contribution.ts";
import { makeInitialKey } from "../src/ceremony/keys/initial-key.ts";
import { bytesSource, openPtau } from "../src/ceremony/keys/ptau.ts";
import { readSetupCircuit } from "../src/engine/groth16/setup-circuit.ts";
import { endSnarkjs, publicPtau } from "../test/fixtures/ptau.ts";
import { mem } from "../test/fixtures/tiny.ts";
import { FILL } from "./chart.ts";
import { compare, machine, milliseconds, publish, ROOT, ratio, readArguments, summary, versions } from "./harness.ts";

const POWER = 14;
const settings = readArguments();
const circuit = settings.option("circuit") ?? (settings.quick ? "age" : "eligibility");

process.chdir(ROOT);
const r1cs = new Uint8Array(await readFile(join("artifacts", "build", circuit, "circuit.r1cs")));
const phase1 = await publicPtau(POWER);
const ptau = await openPtau(bytesSource(phase1));
const initial = await makeInitialKey({ r1cs, ptau });
const { zkey } = await contribute({ zkey: initial, name: "bench" });

const timings = await compare(
  [
    { name: "setup, snarkjs", run: () => snarkjs.zKey.newZKey(mem(r1cs), mem(phase1), mem()) },
    { name: "setup", run: () => makeInitialKey({ r1cs, ptau }) },
    { name: "contribute, snarkjs", run: () => snarkjs.zKey.contribute(mem(initial), mem(), "bench", "entropy") },
    { name: "contribute", run: () => contribute({ zkey: initial, name: "bench", entropy: { text: "entropy" } }) },
    {
      name: "verify, snarkjs",
      run: async () => {
        if (!(await snarkjs.zKey.verifyFromR1cs(mem(r1cs), mem(phase1), mem(zkey)))) throw new Error("snarkjs refuses");
      },
    },
    {
      name: "verify",
      run: async () => {
        await checkInitialKey({ zkey: initial, r1cs, ptau });
        await checkContributions({ initial, zkey });
      },
    },
  ],
  { rounds: settings.quick ? 1 : 3 },
);
await endSnarkjs();

const STEPS = ["setup", "contribute", "verify"] as const;
const ratioOf = (step: (typeof STEPS)[number]) => ratio(timings, { theirs: `${step}, snarkjs`, ours: step });
const used = versions("snarkjs", "benchmark");
publish(settings, {
  name: "ceremony",
  ratios: {
    contributeRatio: ratioOf("contribute"),
    verifyRatio: ratioOf("verify"),
    setupFromPtauRatio: ratioOf("setup"),
    circuit,
    rows: 2 ** readSetupCircuit(r1cs).domainBits,
    power: POWER,
    machine: machine(),
    versions: used,
  },
  result: { milliseconds: summary(timings) },
  versions: used,
  table: [
    [`${circuit}, ms`, "snarkjs", "civicproof", "× snarkjs"],
    ...STEPS.map((step) => [
      step,
      milliseconds(timings[`${step}, snarkjs`].median),
      milliseconds(timings[step].median),
      ratioOf(step).toFixed(1),
    ]),
  ],
  chart: {
    title: `Steps of a ceremony for ${circuit}`,
    unit: "ms",
    kinds: { ours: { fill: FILL.ours, meaning: "civicproof" }, others: { fill: FILL.others, meaning: "snarkjs" } },
    bars: STEPS.flatMap((step) => [
      { label: `${step}, snarkjs`, value: timings[`${step}, snarkjs`].median, kind: "others" as const },
      { label: step, value: timings[step].median, kind: "ours" as const },
    ]),
    format: milliseconds,
  },
});
