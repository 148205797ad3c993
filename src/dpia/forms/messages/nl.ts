/** De woorden van de formulieren in het Nederlands. */
import type { FormMessages } from "./en.ts";
import { templateNl } from "./template-nl.ts";

export const nl: FormMessages = {
  howToRead:
    "Elk antwoord zegt waarop het berust. Afgeleid: circuits, beleid, sleutels en tellingen. Opgegeven: wie de dienst uitvoert zegt het, of de documentatie van de software. Open: alleen een mens kan antwoorden. Vakjes: ☒ van toepassing, ☐ niet, ? kruist een mens aan.",
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
  jointOpen: "Wat de gezamenlijke verwerkingsverantwoordelijken hebben afgesproken is open.",
  keeps: (stores) => `Bewaart: ${stores}.`,
  methodsUsed:
    "Negen criteria van WP 248 rev.01; soorten dreigingen van LINDDUN; gevreesde gebeurtenissen van de methode van de CNIL; aanbevelingen van EDPB-richtsnoeren 02/2025.",
  madeForPublication: "De tellingen zijn geschikt gemaakt voor publicatie; of en hoe die gebeurt is open.",
  noneDeclared: "Er is niets opgegeven; of er iets is, moet een mens zeggen.",
  claimStays: "Blijft op de telefoon; een bewijs zegt er één zin over.",
  claimSeen: "Het beleid vraagt één waarde: wie ziet dat iemand is aanvaard, kent haar.",
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
    settling: "Afhandelen op een keten",
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
    "Dreigingen komen uit regels over circuits, beleid, tellingen en de beschrijving; elk heeft een LINDDUN-soort en een gevreesde gebeurtenis. Kans, ernst en aanvaardbaarheid worden niet berekend.",
  scalesOpen: "De schalen voor kans en ernst, en wie ze vaststelt, zijn open.",
  planOpen: "Wie welke maatregel wanneer uitvoert is open.",
  par: {
    findings: (n) => `${n} bevindingen; elke staat als risico onder 16.`,
    claim: "Gegeven van het attest",
    keeping: (title) => `Bewaren: ${title}`,
  },
  contracts: {
    processor: "Bijlagen bij de overeenkomst met elke verwerker, artikel 28 (concept)",
    joint: "Regeling van gezamenlijke verwerkingsverantwoordelijken, artikel 26 (concept)",
    safeguardsOpen: "Beperkingen en waarborgen daarvoor zijn open.",
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
    authenticationOpen: "Hoe een verzoek wordt gecontroleerd voordat er iets wordt gewist is open.",
    deletionSubject: "Verzoek om mijn persoonsgegevens te wissen (artikel 17 AVG)",
    deletionBody: (party, title) =>
      `Aan ${party}:\n\nIk heb “${title}” met mijn portemonnee gebruikt. Wis alle persoonsgegevens die ik u zo heb gegeven en laat mij weten wanneer het is gebeurd.\n\nDe nullifier die mijn portemonnee voor dit programma en deze periode toont is:\n`,
    reportSubject: (name) => `Melding van een verzoek om gegevens dat onrechtmatig of verdacht kan zijn: ${name}`,
    reportBody: (name, party, programme) =>
      `Mijn portemonnee heeft een verzoek ontvangen van ${name} (${party}) voor het programma “${programme}”. Het lijkt mij onrechtmatig of verdacht. De bijlage zegt wie wat vroeg. Bekijk het alstublieft.`,
  },
};
