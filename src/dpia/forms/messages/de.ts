/** Die Worte der Formulare auf Deutsch. */
import type { FormMessages } from "./en.ts";
import { templateDe } from "./template-de.ts";

export const de: FormMessages = {
  howToRead:
    "Jede Antwort sagt, worauf sie beruht. Abgeleitet: Schaltkreise, Regel, Schlüssel und Zählungen. Angegeben: Die Betreiber des Dienstes sagen es oder die Dokumentation der Software. Offen: Nur ein Mensch kann antworten. Kästchen: ☒ trifft zu, ☐ trifft nicht zu, ? kreuzt ein Mensch an.",
  toFill: "Von einem Menschen auszufüllen.",
  item: "Punkt",
  answer: "Antwort",
  choice: "Auswahl",
  box: { yes: "☒", no: "☐", open: "?" },
  template: (english) => (templateDe as Readonly<Record<string, string>>)[english] ?? english,
  edpb: {
    subtitle: (version) => `Datenschutz-Folgenabschätzung nach der Vorlage des EDSA, Version ${version} (Entwurf)`,
  },
  draftOf: (date) => `Entwurf vom ${date}.`,
  jointOpen: "Was die gemeinsam Verantwortlichen vereinbart haben, ist offen.",
  keeps: (stores) => `Bewahrt auf: ${stores}.`,
  methodsUsed:
    "Neun Kriterien des WP 248 Rev. 01; Arten von Bedrohungen nach LINDDUN; befürchtete Ereignisse der Methode der CNIL; Empfehlungen der EDSA-Leitlinien 02/2025.",
  madeForPublication: "Die Zählungen sind für eine Veröffentlichung aufbereitet; ob und wie sie erfolgt, ist offen.",
  noneDeclared: "Nichts angegeben; ob es etwas gibt, muss ein Mensch sagen.",
  claimStays: "Bleibt auf dem Telefon; ein Nachweis sagt einen Satz darüber.",
  claimSeen: "Die Regel verlangt einen einzigen Wert: Wer eine Annahme sieht, kennt ihn.",
  heldIn: (stores) => `Aufbewahrt in: ${stores}.`,
  storeOf: (store, party) => `${store} (${party})`,
  storeHolds: (store, what) => `${store}: ${what}`,
  recordField: (title, field, personal) => `${title}: ${field} (personenbezogen: ${personal})`,
  whichDataServe: "Welche Daten diesem Zweck dienen und warum sie gebraucht werden, muss ein Mensch sagen.",
  countriesOpen: "Es ist kein Land einer Stelle angegeben.",
  crossBorder: (countries) =>
    `Die Stellen sind in ${countries}; ob Personen mehrerer Mitgliedstaaten betroffen sind, muss ein Mensch sagen.`,
  transfer: (to, what, safeguard) => `${to}: ${what}; Garantie: ${safeguard}`,
  phases: {
    issuing: "Ausstellen einer Bescheinigung",
    lists: "Laden der Statuslisten",
    presenting: "Nachweisen und Prüfen",
    storing: "Aufbewahren des Geprüften",
    settling: "Abwickeln in einer Blockchain",
    anchoring: "Verankern von Datensätzen",
    deleting: "Löschen",
  },
  issuing:
    "Die Stelle signiert Angaben, die sie kennt; das Telefon sendet ein Commitment zu seinem Geheimnis und sonst nichts.",
  operationsFrom: "Angekreuzt danach, wie die Software arbeitet.",
  anchoredOn: (where) => `Verankert in: ${where}`,
  deleted: (store, term, how) => `${store}: ${term}${how === "" ? "" : `. ${how}`}`,
  software: "civicproof",
  assetsOpen: "Geräte, Netze, Standorte und Personal muss ein Mensch nennen.",
  needOpen: "Warum es gebraucht wird, muss ein Mensch sagen.",
  askedFor: "Eine Bedingung der Regel.",
  notKept: "Nicht aufbewahrt: bleibt auf dem Telefon.",
  contractOpen: (processors) => `Verträge mit ${processors}: siehe die Blätter zu Artikel 28.`,
  doneByCode: "Das leistet der Code bei jedem Betrieb.",
  necessityOpen: "Ob die Verarbeitung notwendig ist und welche anderen Wege geprüft wurden, muss ein Mensch sagen.",
  proportionalityOpen: "Die Abwägung zwischen Eingriff und Zweck muss ein Mensch treffen.",
  eventOpen: (event) =>
    `Keine Feststellung spricht von diesem Ereignis: ${event}. Ob es eintreten kann, muss ein Mensch sagen.`,
  method:
    "Bedrohungen kommen aus Regeln über Schaltkreise, Regel, Zählungen und Deskriptor; jede hat eine LINDDUN-Art und ein befürchtetes Ereignis. Eintrittswahrscheinlichkeit, Schwere und Vertretbarkeit werden nicht berechnet.",
  scalesOpen: "Die Skalen für Eintrittswahrscheinlichkeit und Schwere und wer sie festlegt, sind offen.",
  planOpen: "Wer welche Maßnahme bis wann umsetzt, ist offen.",
  par: {
    findings: (n) => `${n} Feststellungen; jede ist ein Risiko unter 16.`,
    claim: "Angabe der Bescheinigung",
    keeping: (title) => `Aufbewahren: ${title}`,
  },
  contracts: {
    processor: "Anhänge des Vertrags mit jedem Auftragsverarbeiter, Artikel 28 (Entwurf)",
    joint: "Vereinbarung der gemeinsam Verantwortlichen, Artikel 26 (Entwurf)",
    safeguardsOpen: "Beschränkungen und Garantien dafür sind offen.",
    notJoint:
      "Es ist kein gemeinsam Verantwortlicher angegeben: Dieses Blatt ist für die, die gemeinsam entscheiden, falls es sie gibt.",
  },
  wallet: {
    registration: "Registrierung als vertrauender Beteiligter der Brieftasche der EU, TS6 (Entwurf)",
    asks: (claims, schema) => `${claims}, aus Bescheinigungen von ${schema}; die Antwort ist ein Nachweis darüber.`,
    deletion: "Löschung Ihrer Daten",
    deletionFor: (party, title) => `Diese Seite ist für Personen, die „${title}“ von ${party} genutzt haben.`,
    whatIsKept: "Was aufbewahrt wird, und wie lange",
    howToAsk: "Wie Sie es verlangen",
    ask: (to) => `Löschung verlangen: ${to}`,
    proveIt: "Woran wir erkennen, dass es Ihre Daten sind",
    authenticationOpen: "Wie ein Verlangen geprüft wird, bevor etwas gelöscht wird, ist offen.",
    deletionSubject: "Verlangen auf Löschung meiner personenbezogenen Daten (Artikel 17 DSGVO)",
    deletionBody: (party, title) =>
      `An ${party}:\n\nIch habe „${title}“ mit meiner Brieftasche genutzt. Bitte löschen Sie die personenbezogenen Daten, die ich Ihnen damit gegeben habe, und zwar alle, und teilen Sie mir mit, wann es geschehen ist.\n\nDer Nullifier, den meine Brieftasche für dieses Programm und diesen Zeitraum zeigt, lautet:\n`,
    reportSubject: (name) => `Meldung einer Anfrage nach Daten, die unrechtmäßig oder verdächtig sein kann: ${name}`,
    reportBody: (name, party, programme) =>
      `Meine Brieftasche hat eine Anfrage von ${name} (${party}) für das Programm „${programme}“ erhalten. Sie erscheint mir unrechtmäßig oder verdächtig. Die Anlage sagt, wer wonach gefragt hat. Bitte prüfen Sie sie.`,
  },
  law: {
    title: "Artikel, die fragen",
    caption: "Artikel der DSGVO, was bekannt ist und was gefragt wird",
    article: "Artikel",
    known: "Was bekannt ist, und was ein Mensch sagen muss",
    countries: (countries) => `Die Stellen sind in ${countries}.`,
    third: (countries) => `Außerhalb des Europäischen Wirtschaftsraums: ${countries}.`,
    articles: {
      "13-14": {
        title: "13, 14: Information",
        question: "Wer sagt den Personen welche Angaben der Artikel 13 und 14, wann und mit welchen Worten?",
      },
      "22(2)(b)": {
        title: "22(2)(b): automatisierte Entscheidungen, die ein Gesetz erlaubt",
        question:
          "Hat die Entscheidung rechtliche oder ähnlich erhebliche Wirkung, und welches Gesetz erlaubt sie mit welchen Garantien?",
      },
      "22(4)": {
        title: "22(4): besondere Kategorien in automatisierten Entscheidungen",
        question:
          "Beruht die Entscheidung auf besonderen Kategorien, und welche Ausnahme nach Artikel 9(2)(a) oder (g) gilt?",
      },
      "25": {
        title: "25: durch Technikgestaltung und durch datenschutzfreundliche Voreinstellungen",
        question: "Welche Maßnahmen wurden beim Entwurf gewählt, was ist voreingestellt, und was wurde weggelassen?",
      },
      "26": {
        title: "26: gemeinsam Verantwortliche",
        question: "Wer entscheidet gemeinsam über Zwecke und Mittel, und was wurde vereinbart?",
      },
      "28": {
        title: "28: Auftragsverarbeiter",
        question: "Gibt es mit jedem Auftragsverarbeiter einen Vertrag, und enthält er, was Artikel 28(3) aufzählt?",
      },
      "32": {
        title: "32: Sicherheit",
        question: "Wie wurde bewertet, dass die Maßnahmen dem Risiko angemessen sind, und wann wird es wieder geprüft?",
      },
      "35(3)": {
        title: "35(3): Fälle, die immer eine Folgenabschätzung brauchen",
        question: "Liegt einer der Fälle (a) bis (c) vor, und warum oder warum nicht?",
      },
      "35(4)": {
        title: "35(4): Listen der Aufsichtsbehörde",
        question:
          "Steht die Verarbeitung auf der Liste der Aufsichtsbehörde jedes Landes oder auf deren Liste der Ausnahmen nach Artikel 35(5)?",
      },
      "35(10)": {
        title: "35(10): Folgenabschätzung mit dem Gesetz",
        question: "Wurde mit dem Gesetz eine Folgenabschätzung vorgenommen, sodass Artikel 35(1) bis (7) nicht gilt?",
      },
      "36": {
        title: "36: vorherige Konsultation",
        question: "Bleibt ein hohes Risiko, sodass die Aufsichtsbehörde vor dem Start zu konsultieren ist?",
      },
      "44-49": {
        title: "44 bis 49: Übermittlungen",
        question:
          "Welche Übermittlungen finden statt, nach welchem Beschluss oder welcher Garantie, und wer hat das Recht des Landes geprüft?",
      },
    },
  },
  anonymity: {
    title: "Drei Prüfungen der Anonymisierung",
    caption: "Aussondern, Verknüpfen, Schließen: die Zahlen",
    test: "Prüfung",
    figure: "Zahl",
    isolation: "Lässt sich jemand aussondern?",
    linkage: "Lassen sich Datensätze einer Person verknüpfen?",
    inference: "Lässt sich auf etwas über eine Person schließen?",
    nullifier:
      "Jeder Nullifier gehört zu einer Person: Wer Nullifier aufbewahrt, kann den Eintrag einer Person innerhalb eines Programms und Zeitraums von allen anderen unterscheiden.",
    set: (set, all) => `${set} von ${all} Personen hätten denselben Nachweis erstellen können.`,
    smallest: (group, count) => `Die kleinste Gruppe ist ${group} mit ${count}.`,
    links: (situation, by) => `${situation}: ${by}`,
    worth: (bits) => `Eine Annahme ist ${bits} Bits wert.`,
    guess: (what, path, before, after) => `${what} (${path}): ${before} aller Personen, ${after} der Angenommenen.`,
    conclude: "Den Schluss muss ein Mensch ziehen, für jede Stelle nach ihren Mitteln.",
    draft: "Die Leitlinien sind ein Entwurf; ihre endgültige Fassung vergleichen.",
  },
  chainParagraphs: {
    caption: "Leitlinien 02/2025, Version 2.0 vom 7. Juli 2026: zu lesende Absätze",
    paragraphs: "Absätze",
    question: "Worauf zu achten ist",
    personal: "Ob das, was in die Blockchain geschrieben wird, personenbezogene Daten sind.",
    anonymised: "Ob eine Transaktion als anonymisiert gilt.",
    annex: "Anhang A",
    compare: "Ob die Empfehlungen oben noch so nummeriert und formuliert sind wie in Version 1.1.",
  },
  summary: {
    title: "Auf einen Blick",
    lead: (derived, declared, open, findings) =>
      `${derived} Sätze sind abgeleitet, ${declared} angegeben, ${open} offen; ${findings} Feststellungen.`,
    decide: "Was zu entscheiden ist",
    open: (n) => `Was offen ist: ${n} Fragen`,
    section: "Abschnitt",
    question: "Frage",
  },
  ico: "Datenschutz-Folgenabschätzung nach der Vorlage des ICO (Entwurf)",
};
