/** Whether claims can be decided now, part by part. */
import { StoreUnavailableError } from "../store/port.ts";
import { inTime } from "./in-time.ts";
import type { ReadStatements } from "./processor.ts";
import type { VerificationQueue } from "./queue.ts";
import type { ServiceStorage } from "./storage.ts";

export const PARTS = ["store", "queue", "registry"] as const;
export type Part = (typeof PARTS)[number];

export interface Readiness {
  /** What fails, with its reason; the answer is good for a second. */
  failing(): Promise<ReadonlyMap<Part, unknown>>;
  /** When the newest statement of the registry was signed, as far as one was seen. */
  newestStatement(): number | undefined;
}

const GOOD_MILLISECONDS = 1_000;
/** Below the timeouts of whoever asks; what hangs is not ready. */
const CHECK_MILLISECONDS = 5_000;

export function createReadiness({
  storage,
  queue,
  readStatements,
  maxRootAgeSeconds,
  now,
}: {
  readonly storage: ServiceStorage;
  readonly queue: VerificationQueue;
  readonly readStatements: ReadStatements;
  readonly maxRootAgeSeconds: number;
  readonly now: () => number;
}): Readiness {
  let newest: number | undefined;
  const checks: Readonly<Record<Part, () => Promise<unknown>>> = {
    store: () => storage.health(),
    queue: () => queue.health(),
    async registry() {
      const statements = await readStatements({ nowSeconds: now(), maxRootAgeSeconds, asOfSeconds: [] });
      newest = Math.max(newest ?? 0, ...statements.map(({ timeSeconds }) => timeSeconds));
      if (newest <= now() - maxRootAgeSeconds)
        throw new StoreUnavailableError({ path: "registry", expected: "a statement that is young enough" });
    },
  };
  let last: { readonly at: number; readonly failing: Promise<ReadonlyMap<Part, unknown>> } | undefined;
  const check = async (): Promise<ReadonlyMap<Part, unknown>> => {
    const failing = new Map<Part, unknown>();
    await Promise.all(
      PARTS.map((part) =>
        inTime(checks[part](), { milliseconds: CHECK_MILLISECONDS, path: part, expected: "an answer in time" }).catch(
          (error: unknown) => void failing.set(part, error),
        ),
      ),
    );
    return failing;
  };
  return {
    failing() {
      if (last === undefined || performance.now() - last.at > GOOD_MILLISECONDS)
        last = { at: performance.now(), failing: check() };
      return last.failing;
    },
    newestStatement: () => newest,
  };
}
