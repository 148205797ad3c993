/** From the model to a report in one language: the chapters in their order. Sentences get tag and source in chapters/. */
import { formatDate } from "../../core/dates.ts";
import { textIn } from "../../core/language.ts";
import { spokenName } from "../../credentials/credential/schema.ts";
import { type DpiaModel, inLanguage } from "../model.ts";
import { officeBlocks } from "../office/blocks.ts";
import { blockchainBlocks } from "./chapters/blockchain.ts";
import { commitmentsBlocks } from "./chapters/commitments.ts";
import { knowledgeBlocks, statusBlocks } from "./chapters/knowledge.ts";
import { leakageBlocks } from "./chapters/leakage.ts";
import { linkabilityBlocks } from "./chapters/linkability.ts";
import { measuresBlocks, measuresOf, securityBlocks } from "./chapters/measures.ts";
import { basisBlocks, consultationBlocks } from "./chapters/necessity.ts";
import { processingBlocks, rolesBlocks } from "./chapters/processing.ts";
import { retentionBlocks } from "./chapters/retention.ts";
import { decisionBlocks, rightsBlocks, transfersBlocks } from "./chapters/rights.ts";
import { risksBlocks, risksOf } from "./chapters/risks.ts";
import { screeningBlocks } from "./chapters/screening.ts";
import { evidenceBlocks, signOffBlocks } from "./chapters/sign-off.ts";
import { hiddenBlocks, signalsBlocks } from "./chapters/signals.ts";
import type { Context, Words } from "./context.ts";
import { en, type Messages } from "./messages/en.ts";
import type { AssessmentSection, Block, Report, SectionId, Step } from "./report.ts";
import { shown } from "./sentence.ts";

/** What chapters and forms are written with: a model in the language of the words. */
export function contextOf(model: DpiaModel, messages: Messages): Context {
  const { language } = messages;
  const m: Words = { ...messages, claim: (name) => claimName(model, messages, name) };
  const whole = new Intl.NumberFormat(m.locale, { maximumFractionDigits: 0 });
  const oneDigit = new Intl.NumberFormat(m.locale, { style: "percent", maximumFractionDigits: 1 });
  const two = new Intl.NumberFormat(m.locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return {
    model,
    m,
    language,
    n: (value) => whole.format(value),
    percent: (share) => oneDigit.format(share),
    bits: (value) => (Number.isFinite(value) ? two.format(value) : "∞"),
  };
}

/**
 * Writes the assessment in a language.
 *
 * @param words of `loadReportMessages`; English ones are always at hand
 * @throws LanguageUnsupportedError when the descriptor has a text in other languages only
 */
export function buildReport(written: DpiaModel, words: "en" | Messages): Report {
  const messages = words === "en" ? en : words;
  const { language } = messages;
  const model = inLanguage(written, language);
  const context = contextOf(model, messages);
  const { m } = context;
  const measures = measuresOf(context);
  return {
    language,
    title: shown(model.deployment.title),
    subtitle: m.words.document,
    date: formatDate(model.today),
    labels: m.labels,
    words: m.words,
    messages,
    sections: PARTS.map(
      ([id, step, blocks]): AssessmentSection => ({ id, step, title: m.sections[id], blocks: blocks(context) }),
    ),
    measures,
    risks: risksOf(context),
  };
}

/** A claim as the descriptor calls it, else as the schema does, else as everybody does, else by its own name. */
function claimName({ deployment, policy }: DpiaModel, { claims, language }: Messages, name: string): string {
  const label =
    deployment.claims?.find(({ claim }) => claim === name)?.label ??
    textIn(policy.schema.claims.find((claim) => claim.name === name)?.label, language);
  return label ?? (Object.hasOwn(claims, name) ? claims[name]! : spokenName(name));
}

const PARTS: readonly (readonly [SectionId, Step, (context: Context) => readonly Block[]])[] = [
  ["screening", 1, screeningBlocks],
  ["processing", 2, processingBlocks],
  ["roles", 2, rolesBlocks],
  ["signals", 2, signalsBlocks],
  ["hidden", 2, hiddenBlocks],
  ["knowledge", 2, knowledgeBlocks],
  ["status", 2, statusBlocks],
  ["retention", 2, (context) => [...retentionBlocks(context), ...officeBlocks(context)]],
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
