/** Starts processes that claim, kills them in the middle, and counts what became of every claim. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { bundled } from "../bundled.ts";
import { createTestPortal } from "../portal.ts";
import { type ClaimantTask, openStore, streamClaim } from "./claimant.ts";

const running = new Set<ChildProcess>();

/** Ends what a failed test left running. */
export function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** A process of this repository, with its lines. */
export function startScript(script: string, argument: object) {
  const child = spawn(process.execPath, [bundled(script), JSON.stringify(argument)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  running.add(child);
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    for (const wake of waiting) wake();
  });
  const ended = once(child, "close").then(() => {
    running.delete(child);
    for (const wake of waiting) wake();
  });
  return {
    child: child as ChildProcess,
    lines,
    ended,
    /** Waits until the lines are as wanted. @throws Error when the process ends before */
    async until(isWanted: (lines: readonly string[]) => boolean): Promise<void> {
      while (!isWanted(lines)) {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`${script} ended: ${lines.join("\n")}`);
        await new Promise<void>((resolve) => {
          const wake = () => {
            waiting.delete(wake);
            resolve();
          };
          waiting.add(wake);
        });
      }
    },
    async kill(): Promise<void> {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Several processes claim for one person at the same moment. @returns how many of all calls were accepted */
export async function race(store: string, { processes, calls }: { processes: number; calls: number }) {
  const person = `racer ${Math.random()}`;
  const task: ClaimantTask = { kind: "race", store, person, calls };
  const claimants = Array.from({ length: processes }, () => startScript("test/faults/claimant.ts", task));
  await Promise.all(claimants.map(({ until }) => until((lines) => lines[0] === "ready")));
  for (const { child } of claimants) child.stdin!.write("go\n");
  await Promise.all(claimants.map(({ ended }) => ended));
  const outcomes = claimants.flatMap(({ lines }) => lines.slice(1));
  return { calls: outcomes.length, accepted: outcomes.filter((outcome) => outcome === "accepted").length };
}

export interface KillReport {
  readonly rounds: number;
  /** Claims that a process was told it got. */
  readonly acknowledged: number;
  /** Claims that were under way when a process was killed, and that the store had taken nevertheless. */
  readonly takenUnacknowledged: number;
  /** Acknowledged claims that the store did not know afterwards. */
  readonly lost: number;
  /** Nullifiers that were accepted more than once. */
  readonly acceptedTwice: number;
}

/**
 * In each round a process claims in a stream and is killed with SIGKILL at a random moment; then the store is opened
 * and asked about every claim of the round.
 */
export async function killDuringConsume(store: string, { rounds, atOnce = 8 }: { rounds: number; atOnce?: number }) {
  const portal = createTestPortal();
  const report = { rounds, acknowledged: 0, takenUnacknowledged: 0, lost: 0, acceptedTwice: 0 };
  let from = 0;
  const start = () =>
    startScript("test/faults/claimant.ts", { kind: "stream", store, from, atOnce } satisfies ClaimantTask);
  for (let round = 0; round < rounds; round++) {
    const claimant = start();
    await claimant.until((lines) => lines.length > 1);
    await sleep(Math.random() * 60);
    await claimant.kill();
    const acknowledged = claimant.lines.slice(1).map((line) => {
      const [number, outcome] = line.split(" ");
      if (outcome !== "accepted") report.acceptedTwice++;
      return Number(number);
    });
    report.acknowledged += acknowledged.length;
    const reached = Math.max(...acknowledged, from) + 2 * atOnce;
    const opened = await openStore(store);
    try {
      const known = new Set(acknowledged);
      await Promise.all(
        Array.from({ length: reached - from }, async (_, offset) => {
          const i = from + offset;
          const { nonce, nullifier, idempotencyKey } = streamClaim(i);
          const uses = (await opened.lookup(nullifier))?.uses ?? 0;
          const [again, other] = [
            (await portal.claims([portal.request({ nonce })], { nullifier }))[0]!,
            (await portal.claims([portal.request()], { nullifier }))[0]!,
          ];
          // The claimant comes back with the same operation, and with another request.
          const retry = await opened.consume(again, { idempotencyKey });
          const second = await opened.consume(other);
          const after = (await opened.lookup(nullifier))?.uses ?? 0;
          if (known.has(i) && (uses !== 1 || retry !== "accepted-by-this-request")) report.lost++;
          if (!known.has(i) && uses === 1) report.takenUnacknowledged++;
          if (second !== "already-used" || after !== 1 || (uses === 1 && retry === "accepted")) report.acceptedTwice++;
        }),
      );
    } finally {
      await opened.close();
    }
    from = reached;
  }
  return report as KillReport;
}
