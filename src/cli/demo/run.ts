/** The main job from end to end: a city issues, residents prove, a portal accepts each of them once, attacks fail. */

import { throwIfAborted } from "../../core/abort.ts";
import { dateAt } from "../../core/dates.ts";
import type { ProverBackend } from "../../engine/groth16/backend.ts";
import { createProver } from "../../engine/groth16/prover/prover.ts";
import { openRequest } from "../../presentation/proof/open-request.ts";
import type { Presentation } from "../../presentation/proof/presentation.ts";
import { createPresentation } from "../../presentation/proof/prove.ts";
import type { PresentationRequest } from "../../presentation/proof/request.ts";
import { buildArtifacts } from "../../statement/artifacts/build.ts";
import { openArtifacts } from "../../statement/artifacts/node.ts";
import { type CompiledPolicy, compilePolicy } from "../../statement/policy/compile.ts";
import { evaluatePolicy } from "../../statement/policy/evaluate.ts";
import { explainPolicy } from "../../statement/policy/explain.ts";
import { parsePolicy } from "../../statement/policy/policy-text.ts";
import { buildFraction } from "../build-fraction.ts";
import { readText } from "../files.ts";
import type { Progress } from "../progress.ts";
import { inFile } from "../report-error.ts";
import { ATTACKS, type Attack, type AttackOutcome, forge, runAttack } from "./attacks.ts";
import { openChain } from "./chain.ts";
import { CHAIN_ATTACKS, settleOnce } from "./chain-attacks.ts";
import { type City, exampleFile, foundCity, type Resident, shownState, walletView } from "./city.ts";
import { type EnrolmentOffice, openEnrolmentOffice } from "./enrolment.ts";
import { type ArtifactSource, type Artifacts, loadAll, openPortal, PORTAL_ORIGIN, type Portal } from "./portal.ts";

/** One for each circuit; the last one is compound. */
const POLICIES = ["senior-annual-pass", "city-petition", "city-pass"] as const;

const REVOKED_SECONDS_AGO = 2 * 3_600;

/** What `civicproof demo --json` prints. */
export interface DemoReport {
  readonly issued: number;
  readonly policies: readonly {
    readonly name: string;
    readonly circuit: string;
    readonly policyHash: string;
    readonly qualify: number;
    readonly firstClaim: string;
    readonly secondClaim: string;
  }[];
  /** Proofs made for claims. */
  readonly proved: number;
  /** What the office's register said to the person who enrolled. */
  readonly enrolment: string;
  /** Of these, how many the portal verified. */
  readonly verified: number;
  readonly secondClaimRefused: boolean;
  /** The code with which each attack was refused. */
  readonly attacksRefused: readonly string[];
  /** Attacks that were not refused as they should be; empty when all is well. */
  readonly attacksAccepted: readonly string[];
  /** Attacks on a contract, where the packages of a clone are not installed. */
  readonly attacksNotRun: readonly string[];
  readonly attacks: readonly AttackOutcome[];
  readonly durationsMs: Readonly<Record<string, number>>;
}

export interface DemoOptions {
  /** A directory with the keys of a ceremony for every circuit; by default development keys are made. */
  readonly artifacts?: string | undefined;
  /** Credentials to issue. */
  readonly people: number;
  readonly nowSeconds: number;
  readonly signal: AbortSignal;
  /** Takes the story, line by line. */
  readonly say: (line: string) => void;
  readonly startProgress: (name: string) => Progress;
}

/** Runs the demo. Ends with everything disposed of. */
export async function runDemo(options: DemoOptions): Promise<DemoReport> {
  const prover = createProver();
  try {
    return await tell(options, prover);
  } finally {
    await prover.dispose();
  }
}

