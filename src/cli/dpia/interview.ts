/** The interview behind `dpia init`: a question per thing that only the controller knows, in the order of the descriptor. */
import { Document } from "yaml";
import { ADDRESS_PATTERN, EVM_CHAIN_PATTERN } from "../../core/origin.ts";
import { DeploymentError, parseDeployment } from "../../dpia/parse.ts";

/** One question. An empty answer takes the default, or leaves an optional value open. */
export interface InterviewStep {
  readonly question: string;
  /** Where the answer goes. */
  readonly path: readonly (string | number)[];
  readonly fallback?: string;
  /** Turns text into the value; undefined asks again. */
  readonly read?: (answer: string) => unknown;
  /** Asked only when an earlier answer makes it matter. */
  readonly when?: (document: Document) => boolean;
}

const oneOf =
  (...names: readonly string[]) =>
  (answer: string): string | undefined =>
    names.includes(answer) ? answer : undefined;
const yesOrNo = (answer: string): boolean | undefined =>
  /^y(es)?$/i.test(answer) ? true : /^no?$/i.test(answer) ? false : undefined;
const days = (answer: string): number | undefined => (/^[0-9]{1,6}$/.test(answer) ? Number(answer) : undefined);
const size = (answer: string): number | undefined => (/^[1-9][0-9]{0,9}$/.test(answer) ? Number(answer) : undefined);
const word = (answer: string): string | undefined => (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(answer) ? answer : undefined);
const calendar = (answer: string): string | undefined => (/^\d{4}-\d{2}-\d{2}$/.test(answer) ? answer : undefined);
const onChain = (document: Document): boolean => document.getIn(["chain", "id"]) !== undefined;

/** All questions. */
export function interviewSteps(): readonly InterviewStep[] {
  return [
    { question: "Short name of the service (lower-case words joined by hyphens)", path: ["name"], read: word },
    { question: "Title for readers", path: ["title"] },
    { question: "Date of the assessment (YYYY-MM-DD)", path: ["date"], read: calendar },
    { question: "Policy file", path: ["policy"], fallback: "policy.json" },
    { question: "Schema file", path: ["schema"], fallback: "schema.json" },
    { question: "How many people could be asked", path: ["population", "size"], read: size },
    { question: "Who decides on the processing (controller)", path: ["parties", 0, "name"] },
    { question: "Its country (two letters)", path: ["parties", 0, "country"] },
    { question: "Contact of its data protection officer (empty: open)", path: ["parties", 0, "contact"], fallback: "" },
    { question: "Who issues the credentials", path: ["parties", 1, "name"] },
    { question: "Its country (two letters)", path: ["parties", 1, "country"] },
    {
      question: "Its role (processor, joint-controller, independent-controller, undecided)",
      path: ["parties", 1, "role"],
      fallback: "undecided",
      read: oneOf("processor", "joint-controller", "independent-controller", "undecided"),
    },
    { question: "Purpose, in one sentence", path: ["purposes", 0] },
    {
      question: "Article of the legal basis, such as 6(1)(e) (empty: open)",
      path: ["legalBasis", "article"],
      fallback: "",
    },
    {
      question: "Provision that it rests on",
      path: ["legalBasis", "text"],
      when: (document) => document.getIn(["legalBasis", "article"]) !== undefined,
    },
    { question: "Who the people are", path: ["dataSubjects", "description"] },
    { question: "Domain of the verifier", path: ["scopes", 0, "verifier"] },
    { question: "Programme", path: ["scopes", 0, "programme"] },
    {
      question: "One claim per (month, quarter, year, once, days)",
      path: ["scopes", 0, "period"],
      fallback: "year",
      read: oneOf("month", "quarter", "year", "once", "days"),
    },
    {
      question: "Chain (none, or eip155:<id>)",
      path: ["chain"],
      fallback: "none",
      read: (answer) => (answer === "none" ? "none" : EVM_CHAIN_PATTERN.test(answer) ? { id: answer } : undefined),
    },
    {
      question: "Contract address",
      path: ["chain", "contract"],
      read: (answer) => (ADDRESS_PATTERN.test(answer) ? answer : undefined),
      when: onChain,
    },
    {
      question: "Who sends and pays for transactions (holder, relayer)",
      path: ["chain", "gasPaidBy"],
      read: oneOf("holder", "relayer"),
      when: onChain,
    },
    {
      question: "Payee's address (one-time, reused, pooled)",
      path: ["chain", "payee"],
      read: oneOf("one-time", "reused", "pooled"),
      when: onChain,
    },
    { question: "Why a chain (empty: open)", path: ["chain", "why"], fallback: "", when: onChain },
    {
      question: "Are network addresses kept beside presentations (kept, dropped)",
      path: ["channels", "networkAddress"],
      read: oneOf("kept", "dropped"),
    },
    {
      question: "How do phones get revocation data (whole, single)",
      path: ["channels", "statusLists"],
      fallback: "whole",
      read: oneOf("whole", "single"),
    },
    { question: "Do requests name a case (yes, no)", path: ["channels", "caseNumber"], fallback: "no", read: yesOrNo },
    {
      question: "How precisely are times kept (exact, day, dropped)",
      path: ["channels", "times"],
      read: oneOf("exact", "day", "dropped"),
    },
    { question: "Days that nullifiers are kept", path: ["stores", 0, "retention", "days"], read: days },
    { question: "Is the answer acted on automatically (yes, no)", path: ["decision", "automated"], read: yesOrNo },
    { question: "What a refusal means for a person (empty: open)", path: ["decision", "effect"], fallback: "" },
    { question: "Who reviews a refusal (empty: open)", path: ["decision", "humanReview"], fallback: "" },
    { question: "The way without a phone (empty: open)", path: ["decision", "paperRoute"], fallback: "" },
    { question: "What happens when a phone is lost (empty: open)", path: ["decision", "lostPhone"], fallback: "" },
  ];
}

