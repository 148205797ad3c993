/** The statements of one's own registry. */

import { ownWith } from "../../core/own.ts";
import { checkHostFile } from "./host-file.ts";
import { changedProgrammes, type ProgrammeEntry } from "./programme-entry.ts";
import {
  brandStatement,
  DEFAULT_INTERVAL_SECONDS,
  isRegistryStatement,
  type RegistryStatement,
  StatementError,
} from "./statement.ts";
import { checkNextStatement, readStatement, statementDocument } from "./statement-document.ts";
import type { RegistryState } from "./status-registry.ts";

/** Options of {@link createStatement}. */
export interface CreateStatementOptions {
  /** What it speaks about: a status registry, now or as it was at the statement's time. */
  readonly registry: Pick<RegistryState, "id" | "issuerRoots" | "statusRoot">;
  /** The last statement; absent for the first. */
  readonly previous?: RegistryStatement | undefined;
  /** Only with the first statement, else one interval after the last: seconds since the epoch, a multiple of the interval. */
  readonly timeSeconds?: number;
  /** Only with the first statement, else the same for ever: 1,200 to 86,400; 3,600 by default. */
  readonly intervalSeconds?: number;
  /** The last statement's by default. */
  readonly programmes?: readonly ProgrammeEntry[];
  /** For each host with a new or changed entry what it serves under `/.well-known/civicproof.json`. */
  readonly hostFiles?: Readonly<Record<string, string>>;
  /** SHA-256 of the bundle, from `createBundle`; zeros by default, where nobody fetches one. */
  readonly snapshotSha256?: string;
}

/** In the year 5138; today's milliseconds are more. */
const LAST_SECONDS = 1e11;
const NO_BUNDLE = /* @__PURE__ */ "0".repeat(64);

/**
 * Makes the next statement of one's own registry; `signStatement` signs it for others. `publishRegistry` does all that
 * is due.
 *
 * @throws StatementError for content of another form or a time off the grid
 * @throws ProgrammeEntryError when an entry is taken away, or its grid or maxClaims changes
 * @throws HostFileError when the host of a new or changed entry does not confirm it
 * @example
 * const statement = createStatement({ registry, timeSeconds: 1_795_424_400 });
 * const next = createStatement({ registry, previous: statement });
 */
export function createStatement(options: CreateStatementOptions): RegistryStatement {
  const { previous, snapshotSha256 = NO_BUNDLE, hostFiles = {} } = ownWith(options, "registry");
  const { id: registry, issuerRoots, statusRoot } = options.registry;
  if (previous !== undefined && !isRegistryStatement(previous))
    throw new StatementError({ path: "previous", expected: "a statement of this registry" });
  const intervalSeconds = options.intervalSeconds ?? previous?.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS;
  const timeSeconds =
    options.timeSeconds ?? (previous === undefined ? Number.NaN : previous.timeSeconds + intervalSeconds);
  if (timeSeconds > LAST_SECONDS)
    throw new StatementError({
      path: "timeSeconds",
      expected: "seconds since the epoch, not milliseconds",
      received: String(timeSeconds),
    });
  const programmes = options.programmes ?? previous?.programmes ?? [];
  const next = readStatement(
    statementDocument({
      registry,
      number: previous === undefined ? 0 : previous.number + 1,
      timeSeconds,
      intervalSeconds,
      statusRoot,
      issuerRoots,
      programmes,
      snapshotSha256,
    }),
  );
  if (previous !== undefined) checkNextStatement(previous, next);
  for (const entry of changedProgrammes(previous?.programmes ?? [], next.programmes)) {
    const file = Object.hasOwn(hostFiles, entry.verifier) ? hostFiles[entry.verifier] : undefined;
    checkHostFile(entry, file, { registry });
  }
  return brandStatement(next);
}
