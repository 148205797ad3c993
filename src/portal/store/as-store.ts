/** What a database's failure means to those who grant claims. */
import { DatabaseUnavailableError } from "../../core/database/sql.ts";
import { CivicproofError } from "../../core/errors.ts";
import { StoreUnavailableError } from "./port.ts";

/**
 * A database that can't be used is a store that can't be used: nothing is known, and no claim may be granted. That holds
 * for every error that is no refusal, too: drivers have failures of a broken connection that no list foresees. Symbols
 * pass; what an effect throws travels beside them.
 */
export async function asStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (typeof error === "symbol") throw error;
    if (!(error instanceof CivicproofError)) throw new StoreUnavailableError({ cause: error });
    if (!(error instanceof DatabaseUnavailableError)) throw error;
    const { path, expected, received } = error;
    throw new StoreUnavailableError({
      cause: error.cause ?? error,
      ...(path === undefined ? {} : { path }),
      ...(expected === undefined ? {} : { expected }),
      ...(received === undefined ? {} : { received }),
    });
  }
}
