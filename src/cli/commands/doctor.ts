import { availableParallelism } from "node:os";
import { AbortedError } from "../../core/abort.ts";
import { CivicproofError } from "../../core/errors.ts";
import { MOST_THREADS } from "../../engine/groth16/prover/prover.ts";
import { ProvingThread, startInlineWorker } from "../../engine/groth16/prover/thread.ts";
import { loadKernel } from "../../engine/kernel/kernel.ts";
import { checkArtifacts } from "../../statement/artifacts/build.ts";
import { defaultArtifactsDirectory, howToGetArtifacts } from "../../statement/artifacts/node.ts";
import { type AddCommands, addCommand, shared } from "../command.ts";

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  readonly verdict: "ok" | "warning" | "problem";
  readonly detail: string;
  /** What to do about it. */
  readonly advice?: string;
}

const MINIMUM_NODE = [20, 19] as const;
const EXIT_LIMIT_MILLISECONDS = 10_000;

/** `civicproof doctor` */
export const addDoctor: AddCommands = (program, run) => {
  addCommand<{ artifacts?: string }>(program, run, {
    usage: "doctor",
    summary: "check this machine and installation, and say what to do",
    example: "doctor",
    options: [shared.artifacts],
    async run({ artifacts = defaultArtifactsDirectory() }) {
      const findings = [
        checkNode(process.versions.node),
        checkRandom(),
        checkCompression(),
        await checkWebAssembly(),
        checkThreads(availableParallelism()),
        ...(await findArtifacts(artifacts)),
        await checkExit(),
      ];
      const marks = { ok: "ok      ", warning: "warning ", problem: "PROBLEM " };
      return {
        text: findings
          .flatMap(({ name, verdict, detail, advice }) => [
            `${marks[verdict]} ${name}: ${detail}`,
            ...(advice === undefined ? [] : [`          → ${advice}`]),
          ])
          .join("\n"),
        json: { healthy: findings.every(({ verdict }) => verdict !== "problem"), findings },
        isRefusal: findings.some(({ verdict }) => verdict === "problem"),
      };
    },
  });
};

/** @param version as `process.versions.node` */
export function checkNode(version: string): Finding {
  const [major, minor] = version.split(".").map(Number) as [number, number];
  const isNew = major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1]);
  return {
    name: "Node.js",
    verdict: isNew ? "ok" : "problem",
    detail: version,
    ...(isNew ? {} : { advice: `install Node.js ${MINIMUM_NODE.join(".")} or later` }),
  };
}

function checkRandom(): Finding {
  const isThere = typeof globalThis.crypto?.getRandomValues === "function" && globalThis.crypto.subtle !== undefined;
  return isThere
    ? { name: "Web Crypto", verdict: "ok", detail: "random numbers and SHA-256" }
    : { name: "Web Crypto", verdict: "problem", detail: "missing", advice: "use an official build of Node.js" };
}

function checkCompression(): Finding {
  return typeof globalThis.CompressionStream === "function" && typeof globalThis.DecompressionStream === "function"
    ? { name: "CompressionStream", verdict: "ok", detail: "status lists can be read and written" }
    : { name: "CompressionStream", verdict: "problem", detail: "missing", advice: "install Node.js 20.19 or later" };
}

/** The kernel loads only after a self-test of its products. */
async function checkWebAssembly(): Promise<Finding> {
  const name = "WebAssembly";
  try {
    const { tier } = await loadKernel();
    return { name, verdict: "ok", detail: `the prover's ${tier} tier passes its self-test` };
  } catch (error) {
    if (!(error instanceof CivicproofError)) throw error;
    return { name, verdict: "problem", detail: error.message, advice: "start Node.js without --jitless" };
  }
}

function checkThreads(threads: number): Finding {
  return threads > 1
    ? { name: "Threads", verdict: "ok", detail: `${threads}; proofs use ${Math.min(threads, MOST_THREADS)}` }
    : { name: "Threads", verdict: "warning", detail: "1; proofs take about twice as long as with 2" };
}

async function findArtifacts(directory: string): Promise<readonly Finding[]> {
  const advice = howToGetArtifacts();
  try {
    const reports = await checkArtifacts({ directory });
    return reports.map(({ circuit, setup, key, hasR1cs, problem }): Finding => {
      const name = `Artifacts of ${circuit}`;
      if (problem !== undefined) {
        return { name, verdict: "problem", detail: `${problem.code}: ${problem.message}`, advice };
      }
      const files = `hashes of ${hasR1cs ? "witness program, keys and r1cs" : "witness program and keys"} match`;
      if (setup === "ceremony") return { name, verdict: "ok", detail: `${files}, ${key}` };
      return {
        name,
        verdict: "warning",
        detail: `${files}, ${key}`,
        advice: "give --allow-development-keys for tests; for service, use keys of a ceremony",
      };
    });
  } catch (error) {
    if (!(error instanceof CivicproofError)) throw error;
    return [{ name: "Artifacts", verdict: "problem", detail: `${error.code}: ${error.message}`, advice }];
  }
}

/** Whether the prover's threads start, and end again: threads that stay keep every script alive. */
async function checkExit(): Promise<Finding> {
  const name = "Exit";
  const before = countPorts();
  const started = performance.now();
  const thread = new ProvingThread(startInlineWorker);
  await thread.load(await loadKernel(), [])?.loaded;
  thread.end(new AbortedError());
  const isOver = (): boolean => performance.now() - started > EXIT_LIMIT_MILLISECONDS;
  while (countPorts() > before && !isOver()) await new Promise((resolve) => setTimeout(resolve, 20));
  const milliseconds = Math.round(performance.now() - started);
  return countPorts() <= before
    ? { name, verdict: "ok", detail: `proving threads start and end (${milliseconds} ms), scripts end by themselves` }
    : {
        name,
        verdict: "problem",
        detail: "proving threads do not end",
        advice: "look at NODE_OPTIONS for preloaded modules; please report this",
      };
}

/** Each live thread has a message port. */
function countPorts(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === "MessagePort").length;
}
