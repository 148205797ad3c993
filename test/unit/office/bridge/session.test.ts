/** Bridges over HTTP: whole sessions, and everything by which one person's credential could become another's. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateHolderSecret, type HolderCommitment } from "../../../../src/credentials/credential/holder.ts";
import { presentationNonce } from "../../../../src/office/bridge/nonce.ts";
import { createOfficeService } from "../../../../src/office/server/service.ts";
import type { ClaimSource } from "../../../../src/office/source/port.ts";
import { type BridgedOffice, RESIDENT, RETURN_URL, startBridgedOffice } from "./office.ts";
import { ANNA_PID, DAY, NOW } from "./world.ts";

let office: BridgedOffice;
beforeAll(async () => {
  office = await startBridgedOffice();
});
afterAll(() => office.close());

const post = async (path: string, body: object) => {
  const response = await office.network(`${office.publicUrl}${path}`, {
    ...{ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
  });
  return { status: response.status, body: (await response.json()) as { code?: string } };
};
function sessions(): number {
  const database = new Database(join(office.folder, "office.db"), { readonly: true });
  try {
    return database.prepare("SELECT count(*) FROM civicproof_office_bridge_sessions").pluck().get() as number;
  } finally {
    database.close();
  }
}

/** Somebody whom no other test knows. */
let people = 0;
const somebody = () => ({ claims: { ...ANNA_PID, personal_administrative_number: `P-${++people}` } });

const changeOf = (bridge: "pid" | "mdoc" | "vc"): object => {
  const { claims } = somebody();
  const { birthdate: birth_date, personal_administrative_number } = claims;
  if (bridge === "mdoc") return { values: { birth_date, resident_city: "Wien", personal_administrative_number } };
  return bridge === "pid" ? { claims } : { subject: claims };
};

