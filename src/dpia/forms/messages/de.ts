/** Die Worte der Formulare auf Deutsch. */
import type { FormMessages } from "./en.ts";
import { templateDe } from "./template-de.ts";

export const de: FormMessages = {
  howToRead:
    "Jede Antwort sagt, worauf sie beruht. Abgeleitet: Schaltkreise, Regel, Schlüssel und Zählungen. Angegeben: Die Betreiber des Dienstes sagen es oder die Dokumentation der Software. Offen: Nur ein Mensch kann antworten. Kästchen: ☒ trifft zu, ☐ trifft nicht zu, ? muss ein Mensch ankreuzen.",
  toFill: "Von einem Menschen auszufüllen.",
  item: "Punkt",
  answer: "Antwort",
  choice: "Auswahl",
  box: { yes: "☒", no: "☐", open: "?" },
  template: (english) => (templateDe as Readonly<Record<string, string>>)[english] ?? english,
  edpb: {
    subtitle: (version) => `Datenschutz-Folgenabschätzung nach dem Muster des EDSA, Version ${version} (Entwurf)`,
  },
  draftOf: (date) => `Entwurf vom ${date}.`,
  jointOpen: "Was die gemeinsam Verantwortlichen vereinbart haben, ist offen.",
  keeps: (stores) => `Bewahrt auf: ${stores}.`,
  methodsUsed:
    "Neun Kriterien des WP 248 Rev. 01; Bedrohungsarten von LINDDUN; befürchtete Ereignisse nach der Methode der CNIL; Empfehlungen der EDSA-Leitlinien 02/2025.",
  madeForPublication:
    "Die Zählungen sind für eine Veröffentlichung aufbereitet; ob und wie veröffentlicht wird, ist offen.",
  noneDeclared: "Es ist nichts angegeben; ob es etwas gibt, muss ein Mensch sagen.",
  claimStays: "Bleibt auf dem Telefon; ein Nachweis sagt einen Satz darüber.",
  claimSeen: "Die Regel verlangt einen einzigen Wert: Wer eine Annahme sieht, kennt ihn.",
  heldIn: (stores) => `Aufbewahrt in: ${stores}.`,
  storeOf: (store, party) => `${store} (${party})`,
  storeHolds: (store, what) => `${store}: ${what}`,
  recordField: (title, field, personal) => `${title}: ${field} (personenbezogene Daten: ${personal})`,
  whichDataServe: "Welche Daten diesem Zweck dienen und warum sie nötig sind, muss ein Mensch sagen.",
  countriesOpen: "Von keiner Stelle ist ein Land angegeben.",
  crossBorder: (countries) =>
    `Die Stellen haben ihren Sitz in: ${countries}; ob Personen aus mehreren Mitgliedstaaten betroffen sind, muss ein Mensch sagen.`,
  transfer: (to, what, safeguard) => `${to}: ${what}; Garantie: ${safeguard}`,
  phases: {
    issuing: "Eine Bescheinigung ausstellen",
    lists: "Statuslisten laden",
    presenting: "Nachweisen und prüfen",
    storing: "Aufbewahren, was geprüft wurde",
    settling: "Auf einer Blockchain abrechnen",
    anchoring: "Datensätze verankern",
    deleting: "Löschen",
  },
  issuing:
    "Die ausstellende Stelle signiert Angaben, die sie kennt; das Telefon sendet ein Commitment zu seinem Geheimnis und nichts sonst.",
  operationsFrom: "Angekreuzt nach der Funktionsweise der Software.",
  anchoredOn: (where) => `Verankert auf: ${where}`,
  deleted: (store, term, how) => `${store}: ${term}${how === "" ? "" : `. ${how}`}`,
  software: "civicproof",
  assetsOpen: "Geräte, Netze, Standorte und Personal muss ein Mensch nennen.",
  needOpen: "Warum es nötig ist, muss ein Mensch sagen.",
  askedFor: "Eine Bedingung der Regel.",
  notKept: "Wird nicht aufbewahrt: Es bleibt auf dem Telefon.",
  contractOpen: (processors) => `Verträge mit ${processors}: siehe die Blätter zu Artikel 28.`,
  doneByCode: "Der Code leistet es bei jedem Betrieb.",
  necessityOpen: "Ob die Verarbeitung notwendig ist und welche anderen Wege geprüft wurden, muss ein Mensch sagen.",
  proportionalityOpen: "Eingriff und Zweck gegeneinander abwägen muss ein Mensch.",
  eventOpen: (event) =>
    `Keine Feststellung betrifft dieses Ereignis: ${event}. Ob es eintreten kann, muss ein Mensch sagen.`,
  method:
    "Bedrohungen werden nach festen Vorschriften aus Schaltkreisen, Regel, Zählungen und Deskriptor abgeleitet; jede hat eine LINDDUN-Art und ein befürchtetes Ereignis. Eintrittswahrscheinlichkeit, Schwere und Hinnehmbarkeit werden nicht berechnet.",
  scalesOpen: "Die Skalen für Eintrittswahrscheinlichkeit und Schwere und wer sie festlegt, sind offen.",
  planOpen: "Wer welche Maßnahme bis wann umsetzt, ist offen.",
  par: {
    findings: (n) => `${n} Feststellungen; jede steht als Risiko unter 16.`,
    claim: "Angabe der Bescheinigung",
    keeping: (title) => `Aufbewahrung: ${title}`,
  },
  contracts: {
    processor: "Anhänge zum Vertrag mit jedem Auftragsverarbeiter, Artikel 28 (Entwurf)",
    joint: "Vereinbarung gemeinsam Verantwortlicher, Artikel 26 (Entwurf)",
    safeguardsOpen: "Beschränkungen und Garantien dafür sind offen.",
    notJoint:
      "Es ist kein gemeinsam Verantwortlicher angegeben: Dieses Blatt ist für die, die gemeinsam entscheiden, falls es sie gibt.",
  },
  wallet: {
    registration: "Registrierung als vertrauender Beteiligter der EU-Brieftasche, TS6 (Entwurf)",
    asks: (claims, schema) => `${claims}, aus Bescheinigungen nach ${schema}; die Antwort ist ein Nachweis darüber.`,
    deletion: "Ihre Daten löschen lassen",
    deletionFor: (party, title) => `Diese Seite ist für Personen, die „${title}“ von ${party} genutzt haben.`,
    whatIsKept: "Was aufbewahrt wird und wie lange",
    howToAsk: "Wie Sie die Löschung verlangen",
    ask: (to) => `Löschung verlangen: ${to}`,
    proveIt: "Woran wir erkennen, dass es Ihre Daten sind",
    authenticationOpen: "Wie ein Verlangen geprüft wird, bevor etwas gelöscht wird, ist offen.",
    deletionSubject: "Verlangen nach Löschung meiner personenbezogenen Daten (Artikel 17 DSGVO)",
    deletionBody: (party, title) =>
      `An: ${party}\n\nIch habe „${title}“ mit meiner Brieftasche genutzt. Bitte löschen Sie alle personenbezogenen Daten, die ich Ihnen dabei gegeben habe, und teilen Sie mir mit, wenn es geschehen ist.\n\nDer Nullifier, den meine Brieftasche für dieses Programm und diesen Zeitraum zeigt, lautet:\n`,
    reportSubject: (name) => `Meldung einer Anfrage nach Daten, die rechtswidrig oder verdächtig sein könnte: ${name}`,
    reportBody: (name, party, programme) =>
      `Meine Brieftasche hat eine Anfrage von ${name} (${party}) für das Programm „${programme}“ erhalten. Sie scheint mir rechtswidrig oder verdächtig. Die Anlage sagt, wer was verlangt hat. Bitte prüfen Sie sie.`,
  },
  law: {
    title: "Artikel, die Fragen stellen",
    caption: "Artikel der DSGVO, was bekannt ist und was gefragt wird",
    article: "Artikel",
    known: "Was bekannt ist und was ein Mensch sagen muss",
    countries: (countries) => `Die Stellen haben ihren Sitz in: ${countries}.`,
    third: (countries) => `Außerhalb des Europäischen Wirtschaftsraums: ${countries}.`,
    articles: {
      "13-14": {
        title: "13, 14: Information",
        question: "Wer teilt den Personen welche Punkte der Artikel 13 und 14 mit, wann und mit welchen Worten?",
      },
      "22(2)(b)": {
        title: "22 Absatz 2 Buchstabe b: automatisierte Entscheidungen, die ein Gesetz zulässt",
        question:
          "Entfaltet die Entscheidung rechtliche Wirkung oder beeinträchtigt sie in ähnlicher Weise erheblich, und welches Gesetz lässt sie mit welchen Garantien zu?",
      },
      "22(4)": {
        title: "22 Absatz 4: besondere Kategorien in automatisierten Entscheidungen",
        question:
          "Beruht die Entscheidung auf besonderen Kategorien, und welche Ausnahme des Artikels 9 Absatz 2 Buchstabe a oder g gilt?",
      },
      "25": {
        title: "25: durch Technikgestaltung und durch datenschutzfreundliche Voreinstellungen",
        question:
          "Welche Maßnahmen wurden bei der Gestaltung gewählt, was ist voreingestellt, und was wurde weggelassen?",
      },
      "26": {
        title: "26: gemeinsam Verantwortliche",
        question: "Wer legt Zwecke und Mittel gemeinsam fest, und was wurde vereinbart?",
      },
      "28": {
        title: "28: Auftragsverarbeiter",
        question:
          "Gibt es mit jedem Auftragsverarbeiter einen Vertrag, und enthält er, was Artikel 28 Absatz 3 aufzählt?",
      },
      "32": {
        title: "32: Sicherheit",
        question: "Wie wurde bewertet, dass die Maßnahmen dem Risiko angemessen sind, und wann wird erneut geprüft?",
      },
      "35(3)": {
        title: "35 Absatz 3: Fälle, in denen immer eine Folgenabschätzung nötig ist",
        question: "Liegt einer der Fälle der Buchstaben a bis c vor, und warum oder warum nicht?",
      },
      "35(4)": {
        title: "35 Absatz 4: Listen der Aufsichtsbehörde",
        question:
          "Steht die Verarbeitung auf der Liste der Aufsichtsbehörde jedes Landes oder auf deren Liste der Ausnahmen nach Artikel 35 Absatz 5?",
      },
      "35(10)": {
        title: "35 Absatz 10: Folgenabschätzung beim Erlass des Gesetzes",
        question:
          "Wurde beim Erlass des Gesetzes bereits eine Folgenabschätzung durchgeführt, sodass Artikel 35 Absätze 1 bis 7 nicht gilt?",
      },
      "36": {
        title: "36: vorherige Konsultation",
        question: "Bleibt ein hohes Risiko, sodass vor dem Beginn die Aufsichtsbehörde zu konsultieren ist?",
      },
      "44-49": {
        title: "44 bis 49: Übermittlungen",
        question:
          "Welche Übermittlungen finden statt, nach welchem Beschluss oder unter welcher Garantie, und wer hat das Recht des Landes geprüft?",
      },
    },
  },
  anonymity: {
    title: "Drei Prüfungen der Anonymisierung",
    caption: "Herausgreifen, Verknüpfen, Schließen: die Zahlen",
    test: "Prüfung",
    figure: "Zahl",
    isolation: "Lässt sich jemand herausgreifen?",
    linkage: "Lassen sich Einträge zu jemandem verknüpfen?",
    inference: "Lässt sich etwas über jemanden schließen?",
    nullifier:
      "Jeder Nullifier gehört zu einer Person: Wer Nullifier aufbewahrt, kann innerhalb eines Programms und Zeitraums den Eintrag einer Person von allen anderen unterscheiden.",
    set: (set, all) => `${set} von ${all} Personen hätten denselben Nachweis erbringen können.`,
    smallest: (group, count) => `Die kleinste Gruppe ist ${group} mit ${count}.`,
    links: (situation, by) => `${situation}: ${by}`,
    worth: (bits) => `Eine Annahme ist ${bits} Bits wert.`,
    guess: (what, path, before, after) => `${what} (${path}): ${before} aller Personen, ${after} der Angenommenen.`,
    conclude: "Den Schluss muss ein Mensch ziehen, für jede Stelle nach deren Mitteln.",
    draft: "Die Leitlinien sind ein Entwurf; mit der endgültigen Fassung vergleichen.",
  },
  chainParagraphs: {
    caption: "Leitlinien 02/2025, Version 2.0 vom 7. Juli 2026: was sie sagen und was zu entscheiden ist",
    paragraphs: "Randnummern",
    question: "Was sie sagen; was offen ist",
    says: {
      p50: "Dass Löschen technisch unmöglich ist, entbindet nicht von der DSGVO.",
      p51: "Verschlüsselte personenbezogene Daten in einer Blockchain bleiben personenbezogene Daten.",
      p52: "Ebenso ein Hash mit Salt oder Schlüssel. Sind Salt oder Schlüssel gelöscht, sollte der Hash nicht mehr zu den Daten führen, sofern der Algorithmus hält und keines von beiden nach außen gelangt ist.",
      p53: "Ein perfekt verbergendes Commitment ist nutzlos, sobald Daten und Öffnung gelöscht sind.",
      p54: "Muss etwas in einer Blockchain stehen, so belegt es nur, dass es Daten gibt; die Daten, die damit geprüft werden, bleiben außerhalb.",
      p64: "Eine Transaktion, die ihre Bedeutung verloren hat, eine „anonymisierte Transaktion“, kann dort bleiben, damit sich die anderen prüfen lassen.",
      p102: "Das Löschen wird von Anfang an mitgestaltet. Es wird davon abgeraten, personenbezogene Daten in eine Blockchain zu schreiben, sei es im Klartext, verschlüsselt oder als Hash.",
    },
    annexKept: "Die Empfehlungen 9 (Einwilligung) und 11 (Dauer) haben ihre Nummern behalten.",
    personal: "Ob das, was in die Blockchain geschrieben wird, personenbezogene Daten sind.",
    anonymised: "Ob eine Transaktion als anonymisiert gilt.",
    annex: "Anhang A",
    compare: "Ob Nummern und Wortlaut der anderen Empfehlungen noch denen der Version 1.1 entsprechen.",
    told: "Die Randnummern sind so wiedergegeben, wie mindestens zwei Leser des endgültigen Texts sie unabhängig voneinander berichten. Der Text selbst lag nicht vor: ihn lesen, bevor man sich darauf verlässt.",
  },
  summary: {
    title: "Auf einen Blick",
    lead: (derived, declared, open, findings) =>
      `${derived} Sätze sind abgeleitet, ${declared} angegeben, ${open} offen; Feststellungen: ${findings}.`,
    decide: "Was zu entscheiden ist",
    open: (n) => `Was offen ist: ${n} Fragen`,
    section: "Abschnitt",
    question: "Frage",
  },
  ico: "Datenschutz-Folgenabschätzung nach dem Muster der ICO (Entwurf)",
};
