/** The office with a real prover: a register in SQL, an offer, an enrolment, a credential, an accepted claim. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Credential } from "../../src/credentials/credential/credential.ts";
import { generateHolderSecret } from "../../src/credentials/credential/holder.ts";
import { schemaId } from "../../src/credentials/credential/schema.ts";
import { readPublishedFrom } from "../../src/credentials/registry/node.ts";
import { openRegistry } from "../../src/credentials/registry/open-registry.ts";
import { openStatements } from "../../src/credentials/registry/statement-source.ts";
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
import { ANNA, BERT, createAuthority, ENROLMENT_SCHEMA, OFFICE, OFFICE_GRID } from "../office.ts";
import { startOffice, type TestOffice } from "../unit/office/office.ts";
import { ANNA_RECORD, TOWN_SCHEMA } from "../unit/office/world.ts";
import { NOW_SECONDS, REGISTRY_ID, statementOf } from "../world.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-e2e-office-"));
const authority = createAuthority();
const secret = generateHolderSecret();
const enrolmentCredential = authority.issue(ANNA, secret);
let office: TestOffice;
let source: Awaited<ReturnType<typeof openArtifacts>> & { allowDevelopmentKeys: true };
let enrolmentArtifacts: Awaited<ReturnType<typeof loadArtifacts>>;

beforeAll(async () => {
  source = { allowDevelopmentKeys: true, ...(await openArtifacts()) };
  enrolmentArtifacts = await loadArtifacts({ circuit: "enrolment", ...source });
  office = await startOffice({
    enrolment: {
      ...{ schema: ENROLMENT_SCHEMA, registry: REGISTRY_ID, ...OFFICE, grid: OFFICE_GRID, maxRootAgeSeconds: 7_200 },
      verificationKey: await loadVerificationKey({ circuit: "enrolment", ...source }),
      readStatements: async () => [statementOf(authority.registry, Math.floor(NOW_SECONDS / 3_600) * 3_600)],
    },
  });
});
afterAll(async () => {
  await office.close();
  rmSync(folder, { recursive: true });
});

describe("an office with a real prover", () => {
  const prove = (credential: Credential, holderSecret = secret) => ({
    enrolment: {
      credential,
      registry: authority.registry.view(schemaId(ENROLMENT_SCHEMA)),
      artifacts: enrolmentArtifacts,
    },
    answer: undefined,
    holderSecret,
  });

  it("issues to the person in the file, whose claim a portal then accepts, once", async () => {
    const offer = await office.offer();
    const received = await office.wallet(secret).receive(offer.link, { ...offer, ...prove(enrolmentCredential) });
    const { credential } = received as { credential: Credential };
    expect(credential.claims).toEqual(ANNA_RECORD.claims);

    const documents = await generateKeyPair("ES256", { extractable: true });
    await publishOffice({
      ...{
        store: office.store,
        keys: office.registryKeys,
        signers: office.signers,
        publicUrl: "https://city.example.org/registry",
      },
      ...{
        directory: join(folder, "public"),
        registryFile: join(folder, "registry.json"),
        nowSeconds: office.clock.now,
      },
      documentKey: await exportJWK(documents.privateKey),
    });
    const published = { url: readPublishedFrom(join(folder, "public")), registry: office.registryKeys.registry };
    const registry = await openRegistry({ ...published, now: () => office.clock.now });
    await registry.refresh();
    const request = createRequest({
      policy: compilePolicy(
        readPolicy(
          {
            ...{ civicproof: "policy/v2", name: "pass", version: 1, title: "Pass from 65 on", programme: "pass" },
            ...{
              schema: "townsperson@1",
              grid: "year/2026-01-01/0",
              require: { claim: "birthDate", yearsAgo: { ">=": 65 } },
            },
          },
          TOWN_SCHEMA,
        ),
        TOWN_SCHEMA,
      ),
      ...{ scope: { verifier: "benefits.example.org" }, registry: office.registryKeys.registry },
      ...{ origin: "https://benefits.example.org", nowSeconds: office.clock.now },
    });
    const presentation = await createPresentation({
      ...{ credential, holderSecret: secret, registry: await registry.viewFor(credential) },
      request: openRequest(request, { askedBy: "https://benefits.example.org", clock: () => office.clock.now }),
      artifacts: await loadArtifacts({ circuit: request.circuit, ...source }),
    });
    const statements = await openStatements(published);
    const verified = await verifyPresentation(presentation, {
      ...{ request, maxRootAgeSeconds: 7_200, nowSeconds: office.clock.now },
      verificationKey: await loadVerificationKey({ circuit: request.circuit, ...source }),
      statements: await statements.statementsFor({ nowSeconds: office.clock.now, maxRootAgeSeconds: 7_200 }),
    });
    const store = createMemoryStore();
    expect([await store.consume(verified), await store.consume(verified)]).toEqual(["accepted", "already-used"]);
  });

  it("issues nothing to somebody else, who has an offer and an enrolment of her own", async () => {
    const bert = generateHolderSecret();
    const offer = await office.offer("T-1", { replacement: true });
    await expect(
      office.wallet(bert).receive(offer.link, { ...offer, ...prove(authority.issue(BERT, bert), bert) }),
    ).rejects.toMatchObject({ code: "POLICY_UNSATISFIED" });
  });
});
