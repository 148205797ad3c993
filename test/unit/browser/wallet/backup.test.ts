import { describe, expect, it } from "vitest";
import { BackupError, openBackup, sealBackup } from "../../../../src/browser/wallet/backup.ts";
import { startProcessorClock } from "../../../support/processor-time.ts";

const PASSPHRASE = "four unrelated words here";
const TEXT = JSON.stringify({ secret: "NEEDLE", note: "Gärtnerin" });

describe("a backup", () => {
  it("opens with its passphrase only, in any Unicode form", async () => {
    const backup = await sealBackup(TEXT, `${PASSPHRASE} é`);
    expect(backup).not.toContain("NEEDLE");
    expect(await openBackup(backup, `${PASSPHRASE} e\u0301`)).toBe(TEXT);
    await expect(openBackup(backup, PASSPHRASE)).rejects.toThrow(
      "The passphrase is wrong, or the backup file was changed",
    );
    const other = JSON.parse(await sealBackup(TEXT, `${PASSPHRASE} é`));
    const { kdf, cipher, data } = JSON.parse(backup);
    expect([other.kdf.salt, other.cipher.nonce, other.data]).not.toContain(kdf.salt);
    expect(kdf).toMatchObject({ name: "scrypt", N: 131072, r: 8, p: 1 });

    const edits = [
      { kdf: { ...kdf, N: 65536 } },
      { kdf: { ...kdf, salt: other.kdf.salt } },
      { cipher: { ...cipher, nonce: other.cipher.nonce } },
      { data: `${data[0] === "A" ? "B" : "A"}${data.slice(1)}` },
    ];
    for (const edit of edits) {
      const edited = JSON.stringify({ ...JSON.parse(backup), ...edit });
      await expect(openBackup(edited, `${PASSPHRASE} é`)).rejects.toThrow(BackupError);
    }
  });

  it("refuses a short passphrase", async () => {
    await expect(sealBackup(TEXT, "short")).rejects.toThrow(/at least 12 characters/);
  });

  it("refuses files that would make the device work for long, or are none, before any work", async () => {
    const file = {
      civicproof: "wallet-backup/v2",
      kdf: { name: "scrypt", N: 131072, r: 8, p: 1, salt: "AAAA" },
      cipher: { name: "AES-256-GCM", nonce: "AAAAAAAAAAAAAAAA" },
      data: "AAAA",
    };
    const hostile: unknown[] = [
      { ...file, kdf: { ...file.kdf, N: 2 ** 30 } },
      { ...file, kdf: { ...file.kdf, r: 1024 } },
      { ...file, kdf: { ...file.kdf, p: 1e6 } },
      { ...file, kdf: { ...file.kdf, name: "none" } },
      { ...file, cipher: { name: "AES-256-GCM", nonce: "AAAA" } },
      { ...file, data: "<>" },
      { ...file, extra: 1 },
      null,
      [],
      "text",
    ];
    const elapsed = startProcessorClock();
    for (const value of hostile) {
      await expect(openBackup(JSON.stringify(value), PASSPHRASE)).rejects.toThrow(BackupError);
    }
    await expect(openBackup("{", PASSPHRASE)).rejects.toThrow(BackupError);
    await expect(openBackup(" ".repeat(3_000_000), PASSPHRASE)).rejects.toThrow(BackupError);
    expect(elapsed()).toBeLessThan(1_000);
  });
});
