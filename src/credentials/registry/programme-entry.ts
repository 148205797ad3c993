/**
 * What a registry publishes about each programme (protocol P-34, P-41): its periods, how often a person may claim, who
 * may ask and where answers go. A wallet compares a request with the entry, so that nobody asks in another's name.
 */

import * as v from "valibot";
import { refusal } from "../../core/errors.ts";
import { ADDRESS_PATTERN, EVM_CHAIN_PATTERN } from "../../core/origin.ts";
import { parseGrid } from "../../core/period-grid.ts";
import { pure } from "../../core/pure.ts";
import { hostName, integer, programmeName, textLike, textThat, webOrigin, where } from "../../core/shapes.ts";

/** One programme of one verifier. */
export interface ProgrammeEntry {
  /** Host whose scope the programme belongs to: lower-case ASCII, without port and final dot. */
  readonly verifier: string;
  /** Of `[a-z0-9-]`, at most 64 characters. */
  readonly programme: string;
  /** How its periods follow each other (protocol P-33); the same for ever. */
  readonly grid: string;
  /** Claims that a person may make in one period, 1 to 16; the same for ever, on a chain never less. */
  readonly maxClaims: number;
  /** Web origins that may ask, besides the verifier's own host. */
  readonly askers: readonly string[];
  /** Web origins to which answers may go, besides those that ask. */
  readonly responseOrigins: readonly string[];
  /** `eip155:<decimal id>`, where claims settle on a chain; always together with `contract`. */
  readonly chainId?: string;
  /** `0x` and 40 lower-case hexadecimal digits. */
  readonly contract?: string;
}

const MAX_ORIGINS = 32;
/** Programmes of one registry. */
export const MAX_PROGRAMMES = 1_000;

const origins = /* @__PURE__ */ pure(() =>
  where(
    v.array(webOrigin),
    (list) => list.length <= MAX_ORIGINS && new Set(list).size === list.length,
    `at most ${MAX_ORIGINS} origins, each once`,
  ),
);

/** The form of an entry. */
export const programmeEntryShape = /* @__PURE__ */ pure(() =>
  where(
    v.strictObject({
      verifier: hostName,
      programme: programmeName,
      grid: textThat(isGrid, "a grid of periods"),
      maxClaims: integer(1, 16),
      askers: origins,
      responseOrigins: origins,
      chainId: v.exactOptional(textLike(EVM_CHAIN_PATTERN, "eip155:<decimal id>")),
      contract: v.exactOptional(textLike(ADDRESS_PATTERN, "an address in lower case")),
    }),
    ({ chainId, contract }) => (chainId === undefined) === (contract === undefined),
    "chainId with contract",
  ),
);

function isGrid(text: string): boolean {
  try {
    parseGrid(text);
    return true;
  } catch {
    return false;
  }
}

/** The entry's identity: what stays the same for ever. */
function keyOf({ verifier, programme, chainId = "", contract = "" }: ProgrammeEntry): string {
  return [verifier, programme, chainId, contract].join(" ");
}

/** The form of all entries of a statement, each programme once. */
export const programmesShape = /* @__PURE__ */ pure(() =>
  where(
    v.array(programmeEntryShape),
    (entries) => entries.length <= MAX_PROGRAMMES && new Set(entries.map(keyOf)).size === entries.length,
    `at most ${MAX_PROGRAMMES} programmes, each once`,
  ),
);

const byKey = (entries: readonly ProgrammeEntry[]) => new Map(entries.map((entry) => [keyOf(entry), entry]));

/** The entry of a programme. @returns undefined when the registry has none */
export function findProgramme(
  entries: readonly ProgrammeEntry[],
  scope: Pick<ProgrammeEntry, "verifier" | "programme" | "chainId" | "contract">,
): ProgrammeEntry | undefined {
  const key = keyOf(scope as ProgrammeEntry);
  return entries.find((entry) => keyOf(entry) === key);
}

/**
 * Checks that entries may follow earlier ones: none is taken away, no grid and no maxClaims changes. On a chain
 * maxClaims may grow (protocol P-34).
 *
 * @throws ProgrammeEntryError naming the first that doesn't fit
 */
export function checkNextProgrammes(before: readonly ProgrammeEntry[], next: readonly ProgrammeEntry[]): void {
  const entries = byKey(next);
  for (const old of before) {
    const entry = entries.get(keyOf(old));
    const path = `programmes.${old.verifier}/${old.programme}`;
    if (entry === undefined)
      throw new ProgrammeEntryError({ path, expected: "an entry, as the statement before has one" });
    if (entry.grid !== old.grid)
      throw new ProgrammeEntryError({ path: `${path}.grid`, expected: old.grid, received: entry.grid });
    const isFewer = entry.maxClaims < old.maxClaims;
    if (isFewer || (entry.maxClaims > old.maxClaims && entry.chainId === undefined))
      throw new ProgrammeEntryError({
        path: `${path}.maxClaims`,
        expected: String(old.maxClaims),
        received: String(entry.maxClaims),
      });
  }
}

/** The entries that the statement before doesn't have just so: whose hosts have to agree. */
export function changedProgrammes(
  before: readonly ProgrammeEntry[],
  next: readonly ProgrammeEntry[],
): readonly ProgrammeEntry[] {
  const entries = byKey(before);
  return next.filter((entry) => {
    const old = entries.get(keyOf(entry));
    return old === undefined || !isSameProgramme(old, entry);
  });
}

/** Whether two entries say the same, in whatever order their origins are. */
export function isSameProgramme(a: ProgrammeEntry, b: ProgrammeEntry): boolean {
  const text = ({ askers, responseOrigins, ...entry }: ProgrammeEntry) =>
    JSON.stringify([
      keyOf(entry as ProgrammeEntry),
      entry.grid,
      entry.maxClaims,
      [...askers].sort(),
      [...responseOrigins].sort(),
    ]);
  return text(a) === text(b);
}

/**
 * A programme's entry changes what is fixed for ever: its grid or its number of claims; or it is taken away.
 *
 * What to do: give the changed programme another name; to end one, leave its entry as it is.
 */
export class ProgrammeEntryError extends /* @__PURE__ */ refusal(
  "PROGRAMME_ENTRY_INVALID",
  "ProgrammeEntryError",
  "Invalid programme entry",
) {}
