/** The holder's side of a presentation: from a credential and a request to a checked proof. */

import { throwIfAborted, unlessAborted } from "../../core/abort.ts";
import { type CalendarDate, parseDate } from "../../core/dates.ts";
import { CivicproofError } from "../../core/errors.ts";
import { type FieldElement, toField } from "../../core/field.ts";
import { own, ownWith } from "../../core/own.ts";
import { checkCredential, checkRegistry } from "../../credentials/credential/credential.ts";
import { findBlinding } from "../../credentials/credential/holder.ts";
import { type RegistryView, requireView } from "../../credentials/registry/view.ts";
import type { ProverBackend } from "../../engine/groth16/backend.ts";
import { decodeProof } from "../../engine/groth16/decode-proof.ts";
import { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
import { witnessToWtns } from "../../engine/groth16/files/wtns.ts";
import { fromSnarkjsProof, ProvingError } from "../../engine/groth16/proof.ts";
import { createProver, wasVerified } from "../../engine/groth16/prover/prover.ts";
import { verifyGroth16 } from "../../engine/groth16/verify.ts";
import { parseOpening } from "../../records/opening.ts";
import { equationOf, importVerificationKey, type VerificationKey } from "../../statement/artifacts/imported-key.ts";
import type { CircuitArtifacts } from "../../statement/artifacts/load.ts";
import { publicSignalsOf } from "../../statement/circuit/signals.ts";
import type { CompiledPolicy } from "../../statement/policy/compile.ts";
import { buildWitnessInputs, checkSources, type WitnessSources } from "../witness/build.ts";
import { type CircuitInputs, createWitnessCalculator, type WitnessCalculator } from "../witness/calculator.ts";
import { buildRecordInputs, checkRecordSources } from "../witness/record.ts";
import { compileRequest, type Subject, subjectOf } from "./open-request.ts";
import { type AnswerableRequest, answerableOf } from "./opened-request.ts";
import type { Presentation } from "./presentation.ts";
import { RequestError, requestSignals } from "./request.ts";

/** Stages of {@link createPresentation} with the share of the work that is done, 0 to 1. */
export interface PresentationProgress {
  /** `loading` is reported by the worker only, which loads the artifacts itself. */
  readonly stage: "loading" | "checking" | "witness" | "proving" | "verifying" | "done";
  readonly fraction: number;
}

/** What every presentation needs, whatever it speaks about. */
export interface ProvingOptions {
  readonly holderSecret: FieldElement;
  /** What `openRequest` returned, so that nothing is proven to a party that was not checked. */
  readonly request: AnswerableRequest;
  /** Artifacts of the request's circuit, from `loadArtifacts`. */
  readonly artifacts: CircuitArtifacts;
  /** This library's own by default, one for the whole process; `civicproof/snarkjs` has the reference. */
  readonly prover?: ProverBackend;
  readonly onProgress?: (progress: PresentationProgress) => void;
  readonly signal?: AbortSignal;
}

/** Options of {@link createPresentation}. */
export interface CreatePresentationOptions extends ProvingOptions {
  /** A credential as issued, or its parsed JSON. */
  readonly credential: unknown;
  /** From `openSnapshot`: downloaded whole, so that nobody is asked about one credential. */
  readonly registry: RegistryView;
}

/** Options of {@link createRecordPresentation}. */
export interface CreateRecordPresentationOptions extends ProvingOptions {
  /** The parsed JSON of what the publisher gave the holder (`openingToJson`). */
  readonly record: unknown;
}

/** See create.ts. */
export async function createPresentation(options: CreatePresentationOptions): Promise<Presentation> {
  return prove(options, "credential", (asked) => {
    const sources = openCredential(options, asked);
    checkSources(sources);
    return buildWitnessInputs(sources);
  });
}

/** Everything that a witness over a credential is made of, looked up and checked for form and signature. */
export function openCredential(
  { credential: issued, holderSecret, registry }: CreatePresentationOptions,
  { registry: askedRegistry, ...asked }: Asked,
): WitnessSources {
  const credential = checkCredential(issued, { schema: asked.policy.schema });
  checkRegistry(credential.registry, askedRegistry, "credential.registry");
  requireView(registry);
  checkRegistry(registry.registry, askedRegistry, "registry");
  const blinding = findBlinding(holderSecret, credential.holderCommitment);
  const issuer = registry.issuerPath(credential.issuerKey);
  return {
    credential,
    holderSecret,
    blinding,
    registry: {
      ...issuer,
      issuerRoot: registry.issuerRoot,
      statusRoot: registry.statusRoot,
      ...registry.statusPath(issuer.issuerIndex, credential.statusIndex),
    },
    ...asked,
  };
}

/** See create.ts. */
export async function createRecordPresentation(options: CreateRecordPresentationOptions): Promise<Presentation> {
  return prove(options, "record", (asked) => {
    const opening = parseOpening(options.record);
    const { holderSecret } = options;
    const blinding = findBlinding(holderSecret, opening.record.holderCommitment);
    const sources = { opening, holderSecret, blinding, ...asked };
    checkRecordSources(sources);
    return buildRecordInputs(sources);
  });
}

/** What a request fixes of the inputs. */
export interface Asked {
  readonly policy: CompiledPolicy;
  /** The id of the registry, or of the publisher of records, whose roots count. */
  readonly registry: string;
  readonly scope: FieldElement;
  readonly period: number;
  readonly today: CalendarDate;
  readonly context: FieldElement;
}

/** Has the inputs made, proves and checks the proof: what all kinds of proofs share. */
export async function prove(
  given: ProvingOptions,
  subject: Subject,
  toInputs: (asked: Asked) => CircuitInputs,
): Promise<Presentation> {
  const { artifacts, onProgress = () => {}, signal, ...options } = ownWith(given, "artifacts");
  const report = (stage: PresentationProgress["stage"], fraction: number): void => {
    throwIfAborted(signal);
    onProgress({ stage, fraction });
  };

  report("checking", 0);
  const { request, policy = compileRequest(request) } = answerableOf(options.request);
  if (subjectOf(request.circuit) !== subject) {
    throw new RequestError({
      path: "request.circuit",
      expected: `a request for ${subject === "enrolment" ? "an" : "a"} ${subject}`,
    });
  }
  if (artifacts.circuit !== request.circuit) {
    throw new ArtifactError({ path: "artifacts.circuit", expected: request.circuit, received: artifacts.circuit });
  }
  const { scope, context } = requestSignals(request);
  const inputs = toInputs({
    policy,
    registry: request.registry,
    scope,
    period: request.period,
    today: parseDate(request.today),
    context,
  });

  report("witness", 0.02);
  const { prover = defaultProver() } = own(options);
  // Its other thread works on the key while this one calculates the witness.
  void prover.prepare?.(artifacts.zkey);
  const calculator = await calculatorOf(artifacts);
  const wtns = witnessToWtns(calculator.calculate(inputs));

  report("proving", 0.1);
  const proving = prover.prove({
    zkey: artifacts.zkey,
    wtns,
    signal,
    onProgress: ({ fraction }) => onProgress({ stage: "proving", fraction: 0.1 + 0.85 * fraction }),
  });
  const proved = await unlessAborted(proving, signal);
  report("verifying", 0.95);
  const presentation: Presentation = {
    civicproof: "presentation/v2/s1",
    circuit: request.circuit,
    proof: fromSnarkjsProof(proved.proof),
    publicSignals: proved.publicSignals,
  };
  selfCheck(presentation, { inputs, artifacts, verified: wasVerified(proved) });
  report("done", 1);
  return presentation;
}

let sharedProver: ProverBackend | undefined;

/** The default is one for the whole process: its thread and memory go by themselves when they are idle. */
function defaultProver(): ProverBackend {
  sharedProver ??= createProver();
  return sharedProver;
}

/**
 * Refuses to hand out a proof that a verifier would refuse (a damaged key, a broken backend). Our own prover has checked
 * the equation already, under the zkey's own points, which `loadArtifacts` compared with the verification key.
 */
function selfCheck(
  presentation: Presentation,
  {
    inputs,
    artifacts,
    verified,
  }: { inputs: Readonly<Record<string, unknown>>; artifacts: CircuitArtifacts; verified: boolean },
): void {
  try {
    const signals = presentation.publicSignals.map((text) => toField(text));
    const asked = publicSignalsOf(presentation.circuit).every(
      (name, i) => name === "nullifier" || inputs[name] === signals[i],
    );
    if (!asked) throw new ProvingError({ path: "publicSignals", expected: "the signals that were asked for" });
    if (!verified) verifyGroth16(equationOf(verificationKeyOf(artifacts)), decodeProof(presentation.proof), signals);
  } catch (cause) {
    if (cause instanceof ProvingError) throw cause;
    throw new ProvingError({
      message: "The backend made a proof that does not verify",
      cause: cause instanceof CivicproofError ? cause : undefined,
    });
  }
}

// Compiling a module and preparing a key take longer than using them, so both stay with the artifacts they came from.
const calculators = new WeakMap<CircuitArtifacts, Promise<WitnessCalculator>>();
const keys = new WeakMap<CircuitArtifacts, VerificationKey>();

function calculatorOf(artifacts: CircuitArtifacts): Promise<WitnessCalculator> {
  const known = calculators.get(artifacts) ?? createWitnessCalculator(artifacts.wasm);
  calculators.set(artifacts, known);
  return known;
}

function verificationKeyOf(artifacts: CircuitArtifacts): VerificationKey {
  const { circuit, setup, verificationKey } = artifacts;
  // Whether development keys are welcome was decided when the artifacts were loaded.
  const known =
    keys.get(artifacts) ??
    importVerificationKey(verificationKey, { circuit, setup: setup.kind, allowDevelopmentKeys: true });
  keys.set(artifacts, known);
  return known;
}
