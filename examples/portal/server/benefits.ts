/**
 * The benefit portal's decisions, all in this file: it asks, verifies and accepts each person once. A deployment puts
 * a verifier service with a lasting store here.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import {
  type CompiledPolicy,
  compilePolicy,
  LANGUAGES,
  policyTitle,
  readPolicy,
} from "../../../src/statement/policy/index.ts";
import {
  type CircuitName,
  type ConsumeOutcome,
  createMemoryStore,
  createRequest,
  type PresentationRequest,
  type RegistryStatement,
  RequestError,
  type VerificationKey,
  verifyPresentation,
} from "../../../src/verifier.ts";
import { readPaperProof } from "../paper.ts";
import { newCode, SCHEMA } from "./office.ts";

/** Roots of the last two hourly statements are good. */
const MAX_ROOT_AGE_SECONDS = 7_200;
const CLAIM_SECONDS = 600;
/** A sheet of paper is good until the next day, and so are the roots it was made under. */
export const PAPER_SECONDS = 86_400;

/** What is declared beside a request: proofs are checked and dropped; marks go when this process ends, whenever that is. */
const KEEPS = { proofDays: 0 } as const;

export interface Programme {
  readonly id: string;
  readonly policy: CompiledPolicy;
}

/** Where a claim stands. */
export type ClaimState =
  | { readonly state: "waiting" }
  | { readonly state: "accepted" }
  | { readonly state: "already-used" }
  | { readonly state: "refused"; readonly code: string };

interface Claim {
  readonly request: PresentationRequest;
  /** Known to the browser that started the claim, and to nobody who only sees the code. */
  readonly token: string;
  readonly paper: boolean;
  state: ClaimState;
}

/** What an official's device needs to check paper without a network. */
export interface CounterKit {
  readonly programmes: readonly {
    readonly title: Readonly<Record<string, string>>;
    readonly request: PresentationRequest;
  }[];
  readonly statements: readonly {
    readonly registry: string;
    readonly timeSeconds: number;
    readonly issuerRoots: Readonly<Record<string, string>>;
    readonly statusRoot: string;
  }[];
  /** Base64; tells nonces that this portal gave out from others. */
  readonly nonceKey: string;
}

export interface Benefits {
  readonly programmes: readonly Programme[];
  readonly open: (
    programmeId: string,
    options: { readonly paper: boolean },
  ) => { code: string; token: string } | undefined;
  readonly request: (code: string) => { request: PresentationRequest; paper: boolean; keeps: typeof KEEPS } | undefined;
  readonly state: (code: string, token: string) => ClaimState | undefined;
  /** Verifies an answer and uses up the claim. Throws what `verifyPresentation` throws. */
  readonly answer: (code: string, presentation: unknown) => Promise<ConsumeOutcome | undefined>;
  readonly kit: () => CounterKit;
  /** Settles what an official accepted offline. */
  readonly settlePaper: (text: unknown) => Promise<ConsumeOutcome>;
}

export interface BenefitsOptions {
  readonly policies: readonly unknown[];
  readonly verificationKeys: ReadonlyMap<CircuitName, VerificationKey>;
  /** Id of the registry whose statements count. */
  readonly registry: string;
  /** The registry's statements, read again for each response. */
  readonly statements: () => readonly RegistryStatement[];
  readonly origin: string;
  readonly verifier: string;
  readonly now: () => number;
}

