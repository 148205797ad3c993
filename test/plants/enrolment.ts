/** Mistakes in enrolment: what keeps one person to one file. */
import type { Plant } from "./plants.ts";

const REGISTER = {
  file: "src/presentation/verification/enrolment-register.ts",
  test: "test/unit/presentation/verification/enrolment-register.test.ts",
};
const VERIFY = {
  file: "src/presentation/verification/verify.ts",
  test: "test/unit/presentation/verification/enrolment.test.ts",
};
const REQUEST = {
  file: "src/presentation/proof/request.ts",
  test: "test/unit/presentation/proof/enrolment.test.ts",
};

export const ENROLMENT_PLANTS: readonly Plant[] = [
  {
    mistake: "the office signs a commitment that was not proven",
    ...VERIFY,
    right: "...(extension === undefined ? {} : { extension })",
    wrong: "...{}",
    title: "refuses a commitment that is not the one in the proof",
  },
  {
    mistake: "an enrolment counts as a claim",
    ...VERIFY,
    right: "if (isEnrolmentCircuit(request.circuit) !== (extension !== undefined)) {",
    wrong: "if (!isEnrolmentCircuit(request.circuit) && extension !== undefined) {",
    title: "verifyPresentation refuses its request",
  },
  {
    mistake: "one secret stands behind two files",
    ...REGISTER,
    right: "if (owner !== undefined && owner !== file) throw",
    wrong: "if (owner === null) throw",
    title: "refuses a pseudonym of another file",
  },
  {
    mistake: "somebody comes back with a secret that was replaced",
    ...REGISTER,
    right: "if (owner !== undefined && current !== pseudonym) throw",
    wrong: "if (owner === null) throw",
    title: "never takes a replaced pseudonym again",
  },
  {
    mistake: "one person enrols twice under two secrets",
    ...REGISTER,
    right: "if (!mayReplace) throw",
    wrong: "if (mayReplace === undefined) throw",
    title: "refuses a second secret for one file until",
  },
  {
    mistake: "a renewal claims again what the replaced credential has claimed",
    ...REGISTER,
    right: "claimsFrom: Math.max(claimsFrom, ...claims),",
    wrong: "claimsFrom,",
    title: "never lets it decrease",
  },
  {
    mistake: "a portal asks for the nullifier of the period 0",
    ...REQUEST,
    right: "const period = isEnrolmentCircuit(request.circuit) ? 0 : held;",
    wrong: "const period = request.period === 0 ? 0 : held;",
    title: "no portal's request has the period 0",
  },
  {
    mistake: "an answer for one file counts for another",
    ...REQUEST,
    right: 'if (recipient === undefined) refuse("recipient", "the office\'s file");',
    wrong: "",
    title: "refuses to be without a file",
  },
  {
    mistake: "the authority and an office join their files by one commitment",
    file: "src/presentation/proof/create-enrolment.ts",
    right: "if (sources.credential.holderCommitment === newCommitment)",
    wrong: "if (sources.credential.holderCommitment === 0n)",
    test: "test/e2e/enrolment.test.ts",
    title: "with the counter of the authority's commitment",
  },
  {
    mistake: "a wallet gives a portal the pseudonym that an office gets",
    file: "src/presentation/proof/prove.ts",
    right: "if (subjectOf(request.circuit) !== subject) {",
    wrong: "if (subjectOf(request.circuit) === undefined) {",
    test: "test/e2e/enrolment.test.ts",
    title: "an office that asks a portal's way gets no pseudonym",
  },
  {
    mistake: "a compact presentation drops the ninth signal",
    file: "src/presentation/proof/compact.ts",
    right: "if (!isClaimCircuit(circuit)) {",
    wrong: "if (circuit === undefined) {",
    test: "test/unit/presentation/proof/compact.test.ts",
    title: "has no spelling of an enrolment",
  },
  {
    mistake: "a key of another size is taken for the circuit's",
    file: "src/statement/artifacts/imported-key.ts",
    right: "if (received !== expected) {",
    wrong: "if (received === undefined) {",
    test: "test/unit/statement/artifacts/imported-key.test.ts",
    title: "takes a key with as many inputs as its circuit has public signals",
  },
];
