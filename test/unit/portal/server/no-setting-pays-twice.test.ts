/**
 * Whatever setting of `serve` changes between two starts: the person who has claimed is refused, or the start is. The
 * settings are those of the table that the command is made of, so a new one has to say here how it changes.
 */
import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openServeStorage, readProcess, readProgramme } from "../../../../src/cli/commands/serve.ts";
import { planService } from "../../../../src/cli/serve/plan.ts";
import { optionsOfSettings, SETTING_NAMES } from "../../../../src/cli/serve/settings.ts";
import { generateResultKey } from "../../../../src/portal/server/results.ts";
import type { ServiceStorage } from "../../../../src/portal/server/storage.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";
import { fieldFrom } from "../../../trapdoor.ts";
import { NOW_SECONDS, statementOf } from "../../../world.ts";
import { cli, temporaryDirectory } from "../../cli/terminal.ts";
import { openHost } from "./host.ts";

const POLICY = "examples/policies/senior-annual-pass.json";
const SCHEMA = "examples/policies/schema.json";
const terminal = {
  writeOut: () => {},
  writeErr: () => {},
  isInteractive: false,
  signal: new AbortController().signal,
};

/** The flags of a service in production, by the names of its settings; the policy is one of them. */
type Flags = Readonly<Record<string, string | true | undefined>>;
type File = (name: string) => string;

let portal: TestPortal;
let postgres: Postgres | undefined;
beforeAll(async () => {
  portal = createTestPortal();
  if (hasPostgres) postgres = await startPostgres();
});
afterAll(() => postgres?.remove());

/** Another version of the example policy. */
async function otherPolicy(file: File, change: object): Promise<string> {
  const policy = JSON.parse(await readFile(POLICY, "utf8")) as object;
  writeFileSync(file("policy.json"), JSON.stringify({ ...policy, ...change }));
  return file("policy.json");
}

async function otherSchema(file: File): Promise<string> {
  const schema = JSON.parse(await readFile(SCHEMA, "utf8")) as { claims: object[] };
  writeFileSync(file("schema.json"), JSON.stringify({ ...schema, claims: [...schema.claims].reverse() }));
  return file("schema.json");
}

const written = (file: File, name: string, text: string): string => {
  writeFileSync(file(name), text);
  return file(name);
};

/** Another schema of the same database, where one is there to be pointed at. */
async function onPostgres(flags: Flags, change: Flags): Promise<Flags> {
  if (!String(flags.store).startsWith("postgres:")) return change;
  const client = new Client({ connectionString: String(flags.store) });
  await client.connect();
  await client.query("CREATE SCHEMA IF NOT EXISTS elsewhere").finally(() => client.end());
  return change;
}

/** Claims that a relay would send to a chain. */
const ON_CHAIN = (file: File): Flags => ({
  ...{ chainId: "eip155:1", contract: `0x${"11".repeat(20)}`, relayInbox: file("claims") },
});

type Change = (file: File, flags: Flags, newStore: () => Promise<string>) => Promise<Flags> | Flags;
const REQUEST_KEY = await generateResultKey();

