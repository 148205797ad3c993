/** Attacks on the demo's city, each really executed. */

import { calendarInteger, dateAt, formatDate, parseDate } from "../../core/dates.ts";
import { CivicproofError } from "../../core/errors.ts";
import { BASE_FIELD_MODULUS, FIELD_MODULUS, type FieldElement, toField } from "../../core/field.ts";
import { hashToField } from "../../core/hash-to-field.ts";
import { dayOf, endOfPeriod, parseGrid, periodAt } from "../../core/period-grid.ts";
import { derivePublicKey, generatePrivateKey, type PrivateKey } from "../../core/signature.ts";
import {
  type CheckedCredential,
  type Credential,
  checkCredential,
  type IssueOptions,
  issueCredential,
} from "../../credentials/credential/credential.ts";
import {
  findBlinding,
  generateHolderSecret,
  type HolderSecret,
  holderCommitment as holderCommitmentOf,
  toHolderCommitment,
} from "../../credentials/credential/holder.ts";
import { schemaId } from "../../credentials/credential/schema.ts";
import { createStatement } from "../../credentials/registry/create-statement.ts";
import { proveIssuerKey } from "../../credentials/registry/issuer-key-proof.ts";
import { bundleFile, openRegistry } from "../../credentials/registry/open-registry.ts";
import { statementsDue } from "../../credentials/registry/publish.ts";
import { openRegistryKeys, signStatement } from "../../credentials/registry/registry-keys.ts";
import { claimsFromAfter } from "../../credentials/registry/replace.ts";
import type { RegistryStatement } from "../../credentials/registry/statement.ts";
import { STATEMENTS_FILE, statementsFile } from "../../credentials/registry/statement-source.ts";
import {
  createStatusRegistry,
  exportRegistry,
  importRegistry,
  type RegistryState,
} from "../../credentials/registry/status-registry.ts";
import type { RegistryView } from "../../credentials/registry/view.ts";
import type { ProverBackend } from "../../engine/groth16/backend.ts";
import type { OpenRequestOptions } from "../../presentation/proof/describe-request.ts";
import { type OpenedRequest, openRequest } from "../../presentation/proof/open-request.ts";
import type { Presentation } from "../../presentation/proof/presentation.ts";
import { createPresentation } from "../../presentation/proof/prove.ts";
import { createRequest, type PresentationRequest, requestSignals } from "../../presentation/proof/request.ts";
import type { VerifiedPresentation } from "../../presentation/verification/verify.ts";
import { buildWitnessInputs } from "../../presentation/witness/build.ts";
import { createWitnessCalculator } from "../../presentation/witness/calculator.ts";
import { importVerificationKey } from "../../statement/artifacts/imported-key.ts";
import { loadArtifacts, type ReadArtifact } from "../../statement/artifacts/load.ts";
import type { ArtifactManifest } from "../../statement/artifacts/manifest.ts";
import { openArtifacts } from "../../statement/artifacts/node.ts";
import type { CompiledPolicy } from "../../statement/policy/compile.ts";
import { evaluatePolicy } from "../../statement/policy/evaluate.ts";
import { type City, type Resident, shownState, walletView } from "./city.ts";
import type { Enrollee, EnrolmentOffice } from "./enrolment.ts";
import { type Artifacts, MAX_ROOT_AGE_SECONDS, PORTAL_ORIGIN, type Portal } from "./portal.ts";

const DAY_SECONDS = 86_400;

/** What the attackers find: the city after its ordinary day. */
export interface Scene {
  readonly city: City;
  readonly portal: Portal;
  readonly artifacts: Artifacts;
  readonly artifactSource: { readonly manifest: ArtifactManifest; readonly read: ReadArtifact };
  readonly prover: ProverBackend;
  readonly signal: AbortSignal;
  /** The policy on which most attacks are tried, and another one for another circuit. */
  readonly policy: CompiledPolicy;
  readonly otherPolicy: CompiledPolicy;
  /** Someone who qualified, claimed, and was accepted once. */
  readonly honest: Resident;
  readonly request: PresentationRequest;
  readonly presentation: Presentation;
  /** An honest answer to a request for `otherPolicy`. */
  readonly otherPresentation: Presentation;
  /** Someone who qualifies and whose credential was revoked two hours ago. */
  readonly revoked: Resident;
  /** The registry before that. */
  readonly beforeRevocation: RegistryState;
  readonly enrolmentOffice: EnrolmentOffice;
  /** Someone who enrolled at the office. */
  readonly enrolled: { readonly resident: Resident; readonly enrollee: Enrollee };
}

