/** Workers from a source that the package carries: no file, no URL. */
import { UnsupportedPlatformError } from "./platform.ts";
import type { WorkerHandle } from "./worker-channel.ts";
import { nodeThreads } from "./worker-port.ts";

/**
 * Starts a worker in Node, Bun or Deno, or in a browser. Where there are threads they come first: they let the process end,
 * which the workers of browsers do not in Bun and Deno. A page of Electron may have both, and its threads don't work.
 *
 * @throws UnsupportedPlatformError where there are no workers
 */
export function startFromSource(source: string): WorkerHandle {
  const threads = nodeThreads();
  const isBrowser = typeof Worker === "function" && (threads === undefined || typeof document === "object");
  // Warnings and flags of the parent are no business of this thread.
  if (!isBrowser && threads !== undefined) return new threads.Worker(source, { eval: true, stdin: false });
  if (!isBrowser || typeof Blob !== "function") throw new UnsupportedPlatformError({ expected: "workers" });
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    return new Worker(url) as unknown as WorkerHandle;
  } finally {
    // The worker has its own reference once it is made.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
}