export function openBenefits(options: BenefitsOptions): Benefits {
  const { policies, verificationKeys, registry, statements, origin, verifier, now } = options;
  const programmes = policies.map((json): Programme => {
    const policy = compilePolicy(readPolicy(json, SCHEMA), SCHEMA);
    return { id: policy.policy.name, policy };
  });
  const claims = new Map<string, Claim>();
  const store = createMemoryStore();
  const nonceKey = randomBytes(32);

  const ask = ({ policy }: Programme, paper: boolean): PresentationRequest =>
    createRequest({
      policy,
      scope: { verifier },
      registry,
      origin,
      nowSeconds: now(),
      lifetimeSeconds: paper ? PAPER_SECONDS : CLAIM_SECONDS,
      ...(paper ? { nonce: signedNonce(nonceKey) } : {}),
    });

  const decide = async (
    request: PresentationRequest,
    presentation: unknown,
    maxRootAgeSeconds = MAX_ROOT_AGE_SECONDS,
  ): Promise<ConsumeOutcome> => {
    const verified = await verifyPresentation(presentation, {
      request,
      verificationKey: verificationKeys.get(request.circuit)!,
      statements: statements(),
      maxRootAgeSeconds,
      nowSeconds: now(),
    });
    return store.consume(verified, { idempotencyKey: request.nonce });
  };

  return {
    programmes,
    open(programmeId, { paper }) {
      const programme = programmes.find(({ id }) => id === programmeId);
      if (programme === undefined) return undefined;
      const code = newCode();
      const token = randomBytes(16).toString("base64url");
      claims.set(code, { request: ask(programme, paper), token, paper, state: { state: "waiting" } });
      return { code, token };
    },
    request(code) {
      const claim = claims.get(code);
      return claim && { request: claim.request, paper: claim.paper, keeps: KEEPS };
    },
    state(code, token) {
      const claim = claims.get(code);
      return claim?.token === token ? claim.state : undefined;
    },
    async answer(code, presentation) {
      const claim = claims.get(code);
      if (claim === undefined) return undefined;
      try {
        const outcome = await decide(claim.request, presentation);
        claim.state = { state: outcome === "already-used" ? "already-used" : "accepted" };
        return outcome;
      } catch (error) {
        if (claim.state.state === "waiting" && error instanceof Error && "code" in error) {
          claim.state = { state: "refused", code: String(error.code) };
        }
        throw error;
      }
    },
    kit() {
      return {
        programmes: programmes.map((programme) => ({
          title: titles(programme.policy),
          request: ask(programme, true),
        })),
        statements: statements().map(({ registry: id, timeSeconds, issuerRoots, statusRoot }) => ({
          registry: id,
          timeSeconds,
          issuerRoots: Object.fromEntries(Object.entries(issuerRoots).map(([schema, root]) => [schema, String(root)])),
          statusRoot: String(statusRoot),
        })),
        nonceKey: nonceKey.toString("base64"),
      };
    },
    async settlePaper(text) {
      const { presentation, terms } = readPaperProof(text);
      const programme = programmes.find(({ policy }) => String(policy.policyHash) === presentation.publicSignals[1]);
      const isOurs = isSignedNonce(nonceKey, Buffer.from(terms.nonce, "base64url"));
      if (programme === undefined || !isOurs)
        throw new RequestError({ path: "nonce", expected: "a request of this portal" });
      return decide({ ...ask(programme, true), ...terms }, presentation, PAPER_SECONDS + MAX_ROOT_AGE_SECONDS);
    },
  };
}

export function titles({ policy }: CompiledPolicy): Readonly<Record<string, string>> {
  return Object.fromEntries(LANGUAGES.map((language) => [language, policyTitle(policy, language)]));
}

/** 16 random bytes and their HMAC-SHA-256, cut to 16 bytes: whoever has the key knows its own nonces without a list. */
function signedNonce(key: Buffer): Uint8Array {
  const random = randomBytes(16);
  return Buffer.concat([random, tagOf(key, random)]);
}

function isSignedNonce(key: Buffer, nonce: Buffer): boolean {
  return nonce.length === 32 && timingSafeEqual(tagOf(key, nonce.subarray(0, 16)), nonce.subarray(16));
}

function tagOf(key: Buffer, random: Uint8Array): Buffer {
  return createHmac("sha256", key).update(random).digest().subarray(0, 16);
}
