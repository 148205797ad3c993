/** What is written to the end of a file while somebody watches: a proxy's access log, a service's log. */
import { open, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileError } from "../../files.ts";

/** Logs are written a moment after the answer: they are quiet when nothing came for this long. */
const QUIET_MS = 40;
const LONGEST_MS = 1_000;
const MAX_BYTES = 50_000_000;

export interface WatchedFile {
  /** The lines that came since the last call, when no more come. */
  readonly lines: () => Promise<readonly string[]>;
}

/** Watches a file from its present end on. @throws UsageError when it can't be read */
export async function watchFile(path: string): Promise<WatchedFile> {
  let offset = await sizeOf(path);
  let rest = "";
  const read = async (): Promise<string> => {
    const size = await sizeOf(path);
    // A log that was rotated begins again.
    if (size < offset) offset = 0;
    const length = Math.min(size - offset, MAX_BYTES);
    if (length === 0) return "";
    const file = await open(path, "r");
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
      offset += bytesRead;
      return buffer.subarray(0, bytesRead).toString("utf8");
    } finally {
      await file.close();
    }
  };
  return {
    async lines() {
      const started = performance.now();
      let text = rest + (await read());
      for (let quiet = 0; quiet < 2 && performance.now() - started < LONGEST_MS; quiet++) {
        await sleep(QUIET_MS);
        const more = await read();
        if (more !== "") quiet = -1;
        text += more;
      }
      const lines = text.split("\n");
      rest = lines.pop()!;
      return lines.filter((line) => line.trim() !== "");
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  const { size } = await stat(path).catch((error: unknown) => {
    throw fileError(`${path} can't be read`, error);
  });
  return size;
}