async function tell(
  { artifacts: directory, people, nowSeconds, signal, say, startProgress }: DemoOptions,
  prover: ProverBackend,
) {
  const clock = createClock();

  if (directory === undefined) {
    say("1. Circuits, compiled and set up once (some ten seconds)");
    const building = startProgress("building circuits");
    const overall = buildFraction();
    await clock.time("build", () =>
      buildArtifacts({
        signal,
        onProgress: (event) => building.update(overall(event), `${event.circuit} ${event.step}`),
      }),
    );
    building.done();
  } else say(`1. Circuits and keys from ${directory}`);
  const source: ArtifactSource = {
    ...(await openArtifacts(directory)),
    allowDevelopmentKeys: directory === undefined,
  };
  const artifacts = await clock.time("load", () => loadAll(source));
  for (const [circuit, { constraints, publicSignals }] of Object.entries(source.manifest.circuits))
    say(`   ${circuit.padEnd(12)} ${constraints} constraints, ${publicSignals} public signals`);
  const kind = source.allowDevelopmentKeys ? "development keys" : "keys of a ceremony";
  say(`   Built and checked in ${seconds(clock.total("build") + clock.total("load"))}. These are ${kind}.`);

  say("\n2. A city issues credentials");
  const issuing = startProgress("issuing");
  const founded = await clock.time("issue", () =>
    foundCity({ nowSeconds, people, signal, onProgress: (issued) => issuing.update(issued / people, `${issued}`) }),
  );
  issuing.done();
  say(`   ${founded.offices.length} registry offices sign; a proof will not tell which of them did.`);
  say(
    `   ${founded.residents.length} credentials from examples/data/population.csv in ${seconds(clock.total("issue"))}; no office saw a holder's secret.`,
  );

  const enrolmentOffice = openEnrolmentOffice(founded, artifacts, { ...source, prover, signal });
  const { city, ...enrolled } = await clock.time("enrol", () => enrolSomebody(founded, enrolmentOffice));
  say(
    `   An authority certifies who somebody is. ${enrolled.resident.id} enrols with it at the city's office (${enrolled.kind}) before the office issues: one pseudonym there for ever, a commitment that nobody else has seen, ${seconds(clock.total("enrol"))}.`,
  );

  say("\n3. A portal asks, residents prove");
  const portal = openPortal(city, artifacts, source);
  const policies: CompiledPolicy[] = [];
  for (const name of POLICIES) policies.push(await clock.time("compile", () => readExamplePolicy(name, city)));
  const qualified = policies.map((policy) => whoQualifies(policy, city));
  // Who is revoked later must not be one of those who claim here.
  const { revoked, beforeRevocation } = revokeSomebody(city, qualified);
  const context: ClaimContext = { city, portal, artifacts, prover, signal, clock, startProgress };

  const claims: Claim[] = [];
  for (const [i, policy] of policies.entries()) {
    const people = qualified[i]!;
    const { title, proves, claims: limit, text } = explainPolicy(policy.policy, policy.schema);
    // What stays hidden is much the same for all; the compound policy says it in full.
    const words = policy === policies.at(-1) ? text : [title, proves, limit].join("\n");
    say(`   ${words.replaceAll("\n", "\n     ")}`);
    say(`     ${people.length} of ${city.residents.length} residents qualify; circuit ${policy.circuit}.`);
    const claim = await claimTwice(context, policy, people.find((resident) => resident !== revoked)!);
    claims.push(claim);
    say(
      `     ${claim.resident.id} proves it in ${seconds(claim.proveMs)}, verified in ${claim.verifyMs} ms: ${claim.first}. A second claim: ${claim.second}.\n`,
    );
  }

  say("4. Attacks");
  const scene = {
    city,
    portal,
    artifacts,
    artifactSource: source,
    prover,
    signal,
    policy: policies[0]!,
    otherPolicy: policies[1]!,
    honest: claims[0]!.resident,
    request: claims[0]!.request,
    presentation: claims[0]!.presentation,
    otherPresentation: claims[1]!.presentation,
    revoked,
    beforeRevocation,
    enrolmentOffice,
    enrolled,
  };
  // Control: with nothing changed the forger gets a witness, so what is refused below is the change.
  await forge(scene, scene.honest, () => ({}));
  const attacks: AttackOutcome[] = [];
  const attempt = async <Found extends { readonly signal: AbortSignal }>(attack: Attack<Found>, found: Found) => {
    throwIfAborted(signal);
    const outcome = await clock.time("attacks", () => runAttack(attack, found));
    attacks.push(outcome);
    say(`   ${outcome.refused ? "refused " : "ACCEPTED"} ${outcome.name}`);
    say(`            ${outcome.code ?? "no refusal"}: ${outcome.reason}`);
  };
  for (const attack of ATTACKS) await attempt(attack, scene);
  say("\n   On a chain in this process:");
  const chain = await clock.time("chain", () => openChain(city, scene.policy, source));
  if (chain === undefined) {
    say("   not run, as this is no clone with its packages:");
    for (const { name } of CHAIN_ATTACKS) say(`     ${name}`);
  } else {
    const found = await clock.time("chain", () => settleOnce(scene, chain));
    for (const attack of CHAIN_ATTACKS) await attempt(attack, found);
  }
  await portal.close();
  await enrolmentOffice.register.close();

  const refused = attacks.filter((attack) => attack.refused);
  const report: DemoReport = {
    issued: city.residents.length,
    policies: claims.map(({ policy, first, second, qualify }) => ({
      name: policy.policy.name,
      circuit: policy.circuit,
      policyHash: String(policy.policyHash),
      qualify,
      firstClaim: first,
      secondClaim: second,
    })),
    proved: clock.count("prove"),
    enrolment: enrolled.kind,
    verified: clock.count("verify"),
    secondClaimRefused: claims.every(({ first, second }) => first === "accepted" && second === "already-used"),
    attacksRefused: refused.map(({ code }) => code!),
    attacksAccepted: attacks.filter((attack) => !attack.refused).map(({ name }) => name),
    attacksNotRun: chain === undefined ? CHAIN_ATTACKS.map(({ name }) => name) : [],
    attacks,
    durationsMs: clock.durations(),
  };
  say(
    `\n${report.issued} credentials, ${report.proved} proofs, ${report.verified} verified, ${refused.length} of ${attacks.length} attacks refused${report.attacksNotRun.length === 0 ? "" : `, ${report.attacksNotRun.length} not run`}, ${seconds(clock.sinceStart())} in all.`,
  );
  return report;
}

