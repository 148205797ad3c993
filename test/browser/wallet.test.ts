/** The holder's storage in a real Chromium: what is kept, what survives a kill, what a full disk does. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { holderCommitment, toHolderSecret } from "../../src/credentials/credential/holder.ts";
import { derivePublicKey, encodePublicKey, issueCredential } from "../../src/issuer.ts";
import { CLAIMS, fixedKey, REGISTRY_ID, SCHEMA } from "../world.ts";
import { launchChromium, launchWithProfile } from "./chromium.ts";
import { bundle, startServer, type TestServer } from "./server.ts";

let browser: Browser;
let server: TestServer;
let context: BrowserContext | undefined;

beforeAll(async () => {
  server = await startServer(await bundle({ page: "test/browser/page.ts" }));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
afterEach(async () => {
  await context?.close();
  context = undefined;
});

async function open(into: BrowserContext): Promise<Page> {
  const page = await into.newPage();
  await page.goto(server.origin);
  await page.waitForFunction(() => "civicproof" in globalThis);
  return page;
}

const secretIn = (page: Page): Promise<string> =>
  page.evaluate(async () => String(await (await civicproof.openWallet()).holderSecret()));

/** A credential for the wallet's secret, with claims that can be searched for. */
const issueTo = (secret: string, statusIndex: number, counter = 0) =>
  issueCredential({
    issuerKey: fixedKey(2),
    schema: SCHEMA,
    claims: { ...CLAIMS, profession: `NEEDLE${statusIndex}` },
    holderCommitment: holderCommitment(toHolderSecret(secret), counter),
    registry: REGISTRY_ID,
    statusIndex,
    validFrom: "2026-01-01",
    validUntil: "2027-12-31",
    claimsFrom: 0,
  });

/** Changes the wallet's database from outside, as a browser that loses a part of it would. */
const remove = (page: Page, store: string, key: string): Promise<void> =>
  page.evaluate(
    async ({ store, key }) => {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const opening = indexedDB.open("civicproof-wallet");
        opening.onsuccess = () => resolve(opening.result);
      });
      await new Promise<void>((resolve) => {
        const transaction = database.transaction(store, "readwrite");
        transaction.oncomplete = () => resolve();
        transaction.objectStore(store).delete(key);
      });
      database.close();
    },
    { store, key },
  );

/** What a call of the wallet answers, or the code of its refusal. */
const ask = <Result>(
  page: Page,
  work: (wallet: Awaited<ReturnType<typeof civicproof.openWallet>>) => Promise<Result>,
) =>
  page.evaluate(
    `(async () => {
      const wallet = await civicproof.openWallet();
      return (${work})(wallet).then((result) => result ?? "done", ({ code }) => code);
    })()`,
  ) as Promise<Result | string>;

const add = (page: Page, credential: unknown): Promise<string> =>
  page.evaluate(async (credential) => {
    const wallet = await civicproof.openWallet();
    return wallet.addCredential(credential).then(
      ({ id }) => id,
      (error: { code: string }) => error.code,
    );
  }, credential as never);

const indexesIn = (page: Page): Promise<number[]> =>
  page.evaluate(async () =>
    (await (await civicproof.openWallet()).credentials()).map(({ credential }) => credential.statusIndex),
  );

