/** The office's store: one person, one live credential; offers; two people; the log. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hexToBytes } from "../../../src/core/bytes.ts";
import { connectPostgres } from "../../../src/core/database/postgres.ts";
import { connectSqlite } from "../../../src/core/database/sqlite.ts";
import { issueCredential } from "../../../src/credentials/credential/credential.ts";
import { holderCommitment, toHolderSecret } from "../../../src/credentials/credential/holder.ts";
import { schemaId } from "../../../src/credentials/credential/schema.ts";
import { openLocalSigner } from "../../../src/office/signing/local.ts";
import { type OfficeStore, openOfficeStore } from "../../../src/office/store/index.ts";
import { verifyOfficeLog } from "../../../src/office/store/log.ts";
import { type Postgres, startPostgres } from "../../postgres.ts";
import { fixedKey, NOW_SECONDS, REGISTRY_ID } from "../../world.ts";
import { ANNA_RECORD, TOWN_SCHEMA } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-office-"));
let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres?.remove();
  rmSync(folder, { recursive: true });
});

const SCHEMA_ID = String(schemaId(TOWN_SCHEMA));
const SUBJECT_KEY = hexToBytes("7a".repeat(32));
const LIMITS = { maxRootAgeSeconds: 7_200, intervalSeconds: 3_600 };
let made = 0;

const engines: Readonly<Record<string, () => Promise<string>>> = {
  SQLite: async () => `sqlite:${join(folder, `${++made}.db`)}`,
  Postgres: () => postgres.createDatabase(`office${++made}`),
};

describe.each(Object.keys(engines))("the office's store on %s", (engine) => {
  const withStore = async (
    work: (world: { store: OfficeStore; place: string; clock: { now: number } }) => Promise<void>,
    needsSecond?: (schema: string, action: string) => boolean,
  ) => {
    const place = await engines[engine]!();
    const clock = { now: NOW_SECONDS };
    const options = { database: place, registry: REGISTRY_ID, subjectKey: SUBJECT_KEY, limits: LIMITS, needsSecond };
    const store = await openOfficeStore({ ...options, now: () => clock.now });
    try {
      await store.issuers.add(openLocalSigner(fixedKey(2)), [SCHEMA_ID], "admin");
      await work({ store, place, clock });
      await store.verifyLog();
    } finally {
      await store.close();
    }
  };
  it("issues a newer schema under a further key, while the older schema stays trusted under its own", () =>
    withStore(async ({ store }) => {
      const newer = String(schemaId({ ...TOWN_SCHEMA, version: "2" }));
      await store.issuers.add(openLocalSigner(fixedKey(3)), [newer], "admin");
      expect(await store.issuers.signing(newer)).toMatchObject({ issuerIndex: 1, state: "active" });
      expect(await store.issuers.list()).toMatchObject([
        { issuerIndex: 0, state: "overlap", schemas: [SCHEMA_ID] },
        { issuerIndex: 1, state: "active", schemas: [newer] },
      ]);
      await expect(store.issuers.signing(SCHEMA_ID)).rejects.toMatchObject({ code: "ISSUER_KEY_MISSING" });
    }));

  /** An offer whose code is redeemed. */
  const offered = async (store: OfficeStore, subject = "T-1", mayReplace = false) => {
    const { code } = await store.offers.create({
      subject,
      schemaId: SCHEMA_ID,
      mayReplace,
      withTransactionCode: false,
      actor: "desk-1",
    });
    const { token } = await store.offers.redeem(code, undefined);
    return { token, offer: await store.offers.byToken(token) };
  };
  const issueTo = async (
    store: OfficeStore,
    pseudonym: string,
    { subject = "T-1", mayReplace = false, claimsFrom = 0 } = {},
  ) => {
    const { token, offer } = await offered(store, subject, mayReplace);
    const issue = await store.issue({
      offer,
      token,
      holder: store.secrets.holderKey(pseudonym),
      claimsFrom,
      issuerIndex: 0,
      validUntil: "2027-12-31",
      make: async ({ statusIndex, claimsFrom: from }) =>
        issueCredential({
          issuerKey: fixedKey(2),
          schema: TOWN_SCHEMA,
          claims: ANNA_RECORD.claims,
          holderCommitment: holderCommitment(toHolderSecret(7n)),
          registry: REGISTRY_ID,
          statusIndex,
          validFrom: "2026-01-01",
          validUntil: "2027-12-31",
          claimsFrom: from,
        }),
    });
    return { ...issue, token };
  };
  const live = async (store: OfficeStore, subject = "T-1") =>
    (await store.credentialsOf(subject)).filter(({ status }) => status !== "revoked");

  it("issues once, renews with the same claimsFrom, and revokes what was before", () =>
    withStore(async ({ store }) => {
      const first = await issueTo(store, "anna", { claimsFrom: 20260101 });
      expect(first.decision).toEqual({ kind: "first", claimsFrom: 20260101, revoke: [] });
      const second = await issueTo(store, "anna");
      const { statusIndex } = first.credential;
      expect(second.decision).toEqual({
        kind: "renewal",
        claimsFrom: 20260101,
        revoke: [{ issuerIndex: 0, statusIndex }],
      });
      expect(await live(store)).toMatchObject([{ statusIndex: second.credential.statusIndex, status: "valid" }]);
      const log = await store.log();
      expect(log.map(({ action }) => action)).toEqual([
        "issuer-added",
        "offered",
        "issued",
        "offered",
        "revoked",
        "issued",
      ]);
    }));

  it("gives another secret nothing without a clerk, and then a claimsFrom after the revocation", () =>
    withStore(async ({ store, clock }) => {
      await issueTo(store, "anna");
      await expect(issueTo(store, "new secret")).rejects.toMatchObject({ code: "FILE_ENROLLED" });
      clock.now += 86_400;
      const { decision } = await issueTo(store, "new secret", { mayReplace: true });
      // Revoked on 24 November at 10:00, in the statement of 10:00, shown until 12:00; then it is 25 November somewhere.
      expect(decision).toMatchObject({ kind: "replacement", claimsFrom: 20261126 });
      expect(await live(store)).toHaveLength(1);
      await expect(issueTo(store, "anna", { mayReplace: true })).rejects.toMatchObject({ code: "PSEUDONYM_REPLACED" });
      await expect(issueTo(store, "new secret", { subject: "T-2" })).rejects.toMatchObject({
        code: "PSEUDONYM_FOREIGN",
      });
      // Weeks later, after a renewal, it is still the same.
      clock.now += 30 * 86_400;
      expect((await issueTo(store, "new secret")).decision).toMatchObject({ kind: "renewal", claimsFrom: 20261126 });
    }));

  it("counts a revocation from when it was made, also where the clerk revoked days before", () =>
    withStore(async ({ store, clock }) => {
      const { credential } = await issueTo(store, "anna");
      const entry = { issuerIndex: 0, statusIndex: credential.statusIndex };
      await store.queue.change({ ...entry, action: "revoke", reason: "secret-lost", actor: "desk-1" });
      clock.now += 10 * 86_400;
      const { decision } = await issueTo(store, "new secret", { mayReplace: true });
      expect(decision).toMatchObject({ kind: "replacement", claimsFrom: 20261125, revoke: [] });
    }));

  it("hands the same credential out again to whoever lost the answer, and to nobody else", () =>
    withStore(async ({ store, place }) => {
      const { token, credential } = await issueTo(store, "anna");
      expect(await store.offers.byToken(token)).toMatchObject({ state: "issued", answer: JSON.stringify(credential) });
      const { offer } = await offered(store, "T-2");
      expect(offer.answer).toBeUndefined();
      const rows = JSON.stringify(await dump(place));
      for (const claim of [credential.signature.S, "AT130", "1950", "T-1"]) expect(rows).not.toContain(claim);
    }));

  it("revokes nothing when the new credential can't be made", () =>
    withStore(async ({ store }) => {
      const first = await issueTo(store, "anna");
      const { token, offer } = await offered(store);
      const order = {
        offer,
        token,
        holder: store.secrets.holderKey("anna"),
        claimsFrom: 0,
        issuerIndex: 0,
        validUntil: "2027-12-31",
      };
      await expect(store.issue({ ...order, make: () => Promise.reject(new Error("no signer")) })).rejects.toThrow(
        "no signer",
      );
      expect(await live(store)).toMatchObject([{ statusIndex: first.credential.statusIndex }]);
      // The offer is as good as before.
      expect((await store.offers.byToken(token)).state).toBe("redeemed");
    }));

  it("throws away what was signed when another hour, and so another day, has begun meanwhile", () =>
    withStore(async ({ store, clock }) => {
      // 07:59:50: revoked in the statement of 8:00, shown until 10:00, when it is still 24 November everywhere.
      clock.now += 86_400 - 7_210;
      await issueTo(store, "anna");
      const { token, offer } = await offered(store, "T-1", true);
      const signed: number[] = [];
      const { credential, decision } = await store.issue({
        ...{ offer, token, holder: store.secrets.holderKey("new secret"), claimsFrom: 0, issuerIndex: 0 },
        validUntil: "2027-12-31",
        make: async ({ claimsFrom, statusIndex }) => {
          if (signed.push(claimsFrom) === 1) clock.now += 20;
          return { claimsFrom, statusIndex } as never;
        },
      });
      expect(signed).toEqual([20261125, 20261126]);
      expect([credential.claimsFrom, decision.claimsFrom]).toEqual([20261126, 20261126]);
      expect(await live(store)).toMatchObject([{ statusIndex: credential.statusIndex, claimsFrom: 20261126 }]);
    }));

  it("leaves one live credential for each person, whoever comes at the same moment", () =>
    withStore(async ({ store }) => {
      const pairs = Array.from({ length: 12 }, (_, i) => ["T-1", "T-2", "T-3"][i % 3]!);
      const results = await Promise.allSettled(pairs.map((subject) => issueTo(store, `of ${subject}`, { subject })));
      // Later offers close earlier ones; whoever got an answer has the live credential or had it.
      expect(results.some(({ status }) => status === "fulfilled")).toBe(true);
      for (const subject of ["T-1", "T-2", "T-3"]) expect((await live(store, subject)).length).toBeLessThanOrEqual(1);
    }));

  it("takes a code once, for ten minutes", () =>
    withStore(async ({ store, clock }) => {
      const offer = {
        subject: "T-1",
        schemaId: SCHEMA_ID,
        mayReplace: false,
        withTransactionCode: false,
        actor: "desk-1",
      };
      const first = await store.offers.create(offer);
      await store.offers.redeem(first.code, undefined);
      await expect(store.offers.redeem(first.code, undefined)).rejects.toMatchObject({ code: "OFFER_USED" });
      const second = await store.offers.create({ ...offer, subject: "T-2" });
      clock.now += 599;
      const { code } = await store.offers.byShortCode(second.shortCode.toLowerCase().replace("-", " "));
      await expect(store.offers.redeem(second.code, undefined)).rejects.toMatchObject({ code: "OFFER_NOT_FOUND" });
      clock.now += 1;
      await expect(store.offers.redeem(code, undefined)).rejects.toMatchObject({ code: "OFFER_EXPIRED" });
      await expect(store.offers.byShortCode(second.shortCode)).rejects.toMatchObject({ code: "OFFER_EXPIRED" });
      await expect(store.offers.byShortCode("AAAA-AAAA")).rejects.toMatchObject({ code: "OFFER_NOT_FOUND" });
      clock.now += 600;
      expect(await store.offers.sweep()).toBe(2);
    }));

  it("locks an offer after five wrong transaction codes, however fast they come", () =>
    withStore(async ({ store }) => {
      const offer = {
        subject: "T-1",
        schemaId: SCHEMA_ID,
        mayReplace: false,
        withTransactionCode: true,
        actor: "desk-1",
      };
      const good = await store.offers.create(offer);
      await expect(store.offers.redeem(good.code, undefined)).rejects.toMatchObject({ code: "TRANSACTION_CODE_WRONG" });
      await store.offers.redeem(good.code, good.transactionCode);
      const { code, transactionCode } = await store.offers.create({ ...offer, subject: "T-2" });
      const wrong = transactionCode === "000000" ? "000001" : "000000";
      const tries = await Promise.allSettled(Array.from({ length: 9 }, () => store.offers.redeem(code, wrong)));
      const codes = tries.map((each) => (each.status === "rejected" ? each.reason.code : "accepted"));
      expect(codes.filter((each) => each === "TRANSACTION_CODE_WRONG")).toHaveLength(5);
      expect(codes.filter((each) => each === "OFFER_LOCKED")).toHaveLength(4);
      await expect(store.offers.redeem(code, transactionCode)).rejects.toMatchObject({ code: "OFFER_LOCKED" });
      expect((await store.log()).at(-1)).toMatchObject({ action: "offer-locked" });
    }));

  it("lets nobody approve what they asked for, and changes nothing before somebody else does", () =>
    withStore(
      async ({ store }) => {
        const { credential } = await issueTo(store, "anna");
        const entry = { issuerIndex: 0, statusIndex: credential.statusIndex };
        const asked = await store.queue.change({
          ...entry,
          action: "suspend",
          reason: "fraud-suspected",
          actor: "desk-1",
        });
        const { waiting: id } = asked as { waiting: string };
        expect(await live(store)).toMatchObject([{ status: "valid" }]);
        await expect(store.queue.decide(id, true, "desk-1")).rejects.toMatchObject({ code: "SECOND_PERSON_MISSING" });
        expect(await store.queue.decide(id, true, "head-1")).toMatchObject({ state: "approved" });
        expect(await live(store)).toMatchObject([{ status: "suspended" }]);
        await expect(store.queue.decide(id, true, "head-2")).rejects.toMatchObject({ code: "APPROVAL_DECIDED" });
        await expect(store.queue.decide("none", true, "head-2")).rejects.toMatchObject({ code: "APPROVAL_NOT_FOUND" });
        const again = (await store.queue.change({
          ...{ ...entry, action: "reinstate", reason: "investigation-closed", actor: "desk-1" },
        })) as { waiting: string };
        await store.queue.decide(again.waiting, false, "head-1");
        expect(await live(store)).toMatchObject([{ status: "suspended" }]);
        await expect(
          store.queue.change({ ...entry, action: "suspend", reason: "fraud-suspected", actor: "desk-1" }),
        ).rejects.toMatchObject({ code: "STATUS_TRANSITION_INVALID" });
        await expect(
          store.queue.change({ ...entry, action: "revoke", reason: "she was rude", actor: "desk-1" }),
        ).rejects.toMatchObject({ code: "INPUT_INVALID", path: "reason" });
      },
      (_, action) => action !== "issue",
    ));

  it("keeps a log that nobody changes: neither through the office's role, nor unseen", () =>
    withStore(async ({ store, place }) => {
      await issueTo(store, "anna");
      for (const sql of ["UPDATE civicproof_office_log SET actor = 'nobody'", "DELETE FROM civicproof_office_log"])
        await expect(script(place, sql)).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
      const entries = await store.log();
      const { sequence, hash } = entries.at(-1)!;
      verifyOfficeLog(entries, { sequence, hash });
      const changed = [
        entries.map((entry, i) => (i === 1 ? { ...entry, actor: "somebody" } : entry)),
        entries.slice(0, -1),
        entries.filter((_, i) => i !== 1),
      ];
      for (const each of changed)
        expect(() => verifyOfficeLog(each, { sequence, hash })).toThrow(
          expect.objectContaining({ code: "OFFICE_LOG_DAMAGED" }),
        );
    }));

  it("is opened with its own registry and its own key, and with no other", () =>
    withStore(async ({ place }) => {
      const options = { database: place, registry: REGISTRY_ID, subjectKey: SUBJECT_KEY, limits: LIMITS };
      await expect(openOfficeStore({ ...options, subjectKey: hexToBytes("7b".repeat(32)) })).rejects.toMatchObject({
        path: "subjectKey",
      });
      await expect(openOfficeStore({ ...options, registry: "00".repeat(32) })).rejects.toMatchObject({
        path: "registry",
      });
      await expect(openOfficeStore({ ...options, subjectKey: new Uint8Array(16) })).rejects.toMatchObject({
        path: "subjectKey",
      });
    }));

  it("knows people by keys with roles, which end at once and are shown once", () =>
    withStore(async ({ store, place }) => {
      const key = await store.keys.add("desk-1", "clerk", "admin");
      expect(await store.keys.callerOf(`Bearer ${key}`)).toEqual({ name: "desk-1", roles: ["clerk"] });
      expect(await store.keys.callerOf(`Bearer ${key}x`)).toBeUndefined();
      const next = await store.keys.add("desk-1b", "clerk", "admin");
      await store.keys.end("desk-1", "admin");
      expect(await store.keys.callerOf(`Bearer ${key}`)).toBeUndefined();
      expect(await store.keys.callerOf(`bearer ${next}`)).toMatchObject({ name: "desk-1b" });
      await expect(store.keys.add("desk-1", "clerk", "admin")).rejects.toMatchObject({ path: "name" });
      expect(JSON.stringify(await dump(place))).not.toContain(next);
    }));

  it("knows sessions by the hash of their cookie, until they are over or ended", () =>
    withStore(async ({ store, place, clock }) => {
      const terms = { sessionSeconds: 3_600, idleSeconds: 600 };
      const carla = {
        issuer: "https://login.example.org",
        subject: "1",
        name: "Carla Ünal",
        roles: ["clerk"],
      } as const;
      const known = { ...carla, acr: "high", signedInAt: clock.now };
      const [first, second] = [await store.sessions.begin(known, terms), await store.sessions.begin(known, terms)];
      const key = await store.keys.add("desk-1", "approver", "admin");
      const traded = await store.sessions.beginWithKey((await store.keys.callerOf(`Bearer ${key}`))!, terms);
      expect(await store.sessions.of(first)).toEqual({
        ...{ name: "Carla Ünal", roles: ["clerk"], acr: "high", signedInAt: clock.now },
        expiresAt: (await store.log()).at(-1)!.time + 3_600,
      });
      expect((await store.sessions.list()).map(({ name, roles }) => [name, roles])).toEqual([
        ["Carla Ünal", ["clerk"]],
        ["desk-1", ["approver"]],
      ]);
      await store.sessions.end(first);
      expect([await store.sessions.of(first), await store.sessions.of("x".repeat(43))]).toEqual([undefined, undefined]);
      clock.now += 500;
      expect(await store.sessions.of(second)).toBeDefined();
      clock.now += 500;
      // The one was used meanwhile, the other was not.
      expect(await store.sessions.of(second)).toBeDefined();
      expect(await store.sessions.of(traded)).toBeUndefined();
      expect(await store.sessions.sweep()).toBe(1);
      await store.sessions.endOf("Carla Ünal", "admin");
      await expect(store.sessions.endOf("Carla Ünal", "admin")).rejects.toMatchObject({ path: "name" });
      expect(await store.sessions.of(second)).toBeUndefined();
      const other = { ...known, subject: "2" };
      await expect(store.sessions.begin(other, terms)).rejects.toMatchObject({ code: "STAFF_NAME_HELD" });
      const log = (await store.log()).map(({ actor, action }) => `${actor} ${action}`);
      expect(log.slice(-2)).toEqual(["Carla Ünal signed-out", "admin sessions-ended"]);
      expect(JSON.stringify(await dump(place))).not.toMatch(new RegExp([first, second, traded].join("|")));
    }));
});

async function connect(place: string) {
  return place.startsWith("sqlite:") ? connectSqlite(place.slice("sqlite:".length)) : connectPostgres(place);
}

async function script(place: string, sql: string): Promise<void> {
  const database = await connect(place);
  try {
    await database.script(sql);
  } finally {
    await database.close();
  }
}

/** Everything that the database holds, as text; of a file its bytes, too. */
async function dump(place: string): Promise<unknown> {
  const database = await connect(place);
  const tables = ["", "_log", "_subjects", "_holders", "_credentials", "_offers", "_queue", "_keys", "_issuers"];
  const rows = [];
  for (const table of tables) rows.push(await database.query(`SELECT * FROM civicproof_office${table}`));
  await database.close();
  const file = place.startsWith("sqlite:") ? readFileSync(place.slice("sqlite:".length), "latin1") : "";
  return [
    JSON.stringify(rows, (_, value) => (value?.type === "Buffer" ? Buffer.from(value).toString("latin1") : value)),
    file,
  ];
}
