/** Starts several services at the same moment, as an orchestrator does, and ends them again. */
import { startScript } from "./rig.ts";
import type { ServiceTask } from "./service-process.ts";

/** What became of one start: the exit code of a process that took calls first, or what it said instead. */
export type Start = number | null | string;

/** Starts `services` services on one empty database, store and queue alike, and ends each once it serves. */
export async function startTogether(url: string, services: number): Promise<readonly Start[]> {
  const task: ServiceTask = { store: url, queue: url };
  return Promise.all(
    Array.from({ length: services }, async (): Promise<Start> => {
      const { child, lines, ended, until } = startScript("test/faults/service-process.ts", task);
      try {
        await until(([line]) => line !== undefined);
      } catch {
        return `ended with ${child.exitCode} before it served`;
      }
      child.kill("SIGTERM");
      await ended;
      return lines[0]!.startsWith("http://") ? child.exitCode : lines.join("\n");
    }),
  );
}
