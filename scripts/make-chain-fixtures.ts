/**
 * Makes contracts/test/fixtures/claims.json: real presentations for the contract tests, under the development keys of
 * that time. Holders, issuers, nonces and clocks are fixed; proofs are random, so the file is committed and made again
 * only when the protocol, the circuits or their keys changed.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { issueCredential } from "../src/credentials/credential/credential.ts";
import { holderCommitment, toHolderSecret } from "../src/credentials/credential/holder.ts";
import { schemaId } from "../src/credentials/credential/schema.ts";
import { createStatusRegistry } from "../src/credentials/registry/index.ts";
import { encodeProof } from "../src/portal/settlement/encode-proof.ts";
import { createPresentation } from "../src/presentation/proof/prove.ts";
import { askerHash, chainTerms, createRequest, type PresentationRequest } from "../src/presentation/proof/request.ts";
import { importVerificationKey } from "../src/statement/artifacts/imported-key.ts";
import { loadArtifacts } from "../src/statement/artifacts/load.ts";
import { openArtifacts } from "../src/statement/artifacts/node.ts";
import type { CircuitName, CredentialCircuitName } from "../src/statement/circuit/signals.ts";
import { compilePolicy } from "../src/statement/policy/compile.ts";
import { readPolicy } from "../src/statement/policy/index.ts";
import {
  CLAIMS,
  FIXTURE_POLICIES,
  fixedKey,
  GRID,
  NOW_SECONDS,
  opened,
  REGISTRY_ID,
  SCHEMA,
  trustIssuer,
} from "../test/world.ts";

/** Where a test puts the contract that takes these claims (vm.etch, anvil_setCode). No key is known for it. */
const CONTRACT = "0xc1a1c1a1c1a1c1a1c1a1c1a1c1a1c1a1c1a1c1a1";
const CHAIN_ID = 31337;
const VERIFIER = "benefits.example.org";
/** Every programme grants three claims in a period. */
const MAX_CLAIMS = 3;
/** A day in the next period. */
const NEXT_MONTH = NOW_SECONDS + 12 * 86_400;
/** A day, the longest life of a request. */
const LIFETIME_SECONDS = 86_400;
const AGE_CLAIMS = 64;
const PROGRAMMES: Readonly<Record<CredentialCircuitName, string>> = {
  age: "senior-pass",
  residency: "resident-pass",
  eligibility: "income-support",
};

/** Another origin may ask for the first programme: its claim is none that the contract's terms name. */
const OTHER_ASKER = "https://other.example";
const LISTED = [
  {
    verifier: VERIFIER,
    programme: PROGRAMMES.age,
    grid: GRID,
    maxClaims: MAX_CLAIMS,
    askers: [OTHER_ASKER],
    responseOrigins: [OTHER_ASKER],
    chainId: `eip155:${CHAIN_ID}`,
    contract: CONTRACT,
  },
];

const issuerKey = fixedKey(2);
const registry = createStatusRegistry({ id: REGISTRY_ID });
const reason = { timeSeconds: NOW_SECONDS - 1_000, actor: "registrar", reasonCode: "other:set-up" } as const;
trustIssuer(registry, fixedKey(1), reason);
const issuerIndex = trustIssuer(registry, issuerKey, reason);
const view = registry.view(schemaId(SCHEMA));
const FIRST_STATUS_INDEX = 4_000;
const holders = Array.from({ length: AGE_CLAIMS }, (_, i) => {
  const holderSecret = toHolderSecret(900_000_000n + BigInt(i));
  const statusIndex = FIRST_STATUS_INDEX + i;
  registry.allocateStatusIndex(issuerIndex, statusIndex);
  const credential = issueCredential({
    issuerKey,
    schema: SCHEMA,
    claims: CLAIMS,
    holderCommitment: holderCommitment(holderSecret),
    registry: registry.id,
    statusIndex,
    validFrom: "2026-01-01",
    validUntil: "2027-12-31",
    claimsFrom: 0,
  });
  return { holderSecret, credential };
});

interface Ask {
  readonly holder?: number;
  readonly circuit?: CredentialCircuitName;
  readonly nowSeconds?: number;
  readonly chainId?: number;
  readonly contract?: string;
  readonly version?: number;
  readonly ordinal?: number;
  readonly origin?: string;
}

let asked = 0;
const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString("hex")}`;

const policies = Object.fromEntries(
  (Object.keys(PROGRAMMES) as CredentialCircuitName[]).map((circuit) => {
    const { [circuit]: fixture } = FIXTURE_POLICIES;
    const policy = readPolicy({ ...fixture, programme: PROGRAMMES[circuit], maxClaims: MAX_CLAIMS }, SCHEMA);
    return [circuit, compilePolicy(policy, SCHEMA)] as const;
  }),
) as Readonly<Record<CredentialCircuitName, ReturnType<typeof compilePolicy>>>;

function ask({
  circuit = "age",
  nowSeconds = NOW_SECONDS,
  chainId = CHAIN_ID,
  contract = CONTRACT,
  origin = `https://${VERIFIER}`,
  version = 1,
  ordinal = 1,
}: Ask): PresentationRequest {
  const number = ++asked;
  const nonce = new Uint8Array(32);
  new DataView(nonce.buffer).setUint32(28, number);
  return createRequest({
    policy: policies[circuit],
    scope: { verifier: VERIFIER, chainId: `eip155:${chainId}`, contract },
    registry: REGISTRY_ID,
    grid: GRID,
    origin,
    chain: { version, ordinal },
    recipient: `0x${(0xa11ce0000n + BigInt(number)).toString(16).padStart(40, "0")}`,
    nowSeconds,
    lifetimeSeconds: LIFETIME_SECONDS,
    nonce,
  });
}

