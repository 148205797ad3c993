/**
 * The circuits against the plain evaluator of the policy's JSON: for random policies and people a witness exists exactly
 * for those who qualify, and proofs for some of them are made and verified for real.
 */

import fc from "fast-check";
import { groth16 } from "snarkjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CalendarDate, formatDate } from "../../src/core/dates.ts";
import { CivicproofError } from "../../src/core/errors.ts";
import { toField } from "../../src/core/field.ts";
import { derivePublicKey } from "../../src/core/signature.ts";
import type { ClaimRecord } from "../../src/credentials/credential/claims.ts";
import { checkCredential, issueCredential } from "../../src/credentials/credential/credential.ts";
import { holderBlinding, holderCommitment, toHolderSecret } from "../../src/credentials/credential/holder.ts";
import { schemaId } from "../../src/credentials/credential/schema.ts";
import { createStatusRegistry } from "../../src/credentials/registry/index.ts";
import { toSnarkjsProof } from "../../src/engine/groth16/proof.ts";
import { disposeCurve } from "../../src/engine/snark/curve.ts";
import { createPresentation } from "../../src/presentation/proof/prove.ts";
import { createRequest } from "../../src/presentation/proof/request.ts";
import { loadVerificationKey } from "../../src/presentation/verification/load-key.ts";
import { verifyPresentation } from "../../src/presentation/verification/verify.ts";
import { buildWitnessInputs } from "../../src/presentation/witness/build.ts";
import { createWitnessCalculator, type WitnessCalculator } from "../../src/presentation/witness/calculator.ts";
import { WitnessError } from "../../src/presentation/witness/refusals.ts";
import { type CircuitArtifacts, loadArtifacts } from "../../src/statement/artifacts/load.ts";
import { openArtifacts } from "../../src/statement/artifacts/node.ts";
import { type CircuitName, CREDENTIAL_CIRCUITS } from "../../src/statement/circuit/signals.ts";
import { PolicySyntaxError } from "../../src/statement/policy/check.ts";
import { type CompiledPolicy, compilePolicy, evaluatePolicy } from "../../src/statement/policy/index.ts";
import { PolicyLimitError } from "../../src/statement/policy/set-tree.ts";
import { personArbitrary, policyArbitrary, testSchema, todayArbitrary } from "../unit/statement/policy/arbitraries.ts";
import { fixedKey, opened, REGISTRY_ID, statementOf, trustIssuer } from "../world.ts";

const POLICIES = 200;
const PROOFS = 30;
const SEED = 20_261_123;
const PERIOD = 19_900_101;

interface Case {
  readonly policy: CompiledPolicy;
  readonly claims: ClaimRecord;
  readonly today: CalendarDate;
  readonly qualifies: boolean;
}

/** Two people for each policy, one who qualifies and one who doesn't where the sample has both. */
function makeCases(): Case[] {
  const policies = fc.sample(policyArbitrary, { seed: SEED, numRuns: 1_000 }).flatMap((policy) => {
    try {
      return [compilePolicy(policy, testSchema)];
    } catch (error) {
      if (error instanceof PolicyLimitError || error instanceof PolicySyntaxError) return [];
      throw error;
    }
  });
  expect(policies.length).toBeGreaterThanOrEqual(POLICIES);
  return policies.slice(0, POLICIES).flatMap((policy, i) => {
    const people = fc.sample(fc.tuple(personArbitrary, todayArbitrary), { seed: SEED + i, numRuns: 20 });
    const cases = people.map(([claims, today]) => {
      const qualifies = evaluatePolicy(policy.policy, { schema: testSchema, claims, today });
      return { policy, claims, today, qualifies };
    });
    return [cases.find((one) => one.qualifies), cases.find((one) => !one.qualifies)].filter((one) => one !== undefined);
  });
}

const holderSecret = toHolderSecret(987_654_321n);
const issuerKey = fixedKey(5);
const reason = { timeSeconds: 0, actor: "test", reasonCode: "other:set-up" } as const;
const registry = createStatusRegistry({ id: REGISTRY_ID });
const issuerIndex = trustIssuer(registry, issuerKey, reason, [String(schemaId(testSchema))]);
const view = registry.view(schemaId(testSchema));
const statusIndex = registry.allocateStatusIndex(issuerIndex, 100_001);

