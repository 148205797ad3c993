/** The assessment as data: every figure and verdict, without words of any language. */

import { type CalendarDate, parseDate } from "../core/dates.ts";
import type { Language } from "../core/language.ts";
import { ownWith } from "../core/own.ts";
import { contributionsOf } from "../statement/artifacts/describe-setup.ts";
import type { ArtifactManifest } from "../statement/artifacts/manifest.ts";
import {
  privateInputAnnotations,
  publicSignalAnnotations,
  type SignalAnnotation,
} from "../statement/circuit/annotations.ts";
import type { CompiledPolicy } from "../statement/policy/compile.ts";
import { checkAgainstPolicy, scopeOf } from "./against-policy.ts";
import { blockchainTable } from "./blockchain.ts";
import { commitmentsOf } from "./commitments.ts";
import {
  DEFAULT_HASHES_PER_SECOND,
  DEFAULT_INFERENCE_LIMIT,
  DEFAULT_MINIMUM_GROUP,
  type DeploymentDescriptor,
  inOneLanguage,
  type WrittenDescriptor,
} from "./descriptor.ts";
import type { Artifact, DpiaFacts, InputHashes, Leakage } from "./facts.ts";
import { type AssessmentFinding, findingsOf, type MeasureId, measuresOf } from "./findings.ts";
import { claimsUsed, knowledgeMatrix } from "./knowledge.ts";
import {
  accumulation,
  apartIn,
  conditionLeakage,
  countingFor,
  earlySets,
  inferences,
  policyLeakage,
  repetitions,
  shownIn,
  thresholdSweeps,
} from "./leakage.ts";
import { linkability } from "./linkability.ts";
import { observablesOf, type SignalAnnotations } from "./observables.ts";
import { DeploymentError } from "./parse.ts";
import { withoutPlaceholders } from "./placeholders.ts";
import { type Place, RULE } from "./places.ts";
import { type Population, tally } from "./population.ts";
import { retentionOf } from "./retention.ts";
import { pinnedClaims, readRule } from "./rule.ts";
import { screen } from "./screening.ts";
import { surroundingsOf } from "./surroundings.ts";

/** What {@link generateDpia} is made from. */
export interface DpiaInput {
  readonly policy: CompiledPolicy;
  readonly deployment: WrittenDescriptor;
  readonly manifest: ArtifactManifest;
  /** Absent when the descriptor gives a size and nothing else. */
  readonly population?: Population | undefined;
  /** The compiled policies of `alsoAsked`, in that order. */
  readonly alsoAsked?: readonly CompiledPolicy[] | undefined;
  readonly hashes: InputHashes;
  /** What the circuit's signals are made of; circuits/signals.json when absent. */
  readonly annotations?: CircuitAnnotations | undefined;
}

/** Public signals and private inputs with their annotations. */
export interface CircuitAnnotations {
  readonly publicSignals: SignalAnnotations;
  readonly privateInputs: Readonly<Record<string, SignalAnnotation>>;
}

export interface DpiaModel extends DpiaFacts {
  /** In which the texts of the descriptor stand here; {@link inLanguage} has the others. */
  readonly language: Language;
  readonly input: DpiaInput;
  readonly findings: readonly AssessmentFinding[];
  readonly measures: readonly MeasureId[];
}

/**
 * Derives the assessment from the policy and circuit that run and from what the deployment declares.
 *
 * @throws DeploymentError when the descriptor speaks of claims or circuits that policy and manifest don't have
 * @example
 * const model = generateDpia({ policy, deployment, manifest, population, hashes });
 */
export function generateDpia(input: DpiaInput): DpiaModel {
  const { policy, deployment, population, alsoAsked = [] } = ownWith(input, "policy", "deployment", "manifest");
  checkAgainstPolicy(policy, deployment);
  const today = parseDate(deployment.date, "date");
  const local = withoutPlaceholders(inOneLanguage(deployment, deployment.languages[0]!));
  const leakage = leakageOf({ policy, deployment: local, population, alsoAsked, today });
  return derive(input, { language: deployment.languages[0]!, today, leakage });
}

/** The same assessment with the texts of its descriptor in another language. @throws LanguageUnsupportedError */
export function inLanguage(model: DpiaModel, language: Language): DpiaModel {
  const { input, today, leakage } = ownWith(model, "input", "today");
  return model.language === language ? model : derive(input, { language, today, leakage });
}

