/** Enrolment in the demo: an authority certifies who somebody is, and the city's office has one file for each person. */

import { derivePublicKey, generatePrivateKey } from "../../core/signature.ts";
import { type Credential, issueCredential } from "../../credentials/credential/credential.ts";
import { type HolderSecret, holderCommitment } from "../../credentials/credential/holder.ts";
import { parseSchema, schemaId } from "../../credentials/credential/schema.ts";
import { proveIssuerKey } from "../../credentials/registry/issuer-key-proof.ts";
import type { ProverBackend } from "../../engine/groth16/backend.ts";
import { createEnrolment } from "../../presentation/proof/create-enrolment.ts";
import { createEnrolmentRequest, type Enrolment } from "../../presentation/proof/enrolment.ts";
import { openRequest } from "../../presentation/proof/open-request.ts";
import type { PresentationRequest } from "../../presentation/proof/request.ts";
import { type VerifiedEnrolment, verifyEnrolment } from "../../presentation/verification/enrolment.ts";
import { createEnrolmentRegister, type EnrolmentRegister } from "../../presentation/verification/enrolment-register.ts";
import { importVerificationKey } from "../../statement/artifacts/imported-key.ts";
import { compileEnrolmentDemand } from "../../statement/policy/compile.ts";
import { readPolicy } from "../../statement/policy/parse.ts";
import { type City, type Resident, shownState, statementsOf, walletView } from "./city.ts";
import { type Artifacts, MAX_ROOT_AGE_SECONDS } from "./portal.ts";

const OFFICE_ORIGIN = "https://city.example.org";
const SCOPE = { verifier: "city.example.org", programme: "enrolment" } as const;

/** Counters of a resident's commitments; the city's batch has those of 0. */
const FOR_THE_AUTHORITY = 1;
const FOR_THE_OFFICE = 2;

const ENROLMENT_SCHEMA = parseSchema({
  civicproof: "schema/v2",
  name: "enrolment",
  version: "1",
  claims: [
    { name: "birthDate", type: "date" },
    { name: "reference", type: "code" },
  ],
});

/** Someone with an enrolment credential, for an answer to the office. */
export interface Enrollee {
  readonly secret: HolderSecret;
  readonly enrolmentCredential: Credential;
}

/** The authority, and the office that enrols people before it issues. */
export interface EnrolmentOffice {
  /** One enrolment credential per person; another secret means a replacement, which is the authority's to decide. */
  readonly certify: (resident: Resident, secret?: HolderSecret) => Enrollee;
  /** Asks for the pseudonym of the person whose file this is. */
  readonly ask: (resident: Resident) => PresentationRequest;
  readonly answer: (enrollee: Enrollee, request: PresentationRequest) => Promise<Enrolment>;
  readonly verify: (answer: unknown, request: PresentationRequest) => Promise<VerifiedEnrolment>;
  readonly register: EnrolmentRegister;
  /** The office's own credential, for the commitment that was enrolled. */
  readonly issue: (resident: Resident, verified: VerifiedEnrolment, claimsFrom: number) => Resident;
}

export function openEnrolmentOffice(
  city: City,
  { enrolment: artifacts }: Artifacts,
  {
    prover,
    signal,
    allowDevelopmentKeys,
  }: { readonly prover: ProverBackend; readonly signal: AbortSignal; readonly allowDevelopmentKeys: boolean },
): EnrolmentOffice {
  const { nowSeconds, registry, schema, offices, validity } = city;
  const authorityKey = generatePrivateKey();
  const publicKey = derivePublicKey(authorityKey);
  const index = registry.nextIssuerIndex(publicKey);
  const possession = proveIssuerKey({ issuerKey: authorityKey, registry: registry.id, index });
  const authorityIndex = registry.addIssuer(
    publicKey,
    { schemas: [schemaId(ENROLMENT_SCHEMA)], possession },
    { timeSeconds: nowSeconds - 3 * 3_600, actor: "admin", reasonCode: "issuer-added" },
  );
  const { verificationKey, setup } = artifacts;
  const key = importVerificationKey(verificationKey, {
    circuit: "enrolment",
    setup: setup.kind,
    allowDevelopmentKeys,
  });
  const [office] = offices;
  const register = createEnrolmentRegister(SCOPE);
  const birthDateOf = ({ credential }: Resident): string => String(credential.claims.birthDate);

  return {
    certify: (resident, secret = resident.secret) => ({
      secret,
      enrolmentCredential: issueCredential({
        issuerKey: authorityKey,
        schema: ENROLMENT_SCHEMA,
        claims: { birthDate: birthDateOf(resident), reference: resident.id },
        holderCommitment: holderCommitment(secret, FOR_THE_AUTHORITY),
        registry: registry.id,
        statusIndex: registry.allocateStatusIndex(authorityIndex),
        ...validity,
        claimsFrom: 0,
      }),
    }),
    ask: (resident) => {
      const policy = readPolicy(
        {
          civicproof: "policy/v2",
          name: "city-enrolment",
          version: 1,
          title: "Enrolment at the city",
          programme: SCOPE.programme,
          schema: "enrolment@1",
          grid: "once/2020-01-01/0",
          require: {
            allOf: [
              { claim: "birthDate", "=": birthDateOf(resident) },
              { claim: "reference", "=": resident.id },
            ],
          },
        },
        ENROLMENT_SCHEMA,
      );
      return createEnrolmentRequest({
        demand: compileEnrolmentDemand(policy, ENROLMENT_SCHEMA),
        file: `file ${resident.id}`,
        scope: { verifier: SCOPE.verifier },
        registry: registry.id,
        origin: OFFICE_ORIGIN,
        nowSeconds,
      });
    },
    answer: ({ secret, enrolmentCredential }, request) =>
      createEnrolment({
        credential: enrolmentCredential,
        holderSecret: secret,
        counter: FOR_THE_OFFICE,
        request: openRequest(request, { askedBy: OFFICE_ORIGIN, clock: () => nowSeconds }),
        registry: walletView(shownState(city), enrolmentCredential),
        artifacts,
        prover,
        signal,
      }),
    verify: (answer, request) =>
      verifyEnrolment(answer, {
        request,
        verificationKey: key,
        statements: statementsOf(city),
        maxRootAgeSeconds: MAX_ROOT_AGE_SECONDS,
        nowSeconds,
      }),
    register,
    issue: (resident, verified, claimsFrom) => ({
      ...resident,
      credential: issueCredential({
        issuerKey: office!.privateKey,
        schema,
        claims: resident.credential.claims,
        holderCommitment: verified.holderCommitment,
        registry: registry.id,
        statusIndex: registry.allocateStatusIndex(office!.issuerIndex),
        ...validity,
        claimsFrom,
      }),
    }),
  };
}
