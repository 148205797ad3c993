/** From the model to sentences in one language. Every sentence gets its tag and its source here. */

import { formatDate } from "../../core/dates.ts";
import { deploymentTitle, type Language } from "../descriptor.ts";
import type { Finding } from "../findings.ts";
import type { DpiaModel } from "../model.ts";
import { blockchainBlocks } from "./chapters/blockchain.ts";
import { commitmentsBlocks } from "./chapters/commitments.ts";
import { knowledgeBlocks, statusBlocks } from "./chapters/knowledge.ts";
import { leakageBlocks } from "./chapters/leakage.ts";
import { linkabilityBlocks } from "./chapters/linkability.ts";
import { basisBlocks, consultationBlocks } from "./chapters/necessity.ts";
import { processingBlocks, rolesBlocks } from "./chapters/processing.ts";
import { retentionBlocks } from "./chapters/retention.ts";
import { decisionBlocks, rightsBlocks, transfersBlocks } from "./chapters/rights.ts";
import { screeningBlocks } from "./chapters/screening.ts";
import { hiddenBlocks, signalsBlocks } from "./chapters/signals.ts";
import { answer, type Context, derived, open, SIGNALS, table } from "./context.ts";
import { en, type Messages } from "./messages/en.ts";
import { fr } from "./messages/fr.ts";
import type { Block, Measure, Report, Risk, Section, SectionId, Step } from "./report.ts";
import { row, sentence } from "./sentence.ts";

const CATALOGUES: Readonly<Record<Language, Messages>> = { en, fr };

/** Writes the assessment in a language. */
export function buildReport(model: DpiaModel, language: Language): Report {
  const m = CATALOGUES[language];
  const whole = new Intl.NumberFormat(m.locale, { maximumFractionDigits: 0 });
  const two = new Intl.NumberFormat(m.locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const context: Context = {
    model,
    m,
    language,
    n: (value) => whole.format(value),
    bits: (value) => (Number.isFinite(value) ? two.format(value) : "∞"),
  };
  const measures = measuresOf(context);
  return {
    language,
    title: deploymentTitle(model.deployment, language),
    subtitle: m.words.document,
    date: formatDate(model.today),
    labels: m.labels,
    words: m.words,
    sections: PARTS.map(
      ([id, step, blocks]): Section => ({ id, step, title: m.sections[id], blocks: blocks(context) }),
    ),
    measures,
    risks: risksOf(context),
  };
}

const PARTS: readonly (readonly [SectionId, Step, (context: Context) => readonly Block[]])[] = [
  ["screening", 1, screeningBlocks],
  ["processing", 2, processingBlocks],
  ["roles", 2, rolesBlocks],
  ["signals", 2, signalsBlocks],
  ["hidden", 2, hiddenBlocks],
  ["knowledge", 2, knowledgeBlocks],
  ["status", 2, statusBlocks],
  ["retention", 2, retentionBlocks],
  ["consultation", 3, consultationBlocks],
  ["basis", 4, basisBlocks],
  ["leakage", 4, leakageBlocks],
  ["linkability", 4, linkabilityBlocks],
  ["commitments", 4, commitmentsBlocks],
  ["rights", 4, rightsBlocks],
  ["transfers", 4, transfersBlocks],
  ["decision", 4, decisionBlocks],
  ["blockchain", 4, blockchainBlocks],
  ["risks", 5, risksBlocks],
  ["security", 5, securityBlocks],
  ["measures", 6, measuresBlocks],
  ["evidence", 7, evidenceBlocks],
  ["sign-off", 7, signOffBlocks],
];

// ---- steps 5 and 6 ----

/** Figures of a finding as text: durations for seconds, numbers in the language's form, words as they are. */
function figuresOf({ m, n }: Context, { figures }: Finding): Readonly<Record<string, string>> {
  const digits = new Intl.NumberFormat(m.locale, { maximumSignificantDigits: 2 });
  return Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [
      key,
      typeof value === "string" ? value : key === "seconds" ? m.duration(value, (x) => digits.format(x)) : n(value),
    ]),
  );
}