export interface Attack<Found = Scene> {
  readonly name: string;
  /** Why it fails, in one line. */
  readonly reason: string;
  /** The code with which it must be refused; `already-used` is the store's answer, and contracts name theirs. */
  readonly expected: string;
  /** The path that the refusal must name, where the code alone could have another cause. */
  readonly path?: string;
  /** Ends with the refusal's code where that is no error; throws the refusal otherwise. */
  readonly run: (scene: Found) => Promise<unknown>;
}

export interface AttackOutcome {
  readonly name: string;
  readonly reason: string;
  /** undefined when the attack was accepted. */
  readonly code: string | undefined;
  readonly refused: boolean;
  readonly milliseconds: number;
}

/** Runs an attack. Only the expected refusal counts; a foreign error is a defect and passes through. */
export async function runAttack<Found extends { readonly signal: AbortSignal }>(
  { name, reason, expected, path, run }: Attack<Found>,
  scene: Found,
): Promise<AttackOutcome> {
  const started = performance.now();
  const outcome = (code: string | undefined, where?: string): AttackOutcome => ({
    name,
    reason,
    code,
    refused: code === expected && where === path,
    milliseconds: Math.round(performance.now() - started),
  });
  try {
    return outcome((await run(scene)) === expected ? expected : undefined);
  } catch (error) {
    if (!(error instanceof CivicproofError) || scene.signal.aborted) throw error;
    return outcome(error.code, path === undefined ? undefined : error.path);
  }
}

/** A site of the attacker's, or of a partner. */
const OTHER_ORIGIN = "https://benefits.example.net";

