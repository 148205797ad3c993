/** What the services of a store claim for: written down at the first start, compared at each later one. */
import type { SqlConnection, SqlDatabase } from "../../core/database/sql.ts";
import { fieldFromBytes, fieldToBytes, toField } from "../../core/field.ts";
import { checkProgramme, checkTerms, type ScopeTerms, type ServedProgramme, StoreProgrammeError } from "./port.ts";

/** The tables of a store, on both engines; the table by which a store is known comes first. */
export const STORE_TABLES = ["meta", "scopes", "periods", "nullifiers", "answers", "programmes", "events"].map(
  (name) => `civicproof_${name}`,
);

interface Row extends ScopeTerms {
  readonly tenant: string;
  readonly verifier: string;
  readonly programme: string;
  readonly scope: Uint8Array;
  readonly policy: string;
  readonly policyHash: string;
}

const SELECT = `SELECT tenant, verifier, programme, scope, policy, policy_hash AS "policyHash", grid,
  max_claims AS "maxClaims" FROM civicproof_programmes JOIN civicproof_scopes USING (scope)`;

/** All programmes of a store, by tenant. */
export async function readProgrammes(connection: SqlConnection): Promise<readonly ServedProgramme[]> {
  const rows = await connection.query<Row>(`${SELECT} ORDER BY tenant`);
  return rows.map(({ scope, policyHash, ...row }) => ({
    ...row,
    scope: fieldFromBytes(scope),
    policyHash: toField(policyHash),
  }));
}

/** A programme pays in one place: at a portal, or on one chain. @throws StoreProgrammeError */
function checkPlace(all: readonly ServedProgramme[], { verifier, programme, scope }: ServedProgramme): void {
  const known = all.find((each) => each.verifier === verifier && each.programme === programme);
  if (known !== undefined && known.scope !== scope)
    throw new StoreProgrammeError({ path: "scope", expected: String(known.scope), received: String(scope) });
}

/**
 * Compares a policy with the older one that it supersedes: with another scope everybody would have a fresh nullifier. That
 * both are paid at one place is checked of all programmes.
 *
 * @throws StoreProgrammeError, ScopeTermsError
 */
function checkSuperseded(all: readonly ServedProgramme[], asked: ServedProgramme): void {
  if (asked.supersedes === undefined) return;
  const older = all.find(({ tenant }) => tenant === asked.supersedes && tenant !== asked.tenant);
  if (older === undefined)
    throw new StoreProgrammeError({
      ...{ path: "supersedes", expected: "a tenant that this store served before", received: asked.supersedes },
    });
  checkProgramme({ ...older, policyHash: asked.policyHash }, asked);
}

/** As `pin` of the port. */
export async function pinProgramme(database: SqlDatabase, asked: ServedProgramme): Promise<void> {
  const find = async (connection: SqlConnection) => {
    const all = await readProgrammes(connection);
    checkPlace(all, asked);
    checkSuperseded(all, asked);
    return all.find(({ tenant }) => tenant === asked.tenant);
  };
  const known = await find(database);
  // A service that starts again writes nothing, so it waits for nobody who does.
  if (known !== undefined) return checkProgramme(known, asked);
  await database.transaction(async (connection) => {
    const scope = fieldToBytes(asked.scope);
    await connection.execute(
      "INSERT INTO civicproof_scopes (scope, grid, max_claims) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
      [scope, asked.grid, asked.maxClaims],
    );
    const select = 'SELECT grid, max_claims AS "maxClaims" FROM civicproof_scopes WHERE scope = $1';
    const [terms] = await connection.query<ScopeTerms>(select, [scope]);
    checkTerms(terms, asked);
    const inserted = await connection.execute(
      `INSERT INTO civicproof_programmes (tenant, verifier, programme, scope, policy, policy_hash)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [asked.tenant, asked.verifier, asked.programme, scope, asked.policy, String(asked.policyHash)],
    );
    if (inserted === 1) return logEvent(connection, "pinned", programmeForPeople(asked));
    // Another service was first.
    checkProgramme((await find(connection))!, asked);
  });
}

/** A programme as events and messages name it. */
export function programmeForPeople({ scope: _, policyHash, ...rest }: ServedProgramme): object {
  return { ...rest, policyHash: String(policyHash) };
}

/** Writes down what changed a store other than a claim. */
export async function logEvent(connection: SqlConnection, what: string, detail: object): Promise<void> {
  const at = Math.floor(Date.now() / 1000);
  await connection.execute("INSERT INTO civicproof_events (at, what, detail) VALUES ($1, $2, $3)", [
    ...[at, what, JSON.stringify(detail)],
  ]);
}