/** How each setting changes. What a person could be paid for twice stands with several values. */
const CHANGES: Readonly<Record<string, readonly Change[]>> = {
  policy: [
    async (file) => ({ policy: await otherPolicy(file, { programme: "another" }) }),
    async (file) => ({ policy: await otherPolicy(file, { grid: "month/2026-01-01/0" }) }),
    async (file) => ({ policy: await otherPolicy(file, { grid: "year/2026-01-01/60" }) }),
    async (file) => ({ policy: await otherPolicy(file, { maxClaims: 3 }) }),
    async (file) => ({
      policy: await otherPolicy(file, { version: 9, require: { claim: "birthDate", yearsAgo: { ">=": 60 } } }),
    }),
  ],
  schema: [async (file) => ({ schema: await otherSchema(file) })],
  registry: [(_, flags) => ({ registry: `${flags.registry}/.` })],
  registryId: [() => ({ registryId: "77".repeat(32) })],
  verifier: [() => ({ verifier: "other.example.org" }), () => ({ verifier: "Benefits.example.org" })],
  origin: [() => ({ origin: "https://other.example.org" })],
  store: [async (_, __, newStore) => ({ store: await newStore() }), (file) => ({ store: `sqlite:${file("no.db")}` })],
  databaseSchema: [(_, flags) => onPostgres(flags, { databaseSchema: "elsewhere" })],
  databaseCa: [
    (_, flags) => onPostgres(flags, { databaseCa: "test/fixtures/tls/other-ca.pem" }),
    (file) => ({ databaseCa: written(file, "no.pem", "no certificate") }),
  ],
  databasePasswordFile: [(file) => ({ databasePasswordFile: written(file, "password", "another password\n") })],
  databaseConnections: [() => ({ databaseConnections: "4" })],
  storeMustExist: [() => ({ storeMustExist: undefined })],
  highWater: [(file) => ({ highWater: file("other.mark") }), () => ({ highWater: undefined })],
  hashKey: [(file) => ({ hashKey: written(file, "hash.key", "5e".repeat(32)) })],
  grid: [() => ({ grid: "month/2026-01-01/0" }), () => ({ grid: "year/2026-01-02/0" })],
  chainId: [
    () => ({ chainId: "eip155:1" }),
    (file) => ON_CHAIN(file),
    (file) => ({ ...ON_CHAIN(file), tenant: "west" }),
  ],
  contract: [(file) => ({ ...ON_CHAIN(file), contract: `0x${"22".repeat(20)}` })],
  programmeVersion: [() => ({ programmeVersion: "2" }), (file) => ({ ...ON_CHAIN(file), programmeVersion: "2" })],
  relayInbox: [(file) => ({ relayInbox: file("claims") })],
  tenant: [() => ({ tenant: "west" })],
  supersedes: [
    () => ({ supersedes: "nobody" }),
    () => ({ supersedes: "/" }),
    () => ({ supersedes: "/", tenant: "next" }),
  ],
  until: [() => ({ until: "2026-01-01" }), () => ({ until: "2030-01-01" })],
  timeZone: [() => ({ timeZone: "America/New_York" })],
  appealDays: [() => ({ appealDays: "0" })],
  maxRootAge: [() => ({ maxRootAge: "86400" })],
  lifetime: [() => ({ lifetime: "60" })],
  purpose: [() => ({ purpose: "Something else" })],
  dpiaHash: [() => ({ dpiaHash: "ab".repeat(32) })],
  host: [() => ({ host: "127.0.0.2" })],
  port: [() => ({ port: "4281" })],
  publicUrl: [() => ({ publicUrl: "https://elsewhere.example.org" })],
  returnPath: [() => ({ returnPath: "/done" })],
  apiKey: [(file) => ({ apiKey: written(file, "api.key", "another key of the portal") })],
  open: [() => ({ apiKey: undefined, open: true })],
  resultKey: [(file) => ({ resultKey: file("other.jwk") })],
  requestKey: [(file) => ({ requestKey: written(file, "request.jwk", JSON.stringify(REQUEST_KEY)) })],
  requestCertificates: [(file) => ({ requestCertificates: written(file, "chain.pem", "no certificate") })],
  requestIdentity: [
    (file) => ({
      requestKey: written(file, "request.jwk", JSON.stringify(REQUEST_KEY)),
      requestIdentity: "did:web:verifier.example.org#key-1",
    }),
  ],
  webhook: [
    (file) => ({
      webhook: "http://127.0.0.1:1/",
      webhookPrivate: true,
      webhookSecret: written(file, "webhook.key", `whsec_${"A".repeat(32)}`),
    }),
  ],
  webhookSecret: [(file) => ({ webhookSecret: written(file, "webhook.key", `whsec_${"A".repeat(32)}`) })],
  webhookPrivate: [() => ({ webhookPrivate: true })],
  // Both halves are one service here: what a queue does is in sharing.test.ts.
  queue: [() => ({ queue: "postgres://127.0.0.1:1/queue" })],
  role: [() => ({ role: "web" })],
  threads: [() => ({ threads: "0" })],
  rateLimit: [() => ({ rateLimit: "7" })],
  portalRateLimit: [() => ({ portalRateLimit: "7" })],
  maxConnections: [() => ({ maxConnections: "7" })],
  trustProxy: [() => ({ trustProxy: "1" })],
  logLevel: [() => ({ logLevel: "silent" })],
  artifacts: [() => ({ artifacts: "artifacts" })],
  ptauSha256: [() => ({ ptauSha256: "ab".repeat(32) })],
  allowDevelopmentKeys: [() => ({ allowDevelopmentKeys: undefined })],
};