export const ATTACKS: readonly Attack[] = [
  {
    name: "claim a second time with a credential from another office",
    reason: "one secret, programme and period give one nullifier, whatever the credential",
    expected: "already-used",
    async run(scene) {
      const office = scene.city.offices.at(-1)!;
      const credential = reissue(scene, {
        issuerKey: office.privateKey,
        statusIndex: scene.city.registry.allocateStatusIndex(office.issuerIndex),
      });
      const request = scene.portal.ask(scene.policy);
      const answer = await prove(scene, request, { ...scene.honest, credential });
      return scene.portal.accept(await scene.portal.verify(answer, request));
    },
  },
  {
    name: "replay an answer in another session",
    reason: "the proof is bound to the nonce of its request",
    expected: "PUBLIC_SIGNAL_MISMATCH",
    path: "publicSignals.context",
    run: ({ portal, policy, presentation }) => portal.verify(presentation, portal.ask(policy)),
  },
  {
    name: "pass on an answer that was given to a partner site",
    reason: "the proof is bound to the origin that asked, also where the registry lets several ask",
    expected: "PUBLIC_SIGNAL_MISMATCH",
    path: "publicSignals.context",
    async run(scene) {
      const request = scene.portal.ask(scene.policy);
      const { scope, grid, maxClaims } = request;
      const elsewhere = { ...request, origin: OTHER_ORIGIN, responseOrigin: OTHER_ORIGIN };
      const entry = { ...scope, grid, maxClaims, askers: [OTHER_ORIGIN], responseOrigins: [] };
      const opening = { askedBy: OTHER_ORIGIN, programmes: [entry] };
      return scene.portal.verify(await prove(scene, elsewhere, scene.honest, undefined, opening), request);
    },
  },
  {
    name: "learn a person's benefit pseudonym with a question of another site",
    reason: "a wallet answers for a programme only to its own host and to those that the registry lists",
    expected: "ASKER_MISMATCH",
    path: "scope.verifier",
    async run(scene) {
      const request = { ...scene.portal.ask(scene.policy), origin: OTHER_ORIGIN, responseOrigin: OTHER_ORIGIN };
      return prove(scene, request, scene.honest, undefined, { askedBy: OTHER_ORIGIN });
    },
  },
  {
    name: "show the portal's request and have the answer sent to another address",
    reason: "the address that is really used is the one in the request, and it is the asker's own",
    expected: "ASKER_MISMATCH",
    path: "responseOrigin",
    async run(scene) {
      const askedBy = { responseUri: `${OTHER_ORIGIN}/answers` };
      return prove(scene, scene.portal.ask(scene.policy), scene.honest, undefined, { askedBy });
    },
  },
  {
    name: "find out a birth date with the same question about other days",
    reason: "the day of a request is today by the wallet's own clock",
    expected: "REQUEST_TIME_WRONG",
    path: "today",
    async run(scene) {
      const { nowSeconds } = scene.city;
      const request = scene.portal.ask(scene.policy, { nowSeconds: nowSeconds - 40 * DAY_SECONDS });
      return prove(scene, { ...request, expiresAtSeconds: nowSeconds + 600 }, scene.honest);
    },
  },
  {
    name: "claim again under another spelling of the verifier",
    reason: "a verifier has one spelling: a lower-case host without a final dot",
    expected: "REQUEST_INVALID",
    path: "scope.verifier",
    async run(scene) {
      const request = scene.portal.ask(scene.policy);
      const scope = { ...request.scope, verifier: `${request.scope.verifier}.` };
      return prove(scene, { ...request, scope }, scene.honest);
    },
  },
  {
    name: "have a claim on a chain paid to somebody else",
    reason: "the payee is an address of the holder, or one that she has confirmed",
    expected: "RECIPIENT_NOT_CONFIRMED",
    path: "recipient",
    async run(scene) {
      const { policy, city } = scene;
      const origin = PORTAL_ORIGIN;
      const scope = { verifier: new URL(origin).hostname, chainId: "eip155:1", contract: `0x${"c1".repeat(20)}` };
      const recipient = `0x${"bad0".repeat(10)}`;
      const { id: registry } = city.registry;
      const request = createRequest({ policy, scope, registry, origin, recipient, nowSeconds: city.nowSeconds });
      return prove(scene, request, scene.honest, undefined, { ownAddresses: [`0x${"a11ce0".padStart(40, "0")}`] });
    },
  },
  {
    name: "answer with a proof of another policy",
    reason: "the proof is bound to the policy's hash and circuit",
    expected: "PUBLIC_SIGNAL_MISMATCH",
    path: "circuit",
    run: ({ portal, request, otherPresentation }) => portal.verify(otherPresentation, request),
  },
  {
    name: "answer after the request has expired",
    reason: "the portal's own clock decides",
    expected: "REQUEST_EXPIRED",
    run: ({ portal, request, presentation }) =>
      portal.verify(presentation, request, { nowSeconds: request.expiresAtSeconds }),
  },
  {
    name: "claim without qualifying",
    reason: "no proof is made for claims that do not satisfy the policy",
    expected: "POLICY_UNSATISFIED",
    run: (scene) => prove(scene, scene.portal.ask(scene.policy), someoneUnqualified(scene)),
  },
  {
    name: "use a neighbour's credential with one's own secret",
    reason: "the credential is bound to its holder's commitment",
    expected: "HOLDER_SECRET_MISMATCH",
    run: (scene) =>
      prove(scene, scene.portal.ask(scene.policy), { ...scene.honest, secret: someoneUnqualified(scene).secret }),
  },
  {
    name: "edit a claim in one's credential",
    reason: "the issuer's signature covers every claim",
    expected: "CREDENTIAL_TAMPERED",
    run(scene) {
      const resident = someoneUnqualified(scene);
      const claims = { ...resident.credential.claims, birthDate: "1940-01-01" };
      const credential = { ...resident.credential, claims };
      return prove(scene, scene.portal.ask(scene.policy), { ...resident, credential });
    },
  },
  {
    name: "use an expired credential",
    reason: "validity is part of what is signed and proven",
    expected: "CREDENTIAL_EXPIRED",
    path: "credential.validUntil",
    run(scene) {
      const validUntil = formatDate(dateAt(scene.city.nowSeconds - DAY_SECONDS));
      const credential = reissue(scene, { validUntil });
      return prove(scene, scene.portal.ask(scene.policy), { ...scene.honest, credential });
    },
  },
  {
    name: "lose one's secret after claiming, and claim again with the replacement",
    reason: "a replacement is good from the next period on",
    expected: "CREDENTIAL_NOT_YET_VALID",
    path: "credential.claimsFrom",
    run(scene) {
      const secret = generateHolderSecret();
      const grid = parseGrid(scene.policy.policy.grid);
      const end = endOfPeriod(grid, periodAt(grid, scene.city.nowSeconds))!;
      const claimsFrom = calendarInteger(dayOf(grid, end));
      const credential = reissue(scene, { claimsFrom }, secret);
      return prove(scene, scene.portal.ask(scene.policy), { ...scene.honest, secret, credential });
    },
  },
  {
    name: "replace one's secret, and claim again in a period of another length that is running",
    reason: "claimsFrom is a day: no period of any kind that starts before it counts",
    expected: "CREDENTIAL_NOT_YET_VALID",
    path: "credential.claimsFrom",
    async run(scene) {
      const { nowSeconds } = scene.city;
      const secret = generateHolderSecret();
      const claimsFrom = claimsFromAfter({ statementSeconds: nowSeconds }, { maxRootAgeSeconds: MAX_ROOT_AGE_SECONDS });
      const credential = reissue(scene, { claimsFrom }, secret);
      let refusal: unknown;
      for (const kind of ["month", "quarter", "year", "days:14", "once"]) {
        const grid = `${kind}/2020-01-01/0`;
        const policy = { ...scene.policy, policy: { ...scene.policy.policy, grid } };
        try {
          return await prove(scene, scene.portal.ask(policy), { ...scene.honest, secret, credential });
        } catch (error) {
          refusal = error;
        }
      }
      throw refusal;
    },
  },
  {
    name: "claim in a new period with a credential that ended in the old one, by yesterday's date",
    reason: "the day must lie in the period",
    expected: "REQUEST_INVALID",
    path: "today",
    async run(scene) {
      const request = scene.portal.ask(scene.policy);
      const lastDay = { year: Math.floor(request.period / 10_000) - 1, month: 12, day: 31 };
      return scene.portal.verify(scene.presentation, { ...request, today: formatDate(lastDay) });
    },
  },
  {
    name: "have the roots of a past day decide about a claim in the running period",
    reason: "a request about an instant is for the day and the period of that instant",
    expected: "REQUEST_INVALID",
    path: "request.today",
    async run(scene) {
      const request = scene.portal.ask(scene.policy);
      const asOfSeconds = scene.city.nowSeconds - 30 * DAY_SECONDS;
      return scene.portal.verify(scene.presentation, { ...request, asOfSeconds });
    },
  },
  {
    name: "use a root that is still current because nobody publishes any more",
    reason: "no statement is young enough",
    expected: "STATEMENT_MISSING",
    async run(scene) {
      const nowSeconds = scene.city.nowSeconds + DAY_SECONDS;
      const request = scene.portal.ask(scene.policy, { nowSeconds });
      const opening = { clock: () => nowSeconds };
      return scene.portal.verify(await prove(scene, request, scene.honest, undefined, opening), request, {
        nowSeconds,
      });
    },
  },
  {
    name: "certify residents as an issuer that is trusted for another schema",
    reason: "each schema has a tree of its own",
    expected: "ISSUER_NOT_TRUSTED",
    run(scene) {
      const { registry, nowSeconds } = scene.city;
      const issuerKey = generatePrivateKey();
      const publicKey = derivePublicKey(issuerKey);
      const index = registry.nextIssuerIndex(publicKey);
      const possession = proveIssuerKey({ issuerKey, registry: registry.id, index });
      const reason = { timeSeconds: nowSeconds, actor: "admin", reasonCode: "issuer-added" } as const;
      registry.addIssuer(publicKey, { schemas: [hashToField("schema", "library-card")], possession }, reason);
      const credential = reissue(scene, { issuerKey });
      return prove(scene, scene.portal.ask(scene.policy), { ...scene.honest, credential });
    },
  },
  {
    name: "recognise a person by the old root that only her copy of the registry has",
    reason: "a wallet shows the statement that all show at this time, or nothing",
    expected: "STATEMENT_MISSING",
    async run(scene) {
      const { honest, city } = scene;
      const { wallet, clock } = await walletOf(scene);
      await wallet.refresh();
      await wallet.viewFor(honest.credential);
      // From now on its server has nothing newer for this one wallet; others go on.
      clock.seconds = city.nowSeconds + 2 * 3_600;
      await wallet.refresh();
      return wallet.viewFor(honest.credential);
    },
  },
  {
    name: "give one person a root of her own, and recognise her by it",
    reason: "a wallet that has seen the statement for a time takes no other one for it",
    expected: "STATEMENT_CONTRADICTED",
    async run(scene) {
      const { wallet, serve, keys } = await walletOf(scene);
      await wallet.refresh();
      const [{ registry: id, issuerRoots, statusRoot, timeSeconds }] = wallet.statements as [RegistryStatement];
      const rare = { id, issuerRoots, statusRoot: toField(statusRoot ^ 1n) };
      const statement = createStatement({ registry: rare, timeSeconds });
      serve(statementsFile([await signStatement(statement, keys)]));
      return wallet.refresh();
    },
  },
  {
    name: "use a revoked credential",
    reason: "its bit in the issuer's status list is set",
    expected: "CREDENTIAL_REVOKED",
    run: (scene) => prove(scene, scene.portal.ask(scene.policy), scene.revoked),
  },
  {
    name: "prove a revoked credential under an older status list",
    reason: "no statement of the last two hours has that root",
    expected: "STATUS_ROOT_NOT_ACCEPTED",
    async run(scene) {
      const request = scene.portal.ask(scene.policy);
      const view = walletView(scene.beforeRevocation, scene.revoked.credential);
      return scene.portal.verify(await prove(scene, request, scene.revoked, view), request);
    },
  },
  {
    name: "make a credential for oneself with a key of one's own",
    reason: "the key is not in the set of trusted issuers",
    expected: "ISSUER_NOT_TRUSTED",
    run(scene) {
      const credential = reissue(scene, { issuerKey: generatePrivateKey() });
      return prove(scene, scene.portal.ask(scene.policy), { ...scene.honest, credential });
    },
  },
  {
    name: "prove that credential under a registry of one's own",
    reason: "the portal trusts the roots of its own registry only",
    expected: "ISSUER_ROOT_NOT_ACCEPTED",
    async run(scene) {
      const issuerKey = generatePrivateKey();
      const credential = reissue(scene, { issuerKey });
      const request = scene.portal.ask(scene.policy);
      const view = walletView(ownRegistry(scene, issuerKey), credential);
      return scene.portal.verify(await prove(scene, request, { ...scene.honest, credential }, view), request);
    },
  },
  {
    name: "have a low-order point trusted as an issuer key",
    reason: "under such a key every message has a signature",
    expected: "PUBLIC_KEY_INVALID",
    // (0, −1) is on the curve and has order 2.
    run: async ({ city: { registry, nowSeconds, schema } }) =>
      registry.addIssuer(
        { x: 0n as FieldElement, y: (FIELD_MODULUS - 1n) as FieldElement },
        { schemas: [schemaId(schema)], possession: { R8: ["0", "1"], S: "0" } },
        { timeSeconds: nowSeconds, actor: "admin", reasonCode: "issuer-added" },
      ),
  },
  {
    name: "forge a witness with an edited birth date, past all checks of the library",
    reason: "the circuit checks the signature over the claims",
    expected: "WITNESS_INVALID",
    run(scene) {
      const young = someoneUnqualified(scene);
      return forge(scene, young, ({ credential }) => ({
        credential: { ...credential, claims: [19400101n as FieldElement, ...credential.claims.slice(1)] },
      }));
    },
  },
  {
    name: "forge a witness for a revoked credential",
    reason: "the circuit opens the status bit under the root",
    expected: "WITNESS_INVALID",
    run: (scene) => forge(scene, scene.revoked, () => ({})),
  },
  {
    name: "forge a witness with a fresh secret, for a fresh nullifier",
    reason: "the circuit ties nullifier and credential to one secret",
    expected: "WITNESS_INVALID",
    run: (scene) => forge(scene, scene.honest, () => ({ holderSecret: generateHolderSecret() })),
  },
  {
    name: "spell the nullifier as nullifier + r",
    reason: "a number has one spelling; the store sees no other",
    expected: "PRESENTATION_MALFORMED",
    path: "publicSignals.nullifier",
    run: ({ portal, request, presentation }) =>
      portal.verify(
        withNullifier(presentation, (nullifier) => nullifier + FIELD_MODULUS),
        request,
      ),
  },
  {
    name: "put another nullifier into an honest answer",
    reason: "the proof does not hold for other public signals",
    expected: "PROOF_INVALID",
    run: ({ portal, request, presentation }) =>
      portal.verify(
        withNullifier(presentation, (nullifier) => nullifier ^ 1n),
        request,
      ),
  },
  {
    name: "flip one bit of a proof",
    reason: "the point is no longer on the curve",
    expected: "PRESENTATION_MALFORMED",
    path: "proof.a",
    run({ portal, request, presentation }) {
      const { a } = presentation.proof;
      const flipped = { ...presentation.proof, a: [String(BigInt(a[0]) ^ 1n), a[1]] };
      return portal.verify({ ...presentation, proof: flipped }, request);
    },
  },
  {
    name: "negate a point of a proof",
    reason: "it is on the curve, but the pairing equation fails",
    expected: "PROOF_INVALID",
    run({ portal, request, presentation }) {
      const { a } = presentation.proof;
      const negated = { ...presentation.proof, a: [a[0], String(BASE_FIELD_MODULUS - BigInt(a[1]))] };
      return portal.verify({ ...presentation, proof: negated }, request);
    },
  },
  {
    name: "add a ninth public signal",
    reason: "a presentation has exactly eight",
    expected: "PRESENTATION_MALFORMED",
    path: "publicSignals",
    run: ({ portal, request, presentation }) =>
      portal.verify({ ...presentation, publicSignals: [...presentation.publicSignals, "0"] }, request),
  },
  {
    name: "hand the store a result that was never verified",
    reason: "stores take nothing but the result of verifyPresentation",
    expected: "INPUT_INVALID",
    path: "verified",
    run: async ({ portal, presentation }) =>
      portal.accept({ ...presentation, nullifier: 1n, maxClaims: 16 } as unknown as VerifiedPresentation),
  },
  {
    name: "ask for a policy other than the one whose hash is shown",
    reason: "the wallet compiles the policy itself",
    expected: "REQUEST_INVALID",
    path: "policyHash",
    run(scene) {
      const request = scene.portal.ask(scene.policy);
      return prove(scene, { ...request, policyHash: String(scene.otherPolicy.policyHash) }, scene.honest);
    },
  },
  {
    name: "serve development keys in production",
    reason: "their secret is public; they need an explicit permission",
    expected: "DEVELOPMENT_KEY_REFUSED",
    run: async ({ policy }) => loadArtifacts({ circuit: policy.circuit, ...(await openArtifacts()) }),
  },
  {
    name: "serve a proving key with one flipped bit",
    reason: "hashes are compared before a file is parsed",
    expected: "ARTIFACT_HASH_MISMATCH",
    run: ({ artifactSource: { manifest, read }, policy: { circuit } }) =>
      loadArtifacts({ circuit, manifest, read: flipOneBit(read, ".zkey"), allowDevelopmentKeys: true }),
  },
  {
    name: "verify with a key that had no second phase (gamma = delta)",
    reason: "anyone can forge under such a key",
    expected: "KEY_UNSAFE",
    run: async ({ artifacts, policy: { circuit } }) => {
      const key = artifacts[circuit].verificationKey as Readonly<Record<string, unknown>>;
      const unsafe = { ...key, vk_delta_2: key.vk_gamma_2 };
      return importVerificationKey(unsafe, { circuit, setup: "development", allowDevelopmentKeys: true });
    },
  },
  {
    name: "reinstate a credential that was revoked for good",
    reason: "revocation is final",
    expected: "STATUS_TRANSITION_INVALID",
    run: async ({ city, revoked }) =>
      city.registry.reinstate(
        {
          issuerIndex: city.registry.issuers.indexOf(revoked.credential.issuer)!,
          statusIndex: revoked.credential.statusIndex,
        },
        { timeSeconds: city.nowSeconds, actor: "desk-9", reasonCode: "other:favour" },
      ),
  },
  {
    name: "rewrite the registry's log",
    reason: "every entry is chained to the one before by its hash",
    expected: "REGISTRY_INVALID",
    async run({ city }) {
      const file = await exportRegistry(city.registry);
      return importRegistry({ ...file, log: file.log.map((entry) => ({ ...entry, actor: "nobody" })) });
    },
  },
  {
    name: "enrol for one's own file with a secret and a credential that somebody lends",
    reason: "the proof is that the enrolment credential is the one of this file",
    expected: "POLICY_UNSATISFIED",
    run({ city, enrolmentOffice: office, enrolled }) {
      const neighbour = city.residents.find(({ id }) => id !== enrolled.resident.id)!;
      return office.answer(enrolled.enrollee, office.ask(neighbour));
    },
  },
  {
    name: "enrol twice under two secrets",
    reason: "the file has a pseudonym already; another one is a case for a person",
    expected: "FILE_ENROLLED",
    async run({ enrolmentOffice: office, enrolled: { resident } }) {
      const request = office.ask(resident);
      const answer = await office.answer(office.certify(resident, generateHolderSecret()), request);
      return office.register.enrol(await office.verify(answer, request));
    },
  },
  {
    name: "have the office sign a neighbour's commitment",
    reason: "the proof is bound to the commitment and to claimsFrom",
    expected: "PUBLIC_SIGNAL_MISMATCH",
    path: "publicSignals.extension",
    async run({ honest, enrolmentOffice: office, enrolled: { resident, enrollee } }) {
      const request = office.ask(resident);
      const answer = await office.answer(enrollee, request);
      const holderCommitment = String(holderCommitmentOf(honest.secret, 9));
      return office.verify({ ...answer, holderCommitment }, request);
    },
  },
  {
    name: "ask for the pseudonym at an office the way a portal asks",
    reason: "a claim and an enrolment are different proofs, and their values have different tags",
    expected: "REQUEST_INVALID",
    path: "request.circuit",
    run(scene) {
      const request = scene.enrolmentOffice.ask(scene.enrolled.resident);
      return prove(scene, request, scene.enrolled.resident, undefined, { askedBy: request.origin });
    },
  },
];

