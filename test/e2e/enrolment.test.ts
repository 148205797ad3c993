/** Enrolment with real artifacts: from an authority's credential to the office's own, and to a claim with it. */
import { beforeAll, describe, expect, it } from "vitest";
import { CivicproofError } from "../../src/core/errors.ts";
import { issueCredential } from "../../src/credentials/credential/credential.ts";
import { generateHolderSecret, type HolderSecret } from "../../src/credentials/credential/holder.ts";
import { type CredentialSchema, schemaId } from "../../src/credentials/credential/schema.ts";
import { createEnrolment } from "../../src/presentation/proof/create-enrolment.ts";
import { decodeEnrolment } from "../../src/presentation/proof/enrolment.ts";
import { createPresentation } from "../../src/presentation/proof/prove.ts";
import { createRequest, type PresentationRequest, requestSignals } from "../../src/presentation/proof/request.ts";
import { verifyEnrolment } from "../../src/presentation/verification/enrolment.ts";
import { createEnrolmentRegister } from "../../src/presentation/verification/enrolment-register.ts";
import { loadVerificationKey } from "../../src/presentation/verification/load-key.ts";
import { type VerifyOptions, verifyPresentation } from "../../src/presentation/verification/verify.ts";
import { type CircuitArtifacts, loadArtifacts } from "../../src/statement/artifacts/load.ts";
import { openArtifacts } from "../../src/statement/artifacts/node.ts";
import { compilePolicy, readPolicy } from "../../src/statement/policy/index.ts";
import { ANNA, askFor, BERT, createAuthority, ENROLMENT_SCHEMA, type File, OFFICE, OFFICE_ORIGIN } from "../office.ts";
import {
  CLAIMS,
  FIXTURE_POLICIES,
  fixedKey,
  GRID,
  NOW_SECONDS,
  opened,
  REGISTRY_ID,
  SCHEMA,
  statementOf,
  trustIssuer,
} from "../world.ts";

let artifacts: CircuitArtifacts;
let ageArtifacts: CircuitArtifacts;
let keys: Record<"enrolment" | "age", VerifyOptions["verificationKey"]>;
beforeAll(async () => {
  const source = { allowDevelopmentKeys: true, ...(await openArtifacts()) };
  artifacts = await loadArtifacts({ circuit: "enrolment", ...source });
  ageArtifacts = await loadArtifacts({ circuit: "age", ...source });
  const [enrolment, age] = await Promise.all(
    (["enrolment", "age"] as const).map((circuit) => loadVerificationKey({ circuit, ...source })),
  );
  keys = { enrolment: enrolment!, age: age! };
});

const authority = createAuthority();
const { registry } = authority;
const anna = generateHolderSecret();
const annasCredential = authority.issue(ANNA, anna, 20261101);
const bert = generateHolderSecret();
const bertsCredential = authority.issue(BERT, bert);
// The office issues residents' credentials under a key of its own, in the same registry.
const officeKey = fixedKey(8);
const officeIndex = trustIssuer(registry, officeKey, {
  timeSeconds: NOW_SECONDS - 900,
  actor: "registrar",
  reasonCode: "other:set-up",
});
/** The registry as wallets see it; it changes in between. */
const viewOf = (schema: CredentialSchema) => registry.view(schemaId(schema));

const enrol = (
  request: PresentationRequest,
  {
    secret = anna,
    credential = annasCredential,
    counter = 1,
  }: Partial<{ secret: HolderSecret; credential: unknown; counter: number }> = {},
) =>
  createEnrolment({
    credential,
    holderSecret: secret,
    counter,
    request: opened(request),
    registry: viewOf(ENROLMENT_SCHEMA),
    artifacts,
  });

const options = (request: PresentationRequest): VerifyOptions => ({
  request,
  verificationKey: keys[request.circuit as "enrolment" | "age"],
  statements: [statementOf(registry, Math.floor(NOW_SECONDS / 3_600) * 3_600)],
  maxRootAgeSeconds: 7_200,
  nowSeconds: NOW_SECONDS,
});

const enrolled = async (file: File, change: Parameters<typeof enrol>[1] = {}, request = askFor(file)) =>
  verifyEnrolment(await enrol(request, change), options(request));

async function refusal(promise: Promise<unknown>): Promise<{ code: string; path?: string | undefined }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof CivicproofError) return { code: error.code, path: error.path };
    throw error;
  }
  return { code: "accepted" };
}

/** A portal's request in the scope of the office's enrolments. */
const claimRequest = (change: object = {}) =>
  createRequest({
    policy: compilePolicy(readPolicy({ ...FIXTURE_POLICIES.age, programme: OFFICE.programme }, SCHEMA), SCHEMA),
    scope: OFFICE,
    registry: REGISTRY_ID,
    grid: GRID,
    origin: OFFICE_ORIGIN,
    nowSeconds: NOW_SECONDS,
    ...change,
  });

