/** Making presentations with real artifacts: progress, aborts, broken backends, appeals. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CivicproofError } from "../../src/core/errors.ts";
import { openSnapshot } from "../../src/credentials/registry/snapshot.ts";
import type { ProverBackend } from "../../src/engine/groth16/backend.ts";
import { createProver } from "../../src/engine/groth16/prover/prover.ts";
import { disposeCurve } from "../../src/engine/snark/curve.ts";
import { createSnarkjsProver } from "../../src/engine/snark/prove.ts";
import {
  type CreatePresentationOptions,
  createPresentation,
  type PresentationProgress,
} from "../../src/presentation/proof/prove.ts";
import { type CreateRequestOptions, createRequest } from "../../src/presentation/proof/request.ts";
import { loadVerificationKey } from "../../src/presentation/verification/load-key.ts";
import { verifyPresentation } from "../../src/presentation/verification/verify.ts";
import { type CircuitArtifacts, loadArtifacts } from "../../src/statement/artifacts/load.ts";
import { openArtifacts } from "../../src/statement/artifacts/node.ts";
import { compilePolicy } from "../../src/statement/policy/index.ts";
import { FIXTURE_POLICIES, GRID, makeWorld, NOW_SECONDS, opened, REGISTRY_ID, statementOf } from "../world.ts";

let artifacts: CircuitArtifacts;
beforeAll(async () => {
  artifacts = await loadArtifacts({ circuit: "age", allowDevelopmentKeys: true, ...(await openArtifacts()) });
});
afterAll(disposeCurve);

const world = makeWorld();

function request(change: Partial<CreateRequestOptions> = {}) {
  return createRequest({
    policy: compilePolicy(FIXTURE_POLICIES.age, world.schema),
    scope: { verifier: "portal.example" },
    registry: REGISTRY_ID,
    grid: GRID,
    origin: "https://portal.example",
    nowSeconds: NOW_SECONDS,
    ...change,
  });
}

const options = (change: Partial<CreatePresentationOptions> = {}): CreatePresentationOptions => ({
  credential: world.credential,
  holderSecret: world.holderSecret,
  request: opened(request()),
  registry: world.view,
  artifacts,
  ...change,
});

async function code(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof CivicproofError) return error.code;
    throw error;
  }
  return "accepted";
}

describe("createPresentation", () => {
  it("reports its stages in order, up to 1", async () => {
    const seen: PresentationProgress[] = [];
    await createPresentation(options({ onProgress: (progress) => seen.push(progress) }));
    expect([...new Set(seen.map(({ stage }) => stage))]).toEqual([
      "checking",
      "witness",
      "proving",
      "verifying",
      "done",
    ]);
    expect(seen.map(({ fraction }) => fraction)).toEqual(seen.map(({ fraction }) => fraction).sort((a, b) => a - b));
    expect(seen.at(-1)).toEqual({ stage: "done", fraction: 1 });
  });

  it("stops when it is told to, and works the next time", async () => {
    expect(await code(createPresentation(options({ signal: AbortSignal.abort() })))).toBe("OPERATION_ABORTED");
    const controller = new AbortController();
    const started = createPresentation(
      options({
        signal: controller.signal,
        onProgress: ({ stage }) => {
          if (stage === "proving") setTimeout(() => controller.abort(), 50);
        },
      }),
    );
    expect(await code(started)).toBe("OPERATION_ABORTED");
    await createPresentation(options());
  });

  it("stops when it is told to, also with a backend that takes no notice", async () => {
    const controller = new AbortController();
    const deaf: ProverBackend = {
      ...createProver(),
      prove() {
        setTimeout(() => controller.abort(), 50);
        return new Promise(() => {});
      },
    };
    expect(await code(createPresentation(options({ prover: deaf, signal: controller.signal })))).toBe(
      "OPERATION_ABORTED",
    );
  });

  it("proves with the reference backend when asked to", async () => {
    const same = { request: opened(request()) };
    const { publicSignals } = await createPresentation(options({ ...same, prover: createSnarkjsProver() }));
    expect(publicSignals).toEqual((await createPresentation(options(same))).publicSignals);
  });

  it("makes several at once", async () => {
    const presentations = await Promise.all(
      [0, 20].map((days) =>
        createPresentation(options({ request: opened(request({ nowSeconds: NOW_SECONDS + days * 86_400 })) })),
      ),
    );
    const nullifiers = presentations.map(({ publicSignals }) => publicSignals[0]);
    expect(new Set(nullifiers).size).toBe(2);
  });

  it("never hands out a proof that does not verify, or of other signals", async () => {
    const honest = createProver();
    const broken = (change: (result: Awaited<ReturnType<ProverBackend["prove"]>>) => unknown): ProverBackend => ({
      ...honest,
      prove: async (input) => change(await honest.prove(input)) as never,
    });
    const backends = [
      broken(({ proof, publicSignals }) => ({ proof: { ...proof, pi_a: proof.pi_c }, publicSignals })),
      broken(({ proof, publicSignals }) => ({ proof, publicSignals: publicSignals.with(0, "1") })),
      broken(({ proof, publicSignals }) => ({ proof, publicSignals: publicSignals.with(5, "1") })),
      broken(({ proof, publicSignals }) => ({ proof, publicSignals: publicSignals.slice(1) })),
      broken(({ proof }) => ({ proof, publicSignals: [] })),
      broken(({ publicSignals }) => ({ proof: { pi_a: [], pi_b: [], pi_c: [] }, publicSignals })),
    ];
    for (const prover of backends) expect(await code(createPresentation(options({ prover })))).toBe("PROVING_FAILED");
    await honest.dispose();
  });

  it("says why a person can't prove", async () => {
    const young = makeWorld({ claims: { ...world.credential.claims, birthDate: "2001-05-05" } });
    expect(await code(createPresentation(options({ credential: young.credential, registry: young.view })))).toBe(
      "POLICY_UNSATISFIED",
    );
    expect(await code(createPresentation(options({ holderSecret: 5n as never })))).toBe("HOLDER_SECRET_MISMATCH");
    expect(await code(createPresentation(options({ credential: {} })))).toBe("CREDENTIAL_MALFORMED");
    const later = makeWorld({ claimsFrom: 20261102 });
    expect(await code(createPresentation(options({ credential: later.credential, registry: later.view })))).toBe(
      "CREDENTIAL_NOT_YET_VALID",
    );
    const past = request({ asOfSeconds: Date.UTC(2025, 11, 31) / 1_000 });
    expect(await code(createPresentation(options({ request: opened(past) })))).toBe("CREDENTIAL_NOT_YET_VALID");
    const other = { ...artifacts, circuit: "eligibility" } as const;
    expect(await code(createPresentation(options({ artifacts: other })))).toBe("ARTIFACT_INVALID");
  });
});

describe("an appeal", () => {
  it("is proven and verified under the roots of its time, although the credential is revoked since", async () => {
    const { registry, view, credential, holderSecret, statusIndex } = makeWorld({
      trustedSeconds: NOW_SECONDS - 86_400,
    });
    const issuerIndex = 1;
    // Statements of 08:00 and 09:00, and between them the revocation.
    const [before, after] = [NOW_SECONDS - 7_200, NOW_SECONDS - 3_600];
    const revokedAt = before + 100;
    const statements = [statementOf(registry, before)];
    const old = openSnapshot(registry.snapshot(), {
      issuer: credential.issuer,
      schemaId: credential.schemaId,
      statusBits: registry.statusBits(issuerIndex),
    });
    registry.revoke(
      { issuerIndex, statusIndex },
      { timeSeconds: revokedAt, actor: "registrar", reasonCode: "moved-away" },
    );
    statements.push(statementOf(registry, after));

    const verify = async (asked: ReturnType<typeof request>, presentation: unknown, change: object = {}) =>
      verifyPresentation(presentation, {
        request: asked,
        verificationKey: await loadVerificationKey({
          circuit: "age",
          allowDevelopmentKeys: true,
          ...(await openArtifacts()),
        }),
        statements,
        maxRootAgeSeconds: 7_200,
        nowSeconds: NOW_SECONDS,
        ...change,
      });

    const current = request();
    expect(
      await code(createPresentation(options({ credential, holderSecret, registry: view, request: opened(current) }))),
    ).toBe("CREDENTIAL_REVOKED");

    const appeal = request({ asOfSeconds: after - 1 });
    const presentation = await createPresentation(
      options({ credential, holderSecret, registry: old, request: opened(appeal) }),
    );
    await verify(appeal, presentation);

    // The same old root is no answer to a request about today.
    const stale = await createPresentation(
      options({ credential, holderSecret, registry: old, request: opened(current) }),
    );
    expect(await code(verify(current, stale))).toBe("STATUS_ROOT_NOT_ACCEPTED");
    await verify(current, stale, { maxRootAgeSeconds: 7_201 });
    // Nor is today's root one to an appeal.
    const later = request({ asOfSeconds: after + 1 });
    const tooOld = await createPresentation(
      options({ credential, holderSecret, registry: old, request: opened(later) }),
    );
    expect(await code(verify(later, tooOld))).toBe("STATUS_ROOT_NOT_ACCEPTED");
  });
});
