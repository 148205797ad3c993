/** The assessment's words in English. Facts only: nothing here judges whether something may be done. */
import type { Language } from "../../../core/language.ts";
import type { SignalSource } from "../../../statement/circuit/annotations.ts";
import type { Messages as Statement } from "../../../statement/policy/messages/catalogue.ts";
import { en as statement } from "../../../statement/policy/messages/en.ts";
import type { BlockchainRow } from "../../blockchain.ts";
import type { DataCategory } from "../../categories.ts";
import type { Commitment } from "../../commitments.ts";
import type { Evidence, Party, PartyFunction, Stored } from "../../descriptor.ts";
import type { FearedEvent, FindingId, Linddun, MeasureId } from "../../findings.ts";
import type { Knowledge } from "../../knowledge.ts";
import type { SituationId } from "../../linkability.ts";
import type { ObservableId, Strength, Vantage } from "../../observables.ts";
import type { OutOfReach } from "../../observe/out-of-reach.ts";
import type { Criterion, Verdict } from "../../screening.ts";
import type { SurroundingId } from "../../surroundings.ts";
import type { SectionId, Step } from "../sections.ts";
import { officeEn } from "./office.ts";

const list = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
const plural = (n: string, one: string, many: string): string => `${n} ${n === "1" ? one : many}`;

const steps: Readonly<Record<Step, string>> = {
  1: "Step 1: Identify the need for an assessment",
  2: "Step 2: Describe the processing",
  3: "Step 3: Consultation",
  4: "Step 4: Necessity and proportionality",
  5: "Step 5: Identify and assess risks",
  6: "Step 6: Measures to reduce risk",
  7: "Step 7: Sign off and record outcomes",
};

const sections: Readonly<Record<SectionId, string>> = {
  screening: "Whether an assessment is called for",
  processing: "What happens",
  roles: "Who takes part",
  signals: "What leaves the phone: eight numbers",
  hidden: "What stays on the phone",
  knowledge: "Who knows what",
  status: "What the data are, party by party",
  retention: "How long, and how it is erased",
  consultation: "Who was asked",
  basis: "Purposes and legal basis",
  leakage: "How much a proof tells",
  linkability: "What can be linked",
  commitments: "What is left if somebody tries all values",
  rights: "Rights of the people concerned",
  transfers: "Transfers, and the chain",
  decision: "Decisions, people who review them, and the way without a phone",
  blockchain: "EDPB Guidelines 02/2025, recommendation by recommendation",
  risks: "Findings",
  measures: "Measures",
  security: "Keys, lost phones, coercion",
  evidence: "Evidence",
  "sign-off": "Sign-off",
};

const vantages: Readonly<Record<Vantage, string>> = {
  holder: "the person's own phone",
  issuer: "issuer",
  verifier: "verifier",
  hosting: "verifier's host",
  "second-verifier": "another verifier",
  "status-host": "host of the status lists",
  relayer: "relayer",
  rpc: "chain access point (RPC)",
  chain: "anybody who reads the chain",
  anchor: "operator of the anchors",
};

const functions: Readonly<Record<PartyFunction, string>> = {
  issuer: "issues credentials",
  verifier: "asks for proofs and checks them",
  hosting: "hosts the verifier",
  "status-host": "serves the status lists",
  relayer: "sends transactions",
  rpc: "gives access to the chain",
  anchor: "anchors records",
  "second-verifier": "asks the same people for proofs of its own",
};

const roles: Readonly<Record<Party["role"], string>> = {
  controller: "controller",
  "joint-controller": "joint controller",
  processor: "processor",
  "independent-controller": "controller of its own",
  recipient: "recipient",
  undecided: "not decided yet",
};

const observables: Readonly<Record<ObservableId, string>> = {
  nullifier: "nullifier",
  policyHash: "policyHash",
  issuerRoot: "issuerRoot",
  statusRoot: "statusRoot",
  scope: "scope",
  period: "period",
  today: "today",
  context: "context",
  proof: "the proof's bytes",
  time: "time of the act",
  "network-address": "network address",
  "case-number": "case number",
  payee: "payee's address",
  sender: "sender of the transaction",
  "status-request": "request for revocation data",
  "registry-statement": "registry's statement",
  pseudonym: "pseudonym at the office",
  opening: "opening of a record",
  "holder-commitment": "holder commitment",
  credential: "the credential",
};

const stored: Readonly<Record<Stored, string>> = {
  nullifier: "nullifier",
  policyHash: "policyHash",
  issuerRoot: "issuerRoot",
  statusRoot: "statusRoot",
  scope: "scope",
  period: "period",
  today: "today",
  context: "context",
  proof: "proof",
  time: "time",
  "network-address": "network address",
  payee: "payee's address",
  "case-number": "case number",
  claims: "claims",
  identity: "identity",
  status: "status of credentials",
  record: "record",
  commitment: "commitment of a record",
};

const criteria: Readonly<Record<Criterion, string>> = {
  evaluation: "1. Evaluation or scoring",
  "automated-decision": "2. Automated decision with legal or similar significant effect",
  monitoring: "3. Systematic monitoring",
  sensitive: "4. Sensitive or highly personal data",
  "large-scale": "5. Large scale",
  matching: "6. Matching or combining data sets",
  vulnerable: "7. Vulnerable people",
  innovative: "8. New technological or organisational solution",
  "prevents-service": "9. Prevents people from exercising a right or using a service",
};

const criterionReasons: Readonly<Record<Criterion, Readonly<Record<Verdict, string>>>> = {
  evaluation: {
    met: "The policy looks at an amount of money and sorts people by it.",
    "not-met": "",
    open: "The policy sorts people into those who qualify and the rest. Whether that is an evaluation is for a person to say.",
  },
  "automated-decision": {
    met: "The answer is acted on without a person looking at it.",
    "not-met": "A person looks at each answer before it is acted on.",
    open: "",
  },
  monitoring: {
    met: "",
    "not-met": "",
    open: "Proofs of two periods are not linked by the circuits; whether the service as a whole observes people is not visible from here.",
  },
  sensitive: {
    met: "The policy looks at a claim that the descriptor counts among the special categories.",
    "not-met": "",
    open: "The policy looks at no claim that the descriptor counts among the special categories; highly personal data are for a person to judge.",
  },
  "large-scale": {
    met: "",
    "not-met": "",
    open: "The number of people is given below; the guidelines name no limit.",
  },
  matching: {
    met: "",
    "not-met": "",
    open: "A proof brings no second data set along; what the portal does with its answer afterwards is not visible from here.",
  },
  vulnerable: {
    met: "People who need protection are among those who prove.",
    "not-met": "",
    open: "The descriptor does not say whether people who need protection are among those who prove.",
  },
  innovative: {
    met: "Eligibility is shown by a zero-knowledge proof.",
    "not-met": "",
    open: "",
  },
  "prevents-service": {
    met: "Who can't show a proof, or another way, does not get the service: the effect is described below.",
    "not-met": "",
    open: "The descriptor does not say what a refusal means for a person.",
  },
};

