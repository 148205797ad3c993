/** Backups made by the tool: erasure reaches them, because the keys are copied apart and stay known. */

import { join, resolve } from "node:path";
import { makeDirectory } from "../../core/make-directory.ts";
import { UnsupportedPlatformError } from "../../core/platform.ts";
import type { RecordStore } from "./record-store.ts";
import { requireStore } from "./record-store.ts";

/**
 * Writes `records.db` and `keys.db` into a directory. `records.db` holds data only in encrypted form and may be kept as
 * long as one likes. `keys.db` must stay where it is written: an erasure destroys the key there too. A copy of keys that
 * was made by other means outlives an erasure. Only their owner can read the files.
 *
 * @throws UnsupportedPlatformError on Postgres, whose own tools back up the records
 */
export async function backupStore(store: RecordStore, directory: string): Promise<void> {
  requireStore(store);
  const { copyTo } = store.database;
  if (copyTo === undefined)
    throw new UnsupportedPlatformError({ expected: "SQLite; back up a Postgres database with its own tools" });
  await makeDirectory(directory, 0o700);
  // Both are of one moment: no change runs meanwhile.
  await store.writer.alone(async () => {
    await copyTo(join(directory, "records.db"));
    await store.keys.copyTo(resolve(directory, "keys.db"));
  });
}
