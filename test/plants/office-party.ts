/** Mistakes of the office as a party of an assessment. */
import type { Plant } from "./plants.ts";

const DESCRIBE_TEST = "test/unit/office/describe.test.ts";
const DPIA_TEST = "test/unit/dpia/office.test.ts";

export const OFFICE_PARTY_PLANTS: readonly Plant[] = [
  {
    mistake: "a column of the office's tables is in no assessment",
    file: "src/office/describe.ts",
    right: 'sealed: "identifier", ',
    wrong: "",
    test: DESCRIBE_TEST,
    title: "names every column of every table that it keeps",
  },
  {
    mistake: "what the office holds of a person is left out",
    file: "src/office/describe.ts",
    right: '      { item: "subject-key", form: "keyed-hash", seconds: "permanent" },\n',
    wrong: "",
    test: DESCRIBE_TEST,
    title: "holds what its columns say",
  },
  {
    mistake: "an identifier is kept longer than the assessment says",
    file: "src/office/describe.ts",
    right: "const offered = 2 * OFFER_SECONDS",
    wrong: "const offered = OFFER_SECONDS",
    test: DESCRIBE_TEST,
    title: "forgets an offer, with the identifier in it, when it says so and hardly before",
  },
  {
    mistake: "what an enrolment must say of a person stands readable in the office's database",
    file: "src/office/store/offers.ts",
    right: "        bytesToBase64url(secrets.seal(request)),",
    wrong: "        request,",
    test: DESCRIBE_TEST,
    title: "keeps no claim readable in any table, not even while an offer runs",
  },
  {
    mistake: "what is seen while a call takes is called kept",
    file: "src/dpia/office/blocks.ts",
    right: "if (seconds === 0) return text.notKept;",
    wrong: "if (seconds < 0) return text.notKept;",
    test: DPIA_TEST,
    title: "say what it reads in clear, what it holds in which form, and for how long",
  },
  {
    mistake: "a credential of others that the office sees in clear is no row",
    file: "src/dpia/office/blocks.ts",
    right: "...(bridges.length === 0",
    wrong: "...(bridges.length >= 0",
    test: DPIA_TEST,
    title: "have one for each credential of others that it looks into",
  },
  {
    mistake: "a row rests on another answer than the one that it says",
    file: "src/dpia/office/blocks.ts",
    right: "`office.holds[",
    wrong: "`office.publishes[",
    test: DPIA_TEST,
    title: "change with what they rest on, and with nothing else",
  },
  {
    mistake: "the office is a party that issues nothing",
    file: "src/dpia/office/description.ts",
    right: 'does.includes("issuer")',
    wrong: "does.length > 0",
    test: DPIA_TEST,
    title: "is a party that issues",
  },
];