const verdicts: Readonly<Record<Verdict, string>> = { met: "met", "not-met": "not met", open: "open" };

const knowledge: Readonly<Record<Knowledge, string>> = {
  sees: "sees it",
  predicate: "only what the rule says of it",
  hash: "a one-way value",
  public: "published anyway",
  cannot: "nothing",
};

const data: Readonly<Record<string, string>> = {
  identity: "name and identity",
  holderSecret: "secret of the person",
  statusIndex: "number in the status list",
  validity: "dates of the credential",
  issuer: "which office signed",
  signature: "signature",
  record: "content of a record",
};

const situations: Readonly<Record<SituationId, string>> = {
  "same-scope-same-period": "one verifier, same programme, same period",
  "same-scope-other-period": "one verifier, same programme, another period",
  "other-scope": "one verifier, another programme",
  "two-verifiers": "two verifiers together",
  "verifier+issuer": "verifier and issuer together: which person is this?",
  "verifier+status-host": "verifier and host of the status lists together",
  "chain-same-period": "reader of the chain, same programme, same period",
  "chain-other-period": "reader of the chain, same programme, another period",
  "chain-other-scope": "reader of the chain, another programme",
  "verifier+chain": "verifier and reader of the chain: which session is this?",
  "relayer-other-period": "relayer, another period",
  "rpc-other-period": "chain access point, another period",
  "status-host-over-time": "host of the status lists, over time",
};

const strengths: Readonly<Record<Strength, string>> = { exact: "exactly", approximate: "roughly" };

const commitments: Readonly<Record<Commitment["id"], string>> = {
  "holder-commitment": "holder commitment",
  nullifier: "nullifier",
  context: "context",
  policyHash: "policyHash",
  scope: "scope",
  "registry-roots": "issuerRoot and statusRoot",
  record: "commitment of a record",
};

const contents: Readonly<Record<Commitment["content"], string>> = {
  personal: "personal content",
  public: "published content",
  random: "a random secret",
  known: "nothing: who sees it sees its parts",
};

const recommendations: readonly string[] = [
  "1. Architecture: documentation",
  "2. Architecture: off-chain storage",
  "3. Information",
  "4. Minimisation",
  "5. Trust",
  "6. Use mandated by law",
  "7. Software vulnerabilities",
  "8. Governance",
  "9. Consent",
  "10. Data protection by design and by default",
  "11. Retention: duration",
  "12. Security: evaluation",
  "13. Security: failure of an algorithm",
  "14. Security: governance of evolution",
  "15. Security: confidentiality",
  "16. Rights of data subjects",
];

const blockchainReasons: Readonly<Record<BlockchainRow["reason"], string>> = {
  "no-chain": "Nothing is written to a chain.",
  "why-declared": "The descriptor says why a chain is used.",
  "why-open": "The descriptor does not say why a chain is used.",
  "claims-stay-off": "No claim, name or credential is written to the chain; the eight public signals are.",
  "record-hash-only": "Records stay off the chain; a root over salted commitments is anchored.",
  information: "What people are told is in the section on rights.",
  "eight-signals": "Eight public signals, of which one, the nullifier, is made of something that only one person has.",
  trust: "How software and operators are trusted.",
  "mandated-yes": "A law asks for a chain.",
  "mandated-no": "No law asks for a chain.",
  mandated: "Whether a law asks for a chain.",
  vulnerabilities: "How weaknesses are disclosed and handled.",
  changes: "How changes of contracts and circuits are decided; `civicproof dpia check` names a change.",
  consent: "Whether consent is relied on, and what happens when it is withdrawn.",
  "by-design":
    "The circuits limit what leaves the phone; whether the whole is necessary and proportionate is for a person to say.",
  permanent: "What is on the chain stays there for its lifetime; nullifiers and payee addresses are among it.",
  security: "Which security measures were evaluated.",
  algorithm: "What happens when an algorithm fails.",
  evolution: "How the protocol evolves.",
  public: "A public chain is readable by everybody; whether the purpose needs that is for a person to say.",
  rights: "How erasure and objection are answered.",
};

const verdictWords: Readonly<Record<BlockchainRow["verdict"], string>> = {
  pass: "done by what runs",
  declared: "declared",
  open: "open",
  "not-applicable": "not applicable",
};

const linddun: Readonly<Record<Linddun, string>> = {
  L: "L, linking",
  I: "I, identifying",
  Nr: "Nr, non-repudiation",
  D: "D, detecting",
  Dd: "Dd, data disclosure",
  U: "U, unawareness",
  Nc: "Nc, non-compliance",
};

const events: Readonly<Record<FearedEvent, string>> = {
  access: "illegitimate access",
  modification: "unwanted modification",
  disappearance: "disappearance",
};

type Figures = Readonly<Record<string, string>>;
/** What happens, what it means for a person, and who or what causes it. */
type FindingText = (f: Figures) => { readonly threat: string; readonly impact: string; readonly source: string };

