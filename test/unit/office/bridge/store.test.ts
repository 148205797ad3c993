/** Sessions of bridges in the office's store, on both databases. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hexToBytes } from "../../../../src/core/bytes.ts";
import { toHolderCommitment } from "../../../../src/credentials/credential/holder.ts";
import { BRIDGE_SECONDS } from "../../../../src/office/store/bridge-sessions.ts";
import { type OfficeStore, openOfficeStore } from "../../../../src/office/store/index.ts";
import { type Postgres, startPostgres } from "../../../postgres.ts";
import { REGISTRY_ID } from "../../../world.ts";
import { NOW } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-bridge-store-"));
let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres?.remove();
  rmSync(folder, { recursive: true });
});

const engines: Readonly<Record<string, () => Promise<string>>> = {
  SQLite: async () => `sqlite:${join(folder, "office.db")}`,
  Postgres: () => postgres.createDatabase("bridges"),
};
const COMMITMENT = toHolderCommitment("12345");
const HELD = { subject: "at-pid:1", claims: { birthDate: "1950-02-28" }, commitment: String(COMMITMENT) };

describe.each(Object.keys(engines))("sessions of bridges on %s", (engine) => {
  let store: OfficeStore;
  const clock = { now: NOW };
  beforeAll(async () => {
    store = await openOfficeStore({
      ...{ database: await engines[engine]!(), registry: REGISTRY_ID, subjectKey: hexToBytes("7a".repeat(32)) },
      ...{ limits: { maxRootAgeSeconds: 7_200, intervalSeconds: 3_600 }, now: () => clock.now },
    });
  });
  afterAll(() => store.close());
  const open = () =>
    store.bridges.open(
      { bridge: "pid", commitment: COMMITMENT, mayReplace: true, random: new Uint8Array(32).fill(9) },
      async (id) => `secret of ${id}`,
    );

  it("keep what was begun with, and give it back once something was presented, once", async () => {
    const { id, ticket, expiresAtSeconds } = await open();
    expect(await store.bridges.byId(id)).toEqual({
      ...{ id, bridge: "pid", commitment: COMMITMENT, mayReplace: true, random: new Uint8Array(32).fill(9) },
      ...{ secret: `secret of ${id}`, expiresAtSeconds },
    });
    const codes = await Promise.allSettled([store.bridges.present(id, HELD), store.bridges.present(id, HELD)]);
    expect(codes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const code = codes.find((each) => each.status === "fulfilled")!.value;
    await expect(store.bridges.byId(id)).rejects.toMatchObject({ code: "BRIDGE_SESSION_USED" });
    const taken = await Promise.allSettled([store.bridges.collect(ticket, code), store.bridges.collect(ticket, code)]);
    expect(taken.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(taken.find((each) => each.status === "fulfilled")!.value).toMatchObject({ held: HELD, mayReplace: true });
    await store.bridges.attach(id, "offer-1");
    expect(await store.bridges.heldFor("offer-1")).toEqual(HELD);
    await store.bridges.forget("offer-1");
    await expect(store.bridges.heldFor("offer-1")).rejects.toMatchObject({ code: "BRIDGE_SESSION_MISSING" });
  });

  it("hold a source for as long as its offer lives", async () => {
    const { id, ticket } = await open();
    await store.bridges.collect(ticket, await store.bridges.present(id, HELD));
    const offer = await store.offers.create({
      ...{ subject: HELD.subject, schemaId: "1", mayReplace: false, withTransactionCode: false, actor: "bridge:pid" },
    });
    await store.bridges.attach(id, offer.id);
    clock.now += BRIDGE_SECONDS + 1;
    await store.bridges.sweep();
    expect(await store.bridges.heldFor(offer.id)).toEqual(HELD);
    clock.now += BRIDGE_SECONDS;
    await store.offers.sweep();
    expect(await store.bridges.sweep()).toBe(1);
  });
});
