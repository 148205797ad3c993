/**
 * Makes test/vectors/presentation-*.json: a real request and presentation per circuit, and two more for stores, under the development
 * keys of that time, which the file holds too. Proofs are random, so the files change at each run; run it when the
 * protocol changed.
 */
import { writeFileSync } from "node:fs";
import { createPresentation } from "../src/presentation/proof/prove.ts";
import { createRequest } from "../src/presentation/proof/request.ts";
import { loadArtifacts } from "../src/statement/artifacts/load.ts";
import { openArtifacts } from "../src/statement/artifacts/node.ts";
import { CREDENTIAL_CIRCUITS, type CredentialCircuitName } from "../src/statement/circuit/signals.ts";
import { compilePolicy } from "../src/statement/policy/compile.ts";
import { FIXTURE_POLICIES, GRID, makeWorld, NOW_SECONDS, opened, REGISTRY_ID } from "../test/world.ts";

interface Fixture {
  readonly name: string;
  readonly circuit: CredentialCircuitName;
  readonly secret?: bigint;
  /** Every byte of the nonce. */
  readonly nonceByte?: number;
}

const FIXTURES: readonly Fixture[] = [
  ...CREDENTIAL_CIRCUITS.map((circuit) => ({ name: circuit, circuit })),
  { name: "age-again", circuit: "age", nonceByte: 8 },
  { name: "age-other-holder", circuit: "age", secret: 987_654_321n },
];

for (const { name, circuit, secret, nonceByte = 7 } of FIXTURES) {
  const world = makeWorld(secret === undefined ? {} : { secret });
  const compiled = compilePolicy(FIXTURE_POLICIES[circuit], world.schema);
  if (compiled.circuit !== circuit) throw new Error(`the policy for ${circuit} compiles to ${compiled.circuit}`);
  const request = createRequest({
    policy: compiled,
    scope: { verifier: "benefits.example.org" },
    registry: REGISTRY_ID,
    grid: GRID,
    origin: "https://benefits.example.org",
    recipient: "case-4711",
    nowSeconds: NOW_SECONDS,
    nonce: new Uint8Array(16).fill(nonceByte),
  });
  const artifacts = await loadArtifacts({
    circuit: compiled.circuit,
    allowDevelopmentKeys: true,
    ...(await openArtifacts()),
  });
  const presentation = await createPresentation({
    credential: world.credential,
    holderSecret: world.holderSecret,
    request: opened(request),
    registry: world.view,
    artifacts,
  });
  const fixture = {
    request,
    presentation,
    verificationKey: artifacts.verificationKey,
    nowSeconds: NOW_SECONDS + 30,
    issuerRoot: String(world.view.issuerRoot),
    statusRoot: String(world.registry.statusRoot),
  };
  writeFileSync(`test/vectors/presentation-${name}.json`, `${JSON.stringify(fixture, null, 2)}\n`);
  console.error(`wrote test/vectors/presentation-${name}.json`);
}
