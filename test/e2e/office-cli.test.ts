/** An office from an empty folder, with two commands, as a department starts it. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { syntheticPeople } from "../../scripts/population.ts";
import { openSqlite } from "../../src/core/database/sqlite.ts";
import type { Credential } from "../../src/credentials/credential/credential.ts";
import { generateHolderSecret } from "../../src/credentials/credential/holder.ts";
import { openRegistry } from "../../src/credentials/registry/open-registry.ts";
import { readOfferLink } from "../../src/office/wallet/offer.ts";
import { readShortCode, receiveCredential } from "../../src/office/wallet/receive.ts";
import { freePort } from "../postgres.ts";
import { createVisitor, startIdentityProvider } from "../support/identity-provider.ts";
import {
  offerAt,
  REGISTER_COLUMNS,
  REGISTER_TABLE,
  registerRow,
  runOffice,
  serveOffice,
  startCommand,
} from "../support/serve-office.ts";
import { civicproof } from "./process.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-office-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("two commands", () => {
  it("start an office that a wallet gets a credential from, by link and by short code", async () => {
    const people = [...syntheticPeople("office test", 200)];
    const register = join(folder, "register.db");
    const database = await openSqlite(register);
    await database.script(REGISTER_TABLE);
    await database.insert("people", REGISTER_COLUMNS, people.map(registerRow));
    await database.close();
    const before = readFileSync(register);

    const office = await serveOffice(folder, { register: `sqlite:${register}`, database: "sqlite:office.db" });
    const credentials: Credential[] = [];
    for (const [i, person] of people.slice(0, 4).entries()) {
      const offer = await offerAt(office, person.id);
      const read = i % 2 === 0 ? readOfferLink(offer.link) : await readShortCode(offer.shortCode, office.url);
      const received = await receiveCredential({
        ...{ offer: read, confirmedIssuer: office.url, holderSecret: generateHolderSecret(), counter: 0 },
        transactionCode: offer.transactionCode,
      });
      const { credential } = received as { credential: Credential };
      expect(credential.claims).toMatchObject({ birthDate: person.birthDate, householdSize: person.householdSize });
      credentials.push(credential);
    }
    const [first] = credentials;
    const registry = await openRegistry({ url: first!.registryUrl!, registry: first!.registry });
    await registry.refresh();
    expect((await registry.viewFor(first!)).statusPath(0, first!.statusIndex).isUsable).toBe(true);
    expect(await office.stop()).toBe(0);

    // The register was read, and is as it was.
    expect(readFileSync(register).equals(before)).toBe(true);
    // Secrets are their owner's alone, and nothing about anybody is in the log.
    for (const name of readdirSync(office.folder).filter((each) => /key|jwk|\.db$/.test(each)))
      expect([name, statSync(join(office.folder, name)).mode & 0o077]).toEqual([name, 0]);
    for (const secret of [people[0]!.birthDate, people[0]!.id, first!.signature.S, office.clerkKey, "resident@1"])
      expect(office.said().includes(secret), secret).toBe(false);
  }, 120_000);

  it("go on with the key in two processes, and sign nothing while one of them is away", async () => {
    const office = join(folder, "city");
    const [first, second, token] = ["office.share", "cosigner.share", "cosigner.token"].map((name) =>
      join(office, name),
    );
    const key = join(office, "issuer.key");
    const { publicKey } = JSON.parse(readFileSync(key, "utf8"));
    const split = await civicproof(["office", "split-key", key, "--first", first!, "--second", second!]);
    expect(split.code).toBe(0);
    rmSync(key);
    writeFileSync(token!, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600 });
    const port = await freePort();
    const sign = () =>
      startCommand(["office", "sign", "--share", second!, "--token-file", token!, "--port", String(port)], "Signs at");
    let cosigner = await sign();
    const settings = JSON.parse(readFileSync(join(office, "office.json"), "utf8"));
    settings.signers = [{ url: `http://127.0.0.1:${port}`, share: "office.share", tokenFile: "cosigner.token" }];
    writeFileSync(join(office, "office.json"), JSON.stringify(settings));
    const served = await runOffice(office);
    const receive = async (subject: string) => {
      const offer = await offerAt(served, subject);
      const { transactionCode } = offer;
      const who = { confirmedIssuer: served.url, holderSecret: generateHolderSecret(), counter: 0, transactionCode };
      return receiveCredential({ ...who, offer: readOfferLink(offer.link) });
    };
    const { credential } = (await receive("P00011")) as { credential: Credential };
    expect(credential.issuer).toBe(publicKey);
    expect(await cosigner.stop()).toBe(0);
    await expect(receive("P00012")).rejects.toMatchObject({ received: "SIGNER_UNAVAILABLE" });
    cosigner = await sign();
    expect(await receive("P00013")).toMatchObject({ credential: { issuer: publicKey } });
    expect([await served.stop(), await cosigner.stop()]).toEqual([0, 0]);
  }, 120_000);

  it("let its people sign in at a provider, whose secret stands in a file", async () => {
    const office = join(folder, "city");
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const accounts = { "sub-1": { name: "carla", groups: ["desk"] } };
    const provider = await startIdentityProvider([`${url}/sign-in/back`], accounts);
    writeFileSync(join(office, "client.secret"), `${provider.clientSecret}\n`, { mode: 0o600 });
    const settings = JSON.parse(readFileSync(join(office, "office.json"), "utf8"));
    const { issuer, clientId } = provider;
    const roles = { claim: "groups", values: { desk: ["clerk"] } };
    settings.signIn = { issuer, clientId, clientSecretFile: "client.secret", roles };
    // The key in two processes is another test's.
    const key = await civicproof(["issuer", "keygen", "--out", join(office, "second.key")]);
    expect(key.stderr).not.toContain("Error");
    settings.signers = [{ file: "second.key" }];
    writeFileSync(join(office, "office.json"), JSON.stringify(settings));
    const served = await runOffice(office, 100_000, port);
    const start = await fetch(`${url}/sign-in`, { redirect: "manual" });
    const kept = start.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!);
    const back = await createVisitor(provider).follow(start.headers.get("location")!, "sub-1");
    const answer = await fetch(back, { redirect: "manual", headers: { cookie: kept.join("; ") } });
    expect(answer.headers.get("location")).toBe(`${url}/desk`);
    const session = answer.headers.getSetCookie().find((cookie) => cookie.startsWith("civicproof-session="))!;
    const cookie = session.split(";")[0]!;
    const said = await (await fetch(`${url}/session`, { headers: { cookie } })).json();
    expect(said).toMatchObject({ signIn: "provider", session: { name: "carla", roles: ["clerk"] } });
    expect(await served.stop()).toBe(0);
    for (const secret of ["carla", "sub-1", provider.clientSecret, cookie.split("=")[1]!])
      expect(served.said().includes(secret), secret).toBe(false);
    await provider.close();
  }, 120_000);

  it("describe what an office reads, holds and publishes", async () => {
    const { code, stdout } = await civicproof([
      "office",
      "describe",
      join(folder, "city"),
      "--party",
      "registry",
      "--json",
    ]);
    expect(code).toBe(0);
    const { office } = JSON.parse(stdout);
    expect(office).toMatchObject({ party: "registry", reads: [{ source: "sql", credential: "resident@1" }] });
    expect(office.holds).toContainEqual({ item: "subject-key", form: "keyed-hash", seconds: "permanent" });
  });
});
