/** Workers from a source that the package carries: no file, no URL. */
import { UnsupportedPlatformError } from "./platform.ts";
import type { WorkerHandle } from "./worker-channel.ts";
import { nodeThreads } from "./worker-port.ts";

/** Starts a worker in Node or in a browser. @throws UnsupportedPlatformError where there are no workers */
export function startFromSource(source: string): WorkerHandle {
  if (typeof Worker === "function" && typeof Blob === "function") {
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    try {
      return new Worker(url) as unknown as WorkerHandle;
    } finally {
      // The worker has its own reference once it is made.
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    }
  }
  const threads = nodeThreads();
  if (threads === undefined) throw new UnsupportedPlatformError({ expected: "workers" });
  // Warnings and flags of the parent are no business of this thread.
  return new threads.Worker(source, { eval: true, stdin: false });
}