/** All went as it should. */
export function isSuccess({ secondClaimRefused, attacksAccepted }: DemoReport): boolean {
  return secondClaimRefused && attacksAccepted.length === 0;
}

async function readExamplePolicy(name: string, { schema }: City): Promise<CompiledPolicy> {
  const file = exampleFile("policies", `${name}.json`);
  const text = await readText(file);
  return inFile(file, () => compilePolicy(parsePolicy(text, schema), schema));
}

function whoQualifies({ policy }: CompiledPolicy, { residents, schema, nowSeconds }: City): readonly Resident[] {
  const today = dateAt(nowSeconds);
  return residents.filter(({ credential: { claims } }) => evaluatePolicy(policy, { schema, claims, today }));
}

/** The first resident enrols, and the office issues a credential for the commitment that was enrolled. */
async function enrolSomebody(city: City, office: EnrolmentOffice) {
  const [resident, ...others] = city.residents as readonly [Resident, ...Resident[]];
  const enrollee = office.certify(resident);
  const request = office.ask(resident);
  const verified = await office.verify(await office.answer(enrollee, request), request);
  const { kind, claimsFrom } = await office.register.enrol(verified);
  const issued = office.issue(resident, verified, claimsFrom);
  return { kind, resident: issued, enrollee, city: { ...city, residents: [issued, ...others] } };
}

