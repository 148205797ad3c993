/** Circuits with a proving key, and inputs that satisfy them. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDate } from "../src/core/dates.ts";
import { checkCredential } from "../src/credentials/credential/credential.ts";
import {
  findBlinding,
  holderBlinding,
  holderCommitment,
  toHolderSecret,
} from "../src/credentials/credential/holder.ts";
import { schemaId } from "../src/credentials/credential/schema.ts";
import { witnessToWtns } from "../src/engine/groth16/files/wtns.ts";
import { enrolmentExtension } from "../src/presentation/proof/enrolment.ts";
import { createRequest, requestSignals } from "../src/presentation/proof/request.ts";
import { buildWitnessInputs } from "../src/presentation/witness/build.ts";
import { type CircuitInputs, createWitnessCalculator } from "../src/presentation/witness/calculator.ts";
import { buildEnrolmentInputs } from "../src/presentation/witness/enrolment.ts";
import { loadArtifacts } from "../src/statement/artifacts/load.ts";
import { openArtifacts } from "../src/statement/artifacts/node.ts";
import { compilePolicy } from "../src/statement/policy/index.ts";
import { ANNA, askFor, createAuthority, demandFor, ENROLMENT_SCHEMA } from "../test/office.ts";
import { FIXTURE_POLICIES, GRID, makeWorld, NOW_SECONDS, REGISTRY_ID } from "../test/world.ts";
import { ROOT } from "./harness.ts";

export interface Workload {
  readonly name: string;
  readonly zkey: Uint8Array;
  /** circom's witness program. */
  readonly wasm: Uint8Array;
  readonly verificationKey: unknown;
  readonly inputs: CircuitInputs;
  readonly wtns: Uint8Array;
}

async function workload(parts: Omit<Workload, "wtns">): Promise<Workload> {
  const calculator = await createWitnessCalculator(parts.wasm);
  return { ...parts, wtns: witnessToWtns(calculator.calculate(parts.inputs)) };
}

/** One of our circuits with its development key and the resident of the tests. */
export async function ownCircuit(circuit: keyof typeof FIXTURE_POLICIES): Promise<Workload> {
  const { wasm, zkey, verificationKey } = await loadArtifacts({
    circuit,
    allowDevelopmentKeys: true,
    ...(await openArtifacts()),
  });
  const { schema, credential, holderSecret, view } = makeWorld();
  const policy = compilePolicy(FIXTURE_POLICIES[circuit], schema);
  const request = createRequest({
    policy,
    scope: { verifier: "portal.example" },
    registry: REGISTRY_ID,
    grid: GRID,
    origin: "https://portal.example",
    nowSeconds: NOW_SECONDS,
  });
  const checked = checkCredential(credential, { schema, holderSecret });
  const issuer = view.issuerPath(checked.issuerKey);
  const { scope, context } = requestSignals(request);
  const inputs = buildWitnessInputs({
    credential: checked,
    holderSecret,
    blinding: findBlinding(holderSecret, checked.holderCommitment),
    policy,
    registry: {
      ...issuer,
      issuerRoot: view.issuerRoot,
      statusRoot: view.statusRoot,
      ...view.statusPath(issuer.issuerIndex, checked.statusIndex),
    },
    scope,
    period: request.period,
    today: parseDate(request.today),
    context,
  }) as unknown as CircuitInputs;
  return workload({ name: circuit, wasm, zkey, verificationKey, inputs });
}

/** The circuit of enrolments with its development key, and the person of the tests at the office of the tests. */
export async function enrolmentCircuit(): Promise<Workload> {
  const { wasm, zkey, verificationKey } = await loadArtifacts({
    circuit: "enrolment",
    allowDevelopmentKeys: true,
    ...(await openArtifacts()),
  });
  const { registry, issue } = createAuthority();
  const view = registry.view(schemaId(ENROLMENT_SCHEMA));
  const holderSecret = toHolderSecret(123_456_789n);
  const credential = checkCredential(issue(ANNA, holderSecret), { schema: ENROLMENT_SCHEMA, holderSecret });
  const issuer = view.issuerPath(credential.issuerKey);
  const request = askFor(ANNA);
  const { scope, context } = requestSignals(request);
  const inputs = buildEnrolmentInputs(
    {
      credential,
      holderSecret,
      blinding: findBlinding(holderSecret, credential.holderCommitment),
      policy: demandFor(ANNA),
      registry: {
        ...issuer,
        issuerRoot: view.issuerRoot,
        statusRoot: view.statusRoot,
        ...view.statusPath(issuer.issuerIndex, credential.statusIndex),
      },
      scope,
      period: request.period,
      today: parseDate(request.today),
      context,
    },
    {
      newBlinding: holderBlinding(holderSecret, 1),
      extension: enrolmentExtension(holderCommitment(holderSecret, 1), credential.claimsFrom),
    },
  );
  return workload({ name: "enrolment", wasm, zkey, verificationKey, inputs });
}

/** Semaphore v4 with the keys of its public ceremony; its root is an output, so any siblings do. */
export async function semaphore(depth: number): Promise<Workload> {
  const read = (ending: string) =>
    readFile(join(ROOT, `node_modules/@zk-kit/semaphore-artifacts/semaphore-${depth}.${ending}`));
  const [wasm, zkey, json] = await Promise.all([read("wasm"), read("zkey"), read("json")]);
  const inputs = {
    secret: 123_456_789n,
    merkleProofLength: BigInt(depth),
    merkleProofIndex: 1n,
    merkleProofSiblings: Array.from({ length: depth }, (_, i) => BigInt(i + 1)),
    message: 7n,
    scope: 8n,
  };
  return workload({
    name: `semaphore-${depth}`,
    wasm: new Uint8Array(wasm),
    zkey: new Uint8Array(zkey),
    verificationKey: JSON.parse(json.toString()),
    inputs,
  });
}
