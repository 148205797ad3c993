/** The assessment as data: every figure and verdict, without words of any language. */

import { type CalendarDate, parseDate } from "../core/dates.ts";
import { contributionsOf } from "../statement/artifacts/describe-setup.ts";
import type { ArtifactManifest } from "../statement/artifacts/manifest.ts";
import { privateInputAnnotations, publicSignalAnnotations } from "../statement/circuit/annotations.ts";
import type { CompiledPolicy } from "../statement/policy/compile.ts";
import { blockchainTable } from "./blockchain.ts";
import { commitmentsOf } from "./commitments.ts";
import { DEFAULT_HASHES_PER_SECOND, DEFAULT_MINIMUM_GROUP, type DeploymentDescriptor } from "./descriptor.ts";
import type { Artifact, DpiaFacts, InputHashes, Leakage } from "./facts.ts";
import { type AssessmentFinding, findingsOf, type MeasureId, measuresOf } from "./findings.ts";
import { claimsUsed, knowledgeMatrix } from "./knowledge.ts";
import { accumulation, conditionLeakage, earlySets, policyLeakage, repetitions, thresholdSweeps } from "./leakage.ts";
import { linkability } from "./linkability.ts";
import { DeploymentError } from "./parse.ts";
import { type Population, sizeOfPopulation, tally } from "./population.ts";
import { retentionOf } from "./retention.ts";
import { screen } from "./screening.ts";

/** What {@link generateDpia} is made from. */
export interface DpiaInput {
  readonly policy: CompiledPolicy;
  readonly deployment: DeploymentDescriptor;
  readonly manifest: ArtifactManifest;
  /** Absent when the descriptor gives a size and nothing else. */
  readonly population?: Population | undefined;
  /** The compiled policies of `alsoAsked`, in that order. */
  readonly alsoAsked?: readonly CompiledPolicy[] | undefined;
  readonly hashes: InputHashes;
}

export interface DpiaModel extends DpiaFacts {
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
  const { policy, deployment, manifest, population, alsoAsked = [], hashes } = input;
  checkClaims(policy, deployment);
  const today = parseDate(deployment.date, "date");
  const facts: DpiaFacts = {
    deployment,
    policy,
    today,
    hashes,
    artifact: artifactOf(policy, manifest),
    publicSignals: publicSignalAnnotations(policy.circuit),
    privateInputs: privateInputAnnotations(policy.circuit),
    claimsUsed: claimsUsed(policy),
    knowledge: knowledgeMatrix(policy, deployment),
    links: linkability(policy.circuit, deployment),
    leakage: leakageOf({ policy, deployment, population, alsoAsked, today }),
    commitments: commitmentsOf(deployment),
    retention: retentionOf(deployment),
    screening: screen(policy, deployment),
    blockchain: blockchainTable(deployment),
    minimumGroup: deployment.population.minimumGroup ?? DEFAULT_MINIMUM_GROUP,
    hashesPerSecond: deployment.hashesPerSecond ?? DEFAULT_HASHES_PER_SECOND,
  };
  const findings = findingsOf(facts);
  return { ...facts, findings, measures: measuresOf(findings) };
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
  const cells = tally(policy, population, today);
  if (cells === undefined) return undefined;
  const size = sizeOfPopulation(population);
  const whole = policyLeakage(policy, cells, size);
  const { uptakePerDay } = deployment.population;
  return {
    policy: whole,
    conditions: conditionLeakage(policy, cells, size),
    sweeps: thresholdSweeps(policy, population, today),
    accumulated: alsoAsked.length === 0 ? undefined : accumulation([policy, ...alsoAsked], population, today),
    repetitions: repetitions(policy, population, today),
    early: uptakePerDay === undefined ? [] : earlySets(whole.anonymitySet, uptakePerDay),
    isIndependent: population.kind === "histograms",
  };
}

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

function checkClaims({ schema }: CompiledPolicy, { population, specialCategories = [] }: DeploymentDescriptor): void {
  const names = schema.claims.map(({ name }) => name);
  const used: readonly (readonly [string, string])[] = [
    ...(population.groupBy === undefined ? [] : [["population.groupBy", population.groupBy] as const]),
    ...Object.keys(population.histograms ?? {}).map((name) => [`population.histograms.${name}`, name] as const),
    ...specialCategories.map(({ claim }, i) => [`specialCategories[${i}].claim`, claim] as const),
  ];
  for (const [path, name] of used) {
    if (!names.includes(name)) {
      throw new DeploymentError({ path, expected: `one of ${names.join(", ")}`, received: name });
    }
  }
}