/** What the command line would come to. */
function parse({ policy, ...flags }: Flags) {
  const command = new Command().exitOverride().action(() => {});
  for (const option of optionsOfSettings()) command.addOption(option);
  const nameOf = new Map(command.options.map((each) => [each.attributeName(), each.long!]));
  const words = Object.entries(flags).flatMap(([name, value]) =>
    value === undefined ? [] : value === true ? [nameOf.get(name)!] : [nameOf.get(name)!, value],
  );
  command.parse(words, { from: "user" });
  const sourceOf = () => "cli";
  return planService({ values: { ...command.opts(), policy }, sourceOf, environment: {} });
}

/** A person's nullifier is what the circuit makes of the secret, the scope and the period. */
const nullifierOf = (person: string, request: { scope: object; period: number }) =>
  fieldFrom(`${person} in ${JSON.stringify(request.scope)} in ${request.period}`);

/** Starts a service with such flags and claims as a person. @returns the outcome, or the code of a refusal */
async function claim(flags: Flags, person = "Ada"): Promise<string> {
  let storage: ServiceStorage | undefined;
  try {
    const plan = await parse(flags);
    const settings = { ...readProcess(plan.process, terminal), ...(await readProgramme(plan.programmes[""]!)) };
    const [issuerRoot, statusRoot] = [fieldFrom("issuer root"), fieldFrom("status root")];
    const issuerRoots = { [String(settings.policy.schemaId)]: issuerRoot };
    const roots = { id: settings.registry, issuerRoots, statusRoot };
    storage = await openServeStorage(plan.process);
    const host = await openHost(portal, {
      ...settings,
      ...{ storage, publicUrl: "https://verifier.example.org", role: "all", apiKeys: undefined, logLevel: "silent" },
      // The trapdoor's keys and roots, in place of real ones.
      verificationKeys: { [portal.trapdoor.key.circuit]: portal.trapdoor.key },
      readStatements: async () => [NOW_SECONDS - 3_600, NOW_SECONDS].map((time) => statementOf(roots, time)),
      now: () => NOW_SECONDS,
    });
    try {
      const asked = await host.ask();
      const { body } = await host.answer(asked, { nullifier: nullifierOf(person, asked.request) });
      return String(body.outcome ?? body.error?.code);
    } finally {
      await host.service.close();
    }
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await storage?.close();
  }
}

it("every setting of serve says how it changes", () => {
  expect(Object.keys(CHANGES).sort()).toEqual([...SETTING_NAMES].sort());
});

let count = 0;
const ENGINES: Readonly<Record<string, (file: File) => Promise<string>>> = {
  SQLite: async (file) => `sqlite:${file(`portal-${count++}.db`)}`,
  ...(hasPostgres ? { Postgres: async () => postgres!.createDatabase(`twice_${count++}`) } : {}),
};

