/** A packed key opened on as many threads as there are to have. */
import type { WorkerHandle } from "../../../core/worker-channel.ts";
import { startFromSource } from "../../../core/worker-source.ts";
import { loadKernel } from "../../kernel/kernel.ts";
import { sharedRoots } from "./roots.ts";
import { unpackKey } from "./unpack.ts";
import { WORKER_SOURCE } from "./worker.generated.ts";

/** Unpacks a key while it arrives; see {@link unpackKey}. */
export type OpenPackedKey = (
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  expected: { readonly bytes: number },
) => Promise<Uint8Array>;

/**
 * Unpacks a key on this thread and, where one can be started, a second one.
 *
 * @throws UnsupportedPlatformError without WebAssembly
 * @throws ArtifactError as {@link unpackKey}
 */
export async function openPackedKey(
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  {
    bytes,
    startWorker = () => startFromSource(WORKER_SOURCE),
  }: { readonly bytes: number; readonly startWorker?: () => WorkerHandle },
): Promise<Uint8Array> {
  const roots = sharedRoots(await loadKernel(), startWorker);
  try {
    return await unpackKey(parts, { bytes, roots });
  } finally {
    roots.close();
  }
}