const findings: Readonly<Record<FindingId, FindingText>> = {
  "linked-in-period": () => ({
    threat: "Two claims of one person in one programme and period show the same nullifier.",
    impact: "The verifier sees that one person came twice in that period.",
    source: "Verifier; this is how double claims are refused",
  }),
  "permanent-pseudonym": () => ({
    threat: "The nullifier stays on the chain as a pseudonym for one programme and period.",
    impact: "Whoever learns once which session it belongs to, from the verifier or from the person, knows it for ever.",
    source: "Anybody who reads the chain",
  }),
  "sender-links": () => ({
    threat:
      "The person's account sends the transaction and pays for it: the same account links all programmes and periods.",
    impact: "Claims of one person form one public list, beside everything else the account did.",
    source: "Anybody who reads the chain",
  }),
  "payee-links": () => ({
    threat: "The payee's address is the same in several claims.",
    impact: "Claims of one person form one public list, although the nullifiers differ.",
    source: "Anybody who reads the chain",
  }),
  "network-links": () => ({
    threat: "Network addresses are kept beside presentations.",
    impact: "Sessions of one household can be linked across programmes and periods, and a provider can name it.",
    source: "Verifier, its host, whoever gets at the logs",
  }),
  "case-links": () => ({
    threat: "The request names a case, so the answer is about a known person.",
    impact: "The verifier knows who proved; what the proof hides from it are the values.",
    source: "Verifier",
  }),
  "status-question": () => ({
    threat: "The phone asks about one entry of the status list instead of the whole list.",
    impact: "The host of the list sees which credential is about to be used, and when.",
    source: "Host of the status lists",
  }),
  "register-match": ({ set = "" }) => ({
    threat: `Who holds the issuer's register can list the ${set} people who qualify by name.`,
    impact: "A person behind a proof is one of that list; other knowledge (time, place, case) shortens it.",
    source: "Issuer and verifier together",
  }),
  "one-party-both": ({ party = "" }) => ({
    threat: `${party} issues credentials and checks proofs: what the proof hides from the verifier the issuer knows.`,
    impact: "Only organisation keeps the register and the portal apart; the second picture of who knows what holds.",
    source: "Party that is issuer and verifier",
  }),
  "value-disclosed": ({ claims = "" }) => ({
    threat: `The policy asks for one value of ${claims}: everybody who is accepted is seen to have it.`,
    impact: "A proof discloses this value, as a document would.",
    source: "Verifier, whoever reads the policy and sees an acceptance",
  }),
  "issuer-linked": ({ values = "" }) => ({
    threat: `Verifier and issuer together can tell who presented, by: ${values}.`,
    impact: "What the proof hides from the verifier, the register adds.",
    source: "Issuer and verifier together, or one party that is both",
  }),
  "surer-guess": ({ about = "", path = "", prior = "", posterior = "", group = "", worst = "", limit = "" }) => ({
    threat: `Of those who are accepted, ${posterior}% meet the ${about === "" ? "alternative" : `condition on ${about}`} (${path}); of all people, ${prior}%${group === "" ? "" : `; of those accepted in ${group}, ${worst}%`}. The limit is ${limit}%.`,
    impact: "Whoever sees an acceptance guesses what the proof does not say, and is mostly right.",
    source: "Verifier, whoever sees an acceptance",
  }),
  "host-knows-people": ({ party = "" }) => ({
    threat: `${party} keeps names or claims of people, and issues no credentials.`,
    impact: "What the proof keeps from it, its own store tells.",
    source: "Party that keeps the store",
  }),
  "transfer-undeclared": ({ party = "", country = "" }) => ({
    threat: `${party} is in ${country}, outside the European Economic Area, and no transfer is declared.`,
    impact: "People can't know where their data go, and under which safeguard.",
    source: "Controller",
  }),
  "small-group": ({ groups = "", all = "", people = "", group = "", count = "", minimum = "" }) => ({
    threat: `In ${groups} of ${all} groups fewer than ${minimum} people qualify, ${people} in all; the smallest is ${group} with ${count}.`,
    impact: "Whoever knows that a person lives there, and sees a proof, has very few to choose from.",
    source: "Verifier with knowledge of the group",
  }),
  "early-set": ({ hours = "", minimum = "" }) => ({
    threat:
      hours === ""
        ? `Fewer than ${minimum} people will ever have presented.`
        : `Until ${plural(hours, "hour", "hours")} after the start fewer than ${minimum} people have presented.`,
    impact: "Early users hide among few; whoever saw somebody use the service then can guess.",
    source: "Verifier, reader of the chain",
  }),
  "threshold-window": ({ count = "", minimum = "" }) => ({
    threat: `Between two neighbouring thresholds there are as few as ${plural(count, "person", "people")} (the limit is ${minimum}).`,
    impact: "A person who is asked for both tells on which side of each the value lies.",
    source: "Verifier who changes a threshold within one programme and period",
  }),
  "answers-add-up": ({ set = "", alone = "" }) => ({
    threat: `Together the policies under this programme leave ${plural(set, "person", "people")} instead of ${alone}.`,
    impact: "Answers with one nullifier add up to more than each of them tells.",
    source: "Verifier",
  }),
  "proof-is-evidence": () => ({
    threat: "A presentation can be shown to a third party and verifies there too.",
    impact: "A person can't deny that somebody with this secret answered this request.",
    source: "Verifier, whoever gets at the presentation",
  }),
  "nullifier-too-short": ({ days = "", needed = "" }) => ({
    threat:
      needed === ""
        ? `Nullifiers are forgotten after ${plural(days, "day", "days")}, the programme allows one claim for ever.`
        : `Nullifiers are forgotten after ${plural(days, "day", "days")}, a period lasts up to ${plural(needed, "day", "days")}.`,
    impact: "Somebody can claim twice, at the cost of others.",
    source: "Retention term of the nullifier store",
  }),
  "store-permanent": ({ stores = "" }) => ({
    threat: `${stores}: kept without an end.`,
    impact: "What is not needed any more can still leak or be asked for.",
    source: "Retention term",
  }),
  "store-lost": () => ({
    threat: "The nullifier store is lost or set back to an older state.",
    impact: "People can claim twice, or are refused although they did not claim.",
    source: "Failure or restore of an old backup",
  }),
  "development-keys": ({ circuit = "" }) => ({
    threat: `The key of circuit ${circuit} is a development key: its secret is public and anybody can forge proofs.`,
    impact: "People who don't qualify can claim, in place of those who do.",
    source: "Anybody",
  }),
  "lost-phone": () => ({
    threat: "The secret is lost with the phone.",
    impact: "The person can't prove until a new credential is issued, which claims from the next period on.",
    source: "Loss, theft, defect",
  }),
  "no-enrolment": () => ({
    threat: "No enrolment is declared: nobody but each issuer's own records tells that two secrets are one person's.",
    impact: "A person with two secrets has two nullifiers and can claim twice in one period.",
    source: "Holder",
  }),
  "once-replaced": ({ programme = "" }) => ({
    threat: `The programme ${programme} has one period for ever, and somebody's secret is replaced after its first day.`,
    impact: "That person can make no proof for it, as nobody can know whether the lost pseudonym was used.",
    source: "Loss, theft, defect",
  }),
  coercion: () => ({
    threat: "Somebody makes a person prove, or proves with that person's phone.",
    impact: "The benefit goes to another; the circuits can't see the difference.",
    source: "People near the person",
  }),
  "record-guessable": ({ bits = "", seconds = "" }) => ({
    threat: `Commitments of records carry ${bits} random bits: trying all values takes ${seconds}.`,
    impact: "Whoever reads the anchors can find out what a record says.",
    source: "Anybody who reads the anchors",
  }),
  "record-shared-salt": () => ({
    threat: "One salt serves several records.",
    impact: "Equal records have equal commitments; erasing one salt would erase others' records too.",
    source: "Anybody who reads the anchors",
  }),
  "record-stays": () => ({
    threat: "The root over commitments stays where it is anchored when a record is erased.",
    impact: "What remains is a number; with the salt it would still show that a record existed.",
    source: "Whoever kept the salt or a copy of the record",
  }),
  "no-legal-basis": () => ({
    threat: "The descriptor names no legal basis.",
    impact: "People can't know on what ground their data are used.",
    source: "Controller",
  }),
  "special-category": ({ claims = "" }) => ({
    threat: `The descriptor counts ${claims} among the special categories.`,
    impact: "A proof can show, or let guess, a fact that is specially protected.",
    source: "Verifier",
  }),
  "no-human-review": () => ({
    threat: "The answer is acted on automatically and no review by a person is described.",
    impact: "Who is refused by mistake has nobody to turn to.",
    source: "Controller",
  }),
  "no-paper-route": () => ({
    threat: "No way without a phone is described.",
    impact: "Who has no phone, or none that is new enough, does not get the service.",
    source: "Controller",
  }),
  "no-information": () => ({
    threat: "The descriptor does not say how people are informed.",
    impact: "People don't know what a proof tells and to whom.",
    source: "Controller",
  }),
  children: () => ({
    threat: "People under 18 can be among those who prove.",
    impact: "They may not understand what a proof tells, or prove because somebody tells them to.",
    source: "Policy",
  }),
  "chain-abroad": () => ({
    threat: "Nodes of a public chain run in many countries and keep what is written.",
    impact: "Nullifiers and payee addresses are copied outside the controller's reach.",
    source: "Nodes of the chain",
  }),
  "rare-roots": () => ({
    threat: "Wallets prove under their own copies of the registry, however old these are.",
    impact: "A root that few others show links the presentations of one person, at all verifiers.",
    source: "Verifiers that compare what they see",
  }),
  "single-openings": () => ({
    threat: "Holders ask for the opening of their own record, each at a time of its own.",
    impact: "Whoever answers knows which record is proven next, and under which anchor; the verifier sees that anchor.",
    source: "Publisher of the records",
  }),
  "few-issuers": ({ keys = "", fewest = "" }) => ({
    threat:
      keys === ""
        ? "The descriptor does not say how many issuer keys the registry trusts for the schema."
        : `The registry trusts ${keys} issuer keys for the schema, fewer than ${fewest}.`,
    impact: "A proof hides the issuer among these keys; with few of them it shows, and with it a region or a status.",
    source: "Verifier",
  }),
  "times-kept": () => ({
    threat: "Exact times of presentations are kept.",
    impact: "Who knows when a person was at the counter, or online, can find that person's entry.",
    source: "Verifier, its host, whoever gets at the store",
  }),
};