const credentialFor = (claims: ClaimRecord) =>
  issueCredential({
    issuerKey,
    schema: testSchema,
    claims,
    holderCommitment: holderCommitment(holderSecret),
    registry: registry.id,
    statusIndex,
    validFrom: "1990-01-01",
    validUntil: "2199-12-31",
    claimsFrom: PERIOD,
  });

const artifacts = new Map<CircuitName, CircuitArtifacts>();
const calculators = new Map<CircuitName, WitnessCalculator>();
let cases: readonly Case[];

beforeAll(async () => {
  const source = await openArtifacts();
  for (const circuit of CREDENTIAL_CIRCUITS) {
    const loaded = await loadArtifacts({ circuit, allowDevelopmentKeys: true, ...source });
    artifacts.set(circuit, loaded);
    calculators.set(circuit, await createWitnessCalculator(loaded.wasm));
  }
  cases = makeCases();
});

afterAll(disposeCurve);

describe("the compiled statement", () => {
  it("has a witness exactly for those whom the JSON accepts", () => {
    const outcomes = { accepted: 0, refused: 0 };
    for (const { policy, claims, today, qualifies } of cases) {
      const inputs = buildWitnessInputs({
        credential: checkCredential(credentialFor(claims), { schema: testSchema }),
        holderSecret,
        blinding: holderBlinding(holderSecret, 0),
        policy,
        registry: {
          issuerRoot: view.issuerRoot,
          statusRoot: registry.statusRoot,
          ...view.issuerPath(derivePublicKey(issuerKey)),
          ...view.statusPath(issuerIndex, statusIndex),
        },
        scope: toField(1),
        period: PERIOD,
        today,
        context: toField(2),
      });
      expect(hasWitness(calculators.get(policy.circuit)!, inputs), JSON.stringify(policy.policy.require)).toBe(
        qualifies,
      );
      outcomes[qualifies ? "accepted" : "refused"]++;
    }
    expect(outcomes.accepted).toBeGreaterThan(100);
    expect(outcomes.refused).toBeGreaterThan(100);
  }, 240_000);

  it(`is proven and verified for ${PROOFS} of them`, async () => {
    const chosen = CREDENTIAL_CIRCUITS.flatMap((circuit) =>
      cases
        .filter(({ qualifies, policy }) => qualifies && policy.circuit === circuit)
        .slice(0, PROOFS / CREDENTIAL_CIRCUITS.length),
    );
    expect(chosen).toHaveLength(PROOFS);
    const source = await openArtifacts();
    for (const [i, { policy, claims, today }] of chosen.entries()) {
      const nowSeconds = Date.parse(`${formatDate(today)}T12:00:00Z`) / 1_000;
      const request = createRequest({
        policy,
        scope: { verifier: "portal.example" },
        registry: registry.id,
        grid: "days:1/1990-01-01/0",
        origin: "https://portal.example",
        nowSeconds,
      });
      const loaded = artifacts.get(policy.circuit)!;
      const presentation = await createPresentation({
        credential: credentialFor(claims),
        holderSecret,
        request: opened(request),
        registry: view,
        artifacts: loaded,
      });
      const verified = await verifyPresentation(presentation, {
        request,
        verificationKey: await loadVerificationKey({ circuit: policy.circuit, allowDevelopmentKeys: true, ...source }),
        statements: [statementOf(registry, Math.floor(nowSeconds / 3_600) * 3_600)],
        maxRootAgeSeconds: 7_200,
        nowSeconds,
      });
      expect(verified.signals.policyHash).toBe(policy.policyHash);
      if (i % 10 === 0) {
        const proof = toSnarkjsProof(presentation.proof);
        expect(await groth16.verify(loaded.verificationKey as never, [...presentation.publicSignals], proof)).toBe(
          true,
        );
      }
    }
  }, 400_000);
});

function hasWitness(calculator: WitnessCalculator, inputs: Parameters<WitnessCalculator["calculate"]>[0]): boolean {
  try {
    calculator.calculate(inputs);
    return true;
  } catch (error) {
    // Anything but "the constraints refuse it" is a failure of the test.
    if (error instanceof CivicproofError && error instanceof WitnessError) return false;
    throw error;
  }
}
