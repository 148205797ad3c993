/** The words of the forms in English. What a form prescribes is the form's; the template of the EDPB is worded by us. */

export const en = {
  howToRead:
    "Every answer says what it rests on. Derived: circuits, policy, keys and counts. Declared: those who run the service say so, or the documentation of the software does. Open: only a person can answer. Boxes: ☒ applies, ☐ does not, ? is for a person to tick.",
  toFill: "For a person to fill in.",
  item: "Item",
  answer: "Answer",
  choice: "Choice",
  box: { yes: "☒", no: "☐", open: "?" },
  /** A word of the EDPB's template in this language; English is the template's own. */
  template: (english: string): string => english,
  edpb: {
    subtitle: (version: string): string =>
      `Data protection impact assessment in the EDPB's template, version ${version} (draft)`,
  },
  draftOf: (date: string): string => `Draft of ${date}.`,
  jointOpen: "What the joint controllers agreed on is open.",
  keeps: (stores: string): string => `Keeps: ${stores}.`,
  methodsUsed:
    "Nine criteria of WP 248 rev.01; types of threats of LINDDUN; feared events of the CNIL's method; recommendations of EDPB Guidelines 02/2025.",
  madeForPublication: "Counts are made for publication; whether and how it is published is open.",
  noneDeclared: "None is declared; whether there is one is for a person to say.",
  claimStays: "Stays on the phone; a proof says one sentence about it.",
  claimSeen: "The policy asks for one value, so whoever sees an acceptance knows it.",
  heldIn: (stores: string): string => `Kept in: ${stores}.`,
  storeOf: (store: string, party: string): string => `${store} (${party})`,
  storeHolds: (store: string, what: string): string => `${store}: ${what}`,
  recordField: (title: string, field: string, personal: string): string =>
    `${title}: ${field} (personal data: ${personal})`,
  whichDataServe: "Which data serve this purpose, and why they are needed, is for a person to say.",
  countriesOpen: "No country of a party is declared.",
  crossBorder: (countries: string): string =>
    `Parties are in ${countries}; whether people of several member states are affected is for a person to say.`,
  transfer: (to: string, what: string, safeguard: string): string => `${to}: ${what}; safeguard: ${safeguard}`,
  phases: {
    issuing: "Issuing a credential",
    lists: "Fetching status lists",
    presenting: "Proving and checking",
    storing: "Keeping what was checked",
    settling: "Settling on a chain",
    anchoring: "Anchoring records",
    deleting: "Deleting",
  },
  issuing: "The office signs claims that it knows; the phone sends a commitment to its secret and nothing else.",
  operationsFrom: "Ticked from how the software works.",
  anchoredOn: (where: string): string => `Anchored on: ${where}`,
  deleted: (store: string, term: string, how: string): string => `${store}: ${term}${how === "" ? "" : `. ${how}`}`,
  software: "civicproof",
  assetsOpen: "Machines, networks, sites and people are for a person to name.",
  needOpen: "Why it is needed is for a person to say.",
  askedFor: "A condition of the rule.",
  notKept: "Not kept: it stays on the phone.",
  contractOpen: (processors: string): string => `Contracts with ${processors}: see the sheets for Article 28.`,
  doneByCode: "The code does it for every deployment.",
  necessityOpen: "Whether the processing is necessary, and which other ways were looked at, is for a person to say.",
  proportionalityOpen: "The balance between the interference and the purpose is for a person to judge.",
  eventOpen: (event: string): string =>
    `No finding tells of this event: ${event}. Whether it can happen is for a person to say.`,
  method:
    "Threats come from rules over circuits, policy, counts and the descriptor; each has a LINDDUN type and a feared event. Likelihood, severity and acceptability are not computed.",
  scalesOpen: "The scales for likelihood and severity, and who sets them, are open.",
  planOpen: "Who carries out which measure by when is open.",
  par: {
    findings: (n: string): string => `${n} findings; each is a risk under 16.`,
    claim: "Claim of the credential",
    keeping: (title: string): string => `Keeping: ${title}`,
  },
  contracts: {
    processor: "Annexes of the contract with each processor, Article 28 (draft)",
    joint: "Arrangement of joint controllers, Article 26 (draft)",
    safeguardsOpen: "Restrictions and safeguards for them are open.",
    notJoint: "No joint controller is declared: this sheet is for those who decide together, if there are any.",
  },
  wallet: {
    registration: "Registration as a relying party of the EU's wallet, TS6 (draft)",
    asks: (claims: string, schema: string): string =>
      `${claims}, of credentials of ${schema}; the answer is a proof about them.`,
    deletion: "Deleting your data",
    deletionFor: (party: string, title: string): string => `This page is for people who used “${title}” of ${party}.`,
    whatIsKept: "What is kept, and for how long",
    howToAsk: "How to ask",
    ask: (to: string): string => `Ask for deletion: ${to}`,
    proveIt: "How we know that it is yours",
    authenticationOpen: "How a request is checked before anything is deleted is open.",
    deletionSubject: "Request to delete my personal data (Article 17 GDPR)",
    deletionBody: (party: string, title: string): string =>
      `To ${party}:\n\nI used “${title}” with my wallet. Please delete the personal data that I gave you through it, all of them, and tell me when it is done.\n\nThe nullifier that my wallet shows for this programme and period is:\n`,
    reportSubject: (name: string): string => `Report of a request for data that may be unlawful or suspicious: ${name}`,
    reportBody: (name: string, party: string, programme: string): string =>
      `My wallet received a request from ${name} (${party}) for the programme “${programme}”. It seems unlawful or suspicious to me. The attachment says who asked and for what. Please look at it.`,
  },
  law: {
    title: "Articles that ask",
    caption: "Articles of the GDPR, what is known, and what is asked",
    article: "Article",
    known: "What is known, and what a person has to say",
    countries: (countries: string): string => `Parties are in ${countries}.`,
    third: (countries: string): string => `Outside the European Economic Area: ${countries}.`,
    articles: {
      "13-14": {
        title: "13, 14: information",
        question: "Who tells people which of the items of Articles 13 and 14, when, and in which words?",
      },
      "22(2)(b)": {
        title: "22(2)(b): automated decisions that a law allows",
        question:
          "Does the decision have legal or similarly significant effects, and which law allows it with which safeguards?",
      },
      "22(4)": {
        title: "22(4): special categories in automated decisions",
        question: "Does the decision rest on special categories, and which exception of Article 9(2)(a) or (g) holds?",
      },
      "25": {
        title: "25: by design and by default",
        question: "Which measures were chosen at the time of design, what is the default, and what was left out?",
      },
      "26": {
        title: "26: joint controllers",
        question: "Who decides on purposes and means together, and what did they arrange?",
      },
      "28": {
        title: "28: processors",
        question: "Is there a contract with each processor, and does it hold what Article 28(3) lists?",
      },
      "32": {
        title: "32: security",
        question: "How was it evaluated that the measures fit the risk, and when is it tested again?",
      },
      "35(3)": {
        title: "35(3): cases that always need an assessment",
        question: "Is one of the cases (a) to (c) met, and why or why not?",
      },
      "35(4)": {
        title: "35(4): lists of the authority",
        question:
          "Is the processing on the list of the authority of each country, or on its list of exceptions under Article 35(5)?",
      },
      "35(10)": {
        title: "35(10): assessment made with the law",
        question: "Was an assessment made when the law was, so that Article 35(1) to (7) does not apply?",
      },
      "36": {
        title: "36: prior consultation",
        question: "Does a high risk remain, so that the authority has to be asked before the start?",
      },
      "44-49": {
        title: "44 to 49: transfers",
        question:
          "Which transfers take place, under which decision or safeguard, and who checked the law of the country?",
      },
    },
  },
  anonymity: {
    title: "Three tests of anonymisation",
    caption: "Isolation, linkage, inference: the figures",
    test: "Test",
    figure: "Figure",
    isolation: "Can somebody be isolated?",
    linkage: "Can records of somebody be linked?",
    inference: "Can something be inferred about somebody?",
    nullifier:
      "Each nullifier belongs to one person: who keeps nullifiers can tell one person's entry from all others within a programme and period.",
    set: (set: string, all: string): string => `${set} of ${all} people could have made the same proof.`,
    smallest: (group: string, count: string): string => `The smallest group is ${group} with ${count}.`,
    links: (situation: string, by: string): string => `${situation}: ${by}`,
    worth: (bits: string): string => `An acceptance is worth ${bits} bits.`,
    guess: (what: string, path: string, before: string, after: string): string =>
      `${what} (${path}): ${before} of all people, ${after} of those accepted.`,
    conclude: "The conclusion is for a person to draw, for each party by its means.",
    draft: "The guidelines are a draft; compare their final version.",
  },
  chainParagraphs: {
    caption: "Guidelines 02/2025, version 2.0 of 7 July 2026: what it says, and what to decide",
    paragraphs: "Paragraphs",
    question: "What they say; what is open",
    says: {
      p50: "That deleting is technically impossible does not excuse from the GDPR.",
      p51: "Encrypted personal data on a chain stay personal data.",
      p52: "So does a hash with a salt or a key. Once salt or key is deleted, the hash should not lead back to the data, provided that the algorithm holds and neither of them got out.",
      p53: "A perfectly hiding commitment is useless once data and opening are deleted.",
      p54: "Where something has to stand on a chain, it only proves that data exist; the data that are checked against it stay off the chain.",
      p64: "A transaction that lost its meaning, an “anonymised transaction”, can stay there so that the others can be checked.",
      p102: "Erasure is designed in from the start. It is not advised to put personal data on a chain, be it in clear, encrypted or hashed.",
    },
    annexKept: "Recommendations 9 (consent) and 11 (duration) kept their numbers.",
    personal: "Whether what is written to the chain is personal data.",
    anonymised: "Whether a transaction counts as anonymised.",
    annex: "Annex A",
    compare: "Whether the other recommendations are still numbered and worded as in version 1.1.",
    told: "The paragraphs are told as at least two readers of the final text report them independently of each other. The text itself was not at hand: read it before you rely on them.",
  },
  summary: {
    title: "At a glance",
    lead: (derived: string, declared: string, open: string, findings: string): string =>
      `${derived} sentences are derived, ${declared} declared, ${open} open; ${findings} findings.`,
    decide: "What to decide",
    open: (n: string): string => `What is open: ${n} questions`,
    section: "Section",
    question: "Question",
  },
  ico: "Data protection impact assessment in the ICO's template (draft)",
};

/** What every language has to provide. */
export type FormMessages = typeof en;
