/** Signers: a key here, in a file, in the environment, in another process, and in two processes. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { bytesToHex } from "../../../src/core/bytes.ts";
import { randomField } from "../../../src/core/field.ts";
import { hashApiKey } from "../../../src/core/service/access.ts";
import { derivePublicKey, encodePublicKey, verifySignature } from "../../../src/core/signature.ts";
import { splitPrivateKey } from "../../../src/core/signature-shares.ts";
import {
  readKeyFile,
  readShareFile,
  takeKeyFromEnvironment,
  writeShareFile,
} from "../../../src/office/signing/files.ts";
import { openLocalSigner } from "../../../src/office/signing/local.ts";
import { signWith } from "../../../src/office/signing/port.ts";
import { openRemoteSigner, openSplitSigner } from "../../../src/office/signing/remote.ts";
import { createSigningService, type SigningServiceOptions } from "../../../src/office/signing/service.ts";
import { fixedKey } from "../../world.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-signing-"));
afterAll(() => rmSync(folder, { recursive: true }));
const TOKEN = "a token of the office's own process";
const privateKey = fixedKey(9);
const publicKey = derivePublicKey(privateKey);
const [here, there] = splitPrivateKey(privateKey);

const services: FastifyInstance[] = [];
afterEach(async () => {
  for (const service of services.splice(0)) await service.close();
});
async function start(key: SigningServiceOptions["key"], change: object = {}) {
  const apiKeys = [{ name: "office", sha256: hashApiKey(TOKEN) }];
  const app = await createSigningService({ key, apiKeys, logLevel: "silent", ...change });
  services.push(app);
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return { url, token: async () => TOKEN, app };
}

describe("a signer", () => {
  it("signs with a key in another process, and in two processes, as with a key here", async () => {
    const remote = openRemoteSigner(await start(openLocalSigner(privateKey)), encodePublicKey(publicKey));
    const split = await openSplitSigner(await start(there), here);
    for (const signer of [openLocalSigner(privateKey), remote, split]) {
      const message = randomField();
      verifySignature(await signWith(signer, message), message, publicKey);
    }
  });

  it("signs many things at the same moment", async () => {
    const split = await openSplitSigner(await start(there), here);
    const messages = Array.from({ length: 12 }, () => randomField());
    const signatures = await Promise.all(messages.map((message) => split.sign(message)));
    for (const [i, signature] of signatures.entries()) verifySignature(signature, messages[i]!, publicKey);
  });

  it("does not take somebody else's signature for its own", async () => {
    const service = await start(openLocalSigner(fixedKey(8)));
    const remote = openRemoteSigner(service, encodePublicKey(publicKey));
    await expect(remote.sign(randomField())).rejects.toMatchObject({ code: "SIGNER_UNAVAILABLE", path: "signature" });
    const [, other] = splitPrivateKey(fixedKey(8));
    await expect(openSplitSigner(await start(other), here)).rejects.toMatchObject({ code: "SIGNER_UNAVAILABLE" });
    // The right public key and a share of another split: no signature comes of it.
    const [, stale] = splitPrivateKey(privateKey);
    const split = await openSplitSigner(await start(stale), here);
    await expect(split.sign(randomField())).rejects.toMatchObject({ code: "SIGNER_UNAVAILABLE", path: "share" });
  });

  it("asks nobody without the token, over no open network, and no dead process", async () => {
    const service = await start(there);
    await expect(openSplitSigner({ ...service, token: async () => "wrong" }, here)).rejects.toMatchObject({
      ...{ code: "SIGNER_UNAVAILABLE", received: "401" },
    });
    await expect(openSplitSigner({ ...service, url: "http://signer.example.org" }, here)).rejects.toMatchObject({
      ...{ code: "INPUT_INVALID", path: "url" },
    });
    const split = await openSplitSigner(service, here);
    await service.app.close();
    await expect(split.sign(randomField())).rejects.toMatchObject({ code: "SIGNER_UNAVAILABLE" });
    await expect(createSigningService({ key: there, apiKeys: [] })).rejects.toMatchObject({ code: "API_KEY_WRONG" });
  });
});

describe("a signing service", () => {
  const headers = { authorization: `Bearer ${TOKEN}` };

  it("answers a session once, whatever the first try was", async () => {
    const { app } = await start(there);
    const post = (url: string, payload: object) => app.inject({ method: "POST", url, payload, headers });
    const begun = await post("/sessions", { message: "5", commitment: "00".repeat(32) });
    const { session, R2 } = begun.json();
    const wrong = await post(`/sessions/${session}`, { R1: R2 });
    expect([wrong.statusCode, wrong.json().error]).toMatchObject([422, { code: "KEY_SHARE_INVALID", path: "R1" }]);
    const again = await post(`/sessions/${session}`, { R1: R2 });
    expect(again.json().error).toMatchObject({ code: "KEY_SHARE_INVALID", path: "session" });
    expect((await post("/sign", { message: "5" })).statusCode).toBe(404);
  });

  it("gives out no more signatures in a minute than it was told, and counts them", async () => {
    const service = await start(there, { maxPerMinute: 3 });
    const split = await openSplitSigner(service, here);
    for (let i = 0; i < 3; i++) await split.sign(randomField());
    await expect(split.sign(randomField())).rejects.toMatchObject({ code: "SIGNER_UNAVAILABLE", received: "422" });
    const metrics = await service.app.inject({ method: "GET", url: "/metrics", headers });
    expect(metrics.body).toContain("civicproof_signatures_total 3");
  });
});

describe("a key", () => {
  const keyFile = (name: string, mode: number): string => {
    const file = join(folder, name);
    const content = {
      civicproof: "issuer-key/v2",
      publicKey: encodePublicKey(publicKey),
      privateKey: bytesToHex(privateKey),
    };
    writeFileSync(file, JSON.stringify(content));
    chmodSync(file, mode);
    return file;
  };

  it("is read from a file of its owner alone", async () => {
    expect(derivePublicKey(await readKeyFile(keyFile("good.key", 0o600)))).toEqual(publicKey);
    for (const mode of [0o644, 0o640, 0o660, 0o602])
      await expect(readKeyFile(keyFile("bad.key", mode))).rejects.toMatchObject({ code: "KEY_FILE_UNSAFE" });
    await expect(readKeyFile(join(folder, "none"))).rejects.toMatchObject({ code: "KEY_FILE_UNSAFE" });
    const file = join(folder, "here.share");
    await writeShareFile(file, here);
    expect(await readShareFile(file)).toEqual(here);
    chmodSync(file, 0o644);
    await expect(readShareFile(file)).rejects.toMatchObject({ code: "KEY_FILE_UNSAFE" });
  });

  it("is taken out of the environment", () => {
    const environment = { OFFICE_KEY: bytesToHex(privateKey) };
    expect(derivePublicKey(takeKeyFromEnvironment("OFFICE_KEY", environment))).toEqual(publicKey);
    expect(environment.OFFICE_KEY).toBeUndefined();
    expect(() => takeKeyFromEnvironment("OFFICE_KEY", environment)).toThrow(
      expect.objectContaining({ code: "PRIVATE_KEY_INVALID" }),
    );
  });
});