describe("a session of a bridge", () => {
  it.each(["pid", "mdoc", "vc"] as const)(
    "issues from what the %s wallet shows, under our commitment",
    async (bridge) => {
      const credential = await office.run(bridge, { change: changeOf(bridge) });
      expect(credential.claims).toEqual({ birthDate: "1950-02-28", district: "AT130" });
    },
  );

  it("never lasts longer than its source", async () => {
    const days = (text: string) => Date.parse(text) / 1_000;
    const short = await office.run("pid", { change: { ...somebody(), payload: { exp: NOW + 10 * DAY } } });
    expect(days(short.validUntil) + DAY).toBeLessThanOrEqual(NOW + 10 * DAY);
    expect(days(short.validUntil) + 2 * DAY).toBeGreaterThan(NOW + 10 * DAY);
    const endless = await office.run("pid", { change: { ...somebody(), payload: { exp: undefined } } });
    expect(days(endless.validUntil)).toBeGreaterThan(NOW + 363 * DAY);
    // Before the day is over, whatever the hour is.
    const tonight = (Math.floor(NOW / DAY) + 1) * DAY - 1;
    const ending = office.run("pid", { change: { ...somebody(), payload: { exp: tonight } } });
    await expect(ending).rejects.toMatchObject({ received: "BRIDGE_SOURCE_EXPIRED" });
  });

  it("asks a wallet for what the mapping reads and for nothing else, over a signed request", async () => {
    const { link } = await office.begin("pid");
    const { asked, resolved } = await office.open(link);
    expect(resolved).toMatchObject({
      version: 100,
      client: { prefix: "x509_hash" },
      jar: { signer: { method: "x5c" } },
    });
    expect(asked).toMatchObject({ response_mode: "direct_post.jwt", response_type: "vp_token" });
    expect((asked.dcql_query as { credentials: [{ claims: unknown }] }).credentials[0].claims).toEqual([
      { path: ["birthdate"] },
      { path: ["address", "locality"] },
      { path: ["personal_administrative_number"] },
    ]);
    expect(asked).not.toHaveProperty("transaction_data");
  });

  it("asks for no longer than it lasts", async () => {
    const { link, expiresAtSeconds } = await office.begin("pid");
    office.clock.ahead = 300;
    try {
      const requestUri = new URLSearchParams(link.split("?")[1]).get("request_uri")!;
      const [, payload] = (await (await office.network(requestUri)).text()).split(".");
      expect(JSON.parse(Buffer.from(payload!, "base64url").toString())).toMatchObject({ exp: expiresAtSeconds });
    } finally {
      office.clock.ahead = 0;
    }
  });

  it("takes a wallet's own nonce into its request", async () => {
    const { link } = await office.begin("pid");
    expect(new URLSearchParams(link.split("?")[1]).get("request_uri_method")).toBe("post");
    const requestUri = new URLSearchParams(link.split("?")[1]).get("request_uri")!;
    const response = await office.network(requestUri, {
      method: "POST",
      body: new URLSearchParams({ wallet_nonce: "w-1" }),
    });
    const [, payload] = (await response.text()).split(".");
    expect(JSON.parse(Buffer.from(payload!, "base64url").toString())).toMatchObject({ wallet_nonce: "w-1" });
    expect(response.headers.get("content-type")).toContain("application/oauth-authz-req+jwt");
  });

  it("does not take a presentation that was made for another commitment", async () => {
    const [hers, his] = [await office.begin("pid"), await office.begin("pid")];
    const [forHers, forHis] = [await office.open(hers.link), await office.open(his.link)];
    expect(forHers.expected.nonce).not.toBe(forHis.expected.nonce);
    const presentation = await office.show.pid(forHers.expected, somebody());
    expect(await office.send(forHis.asked, presentation)).toMatchObject({
      status: 400,
      body: { code: "BRIDGE_NONCE_WRONG" },
    });
    // The same random and another commitment, as somebody with a hand in the table would have it.
    const random = new Uint8Array(32).fill(7);
    expect(presentationNonce(random, 5n as HolderCommitment)).not.toBe(
      presentationNonce(random, 6n as HolderCommitment),
    );
  });

  it("does not issue for another commitment than the one that the source was shown for", async () => {
    const started = await office.begin("pid");
    const { asked, expected } = await office.open(started.link);
    const { body } = await office.send(asked, await office.show.pid(expected, somebody()));
    const offer = await office.collect(started.ticket, office.codeIn(body.redirect_uri!));
    await expect(office.receive(offer, generateHolderSecret())).rejects.toMatchObject({
      received: "BRIDGE_COMMITMENT_WRONG",
    });
  });

  it("does not take a presentation twice", async () => {
    const started = await office.begin("pid");
    const { asked, expected } = await office.open(started.link);
    const presentation = await office.show.pid(expected, somebody());
    expect(await office.send(asked, presentation)).toMatchObject({ status: 200 });
    expect(await office.send(asked, presentation)).toMatchObject({ body: { code: "BRIDGE_SESSION_USED" } });
  });

  it("gives nothing to somebody who began it and let another person present", async () => {
    const started = await office.begin("pid");
    const { asked, expected } = await office.open(started.link);
    const { body } = await office.send(asked, await office.show.pid(expected, somebody()));
    const guess = "A".repeat(43);
    await expect(office.collect(started.ticket, guess)).rejects.toMatchObject({ received: "BRIDGE_CODE_WRONG" });
    await expect(office.collect(guess, office.codeIn(body.redirect_uri!))).rejects.toMatchObject({
      received: "BRIDGE_SESSION_MISSING",
    });
    const waiting = await office.begin("pid");
    await expect(office.collect(waiting.ticket, guess)).rejects.toMatchObject({ received: "BRIDGE_CODE_WRONG" });
    const code = office.codeIn(body.redirect_uri!);
    await office.collect(started.ticket, code);
    await expect(office.collect(started.ticket, code)).rejects.toMatchObject({ received: "BRIDGE_SESSION_USED" });
  });

  it("gives one person one credential, whichever source she shows and whatever commitment she names", async () => {
    const number = `ONE-${++people}`;
    const pid = { claims: { ...ANNA_PID, personal_administrative_number: number } };
    const values = { birth_date: "1950-02-28", resident_city: "Wien", personal_administrative_number: number };
    const secret = generateHolderSecret();
    const first = await office.run("pid", { secret, change: pid });
    await expect(office.run("pid", { change: pid })).rejects.toMatchObject({ received: "FILE_ENROLLED" });
    await expect(office.run("mdoc", { change: { values } })).rejects.toMatchObject({ received: "FILE_ENROLLED" });
    const renewed = await office.run("mdoc", { secret, change: { values } });
    expect(renewed.claimsFrom).toBe(first.claimsFrom);
    const live = async () =>
      (await office.store.credentialsOf(`at-pid:${number}`)).filter(({ status }) => status === "valid");
    expect((await live()).map(({ statusIndex }) => statusIndex)).toEqual([renewed.statusIndex]);
    const replaced = await office.run("pid", { change: pid, replacement: true });
    expect((await live()).map(({ statusIndex }) => statusIndex)).toEqual([replaced.statusIndex]);
    expect(replaced.claimsFrom).toBeGreaterThan(first.claimsFrom);
    await expect(office.run("pid", { secret, change: pid, replacement: true })).rejects.toMatchObject({
      received: "PSEUDONYM_REPLACED",
    });
  });

  it("refuses a value that its table does not have, and tells the wallet its place alone", async () => {
    const change = { claims: { ...somebody().claims, address: { locality: "Graz" } } };
    await expect(office.run("pid", { change })).rejects.toMatchObject({ code: "SOURCE_VALUE_UNMAPPED" });
    expect(office.logs.join()).not.toContain("Graz");
  });

  it("is over after ten minutes, with what it held", async () => {
    const started = await office.begin("pid");
    const { asked, expected } = await office.open(started.link);
    const { body } = await office.send(asked, await office.show.pid(expected, somebody()));
    const waiting = await office.begin("pid");
    office.clock.ahead = 601;
    try {
      await expect(office.collect(started.ticket, office.codeIn(body.redirect_uri!))).rejects.toMatchObject({
        received: "BRIDGE_SESSION_MISSING",
      });
      expect((await office.network(new URLSearchParams(waiting.link.split("?")[1]).get("request_uri")!)).status).toBe(
        400,
      );
      expect(await office.store.bridges.sweep()).toBeGreaterThanOrEqual(2);
      expect(await office.store.bridges.sweep()).toBe(0);
    } finally {
      office.clock.ahead = 0;
    }
  });

  it("keeps nothing of the source once the credential is issued, and never a claim in clear", async () => {
    const number = `GONE-${++people}`;
    const started = await office.begin("pid");
    const { asked, expected } = await office.open(started.link);
    const change = { claims: { ...ANNA_PID, personal_administrative_number: number } };
    const { body } = await office.send(asked, await office.show.pid(expected, change));
    const stored = () =>
      readdirSync(office.folder)
        .map((name) => readFileSync(`${office.folder}/${name}`, "latin1"))
        .join();
    for (const text of [number, "1950-02-28", "AT130", office.codeIn(body.redirect_uri!)])
      expect(stored()).not.toContain(text);
    const offer = await office.collect(started.ticket, office.codeIn(body.redirect_uri!));
    for (const text of [number, "1950-02-28", "AT130"]) expect(stored()).not.toContain(text);
    const before = sessions();
    await office.receive(offer, started.holderSecret);
    expect(sessions()).toBe(before - 1);
    expect(office.logs.join()).not.toContain(number);
    const entries = await office.store.log();
    expect(entries.filter(({ actor }) => actor === "bridge:pid").map(({ action }) => action)).toContain("issued");
    expect(JSON.stringify(entries)).not.toContain(number);
  });

  it("sends people back to the one page of the settings", async () => {
    const { link } = await office.begin("pid");
    const { asked, expected } = await office.open(link);
    const { body } = await office.send(asked, await office.show.pid(expected, somebody()));
    expect(body.redirect_uri).toMatch(new RegExp(`^${RETURN_URL}#response_code=[A-Za-z0-9_-]{43}$`));
  });

  it.each(["pid", "mdoc", "vc"] as const)(
    "takes what a %s wallet gives to our page through a browser",
    async (bridge) => {
      const started = await office.begin(bridge);
      const { asked, expected } = await office.openInBrowser(started.ticket);
      expect(asked).toMatchObject({ response_mode: "dc_api.jwt", expected_origins: ["https://wallet.example.org"] });
      expect(asked).not.toHaveProperty("response_uri");
      const code = await office.give(started.ticket, asked, await office.show[bridge](expected, changeOf(bridge)));
      const offer = await office.collect(started.ticket, code);
      expect(await office.receive(offer, started.holderSecret)).toMatchObject({
        credential: { claims: { birthDate: "1950-02-28", district: "AT130" } },
      });
    },
  );

  it("does not take what a wallet gave to the page of another origin", async () => {
    for (const bridge of ["pid", "mdoc", "vc"] as const) {
      const started = await office.begin(bridge);
      const { asked, expected } = await office.openInBrowser(started.ticket);
      const received = bridge === "mdoc" ? "BRIDGE_BINDING_INVALID" : "BRIDGE_AUDIENCE_WRONG";
      const origin = "https://evil.example";
      const elsewhere = { ...expected, audience: `origin:${origin}`, place: { origin } };
      const redirected = {
        ...expected,
        audience: asked.client_id!,
        place: { responseUri: "https://office.example.org/x" },
      };
      for (const other of [elsewhere, redirected]) {
        const presentation = await office.show[bridge](other, changeOf(bridge));
        await expect(office.give(started.ticket, asked, presentation)).rejects.toMatchObject({ received });
      }
    }
  });

  it("ends when the source wallet declines", async () => {
    const { link } = await office.begin("pid");
    const { asked } = await office.open(link);
    const sent = await office.network(asked.response_uri!, {
      ...{ method: "POST", body: new URLSearchParams({ error: "access_denied", state: "x" }) },
    });
    expect(await sent.json()).toMatchObject({ code: "BRIDGE_DECLINED" });
  });

  it("refuses what is no answer, and an answer that is too large", async () => {
    const { link } = await office.begin("pid");
    const { asked } = await office.open(link);
    const answer = async (response: string) => {
      const sent = await office.network(asked.response_uri!, {
        method: "POST",
        body: new URLSearchParams({ response }),
      });
      return (await sent.json()) as { code: string };
    };
    expect(await answer("x")).toMatchObject({ code: "RESPONSE_UNREADABLE" });
    expect(await answer("x".repeat(300_000))).toMatchObject({ code: "CALL_TOO_LARGE" });
    expect(await office.send(asked, "x".repeat(140_000))).toMatchObject({ body: { code: "BRIDGE_OVERSIZED" } });
    const other = await office.open((await office.begin("pid")).link);
    // Encrypted for another session, and posted here.
    const foreign = { ...other.asked, response_uri: asked.response_uri! };
    expect(await office.send(foreign, "x")).toMatchObject({ body: { code: "RESPONSE_UNREADABLE" } });
  });

  it("is not opened where one person would get two credentials, under two ways of naming her", async () => {
    const { bridges, credentials, store, registry, signers, publicUrl } = office.settings;
    const open = (change: object) =>
      createOfficeService({
        ...{ displayName: "City of Example", publicUrl, store, registry, signers, credentials, bridges },
        ...change,
      });
    const [pid, ...others] = bridges.list;
    const foreign = { ...pid!, id: "other", mapping: { ...pid!.mapping, namespace: "at-licence" } };
    const refused = { code: "INPUT_INVALID", path: "bridges.mapping.namespace" };
    await expect(open({ bridges: { ...bridges, list: [pid!, ...others, foreign] } })).rejects.toMatchObject(refused);
    const longer = { ...pid!.mapping, subject: ["/issuing_country", ...pid!.mapping.subject] };
    const list = [{ ...pid!, mapping: longer }, ...others];
    await expect(open({ bridges: { ...bridges, list } })).rejects.toMatchObject({
      ...{ code: "INPUT_INVALID", path: "bridges.mapping.subject" },
    });
    const source = { lookup: () => Promise.reject(new Error("nobody is looked up")) };
    const offered = [{ schema: RESIDENT, source: source as unknown as ClaimSource }];
    await expect(open({ credentials: offered })).rejects.toMatchObject(refused);
    const service = await open({});
    await service.app.close();
  });

  it("is not opened under the name of another host than the one to which wallets answer", async () => {
    const { bridges, credentials, store, registry, signers } = office.settings;
    const open = (publicUrl: string) =>
      createOfficeService({
        ...{ displayName: "City of Example", publicUrl, store, registry, signers, credentials },
        bridges: { ...bridges, identity: { ...bridges.identity, prefix: "x509_san_dns" } },
      });
    await expect(open("https://elsewhere.example.org")).rejects.toMatchObject({
      ...{ code: "INPUT_INVALID", path: "bridges.identity" },
    });
    const service = await open("https://office.example.org");
    await service.app.close();
  });

  it("refuses a beginning without a commitment, or with a bridge that is none", async () => {
    expect(await post("/bridge/start", { bridge: "none", commitment: "5" })).toMatchObject({
      body: { code: "INPUT_INVALID" },
    });
    for (const commitment of ["0", "x", "9".repeat(80)])
      expect(await post("/bridge/start", { bridge: "pid", commitment })).toMatchObject({
        status: 400,
        body: { code: "CREDENTIAL_MALFORMED" },
      });
  });
});
