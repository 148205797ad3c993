import type { Plant } from "./plants.ts";

/** Mistakes in what an assessment and a linkability run tell. */
export const DPIA_PLANTS: readonly Plant[] = [
  {
    mistake: "an assessment takes roots for the same whoever shows them",
    file: "src/dpia/observables.ts",
    right: '  return channels.roots === "copy" ? "copy" : undefined;',
    wrong: '  return channels === undefined ? "copy" : undefined;',
    test: "test/unit/dpia/model.test.ts",
    title: "link a person at all verifiers where each wallet shows its own copy",
  },
  {
    mistake: "an assessment says nothing about openings that are asked for one by one",
    file: "src/dpia/findings.ts",
    right: '    records?.openings === "single"\n',
    wrong: "    records === null\n",
    test: "test/unit/dpia/model.test.ts",
    title: "are handed to all at once, or whoever hands them out learns who proves",
  },
  {
    mistake: "an assessment doesn't miss enrolment",
    file: "src/dpia/findings.ts",
    right: "    enrolment === undefined\n",
    wrong: "    enrolment === null\n",
    test: "test/unit/dpia/model.test.ts",
    title: "is missed where nothing is declared",
  },
  {
    mistake: "an assessment takes one issuer key for a crowd",
    file: "src/dpia/findings.ts",
    right: "const FEWEST_ISSUERS = 3;",
    wrong: "const FEWEST_ISSUERS = 1;",
    test: "test/unit/dpia/model.test.ts",
    title: "show the issuer",
  },
  {
    mistake: "an assessment forgets who is replaced in a programme with one period for ever",
    file: "src/dpia/findings.ts",
    right: 'period === "once");',
    wrong: 'period === "month");',
    test: "test/unit/dpia/model.test.ts",
    title: "is listed: who is replaced after its first day",
  },
  {
    mistake: "a wallet shows the oldest roots that it has, and two verifiers know it by them",
    file: "src/credentials/registry/open-registry.ts",
    right: "    const statement = statementAt(source.statements, now() - SHOWN_AFTER_SECONDS);\n",
    wrong:
      "    const statement = source.statements[0] ?? statementAt(source.statements, now() - SHOWN_AFTER_SECONDS);\n",
    test: "test/e2e/linkability.test.ts",
    title: "links nobody: everybody shows the roots of the same statement",
  },
];
