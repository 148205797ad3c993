/** De woorden van de formulieren in het Nederlands. */
import type { FormMessages } from "./en.ts";
import { templateNl } from "./template-nl.ts";

export const nl: FormMessages = {
  howToRead:
    "Elk antwoord zegt waarop het berust. Afgeleid: circuits, regel, sleutels en tellingen. Opgegeven: wie de dienst uitvoert zegt het, of de documentatie van de software. Open: alleen een mens kan antwoorden. Vakjes: ☒ van toepassing, ☐ niet, ? kruist een mens aan.",
  toFill: "In te vullen door een mens.",
  item: "Onderdeel",
  answer: "Antwoord",
  choice: "Keuze",
  box: { yes: "☒", no: "☐", open: "?" },
  template: (english) => (templateNl as Readonly<Record<string, string>>)[english] ?? english,
  edpb: {
    subtitle: (version) =>
      `Gegevensbeschermingseffectbeoordeling volgens het sjabloon van het EDPB, versie ${version} (concept)`,
  },
  draftOf: (date) => `Concept van ${date}.`,
  jointOpen: "Wat de gezamenlijke verwerkingsverantwoordelijken hebben afgesproken staat nog open.",
  keeps: (stores) => `Bewaart: ${stores}.`,
  methodsUsed:
    "Negen criteria van WP 248 rev.01; soorten dreigingen van LINDDUN; gevreesde gebeurtenissen van de methode van de CNIL; aanbevelingen van EDPB-richtsnoeren 02/2025.",
  madeForPublication: "De tellingen zijn geschikt gemaakt voor publicatie; of en hoe die gebeurt staat nog open.",
  noneDeclared: "Er is niets opgegeven; of er iets is, moet een mens zeggen.",
  claimStays: "Blijft op de telefoon; een bewijs zegt er één zin over.",
  claimSeen: "De regel vraagt één waarde: wie ziet dat iemand is aanvaard, kent haar.",
  heldIn: (stores) => `Bewaard in: ${stores}.`,
  storeOf: (store, party) => `${store} (${party})`,
  storeHolds: (store, what) => `${store}: ${what}`,
  recordField: (title, field, personal) => `${title}: ${field} (persoonsgegeven: ${personal})`,
  whichDataServe: "Welke gegevens dit doel dienen, en waarom ze nodig zijn, moet een mens zeggen.",
  countriesOpen: "Van geen partij is het land opgegeven.",
  crossBorder: (countries) =>
    `Partijen zijn in ${countries}; of mensen in meer lidstaten worden geraakt, moet een mens zeggen.`,
  transfer: (to, what, safeguard) => `${to}: ${what}; waarborg: ${safeguard}`,
  phases: {
    issuing: "Afgeven van een attest",
    lists: "Ophalen van statuslijsten",
    presenting: "Bewijzen en controleren",
    storing: "Bewaren van wat is gecontroleerd",
    settling: "Afhandelen op een blockchain",
    anchoring: "Verankeren van vastleggingen",
    deleting: "Wissen",
  },
  issuing:
    "De instantie ondertekent gegevens die zij kent; de telefoon stuurt een commitment aan zijn geheim en verder niets.",
  operationsFrom: "Aangekruist op grond van hoe de software werkt.",
  anchoredOn: (where) => `Verankerd op: ${where}`,
  deleted: (store, term, how) => `${store}: ${term}${how === "" ? "" : `. ${how}`}`,
  software: "civicproof",
  assetsOpen: "Machines, netwerken, locaties en mensen moet een mens noemen.",
  needOpen: "Waarom het nodig is, moet een mens zeggen.",
  askedFor: "Een voorwaarde van de regel.",
  notKept: "Wordt niet bewaard: het blijft op de telefoon.",
  contractOpen: (processors) => `Overeenkomsten met ${processors}: zie de bladen bij artikel 28.`,
  doneByCode: "De code doet het bij elke inzet.",
  necessityOpen: "Of de verwerking noodzakelijk is, en welke andere wegen zijn bekeken, moet een mens zeggen.",
  proportionalityOpen: "De afweging van inbreuk en doel moet een mens maken.",
  eventOpen: (event) =>
    `Geen bevinding spreekt van deze gebeurtenis: ${event}. Of zij kan gebeuren, moet een mens zeggen.`,
  method:
    "Dreigingen worden met vaste voorschriften afgeleid uit circuits, regel, tellingen en descriptor; elk heeft een LINDDUN-soort en een gevreesde gebeurtenis. Kans, ernst en aanvaardbaarheid worden niet berekend.",
  scalesOpen: "De schalen voor kans en ernst, en wie ze vaststelt, staan nog open.",
  planOpen: "Wie welke maatregel wanneer uitvoert staat nog open.",
  par: {
    findings: (n) => `${n} bevindingen; elke staat als risico onder 16.`,
    claim: "Gegeven van het attest",
    keeping: (title) => `Bewaren: ${title}`,
  },
  contracts: {
    processor: "Bijlagen bij de overeenkomst met elke verwerker, artikel 28 (concept)",
    joint: "Regeling van gezamenlijke verwerkingsverantwoordelijken, artikel 26 (concept)",
    safeguardsOpen: "Beperkingen en waarborgen daarvoor staan nog open.",
    notJoint:
      "Er is geen gezamenlijke verwerkingsverantwoordelijke opgegeven: dit blad is voor wie samen beslissen, als die er zijn.",
  },
  wallet: {
    registration: "Registratie als vertrouwende partij van de EU-portemonnee, TS6 (concept)",
    asks: (claims, schema) => `${claims}, van attesten ${schema}; het antwoord is een bewijs daarover.`,
    deletion: "Uw gegevens laten wissen",
    deletionFor: (party, title) => `Deze pagina is voor mensen die “${title}” van ${party} hebben gebruikt.`,
    whatIsKept: "Wat wordt bewaard, en hoe lang",
    howToAsk: "Hoe u het vraagt",
    ask: (to) => `Vraag om wissing: ${to}`,
    proveIt: "Hoe wij weten dat het van u is",
    authenticationOpen: "Hoe een verzoek wordt gecontroleerd voordat er iets wordt gewist staat nog open.",
    deletionSubject: "Verzoek om mijn persoonsgegevens te wissen (artikel 17 AVG)",
    deletionBody: (party, title) =>
      `Aan ${party}:\n\nIk heb “${title}” met mijn portemonnee gebruikt. Wis alle persoonsgegevens die ik u zo heb gegeven en laat mij weten wanneer het is gebeurd.\n\nDe nullifier die mijn portemonnee voor dit programma en deze periode toont is:\n`,
    reportSubject: (name) => `Melding van een verzoek om gegevens dat onrechtmatig of verdacht kan zijn: ${name}`,
    reportBody: (name, party, programme) =>
      `Mijn portemonnee heeft een verzoek ontvangen van ${name} (${party}) voor het programma “${programme}”. Het lijkt mij onrechtmatig of verdacht. De bijlage zegt wie wat vroeg. Bekijk het alstublieft.`,
  },
  law: {
    title: "Artikelen die vragen",
    caption: "Artikelen van de AVG, wat bekend is en wat wordt gevraagd",
    article: "Artikel",
    known: "Wat bekend is, en wat een mens moet zeggen",
    countries: (countries) => `Partijen zijn in ${countries}.`,
    third: (countries) => `Buiten de Europese Economische Ruimte: ${countries}.`,
    articles: {
      "13-14": {
        title: "13, 14: informatie",
        question: "Wie vertelt mensen welke punten van de artikelen 13 en 14, wanneer en in welke woorden?",
      },
      "22(2)(b)": {
        title: "22, lid 2, onder b: geautomatiseerde besluiten die een wet toestaat",
        question:
          "Heeft het besluit rechtsgevolgen of vergelijkbare gevolgen, en welke wet staat het toe met welke waarborgen?",
      },
      "22(4)": {
        title: "22, lid 4: bijzondere categorieën in geautomatiseerde besluiten",
        question:
          "Berust het besluit op bijzondere categorieën, en welke uitzondering van artikel 9, lid 2, onder a of g, geldt?",
      },
      "25": {
        title: "25: door ontwerp en standaardinstellingen",
        question: "Welke maatregelen zijn bij het ontwerp gekozen, wat is de standaard, en wat is weggelaten?",
      },
      "26": {
        title: "26: gezamenlijke verwerkingsverantwoordelijken",
        question: "Wie beslist samen over doelen en middelen, en wat is afgesproken?",
      },
      "28": {
        title: "28: verwerkers",
        question: "Is er een overeenkomst met elke verwerker, en staat erin wat artikel 28, lid 3, opsomt?",
      },
      "32": {
        title: "32: beveiliging",
        question: "Hoe is beoordeeld dat de maatregelen bij het risico passen, en wanneer wordt opnieuw getest?",
      },
      "35(3)": {
        title: "35, lid 3: gevallen waarin een beoordeling altijd nodig is",
        question: "Is een van de gevallen a tot en met c vervuld, en waarom wel of niet?",
      },
      "35(4)": {
        title: "35, lid 4: lijsten van de toezichthouder",
        question:
          "Staat de verwerking op de lijst van de toezichthouder van elk land, of op zijn lijst van uitzonderingen van artikel 35, lid 5?",
      },
      "35(10)": {
        title: "35, lid 10: beoordeling bij de wet",
        question: "Is bij de wet al een beoordeling gemaakt, zodat artikel 35, leden 1 tot en met 7, niet geldt?",
      },
      "36": {
        title: "36: voorafgaande raadpleging",
        question: "Blijft er een hoog risico, zodat de toezichthouder vooraf moet worden geraadpleegd?",
      },
      "44-49": {
        title: "44 tot en met 49: doorgiften",
        question:
          "Welke doorgiften vinden plaats, op grond van welk besluit of welke waarborg, en wie heeft het recht van het land bekeken?",
      },
    },
  },
  anonymity: {
    title: "Drie toetsen van anonimisering",
    caption: "Afzonderen, koppelen, afleiden: de cijfers",
    test: "Toets",
    figure: "Cijfer",
    isolation: "Kan iemand worden afgezonderd?",
    linkage: "Kunnen gegevens van iemand worden gekoppeld?",
    inference: "Kan iets over iemand worden afgeleid?",
    nullifier:
      "Elke nullifier hoort bij één persoon: wie nullifiers bewaart, kan de regel van één persoon van alle andere onderscheiden binnen een programma en periode.",
    set: (set, all) => `${set} van ${all} mensen konden hetzelfde bewijs maken.`,
    smallest: (group, count) => `De kleinste groep is ${group} met ${count}.`,
    links: (situation, by) => `${situation}: ${by}`,
    worth: (bits) => `Een aanvaarding is ${bits} bits waard.`,
    guess: (what, path, before, after) => `${what} (${path}): ${before} van alle mensen, ${after} van wie is aanvaard.`,
    conclude: "De conclusie moet een mens trekken, voor elke partij naar haar middelen.",
    draft: "De richtsnoeren zijn een ontwerp; vergelijk de definitieve versie.",
  },
  chainParagraphs: {
    caption: "Richtsnoeren 02/2025, versie 2.0 van 7 juli 2026: wat ze zeggen en wat te beslissen is",
    paragraphs: "Paragrafen",
    question: "Wat ze zeggen; wat open is",
    says: {
      p50: "Dat wissen technisch onmogelijk is, ontslaat niet van de AVG.",
      p51: "Versleutelde persoonsgegevens op een blockchain blijven persoonsgegevens.",
      p52: "Dat geldt ook voor een hash met salt of sleutel. Zijn salt of sleutel gewist, dan zou de hash niet meer naar de gegevens mogen leiden, mits het algoritme standhoudt en geen van beide is uitgelekt.",
      p53: "Een perfect verbergende commitment is nutteloos zodra gegevens en opening zijn gewist.",
      p54: "Moet er iets op een blockchain staan, dan bewijst dat alleen dat er gegevens bestaan; de gegevens die ermee worden gecontroleerd, blijven erbuiten.",
      p64: "Een transactie die haar betekenis heeft verloren, een ‘geanonimiseerde transactie’, kan er blijven staan zodat de andere te controleren zijn.",
      p102: "Wissing wordt vanaf het begin mee ontworpen. Het wordt afgeraden persoonsgegevens op een blockchain te zetten, of dat nu leesbaar, versleuteld of als hash is.",
    },
    annexKept: "Aanbevelingen 9 (toestemming) en 11 (duur) hebben hun nummer behouden.",
    personal: "Of wat op de blockchain wordt geschreven een persoonsgegeven is.",
    anonymised: "Of een transactie als geanonimiseerd geldt.",
    annex: "Bijlage A",
    compare: "Of de andere aanbevelingen nog zijn genummerd en verwoord als in versie 1.1.",
    told: "De paragrafen zijn weergegeven zoals ten minste twee lezers van de definitieve tekst ze onafhankelijk van elkaar melden. De tekst zelf was niet voorhanden: lees die voordat u erop vertrouwt.",
  },
  summary: {
    title: "In het kort",
    lead: (derived, declared, open, findings) =>
      `${derived} zinnen zijn afgeleid, ${declared} opgegeven, ${open} open; ${findings} bevindingen.`,
    decide: "Wat te beslissen",
    open: (n) => `Wat open is: ${n} vragen`,
    section: "Onderdeel",
    question: "Vraag",
  },
  ico: "Effectbeoordeling volgens het sjabloon van de ICO (concept)",
};