describe("enrolling at an office", () => {
  it("ends with a credential for a commitment that the authority never saw, good for a claim", async () => {
    const register = createEnrolmentRegister(OFFICE);
    const verified = await enrolled(ANNA);
    const { claimsFrom } = await register.enrol(verified);
    expect(claimsFrom).toBe(20261101);
    expect(String(verified.holderCommitment)).not.toBe(annasCredential.holderCommitment);

    const credential = issueCredential({
      issuerKey: officeKey,
      schema: SCHEMA,
      claims: CLAIMS,
      holderCommitment: verified.holderCommitment,
      registry: registry.id,
      statusIndex: registry.allocateStatusIndex(officeIndex),
      validFrom: "2026-01-01",
      validUntil: "2027-12-31",
      claimsFrom,
    });
    const request = claimRequest();
    const presentation = await createPresentation({
      credential,
      holderSecret: anna,
      request: opened(request),
      registry: viewOf(SCHEMA),
      artifacts: ageArtifacts,
    });
    const claim = await verifyPresentation(presentation, options(request));
    // The same scope text, and still the portal's nullifier is not the office's pseudonym, nor one of another period.
    expect(requestSignals(request).scope).toBe(requestSignals(askFor(ANNA)).scope);
    expect(claim.nullifier).not.toBe(verified.pseudonym);
  });

  it("gives one pseudonym for one person and office, whatever the day, file name, commitment and credential", async () => {
    const first = await enrolled(ANNA);
    const renewed = authority.issue(ANNA, anna, 20261101);
    const later = askFor({ ...ANNA, name: "2027/1" }, { nowSeconds: NOW_SECONDS + 600 });
    const answer = await enrol(later, { credential: renewed, counter: 5 });
    const second = await verifyEnrolment(answer, { ...options(later), nowSeconds: NOW_SECONDS + 600 });
    expect(second.pseudonym).toBe(first.pseudonym);
    expect(second.holderCommitment).not.toBe(first.holderCommitment);
  });

  it("gives two offices two pseudonyms and two commitments", async () => {
    const city = await enrolled(ANNA);
    const tax = await enrolled(
      ANNA,
      { counter: 2 },
      askFor(ANNA, { scope: { verifier: "tax.example.org" }, origin: "https://tax.example.org" }),
    );
    expect(tax.pseudonym).not.toBe(city.pseudonym);
    expect(tax.holderCommitment).not.toBe(city.holderCommitment);
  });
});

describe("an enrolment is refused", () => {
  it("for another person's file: a lent secret and credential do not fit the identity demand", async () => {
    // Bert has his own file, and Anna's phone.
    expect(await refusal(enrolled(BERT))).toMatchObject({ code: "POLICY_UNSATISFIED" });
    expect(await refusal(enrolled({ ...BERT, birthDate: ANNA.birthDate }))).toMatchObject({
      code: "POLICY_UNSATISFIED",
    });
    expect(await refusal(enrolled({ ...BERT, reference: ANNA.reference }))).toMatchObject({
      code: "POLICY_UNSATISFIED",
    });
    expect(await refusal(enrolled(BERT, { credential: bertsCredential }))).toMatchObject({
      code: "HOLDER_SECRET_MISMATCH",
    });
    expect((await enrolled(BERT, { credential: bertsCredential, secret: bert })).file).toBe(BERT.name);
  });

  it("for a second secret: the file has a pseudonym already", async () => {
    const register = createEnrolmentRegister(OFFICE);
    await register.enrol(await enrolled(ANNA));
    const secret = generateHolderSecret();
    const credential = authority.issue(ANNA, secret, 20261201);
    const second = await enrolled(ANNA, { secret, credential });
    expect(await refusal(register.enrol(second))).toMatchObject({ code: "FILE_ENROLLED" });
    expect(await register.enrol(second, { replacementFrom: 20261125 })).toEqual({
      kind: "replacement",
      claimsFrom: 20261201,
    });
    expect(await refusal(register.enrol(await enrolled(ANNA)))).toMatchObject({ code: "PSEUDONYM_REPLACED" });
  });

  it("with the counter of the authority's commitment, as the two could join their files", async () => {
    expect(await refusal(enrol(askFor(ANNA), { counter: 0 }))).toEqual({ code: "INPUT_INVALID", path: "counter" });
  });

  it("when the commitment or claimsFrom beside the proof is exchanged", async () => {
    const request = askFor(ANNA);
    const enrolment = await enrol(request);
    const expected = { code: "PUBLIC_SIGNAL_MISMATCH", path: "publicSignals.extension" };
    const exchanged = String(decodeEnrolment(await enrol(request, { counter: 3 })).holderCommitment);
    for (const change of [{ claimsFrom: 0 }, { holderCommitment: exchanged }])
      expect(await refusal(verifyEnrolment({ ...enrolment, ...change }, options(request)))).toEqual(expected);
  });

  it("after the authority has revoked the enrolment credential", async () => {
    const secret = generateHolderSecret();
    const credential = authority.issue({ ...ANNA, reference: "P-9" }, secret);
    const reason = { timeSeconds: NOW_SECONDS - 10, actor: "registrar", reasonCode: "other:moved" } as const;
    registry.revoke({ issuerIndex: authority.issuerIndex, statusIndex: credential.statusIndex }, reason);
    expect(await refusal(enrolled({ ...ANNA, reference: "P-9" }, { secret, credential }))).toMatchObject({
      code: "CREDENTIAL_REVOKED",
    });
  });

  it("as a claim: an office that asks a portal's way gets no pseudonym", async () => {
    const asked = { credential: annasCredential, holderSecret: anna, registry: viewOf(ENROLMENT_SCHEMA) };
    const wrong = { code: "REQUEST_INVALID", path: "request.circuit" };
    expect(await refusal(createPresentation({ ...asked, request: opened(askFor(ANNA)), artifacts }))).toEqual(wrong);
    const claim = opened(claimRequest());
    expect(await refusal(createEnrolment({ ...asked, counter: 1, request: claim, artifacts: ageArtifacts }))).toEqual(
      wrong,
    );
    // Nor can it ask for a nullifier of the period that pseudonyms have.
    expect(() => opened({ ...claimRequest(), period: 0 })).toThrow(
      expect.objectContaining({ code: "REQUEST_INVALID", path: "period" }),
    );
  });
});
