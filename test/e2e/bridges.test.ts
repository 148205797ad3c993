/** From a credential of somebody else to an accepted claim: each kind of source over HTTP, with a real prover. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Credential } from "../../src/credentials/credential/credential.ts";
import { generateHolderSecret } from "../../src/credentials/credential/holder.ts";
import { openLoginSource } from "../../src/office/bridge/openid.ts";
import { claim, type Issued, publish } from "../unit/office/bridge/claim.ts";
import { type BridgedOffice, LOGIN_MAPPING, PUBLIC_URL, startBridgedOffice } from "../unit/office/bridge/office.ts";
import { ACR, CLIENT, startProvider } from "../unit/office/bridge/provider.ts";
import { ANNA_PID } from "../unit/office/bridge/world.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-e2e-bridges-"));
let office: BridgedOffice;
let provider: Awaited<ReturnType<typeof startProvider>>;
const issued = new Map<string, Issued>();
/** The registry says nothing of a second that is not over. */
let later: number;

beforeAll(async () => {
  provider = await startProvider(`${PUBLIC_URL}/bridge/callback`, {
    ...ANNA_PID,
    personal_administrative_number: "L-1",
  });
  const login = await openLoginSource({ issuer: provider.issuer, ...CLIENT, acrValues: [ACR] });
  office = await startBridgedOffice({
    more: [{ id: "eid", credential: "resident@1", mapping: LOGIN_MAPPING, source: login }],
    prefix: "x509_san_dns",
  });
  const values = { birth_date: "1950-02-28", resident_city: "Wien", personal_administrative_number: "M-1" };
  const people = {
    pid: { claims: { ...ANNA_PID, personal_administrative_number: "P-1" } },
    mdoc: { values },
    vc: { subject: { ...ANNA_PID, personal_administrative_number: "V-1" } },
  };
  for (const [bridge, change] of Object.entries(people)) {
    const secret = generateHolderSecret();
    issued.set(bridge, { secret, credential: await office.run(bridge as keyof typeof people, { secret, change }) });
  }
  issued.set("login", await issueByLogin());
  later = office.now() + 3_600;
  await publish(office, folder, later);
});
afterAll(async () => {
  await office.close();
  await provider.close();
  rmSync(folder, { recursive: true });
});

async function issueByLogin(): Promise<Issued> {
  const started = await office.begin("eid");
  const callback = await provider.browse(started.link);
  const { headers } = await office.network(callback, { redirect: "manual" });
  const offer = await office.collect(started.ticket, office.codeIn(headers.get("location")!));
  const { credential } = (await office.receive(offer, started.holderSecret)) as { credential: Credential };
  return { credential, secret: started.holderSecret };
}

it.each(["pid", "mdoc", "vc", "login"])(
  "%s: becomes ours, and a portal accepts a claim with it, once",
  async (name) => {
    const made = issued.get(name)!;
    expect(made.credential.claims).toEqual({ birthDate: "1950-02-28", district: "AT130" });
    expect(await claim(made, office, folder, later)).toEqual(["accepted", "already-used"]);
  },
);