const measures: Readonly<Record<MeasureId, { readonly title: string; readonly text: string }>> = {
  "scoped-nullifiers": {
    title: "One pseudonym per programme and period",
    text: "The nullifier is a function of secret, scope and period: it differs in every programme and every period.",
  },
  "no-claims-leave": {
    title: "No claim leaves the phone",
    text: "Claims, serial, office, dates and signature are private inputs; no public signal depends on them.",
  },
  relay: {
    title: "Send through a relayer",
    text: "A relayer's account sends and pays for all transactions, so that the sender says nothing.",
  },
  "one-time-payee": {
    title: "A new payee address for each claim",
    text: "A fresh address, or one pool for everybody, instead of one address per person.",
  },
  "drop-addresses": {
    title: "Keep no network addresses",
    text: "Drop addresses at the edge, before logs and limits of requests see them; a day's salted hash is enough for limits.",
  },
  "whole-lists": {
    title: "Whole status lists",
    text: "Phones load status lists as a whole, so that nobody is asked about one credential.",
  },
  "same-roots": {
    title: "The roots that all show",
    text: "Wallets prove under the newest statement that is at least ten minutes old, or not at all; `openRegistry` does so.",
  },
  "all-openings": {
    title: "Openings of all records in one file",
    text: "Publish the openings of an anchor together; phones load the file whole, whatever they prove.",
  },
  "more-issuers": {
    title: "Three issuer keys or more",
    text: "Join registries, or let neighbouring offices sign under the same schema, so that a root stands for several.",
  },
  enrol: {
    title: "Enrol people before issuing",
    text: "An authority certifies who is one person; each office then has one pseudonym a person: docs/enrolment.md.",
  },
  "coarser-rule": {
    title: "A coarser rule or group",
    text: "Join small districts, widen the range, or leave the group out of everything that is kept beside the proof.",
  },
  "ask-for-less": {
    title: "Ask for less",
    text: "Leave out what is not needed: a value, a case number; or say to people before they prove that it is seen.",
  },
  "declare-transfer": {
    title: "Declare the transfer, or choose a party in the area",
    text: "Name the safeguard of Chapter V, or let a party within the European Economic Area do it.",
  },
  "host-contract": {
    title: "Keep names and claims away from those who host",
    text: "Encrypt these stores with keys of the controller, or move them; the contract says who may read them.",
  },
  "start-together": {
    title: "Start with many people",
    text: "Open the programme when many credentials are out, and keep no exact times in the first days.",
  },
  "separate-registers": {
    title: "Keep issuer and verifier apart",
    text: "Other people, other systems, no exchange of times and cases between the register and the portal.",
  },
  "one-threshold": {
    title: "One threshold per programme and period",
    text: "Don't ask one person for several thresholds under one scope; `civicproof policy lint --sibling` warns.",
  },
  "own-programmes": {
    title: "A programme for each question",
    text: "Policies under programmes of their own have nullifiers of their own, so that their answers are not joined.",
  },
  "delete-proofs": {
    title: "Keep no proofs",
    text: "Delete a presentation when it is checked; what refuses a second claim is the nullifier.",
  },
  "short-retention": {
    title: "An end for every store",
    text: "Delete when the purpose ends, and check that it happened.",
  },
  "long-enough-retention": {
    title: "Keep nullifiers for the whole period",
    text: "A term of at least one period, for programmes without periods as long as the programme runs.",
  },
  "backup-store": {
    title: "A store that survives a crash",
    text: "Durable writes, backups that are tested, and no restore to an older state while claims are open.",
  },
  ceremony: {
    title: "Keys from a ceremony",
    text: "Production keys come from a ceremony in which one honest participant is enough: docs/ceremony.md.",
  },
  reissue: {
    title: "Issue again after a loss",
    text: "The old credential is revoked; the new one counts from the next period on, so nobody claims twice.",
  },
  "human-route": {
    title: "A person and a way without a phone",
    text: "A counter where a person decides, also for those without a phone, under pressure, or refused by mistake.",
  },
  "salted-records": {
    title: "A long random salt per record",
    text: "At least 128 random bits for each record, kept by the controller alone.",
  },
  "erase-salt": {
    title: "Erase salt and record together",
    text: "When record and salt are deleted everywhere, the commitment can't be opened or guessed any more.",
  },
  inform: {
    title: "Say in plain words what a proof tells",
    text: "`civicproof policy explain` gives the sentences; show them before the proof is made.",
  },
  "legal-answer": {
    title: "Answer of the privacy officer: legal basis",
    text: "A question of law that the descriptor has to answer.",
  },
  "chain-answer": {
    title: "Answer of the privacy officer: chain",
    text: "Why a chain, which one, and what its permanence means for people.",
  },
  "bound-session": {
    title: "Answers bound to one session",
    text: "Nonce, origin, recipient and expiry are part of the proof, so it is of no use in another session.",
  },
  "coarse-times": {
    title: "Days instead of seconds",
    text: "Keep the day of a presentation; delete exact times when the session ends.",
  },
};