describe.each(Object.entries(ENGINES))("who has claimed on %s", (_, makeUrl) => {
  async function production(): Promise<{ file: File; flags: Flags; newStore: () => Promise<string> }> {
    const file = await temporaryDirectory();
    const registry = ["--registry", file("registry.json"), "--key", file("registry.key.json")];
    const init = ["--out", file("registry.json"), "--key", file("registry.key.json"), "--json"];
    const { registry: registryId } = JSON.parse((await cli("registry", "init", ...init)).stdout) as {
      registry: string;
    };
    await cli("registry", "publish", ...registry, "--out", file("published"));
    const flags: Flags = {
      policy: POLICY,
      schema: SCHEMA,
      registry: file("published"),
      registryId,
      verifier: "benefits.example.org",
      origin: "https://benefits.example.org",
      store: await makeUrl(file),
      highWater: file("portal.mark"),
      apiKey: written(file, "portal.key", "a key of the portal"),
      threads: "0",
      allowDevelopmentKeys: true,
    };
    return { file, flags, newStore: () => makeUrl(file) };
  }

  it("is never accepted again, whatever setting changes", async () => {
    const { file, flags, newStore } = await production();
    expect(await claim(flags)).toBe("accepted");
    const running = { ...flags, storeMustExist: true as const };
    expect(await claim(running)).toBe("already-used");
    const outcomes: Record<string, string[]> = {};
    for (const [name, changes] of Object.entries(CHANGES)) {
      outcomes[name] = [];
      for (const change of changes) {
        const changed = { ...running, ...(await change(file, running, newStore)) };
        outcomes[name].push(await claim(changed));
      }
    }
    expect(Object.values(outcomes).flat()).not.toContain("accepted");
    expect(outcomes).toMatchObject({
      policy: [
        ...["STORE_PROGRAMME_CHANGED", "SCOPE_TERMS_CHANGED", "SCOPE_TERMS_CHANGED", "SCOPE_TERMS_CHANGED"],
        "STORE_PROGRAMME_CHANGED",
      ],
      verifier: ["STORE_PROGRAMME_CHANGED", "REQUEST_INVALID"],
      store: ["DATABASE_MISSING", "DATABASE_MISSING"],
      hashKey: ["STORE_KEY_WRONG"],
      chainId: ["USAGE_INVALID", "STORE_PROGRAMME_CHANGED", "STORE_PROGRAMME_CHANGED"],
      programmeVersion: ["already-used", "STORE_PROGRAMME_CHANGED"],
      ...(String(flags.store).startsWith("postgres:")
        ? { databaseSchema: ["DATABASE_MISSING"], databaseCa: ["STORE_UNAVAILABLE", "DATABASE_URL_INVALID"] }
        : {}),
      ...{ databasePasswordFile: ["already-used"], databaseConnections: ["already-used"] },
      ...{ requestKey: ["USAGE_INVALID"], requestCertificates: ["USAGE_INVALID"], requestIdentity: ["already-used"] },
      supersedes: ["STORE_PROGRAMME_CHANGED", "STORE_PROGRAMME_CHANGED", "already-used"],
      until: [expect.stringContaining("PROGRAMME_ENDED"), "already-used"],
      ...{ tenant: ["already-used"], origin: ["already-used"], lifetime: ["already-used"] },
    });
    // A service that changes nothing still knows.
    expect(await claim(running)).toBe("already-used");
  }, 240_000);

  it("is not accepted on yesterday's backup, nor on an empty store in its place", async () => {
    const { file, flags, newStore } = await production();
    expect(await claim(flags, "Ben")).toBe("accepted");
    await cli("store", "backup", "--store", flags.store as string, "--to", file("yesterday.db"));
    expect(await claim(flags)).toBe("accepted");
    const yesterday = { ...flags, store: `sqlite:${file("yesterday.db")}` };
    for (const storeMustExist of [true, undefined] as const) {
      expect(await claim({ ...yesterday, storeMustExist })).toBe("STORE_STALE");
      expect(await claim({ ...yesterday, storeMustExist }, "Ben")).toBe("STORE_STALE");
    }
    expect(await claim({ ...flags, store: await newStore() })).toBe("STORE_STALE");
    expect(await claim(flags)).toBe("already-used");
  }, 120_000);
});