/** Times that one question is asked before the interview gives up. */
const MAX_TRIES = 5;

/**
 * Asks all questions and answers the descriptor as YAML.
 *
 * @param ask shows a question and answers what was typed
 * @throws DeploymentError when the answers make no descriptor
 */
export async function interview(
  steps: readonly InterviewStep[],
  ask: (question: string) => Promise<string>,
): Promise<string> {
  const document = new Document({
    civicproof: "deployment/v2",
    languages: ["en", "fr"],
    parties: [
      { id: "controller", role: "controller", does: ["verifier"] },
      { id: "issuer", does: ["issuer", "status-host"] },
    ],
    stores: [{ id: "nullifiers", party: "controller", holds: ["nullifier", "period"] }],
  });
  for (const step of steps) {
    if (step.when?.(document) === false) continue;
    const value = await answerOf(step, ask);
    if (value !== undefined) document.setIn(step.path, document.createNode(value));
  }
  if (onChain(document) && document.getIn(["chain", "gasPaidBy"]) === "relayer") {
    document.addIn(["parties", 0, "does"], "relayer");
  }
  document.commentBefore = " Written by `civicproof dpia init`. What is missing here is an open question.";
  const text = document.toString({ lineWidth: 110 });
  // The interview and the reader agree, or the interview is wrong.
  parseDeployment(text);
  return text;
}

/** Undefined for an optional value that is left open. */
async function answerOf(
  { question, fallback, read = (answer: string): unknown => answer }: InterviewStep,
  ask: (question: string) => Promise<string>,
): Promise<unknown> {
  const hint = fallback === undefined || fallback === "" ? "" : ` [${fallback}]`;
  for (let i = 0; i < MAX_TRIES; i++) {
    const typed = (await ask(`${question}${hint}:`)).trim();
    const answer = typed === "" && fallback !== undefined ? fallback : typed;
    if (answer === "" && fallback === "") return undefined;
    const value = answer === "" ? undefined : read(answer);
    if (value !== undefined) return value;
  }
  throw new DeploymentError({ message: `No usable answer to: ${question}` });
}