export const en = {
  office: officeEn,
  language: "en" as Language,
  /** What a person is told before proving. */
  statement: statement as Statement,
  locale: "en",
  list,
  labels: { derived: "derived", declared: "declared", open: "open" },
  words: {
    document: "Data protection impact assessment (draft)",
    tag: "Status",
    source: "Source",
    contents: "Contents",
    dataBelow: "The table below has the same data.",
    step: (n: Step): string => steps[n],
    howToRead:
      "Every sentence says what it rests on. Derived: circuits, policy, keys and counts, and nothing else. Declared: those who run the service say so, or the documentation of the software does. Open: only a person can answer. This report does not decide whether the processing is lawful.",
    skip: "Skip to the text",
    category: "Social benefits",
    author: "civicproof (draft)",
  },
  sections,
  vantages,
  functions,
  roles,
  observables,
  stored,
  criteria,
  criterionReasons,
  verdicts,
  knowledge,
  data,
  situations,
  strengths,
  commitments,
  contents,
  recommendations,
  blockchainReasons,
  verdictWords,
  linddun,
  events,
  findings,
  measures,
  /** Short names of common claims; others are called what the schema calls them. */
  claims: {
    birthDate: "date of birth",
    district: "district",
    residentSince: "resident since",
    householdSize: "size of the household",
    annualIncome: "household income",
    disabled: "disability status",
    student: "education or training",
  } as Readonly<Record<string, string>>,
  sources: {
    holderSecret: "the person's secret",
    claims: "a claim",
    statusIndex: "the number in the status list",
    validity: "the credential's dates",
    signature: "the signature",
    issuer: "the office that signed",
    schema: "the schema",
    policy: "the policy",
    trustedIssuers: "the list of trusted issuers",
    statusLists: "the status lists",
    scope: "the scope",
    period: "the period",
    today: "the day",
    session: "the session",
    record: "a record",
    salt: "a record's salts",
    anchors: "the anchors",
  } satisfies Readonly<Record<SignalSource, string>>,
  or: (parts: readonly string[]): string =>
    parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} or ${parts.at(-1)}`,
  /** Words of circuits/signals.json in this language; what is missing stays as it is there. */
  terms: {} as Readonly<Record<string, string>>,
  permanent: "for ever",
  days: (n: string): string => plural(n, "day", "days"),
  answers: { machine: "done by the code", engineer: "engineer", "privacy-officer": "privacy officer" },
  headers: {
    together: "Together",
    whichPerson: "Which person presented",
    joined: "What they can tell to be one person's",
    rule: "In the rule",
    before: "Of all people",
    after: "Of those accepted",
    surest: "Surest in a group",
    contact: "Contact",
    field: "Field",
    personalData: "Personal data",
    signal: "Signal",
    klass: "Class",
    fixedBy: "Comes from",
    depends: "Depends on",
    lifetime: "Stays the same for",
    meaning: "Meaning",
    party: "Party",
    role: "Role",
    does: "What it does",
    country: "Country",
    datum: "What",
    criterion: "Criterion",
    verdict: "Result",
    reason: "Reason",
    situation: "Who looks at what",
    links: "Linked by",
    group: "Group",
    people: "People",
    qualifying: "Qualify",
    bits: "Bits",
    set: "Hide among",
    condition: "Condition on",
    revealed: "Revealed",
    threshold: "Threshold",
    between: "Pass this or the next, not both",
    presentations: "Presentations",
    hours: "Hours after the start",
    presenters: "Have presented",
    commitment: "Value",
    seenBy: "Seen by",
    hides: "Hides",
    entropy: "Bits hidden",
    cost: "Trying all, on average",
    costWithSalt: "If the salt is known",
    store: "Store",
    holds: "Holds",
    kept: "Kept",
    erasure: "Erasure",
    because: "Because",
    recommendation: "Recommendation",
    finding: "Finding",
    impact: "What it means for a person",
    type: "Type",
    event: "Feared event",
    measure: "Measure",
    answeredBy: "Answered by",
    file: "What",
    hash: "SHA-256",
    status: "What it is for this party",
    to: "To",
    what: "What",
    safeguard: "Safeguard",
    from: "From",
    carries: "Carries",
    item: "Item",
    note: "Note",
  },
  captions: {
    outOfReach: "What no run can show",
    surroundings: "What stands around a proof",
    parties: "Parties and what they do",
    flow: "Who sends what to whom",
    signals: "Public signals of the circuit",
    hidden: "Private inputs of the circuit",
    matrix: "Who knows what of a person and of a presentation",
    collusions: "What any two of them know together",
    inferences: "What an acceptance makes likelier",
    records: (title: string): string => `Anchored records: ${title}`,
    status: "Per party",
    timeline: "How long each store keeps what it holds",
    links: "Two presentations of one person, or two views of one presentation",
    groups: (group: string): string => `People who qualify, by ${group}`,
    conditions: "Single conditions",
    sweep: (claim: string, now: string, path: string): string =>
      `What other thresholds would do: ${claim}, now ${now} (${path})`,
    repetitions: (periods: string): string => `The same policy met in several ${periods}, when they can be linked`,
    early: "The first hours",
    commitments: "One-way values that others see",
    criteria: "The nine criteria of WP 248 rev.01",
    recommendations: "The sixteen recommendations (numbered as in version 1.1 of 8 April 2025)",
    findings: "Findings by LINDDUN type and feared event",
    evidence: "What this assessment was derived from",
    transfers: "Transfers that are declared",
    signOff: "To be filled in by people",
  },
  limit: (n: string): string => `limit ${n}`,
  peopleUnit: "people who qualify",
  yes: "always",
  no: "hidden among alternatives",
  nothing: "nothing known to the model",
  acts: {
    issuing: "the issuing",
    "list-request": "the request for lists",
    opening: "the request for an opening",
    presentation: "the presentation",
  },
  joined: (a: string, b: string, by: string): string => `${a} and ${b}, by ${by}`,
  keptIn: (knowledge: string, stores: string): string => `${knowledge}; kept in ${stores}`,
  alternative: "an alternative",
  inGroup: (share: string, group: string): string => `${share} in ${group}`,
  evidence: {
    witness:
      "Each private source was changed in real computations of the circuit, and no public signal changed but those that are declared to depend on it",
    counts: "The figures were compared with a plain count of people",
    linkability: "Real presentations were made and searched for links that this model does not declare",
    observation:
      "People with real credentials came to the running service, and what it, its proxy and its database kept was searched for links that this model does not declare",
  },
  /** What stands around a proof, who sees it, and how it joins people to what they do; `nothing`: why it does not. */
  surroundings: {
    issuing: {
      name: "Time of issue and first proof",
      seenBy: "issuer and verifier together",
      joins: "Both keep times: who proves right after a credential was issued is found by comparing them.",
      nothing: "Times are not kept on both sides, so they can't be compared later.",
    },
    platform: {
      name: "App store and push service",
      seenBy: "maker of the phone's system",
      joins: "Who has the app, and when a message woke it: how this is kept from being joined with proofs is open.",
      nothing: "",
    },
    artifacts: {
      name: "Files of the circuit {circuit}",
      seenBy: "whoever serves them",
      joins:
        "Whoever loads these files is about to prove under this circuit: who serves them, and whether all phones load all of them, is open.",
      nothing: "",
    },
    epoch: {
      name: "Age of the registry's roots",
      seenBy: "every verifier",
      joins: "Each wallet shows the roots of its own copy: an unusual age is one phone's.",
      nothing: "All wallets show the roots of one statement at one time.",
    },
    lists: {
      name: "Size and ETag of fetched lists",
      seenBy: "host of the registry's files",
      joins: "A host can give each phone a mark of its own and get it back: whether this is prevented is open.",
      nothing: "",
    },
    cookies: {
      name: "Cookies of portal and proxy",
      seenBy: "verifier and its host",
      joins: "The verifier's service sets no cookies; whether portal and proxy set any is open.",
      nothing: "",
    },
    logs: {
      name: "Logs and error reports",
      seenBy: "whoever gets them",
      joins: "Who gets the logs of portal, proxy and app, and what stands in them, is open.",
      nothing: "",
    },
    payment: {
      name: "Payment or delivery of the benefit",
      seenBy: "bank, carrier",
      joins: "Whoever pays knows a bank account or an address: whether that is joined with the proof is open.",
      nothing: "",
    },
    smallIssuers: {
      name: "Issuers of few credentials",
      seenBy: "verifier",
      joins:
        "How many credentials the smallest issuer has given out is open; a root that changes for a few people says something about them.",
      nothing: "",
    },
    refusals: {
      name: "Requests that stay without an answer",
      seenBy: "verifier",
      joins:
        "A request names a case: if it stays without an answer, the person of that case is seen not to qualify, or not to want to answer.",
      nothing: "A request names nobody: one that stays without an answer is nobody's.",
    },
    household: {
      name: "Two people of one household",
      seenBy: "verifier, chain",
      joins:
        "People of one household share a network address or an account, and it is kept: what one of them does is joined with what another does.",
      nothing: "Neither addresses nor accounts that people share are kept.",
    },
  } satisfies Readonly<Record<SurroundingId, Readonly<Record<"name" | "seenBy" | "joins" | "nothing", string>>>>,
  /** Why a run could not have found something. */
  outOfReach: {
    people:
      "Real people come when they have time, type in their own way and are seen at counters; none of this happens in a run.",
    platform: "App stores and push services see phones that a run does not have.",
    handshake:
      "All phones of a run make connections in one way, so that what a connection tells of a device does not show.",
    "handed-on": "What is done later with what was kept (in a log service, a bank, a copy) is not looked at.",
    keyed:
      "A value that is encrypted anew each time says nothing to whoever lacks the key; whoever has it can read the value.",
    "other-periods": "All acts are of one period: nobody waits for the next one.",
    "one-service": "One programme was asked for: what links several was not looked at.",
    "one-address": "Phones share addresses, so that addresses can't be told to be one person's.",
    "no-proxy": "No log of a proxy was given.",
    "no-service-log": "No log of the service was given.",
    "no-database": "No database was given.",
    "no-lists": "Who serves the registry's files was not looked at.",
    "few-acts": "People came too seldom for what shows in habits alone.",
  } satisfies Readonly<Record<OutOfReach, string>>,
  linkedBy: (value: string, strength: string): string => `${value} (${strength})`,
  flow: {
    request: "request: policy, scope, period, nonce",
    presentation: "presentation: proof, eight signals",
    credential: "credential, signed",
    commitment: "holder commitment",
    lists: "whole status lists",
    oneEntry: "question about one entry",
    settle: "claim",
    transaction: "transaction",
    anchor: "root over records",
    stores: "stores",
  },
  duration(seconds: number, format: (n: number) => string): string {
    if (!Number.isFinite(seconds) || seconds > 1e27 * 31_557_600) return "longer than any time that has a name";
    if (seconds >= 31_557_600) return `${format(seconds / 31_557_600)} years`;
    if (seconds >= 86_400) return `${format(seconds / 86_400)} days`;
    if (seconds >= 1) return `${format(seconds)} seconds`;
    return "less than a second";
  },
  threshold(relative: "none" | "years" | "days", operator: "<" | "<=" | ">" | ">=", value: string): string {
    const amount = {
      none: value,
      years: plural(value, "year", "years"),
      days: plural(value, "day", "days"),
    }[relative];
    return {
      "<": `less than ${amount}`,
      "<=": `${amount} or less`,
      ">": `more than ${amount}`,
      ">=": `${amount} or more`,
    }[operator];
  },
  s: {
    withAnswer: (reason: string, text: string) => `${reason} ${text}`,
    asksAbout: (reason: string, claims: string) => `${reason} Look at: ${claims}.`,
    published: (below: string, to: string) =>
      `In this version counts below ${below} are shown as ${below}, and all others are rounded to ${to}.`,
    apart: (policies: string) =>
      `${policies}: asked under other programmes, so the nullifiers differ and do not connect the answers.`,
    vulnerable: (text: string) => `People who need protection: ${text}`,
    enrolment: (authority: string, note: string | undefined) =>
      `Enrolment by ${authority}.${note === undefined ? "" : ` ${note}`}`,
    yesNo: (yes: boolean): string => (yes ? "yes" : "no"),
    minimisationPinned: (used: string, all: string, pinned: string) =>
      `Of ${all} claims of the credential the policy looks at ${used}; the verifier sees the value of ${pinned}, as the policy asks for one value.`,
    evidence: (what: string, run: Evidence) =>
      `${what}: ${run.result} on ${run.date} at commit ${run.commit}.${run.note === undefined ? "" : ` ${run.note}`}`,
    witnessOpen:
      "Whether each private source was changed in real computations of the circuit for this key is open: name a run under evidence.",
    countsOpen: "Whether these figures were compared with a plain count is open: name a run under evidence.",
    linkabilityOpen:
      "Whether a run of `civicproof dpia test-linkability` found other links is open: name it under evidence.",
    observationOpen:
      "Whether a run of `civicproof dpia observe` on the service found other links is open: name it under evidence.",
    vulnerabilities: (text: string) => `Weaknesses: ${text}`,
    vulnerabilitiesOpen: "Weaknesses: the answer is open.",
    changes: (text: string) => `Changes: ${text}`,
    changesOpen: "Changes: the answer is open.",
    algorithm: (text: string) => `When an algorithm fails: ${text}`,
    algorithmOpen: "When an algorithm fails: the answer is open.",
    trust: (text: string) => `Trust in software and operators: ${text}`,
    trustOpen: "Trust in software and operators: the answer is open.",
    standardsOpen: "No standard or code of conduct is declared.",
    noProcessor: "No party is declared as a processor.",
    claimsFrom: {
      month: (programme: string): string =>
        `Programme ${programme}: a credential that replaces another can be used from the first month that starts after it was issued. For the month that was running nobody can claim a second time; whoever had not claimed for it by then can't do so any more.`,
      quarter: (programme: string): string =>
        `Programme ${programme}: a credential that replaces another can be used from the first quarter that starts after it was issued. For the quarter that was running nobody can claim a second time; whoever had not claimed for it by then can't do so any more.`,
      year: (programme: string): string =>
        `Programme ${programme}: a credential that replaces another can be used from the first year that starts after it was issued. For the year that was running nobody can claim a second time; whoever had not claimed for it by then can't do so any more.`,
      days: (programme: string): string =>
        `Programme ${programme}: a credential that replaces another can be used from the first period that starts after it was issued. For the period that was running nobody can claim a second time; whoever had not claimed for it by then can't do so any more.`,
      once: (programme: string): string =>
        `Programme ${programme} has one period for ever: with a credential that was issued in place of another after that period's first day nothing can be proven in this programme, and the office decides by hand.`,
    },
    screeningScore: (met: string, open: string) =>
      `Criteria met: ${met} of nine; open: ${open}. WP 248 rev.01 sees a high risk in most cases where two are met. The controller decides.`,
    article22: (automated: boolean): string =>
      automated
        ? "The answer is acted on automatically: Article 22 has to be looked at."
        : "A person looks at each answer before it is acted on.",
    article22Open: "Whether the decision has legal or similarly significant effects is for a person to say.",
    children: {
      met: "People under 18 can be among those who prove.",
      "not-met": "Everybody who can prove is 18 or older.",
      open: "The policy does not exclude people under 18, and the descriptor does not say whether they are among those who prove.",
    },
    size: (n: string) => `The counts are over ${n} people.`,
    purpose: (text: string) => text,
    subjects: (text: string) => text,
    proves: (text: string) => `What a person is told before proving: ${text}`,
    oneWay:
      "A person's phone gets a signed credential, answers a request with a zero-knowledge proof, and the verifier checks proof, request and nullifier. The values stay on the phone.",
    scope: (verifier: string, programme: string, period: string) =>
      `Scope: verifier ${verifier}, programme ${programme}, one nullifier per ${period}.`,
    periods: { month: "months", quarter: "quarters", year: "years", once: "periods", days: "periods" },
    period: { month: "month", quarter: "quarter", year: "year", once: "programme", days: "period" },
    signalsCount: (n: string) => `A presentation has ${n} public signals and a proof.`,
    independent: (sources: string) => `No public signal depends on ${sources}.`,
    personal: (signals: string) => `Made of something that only one person has: ${signals}.`,
    hiddenCount: (n: string) =>
      `${n} private inputs stay on the phone; the proof shows that they meet the policy, and nothing else.`,
    candidates: (set: string) =>
      `With the issuer's register the ${set} people who qualify can be listed by name; the proof does not say which of them it is.`,
    statusGeneral:
      "Data that are pseudonymous for one party need not be personal for every other party: it depends on who has means to tell who it is (Court of Justice, 4 September 2025, EDPS v SRB, C-413/23 P). The table says who has which means; the conclusion is for a person to draw.",
    statusIssuer: "Holds names and claims of everybody it serves; sees no presentation.",
    statusVerifier: (set: string) =>
      `Sees a nullifier and one true sentence; without other knowledge the person is one of ${set}.`,
    statusVerifierUnknown:
      "Sees a nullifier and one true sentence; how many people the sentence fits is not known here.",
    statusVerifierNamed:
      "Knows the person by the case that the request names; the nullifier belongs to a known person.",
    statusHost: "Stores what the verifier stores, without its case files.",
    statusRelayer: "Sees what goes to the chain, before others do.",
    statusRpc: "Sees what goes to the chain, and who asks.",
    statusChain: "Sees a nullifier, roots, the payee's address and the time, for ever; holds no register.",
    statusStatusHost: {
      whole: "Sees that somebody loads a whole list.",
      single: "Sees which entry is asked for, that is which credential.",
    },
    statusAnchor: "Sees commitments and roots; the salts stay with the controller.",
    statusSecond: "Sees another nullifier of the same person, which it can't connect.",
    erasureNullifier:
      "Deleting a nullifier before its period ends lets that person claim again; after the period it has no use.",
    erasureChain:
      "What is on the chain can't be deleted or corrected; a later entry can only say that something changed.",
    neededDays: (n: string) => `To refuse second claims nullifiers must be known for ${n}.`,
    neededAlways: "To refuse second claims nullifiers must be known as long as the programme runs.",
    neededUnknown: "How long a period lasts is not declared, so the term that is needed can't be derived.",
    recordErasure: (text: string) => `Erasing a record: ${text}`,
    recordRectification: (text: string) => `Correcting a record: ${text}`,
    recordErasureOpen: "The descriptor does not say how a record and its salt are erased.",
    recordRectificationOpen: "The descriptor does not say how a record is corrected.",
    recordMeaning:
      "After salt and record are gone everywhere, the anchored root stays and says that a number of records existed at a time; it can't be opened to one of them.",
    consulted: (text: string) => text,
    consultedOpen: "Whether the people concerned or their representatives were asked, and what they said, is open.",
    dpoOpen: "The advice of the data protection officer is open.",
    basis: (article: string, text: string) => `Article ${article} GDPR is named as legal basis: ${text}`,
    basisOpen: "The legal basis is open.",
    special: (claim: string, category: string, basis: string) => `${claim} (${category}): ${basis}`,
    specialOpen: (claim: string, category: string) => `${claim} (${category}): the exception relied on is open.`,
    standard: (name: string) => name,
    minimisation: (used: string, all: string) =>
      `Of ${all} claims of the credential the policy looks at ${used}; the verifier gets none of their values.`,
    leakage: (set: string, n: string, bits: string) =>
      `${set} of ${n} people qualify: a proof gives ${bits} bits of information about a person, who is one of ${set}.`,
    leakageNobody: "Nobody in the counts qualifies.",
    leakageUnknown: "There are no counts for all claims that the policy looks at, so bits and anonymity sets are open.",
    independentClaims:
      "The counts of single claims were multiplied as if claims were independent of each other, which they are not.",
    populationNote: (text: string) => `About the counts: ${text}`,
    worst: (group: string, n: string, minimum: string) =>
      `The smallest group is ${group} with ${n}; the limit set is ${minimum}.`,
    within: (n: string) =>
      `Whoever knows a person's group knows that the person is one of the ${n} who qualify there on average.`,
    alternatives:
      "Which alternative a person meets stays hidden; conditions that only some alternatives need are not revealed.",
    accumulated: (policies: string, set: string, bits: string) =>
      `Answering ${policies} under one nullifier leaves ${set} people (${bits} bits).`,
    notAccumulated: "No other policy is declared for the same programme and period.",
    repeated:
      "Across periods nothing adds up through the nullifier; the table is for values that link periods, such as accounts or addresses.",
    taint:
      "A value links two presentations when it depends on something that only one person has and everything else that it depends on is equal.",
    rate: (n: string) => `Assumed: ${n} hashes a second.`,
    rateHint: "A hash over public content hides nothing and need not: everybody can compute it.",
    nullifierPermanent: "On a chain the nullifier is a pseudonym for ever, for one programme and period.",
    right: {
      information: "Information",
      consent: "Consent",
      access: "Access and portability",
      rectification: "Rectification",
      erasure: "Erasure",
      restriction: "Restriction and objection",
      accuracy: "Accuracy",
    },
    rightText: (right: string, text: string) => `${right}: ${text}`,
    rightOpen: (right: string) => `${right}: the answer is open.`,
    accessDerived:
      "The verifier can find a person's entries only when the person shows the nullifier, which the phone can compute.",
    accuracyDerived:
      "The circuit checks on every proof that the credential is valid on the day and not revoked; wrong claims are corrected by the issuer, who revokes and issues again.",
    why: (text: string) => `Why a chain: ${text}`,
    whyOpen: "Why a chain is used is open.",
    noChain: "Nothing is written to a chain.",
    nodes: "A public chain is copied by nodes in many countries; the controller does not choose them.",
    transfersNone: "The descriptor declares no transfer to a third country.",
    transfersOpen: "Which third countries receive data, and with which safeguard, is open.",
    safeguardOpen: "open",
    edpbVersion:
      "Numbers and titles follow version 1.1 (public consultation). A final version 2.0 was adopted on 7 July 2026: compare its Annex A.",
    edpbSalt:
      "The guidelines say that encrypted personal data and salted hashes of them stay personal data, and that a perfectly hiding commitment is useless once data and opening are deleted. Poseidon commitments hide computationally, not perfectly.",
    automated: (yes: boolean): string =>
      yes
        ? "The answer is acted on without a person looking at it."
        : "A person looks at the answer before it is acted on.",
    effect: (text: string) => `Effect: ${text}`,
    effectOpen: "What a refusal means for a person is open.",
    review: (text: string) => `Review by a person: ${text}`,
    reviewOpen: "Who reviews a refusal is open.",
    paper: (text: string) => `Without a phone: ${text}`,
    paperOpen: "Which way people without a phone have is open.",
    falseRefusal:
      "A proof fails for technical reasons too: an old phone, a list that was not loaded, a wrong clock. A refusal by the portal is not a finding about the person.",
    setupDevelopment: (circuit: string) =>
      `The key of circuit ${circuit} is a development key: its secret is public, anybody can forge proofs with it. Everything refuses it unless told otherwise.`,
    setupCeremony: (circuit: string, n: string) =>
      `The key of circuit ${circuit} comes from a ceremony with ${n} contributions; it is safe if at least one participant was honest.`,
    ceremonyTranscript: (name: string, beacon: string, transcript: string) =>
      `The ceremony is “${name}”, its beacon ${beacon}. Its transcript has SHA-256 ${transcript}; anybody can verify it.`,
    ceremonyWithoutTranscript: "The manifest names no transcript of the ceremony: who contributed can't be verified.",
    setupPrivacy:
      "A bad key endangers correctness, not secrecy: Groth16 proofs stay zero-knowledge for people who prove with a well-formed key.",
    lostPhone: (text: string) => `Lost phone: ${text}`,
    lostPhoneOpen: "What happens when a phone is lost is open.",
    coercion: (text: string) => `Coercion: ${text}`,
    coercionOpen: "What protects people who are made to prove is open.",
    coercionDerived: "The circuits can't tell a willing person from one under pressure.",
    strength:
      "Groth16 proofs hide perfectly: a later attack on BN254, which gives about 100 bits, could forge proofs and not open old ones. Nullifiers and commitments hide computationally.",
    declaredMeasure: (title: string, text: string) => `${title}: ${text}`,
    severity: "Severity is for a person to judge; it is left empty on purpose.",
    likelihood: "Likelihood is for a person to judge; it is left empty on purpose.",
    signOff: "Not signed off.",
  },
  hashes: {
    policy: "policy",
    deployment: "deployment descriptor",
    manifest: "artifact manifest",
    source: "circuit source",
    r1cs: "constraints (r1cs)",
    zkey: "proving key (zkey)",
    vkey: "verification key",
    policyHash: "policyHash, as in the proof (decimal)",
  },
  signOffItems: [
    "Measures approved by",
    "Residual risks accepted by",
    "Advice of the data protection officer",
    "Advice accepted or overruled by",
    "Views of the people concerned reviewed by",
    "Reviewed again on",
  ],
  art30: {
    name: "Processing activity",
    controller: "(a) Controller, joint controllers, contact",
    purposes: "(b) Purposes",
    data: "(c) Categories of data subjects and of personal data",
    recipients: "(d) Categories of recipients",
    transfers: "(e) Transfers to third countries and safeguards",
    retention: "(f) Time limits for erasure",
    security: "(g) Security measures that are taken",
  },
  art30processors: {
    processor: "(a) Processor and contact",
    controller: "(a) Controllers on whose behalf",
    categories: "(b) Categories of processing and of data",
    transfers: "(c) Transfers to third countries and safeguards",
    security: "(d) Security measures that are taken",
  },
  categories: {
    nullifier: "pseudonym of a person for one programme and period",
    period: "technical data of the check: policy, registry, day, session",
    proof: "proof that a person qualifies",
    time: "time of the act",
    "network-address": "network address",
    "case-number": "case number",
    payee: "address of payment",
    claims: "claims of the credential",
    identity: "name and identity",
    status: "whether a credential is revoked",
    record: "record of a decision",
    commitment: "salted commitment of a record",
  } satisfies Readonly<Record<DataCategory, string>>,
  contactOpen: "Contact details are open.",
};

/** What every language has to provide. */
export type Messages = typeof en;
