/** A portal for tests: requests under one policy, and presentations that verify, made with a trapdoor instead of a prover. */

import { randomField } from "../src/core/field.ts";
import type { Presentation } from "../src/presentation/proof/presentation.ts";
import {
  type CreateRequestOptions,
  createRequest,
  type PresentationRequest,
  requestSignals,
} from "../src/presentation/proof/request.ts";
import {
  type VerifiedPresentation,
  type VerifyOptions,
  verifyPresentation,
  verifyPresentations,
  verifyWith,
} from "../src/presentation/verification/verify.ts";
import type { CredentialCircuitName } from "../src/statement/circuit/signals.ts";
import { PUBLIC_SIGNALS } from "../src/statement/circuit/signals.ts";
import { compilePolicy } from "../src/statement/policy/index.ts";
import { createTrapdoor, fieldFrom, type MultiplyG1 } from "./trapdoor.ts";
import { FIXTURE_POLICIES, GRID, NOW_SECONDS, REGISTRY_ID, SCHEMA, statementOf } from "./world.ts";

export interface PresentOptions {
  /** The holder's pseudonym; a random one by default. */
  readonly nullifier?: bigint;
  /** The verifier's clock; that of the portal by default. */
  readonly nowSeconds?: number;
}

export function createTestPortal({
  circuit = "age",
  nowSeconds = NOW_SECONDS,
  multiply,
}: {
  circuit?: CredentialCircuitName;
  nowSeconds?: number;
  /** See `createTrapdoor`. */
  multiply?: MultiplyG1;
} = {}) {
  const trapdoor = createTrapdoor(circuit, undefined, multiply);
  const policy = compilePolicy(FIXTURE_POLICIES[circuit], SCHEMA);
  const [issuerRoot, statusRoot] = [fieldFrom("issuer root"), fieldFrom("status root")];
  const registry = { id: REGISTRY_ID, issuerRoots: { [String(policy.schemaId)]: issuerRoot }, statusRoot };
  /** What the registry has published by an instant: the statements of the last two hours. */
  const statementsAt = (seconds: number) => {
    const lastHour = Math.floor(seconds / 3_600) * 3_600;
    return [lastHour - 3_600, lastHour].map((timeSeconds) => statementOf(registry, timeSeconds));
  };

  const request = (options: Partial<CreateRequestOptions> & { maxClaims?: number } = {}): PresentationRequest => {
    const { maxClaims = 1, ...rest } = options;
    const origin = "https://benefits.example.org";
    const scope = { verifier: "benefits.example.org" };
    return {
      ...createRequest({ policy, scope, registry: REGISTRY_ID, grid: GRID, origin, nowSeconds, ...rest }),
      maxClaims,
    };
  };

  /** Answers a request. */
  const present = (asked: PresentationRequest, { nullifier = randomField() }: PresentOptions = {}): Presentation => {
    const values = { ...requestSignals(asked), nullifier, issuerRoot, statusRoot };
    const signals = PUBLIC_SIGNALS.map((name) => values[name] as bigint);
    return {
      civicproof: "presentation/v2/s1",
      circuit,
      proof: trapdoor.prove(signals),
      publicSignals: signals.map(String),
    };
  };

  const options = (asked: PresentationRequest, clock = nowSeconds): VerifyOptions => ({
    request: asked,
    verificationKey: trapdoor.key,
    statements: statementsAt(asked.asOfSeconds ?? clock),
    maxRootAgeSeconds: 7_200,
    nowSeconds: clock,
  });

  return {
    trapdoor,
    policy,
    statements: statementsAt(nowSeconds),
    statementsAt,
    request,
    present,
    options,
    /** A request, its answer, and the verification of that. */
    verified(asked: PresentationRequest = request(), answer: PresentOptions = {}): Promise<VerifiedPresentation> {
      return verifyPresentation(present(asked, answer), options(asked, answer.nowSeconds));
    },
    /**
     * For tests of stores that need thousands: everything is checked but the pairing, which takes longer than all the
     * rest. Only the library's own modules can leave it out.
     */
    async claims(requests: readonly PresentationRequest[], answer: PresentOptions = {}) {
      const items = requests.map((asked) => ({ presentation: present(asked, answer), options: options(asked) }));
      const results = await verifyWith(items, async (proofs) => proofs.map(() => undefined));
      return results.map((result) => {
        if (result.status === "rejected") throw result.reason;
        return result.value;
      });
    },
    /** The same many times over, in batches. */
    async verifiedMany(count: number): Promise<readonly VerifiedPresentation[]> {
      const all: VerifiedPresentation[] = [];
      while (all.length < count) {
        const requests = Array.from({ length: Math.min(256, count - all.length) }, () => request());
        const items = requests.map((asked) => ({ presentation: present(asked), options: options(asked) }));
        for (const result of await verifyPresentations(items)) {
          if (result.status === "rejected") throw result.reason;
          all.push(result.value);
        }
      }
      return all;
    },
  };
}

export type TestPortal = ReturnType<typeof createTestPortal>;
