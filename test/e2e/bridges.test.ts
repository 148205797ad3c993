/** From a credential of somebody else to an accepted claim: each kind of source over HTTP, with a real prover. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Credential } from "../../src/credentials/credential/credential.ts";
import { generateHolderSecret, type HolderSecret } from "../../src/credentials/credential/holder.ts";
import { readPublishedFrom } from "../../src/credentials/registry/node.ts";
import { openRegistry } from "../../src/credentials/registry/open-registry.ts";
import { openStatements } from "../../src/credentials/registry/statement-source.ts";
import { openLoginSource } from "../../src/office/bridge/openid.ts";
import { publishOffice } from "../../src/office/publish/publish.ts";
import { createMemoryStore } from "../../src/portal/store/memory.ts";
import { openRequest } from "../../src/presentation/proof/open-request.ts";
import { createPresentation } from "../../src/presentation/proof/prove.ts";
import { createRequest } from "../../src/presentation/proof/request.ts";
import { loadVerificationKey } from "../../src/presentation/verification/load-key.ts";
import { verifyPresentation } from "../../src/presentation/verification/verify.ts";
import { loadArtifacts } from "../../src/statement/artifacts/load.ts";
import { openArtifacts } from "../../src/statement/artifacts/node.ts";
import { compilePolicy, readPolicy } from "../../src/statement/policy/index.ts";
import {
  type BridgedOffice,
  LOGIN_MAPPING,
  PUBLIC_URL,
  RESIDENT,
  startBridgedOffice,
} from "../unit/office/bridge/office.ts";
import { ACR, CLIENT, startProvider } from "../unit/office/bridge/provider.ts";
import { ANNA_PID } from "../unit/office/bridge/world.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-e2e-bridges-"));
const directory = join(folder, "public");
const policy = compilePolicy(
  readPolicy(
    {
      ...{ civicproof: "policy/v2", name: "pass", version: 1, title: "Pass from 65 on", programme: "pass" },
      ...{ schema: "resident@1", grid: "year/2026-01-01/0", require: { claim: "birthDate", yearsAgo: { ">=": 65 } } },
    },
    RESIDENT,
  ),
  RESIDENT,
);
let office: BridgedOffice;
let provider: Awaited<ReturnType<typeof startProvider>>;
let source: Awaited<ReturnType<typeof openArtifacts>> & { allowDevelopmentKeys: true };
interface Issued {
  readonly credential: Credential;
  readonly secret: HolderSecret;
}
const issued = new Map<string, Issued>();
/** The registry says nothing of a second that is not over. */
let later: number;

beforeAll(async () => {
  source = { allowDevelopmentKeys: true, ...(await openArtifacts()) };
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
  const documents = await generateKeyPair("ES256", { extractable: true });
  await publishOffice({
    ...{ store: office.store, keys: office.registryKeys, signers: [office.signer], directory, nowSeconds: later },
    ...{ publicUrl: `${PUBLIC_URL}/registry`, registryFile: join(folder, "registry.json") },
    documentKey: await exportJWK(documents.privateKey),
  });
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

/** Proves with a credential that the office has published, and claims twice. */
async function claim({ credential, secret }: Issued): Promise<readonly string[]> {
  const published = { url: readPublishedFrom(directory), registry: office.registryKeys.registry };
  const registry = await openRegistry({ ...published, now: () => later });
  await registry.refresh();
  const origin = "https://benefits.example.org";
  const request = createRequest({
    ...{ policy, scope: { verifier: "benefits.example.org" }, registry: office.registryKeys.registry },
    ...{ origin, nowSeconds: later },
  });
  const presentation = await createPresentation({
    ...{ credential, holderSecret: secret, registry: await registry.viewFor(credential) },
    request: openRequest(request, { askedBy: origin, clock: () => later }),
    artifacts: await loadArtifacts({ circuit: request.circuit, ...source }),
  });
  const statements = await openStatements(published);
  const verified = await verifyPresentation(presentation, {
    ...{ request, maxRootAgeSeconds: 7_200, nowSeconds: later },
    verificationKey: await loadVerificationKey({ circuit: request.circuit, ...source }),
    statements: await statements.statementsFor({ nowSeconds: later, maxRootAgeSeconds: 7_200 }),
  });
  const store = createMemoryStore();
  return [await store.consume(verified), await store.consume(verified)];
}

it.each(["pid", "mdoc", "vc", "login"])(
  "%s: becomes ours, and a portal accepts a claim with it, once",
  async (name) => {
    const made = issued.get(name)!;
    expect(made.credential.claims).toEqual({ birthDate: "1950-02-28", district: "AT130" });
    expect(await claim(made)).toEqual(["accepted", "already-used"]);
  },
);