function prove(
  scene: Scene,
  request: PresentationRequest,
  resident: Resident,
  view?: RegistryView,
  opening?: Partial<OpenRequestOptions>,
): Promise<Presentation> {
  return createPresentation({
    credential: resident.credential,
    holderSecret: resident.secret,
    request: openInWallet(scene, request, opening),
    registry: view ?? walletViewOrAll(scene, resident.credential),
    artifacts: scene.artifacts[scene.policy.circuit],
    prover: scene.prover,
    signal: scene.signal,
  });
}

/** What the resident's wallet does with a request; the portal asks unless another asker is given. */
function openInWallet(
  { city }: Scene,
  request: PresentationRequest,
  opening: Partial<OpenRequestOptions> = {},
): OpenedRequest {
  return openRequest(request, { askedBy: PORTAL_ORIGIN, clock: () => city.nowSeconds, ...opening });
}

/** Opening a snapshot refuses unknown issuers by itself; the registry makes the prover say so. */
function walletViewOrAll({ city }: Scene, credential: Credential): RegistryView {
  const { registry } = city;
  if (registry.issuers.indexOf(credential.issuer) === undefined) return registry.view(credential.schemaId);
  return walletView(shownState(city), credential);
}

/** A wallet that follows the city's registry, as a server of the attacker's shows it from now on. */
async function walletOf({ city: { registry, registryKeys, nowSeconds } }: Scene) {
  // A copy: what is published can't be changed any more, and other attacks go on.
  const copy = await importRegistry(await exportRegistry(registry));
  const keys = await openRegistryKeys(registryKeys);
  const { statements, bundles } = await statementsDue({ registry: copy, keys, nowSeconds });
  const files = new Map([...bundles].map(([sha256, { text }]) => [bundleFile(sha256), text]));
  const serve = (text: string) => void files.set(STATEMENTS_FILE, text);
  serve(statementsFile(statements.map(({ signed }) => signed)));
  const clock = { seconds: nowSeconds };
  const url = async (path: string): Promise<string> => files.get(path)!;
  return { wallet: await openRegistry({ url, registry: registry.id, now: () => clock.seconds }), clock, serve, keys };
}

