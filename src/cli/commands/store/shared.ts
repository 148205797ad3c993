/** What the commands on a nullifier store share. */
import { openStorage } from "../../../portal/server/storage.ts";
import { readAge, readHighWater } from "../../../portal/store/high-water.ts";
import { type OpenedStore, openStoreForUpkeep, type StorePlace } from "../../../portal/store/upkeep.ts";
import { fromEnvironment, option, required } from "../../command.ts";
import { type DatabaseOptions, databaseAccess, readDatabaseAccess } from "../../database-options.ts";
import { readHashKey } from "../../key-files.ts";

export interface StoreOptions extends DatabaseOptions {
  readonly store: string;
  readonly hashKey?: string;
}

export const store = [
  required("--store <url>", "sqlite:<file> or postgres://…"),
  option("--hash-key <file>", "the key of the store's hashes, as serve has it"),
  ...databaseAccess,
].map(fromEnvironment);

export const highWater = option("--high-water <file>", "the mark that serve keeps apart from the store");

/** What the options say of the store and the way to it. */
export async function placeOf({ store: url, hashKey, ...database }: StoreOptions): Promise<StorePlace> {
  return {
    url,
    ...(hashKey === undefined ? {} : { hashKey: await readHashKey(hashKey) }),
    ...(await readDatabaseAccess(database)),
  };
}

/** Opens the store, and closes it whatever the work does. */
export async function withStore<T>(
  options: StoreOptions,
  work: (store: OpenedStore, place: StorePlace) => Promise<T>,
): Promise<T> {
  const place = await placeOf(options);
  const opened = await openStoreForUpkeep(place);
  try {
    return await work(opened, place);
  } finally {
    await opened.store.close();
  }
}

/** Makes the tables of a store where they are missing. */
export async function makeStore(place: StorePlace): Promise<void> {
  await (await openStorage(place)).close();
}

/** What the mark says at least, 0 without one. */
export async function markOf({ database }: OpenedStore, file: string | undefined): Promise<number> {
  if (file === undefined) return 0;
  return readHighWater(file, await readAge(database));
}
