/** What an office publishes, and the drills of its keys: rotation, retirement, compromise. */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodePublicKey, encodePublicKey } from "../../../src/core/signature.ts";
import type { Credential } from "../../../src/credentials/credential/credential.ts";
import { readPublishedFrom } from "../../../src/credentials/registry/node.ts";
import { openRegistry } from "../../../src/credentials/registry/open-registry.ts";
import { decodeStatusList, statusBit, verifyStatusList } from "../../../src/credentials/registry/status-list.ts";
import { publishOffice } from "../../../src/office/publish/publish.ts";
import { readTokenStatus } from "../../../src/office/publish/token-status-list.ts";
import { openLocalSigner } from "../../../src/office/signing/local.ts";
import { fixedKey } from "../../world.ts";
import { startOffice, type TestOffice, TOWN_ID } from "./office.ts";

const PUBLIC_URL = "https://city.example.org/registry";
const signers = [2, 3].map((seed) => openLocalSigner(fixedKey(seed)));
let office: TestOffice;
let folder: string;
let documentKey: JWK;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "civicproof-published-"));
  office = await startOffice({ signers, publicDirectory: join(folder, "public") });
  const pair = await generateKeyPair("ES256", { extractable: true });
  documentKey = { ...(await exportJWK(pair.privateKey)), kid: "documents-1" };
});
afterEach(async () => {
  await office.close();
  rmSync(folder, { recursive: true });
});

const publish = () =>
  publishOffice({
    ...{ store: office.store, keys: office.registryKeys, publicUrl: PUBLIC_URL, signers, documentKey },
    ...{ directory: join(folder, "public"), registryFile: join(folder, "registry.json"), nowSeconds: office.clock.now },
  });
const file = (name: string): string => readFileSync(join(folder, "public", name), "utf8");
const HOUR = 3_600;