/** Revokes the last of those who qualify for the first policy, some time ago. */
function revokeSomebody({ registry, nowSeconds }: City, [qualified]: readonly (readonly Resident[])[]) {
  const revoked = qualified!.at(-1)!;
  const timeSeconds = nowSeconds - REVOKED_SECONDS_AGO;
  const issuerIndex = registry.issuers.indexOf(revoked.credential.issuer)!;
  const { statusIndex } = revoked.credential;
  const beforeRevocation = registry.stateAsOf(timeSeconds - 1);
  registry.revoke({ issuerIndex, statusIndex }, { timeSeconds, actor: "desk-3", reasonCode: "moved-away" });
  return { revoked, beforeRevocation };
}

interface ClaimContext {
  readonly city: City;
  readonly portal: Portal;
  readonly artifacts: Artifacts;
  readonly prover: ProverBackend;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly startProgress: DemoOptions["startProgress"];
}

interface Claim {
  readonly policy: CompiledPolicy;
  readonly resident: Resident;
  readonly request: PresentationRequest;
  readonly presentation: Presentation;
  readonly qualify: number;
  readonly first: string;
  readonly second: string;
  readonly proveMs: number;
  readonly verifyMs: number;
}

/** One person claims, and claims again with a fresh request and proof. */
async function claimTwice(context: ClaimContext, policy: CompiledPolicy, resident: Resident): Promise<Claim> {
  const { city, portal, clock } = context;
  const attempt = async () => {
    const request = portal.ask(policy);
    const started = performance.now();
    const presentation = await proveFor(context, policy, resident, request);
    const proved = performance.now();
    const verified = await clock.time("verify", () => portal.verify(presentation, request));
    const verifyMs = Math.round(performance.now() - proved);
    const outcome = await clock.time("consume", () => portal.accept(verified));
    return { request, presentation, outcome, proveMs: proved - started, verifyMs };
  };
  const { outcome: first, ...firstClaim } = await attempt();
  const { outcome: second } = await attempt();
  return { ...firstClaim, policy, resident, qualify: whoQualifies(policy, city).length, first, second };
}

function proveFor(
  { city, artifacts, prover, signal, clock, startProgress }: ClaimContext,
  { circuit }: CompiledPolicy,
  { credential, secret }: Resident,
  request: PresentationRequest,
): Promise<Presentation> {
  const progress = startProgress("proving");
  return clock.time("prove", async () => {
    const presentation = await createPresentation({
      credential,
      holderSecret: secret,
      request: openRequest(request, { askedBy: PORTAL_ORIGIN, clock: () => city.nowSeconds }),
      registry: walletView(shownState(city), credential),
      artifacts: artifacts[circuit],
      prover,
      signal,
      onProgress: ({ stage, fraction }) => progress.update(fraction, stage),
    });
    progress.done();
    return presentation;
  });
}

interface Clock {
  /** Times a step; steps of one name add up. */
  readonly time: <T>(step: string, work: () => Promise<T>) => Promise<T>;
  readonly total: (step: string) => number;
  readonly count: (step: string) => number;
  readonly sinceStart: () => number;
  /** Milliseconds by step, and `total`. */
  readonly durations: () => Readonly<Record<string, number>>;
}

function createClock(): Clock {
  const startedAt = performance.now();
  const steps = new Map<string, { milliseconds: number; count: number }>();
  const sinceStart = (): number => performance.now() - startedAt;
  return {
    async time(step, work) {
      const started = performance.now();
      const result = await work();
      const { milliseconds, count } = steps.get(step) ?? { milliseconds: 0, count: 0 };
      steps.set(step, { milliseconds: milliseconds + performance.now() - started, count: count + 1 });
      return result;
    },
    total: (step) => steps.get(step)?.milliseconds ?? 0,
    count: (step) => steps.get(step)?.count ?? 0,
    sinceStart,
    durations: () => ({
      ...Object.fromEntries([...steps].map(([step, { milliseconds }]) => [step, Math.round(milliseconds)])),
      total: Math.round(sinceStart()),
    }),
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