describe("a wallet", () => {
  it("makes one secret, also when tabs race, and keeps credentials of that secret only", async () => {
    context = await browser.newContext();
    const [first, second] = await Promise.all([open(context), open(context)]);
    const secrets = await Promise.all([first, second, first, second].map(secretIn));
    expect(new Set(secrets).size).toBe(1);
    const secret = secrets[0]!;
    const id = await add(first, issueTo(secret, 1));
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(await add(second, issueTo(secret, 1))).toBe(id);
    await add(second, issueTo(secret, 2));
    expect(await indexesIn(first)).toEqual([1, 2]);
    expect(await add(first, issueTo("99", 3))).toBe("HOLDER_SECRET_MISMATCH");
    expect(await add(first, { civicproof: "credential/v2/s1" })).toBe("CREDENTIAL_MALFORMED");
    await first.evaluate(async (id) => (await civicproof.openWallet()).removeCredential(id), id);
    expect(await indexesIn(second)).toEqual([2]);
  });

  it("keeps a key that can't be read, and notices a damaged record", async () => {
    context = await browser.newContext();
    const page = await open(context);
    const id = await add(page, issueTo(await secretIn(page), 1));
    const result = await page.evaluate(async (id) => {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const opening = indexedDB.open("civicproof-wallet");
        opening.onsuccess = () => resolve(opening.result);
      });
      const settle = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve) => {
          request.onsuccess = () => resolve(request.result);
        });
      const key: CryptoKey = await settle(database.transaction("keys").objectStore("keys").get("main"));
      const exported = await crypto.subtle.exportKey("raw", key).then(
        () => "exported",
        (error: Error) => error.name,
      );
      const records = database.transaction("records", "readwrite").objectStore("records");
      const record: { data: ArrayBuffer } = await settle(records.get(id));
      new Uint8Array(record.data)[0]! ^= 1;
      await settle(records.put(record, id));
      database.close();
      const wallet = await civicproof.openWallet();
      const code = await wallet
        .credentials()
        .catch((error: { code: string; path: string }) => [error.code, error.path]);
      return { exported, code };
    }, id);
    expect(result).toEqual({ exported: "InvalidAccessError", code: ["STORAGE_DAMAGED", id] });
  });

  it("makes no second secret when the first is gone, and takes it back from backup or paper", async () => {
    context = await browser.newContext();
    const page = await open(context);
    const secret = await secretIn(page);
    await add(page, issueTo(secret, 1));
    const sheet = (await ask(page, (wallet) => wallet.recoverySheet())) as string[];
    const backup = (await ask(page, (wallet) =>
      wallet.exportBackup({ passphrase: "four unrelated words here" }),
    )) as string;
    const restore = (code: string) => `(wallet) => wallet.restoreSecret(${JSON.stringify(code)})` as never;
    const take = `(wallet) => wallet.importBackup(${JSON.stringify(backup)}, { passphrase: "four unrelated words here" })`;

    await remove(page, "records", "secret");
    expect(await ask(page, async (wallet) => String(await wallet.holderSecret()))).toBe("STORAGE_DAMAGED");
    expect(await ask(page, (wallet) => wallet.exportBackup({ passphrase: "four unrelated words here" }))).toBe(
      "STORAGE_DAMAGED",
    );
    expect(await add(page, issueTo(secret, 2))).toBe("STORAGE_DAMAGED");
    // Another's secret does not fit what is there.
    const other = await browser.newContext();
    const elsewhere = await open(other);
    await secretIn(elsewhere);
    const foreign = (await ask(elsewhere, (wallet) => wallet.recoverySheet())) as string[];
    await other.close();
    expect(await ask(page, restore(foreign.join(" ")))).toBe("WALLET_OCCUPIED");
    expect(await ask(page, restore(sheet.join(" ")))).toBe("done");
    expect(await secretIn(page)).toBe(secret);
    expect(await indexesIn(page)).toEqual([1]);

    await remove(page, "records", "secret");
    expect(await ask(page, take as never)).toEqual({ added: 0 });
    expect(await secretIn(page)).toBe(secret);

    // With the key everything is lost but the backup.
    await remove(page, "keys", "main");
    expect(await ask(page, async (wallet) => String(await wallet.holderSecret()))).toBe("STORAGE_DAMAGED");
    expect(await ask(page, take as never)).toEqual({ added: 1 });
    expect(await secretIn(page)).toBe(secret);
    expect(await indexesIn(page)).toEqual([1]);
  });

  it("has one commitment for each issuer, the same after a recovery", async () => {
    context = await browser.newContext();
    const page = await open(context);
    const issuers = [fixedKey(2), fixedKey(3), fixedKey(4)].map((key) => encodePublicKey(derivePublicKey(key)));
    const commitments = (from: Page) =>
      from.evaluate(async (issuers) => {
        const wallet = await civicproof.openWallet();
        const found: string[] = [];
        for (const issuer of [...issuers, ...issuers]) found.push(String(await wallet.commitmentFor(issuer)));
        return found;
      }, issuers);
    const before = await commitments(page);
    const secret = toHolderSecret(await secretIn(page));
    expect(before.slice(0, 3)).toEqual([0, 1, 2].map((counter) => String(holderCommitment(secret, counter))));
    expect(before.slice(3)).toEqual(before.slice(0, 3));
    const counters = await page.evaluate(async (issuers) => {
      const wallet = await civicproof.openWallet();
      return Promise.all(issuers.map((issuer) => wallet.counterFor(issuer)));
    }, issuers);
    expect(counters).toEqual([0, 1, 2]);
    expect(await ask(page, (wallet) => wallet.commitmentFor("the town hall"))).toBe("INPUT_INVALID");
    expect(await ask(page, (wallet) => wallet.counterFor("https://city.example"))).toBe("INPUT_INVALID");

    // The third issuer's credential is there, so its number is known without the note.
    await add(page, { ...issueTo(String(secret), 1, 2), issuer: issuers[2] });
    await remove(page, "notes", "commitments");
    const again = await commitments(page);
    expect(again[2]).toBe(before[2]);
    expect(new Set(again).size).toBe(3);

    const backup = await page.evaluate(async () => {
      const wallet = await civicproof.openWallet();
      return wallet.exportBackup({ passphrase: "four unrelated words here" });
    });
    const other = await browser.newContext();
    const elsewhere = await open(other);
    const take = `(wallet) => wallet.importBackup(${JSON.stringify(backup)}, { passphrase: "four unrelated words here" })`;
    expect(await ask(elsewhere, take as never)).toEqual({ added: 1 });
    expect(await commitments(elsewhere)).toEqual(again);
    await other.close();
  });

  it("remembers which questions were answered, encrypted and in the backup", async () => {
    context = await browser.newContext();
    const page = await open(context);
    const question = {
      verifier: "benefits.example.org",
      programme: "pass",
      policyHash: "7",
      today: "2026-11-23",
      period: 20261101,
    };
    const remember = (from: Page, policyHash: string) =>
      from.evaluate(async (question) => (await civicproof.openWallet()).rememberQuestion(question), {
        ...question,
        policyHash,
      });
    await secretIn(page);
    const [one, two] = [await open(context), page];
    await Promise.all([remember(one, "7"), remember(two, "8"), remember(one, "7")]);
    const asked = (await ask(page, (wallet) => wallet.questionsAsked())) as unknown as (typeof question)[];
    expect(asked.map(({ policyHash }) => policyHash).sort()).toEqual(["7", "8"]);
    expect(asked[0]).toMatchObject({ verifier: "benefits.example.org", today: "2026-11-23", period: 20261101 });
  });

  it("keeps receipts, newest first and in the backup, and refuses what is none", async () => {
    context = await browser.newContext();
    const page = await open(context);
    const result = await page.evaluate(async () => {
      const wallet = await civicproof.openWallet();
      await wallet.holderSecret();
      const receipt = {
        ...{ title: { en: "Pass" }, asker: "City", verifier: "benefits.example.org", programme: "pass" },
        ...{ period: 20260101, outcome: "accepted" as const, nullifier: "7", reference: "AB-12" },
      };
      await wallet.addReceipt({ ...receipt, atSeconds: 1 });
      await wallet.addReceipt({ ...receipt, atSeconds: 2 });
      const refused = await wallet
        .addReceipt({ ...receipt, nullifier: "" } as never)
        .catch((error: { code: string }) => error.code);
      const backup = await wallet.exportBackup({ passphrase: "four unrelated words here" });
      const other = await civicproof.openWallet({ name: "another" });
      await other.importBackup(backup, { passphrase: "four unrelated words here" });
      const times = async (of: typeof wallet) => (await of.receipts()).map(({ atSeconds }) => atSeconds);
      return { refused, here: await times(wallet), there: await times(other) };
    });
    expect(result).toEqual({ refused: "INPUT_INVALID", here: [2, 1], there: [2, 1] });
  });

  it("says that the disk is full and loses nothing", async () => {
    context = await browser.newContext();
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    // Before the first use: Chromium remembers for a while how much space was left.
    await session.send("Storage.overrideQuotaForOrigin", { origin: server.origin, quotaSize: 60_000 });
    await page.goto(server.origin);
    await page.waitForFunction(() => "civicproof" in globalThis);
    const secret = await secretIn(page);
    const kept: number[] = [];
    let outcome = "";
    for (let index = 0; index < 200 && !/[A-Z]/.test(outcome); index++) {
      outcome = await add(page, issueTo(secret, index));
      if (!/[A-Z]/.test(outcome)) kept.push(index);
    }
    expect(outcome).toBe("STORAGE_FULL");
    expect(kept.length).toBeGreaterThan(0);
    expect(await indexesIn(page)).toEqual(kept);
    expect(await secretIn(page)).toBe(secret);
  });

  it("moves to another browser by backup, or by the sheet of paper", async () => {
    context = await browser.newContext();
    const page = await open(context);
    const secret = await secretIn(page);
    await add(page, issueTo(secret, 1));
    const { backup, sheet, longTasks } = await page.evaluate(async () => {
      const wallet = await civicproof.openWallet();
      const { result, longTasks } = await civicproof.heartbeat(() =>
        wallet.exportBackup({ passphrase: "four unrelated words here" }),
      );
      return { backup: result, sheet: await wallet.recoverySheet(), longTasks };
    });
    expect(longTasks).toEqual([]);
    expect(backup).not.toContain("NEEDLE");
    const other = await browser.newContext();
    try {
      const elsewhere = await open(other);
      const take = (passphrase: string) =>
        elsewhere.evaluate(
          async ({ backup, passphrase }) => {
            const wallet = await civicproof.openWallet();
            return wallet.importBackup(backup, { passphrase }).catch((error: { code: string }) => error.code);
          },
          { backup, passphrase },
        );
      expect(await take("five unrelated words here")).toBe("BACKUP_INVALID");
      expect(await take("four unrelated words here")).toEqual({ added: 1 });
      expect(await take("four unrelated words here")).toEqual({ added: 0 });
      expect(await secretIn(elsewhere)).toBe(secret);
      expect(await indexesIn(elsewhere)).toEqual([1]);
    } finally {
      await other.close();
    }
    const third = await browser.newContext();
    try {
      const elsewhere = await open(third);
      const restore = (code: string) =>
        elsewhere.evaluate(async (code) => {
          const wallet = await civicproof.openWallet();
          return wallet.restoreSecret(code).then(
            () => "restored",
            (error: { code: string }) => error.code,
          );
        }, code);
      expect(await restore(sheet.join(" "))).toBe("restored");
      expect(await secretIn(elsewhere)).toBe(secret);
    } finally {
      await third.close();
    }
    const own = await open(await browser.newContext());
    await secretIn(own);
    const refused = await own.evaluate(async (code) => {
      const wallet = await civicproof.openWallet();
      return wallet.restoreSecret(code).catch((error: { code: string }) => error.code);
    }, sheet.join(" "));
    expect(refused).toBe("WALLET_OCCUPIED");
    await own.context().close();
  });
});