function risksBlocks(context: Context): readonly Block[] {
  const { model, m } = context;
  return [
    table(
      m.captions.findings,
      [m.headers.finding, m.headers.impact, m.headers.type, m.headers.event, m.headers.measure, m.headers.answeredBy],
      model.findings.map((each) => {
        const { threat, impact } = m.findings[each.id](figuresOf(context, each));
        return row(
          each.basis,
          [
            threat,
            impact,
            m.linddun[each.linddun],
            m.events[each.event],
            m.measures[each.measure].title,
            m.answers[each.answers],
          ],
          each.source,
        );
      }),
    ),
    open(m.s.severity, "3.2, 3.3, 3.4"),
    open(m.s.likelihood, "3.2, 3.3, 3.4"),
  ];
}

function risksOf(context: Context): readonly Risk[] {
  const { model, m } = context;
  return model.findings.map((each): Risk => {
    const { threat, impact, source } = m.findings[each.id](figuresOf(context, each));
    return {
      event: each.event,
      threat: sentence(each.basis, threat, each.source),
      impact: sentence(each.basis, impact, each.source),
      source: sentence(each.basis, source, each.source),
      measure: m.measures[each.measure].title,
    };
  });
}

function measuresOf({ model, m }: Context): readonly Measure[] {
  const done: readonly string[] = ["no-claims-leave", "scoped-nullifiers", "bound-session"];
  const fromCode = model.measures.map((id): Measure => {
    const { title, text } = m.measures[id];
    return {
      title,
      // What the code does follows from it; what somebody still has to do is open until the descriptor says so.
      sentence: done.includes(id)
        ? derived(m.s.declaredMeasure(title, text), SIGNALS)
        : open(m.s.declaredMeasure(title, text), "security"),
    };
  });
  const declared = (model.deployment.security ?? []).map(
    ({ title, text }, i): Measure => ({
      title,
      sentence: sentence("declared", m.s.declaredMeasure(title, text), `security[${i}]`),
    }),
  );
  const titles = new Set(declared.map(({ title }) => title));
  return [...fromCode.filter(({ title }) => !titles.has(title)), ...declared];
}

function measuresBlocks(context: Context): readonly Block[] {
  return measuresOf(context).map(({ sentence: each }) => each);
}

function securityBlocks({ model, m, n }: Context): readonly Block[] {
  const { artifact, deployment } = model;
  const { decision } = deployment;
  return [
    derived(
      artifact.setup === "development"
        ? m.s.setupDevelopment(artifact.circuit)
        : m.s.setupCeremony(artifact.circuit, n(artifact.contributions)),
      "artifacts/manifest.json",
    ),
    derived(m.s.setupPrivacy, "Fuchsbauer, eprint 2017/587"),
    derived(m.s.strength, "SECURITY.md"),
    answer(decision.lostPhone, m.s.lostPhone, m.s.lostPhoneOpen, "decision.lostPhone"),
    derived(m.s.firstPeriod, "docs/protocol.md P-23"),
    answer(decision.coercion, m.s.coercion, m.s.coercionOpen, "decision.coercion"),
    derived(m.s.coercionDerived, "SECURITY.md"),
  ];
}

// ---- step 7 ----

function evidenceBlocks({ model, m }: Context): readonly Block[] {
  const { hashes, artifact, policy } = model;
  const entries: readonly (readonly [string, string, string])[] = [
    [`${m.hashes.policy} ${policy.policy.name}@${policy.policy.version}`, hashes.policy, "policy"],
    [m.hashes.deployment, hashes.deployment, "deployment"],
    [m.hashes.manifest, hashes.manifest, "artifacts/manifest.json"],
    [`${m.hashes.source} ${artifact.circuit}`, artifact.sourceSha256, "artifacts/manifest.json"],
    [m.hashes.r1cs, artifact.r1csSha256, "artifacts/manifest.json"],
    [m.hashes.zkey, artifact.zkeySha256, "artifacts/manifest.json"],
    [m.hashes.vkey, artifact.vkeySha256, "artifacts/manifest.json"],
    [m.hashes.policyHash, String(policy.policyHash), "docs/protocol.md P-17"],
  ];
  return [
    table(
      m.captions.evidence,
      [m.headers.file, m.headers.hash],
      entries.map(([what, hash, source]) => row("derived", [what, hash], source)),
    ),
  ];
}

function signOffBlocks({ m }: Context): readonly Block[] {
  return [
    table(
      m.captions.signOff,
      [m.headers.item, m.headers.note],
      m.signOffItems.map((item) => row("open", [item, ""], "sign-off")),
    ),
    open(m.s.signOff, "sign-off"),
  ];
}