const allArtifacts = Object.fromEntries(
  await Promise.all(
    (Object.keys(PROGRAMMES) as CredentialCircuitName[]).map(async (circuit) => {
      const artifacts = await loadArtifacts({ circuit, allowDevelopmentKeys: true, ...(await openArtifacts()) });
      return [circuit, artifacts] as const;
    }),
  ),
) as unknown as Readonly<Record<CircuitName, Awaited<ReturnType<typeof loadArtifacts>>>>;

async function claim(options: Ask) {
  const request = ask(options);
  const { holderSecret, credential } = holders[options.holder ?? 0]!;
  const presentation = await createPresentation({
    credential,
    holderSecret,
    request: opened(request, { programmes: LISTED }),
    registry: view,
    artifacts: allArtifacts[request.circuit],
  });
  const { nonce, recipient, deadlineSeconds, version, ordinal } = chainTerms(request);
  console.error(`claim ${asked}: ${request.circuit}, holder ${options.holder ?? 0}`);
  return {
    circuit: request.circuit,
    chainId: Number(request.scope.chainId!.slice("eip155:".length)),
    contract: request.scope.contract!,
    period: request.period,
    today: request.today,
    origin: request.origin,
    version,
    ordinal,
    nonce: hex(nonce),
    recipient,
    deadline: deadlineSeconds,
    proof: encodeProof(presentation.proof).map(String),
    signals: presentation.publicSignals,
  };
}

const started = performance.now();
const age = [];
for (let holder = 0; holder < AGE_CLAIMS; holder++) age.push(await claim({ holder }));
const roots = { issuerRoot: String(view.issuerRoot), statusRoot: String(registry.statusRoot) };

const special = {
  secondClaim: await claim({ holder: 0 }),
  secondOrdinal: await claim({ holder: 0, ordinal: 2 }),
  otherVersion: await claim({ holder: 0, version: 2 }),
  otherAsker: await claim({ holder: 0, origin: OTHER_ASKER }),
  nextPeriod: await claim({ holder: 0, nowSeconds: NEXT_MONTH }),
  otherChain: await claim({ holder: 0, chainId: 1 }),
  otherContract: await claim({ holder: 0, contract: "0xbadbadbadbadbadbadbadbadbadbadbadbadbad0" }),
};
const residency = [await claim({ circuit: "residency" }), await claim({ circuit: "residency", holder: 1 })];
const eligibility = [await claim({ circuit: "eligibility" }), await claim({ circuit: "eligibility", holder: 1 })];

// Holder 63 loses her status: a second status root, with a claim under it.
registry.revoke(
  { issuerIndex, statusIndex: FIRST_STATUS_INDEX + AGE_CLAIMS - 1 },
  { timeSeconds: NOW_SECONDS - 500, actor: "registrar", reasonCode: "other:fixture" },
);
const nextRoots = { issuerRoot: String(view.issuerRoot), statusRoot: String(registry.statusRoot) };
const underNextRoots = await claim({ holder: 1 });

const programmes = Object.fromEntries(
  (Object.keys(PROGRAMMES) as CredentialCircuitName[]).map((circuit) => {
    const { setup, verificationKey } = allArtifacts[circuit];
    const key = importVerificationKey(verificationKey, { circuit, setup: setup.kind, allowDevelopmentKeys: true });
    const { nonce, recipient, chain, ...template } = ask({ circuit });
    return [circuit, { programme: PROGRAMMES[circuit], verificationKeyHash: `0x${key.hash}`, request: template }];
  }),
);

mkdirSync("contracts/test/fixtures", { recursive: true });
const fixture = {
  note: "contract is where a test puts the code; the proofs are bound to it and to chainId",
  contract: CONTRACT,
  chainId: CHAIN_ID,
  verifier: VERIFIER,
  registry: `0x${REGISTRY_ID}`,
  schemaId: String(policies.age.schemaId),
  askerHash: hex(askerHash(`https://${VERIFIER}`)),
  grid: GRID,
  maxClaims: MAX_CLAIMS,
  nowSeconds: NOW_SECONDS,
  period: age[0]!.period,
  roots,
  nextRoots,
  programmes,
  age,
  residency,
  eligibility,
  special: { ...special, underNextRoots },
};
writeFileSync("contracts/test/fixtures/claims.json", `${JSON.stringify(fixture, null, 1)}\n`);
console.error(`wrote ${asked} claims in ${Math.round((performance.now() - started) / 1000)} s`);
