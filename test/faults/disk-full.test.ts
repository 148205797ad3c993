/** Stores on a disk that is full, and then is not: a small tmpfs, which only root can mount. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { ConsumeOutcome } from "../../src/portal/store/port.ts";
import { StoreUnavailableError } from "../../src/portal/store/port.ts";
import { openPostgresStore } from "../../src/portal/store/postgres.ts";
import { openSqliteStore } from "../../src/portal/store/sqlite.ts";
import type { VerifiedPresentation } from "../../src/presentation/verification/verify.ts";
import { createTestPortal } from "../portal.ts";
import { hasPostgres, startPostgres } from "../postgres.ts";

const mounts: string[] = [];

/** A disk of so many megabytes, or undefined where none can be mounted. */
function smallDisk(megabytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "civicproof-disk-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder]);
  if (status !== 0) {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  mounts.push(folder);
  chmodSync(folder, 0o755);
  return folder;
}
afterAll(() => {
  for (const folder of mounts) {
    execFileSync("umount", ["-l", folder]);
    rmSync(folder, { recursive: true });
  }
});

/** Writes until no byte fits any more. */
function fill(file: string): void {
  const descriptor = openSync(file, "w");
  for (let size = 1 << 20; size >= 512; ) {
    try {
      if (writeSync(descriptor, Buffer.alloc(size, 1)) < size) size >>= 1;
    } catch {
      size >>= 1;
    }
  }
  closeSync(descriptor);
}

const portal = createTestPortal();
const probe = process.getuid?.() === 0 ? smallDisk(1) : undefined;

interface AnyStore {
  consume(verified: VerifiedPresentation): Promise<ConsumeOutcome>;
  lookup(nullifier: VerifiedPresentation["nullifier"]): Promise<{ uses: number } | undefined>;
}

/** Claims until the disk is full, frees it, and looks what became of every claim. */
async function claimOnFullDisk(store: AnyStore, ballast: string): Promise<void> {
  const claims = await portal.claims(Array.from({ length: 3_000 }, () => portal.request()));
  const acknowledged: VerifiedPresentation[] = claims.splice(0, 50);
  for (const claim of acknowledged) expect(await store.consume(claim)).toBe("accepted");
  fill(ballast);
  const refused: VerifiedPresentation[] = [];
  // Groups of claims, as under load; each group is taken or refused.
  for (let i = 0; i < claims.length && refused.length === 0; i += 100) {
    const group = claims.slice(i, i + 100);
    const results = await Promise.allSettled(group.map((claim) => store.consume(claim)));
    results.forEach((result, j) => {
      if (result.status === "fulfilled") acknowledged.push(group[j]!);
      else {
        expect(result.reason).toBeInstanceOf(StoreUnavailableError);
        refused.push(group[j]!);
      }
    });
  }
  expect(refused.length).toBeGreaterThan(0);
  await expect(store.consume(claims.at(-1)!)).rejects.toBeInstanceOf(StoreUnavailableError);
  rmSync(ballast);
  const outcomes = (claims: readonly VerifiedPresentation[]) =>
    Promise.all(claims.map((claim) => store.consume(claim)));
  expect(new Set(await outcomes(refused))).toEqual(new Set(["accepted"]));
  expect(new Set(await outcomes(acknowledged))).toEqual(new Set(["already-used"]));
  for (const { nullifier } of acknowledged) expect((await store.lookup(nullifier))?.uses).toBe(1);
}

describe.runIf(probe !== undefined)("on a full disk", () => {
  it("SQLite refuses, keeps what it acknowledged, and continues when there is room", async () => {
    const folder = smallDisk(4)!;
    const store = await openSqliteStore({ file: join(folder, "store.db") });
    await claimOnFullDisk(store, join(folder, "ballast"));
    await store.close();
  });

  it.runIf(hasPostgres)("so does Postgres", async () => {
    const folder = smallDisk(160)!;
    const postgres = await startPostgres({ parent: folder });
    try {
      const store = await openPostgresStore({ url: postgres.url });
      await claimOnFullDisk(store, join(folder, "ballast"));
      await store.close();
    } finally {
      await postgres.remove();
    }
  });
});