describe("a browser that is killed while it saves", () => {
  it("has every credential whose saving was confirmed, and can open all it has; nothing is in clear on disk", async () => {
    const profile = mkdtempSync(join(tmpdir(), "civicproof-profile-"));
    const confirmed: number[] = [];
    try {
      let secret = "";
      for (let round = 0; round < 4; round++) {
        const running = await launchWithProfile(profile);
        try {
          const page = await open(running.context);
          secret ||= await secretIn(page);
          expect(await secretIn(page)).toBe(secret);
          const found = await indexesIn(page);
          expect(confirmed.filter((index) => !found.includes(index))).toEqual([]);
          if (round === 3) break;
          await page.exposeFunction("confirm_", (index: number) => void confirmed.push(index));
          const credentials = Array.from({ length: 40 }, (_, i) => issueTo(secret, 100 * round + i));
          const saving = page
            .evaluate(
              async (credentials: readonly unknown[]) => {
                const wallet = await civicproof.openWallet();
                const { confirm_ } = globalThis as unknown as { confirm_: (index: number) => Promise<void> };
                for (const credential of credentials) {
                  await wallet.addCredential(credential);
                  void confirm_((credential as { statusIndex: number }).statusIndex);
                }
              },
              credentials as readonly unknown[],
            )
            .catch(() => {});
          const before = confirmed.length;
          while (confirmed.length < before + 3 + round) await sleep(5);
          await running.kill();
          await saving;
        } finally {
          await running.kill();
        }
      }
      expect(confirmed.length).toBeGreaterThan(9);
      expect(filesBelow(profile).filter((file) => readFileSync(file).includes("NEEDLE"))).toEqual([]);
    } finally {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  }, 120_000);
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}
