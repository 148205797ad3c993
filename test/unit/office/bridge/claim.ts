/** A portal that takes credentials of an office with bridges: what the office publishes, and claims with a real prover. */
import { join } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import type { Credential } from "../../../../src/credentials/credential/credential.ts";
import type { HolderSecret } from "../../../../src/credentials/credential/holder.ts";
import { readPublishedFrom } from "../../../../src/credentials/registry/node.ts";
import { openRegistry } from "../../../../src/credentials/registry/open-registry.ts";
import { openStatements } from "../../../../src/credentials/registry/statement-source.ts";
import { publishOffice } from "../../../../src/office/publish/publish.ts";
import { createMemoryStore } from "../../../../src/portal/store/memory.ts";
import { openRequest } from "../../../../src/presentation/proof/open-request.ts";
import { createPresentation } from "../../../../src/presentation/proof/prove.ts";
import { createRequest } from "../../../../src/presentation/proof/request.ts";
import { loadVerificationKey } from "../../../../src/presentation/verification/load-key.ts";
import { verifyPresentation } from "../../../../src/presentation/verification/verify.ts";
import { loadArtifacts } from "../../../../src/statement/artifacts/load.ts";
import { openArtifacts } from "../../../../src/statement/artifacts/node.ts";
import { compilePolicy, readPolicy } from "../../../../src/statement/policy/index.ts";
import { type BridgedOffice, RESIDENT } from "./office.ts";

export interface Issued {
  readonly credential: Credential;
  readonly secret: HolderSecret;
}

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
const directoryIn = (folder: string): string => join(folder, "public");

/** Publishes what the office has issued. @param later  the registry says nothing of a second that is not over */
export async function publish(office: BridgedOffice, folder: string, later: number): Promise<void> {
  const documents = await generateKeyPair("ES256", { extractable: true });
  const { store, registryKeys, signer, publicUrl } = office;
  await publishOffice({
    ...{ store, keys: registryKeys, signers: [signer], directory: directoryIn(folder), nowSeconds: later },
    ...{ publicUrl: `${publicUrl}/registry`, registryFile: join(folder, "registry.json") },
    documentKey: await exportJWK(documents.privateKey),
  });
}

/** Proves with a credential that the office has published, and claims twice. */
export async function claim(
  { credential, secret }: Issued,
  office: BridgedOffice,
  folder: string,
  later: number,
): Promise<readonly string[]> {
  const source = { allowDevelopmentKeys: true, ...(await openArtifacts()) } as const;
  const published = { url: readPublishedFrom(directoryIn(folder)), registry: office.registryKeys.registry };
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
