/** What the commands on a nullifier store share. */
import { openStorage } from "../../../portal/server/storage.ts";
import { readAge, readHighWater } from "../../../portal/store/high-water.ts";
import { type OpenedStore, openStoreForUpkeep } from "../../../portal/store/upkeep.ts";
import { option, required } from "../../command.ts";
import { readHashKey } from "../../key-files.ts";

export interface StoreOptions {
  readonly store: string;
  readonly hashKey?: string;
}

export const store = [
  required("--store <url>", "sqlite:<file> or postgres://…"),
  option("--hash-key <file>", "the key of the store's hashes, as serve has it"),
];

export const highWater = option("--high-water <file>", "the mark that serve keeps apart from the store");

/** Opens the store, and closes it whatever the work does. */
export async function withStore<T>(
  { store: url, hashKey }: StoreOptions,
  work: (store: OpenedStore, hashKey: Uint8Array | undefined) => Promise<T>,
): Promise<T> {
  const key = hashKey === undefined ? undefined : await readHashKey(hashKey);
  const opened = await openStoreForUpkeep(url, key);
  try {
    return await work(opened, key);
  } finally {
    await opened.store.close();
  }
}

/** Makes the tables of a store where they are missing. */
export async function makeStore({ store: url, hashKey }: StoreOptions): Promise<void> {
  const key = hashKey === undefined ? {} : { hashKey: await readHashKey(hashKey) };
  await (await openStorage({ url, ...key })).close();
}

/** What the mark says at least, 0 without one. */
export async function markOf({ database }: OpenedStore, file: string | undefined): Promise<number> {
  if (file === undefined) return 0;
  return readHighWater(file, await readAge(database));
}