function someoneUnqualified({ city, policy }: Scene): Resident {
  const today = dateAt(city.nowSeconds);
  const { schema } = city;
  return city.residents.find(
    ({ credential: { claims } }) => !evaluatePolicy(policy.policy, { schema, claims, today }),
  )!;
}

/** The honest resident's credential once more, with something changed. */
function reissue(scene: Scene, changes: Partial<IssueOptions>, secret?: HolderSecret): Credential {
  const { city, honest } = scene;
  const office = city.offices[0]!;
  const { claims, holderCommitment } = honest.credential;
  const commitment = secret === undefined ? toHolderCommitment(holderCommitment) : holderCommitmentOf(secret);
  return issueCredential({
    issuerKey: office.privateKey,
    schema: city.schema,
    claims,
    holderCommitment: commitment,
    registry: city.registry.id,
    statusIndex: city.registry.allocateStatusIndex(office.issuerIndex),
    ...city.validity,
    claimsFrom: 0,
    ...changes,
  });
}

/** A registry in which the attacker's key is trusted. */
function ownRegistry({ city: { nowSeconds, registry: theirs, schema } }: Scene, issuerKey: PrivateKey): RegistryState {
  const registry = createStatusRegistry({ id: theirs.id });
  const possession = proveIssuerKey({ issuerKey, registry: registry.id, index: 0 });
  const reason = { timeSeconds: nowSeconds - DAY_SECONDS, actor: "mallory", reasonCode: "issuer-added" } as const;
  registry.addIssuer(derivePublicKey(issuerKey), { schemas: [schemaId(schema)], possession }, reason);
  return registry;
}

