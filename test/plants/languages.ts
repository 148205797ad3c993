import type { Plant } from "./plants.ts";

const CONSENT = { test: "test/unit/browser/components/notice.test.ts", file: "src/browser/components/notice.ts" };
const REPORT = { test: "test/unit/dpia/languages.test.ts" };
const STATEMENT = { test: "test/unit/statement/policy/languages.test.ts" };
const INTERVIEW = { test: "test/unit/cli/dpia.test.ts" };

/** Mistakes in what is said in which language, and by whom. */
export const LANGUAGE_PLANTS: readonly Plant[] = [
  {
    mistake: "an unknown language is English without a word",
    ...STATEMENT,
    file: "src/statement/policy/messages/load.ts",
    right: "  return supportedLanguage(LOADERS, language)();\n",
    wrong: '  return (language === "fr" ? supportedLanguage(LOADERS, language) : LOADERS.en)();\n',
    title: "is refused in a language that nothing is written in",
  },
  {
    mistake: "from 2 to 2 is said as a range",
    file: "src/statement/policy/explain.ts",
    right: "  if (bounds.length !== 2 || bounds[0] !== bounds[1]) return operator;\n",
    wrong: "  if (bounds.length >= 0) return operator;\n",
    test: "test/unit/statement/policy/explain.test.ts",
    title: "explainPolicy in English",
  },
  {
    mistake: "a statement does not call claims what the schema calls them",
    ...STATEMENT,
    file: "src/statement/policy/explain.ts",
    right: " ?? textIn(claim(name).label, language)",
    wrong: "",
    title: "comes from the schema, with units, in",
  },
  {
    mistake: "whoever asks says what the claims of a request are called",
    file: "src/presentation/proof/open-request.ts",
    right: "withoutWords(parseSchema(json))",
    wrong: "parseSchema(json)",
    test: "test/unit/presentation/proof/open-request.test.ts",
    title: "is its sender's word, which no identity covers, and is not in what was opened",
  },
  {
    mistake: "an assessment calls a claim by its name in the code",
    ...REPORT,
    file: "src/dpia/report/build.ts",
    right: "  return label ?? (Object.hasOwn",
    wrong: "  return (Object.hasOwn",
    title: "read as what schema and descriptor call them in",
  },
  {
    mistake: "the French assessment has the English texts of its descriptor",
    ...REPORT,
    file: "src/dpia/model.ts",
    right: "return model.language === language ? model",
    wrong: "return model.language !== undefined ? model",
    title: "and none in another language",
  },
  {
    mistake: "a text that lacks a language of the assessment is taken",
    ...REPORT,
    file: "src/dpia/contradictions.ts",
    right: "    return missing.length === 0 ? undefined",
    wrong: "    return missing.length >= 0 ? undefined",
    title: "is a text's, too: what is given per language is given in each of them",
  },
  {
    mistake: "a table prints words that no catalogue has",
    ...REPORT,
    file: "src/dpia/report/chapters/signals.ts",
    right: 'note.depends.map((source) => m.sources[source]).join(", ")',
    wrong: 'note.depends.join(", ")',
    title: "has no word in a sentence, a table, a heading or a picture that no catalogue has",
  },
  {
    mistake: "a translated sentence loses what is filled in",
    ...REPORT,
    file: "src/dpia/report/messages/nl.ts",
    right: "    standard: (name) => name,\n",
    wrong: "    standard: (name) => name.slice(1),\n",
    title: "has every text of the English one, and fills in the same",
  },
  {
    mistake: "an interview keeps its answers at the end",
    ...INTERVIEW,
    file: "src/cli/dpia/interview.ts",
    right: "    await keep(answers);\n",
    wrong: "",
    title: "loses no answer: each is kept when it is given",
  },
  {
    mistake: "an interview takes a day that no month has",
    ...INTERVIEW,
    file: "src/cli/dpia/questions.ts",
    right: "?.startsWith(answer)",
    wrong: " !== answer",
    title: "refuses at once, with the reason",
  },
  {
    mistake: "an interview asks what the policy says",
    ...INTERVIEW,
    file: "src/cli/dpia/interview.ts",
    right: '      if (period !== undefined) document.setIn(["scopes", 0, "period"], period);\n',
    wrong: "",
    title: "asks not what the policy says",
  },
  {
    mistake: "a wallet says that a proof is not kept, which nobody told it",
    ...CONSENT,
    right: "      ? texts.proofNotStated\n",
    wrong: "      ? fill(texts.proofNotKept, { name })\n",
    title: "says what is kept as the portal declares it, and else that it is not stated",
  },
  {
    mistake: "a wallet speaks of a month as of something that happens once",
    ...CONSENT,
    right: '    kind === "once"',
    wrong: '    kind !== "year"',
    title: "as of the periods that it has",
  },
  {
    mistake: "an example has a text in one language",
    ...REPORT,
    file: "examples/dpia/transit-pass/deployment.yaml",
    right: "    title: { en: Nullifiers, fr: Nullifiers, de: Nullifier, nl: Nullifiers, es: Nullifiers }\n",
    wrong: "    title: Nullifiers\n",
    title: "has every text in all five languages",
  },
];
