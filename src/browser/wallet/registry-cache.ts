/** Where a page keeps what it fetched of a registry, so that it starts offline. Nothing in it is about the holder. */
import type { RegistryCache } from "../../credentials/registry/statement-source.ts";
import { openDatabase } from "./database.ts";

/**
 * Opens a cache for `openRegistry` in IndexedDB: in a browser what `folderCache` is in Node. What it holds is verified
 * when it is read, and the same for everybody.
 *
 * @param name of the database; a registry has keys of its own in it
 * @throws StorageUnavailableError where the browser has none or refuses it; its calls also throw StorageFullError
 * @example
 * const registry = await openRegistry({ url: "https://registry.example.org/", registry: id, cache: await openRegistryCache() });
 */
export async function openRegistryCache(name = "civicproof-registry"): Promise<RegistryCache> {
  const database = await openDatabase(name, { version: 1, stores: ["texts"] });
  return {
    async get(key) {
      const text = await database.transact("readonly", (stores) => stores("texts").get(key));
      return typeof text === "string" ? text : undefined;
    },
    set: async (key, text) => void (await database.transact("readwrite", (stores) => stores("texts").put(key, text))),
    delete: async (key) => void (await database.transact("readwrite", (stores) => stores("texts").delete(key))),
  };
}
