/** What `dpia init` asks, in English. */
export const en = {
  name: "Short name of the service",
  title: "Title for readers",
  date: "Date of the assessment",
  languages: "Languages of the assessment",
  schema: "Schema file",
  policy: "Policy file",
  size: "How many people could be asked",
  controller: "Who decides on the processing (controller)",
  controllerCountry: "The controller's country",
  controllerContact: "Contact of its data protection officer",
  issuer: "Who issues the credentials",
  issuerCountry: "The issuer's country",
  issuerRole: "The issuer's role",
  purpose: "Purpose, in one sentence",
  article: "Article of the legal basis, such as 6(1)(e)",
  provision: "Provision that it rests on",
  subjects: "Who the people are",
  verifier: "Domain of the verifier",
  period: "One claim per",
  chain: "Chain",
  contract: "Contract address",
  gas: "Who sends and pays for transactions",
  payee: "Payee's address",
  why: "Why a chain",
  addresses: "Are network addresses kept beside presentations",
  lists: "How do phones get revocation data",
  case: "Do requests name a case",
  times: "How precisely are times kept",
  days: "Days that nullifiers are kept",
  automated: "Is the answer acted on automatically",
  effect: "What a refusal means for a person",
  review: "Who reviews a refusal",
  paper: "The way without a phone",
  phone: "What happens when a phone is lost",
};

export const enWords = {
  /** Behind a question that may be left open. */
  optional: "empty: open",
  /** Before an answer that stands already. */
  default: (answer: string) => `empty: ${answer}`,
  oneOf: (choices: string) => `one of: ${choices}`,
  someOf: (choices: string) => `some of: ${choices}, with spaces between`,
  yesNo: "yes or no",
  word: "lower-case letters, digits and single hyphens, at most 64 characters, such as city-pass",
  date: "a date that exists, as YYYY-MM-DD",
  country: "two capital letters (ISO 3166), such as AT",
  whole: (least: string, most: string) => `a whole number from ${least} to ${most}`,
  chain: "none, or eip155: and the number of the chain",
  address: "0x and 40 lower-case hexadecimal digits",
  text: (most: string) => `a text of at most ${most} characters`,
  needed: "an answer",
  refused: (answer: string, expected: string) => `“${answer}” can't be used. Expected: ${expected}.`,
  file: (answer: string, message: string) => `“${answer}” can't be used: ${message}`,
  contradiction: (path: string, expected: string) =>
    `The answers contradict each other at ${path}: expected ${expected}.`,
  known: (what: string) => `The policy says it, so it is not asked: ${what}.`,
  resumed: (count: string) => `${count} answers are there already.`,
  kept: (file: string) => `Your answers are kept in ${file}; the same command with --resume goes on from there.`,
  written: (file: string) =>
    `${file} is written; what you left empty is an open question. Next: civicproof dpia ${file}`,
};

export type QuestionId = keyof typeof en;
/** A language of the interview. */
export interface InterviewMessages {
  readonly questions: Readonly<Record<QuestionId, string>>;
  readonly words: typeof enWords;
}
