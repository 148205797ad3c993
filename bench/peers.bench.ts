/**
 * Other systems at the statement of `age`, or at what they have of it: time, bytes, memory, proof, verification.
 * `npm run --silent bench:peers -- --quick --json`. Each contender runs in a process of its own, in turns. One that does not
 * come to a proof is listed with its error.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { FILL } from "./chart.ts";
import { milliseconds, publish, quantile, ROOT, readArguments, rounded, versions } from "./harness.ts";
import type { Measured } from "./peers/peer.ts";

const NAMES = ["civicproof", "snarkjs on our key", "Semaphore v4", "Noir and Barretenberg"] as const;
const settings = readArguments();
const turns = settings.quick ? 1 : 3;
const rounds = settings.quick ? 5 : 9;

type Answer = Measured | { readonly error: string };

function measure(name: string): Answer {
  const program = join(ROOT, "bench", "peers", "run.ts");
  const child = spawnSync(process.execPath, [...process.execArgv, program, name, String(rounds)], { timeout: 300_000 });
  const line = child.stdout.toString().trim().split("\n").at(-1) ?? "";
  try {
    return JSON.parse(line) as Answer;
  } catch {
    return { error: child.stderr.toString().trim().split("\n").at(-1)?.slice(0, 300) || `ended with ${child.status}` };
  }
}

const answers = Array.from({ length: turns }, () => NAMES.map(measure));
const peers = NAMES.map((name, i) => {
  const found = answers.map((turn) => turn[i]!);
  const failed = found.find((answer) => "error" in answer);
  if (failed !== undefined) return { name, ...failed };
  const measured = found as Measured[];
  const middle = (of: "proveMilliseconds" | "verifyMilliseconds" | "peakKilobytes") =>
    rounded(
      quantile(
        measured.map((answer) => answer[of]),
        0.5,
      ),
    );
  return {
    name,
    ...measured[0]!,
    proveMilliseconds: middle("proveMilliseconds"),
    verifyMilliseconds: middle("verifyMilliseconds"),
    peakKilobytes: middle("peakKilobytes"),
  };
});

publish(settings, {
  name: "peers",
  ratios: { peers },
  result: {},
  versions: versions("snarkjs", "@zk-kit/semaphore-artifacts"),
  table: [
    ["", "prove, ms", "verify, ms", "download, kB", "peak, MB", "proof, B"],
    ...peers.map((peer) =>
      "error" in peer
        ? [`${peer.name}: ${peer.error}`, "", "", "", "", ""]
        : [
            `${peer.name}: ${peer.proves}`,
            milliseconds(peer.proveMilliseconds),
            milliseconds(peer.verifyMilliseconds),
            milliseconds(peer.downloadBytes / 1000),
            milliseconds(peer.peakKilobytes / 1024),
            String(peer.proofBytes),
          ],
    ),
  ],
  chart: {
    title: "Witness and proof of age, two threads",
    unit: "ms",
    kinds: {
      ours: { fill: FILL.ours, meaning: "civicproof" },
      others: { fill: FILL.others, meaning: "others; Semaphore proves membership only" },
    },
    bars: peers.flatMap((peer) =>
      "error" in peer
        ? []
        : [
            {
              label: peer.name,
              value: peer.proveMilliseconds,
              kind: peer.name === "civicproof" ? ("ours" as const) : ("others" as const),
            },
          ],
    ),
    format: milliseconds,
  },
});
