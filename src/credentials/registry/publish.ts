/** What a registry publishes: a signed statement for each time of its grid, and the bundles that they name. */

import { checkAhead } from "../../core/clock.ts";
import { InvalidInputError } from "../../core/json.ts";
import { ownWith, requireMade } from "../../core/own.ts";
import { createBundle, type EncodedBundle } from "./bundle.ts";
import { type CreateStatementOptions, createStatement } from "./create-statement.ts";
import type { SignedStatement } from "./open-statement.ts";
import { type RegistryKeys, signStatement } from "./registry-keys.ts";
import { DEFAULT_INTERVAL_SECONDS, type RegistryStatement, SHOWN_AFTER_SECONDS } from "./statement.ts";
import type { RegistryState, StatusRegistry } from "./status-registry.ts";

/** Options of {@link statementsDue}. */
export interface StatementsDueOptions
  extends Pick<CreateStatementOptions, "intervalSeconds" | "programmes" | "hostFiles"> {
  readonly registry: StatusRegistry;
  readonly keys: RegistryKeys;
  /** The last statement that was published; absent when there is none. */
  readonly previous?: RegistryStatement | undefined;
  /** Seconds since the epoch. */
  readonly nowSeconds: number;
  /** The clock is right although it is more than 400 days after the last statement; false by default. */
  readonly confirmClock?: boolean;
}

/** What is to be published now. */
export interface DueStatements {
  /** Oldest first; none when no time of the grid has come since the last. */
  readonly statements: readonly { readonly statement: RegistryStatement; readonly signed: SignedStatement }[];
  /** Every bundle that they name, by its hash. */
  readonly bundles: ReadonlyMap<string, EncodedBundle>;
}

/**
 * Makes every statement whose time has come since the last one, also when nothing changed: a statement that stays out is
 * how verifiers learn that revocations don't reach them any more. Each holds the registry as it was at its time; the very
 * first ones as it is now, with its programmes. Later, new programmes come with the newest. The registry is sealed: no
 * change can be dated before.
 *
 * @throws StatementError, ProgrammeEntryError, HostFileError as `createStatement`
 * @throws ClockAheadError when the clock is far ahead and not confirmed
 */
export async function statementsDue(options: StatementsDueOptions): Promise<DueStatements> {
  const { registry, keys, previous, nowSeconds, programmes, hostFiles } = ownWith(options, "registry", "keys");
  requireMade("registry", registry, "seal");
  requireMade("keys", keys, "sign");
  if (typeof nowSeconds !== "number")
    throw new InvalidInputError({ path: "nowSeconds", expected: "seconds since the epoch" });
  checkAhead(nowSeconds, {
    lastSeconds: previous?.timeSeconds ?? registry.log.at(-1)?.time,
    isConfirmed: options.confirmClock,
  });
  const interval = previous?.intervalSeconds ?? options.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS;
  const gridTime = (seconds: number) => Math.floor(seconds / interval) * interval;
  const latest = gridTime(nowSeconds);
  // The very first is old enough to be shown at once.
  const first = previous === undefined ? gridTime(nowSeconds - SHOWN_AFTER_SECONDS) : previous.timeSeconds + interval;
  // Before anything is waited for, so that no change can slip behind a statement.
  if (first <= latest) registry.seal(previous === undefined ? nowSeconds : latest);
  const isAsNow = (time: number) => previous === undefined || time === latest;
  const contentAt = rememberLast();
  const statements: DueStatements["statements"][number][] = [];
  const bundles = new Map<string, EncodedBundle>();
  let last = previous;
  for (let time = first; time <= latest; time += interval) {
    const { roots, bundle } = await contentAt(registry, previous === undefined ? nowSeconds : time);
    last = createStatement({
      registry: roots,
      previous: last,
      timeSeconds: time,
      intervalSeconds: interval,
      snapshotSha256: bundle.sha256,
      ...(isAsNow(time) && programmes !== undefined ? { programmes, hostFiles: hostFiles ?? {} } : {}),
    });
    bundles.set(bundle.sha256, bundle);
    statements.push({ statement: last, signed: await signStatement(last, keys) });
  }
  return { statements, bundles };
}

/** Roots and bundle at a time; made anew only where the log has something new. */
function rememberLast() {
  let known:
    | {
        readonly entries: number;
        readonly roots: Pick<RegistryState, "id" | "issuerRoots" | "statusRoot">;
        readonly bundle: EncodedBundle;
      }
    | undefined;
  return async (registry: StatusRegistry, timeSeconds: number) => {
    const entries = registry.log.findLastIndex(({ time }) => time <= timeSeconds) + 1;
    if (known?.entries !== entries) {
      const state = entries === registry.log.length ? registry : registry.stateAsOf(timeSeconds);
      // Read at once, before the registry can change.
      const roots = { id: state.id, issuerRoots: state.issuerRoots, statusRoot: state.statusRoot };
      const bundle = createBundle(state);
      known = { entries, roots, bundle: await bundle };
    }
    return known;
  };
}
