/** The benefit portal of the demo: asks, verifies, accepts each person once. */

import { createMemoryStore } from "../../portal/store/memory.ts";
import type { ConsumeOutcome } from "../../portal/store/port.ts";
import {
  type CreateRequestOptions,
  createRequest,
  type PresentationRequest,
} from "../../presentation/proof/request.ts";
import {
  type VerifiedPresentation,
  type VerifyOptions,
  verifyPresentation,
} from "../../presentation/verification/verify.ts";
import { importVerificationKey, type VerificationKey } from "../../statement/artifacts/imported-key.ts";
import type { ReadArtifact } from "../../statement/artifacts/load.ts";
import { type CircuitArtifacts, loadArtifacts } from "../../statement/artifacts/load.ts";
import type { ArtifactManifest } from "../../statement/artifacts/manifest.ts";
import { CIRCUIT_NAMES, type CircuitName } from "../../statement/circuit/signals.ts";
import type { CompiledPolicy } from "../../statement/policy/compile.ts";
import { type City, statementsOf } from "./city.ts";

export const PORTAL_ORIGIN = "https://benefits.example.org";

/** Two hourly statements: a wallet shows one that is at most 70 minutes old. */
export const MAX_ROOT_AGE_SECONDS = 7_200;

/** Where the demo's keys come from, and whether they may be development keys. */
export interface ArtifactSource {
  readonly manifest: ArtifactManifest;
  readonly read: ReadArtifact;
  readonly allowDevelopmentKeys: boolean;
}

/** The files of all circuits, checked against their hashes. */
export type Artifacts = Readonly<Record<CircuitName, CircuitArtifacts>>;

export async function loadAll(source: ArtifactSource): Promise<Artifacts> {
  const loaded = await Promise.all(
    CIRCUIT_NAMES.map(async (circuit) => [circuit, await loadArtifacts({ circuit, ...source })] as const),
  );
  return Object.fromEntries(loaded) as Record<CircuitName, CircuitArtifacts>;
}

export interface Portal {
  /** A new request, with a new nonce. */
  readonly ask: (
    policy: CompiledPolicy,
    options?: Partial<Pick<CreateRequestOptions, "origin" | "nowSeconds">>,
  ) => PresentationRequest;
  readonly verify: (
    answer: unknown,
    request: PresentationRequest,
    options?: Partial<Pick<VerifyOptions, "nowSeconds">>,
  ) => Promise<VerifiedPresentation>;
  readonly accept: (verified: VerifiedPresentation) => Promise<ConsumeOutcome>;
  readonly close: () => Promise<void>;
}

export function openPortal(
  city: City,
  artifacts: Artifacts,
  { allowDevelopmentKeys }: Pick<ArtifactSource, "allowDevelopmentKeys">,
): Portal {
  const { nowSeconds, registry } = city;
  const keys = new Map<CircuitName, VerificationKey>();
  const keyOf = (circuit: CircuitName): VerificationKey => {
    const { verificationKey, setup } = artifacts[circuit];
    const known =
      keys.get(circuit) ?? importVerificationKey(verificationKey, { circuit, setup: setup.kind, allowDevelopmentKeys });
    keys.set(circuit, known);
    return known;
  };
  const store = createMemoryStore();
  return {
    ask: (policy, { origin = PORTAL_ORIGIN, nowSeconds: clock = nowSeconds } = {}) =>
      createRequest({
        policy,
        scope: { verifier: new URL(PORTAL_ORIGIN).hostname },
        registry: registry.id,
        origin,
        nowSeconds: clock,
      }),
    verify: (answer, request, { nowSeconds: clock = nowSeconds } = {}) =>
      verifyPresentation(answer, {
        request,
        verificationKey: keyOf(request.circuit),
        statements: statementsOf(city),
        maxRootAgeSeconds: MAX_ROOT_AGE_SECONDS,
        nowSeconds: clock,
      }),
    accept: (verified) => store.consume(verified),
    close: () => store.close(),
  };
}
