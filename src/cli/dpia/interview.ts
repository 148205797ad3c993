/**
 * The interview behind `dpia init`: a question per thing that only the controller knows. Each answer is checked at once,
 * by the descriptor's own schema, and kept at once, so that none is ever given twice.
 */
import * as v from "valibot";
import { Document } from "yaml";
import { deploymentSchema } from "../../dpia/descriptor.ts";
import { DeploymentError, parseDeployment } from "../../dpia/parse.ts";
import type { InterviewMessages, QuestionId } from "./questions/en.ts";
import { type Draft, onChain, QUESTIONS, type Question } from "./questions.ts";

/** What the policy says, so that nobody is asked. */
export interface PolicyFacts {
  readonly programme: string;
  /** The kind of the grid's periods; undefined for a policy without a grid. */
  readonly period: string | undefined;
}

/** Answers as typed, by question. */
export type Answers = Readonly<Partial<Record<QuestionId, string>>>;

export interface InterviewOptions {
  readonly messages: InterviewMessages;
  /** Shows a question and answers what was typed. */
  readonly ask: (question: string) => Promise<string>;
  /** Shows a line. */
  readonly tell: (line: string) => void;
  /** Reads a schema, given as a path beside the descriptor; throws for what is none. */
  readonly readSchema: (schema: string) => Promise<void>;
  /** Reads a policy and its schema in the same way. */
  readonly readPolicy: (policy: string, schema: string) => Promise<PolicyFacts>;
  /** Keeps the answers; called after each of them. */
  readonly keep: (answers: Answers) => Promise<void>;
  /** Answers of an earlier interview; those that can't be used are asked again. */
  readonly earlier?: Answers;
  /** Of the assessment, where nobody answers otherwise. */
  readonly language: string;
}

/** Times that one question is asked before the interview gives up: whoever asks may be no person. */
const MAX_TRIES = 20;

/**
 * Asks all questions and answers the descriptor as YAML.
 *
 * @throws DeploymentError when a question has no usable answer after many tries, or when answers contradict each other
 */
export async function interview(options: InterviewOptions): Promise<string> {
  const { messages, tell, keep, earlier = {} } = options;
  const { words } = messages;
  const document: Draft = new Document({
    civicproof: "deployment/v2",
    parties: [
      { id: "controller", role: "controller", does: ["verifier"] },
      { id: "issuer", does: ["issuer", "status-host"] },
    ],
    stores: [{ id: "nullifiers", party: "controller", holds: ["nullifier", "period"] }],
  });
  let answers: Answers = {};
  const count = Object.keys(earlier).length;
  if (count > 0) tell(words.resumed(String(count)));
  for (const question of QUESTIONS) {
    if (question.when?.(document) === false) continue;
    const { value, typed } = await answerOf(question, document, options);
    if (value !== undefined) document.setIn(question.path, document.createNode(value));
    // Answers to questions that come later are kept with the new ones.
    answers = { ...earlier, ...answers, [question.id]: typed };
    await keep(answers);
    if (question.id === "policy") {
      const { programme, period } = await options.readPolicy(typed, String(document.getIn(["schema"])));
      document.setIn(["scopes", 0, "programme"], programme);
      if (period !== undefined) document.setIn(["scopes", 0, "period"], period);
      tell(words.known([programme, ...(period === undefined ? [] : [period])].join(", ")));
    }
  }
  if (onChain(document) && document.getIn(["chain", "gasPaidBy"]) === "relayer") {
    document.addIn(["parties", 0, "does"], "relayer");
  }
  document.commentBefore = " Written by `civicproof dpia init`. What is missing here is an open question.";
  const text = document.toString({ lineWidth: 110 });
  try {
    parseDeployment(text);
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error;
    throw new DeploymentError({ message: words.contradiction(error.path ?? "", error.expected ?? ""), cause: error });
  }
  return text;
}

/** The first usable answer: an earlier one, or one that is typed now. Undefined for a value that is left open. */
async function answerOf(
  question: Question,
  document: Draft,
  { messages, ask, tell, readSchema, readPolicy, earlier = {}, language }: InterviewOptions,
): Promise<{ readonly value: unknown; readonly typed: string }> {
  const { words } = messages;
  const fallback = question.fallback === "language" ? language : question.fallback;
  const hint = [
    question.expected(words),
    ...(fallback === undefined ? [] : [fallback === "" ? words.optional : words.default(fallback)]),
  ].join("; ");
  const text = `${messages.questions[question.id]} (${hint}):`;
  const given = Object.hasOwn(earlier, question.id) ? [earlier[question.id]!] : [];
  for (let i = 0; i < MAX_TRIES; i++) {
    const typed = (given.shift() ?? (await ask(text))).trim();
    const answer = typed === "" && fallback !== undefined ? fallback : typed;
    if (answer === "" && fallback === "") return { value: undefined, typed };
    const value = answer === "" ? undefined : question.read(answer);
    if (value === undefined || !isUsable(document, question, value)) {
      tell(words.refused(answer, answer === "" ? words.needed : question.expected(words)));
      continue;
    }
    try {
      if (question.id === "schema") await readSchema(answer);
      if (question.id === "policy") await readPolicy(answer, String(document.getIn(["schema"])));
      return { value, typed: answer };
    } catch (error) {
      tell(words.file(answer, error instanceof Error ? error.message : ""));
    }
  }
  throw new DeploymentError({ message: words.refused("", messages.questions[question.id]) });
}

/** Whether the descriptor's own schema takes the value at its place. */
function isUsable(document: Draft, { path }: Question, value: unknown): boolean {
  const trial = document.clone() as Draft;
  trial.setIn(path, trial.createNode(value));
  const { issues = [] } = v.safeParse(deploymentSchema, trial.toJSON());
  const own = path.join(".");
  return !issues.some((issue) => {
    const at = (issue.path ?? []).map(({ key }) => String(key)).join(".");
    const isBelow = at.startsWith(`${own}.`);
    // What a choice of several shapes misses is asked for next.
    return at === own ? typeof value !== "object" || Array.isArray(value) : isBelow && Array.isArray(value);
  });
}