function derive(
  input: DpiaInput,
  { language, today, leakage }: Pick<DpiaModel, "language" | "today" | "leakage">,
): DpiaModel {
  const { policy, manifest, hashes } = input;
  const deployment = withoutPlaceholders(inOneLanguage(input.deployment, language));
  const { publicSignals, privateInputs } = input.annotations ?? {
    publicSignals: publicSignalAnnotations(policy.circuit),
    privateInputs: privateInputAnnotations(policy.circuit),
  };
  const observables = observablesOf({ circuit: policy.circuit, publicSignals }, deployment);
  const facts: DpiaFacts = {
    deployment,
    policy,
    today,
    hashes,
    artifact: artifactOf(policy, manifest),
    publicSignals,
    privateInputs,
    claimsUsed: claimsUsed(policy),
    pinned: pinnedClaims(policy.policy, policy.schema),
    knowledge: knowledgeMatrix({ policy, deployment, observables, privateInputs }),
    links: linkability(observables, deployment),
    leakage,
    commitments: commitmentsOf(deployment),
    retention: retentionOf(deployment),
    screening: screen(policy, deployment),
    blockchain: blockchainTable(deployment),
    surroundings: surroundingsOf(deployment),
    inferenceLimit: deployment.population.inferenceLimit ?? DEFAULT_INFERENCE_LIMIT,
    minimumGroup: deployment.population.minimumGroup ?? DEFAULT_MINIMUM_GROUP,
    hashesPerSecond: deployment.hashesPerSecond ?? DEFAULT_HASHES_PER_SECOND,
  };
  const findings = findingsOf(facts);
  return { ...facts, language, input, findings, measures: measuresOf(findings) };
}

function leakageOf({
  policy,
  deployment,
  population,
  alsoAsked,
  today,
}: {
  readonly policy: CompiledPolicy;
  readonly deployment: DeploymentDescriptor;
  readonly population: Population | undefined;
  readonly alsoAsked: readonly CompiledPolicy[];
  readonly today: CalendarDate;
}): Leakage | undefined {
  if (population === undefined) return undefined;
  const { schema } = policy;
  const rule = readRule(policy.policy, today);
  const cells = tally(rule.conditions, population, schema);
  if (cells === undefined) return undefined;
  const { uptakePerDay, published } = deployment.population;
  const shown = shownIn(published);
  const count = countingFor(shown);
  const whole = policyLeakage(rule, cells, count);
  const counted = { schema, population, today, count };
  const together = alsoAsked.filter((other) => other.policy.programme === policy.policy.programme);
  return {
    policy: whole,
    conditions: conditionLeakage(rule, cells, count),
    inferences: inferences(rule, cells, count),
    sweeps: thresholdSweeps(rule, counted),
    accumulated: together.length === 0 ? undefined : accumulation([policy, ...together], counted),
    apart: alsoAsked.filter((other) => !together.includes(other)).map((other) => other.policy.name),
    repetitions: repetitions(policy, counted, apartIn(scopeOf(policy, deployment).period, policy.policy.grid)),
    early: uptakePerDay === undefined ? [] : earlySets(whole.anonymitySet, uptakePerDay, shown),
    isIndependent: population.kind === "histograms",
    places: [RULE, "date", "population.published", ...(population.kind === "people" ? PEOPLE : HISTOGRAMS)],
  };
}

const PEOPLE: readonly Place[] = ["population.people"];
const HISTOGRAMS: readonly Place[] = ["population.size", "population.histograms"];

function artifactOf({ circuit }: CompiledPolicy, { circuits }: ArtifactManifest): Artifact {
  const entry = Object.hasOwn(circuits, circuit) ? circuits[circuit] : undefined;
  if (entry === undefined) {
    throw new DeploymentError({ path: "manifest", expected: `a manifest with the circuit ${circuit}` });
  }
  const { setup, constraints, sourceSha256, files } = entry;
  return {
    circuit,
    setup: setup.kind,
    contributions: contributionsOf(setup),
    ceremony: setup.kind === "ceremony" ? setup.ceremony : undefined,
    constraints,
    sourceSha256,
    r1csSha256: files.r1cs.sha256,
    zkeySha256: files.zkey.sha256,
    vkeySha256: files.vkey.sha256,
  };
}
