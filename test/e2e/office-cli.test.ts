/** An office from an empty folder, with two commands, as a department starts it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { syntheticPeople } from "../../scripts/population.ts";
import { openSqlite } from "../../src/core/database/sqlite.ts";
import type { Credential } from "../../src/credentials/credential/credential.ts";
import { generateHolderSecret } from "../../src/credentials/credential/holder.ts";
import { openRegistry } from "../../src/credentials/registry/open-registry.ts";
import { readOfferLink, readShortCode, receiveCredential } from "../../src/office/wallet/receive.ts";
import { offerAt, REGISTER_COLUMNS, REGISTER_TABLE, registerRow, serveOffice } from "../support/serve-office.ts";

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
});
