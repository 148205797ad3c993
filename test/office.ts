/**
 * An authority that issues enrolment credentials, and an office that enrols people with them. Answers are real where
 * somebody proves, and made with a trapdoor where a test needs many.
 */

import { randomField } from "../src/core/field.ts";
import { type Credential, issueCredential } from "../src/credentials/credential/credential.ts";
import { type HolderSecret, holderCommitment, toHolderSecret } from "../src/credentials/credential/holder.ts";
import { parseSchema, schemaId } from "../src/credentials/credential/schema.ts";
import { createStatusRegistry } from "../src/credentials/registry/index.ts";
import {
  type CreateEnrolmentRequestOptions,
  createEnrolmentRequest,
  type Enrolment,
  enrolmentExtension,
} from "../src/presentation/proof/enrolment.ts";
import { type PresentationRequest, requestSignals } from "../src/presentation/proof/request.ts";
import { type VerifiedEnrolment, verifyEnrolment } from "../src/presentation/verification/enrolment.ts";
import type { VerifyOptions } from "../src/presentation/verification/verify.ts";
import { publicSignalsOf } from "../src/statement/circuit/signals.ts";
import { type CompiledPolicy, compileEnrolmentDemand, readPolicy } from "../src/statement/policy/index.ts";
import { createTrapdoor, fieldFrom } from "./trapdoor.ts";
import { fixedKey, NOW_SECONDS, REGISTRY_ID, statementOf, trustIssuer } from "./world.ts";

/** What the authority certifies: enough for an office to find the person's file. */
export const ENROLMENT_SCHEMA = parseSchema({
  civicproof: "schema/v2",
  name: "enrolment",
  version: "1",
  claims: [
    { name: "birthDate", type: "date" },
    { name: "reference", type: "code" },
  ],
});

export const OFFICE = { verifier: "city.example.org", programme: "enrolment" } as const;
export const OFFICE_ORIGIN = "https://city.example.org";
export const OFFICE_GRID = "once/2026-01-01/0";

/** A person's file at the office. */
export interface File {
  readonly name: string;
  readonly birthDate: string;
  readonly reference: string;
}
export const ANNA: File = { name: "2026/17", birthDate: "1950-02-28", reference: "P-4711" };
export const BERT: File = { name: "2026/18", birthDate: "1948-07-01", reference: "P-0815" };

/** The office's identity demand for a file, or what a test puts in its place. */
export function demandFor({ birthDate, reference }: File, change: object = {}): CompiledPolicy {
  const policy = {
    civicproof: "policy/v2",
    name: "city-enrolment",
    version: 1,
    title: "Enrolment at the city",
    programme: OFFICE.programme,
    schema: "enrolment@1",
    grid: OFFICE_GRID,
    require: {
      allOf: [
        { claim: "birthDate", "=": birthDate },
        { claim: "reference", "=": reference },
      ],
    },
    ...change,
  };
  return compileEnrolmentDemand(readPolicy(policy, ENROLMENT_SCHEMA), ENROLMENT_SCHEMA);
}

export function askFor(
  file: File,
  { nowSeconds = NOW_SECONDS, ...change }: Partial<CreateEnrolmentRequestOptions> = {},
): PresentationRequest {
  return createEnrolmentRequest({
    demand: demandFor(file),
    file: file.name,
    scope: { verifier: OFFICE.verifier },
    registry: REGISTRY_ID,
    origin: OFFICE_ORIGIN,
    nowSeconds,
    ...change,
  });
}

const reason = { timeSeconds: NOW_SECONDS - 1_000, actor: "registrar", reasonCode: "other:set-up" } as const;

/** The authority with its registry. */
export function createAuthority() {
  const issuerKey = fixedKey(7);
  const registry = createStatusRegistry({ id: REGISTRY_ID });
  const schemas = [String(schemaId(ENROLMENT_SCHEMA))];
  trustIssuer(registry, fixedKey(1), reason, schemas);
  const issuerIndex = trustIssuer(registry, issuerKey, reason, schemas);
  return {
    registry,
    issuerIndex,
    /** One enrolment credential, under the secret's first commitment. */
    issue({ birthDate, reference }: File, secret: HolderSecret, claimsFrom = 0): Credential {
      return issueCredential({
        issuerKey,
        schema: ENROLMENT_SCHEMA,
        claims: { birthDate, reference },
        holderCommitment: holderCommitment(secret, 0),
        registry: registry.id,
        statusIndex: registry.allocateStatusIndex(issuerIndex),
        validFrom: "2026-01-01",
        validUntil: "2027-12-31",
        claimsFrom,
      });
    },
  };
}

/** What a test changes about an answer that is made with the trapdoor. */
export interface AnswerOptions {
  readonly pseudonym?: bigint;
  readonly claimsFrom?: number;
  readonly secret?: HolderSecret;
  /** The ninth signal; that of commitment and claimsFrom by default. */
  readonly extension?: bigint;
}

/** An office whose answers are made with a trapdoor. */
export function createTestOffice() {
  const trapdoor = createTrapdoor("enrolment");
  const [issuerRoot, statusRoot] = [fieldFrom("issuer root"), fieldFrom("status root")];
  const issuerRoots = { [String(schemaId(ENROLMENT_SCHEMA))]: issuerRoot };
  const statementsAt = (nowSeconds: number) => {
    const lastHour = Math.floor(nowSeconds / 3_600) * 3_600;
    return [lastHour - 3_600, lastHour].map((timeSeconds) =>
      statementOf({ id: REGISTRY_ID, issuerRoots, statusRoot }, timeSeconds),
    );
  };
  const statements = statementsAt(NOW_SECONDS);

  const answer = (request: PresentationRequest, options: AnswerOptions = {}): Enrolment => {
    const { pseudonym = randomField(), claimsFrom = 0, secret = toHolderSecret(4_321n) } = options;
    const commitment = holderCommitment(secret, 1);
    const { extension = enrolmentExtension(commitment, claimsFrom) } = options;
    const values = { ...requestSignals(request), nullifier: pseudonym, issuerRoot, statusRoot, extension };
    const signals = publicSignalsOf("enrolment").map((name) => values[name] as bigint);
    return {
      civicproof: "enrolment/v2/s1",
      holderCommitment: String(commitment),
      claimsFrom,
      presentation: {
        civicproof: "presentation/v2/s1",
        circuit: "enrolment",
        proof: trapdoor.prove(signals),
        publicSignals: signals.map(String),
      },
    };
  };
  const options = (request: PresentationRequest, nowSeconds = NOW_SECONDS): VerifyOptions => ({
    request,
    verificationKey: trapdoor.key,
    statements,
    maxRootAgeSeconds: 7_200,
    nowSeconds,
  });
  return {
    trapdoor,
    statementsAt,
    answer,
    options,
    verified(file: File, change: AnswerOptions = {}, request = askFor(file)): Promise<VerifiedEnrolment> {
      return verifyEnrolment(answer(request, change), options(request));
    },
  };
}
