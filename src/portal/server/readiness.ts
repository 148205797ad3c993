/** Whether claims can be decided now, part by part. */
import { StoreUnavailableError } from "../store/port.ts";
import { inTime } from "./in-time.ts";
import type { OpenProgramme } from "./open-programme.ts";
import type { VerificationQueue } from "./queue.ts";
import type { ServiceStorage } from "./storage.ts";

export interface Readiness {
  /**
   * What fails, with its reason: `store`, `queue`, `registry`, and of a programme with a name `registry of <name>`. The
   * answer is good for a second.
   */
  failing(): Promise<ReadonlyMap<string, unknown>>;
  /** Parts that decisions of a programme need, of all programmes by default. */
  readonly parts: (programme?: string) => readonly string[];
  /** Whether somebody's claim could be decided with these parts failing: of a programme, or of any by default. */
  isReady(failing: ReadonlyMap<string, unknown>, programme?: string): boolean;
  readonly programmes: readonly string[];
  /** When the newest statement of a programme's registry was signed, as far as one was seen. */
  newestStatement(programme: string): number | undefined;
}

/** The registry of a programme, as a part. */
const registryOf = (programme: string): string => (programme === "" ? "registry" : `registry of ${programme}`);

const GOOD_MILLISECONDS = 1_000;
/** Below the timeouts of whoever asks; what hangs is not ready. */
const CHECK_MILLISECONDS = 5_000;

export function createReadiness({
  storage,
  queue,
  programmes,
  now,
}: {
  readonly storage: ServiceStorage;
  readonly queue: VerificationQueue;
  readonly programmes: readonly Pick<OpenProgramme, "name" | "settings">[];
  readonly now: () => number;
}): Readiness {
  const newest = new Map<string, number>();
  const checks = new Map<string, () => Promise<unknown>>([
    ["store", () => storage.health()],
    ["queue", () => queue.health()],
  ]);
  for (const { name, settings } of programmes)
    checks.set(registryOf(name), async () => {
      const { readStatements, maxRootAgeSeconds } = settings;
      const statements = await readStatements({ nowSeconds: now(), maxRootAgeSeconds, asOfSeconds: [] });
      const latest = Math.max(newest.get(name) ?? 0, ...statements.map(({ timeSeconds }) => timeSeconds));
      newest.set(name, latest);
      if (latest <= now() - maxRootAgeSeconds)
        throw new StoreUnavailableError({ path: "registry", expected: "a statement that is young enough" });
    });
  const names = programmes.map(({ name }) => name);
  const parts = (programme?: string): string[] => [
    ...["store", "queue"],
    ...(programme === undefined ? names : [programme]).map(registryOf),
  ];
  let last: { readonly at: number; readonly failing: Promise<ReadonlyMap<string, unknown>> } | undefined;
  const check = async (): Promise<ReadonlyMap<string, unknown>> => {
    const failing = new Map<string, unknown>();
    await Promise.all(
      [...checks].map(([part, check]) =>
        inTime(check(), { milliseconds: CHECK_MILLISECONDS, path: part, expected: "an answer in time" }).catch(
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
    parts,
    isReady: (failing, programme) =>
      (programme === undefined ? names : [programme]).some((name) => !parts(name).some((part) => failing.has(part))),
    programmes: names,
    newestStatement: (programme) => newest.get(programme),
  };
}
