/** Every function that opens a connection to Postgres, and statements for tests beside them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Client } from "pg";
import { type OpenPostgresOptions, openPostgres } from "../../../../src/core/database/postgres.ts";
import { openPostgresQueue } from "../../../../src/portal/server/queue-postgres.ts";
import { openStorage } from "../../../../src/portal/server/storage.ts";
import { openPostgresStore } from "../../../../src/portal/store/postgres.ts";
import { openStoreForUpkeep } from "../../../../src/portal/store/upkeep.ts";
import { openKeyStore } from "../../../../src/records/archive/keys.ts";
import { openRecordStore } from "../../../../src/records/archive/record-store.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-openers-"));
export const removeKeys = (): void => rmSync(folder, { recursive: true, force: true });

/** Opens and closes again. */
export const OPENERS: Readonly<Record<string, (url: string, access?: OpenPostgresOptions) => Promise<void>>> = {
  openPostgres: async (url, access) => (await openPostgres(url, access)).close(),
  openPostgresStore: async (url, access) => (await openPostgresStore({ url, ...access })).close(),
  openPostgresQueue: async (url, access) =>
    (await openPostgresQueue({ url, services: ["service"], ...access })).close(),
  openStorage: async (url, access) => (await openStorage({ url, ...access })).close(),
  openStoreForUpkeep: async (url, access) => {
    const { store } = await openStoreForUpkeep({ url, ...access });
    await store.close();
  },
  openRecordStore: async (url, access) => {
    // Keys and database are a pair.
    const database = basename(url.split("?")[0]!);
    const keys = await openKeyStore(join(folder, `${database} ${access?.schema ?? ""}.keys`));
    try {
      const opened = await openPostgres(url, access);
      try {
        await openRecordStore({ database: opened, keys, residency: "at-vienna" });
      } finally {
        await opened.close();
      }
    } finally {
      await keys.close();
    }
  },
};
export const opening = Object.entries(OPENERS);

/** Runs statements on a connection of their own. */
export async function sql(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
