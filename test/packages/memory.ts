/** How much memory a command takes, with all processes that it starts (Linux: /proc). */
import { type SpawnOptions, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const SAMPLE_MILLISECONDS = 100;

/** Runs a command to its end; the most bytes of memory that it and its descendants held at once, undefined elsewhere. */
export function peakMemoryOf(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    let peak: number | undefined;
    const sampling = setInterval(() => {
      const held = memoryOfTree(child.pid!);
      if (held !== undefined) peak = Math.max(peak ?? 0, held);
    }, SAMPLE_MILLISECONDS);
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(sampling);
      if (code === 0) resolve(peak);
      else reject(new Error(`${command} ${args.join(" ")} ended with ${code}`));
    });
  });
}

/** Bytes that a process and its descendants hold; pages that several share count once (proportional set size). */
function memoryOfTree(root: number): number | undefined {
  const parents = new Map<number, number>();
  try {
    for (const name of readdirSync("/proc")) {
      const id = Number(name);
      const parent = Number.isInteger(id) ? parentOf(id) : undefined;
      if (parent !== undefined) parents.set(id, parent);
    }
  } catch {
    return undefined;
  }
  const isBelow = (id: number): boolean => id === root || (parents.has(id) && isBelow(parents.get(id)!));
  return [...parents.keys()].filter(isBelow).reduce((sum, id) => sum + memoryOf(id), 0);
}

function parentOf(id: number): number | undefined {
  try {
    // The name of the command, in brackets, may hold anything.
    return Number(
      readFileSync(`/proc/${id}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ")[1],
    );
  } catch {
    return undefined;
  }
}

function memoryOf(id: number): number {
  try {
    return 1_024 * Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
