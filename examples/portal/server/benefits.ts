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
import { newCode } from "./codes.ts";
import { SCHEMA } from "./office.ts";

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

/** Where a claim stands, as `<civicproof-request>` reads it. */
export type ClaimState =
  | { readonly state: "waiting" | "opened" | "declined" | "expired" }
  | { readonly state: "accepted"; readonly reference: string; readonly atSeconds: number }
  | { readonly state: "already-used"; readonly once: boolean }
  | { readonly state: "failed"; readonly code: string };

/** What the wallet hears about its answer. */
export type Answer = { readonly outcome: ConsumeOutcome } & Partial<
  Pick<Extract<ClaimState, { state: "accepted" }>, "reference" | "atSeconds">
> & { readonly once?: boolean };

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

/** The organisation that asks, as the wallet shows it. */
export interface Asker {
  readonly name: string;
  readonly privacy: string;
  readonly contact: string;
}

export interface Benefits {
  readonly programmes: readonly Programme[];
  readonly open: (
    programmeId: string,
    options: { readonly paper: boolean },
  ) => { code: string; token: string; expiresAtSeconds: number } | undefined;
  /** What the wallet reads; the claim counts as opened from then on. */
  readonly request: (
    code: string,
  ) => { request: PresentationRequest; paper: boolean; asker: Asker; keeps: typeof KEEPS } | undefined;
  /** For a wallet in which a code was typed: whether it is one of ours. */
  readonly isKnown: (code: string) => boolean;
  readonly state: (code: string, token: string) => ClaimState | undefined;
  /** Verifies an answer and uses up the claim. Throws what `verifyPresentation` throws. */
  readonly answer: (code: string, presentation: unknown) => Promise<Answer | undefined>;
  /** The wallet ends the claim without a proof, and does not say why. */
  readonly decline: (code: string) => boolean;
  /** The browser that started the claim ends it. */
  readonly stop: (code: string, token: string) => boolean;
  readonly kit: () => Promise<CounterKit>;
  /** Settles what an official accepted offline. */
  readonly settlePaper: (text: unknown) => Promise<ConsumeOutcome>;
}

export interface BenefitsOptions {
  readonly policies: readonly unknown[];
  readonly verificationKeys: ReadonlyMap<CircuitName, VerificationKey>;
  /** Id of the registry whose statements count. */
  readonly registry: string;
  /** The registry's statements, read again for each response. */
  readonly statements: () => Promise<readonly RegistryStatement[]>;
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
      statements: await statements(),
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
      const request = ask(programme, paper);
      claims.set(code, { request, token, paper, state: { state: "waiting" } });
      return { code, token, expiresAtSeconds: request.expiresAtSeconds };
    },
    request(code) {
      const claim = claims.get(code);
      if (claim === undefined) return undefined;
      if (claim.state.state === "waiting") claim.state = { state: "opened" };
      const asker = { name: "City of Example", privacy: `${origin}/privacy`, contact: `dpo@${verifier}` };
      return { request: claim.request, paper: claim.paper, asker, keeps: KEEPS };
    },
    isKnown: (code) => claims.has(code),
    state(code, token) {
      const claim = claims.get(code);
      if (claim === undefined || claim.token !== token) return undefined;
      const isOpen = claim.state.state === "waiting" || claim.state.state === "opened";
      return isOpen && now() >= claim.request.expiresAtSeconds ? { state: "expired" } : claim.state;
    },
    async answer(code, presentation) {
      const claim = claims.get(code);
      if (claim === undefined) return undefined;
      try {
        const outcome = await decide(claim.request, presentation);
        const once = claim.request.grid.startsWith("once");
        if (outcome === "already-used") {
          claim.state = { state: "already-used", once };
          return { outcome, once };
        }
        // Sent twice, because the first answer was lost: the same reference.
        if (claim.state.state !== "accepted")
          claim.state = { state: "accepted", reference: newCode(), atSeconds: now() };
        return { outcome, reference: claim.state.reference, atSeconds: claim.state.atSeconds };
      } catch (error) {
        if (isOpen(claim) && error instanceof Error && "code" in error) {
          claim.state = { state: "failed", code: String(error.code) };
        }
        throw error;
      }
    },
    decline(code) {
      const claim = claims.get(code);
      if (claim === undefined) return false;
      if (isOpen(claim)) claim.state = { state: "declined" };
      return true;
    },
    stop: (code, token) => claims.get(code)?.token === token && claims.delete(code),
    async kit() {
      return {
        programmes: programmes.map((programme) => ({
          title: titles(programme.policy),
          request: ask(programme, true),
        })),
        statements: (await statements()).map(({ registry: id, timeSeconds, issuerRoots, statusRoot }) => ({
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

function isOpen({ state }: Claim): boolean {
  return state.state === "waiting" || state.state === "opened";
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
