/**
 * The functions that prove, as a page has them: their code is loaded by the first call, so that an application that
 * leaves proving to its worker never carries it.
 */
import { later } from "../../core/later.ts";
import type { CreateEnrolmentOptions } from "./create-enrolment.ts";
import type { Enrolment } from "./enrolment.ts";
import type { Presentation } from "./presentation.ts";
import type { CreatePresentationOptions, CreateRecordPresentationOptions } from "./prove.ts";

const proving = /* @__PURE__ */ later(() => import("./prove.ts"));
const enrolling = /* @__PURE__ */ later(() => import("./create-enrolment.ts"));

/**
 * Proves that a credential satisfies a request. The proof is verified before it is handed out; a wrong one is never
 * returned. Nothing keeps the process alive afterwards.
 *
 * @throws RequestNotOpenedError for a request that `openRequest` has not returned
 * @throws CredentialMalformedError, CredentialTamperedError, CredentialExpiredError, CredentialNotYetValidError,
 * CredentialSchemaMismatchError, RegistryMismatchError, CredentialRevokedError, HolderSecretMismatchError,
 * IssuerNotTrustedError
 * @throws PolicyUnsatisfiedError when the credential does not qualify
 * @throws ArtifactError for artifacts of another circuit; AbortedError when `signal` fires; WitnessError, ProvingError
 * @throws CodeUnreachableError when the code can't be loaded
 * @example
 * const opened = openRequest(request, { askedBy: "https://benefits.example.org" });
 * const presentation = await createPresentation({ credential, holderSecret, request: opened, registry, artifacts });
 */
export async function createPresentation(options: CreatePresentationOptions): Promise<Presentation> {
  return (await proving()).createPresentation(options);
}

/**
 * Proves that an anchored record satisfies a request for one (protocol P-31), as {@link createPresentation} does for a
 * credential. The answer is verified by `verifyPresentation` with the statements of `anchorRoots`.
 *
 * @throws RecordTamperedError, RecordNotCurrentError, ForeignBatchError for an opening that does not hold together
 * @throws HolderSecretMismatchError, CredentialSchemaMismatchError, CredentialNotYetValidError, CredentialExpiredError,
 * PolicyUnsatisfiedError when the record does not qualify
 * @throws RequestNotOpenedError, RequestTimeError, RequestError, ArtifactError, AbortedError, WitnessError, ProvingError,
 * CodeUnreachableError as {@link createPresentation}
 */
export async function createRecordPresentation(options: CreateRecordPresentationOptions): Promise<Presentation> {
  return (await proving()).createRecordPresentation(options);
}

/**
 * Enrols at an office: proves that an enrolment credential is that of the office's file, and hands over a pseudonym that is
 * the same for ever at this office and nowhere else, with a new commitment for the office's own credential.
 *
 * @throws InvalidInputError for a counter whose commitment the authority knows already: office and authority could join their files
 * @throws PolicyUnsatisfiedError when the file is another person's
 * @throws RequestNotOpenedError, RequestTimeError, RequestError, CredentialMalformedError …, ArtifactError, AbortedError,
 * WitnessError, ProvingError, CodeUnreachableError as {@link createPresentation}
 * @example
 * const opened = openRequest(request, { askedBy: "https://city.example.org" });
 * const enrolment = await createEnrolment({ credential, holderSecret, counter: 1, request: opened, registry, artifacts });
 */
export async function createEnrolment(options: CreateEnrolmentOptions): Promise<Enrolment> {
  return (await enrolling()).createEnrolment(options);
}