/** Publishes at the next full hour, and gives wallets the ten minutes after which they show it. */
const anHourLater = async (): Promise<void> => {
  office.clock.now = Math.ceil((office.clock.now + 1) / HOUR) * HOUR;
  await publish();
  office.clock.now += 601;
};
const issue = async (wallet = office.wallet(), subject = "T-1"): Promise<Credential> => {
  const offer = await office.offer(subject);
  const received = await wallet.receive(offer.link, offer);
  return (received as { credential: Credential }).credential;
};
/** Whether a wallet that follows the published files could prove with a credential. */
const canProve = async (credential: Credential): Promise<string> => {
  const place = { url: readPublishedFrom(join(folder, "public")), registry: office.registryKeys.registry };
  const registry = await openRegistry({ ...place, now: () => office.clock.now });
  await registry.refresh();
  try {
    const view = await registry.viewFor(credential);
    const { issuerIndex } = view.issuerPath(decodePublicKey(credential.issuer));
    return view.statusPath(issuerIndex, credential.statusIndex).isUsable ? "yes" : "revoked";
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const today = (): string => new Date(office.clock.now * 1_000).toISOString().slice(0, 10);

describe("what an office publishes", () => {
  it("shows wallets what was issued, and what was revoked, from the next full hour on", async () => {
    const credential = await issue();
    await anHourLater();
    expect(await canProve(credential)).toBe("yes");
    const entry = { issuerIndex: 0, statusIndex: credential.statusIndex };
    await office.store.queue.change({ ...entry, action: "suspend", reason: "fraud-suspected", actor: "desk" });
    expect(await canProve(credential)).toBe("yes");
    await anHourLater();
    expect(await canProve(credential)).toBe("revoked");
    await office.store.queue.change({ ...entry, action: "reinstate", reason: "investigation-closed", actor: "desk" });
    await anHourLater();
    expect(await canProve(credential)).toBe("yes");
  });

  it("says the same in the lists of W3C and of the IETF as in the registry's own", async () => {
    const [first, second, third] = [await issue(), await issue(office.wallet(), "T-2"), undefined];
    expect(third).toBeUndefined();
    const change = (credential: Credential, action: "revoke" | "suspend") =>
      office.store.queue.change({
        ...{ issuerIndex: 0, statusIndex: credential.statusIndex, action, reason: "data-changed", actor: "desk" },
      });
    await change(first, "revoke");
    await change(second, "suspend");
    await anHourLater();
    const { x, y } = documentKey;
    const key = (await importJWK({ kty: "EC", crv: "P-256", x: x!, y: y! }, "ES256")) as CryptoKey;
    const url = `${PUBLIC_URL}/status/0.jwt`;
    const read = (index: number) =>
      readTokenStatus(file("status/0.jwt"), index, { key, url, nowSeconds: office.clock.now });
    expect(await read(first.statusIndex)).toBe("revoked");
    expect(await read(second.statusIndex)).toBe("suspended");
    const other = [0, 1, 2, 3].find((index) => index !== first.statusIndex && index !== second.statusIndex)!;
    expect(await read(other)).toBe("valid");
    for (const [purpose, credential] of [
      ["revocation", first],
      ["suspension", second],
    ] as const) {
      const list = JSON.parse(file(`status/0-${purpose}.json`));
      const { bits } = await verifyStatusList(list, {
        expectedIssuer: signers[0]!.publicKey,
        statusPurpose: purpose,
        nowSeconds: office.clock.now,
      });
      expect(statusBit(bits, credential.statusIndex)).toBe(true);
      expect((await decodeStatusList(list.credentialSubject.encodedList)).filter((byte) => byte !== 0)).toHaveLength(1);
    }
    const did = JSON.parse(file("did.json"));
    expect(did.id).toBe("did:web:city.example.org");
    expect(did.verificationMethod).toMatchObject([
      { publicKeyJwk: JSON.parse(file("jwks.json")).keys[0] },
      { publicKeyHex: encodePublicKey(signers[0]!.publicKey) },
    ]);
    expect(file("jwks.json")).not.toContain('"d"');
  });

  it("is made again from the log when the registry's file is lost, and never from another log", async () => {
    const credential = await issue();
    const change = {
      issuerIndex: 0,
      statusIndex: credential.statusIndex,
      action: "revoke",
      reason: "moved-away",
      actor: "desk",
    } as const;
    await office.store.queue.change(change);
    await anHourLater();
    expect(statSync(join(folder, "registry.json")).mode & 0o777).toBe(0o600);
    rmSync(join(folder, "registry.json"));
    await anHourLater();
    expect(await canProve(credential)).toBe("revoked");
    const other = await startOffice({ signers });
    try {
      await expect(
        publishOffice({
          ...{ store: other.store, keys: office.registryKeys, publicUrl: PUBLIC_URL, signers, documentKey },
          ...{
            directory: join(folder, "public"),
            registryFile: join(folder, "registry.json"),
            nowSeconds: office.clock.now + HOUR,
          },
        }),
      ).rejects.toMatchObject({ code: "REGISTRY_INVALID" });
    } finally {
      await other.close();
    }
  });

  it("never dates a change before what was published", async () => {
    const credential = await issue();
    office.clock.now = Math.ceil(office.clock.now / HOUR) * HOUR;
    await publish();
    // The clerk's clock, or the transaction, was a little behind.
    office.clock.now -= 30;
    await office.store.queue.change({
      ...{ issuerIndex: 0, statusIndex: credential.statusIndex, action: "revoke", reason: "moved-away", actor: "desk" },
    });
    expect((await office.store.log()).at(-1)!.time % HOUR).toBe(1);
    office.clock.now += 30;
    await anHourLater();
    expect(await canProve(credential)).toBe("revoked");
  });

  it("is served with an ETag, for ever where the name says what is in it, and nothing else is", async () => {
    await issue();
    await anHourLater();
    const get = (url: string, headers = {}) => office.service.app.inject({ method: "GET", url, headers });
    const statements = await get("/registry/statements.json");
    expect(statements.statusCode).toBe(200);
    expect(statements.headers["cache-control"]).toBe("public, max-age=60");
    expect((await get("/registry/statements.json", { "if-none-match": statements.headers.etag! })).statusCode).toBe(
      304,
    );
    const bundle = JSON.parse(statements.body).statements;
    expect(bundle.length).toBeGreaterThan(0);
    const name = /bundles\/[0-9a-f]{64}\.json/;
    const sha256 = JSON.parse(Buffer.from(bundle.at(-1).payload, "base64url").toString()).snapshotSha256 as string;
    expect(`bundles/${sha256}.json`).toMatch(name);
    const kept = await get(`/registry/bundles/${sha256}.json`);
    expect(kept.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect((await get("/registry/status/0.jwt")).headers["content-type"]).toBe("application/statuslist+jwt");
    expect((await get("/.well-known/did.json")).json().id).toBe("did:web:city.example.org");
    for (const path of [
      "../registry.json",
      "..%2fregistry.json",
      "%2e%2e/registry.json",
      "status/9.jwt",
      "",
      "town.csv",
    ])
      expect((await get(`/registry/${path}`)).statusCode, path).toBe(404);
  });
});

describe("drills of issuer keys", () => {
  it("rotation: the new key signs at once, and credentials under the old one live to their last day", async () => {
    const old = await issue();
    await office.store.issuers.add(signers[1]!, [TOWN_ID], "admin");
    const fresh = await issue(office.wallet(), "T-2");
    expect([old.issuer, fresh.issuer]).toEqual(signers.map(({ publicKey }) => encodePublicKey(publicKey)));
    // A wallet has the new key's root from the next full hour and ten minutes on: one statement and one bundle.
    await anHourLater();
    expect([await canProve(old), await canProve(fresh)]).toEqual(["yes", "yes"]);
    expect(await office.store.issuers.use(0, today())).toEqual({ live: 1, lastDay: old.validUntil });
    // Too early: somebody would stand there with a credential under a key that nobody trusts.
    await expect(office.store.issuers.end(0, "retired", { actor: "admin", today: today() })).rejects.toMatchObject({
      code: "ISSUER_KEY_HELD",
      received: `1 until ${old.validUntil}`,
    });
    // 366 days later the last one is over; the longest overlap is the validity of a credential.
    office.clock.now += 366 * 86_400;
    await office.store.issuers.end(0, "retired", { actor: "admin", today: today() });
    expect((await office.store.issuers.list()).map(({ state }) => state)).toEqual(["retired", "active"]);
  });

  it("retirement sooner: whoever renews is under the new key, with the same claimsFrom, and the old key is free", async () => {
    const wallet = office.wallet();
    const old = await issue(wallet);
    await office.store.issuers.add(signers[1]!, [TOWN_ID], "admin");
    const renewed = await issue(wallet);
    expect(renewed).toMatchObject({ issuer: encodePublicKey(signers[1]!.publicKey), claimsFrom: old.claimsFrom });
    await office.store.issuers.end(0, "retired", { actor: "admin", today: today() });
    await anHourLater();
    expect([await canProve(old), await canProve(renewed)]).toEqual(["ISSUER_NOT_TRUSTED", "yes"]);
  });

  it("compromise: nothing under the key is good from the next statement on, and nothing is signed before there is another", async () => {
    const wallet = office.wallet();
    const old = await issue(wallet);
    await anHourLater();
    await office.store.issuers.end(0, "compromised", { actor: "admin", today: today() });
    const offer = await office.offer();
    await expect(wallet.receive(offer.link, offer)).rejects.toMatchObject({ received: "ISSUER_KEY_MISSING" });
    // Until the next full hour wallets still show the older root; verifiers take it for two hours at most.
    expect(await canProve(old)).toBe("yes");
    await anHourLater();
    expect(await canProve(old)).toBe("ISSUER_NOT_TRUSTED");
    await office.store.issuers.add(signers[1]!, [TOWN_ID], "admin");
    const renewed = await issue(wallet);
    await anHourLater();
    // The same secret: the same nullifiers, so nobody loses a period and nobody gains one.
    expect(renewed.claimsFrom).toBe(old.claimsFrom);
    expect(await canProve(renewed)).toBe("yes");
    expect((await office.store.log()).map(({ detail }) => detail)).toContain("key-compromised");
  });
});