type Forgery = (honest: { readonly credential: CheckedCredential }) => {
  readonly credential?: Omit<CheckedCredential, never>;
  readonly holderSecret?: HolderSecret;
};

/** Calculates a witness from inputs that no check of the library has seen; with nothing changed, an honest one. */
export async function forge(scene: Scene, { credential, secret }: Resident, change: Forgery): Promise<Uint8Array> {
  const { city, policy, artifacts } = scene;
  const request = scene.portal.ask(policy);
  const { scope, context } = requestSignals(request);
  const checked = checkCredential(credential, { schema: city.schema });
  const registry = shownState(city).view(checked.schemaId);
  const issuer = registry.issuerPath(checked.issuerKey);
  const inputs = buildWitnessInputs({
    credential: checked,
    holderSecret: secret,
    blinding: findBlinding(secret, checked.holderCommitment),
    policy,
    registry: {
      ...issuer,
      ...registry.statusPath(issuer.issuerIndex, checked.statusIndex),
      issuerRoot: registry.issuerRoot,
      statusRoot: registry.statusRoot,
    },
    scope,
    period: request.period,
    today: parseDate(request.today),
    context,
    ...change({ credential: checked }),
  });
  const calculator = await createWitnessCalculator(artifacts[policy.circuit].wasm);
  return calculator.calculate(inputs);
}

function withNullifier(presentation: Presentation, change: (nullifier: bigint) => bigint): Presentation {
  const [nullifier, ...rest] = presentation.publicSignals;
  return { ...presentation, publicSignals: [String(change(BigInt(nullifier!))), ...rest] };
}

function flipOneBit(read: ReadArtifact, ending: string): ReadArtifact {
  return async (path, expected) => {
    const bytes = new Uint8Array(await read(path, expected));
    if (path.endsWith(ending)) bytes[bytes.length >> 1]! ^= 1;
    return bytes;
  };
}
