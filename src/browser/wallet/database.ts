/** IndexedDB as promises, with its failures as typed errors. One transaction is one atomic step. */
import { CivicproofError, refusal } from "../../core/errors.ts";

/** The stores of a database; a new store needs a new version. */
export interface Layout<Name extends string> {
  readonly version: number;
  readonly stores: readonly Name[];
}

export interface Database<Name extends string> {
  /**
   * Runs requests in one transaction and answers when it is on disk. The steps must not wait for anything but
   * the requests that they make: IndexedDB commits as soon as there are none.
   *
   * @throws StorageFullError, StorageUnavailableError; nothing of the transaction was stored then
   */
  transact<T>(mode: IDBTransactionMode, steps: (stores: Stores<Name>) => Promise<T>): Promise<T>;
  close(): void;
}

export type Stores<Name extends string> = (name: Name) => {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  count(): Promise<number>;
  entries(): Promise<readonly (readonly [key: string, value: unknown])[]>;
};

/** Opens the database of this name. @throws StorageUnavailableError where the browser has none or refuses it */
export async function openDatabase<Name extends string>(
  name: string,
  { version, stores }: Layout<Name>,
): Promise<Database<Name>> {
  const factory = databases();
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = factory.open(name, version);
    opening.onupgradeneeded = () => {
      const { objectStoreNames: present } = opening.result;
      for (const store of stores) if (!present.contains(store)) opening.result.createObjectStore(store);
    };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(storageError(opening.error));
    opening.onblocked = () =>
      reject(new StorageUnavailableError({ message: "The wallet is open in another tab with another version" }));
  }).catch((error: unknown) => {
    throw storageError(error);
  });
  // Another tab with a newer version must be able to upgrade.
  database.onversionchange = () => database.close();
  return {
    transact: (mode, steps) => transact(database, { mode, names: stores }, steps),
    close: () => database.close(),
  };
}

/** Where settings forbid storage, looking for it is enough for an error of the browser's own. */
function databases(): IDBFactory {
  let factory: IDBFactory | undefined;
  try {
    factory = globalThis.indexedDB;
  } catch (error) {
    throw storageError(error);
  }
  if (factory == null) throw new StorageUnavailableError({ expected: "IndexedDB" });
  return factory;
}

async function transact<Name extends string, T>(
  database: IDBDatabase,
  { mode, names }: { readonly mode: IDBTransactionMode; readonly names: readonly Name[] },
  steps: (stores: Stores<Name>) => Promise<T>,
): Promise<T> {
  let transaction: IDBTransaction;
  try {
    transaction = database.transaction(names, mode, { durability: "strict" });
  } catch (error) {
    throw storageError(error);
  }
  const committed = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(storageError(transaction.error));
  });
  committed.catch(() => {});
  const stores: Stores<Name> = (name) => {
    const store = transaction.objectStore(name);
    return {
      get: (key) => settled(store.get(key)),
      put: (key, value) => settled(store.put(value, key)),
      delete: (key) => settled(store.delete(key)),
      count: () => settled(store.count()),
      async entries() {
        const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
        return keys.map((key, i) => [String(key), values[i]] as const);
      },
    };
  };
  try {
    const result = await steps(stores);
    await committed;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has ended already.
    }
    throw storageError(error);
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function storageError(error: unknown): CivicproofError {
  if (error instanceof CivicproofError) return error;
  if (error instanceof Error && error.name === "QuotaExceededError") {
    return new StorageFullError({
      message: "This device has no space left. Nothing was changed; what was stored before is still there",
      cause: error,
    });
  }
  return new StorageUnavailableError({ cause: error });
}

/**
 * The device's disk or the browser's quota is full. What was stored before is still there.
 *
 * What to do: ask the person to free space.
 */
export class StorageFullError extends /* @__PURE__ */ refusal(
  "STORAGE_FULL",
  "StorageFullError",
  "The device has no space left",
) {}

/**
 * The browser refuses to store anything: a private window, blocked by settings, or another version is open.
 *
 * What to do: ask the person to leave the private window or to close other tabs.
 */
export class StorageUnavailableError extends /* @__PURE__ */ refusal(
  "STORAGE_UNAVAILABLE",
  "StorageUnavailableError",
  "The browser's storage can't be used",
) {}
