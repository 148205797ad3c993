/** Die Worte der Folgenabschätzung auf Deutsch. Nur Tatsachen: Nichts hier beurteilt, ob etwas getan werden darf. */
import { de as statement } from "../../../statement/policy/messages/de.ts";
import type { Messages } from "./en.ts";
import { officeDe } from "./office.ts";

const list = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} und ${parts.at(-1)}`;
const plural = (n: string, one: string, many: string): string => `${n} ${n === "1" ? one : many}`;

const steps: Readonly<Record<number, string>> = {
  1: "Schritt 1: Ist eine Folgenabschätzung nötig?",
  2: "Schritt 2: Die Verarbeitung beschreiben",
  3: "Schritt 3: Konsultation",
  4: "Schritt 4: Notwendigkeit und Verhältnismäßigkeit",
  5: "Schritt 5: Risiken erkennen und bewerten",
  6: "Schritt 6: Maßnahmen zur Eindämmung der Risiken",
  7: "Schritt 7: Freigabe und Ergebnis",
};

export const de: Messages = {
  office: officeDe,
  language: "de",
  statement,
  locale: "de",
  list,
  labels: { derived: "abgeleitet", declared: "angegeben", open: "offen" },
  words: {
    document: "Datenschutz-Folgenabschätzung (Entwurf)",
    tag: "Status",
    source: "Quelle",
    contents: "Inhalt",
    dataBelow: "Die Tabelle darunter enthält dieselben Daten.",
    step: (n) => steps[n]!,
    howToRead:
      "Jeder Satz sagt, worauf er beruht. Abgeleitet: Schaltkreise, Regel, Schlüssel und Zählungen und nichts sonst. Angegeben: Die Betreiber des Dienstes sagen es oder die Dokumentation der Software. Offen: Nur ein Mensch kann antworten. Dieser Bericht entscheidet nicht, ob die Verarbeitung rechtmäßig ist.",
    skip: "Zum Text",
    category: "Sozialleistungen",
    author: "civicproof (Entwurf)",
  },
  sections: {
    screening: "Ob eine Folgenabschätzung verlangt ist",
    processing: "Was geschieht",
    roles: "Wer beteiligt ist",
    signals: "Was das Telefon verlässt: acht Zahlen",
    hidden: "Was auf dem Telefon bleibt",
    knowledge: "Wer was weiß",
    status: "Was die Daten für jede Stelle sind",
    retention: "Wie lange, und wie gelöscht wird",
    consultation: "Wer gefragt wurde",
    basis: "Zwecke und Rechtsgrundlage",
    leakage: "Wie viel ein Nachweis verrät",
    linkability: "Was sich verknüpfen lässt",
    commitments: "Was bleibt, wenn jemand alle Werte durchprobiert",
    rights: "Rechte der betroffenen Personen",
    transfers: "Übermittlungen und die Blockchain",
    decision: "Entscheidungen, Menschen, die sie überprüfen, und der Weg ohne Telefon",
    blockchain: "EDSA-Leitlinien 02/2025, Empfehlung für Empfehlung",
    risks: "Feststellungen",
    measures: "Maßnahmen",
    security: "Schlüssel, verlorene Telefone, Zwang",
    evidence: "Belege",
    "sign-off": "Freigabe",
  },
  vantages: {
    holder: "das eigene Telefon der Person",
    issuer: "ausstellende Stelle",
    verifier: "prüfende Stelle",
    hosting: "Hosting-Dienst der prüfenden Stelle",
    "second-verifier": "eine andere prüfende Stelle",
    "status-host": "Anbieter der Statuslisten",
    relayer: "Relay",
    rpc: "Zugang zur Blockchain (RPC)",
    chain: "alle, die die Blockchain lesen",
    anchor: "Betreiber der Anker",
  },
  functions: {
    issuer: "stellt Bescheinigungen aus",
    verifier: "verlangt Nachweise und prüft sie",
    hosting: "betreibt die Server der prüfenden Stelle",
    "status-host": "stellt die Statuslisten bereit",
    relayer: "sendet Transaktionen",
    rpc: "gibt Zugang zur Blockchain",
    anchor: "verankert Datensätze",
    "second-verifier": "verlangt von denselben Personen eigene Nachweise",
  },
  roles: {
    controller: "Verantwortlicher",
    "joint-controller": "gemeinsam Verantwortlicher",
    processor: "Auftragsverarbeiter",
    "independent-controller": "eigener Verantwortlicher",
    recipient: "Empfänger",
    undecided: "noch nicht entschieden",
  },
  observables: {
    nullifier: "nullifier",
    policyHash: "policyHash",
    issuerRoot: "issuerRoot",
    statusRoot: "statusRoot",
    scope: "scope",
    period: "period",
    today: "today",
    context: "context",
    proof: "Bytes des Nachweises",
    time: "Zeitpunkt der Handlung",
    "network-address": "Netzwerkadresse",
    "case-number": "Aktenzeichen",
    payee: "Adresse des Zahlungsempfängers",
    sender: "Absender der Transaktion",
    "status-request": "Abfrage von Widerrufsdaten",
    "registry-statement": "Erklärung des Registers",
    pseudonym: "Pseudonym bei der Stelle",
    opening: "Öffnung eines Datensatzes",
    "holder-commitment": "Commitment der Person",
    credential: "die Bescheinigung",
  },
  stored: {
    nullifier: "nullifier",
    policyHash: "policyHash",
    issuerRoot: "issuerRoot",
    statusRoot: "statusRoot",
    scope: "scope",
    period: "period",
    today: "today",
    context: "context",
    proof: "Nachweis",
    time: "Zeitpunkt",
    "network-address": "Netzwerkadresse",
    payee: "Adresse des Zahlungsempfängers",
    "case-number": "Aktenzeichen",
    claims: "bescheinigte Angaben",
    identity: "Identität",
    status: "Status der Bescheinigungen",
    record: "Datensatz",
    commitment: "Commitment eines Datensatzes",
  },
  criteria: {
    evaluation: "1. Bewerten oder Einstufen",
    "automated-decision": "2. Automatisierte Entscheidung mit rechtlicher oder ähnlich erheblicher Wirkung",
    monitoring: "3. Systematische Überwachung",
    sensitive: "4. Vertrauliche oder höchst persönliche Daten",
    "large-scale": "5. Großer Umfang",
    matching: "6. Abgleichen oder Zusammenführen von Datensätzen",
    vulnerable: "7. Schutzbedürftige Personen",
    innovative: "8. Neue technologische oder organisatorische Lösung",
    "prevents-service": "9. Hindert Personen daran, ein Recht auszuüben oder eine Leistung zu nutzen",
  },
  criterionReasons: {
    evaluation: {
      met: "Die Regel betrachtet einen Geldbetrag und teilt die Personen danach ein.",
      "not-met": "",
      open: "Die Regel trennt die Personen, die berechtigt sind, von den übrigen. Ob das eine Bewertung ist, muss ein Mensch sagen.",
    },
    "automated-decision": {
      met: "Auf die Antwort hin wird gehandelt, ohne dass ein Mensch sie ansieht.",
      "not-met": "Ein Mensch sieht jede Antwort an, bevor auf sie hin gehandelt wird.",
      open: "",
    },
    monitoring: {
      met: "",
      "not-met": "",
      open: "Die Schaltkreise verknüpfen Nachweise zweier Zeiträume nicht; ob der Dienst als Ganzes Personen beobachtet, ist von hier aus nicht zu sehen.",
    },
    sensitive: {
      met: "Die Regel betrachtet eine Angabe, die der Deskriptor zu den besonderen Kategorien zählt.",
      "not-met": "",
      open: "Die Regel betrachtet keine Angabe, die der Deskriptor zu den besonderen Kategorien zählt; was höchst persönliche Daten sind, muss ein Mensch beurteilen.",
    },
    "large-scale": {
      met: "",
      "not-met": "",
      open: "Die Zahl der Personen steht weiter unten; die Leitlinien nennen keine Grenze.",
    },
    matching: {
      met: "",
      "not-met": "",
      open: "Ein Nachweis bringt keinen zweiten Datenbestand mit; was das Portal danach mit der Antwort tut, ist von hier aus nicht zu sehen.",
    },
    vulnerable: {
      met: "Unter denen, die nachweisen, sind schutzbedürftige Personen.",
      "not-met": "",
      open: "Der Deskriptor sagt nicht, ob unter denen, die nachweisen, schutzbedürftige Personen sind.",
    },
    innovative: {
      met: "Die Berechtigung wird durch einen Zero-Knowledge-Beweis gezeigt.",
      "not-met": "",
      open: "",
    },
    "prevents-service": {
      met: "Wer weder einen Nachweis noch einen anderen Weg hat, erhält die Leistung nicht: Die Wirkung ist unten beschrieben.",
      "not-met": "",
      open: "Der Deskriptor sagt nicht, was eine Ablehnung für eine Person bedeutet.",
    },
  },
  verdicts: { met: "erfüllt", "not-met": "nicht erfüllt", open: "offen" },
  knowledge: {
    sees: "sieht es",
    predicate: "nur, was die Regel darüber sagt",
    hash: "einen Einwegwert",
    public: "ohnehin veröffentlicht",
    cannot: "nichts",
  },
  data: {
    identity: "Name und Identität",
    holderSecret: "Geheimnis der Person",
    statusIndex: "Nummer in der Statusliste",
    validity: "Daten der Gültigkeit",
    issuer: "welche Stelle signiert hat",
    signature: "Signatur",
    record: "Inhalt eines Datensatzes",
  },
  situations: {
    "same-scope-same-period": "eine prüfende Stelle, dasselbe Programm, derselbe Zeitraum",
    "same-scope-other-period": "eine prüfende Stelle, dasselbe Programm, ein anderer Zeitraum",
    "other-scope": "eine prüfende Stelle, ein anderes Programm",
    "two-verifiers": "zwei prüfende Stellen gemeinsam",
    "verifier+issuer": "prüfende und ausstellende Stelle gemeinsam: Welche Person ist es?",
    "verifier+status-host": "prüfende Stelle und Anbieter der Statuslisten gemeinsam",
    "chain-same-period": "wer die Blockchain liest, dasselbe Programm, derselbe Zeitraum",
    "chain-other-period": "wer die Blockchain liest, dasselbe Programm, ein anderer Zeitraum",
    "chain-other-scope": "wer die Blockchain liest, ein anderes Programm",
    "verifier+chain": "prüfende Stelle und wer die Blockchain liest: Welche Sitzung ist es?",
    "relayer-other-period": "Relay, ein anderer Zeitraum",
    "rpc-other-period": "Zugang zur Blockchain, ein anderer Zeitraum",
    "status-host-over-time": "Anbieter der Statuslisten, im Lauf der Zeit",
  },
  strengths: { exact: "genau", approximate: "ungefähr" },
  commitments: {
    "holder-commitment": "Commitment der Person",
    nullifier: "nullifier",
    context: "context",
    policyHash: "policyHash",
    scope: "scope",
    "registry-roots": "issuerRoot und statusRoot",
    record: "Commitment eines Datensatzes",
  },
  contents: {
    personal: "einen personenbezogenen Inhalt",
    public: "einen veröffentlichten Inhalt",
    random: "ein zufälliges Geheimnis",
    known: "nichts: Wer den Wert sieht, sieht seine Teile",
  },
  recommendations: [
    "1. Architektur: Dokumentation",
    "2. Architektur: Speicherung außerhalb der Blockchain",
    "3. Information",
    "4. Datenminimierung",
    "5. Vertrauen",
    "6. Gesetzlich vorgeschriebene Nutzung",
    "7. Schwachstellen der Software",
    "8. Steuerung",
    "9. Einwilligung",
    "10. Datenschutz durch Technikgestaltung und durch datenschutzfreundliche Voreinstellungen",
    "11. Speicherung: Dauer",
    "12. Sicherheit: Bewertung",
    "13. Sicherheit: Versagen eines Algorithmus",
    "14. Sicherheit: Steuerung der Weiterentwicklung",
    "15. Sicherheit: Vertraulichkeit",
    "16. Rechte der betroffenen Personen",
  ],
  blockchainReasons: {
    "no-chain": "Es wird nichts in eine Blockchain geschrieben.",
    "why-declared": "Der Deskriptor sagt, warum eine Blockchain verwendet wird.",
    "why-open": "Der Deskriptor sagt nicht, warum eine Blockchain verwendet wird.",
    "claims-stay-off":
      "Weder Angaben noch Namen noch Bescheinigungen werden in die Blockchain geschrieben, wohl aber die acht öffentlichen Signale.",
    "record-hash-only":
      "Datensätze bleiben außerhalb der Blockchain; verankert wird eine Wurzel über gesalzene Commitments.",
    information: "Was den Personen gesagt wird, steht im Abschnitt über die Rechte.",
    "eight-signals":
      "Acht öffentliche Signale, von denen nur eines, der Nullifier, aus etwas gemacht ist, das nur eine Person hat.",
    trust: "Wie der Software und den Betreibern vertraut wird.",
    "mandated-yes": "Ein Gesetz verlangt eine Blockchain.",
    "mandated-no": "Kein Gesetz verlangt eine Blockchain.",
    mandated: "Ob ein Gesetz eine Blockchain verlangt.",
    vulnerabilities: "Wie Schwachstellen gemeldet und behandelt werden.",
    changes:
      "Wie über Änderungen an Verträgen und Schaltkreisen entschieden wird; `civicproof dpia check` nennt eine Änderung.",
    consent: "Ob man sich auf Einwilligung stützt und was geschieht, wenn sie widerrufen wird.",
    "by-design":
      "Die Schaltkreise begrenzen, was das Telefon verlässt; ob das Ganze notwendig und verhältnismäßig ist, muss ein Mensch sagen.",
    permanent:
      "Was in der Blockchain steht, bleibt dort, solange es sie gibt; dazu gehören Nullifier und Adressen der Zahlungsempfänger.",
    security: "Welche Sicherheitsmaßnahmen bewertet wurden.",
    algorithm: "Was geschieht, wenn ein Algorithmus versagt.",
    evolution: "Wie sich das Protokoll weiterentwickelt.",
    public: "Eine öffentliche Blockchain können alle lesen; ob der Zweck das braucht, muss ein Mensch sagen.",
    rights: "Wie auf Löschung und Widerspruch geantwortet wird.",
  },
  verdictWords: {
    pass: "leistet, was läuft",
    declared: "angegeben",
    open: "offen",
    "not-applicable": "nicht anwendbar",
  },
  linddun: {
    L: "L, Verknüpfung",
    I: "I, Identifizierung",
    Nr: "Nr, Nichtabstreitbarkeit",
    D: "D, Erkennung",
    Dd: "Dd, Offenlegung von Daten",
    U: "U, Unkenntnis",
    Nc: "Nc, Regelverstoß",
  },
  events: {
    access: "unberechtigter Zugriff",
    modification: "ungewollte Veränderung",
    disappearance: "Verlust",
  },
  findings: {
    "linked-in-period": () => ({
      threat: "Zwei Anträge einer Person in einem Programm und Zeitraum zeigen denselben Nullifier.",
      impact: "Die prüfende Stelle sieht, dass eine Person in diesem Zeitraum zweimal kam.",
      source: "Prüfende Stelle; so werden doppelte Anträge abgewiesen",
    }),
    "permanent-pseudonym": () => ({
      threat: "Der Nullifier bleibt als Pseudonym für ein Programm und einen Zeitraum in der Blockchain.",
      impact:
        "Wer einmal erfährt, zu welcher Sitzung er gehört, von der prüfenden Stelle oder von der Person, weiß es für immer.",
      source: "Alle, die die Blockchain lesen",
    }),
    "sender-links": () => ({
      threat:
        "Das Konto der Person sendet und bezahlt die Transaktion: Dasselbe Konto verknüpft alle Programme und Zeiträume.",
      impact: "Die Anträge einer Person bilden eine öffentliche Liste, neben allem, was das Konto sonst getan hat.",
      source: "Alle, die die Blockchain lesen",
    }),
    "payee-links": () => ({
      threat: "Die Adresse des Zahlungsempfängers ist in mehreren Anträgen dieselbe.",
      impact: "Die Anträge einer Person bilden eine öffentliche Liste, obwohl die Nullifier verschieden sind.",
      source: "Alle, die die Blockchain lesen",
    }),
    "network-links": () => ({
      threat: "Netzwerkadressen werden neben den Vorlagen aufbewahrt.",
      impact:
        "Sitzungen eines Haushalts lassen sich über Programme und Zeiträume hinweg verknüpfen, und ein Anbieter kann ihn benennen.",
      source: "Prüfende Stelle, ihr Hosting-Dienst, wer an die Protokolle gelangt",
    }),
    "case-links": () => ({
      threat: "Die Anfrage nennt ein Aktenzeichen, die Antwort betrifft also eine bekannte Person.",
      impact: "Die prüfende Stelle weiß, wer nachgewiesen hat; was der Nachweis vor ihr verbirgt, sind die Werte.",
      source: "Prüfende Stelle",
    }),
    "status-question": () => ({
      threat: "Das Telefon fragt nach einem Eintrag der Statusliste statt nach der ganzen Liste.",
      impact: "Der Anbieter der Liste sieht, welche Bescheinigung gleich verwendet wird und wann.",
      source: "Anbieter der Statuslisten",
    }),
    "register-match": ({ set = "" }) => ({
      threat: `Wer das Register der ausstellenden Stelle hat, kann die ${set} berechtigten Personen mit Namen auflisten.`,
      impact:
        "Die Person hinter einem Nachweis steht auf dieser Liste; weiteres Wissen (Zeit, Ort, Akte) verkürzt sie.",
      source: "Ausstellende und prüfende Stelle gemeinsam",
    }),
    "one-party-both": ({ party = "" }) => ({
      threat: `${party} stellt Bescheinigungen aus und prüft Nachweise: Was der Nachweis vor der prüfenden Stelle verbirgt, weiß die ausstellende.`,
      impact: "Nur die Organisation hält Register und Portal getrennt; es gilt das zweite Bild davon, wer was weiß.",
      source: "Stelle, die ausstellt und prüft",
    }),
    "value-disclosed": ({ claims = "" }) => ({
      threat: `Die Regel verlangt einen einzigen Wert von: ${claims}. Bei allen, die angenommen werden, ist er zu sehen.`,
      impact: "Ein Nachweis legt diesen Wert offen, wie es ein Dokument täte.",
      source: "Prüfende Stelle, wer die Regel liest und eine Annahme sieht",
    }),
    "issuer-linked": ({ values = "" }) => ({
      threat: `Prüfende und ausstellende Stelle gemeinsam können sagen, wer vorgelegt hat, anhand von: ${values}.`,
      impact: "Was der Nachweis vor der prüfenden Stelle verbirgt, fügt das Register hinzu.",
      source: "Ausstellende und prüfende Stelle gemeinsam, oder eine Stelle, die beides ist",
    }),
    "surer-guess": ({ about = "", path = "", prior = "", posterior = "", group = "", worst = "", limit = "" }) => ({
      threat: `Von den Angenommenen erfüllen ${posterior} % ${about === "" ? "die Alternative" : `die Bedingung ${about}`} (${path}), von allen Personen ${prior} %${group === "" ? "" : `; in ${group} ${worst} %`}. Die Grenze liegt bei ${limit} %.`,
      impact: "Wer eine Annahme sieht, errät, was der Nachweis nicht sagt, und liegt meist richtig.",
      source: "Prüfende Stelle, wer eine Annahme sieht",
    }),
    "host-knows-people": ({ party = "" }) => ({
      threat: `${party} bewahrt Namen oder Angaben von Personen auf und stellt keine Bescheinigungen aus.`,
      impact: "Was der Nachweis vor ihr verbirgt, sagt ihr der eigene Speicher.",
      source: "Stelle, die den Speicher führt",
    }),
    "transfer-undeclared": ({ party = "", country = "" }) => ({
      threat: `${party} hat ihren Sitz in ${country}, außerhalb des Europäischen Wirtschaftsraums, und es ist keine Übermittlung angegeben.`,
      impact: "Die Personen können nicht wissen, wohin ihre Daten gehen und unter welcher Garantie.",
      source: "Verantwortlicher",
    }),
    "small-group": ({ groups = "", all = "", people = "", group = "", count = "", minimum = "" }) => ({
      threat: `In ${groups} von ${all} Gruppen sind weniger als ${minimum} Personen berechtigt, insgesamt ${people}; die kleinste ist ${group} mit ${count}.`,
      impact: "Wer weiß, dass eine Person dort wohnt, und einen Nachweis sieht, hat nur sehr wenige zur Auswahl.",
      source: "Prüfende Stelle, die die Gruppe kennt",
    }),
    "early-set": ({ hours = "", minimum = "" }) => ({
      threat:
        hours === ""
          ? `Weniger als ${minimum} Personen werden jemals vorgelegt haben.`
          : `Bis ${plural(hours, "Stunde", "Stunden")} nach dem Start haben weniger als ${minimum} Personen vorgelegt.`,
      impact:
        "Wer früh kommt, verbirgt sich unter wenigen; wer jemanden den Dienst damals nutzen sah, kann richtig raten.",
      source: "Prüfende Stelle, wer die Blockchain liest",
    }),
    "threshold-window": ({ count = "", minimum = "" }) => ({
      threat: `Zwischen zwei benachbarten Schwellen liegen manchmal nur ${plural(count, "Person", "Personen")} (die Grenze ist ${minimum}).`,
      impact: "Eine Person, die nach beiden gefragt wird, sagt, auf welcher Seite jeder Schwelle ihr Wert liegt.",
      source: "Prüfende Stelle, die innerhalb eines Programms und Zeitraums eine Schwelle ändert",
    }),
    "answers-add-up": ({ set = "", alone = "" }) => ({
      threat: `Zusammen lassen die Regeln dieses Programms ${plural(set, "Person", "Personen")} übrig statt ${alone}.`,
      impact: "Antworten mit demselben Nullifier ergeben zusammen mehr, als jede einzelne sagt.",
      source: "Prüfende Stelle",
    }),
    "proof-is-evidence": () => ({
      threat: "Eine Vorlage kann Dritten gezeigt werden und ist auch dort gültig.",
      impact: "Eine Person kann nicht abstreiten, dass jemand mit diesem Geheimnis diese Anfrage beantwortet hat.",
      source: "Prüfende Stelle, wer an die Vorlage gelangt",
    }),
    "nullifier-too-short": ({ days = "", needed = "" }) => ({
      threat:
        needed === ""
          ? `Nullifier werden nach ${plural(days, "Tag", "Tagen")} vergessen, das Programm erlaubt aber für immer nur einen Antrag.`
          : `Nullifier werden nach ${plural(days, "Tag", "Tagen")} vergessen, ein Zeitraum dauert aber bis zu ${plural(needed, "Tag", "Tage")}.`,
      impact: "Jemand kann zweimal einen Antrag stellen, auf Kosten anderer.",
      source: "Speicherfrist der Nullifier",
    }),
    "store-permanent": ({ stores = "" }) => ({
      threat: `${stores}: ohne Ende aufbewahrt.`,
      impact: "Was nicht mehr gebraucht wird, kann immer noch abfließen oder herausverlangt werden.",
      source: "Speicherfrist",
    }),
    "store-lost": () => ({
      threat: "Der Speicher der Nullifier geht verloren oder wird auf einen älteren Stand zurückgesetzt.",
      impact:
        "Personen können zweimal einen Antrag stellen oder werden abgewiesen, obwohl sie noch keinen gestellt haben.",
      source: "Ausfall oder Wiederherstellung einer alten Sicherung",
    }),
    "development-keys": ({ circuit = "" }) => ({
      threat: `Der Schlüssel des Schaltkreises ${circuit} ist ein Entwicklungsschlüssel: Sein Geheimnis ist öffentlich, und jeder kann Nachweise fälschen.`,
      impact: "Nicht berechtigte Personen können anstelle der berechtigten einen Antrag stellen.",
      source: "Jeder",
    }),
    "lost-phone": () => ({
      threat: "Mit dem Telefon geht das Geheimnis verloren.",
      impact:
        "Die Person kann nichts nachweisen, bis eine neue Bescheinigung ausgestellt ist; diese gilt ab dem nächsten Zeitraum.",
      source: "Verlust, Diebstahl, Defekt",
    }),
    "no-enrolment": () => ({
      threat:
        "Es ist keine Personenerfassung angegeben: Nur die Unterlagen jeder ausstellenden Stelle sagen, dass zwei Geheimnisse einer Person gehören.",
      impact:
        "Eine Person mit zwei Geheimnissen hat zwei Nullifier und kann in einem Zeitraum zweimal einen Antrag stellen.",
      source: "Inhaberin oder Inhaber",
    }),
    "once-replaced": ({ programme = "" }) => ({
      threat: `Das Programm ${programme} hat einen einzigen Zeitraum ohne Ende, und das Geheimnis einer Person wird nach dem ersten Tag ersetzt.`,
      impact:
        "Diese Person kann dafür nichts mehr nachweisen, denn niemand kann wissen, ob das verlorene Pseudonym verwendet wurde.",
      source: "Verlust, Diebstahl, Defekt",
    }),
    coercion: () => ({
      threat: "Jemand zwingt eine Person nachzuweisen oder weist mit deren Telefon nach.",
      impact: "Die Leistung geht an jemand anderen; die Schaltkreise sehen den Unterschied nicht.",
      source: "Menschen im Umfeld der Person",
    }),
    "record-guessable": ({ bits = "", seconds = "" }) => ({
      threat: `Commitments von Datensätzen tragen ${bits} zufällige Bits: Alle Werte durchzuprobieren dauert ${seconds}.`,
      impact: "Wer die Anker liest, kann herausfinden, was ein Datensatz sagt.",
      source: "Alle, die die Anker lesen",
    }),
    "record-shared-salt": () => ({
      threat: "Ein Salt dient mehreren Datensätzen.",
      impact:
        "Gleiche Datensätze haben gleiche Commitments; wer einen Salt löscht, löscht auch die Datensätze anderer.",
      source: "Alle, die die Anker lesen",
    }),
    "record-stays": () => ({
      threat: "Die Wurzel über Commitments bleibt, wo sie verankert ist, wenn ein Datensatz gelöscht wird.",
      impact: "Übrig bleibt eine Zahl; mit dem Salt würde sie noch zeigen, dass es einen Datensatz gab.",
      source: "Wer den Salt oder eine Kopie des Datensatzes behalten hat",
    }),
    "no-legal-basis": () => ({
      threat: "Der Deskriptor nennt keine Rechtsgrundlage.",
      impact: "Die Personen können nicht wissen, auf welcher Grundlage ihre Daten verwendet werden.",
      source: "Verantwortlicher",
    }),
    "special-category": ({ claims = "" }) => ({
      threat: `Der Deskriptor zählt zu den besonderen Kategorien: ${claims}.`,
      impact: "Ein Nachweis kann eine besonders geschützte Tatsache zeigen oder erraten lassen.",
      source: "Prüfende Stelle",
    }),
    "no-human-review": () => ({
      threat:
        "Auf die Antwort hin wird automatisch gehandelt, und es ist keine Überprüfung durch einen Menschen beschrieben.",
      impact: "Wer zu Unrecht abgelehnt wird, kann sich an niemanden wenden.",
      source: "Verantwortlicher",
    }),
    "no-paper-route": () => ({
      threat: "Es ist kein Weg ohne Telefon beschrieben.",
      impact: "Wer kein Telefon hat oder keines, das neu genug ist, erhält die Leistung nicht.",
      source: "Verantwortlicher",
    }),
    "no-information": () => ({
      threat: "Der Deskriptor sagt nicht, wie die Personen informiert werden.",
      impact: "Die Personen wissen nicht, was ein Nachweis wem sagt.",
      source: "Verantwortlicher",
    }),
    children: () => ({
      threat: "Unter denen, die nachweisen, können Personen unter 18 Jahren sein.",
      impact: "Sie verstehen vielleicht nicht, was ein Nachweis sagt, oder weisen nach, weil jemand es ihnen sagt.",
      source: "Regel",
    }),
    "chain-abroad": () => ({
      threat: "Knoten einer öffentlichen Blockchain laufen in vielen Ländern und bewahren auf, was geschrieben wird.",
      impact:
        "Nullifier und Adressen der Zahlungsempfänger werden außerhalb der Reichweite des Verantwortlichen kopiert.",
      source: "Knoten der Blockchain",
    }),
    "rare-roots": () => ({
      threat: "Brieftaschen weisen mit ihrer eigenen Kopie des Registers nach, wie alt sie auch ist.",
      impact:
        "Eine Wurzel, die sonst kaum jemand zeigt, verknüpft die Vorlagen einer Person bei allen prüfenden Stellen.",
      source: "Prüfende Stellen, die vergleichen, was sie sehen",
    }),
    "single-openings": () => ({
      threat: "Jede Person verlangt die Öffnung ihres eigenen Datensatzes, jede zu ihrer eigenen Zeit.",
      impact:
        "Wer antwortet, weiß, welcher Datensatz als Nächstes nachgewiesen wird und unter welchem Anker; die prüfende Stelle sieht diesen Anker.",
      source: "Herausgeber der Datensätze",
    }),
    "few-issuers": ({ keys = "", fewest = "" }) => ({
      threat:
        keys === ""
          ? "Der Deskriptor sagt nicht, wie vielen Schlüsseln ausstellender Stellen das Register für das Schema vertraut."
          : `Das Register vertraut für das Schema ${keys} Schlüsseln ausstellender Stellen, weniger als ${fewest}.`,
      impact:
        "Ein Nachweis verbirgt die ausstellende Stelle unter diesen Schlüsseln; bei wenigen zeigt sie sich, und mit ihr eine Region oder ein Status.",
      source: "Prüfende Stelle",
    }),
    "times-kept": () => ({
      threat: "Genaue Zeitpunkte von Vorlagen werden aufbewahrt.",
      impact: "Wer weiß, wann eine Person am Schalter oder online war, kann ihren Eintrag finden.",
      source: "Prüfende Stelle, ihr Hosting-Dienst, wer an den Speicher gelangt",
    }),
  },
  measures: {
    "scoped-nullifiers": {
      title: "Ein Pseudonym je Programm und Zeitraum",
      text: "Der Nullifier hängt von Geheimnis, Geltungsbereich und Zeitraum ab: Er ist in jedem Programm und jedem Zeitraum ein anderer.",
    },
    "no-claims-leave": {
      title: "Keine Angabe verlässt das Telefon",
      text: "Angaben, Nummer, Stelle, Daten der Gültigkeit und Signatur sind private Eingaben; kein öffentliches Signal hängt von ihnen ab.",
    },
    relay: {
      title: "Über ein Relay senden",
      text: "Das Konto eines Relays sendet und bezahlt alle Transaktionen; der Absender sagt dann nichts.",
    },
    "one-time-payee": {
      title: "Für jeden Antrag eine neue Zahlungsadresse",
      text: "Eine frische Adresse oder eine gemeinsame für alle statt einer Adresse je Person.",
    },
    "drop-addresses": {
      title: "Keine Netzwerkadressen aufbewahren",
      text: "Adressen am Eingang verwerfen, bevor Protokolle und Begrenzungen sie sehen; für Begrenzungen reicht ein gesalzener Hash des Tages.",
    },
    "whole-lists": {
      title: "Ganze Statuslisten",
      text: "Telefone laden Statuslisten als Ganzes, damit niemand nach einer einzelnen Bescheinigung gefragt wird.",
    },
    "same-roots": {
      title: "Die Wurzeln, die alle zeigen",
      text: "Brieftaschen weisen mit der neuesten Erklärung nach, die mindestens zehn Minuten alt ist, oder gar nicht; `openRegistry` tut das.",
    },
    "all-openings": {
      title: "Die Öffnungen aller Datensätze in einer Datei",
      text: "Die Öffnungen eines Ankers gemeinsam veröffentlichen; Telefone laden die ganze Datei, was immer sie nachweisen.",
    },
    "more-issuers": {
      title: "Drei oder mehr Schlüssel ausstellender Stellen",
      text: "Register zusammenlegen oder benachbarte Stellen unter demselben Schema signieren lassen, sodass eine Wurzel für mehrere steht.",
    },
    enrol: {
      title: "Personen vor der Ausstellung erfassen",
      text: "Eine Behörde bescheinigt, wer eine Person ist; jede Stelle hat dann ein Pseudonym je Person: docs/enrolment.md.",
    },
    "coarser-rule": {
      title: "Eine gröbere Regel oder Gruppe",
      text: "Kleine Bezirke zusammenlegen, den Bereich weiten oder die Gruppe aus allem weglassen, was neben dem Nachweis aufbewahrt wird.",
    },
    "ask-for-less": {
      title: "Weniger verlangen",
      text: "Weglassen, was nicht nötig ist: einen Wert, ein Aktenzeichen; oder den Personen vor dem Nachweis sagen, dass es zu sehen ist.",
    },
    "declare-transfer": {
      title: "Die Übermittlung angeben oder eine Stelle im Wirtschaftsraum wählen",
      text: "Die Garantie nach Kapitel V nennen oder eine Stelle im Europäischen Wirtschaftsraum damit betrauen.",
    },
    "host-contract": {
      title: "Namen und Angaben von Hosting-Diensten fernhalten",
      text: "Diese Speicher mit Schlüsseln des Verantwortlichen verschlüsseln oder verlegen; der Vertrag sagt, wer sie lesen darf.",
    },
    "start-together": {
      title: "Mit vielen Personen beginnen",
      text: "Das Programm öffnen, wenn viele Bescheinigungen ausgestellt sind, und in den ersten Tagen keine genauen Zeiten aufbewahren.",
    },
    "separate-registers": {
      title: "Ausstellende und prüfende Stelle trennen",
      text: "Andere Menschen, andere Systeme, kein Austausch von Zeiten und Akten zwischen Register und Portal.",
    },
    "one-threshold": {
      title: "Eine Schwelle je Programm und Zeitraum",
      text: "Eine Person im selben Geltungsbereich nicht nach mehreren Schwellen fragen; `civicproof policy lint --sibling` warnt.",
    },
    "own-programmes": {
      title: "Ein Programm für jede Frage",
      text: "Regeln unter eigenen Programmen haben eigene Nullifier, sodass ihre Antworten nicht zusammengeführt werden.",
    },
    "delete-proofs": {
      title: "Keine Nachweise aufbewahren",
      text: "Eine Vorlage löschen, sobald sie geprüft ist; was einen zweiten Antrag abweist, ist der Nullifier.",
    },
    "short-retention": {
      title: "Ein Ende für jeden Speicher",
      text: "Löschen, wenn der Zweck endet, und prüfen, dass es geschehen ist.",
    },
    "long-enough-retention": {
      title: "Nullifier den ganzen Zeitraum aufbewahren",
      text: "Eine Frist von mindestens einem Zeitraum; bei Programmen ohne Zeiträume so lange, wie das Programm läuft.",
    },
    "backup-store": {
      title: "Ein Speicher, der einen Absturz übersteht",
      text: "Dauerhaftes Schreiben, erprobte Sicherungen und keine Rückkehr zu einem älteren Stand, solange Anträge möglich sind.",
    },
    ceremony: {
      title: "Schlüssel aus einer Zeremonie",
      text: "Schlüssel für den Betrieb stammen aus einer Zeremonie, in der eine ehrliche Teilnahme genügt: docs/ceremony.md.",
    },
    reissue: {
      title: "Nach einem Verlust neu ausstellen",
      text: "Die alte Bescheinigung wird widerrufen; die neue gilt ab dem nächsten Zeitraum, sodass niemand zweimal einen Antrag stellt.",
    },
    "human-route": {
      title: "Ein Mensch und ein Weg ohne Telefon",
      text: "Ein Schalter, an dem ein Mensch entscheidet, auch für Personen ohne Telefon, unter Druck oder zu Unrecht abgelehnt.",
    },
    "salted-records": {
      title: "Ein langer zufälliger Salt je Datensatz",
      text: "Mindestens 128 zufällige Bits für jeden Datensatz, die nur der Verantwortliche aufbewahrt.",
    },
    "erase-salt": {
      title: "Salt und Datensatz gemeinsam löschen",
      text: "Wenn Datensatz und Salt überall gelöscht sind, lässt sich das Commitment nicht mehr öffnen oder erraten.",
    },
    inform: {
      title: "In einfachen Worten sagen, was ein Nachweis verrät",
      text: "`civicproof policy explain` liefert die Sätze; sie vor dem Nachweis zeigen.",
    },
    "legal-answer": {
      title: "Antwort der oder des Datenschutzbeauftragten: Rechtsgrundlage",
      text: "Eine Rechtsfrage, die der Deskriptor beantworten muss.",
    },
    "chain-answer": {
      title: "Antwort der oder des Datenschutzbeauftragten: Blockchain",
      text: "Warum eine Blockchain, welche, und was ihre Dauerhaftigkeit für die Personen bedeutet.",
    },
    "bound-session": {
      title: "Antworten gelten für eine Sitzung",
      text: "Nonce, Herkunft, Empfänger und Ablauf sind Teil des Nachweises; in einer anderen Sitzung nützt er nichts.",
    },
    "coarse-times": {
      title: "Tage statt Sekunden",
      text: "Den Tag einer Vorlage aufbewahren; genaue Zeiten am Ende der Sitzung löschen.",
    },
  },
  claims: {
    birthDate: "Geburtsdatum",
    district: "Bezirk",
    residentSince: "gemeldet seit",
    householdSize: "Haushaltsgröße",
    annualIncome: "Haushaltseinkommen",
    disabled: "Behinderung",
    student: "Ausbildung",
  },
  sources: {
    holderSecret: "das Geheimnis der Person",
    claims: "eine bescheinigte Angabe",
    statusIndex: "die Nummer in der Statusliste",
    validity: "die Daten der Gültigkeit",
    signature: "die Signatur",
    issuer: "die Stelle, die signiert hat",
    schema: "das Schema",
    policy: "die Regel",
    trustedIssuers: "die Liste der anerkannten Stellen",
    statusLists: "die Statuslisten",
    scope: "der Geltungsbereich",
    period: "der Zeitraum",
    today: "der Tag",
    session: "die Sitzung",
    record: "ein Datensatz",
    salt: "die Salts eines Datensatzes",
    anchors: "die Anker",
  },
  or: (parts) => (parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} oder ${parts.at(-1)}`),
  terms: {
    pseudonym: "Pseudonym",
    predicate: "Prädikat",
    root: "Wurzel",
    parameter: "Parameter",
    session: "Sitzung",
    attribute: "Attribut",
    secret: "Geheimnis",
    holder: "Inhaberin oder Inhaber",
    verifier: "prüfende Stelle",
    registry: "Register",
    issuer: "ausstellende Stelle",
    "scope and period": "Geltungsbereich und Zeitraum",
    "policy version": "Fassung der Regel",
    "registry version": "Fassung des Registers",
    programme: "Programm",
    period: "Zeitraum",
    day: "Tag",
    "pseudonym of the person for one scope and period":
      "Pseudonym der Person für einen Geltungsbereich und einen Zeitraum",
    "commitment to schema, slots, clauses and circuit shape":
      "Commitment zu Schema, Bedingungen, Klauseln und Form des Schaltkreises",
    "root over the trusted issuers' keys": "Wurzel über die Schlüssel der anerkannten Stellen",
    "root over the issuers' revocation lists": "Wurzel über die Widerrufslisten der ausstellenden Stellen",
    "verifier host, programme, and chain and contract if any":
      "Host der prüfenden Stelle, Programm und gegebenenfalls Blockchain und Vertrag",
    "first day of the period for which a claim counts": "erster Tag des Zeitraums, für den ein Antrag zählt",
    "calendar date times 2^32 plus day number": "Kalenderdatum mal 2^32 plus Nummer des Tages",
    "nonce, asking origin, response origin, recipient and expiry":
      "Nonce, Herkunft der Anfrage, Herkunft der Antwort, Empfänger und Ablauf",
    "random secret of the holder; never leaves the device": "zufälliges Geheimnis der Person; verlässt nie das Gerät",
    "hides the commitment from issuers that compare their files; derived from the secret":
      "verbirgt das Commitment vor Stellen, die ihre Dateien vergleichen; aus dem Geheimnis abgeleitet",
    "which schema the credential follows": "welchem Schema die Bescheinigung folgt",
    "the credential's place in its status list": "der Platz der Bescheinigung in ihrer Statusliste",
    "first day of the credential": "erster Tag der Bescheinigung",
    "last day of the credential": "letzter Tag der Bescheinigung",
    "first day from which periods may be claimed; 0 for a first credential":
      "erster Tag, ab dem für Zeiträume ein Antrag gestellt werden darf; 0 bei einer ersten Bescheinigung",
    "what the issuer certifies about the person": "was die ausstellende Stelle über die Person bescheinigt",
    "which office signed": "welche Stelle signiert hat",
    "random part of the signature: one per credential": "zufälliger Teil der Signatur: einer je Bescheinigung",
    "the signature: one per credential": "die Signatur: eine je Bescheinigung",
    "the office's place among the trusted issuers": "der Platz der Stelle unter den anerkannten",
    "path of the office's key to issuerRoot": "Pfad vom Schlüssel der Stelle zu issuerRoot",
    "path of the credential's status word to statusRoot": "Pfad vom Statuswort der Bescheinigung zu statusRoot",
    "alternatives of the policy": "Alternativen der Regel",
    "what each range slot looks at": "was jede Bereichsbedingung betrachtet",
    "lower bounds of the range slots": "untere Grenzen der Bereichsbedingungen",
    "upper bounds of the range slots": "obere Grenzen der Bereichsbedingungen",
    "what each set slot looks at": "was jede Mengenbedingung betrachtet",
    "roots of the published sets": "Wurzeln der veröffentlichten Mengen",
    "path of the claim to the set's root": "Pfad von der Angabe zur Wurzel der Menge",
  },
  permanent: "für immer",
  days: (n) => plural(n, "Tag", "Tage"),
  answers: {
    machine: "erledigt der Code",
    engineer: "Technik",
    "privacy-officer": "Datenschutzbeauftragte oder Datenschutzbeauftragter",
  },
  headers: {
    together: "Gemeinsam",
    whichPerson: "Welche Person vorgelegt hat",
    joined: "Was sie einer Person zuordnen können",
    rule: "In der Regel",
    before: "Von allen Personen",
    after: "Von den Angenommenen",
    surest: "Am sichersten in einer Gruppe",
    contact: "Kontakt",
    field: "Feld",
    personalData: "Personenbezogen",
    signal: "Signal",
    klass: "Klasse",
    fixedBy: "Kommt von",
    depends: "Hängt ab von",
    lifetime: "Bleibt gleich für",
    meaning: "Bedeutung",
    party: "Stelle",
    role: "Rolle",
    does: "Was sie tut",
    country: "Land",
    datum: "Was",
    criterion: "Kriterium",
    verdict: "Ergebnis",
    reason: "Grund",
    situation: "Wer was betrachtet",
    links: "Verknüpft durch",
    group: "Gruppe",
    people: "Personen",
    qualifying: "Berechtigt",
    bits: "Bits",
    set: "Verbirgt sich unter",
    condition: "Bedingung an",
    revealed: "Verraten",
    threshold: "Schwelle",
    between: "Erfüllen diese oder die nächste, nicht beide",
    presentations: "Vorlagen",
    hours: "Stunden nach dem Start",
    presenters: "Haben vorgelegt",
    commitment: "Wert",
    seenBy: "Gesehen von",
    hides: "Verbirgt",
    entropy: "Verborgene Bits",
    cost: "Alles durchprobieren, im Mittel",
    costWithSalt: "Wenn der Salt bekannt ist",
    store: "Speicher",
    holds: "Enthält",
    kept: "Aufbewahrt",
    erasure: "Löschung",
    because: "Weil",
    recommendation: "Empfehlung",
    finding: "Feststellung",
    impact: "Was es für eine Person bedeutet",
    type: "Art",
    event: "Befürchtetes Ereignis",
    measure: "Maßnahme",
    answeredBy: "Zu beantworten durch",
    file: "Was",
    hash: "SHA-256",
    status: "Was es für diese Stelle ist",
    to: "An",
    what: "Was",
    safeguard: "Garantie",
    from: "Von",
    carries: "Überträgt",
    item: "Punkt",
    note: "Vermerk",
  },
  captions: {
    outOfReach: "Was kein Lauf zeigen kann",
    surroundings: "Was einen Nachweis umgibt",
    parties: "Die Stellen und was sie tun",
    flow: "Wer was an wen sendet",
    signals: "Öffentliche Signale des Schaltkreises",
    hidden: "Private Eingaben des Schaltkreises",
    matrix: "Wer was von einer Person und einer Vorlage weiß",
    collusions: "Was je zwei von ihnen gemeinsam wissen",
    inferences: "Was eine Annahme wahrscheinlicher macht",
    records: (title) => `Verankerte Datensätze: ${title}`,
    status: "Je Stelle",
    timeline: "Wie lange jeder Speicher aufbewahrt, was er enthält",
    links: "Zwei Vorlagen einer Person oder zwei Sichten auf eine Vorlage",
    groups: (group) => `Berechtigte Personen nach ${group}`,
    conditions: "Einzelne Bedingungen",
    sweep: (claim, now, path) => `Was andere Schwellen bewirken würden: ${claim}, jetzt ${now} (${path})`,
    repetitions: (periods) => `Dieselbe Regel mehrmals erfüllt (${periods}), wenn sich die Vorlagen verknüpfen lassen`,
    early: "Die ersten Stunden",
    commitments: "Einwegwerte, die andere sehen",
    criteria: "Die neun Kriterien des WP 248 Rev. 01",
    recommendations: "Die sechzehn Empfehlungen (nummeriert wie in Version 1.1 vom 8. April 2025)",
    findings: "Feststellungen nach LINDDUN-Art und befürchtetem Ereignis",
    evidence: "Woraus diese Folgenabschätzung abgeleitet ist",
    transfers: "Angegebene Übermittlungen",
    signOff: "Von Menschen auszufüllen",
  },
  limit: (n) => `Grenze ${n}`,
  peopleUnit: "berechtigte Personen",
  yes: "immer",
  no: "unter Alternativen verborgen",
  nothing: "nichts, was das Modell kennt",
  acts: {
    issuing: "die Ausstellung",
    "list-request": "die Abfrage der Listen",
    opening: "die Abfrage einer Öffnung",
    presentation: "die Vorlage",
  },
  joined: (a, b, by) => `${a} und ${b}, durch ${by}`,
  keptIn: (knowledge, stores) => `${knowledge}; aufbewahrt in ${stores}`,
  alternative: "eine Alternative",
  inGroup: (share, group) => `${share} in ${group}`,
  evidence: {
    witness:
      "Jede private Quelle wurde in echten Berechnungen des Schaltkreises geändert, und kein öffentliches Signal änderte sich außer denen, für die angegeben ist, dass sie davon abhängen",
    counts: "Die Zahlen wurden mit einer einfachen Zählung der Personen verglichen",
    linkability: "Echte Vorlagen wurden erzeugt und auf Verknüpfungen durchsucht, die dieses Modell nicht angibt",
    observation:
      "Personen mit echten Bescheinigungen kamen zum laufenden Dienst, und was er, sein Proxy und seine Datenbank aufbewahrten, wurde auf Verknüpfungen durchsucht, die dieses Modell nicht angibt",
  },
  surroundings: {
    issuing: {
      name: "Zeitpunkt der Ausstellung und erster Nachweis",
      seenBy: "ausstellende und prüfende Stelle gemeinsam",
      joins:
        "Beide bewahren Zeiten auf: Wer gleich nach der Ausstellung nachweist, wird durch ihren Vergleich gefunden.",
      nothing: "Zeiten werden nicht auf beiden Seiten aufbewahrt, daher lassen sie sich später nicht vergleichen.",
    },
    platform: {
      name: "App-Store und Benachrichtigungsdienst",
      seenBy: "Hersteller des Telefonsystems",
      joins:
        "Wer die App hat und wann eine Nachricht sie weckte: Was verhindert, dass dies mit Nachweisen zusammengeführt wird, ist offen.",
      nothing: "",
    },
    artifacts: {
      name: "Dateien des Schaltkreises {circuit}",
      seenBy: "wer sie bereitstellt",
      joins:
        "Wer diese Dateien lädt, erstellt gleich einen Nachweis mit diesem Schaltkreis: Wer sie bereitstellt und ob alle Telefone alle Dateien laden, ist offen.",
      nothing: "",
    },
    epoch: {
      name: "Alter der Wurzeln des Registers",
      seenBy: "jede prüfende Stelle",
      joins:
        "Jede Brieftasche zeigt die Wurzeln ihrer eigenen Kopie: Ein ungewöhnliches Alter gehört zu einem einzigen Telefon.",
      nothing: "Alle Brieftaschen zeigen zur selben Zeit die Wurzeln einer Erklärung.",
    },
    lists: {
      name: "Größe und ETag geladener Listen",
      seenBy: "Anbieter der Dateien des Registers",
      joins:
        "Ein Anbieter kann jedem Telefon eine eigene Kennung geben und sie zurückbekommen: Ob das verhindert wird, ist offen.",
      nothing: "",
    },
    cookies: {
      name: "Cookies von Portal und Proxy",
      seenBy: "prüfende Stelle und ihr Hosting-Dienst",
      joins: "Der Dienst der prüfenden Stelle setzt keine Cookies; ob Portal und Proxy welche setzen, ist offen.",
      nothing: "",
    },
    logs: {
      name: "Protokolle und Fehlerberichte",
      seenBy: "wer sie erhält",
      joins: "Wer die Protokolle von Portal, Proxy und App erhält und was darin steht, ist offen.",
      nothing: "",
    },
    payment: {
      name: "Auszahlung oder Lieferung der Leistung",
      seenBy: "Bank, Zusteller",
      joins:
        "Wer zahlt, kennt ein Bankkonto oder eine Anschrift: Ob dies mit dem Nachweis zusammengeführt wird, ist offen.",
      nothing: "",
    },
    smallIssuers: {
      name: "Stellen, die wenige Bescheinigungen ausstellen",
      seenBy: "prüfende Stelle",
      joins:
        "Wie viele Bescheinigungen die kleinste ausstellende Stelle ausgegeben hat, ist offen; eine Wurzel, die sich für wenige Personen ändert, sagt etwas über sie aus.",
      nothing: "",
    },
    refusals: {
      name: "Anfragen, die ohne Antwort bleiben",
      seenBy: "prüfende Stelle",
      joins:
        "Eine Anfrage nennt ein Aktenzeichen: Bleibt sie ohne Antwort, sieht man, dass die Person dieser Akte nicht berechtigt ist oder nicht antworten will.",
      nothing: "Eine Anfrage nennt niemanden: Bleibt sie ohne Antwort, gehört sie zu niemandem.",
    },
    household: {
      name: "Zwei Personen eines Haushalts",
      seenBy: "prüfende Stelle, Blockchain",
      joins:
        "Personen eines Haushalts teilen eine Netzwerkadresse oder ein Konto, und das wird aufbewahrt: Was die eine tut, wird mit dem zusammengeführt, was die andere tut.",
      nothing: "Es werden weder Adressen noch Konten aufbewahrt, die Personen teilen.",
    },
  },
  outOfReach: {
    people:
      "Echte Personen kommen, wenn sie Zeit haben, tippen auf ihre eigene Art und werden an Schaltern gesehen; in einem Lauf kommt nichts davon vor.",
    platform: "App-Stores und Benachrichtigungsdienste sehen Telefone, die ein Lauf nicht hat.",
    handshake:
      "Alle Telefone eines Laufs bauen Netzverbindungen auf dieselbe Weise auf; was eine Verbindung über ein Gerät sagt, zeigt sich daher nicht.",
    "handed-on":
      "Was später mit dem Aufbewahrten geschieht (bei einem Protokolldienst, einer Bank, in einer Kopie), wird nicht betrachtet.",
    keyed:
      "Ein Wert, der jedes Mal neu verschlüsselt wird, sagt ohne den Schlüssel nichts; wer den Schlüssel hat, kann den Wert lesen.",
    "other-periods": "Alle Handlungen liegen in einem Zeitraum: Niemand wartet auf den nächsten.",
    "one-service": "Es wurde ein Programm angefragt: Was mehrere verknüpft, wurde nicht betrachtet.",
    "one-address": "Telefone teilen Adressen, sodass Adressen nicht einer Person zugeordnet werden können.",
    "no-proxy": "Es wurde kein Protokoll eines Proxys übergeben.",
    "no-service-log": "Es wurde kein Protokoll des Dienstes übergeben.",
    "no-database": "Es wurde keine Datenbank übergeben.",
    "no-lists": "Wer die Dateien des Registers bereitstellt, wurde nicht betrachtet.",
    "few-acts": "Die Personen kamen zu selten für das, was sich nur in Gewohnheiten zeigt.",
  },
  linkedBy: (value, strength) => `${value} (${strength})`,
  flow: {
    request: "Anfrage: Regel, Geltungsbereich, Zeitraum, Nonce",
    presentation: "Vorlage: Nachweis, acht Signale",
    credential: "Bescheinigung, signiert",
    commitment: "Commitment der Person",
    lists: "ganze Statuslisten",
    oneEntry: "Frage nach einem Eintrag",
    settle: "Antrag",
    transaction: "Transaktion",
    anchor: "Wurzel über Datensätze",
    stores: "Speicher",
  },
  duration(seconds, format) {
    if (!Number.isFinite(seconds) || seconds > 1e27 * 31_557_600) return "länger als jede Zeit, die einen Namen hat";
    if (seconds >= 31_557_600) return `${format(seconds / 31_557_600)} Jahre`;
    if (seconds >= 86_400) return `${format(seconds / 86_400)} Tage`;
    if (seconds >= 1) return `${format(seconds)} Sekunden`;
    return "weniger als eine Sekunde";
  },
  threshold(relative, operator, value) {
    const amount = {
      none: value,
      years: plural(value, "Jahr", "Jahre"),
      days: plural(value, "Tag", "Tage"),
    }[relative];
    return {
      "<": `weniger als ${amount}`,
      "<=": `höchstens ${amount}`,
      ">": `mehr als ${amount}`,
      ">=": `mindestens ${amount}`,
    }[operator];
  },
  s: {
    withAnswer: (reason, text) => `${reason} ${text}`,
    asksAbout: (reason, claims) => `${reason} Zu prüfen: ${claims}.`,
    published: (below, to) =>
      `In dieser Fassung werden Zahlen unter ${below} als ${below} gezeigt und alle anderen auf ${to} gerundet.`,
    apart: (policies) =>
      `${policies}: Das wird in anderen Programmen verlangt, daher sind die Nullifier verschieden und verbinden die Antworten nicht.`,
    vulnerable: (text) => `Schutzbedürftige Personen: ${text}`,
    enrolment: (authority, note) => `Personenerfassung durch ${authority}.${note === undefined ? "" : ` ${note}`}`,
    yesNo: (yes) => (yes ? "ja" : "nein"),
    minimisationPinned: (used, all, pinned) =>
      `Von ${all} Angaben der Bescheinigung betrachtet die Regel ${used}; die prüfende Stelle sieht den Wert von: ${pinned}, weil die Regel nur einen Wert zulässt.`,
    evidence: (what, run) =>
      `${what}: ${run.result === "passed" ? "bestanden" : "nicht bestanden"} am ${run.date}, Commit ${run.commit}.${run.note === undefined ? "" : ` ${run.note}`}`,
    witnessOpen:
      "Ob für diesen Schlüssel jede private Quelle in echten Berechnungen des Schaltkreises geändert wurde, ist offen: einen Lauf unter evidence nennen.",
    countsOpen:
      "Ob diese Zahlen mit einer einfachen Zählung verglichen wurden, ist offen: einen Lauf unter evidence nennen.",
    linkabilityOpen:
      "Ob ein Lauf von `civicproof dpia test-linkability` weitere Verknüpfungen gefunden hat, ist offen: den Lauf unter evidence nennen.",
    observationOpen:
      "Ob ein Lauf von `civicproof dpia observe` am Dienst weitere Verknüpfungen gefunden hat, ist offen: den Lauf unter evidence nennen.",
    vulnerabilities: (text) => `Schwachstellen: ${text}`,
    vulnerabilitiesOpen: "Schwachstellen: Die Antwort ist offen.",
    changes: (text) => `Änderungen: ${text}`,
    changesOpen: "Änderungen: Die Antwort ist offen.",
    algorithm: (text) => `Wenn ein Algorithmus versagt: ${text}`,
    algorithmOpen: "Wenn ein Algorithmus versagt: Die Antwort ist offen.",
    trust: (text) => `Vertrauen in Software und Betreiber: ${text}`,
    trustOpen: "Vertrauen in Software und Betreiber: Die Antwort ist offen.",
    standardsOpen: "Es sind keine Normen oder Verhaltensregeln angegeben.",
    noProcessor: "Keine Stelle ist als Auftragsverarbeiter angegeben.",
    claimsFrom: {
      month: (programme) =>
        `Programm ${programme}: Eine Bescheinigung, die eine andere ersetzt, gilt ab dem ersten Monat, der nach ihrer Ausstellung beginnt. Für den laufenden Monat kann niemand einen zweiten Antrag stellen; wer dafür bis dahin keinen gestellt hatte, kann es nicht mehr.`,
      quarter: (programme) =>
        `Programm ${programme}: Eine Bescheinigung, die eine andere ersetzt, gilt ab dem ersten Quartal, das nach ihrer Ausstellung beginnt. Für das laufende Quartal kann niemand einen zweiten Antrag stellen; wer dafür bis dahin keinen gestellt hatte, kann es nicht mehr.`,
      year: (programme) =>
        `Programm ${programme}: Eine Bescheinigung, die eine andere ersetzt, gilt ab dem ersten Jahr, das nach ihrer Ausstellung beginnt. Für das laufende Jahr kann niemand einen zweiten Antrag stellen; wer dafür bis dahin keinen gestellt hatte, kann es nicht mehr.`,
      days: (programme) =>
        `Programm ${programme}: Eine Bescheinigung, die eine andere ersetzt, gilt ab dem ersten Zeitraum, der nach ihrer Ausstellung beginnt. Für den laufenden Zeitraum kann niemand einen zweiten Antrag stellen; wer dafür bis dahin keinen gestellt hatte, kann es nicht mehr.`,
      once: (programme) =>
        `Das Programm ${programme} hat einen einzigen Zeitraum ohne Ende: Mit einer Bescheinigung, die nach dem ersten Tag dieses Zeitraums anstelle einer anderen ausgestellt wird, lässt sich in diesem Programm nichts nachweisen, und die Stelle entscheidet von Hand.`,
    },
    screeningScore: (met, open) =>
      `Erfüllte Kriterien: ${met} von neun; offene: ${open}. WP 248 Rev. 01 sieht in den meisten Fällen, in denen zwei erfüllt sind, ein hohes Risiko. Der Verantwortliche entscheidet.`,
    article22: (automated) =>
      automated
        ? "Auf die Antwort hin wird automatisch gehandelt: Artikel 22 ist zu prüfen."
        : "Ein Mensch sieht jede Antwort an, bevor auf sie hin gehandelt wird.",
    article22Open:
      "Ob die Entscheidung gegenüber der Person rechtliche Wirkung entfaltet oder sie in ähnlicher Weise erheblich beeinträchtigt, muss ein Mensch sagen.",
    children: {
      met: "Unter denen, die nachweisen, können Personen unter 18 Jahren sein.",
      "not-met": "Alle, die nachweisen können, sind 18 Jahre oder älter.",
      open: "Die Regel schließt Personen unter 18 Jahren nicht aus, und der Deskriptor sagt nicht, ob sie unter denen sind, die nachweisen.",
    },
    size: (n) => `Gezählt wurde über ${n} Personen.`,
    purpose: (text) => text,
    subjects: (text) => text,
    proves: (text) => `Was einer Person vor dem Nachweis gesagt wird: ${text}`,
    oneWay:
      "Das Telefon einer Person erhält eine signierte Bescheinigung und beantwortet eine Anfrage mit einem Zero-Knowledge-Beweis; die prüfende Stelle prüft Nachweis, Anfrage und Nullifier. Die Werte bleiben auf dem Telefon.",
    scope: (verifier, programme, period) =>
      `Geltungsbereich: prüfende Stelle ${verifier}, Programm ${programme}, ein Nullifier je ${period}.`,
    periods: { month: "Monate", quarter: "Quartale", year: "Jahre", once: "Zeiträume", days: "Zeiträume" },
    period: { month: "Monat", quarter: "Quartal", year: "Jahr", once: "Programm", days: "Zeitraum" },
    signalsCount: (n) => `Eine Vorlage hat ${n} öffentliche Signale und einen Nachweis.`,
    independent: (sources) => `Kein öffentliches Signal hängt von einem dieser Dinge ab: ${sources}.`,
    personal: (signals) => `Aus etwas gemacht, das nur eine Person hat: ${signals}.`,
    hiddenCount: (n) =>
      `${n} private Eingaben bleiben auf dem Telefon; der Nachweis zeigt, dass sie die Regel erfüllen, und nichts sonst.`,
    candidates: (set) =>
      `Mit dem Register der ausstellenden Stelle lassen sich die ${set} berechtigten Personen mit Namen auflisten; der Nachweis sagt nicht, welche von ihnen es ist.`,
    statusGeneral:
      "Daten, die für eine Stelle pseudonym sind, müssen nicht für jede andere personenbezogen sein: Es kommt darauf an, wer die Mittel hat, die Person zu bestimmen (Gerichtshof, 4. September 2025, EDSB/SRB, C-413/23 P). Die Tabelle sagt, wer welche Mittel hat; den Schluss muss ein Mensch ziehen.",
    statusIssuer: "Hat Namen und Angaben aller, für die sie zuständig ist; sieht keine Vorlage.",
    statusVerifier: (set) =>
      `Sieht einen Nullifier und einen wahren Satz; ohne weiteres Wissen ist die Person eine von ${set}.`,
    statusVerifierUnknown:
      "Sieht einen Nullifier und einen wahren Satz; auf wie viele Personen dieser Satz passt, ist hier nicht bekannt.",
    statusVerifierNamed:
      "Kennt die Person durch das Aktenzeichen, das die Anfrage nennt; der Nullifier gehört zu einer bekannten Person.",
    statusHost: "Speichert, was die prüfende Stelle speichert, ohne deren Akten.",
    statusRelayer: "Sieht vor allen anderen, was in die Blockchain geht.",
    statusRpc: "Sieht, was in die Blockchain geht, und wer fragt.",
    statusChain:
      "Sieht einen Nullifier, Wurzeln, die Adresse des Zahlungsempfängers und den Zeitpunkt, für immer; hat kein Register.",
    statusStatusHost: {
      whole: "Sieht, dass jemand eine ganze Liste lädt.",
      single: "Sieht, welcher Eintrag abgefragt wird, also welche Bescheinigung.",
    },
    statusAnchor: "Sieht Commitments und Wurzeln; die Salts bleiben beim Verantwortlichen.",
    statusSecond: "Sieht einen anderen Nullifier derselben Person, den sie nicht verbinden kann.",
    erasureNullifier:
      "Wird ein Nullifier vor dem Ende seines Zeitraums gelöscht, kann die Person noch einmal einen Antrag stellen; nach dem Ende des Zeitraums wird er nicht mehr gebraucht.",
    erasureChain:
      "Was in der Blockchain steht, kann weder gelöscht noch berichtigt werden; ein späterer Eintrag kann nur sagen, dass sich etwas geändert hat.",
    neededDays: (n) => `Um zweite Anträge abzuweisen, müssen Nullifier so lange bekannt sein: ${n}.`,
    neededAlways: "Um zweite Anträge abzuweisen, müssen Nullifier bekannt sein, solange das Programm läuft.",
    neededUnknown:
      "Wie lange ein Zeitraum dauert, ist nicht angegeben; die nötige Frist lässt sich daher nicht ableiten.",
    recordErasure: (text) => `Löschen eines Datensatzes: ${text}`,
    recordRectification: (text) => `Berichtigen eines Datensatzes: ${text}`,
    recordErasureOpen: "Der Deskriptor sagt nicht, wie ein Datensatz und sein Salt gelöscht werden.",
    recordRectificationOpen: "Der Deskriptor sagt nicht, wie ein Datensatz berichtigt wird.",
    recordMeaning:
      "Sind Salt und Datensatz überall gelöscht, bleibt die verankerte Wurzel und sagt, dass es zu einer Zeit eine Anzahl von Datensätzen gab; sie lässt sich auf keinen davon öffnen.",
    consulted: (text) => text,
    consultedOpen: "Ob die betroffenen Personen oder ihre Vertreter gefragt wurden und was sie sagten, ist offen.",
    dpoOpen: "Der Rat der oder des Datenschutzbeauftragten ist offen.",
    basis: (article, text) => `Als Rechtsgrundlage ist Artikel ${article} DSGVO genannt: ${text}`,
    basisOpen: "Die Rechtsgrundlage ist offen.",
    special: (claim, category, basis) => `${claim} (${category}): ${basis}`,
    specialOpen: (claim, category) => `${claim} (${category}): Die herangezogene Ausnahme ist offen.`,
    standard: (name) => name,
    minimisation: (used, all) =>
      `Von ${all} Angaben der Bescheinigung betrachtet die Regel ${used}; die prüfende Stelle erhält keinen ihrer Werte.`,
    leakage: (set, n, bits) =>
      `${set} von ${n} Personen sind berechtigt: Ein Nachweis gibt ${bits} Bits an Information über die Person, und sie ist eine von ${set}.`,
    leakageNobody: "Niemand in den Zählungen ist berechtigt.",
    leakageUnknown:
      "Nicht für alle Angaben, die die Regel betrachtet, gibt es Zählungen; Bits und Anonymitätsmengen sind daher offen.",
    independentClaims:
      "Die Zählungen einzelner Angaben wurden multipliziert, als wären sie voneinander unabhängig; das sind sie nicht.",
    populationNote: (text) => `Zu den Zählungen: ${text}`,
    worst: (group, n, minimum) => `Die kleinste Gruppe ist ${group} mit ${n}; die gesetzte Grenze ist ${minimum}.`,
    within: (n) => `Wer die Gruppe einer Person kennt, weiß, dass sie im Mittel eine von ${n} Berechtigten dort ist.`,
    alternatives:
      "Welche Alternative eine Person erfüllt, bleibt verborgen; Bedingungen, die nur einige Alternativen brauchen, werden nicht verraten.",
    accumulated: (policies, set, bits) =>
      `${policies} mit demselben Nullifier zu beantworten, lässt ${set} Personen übrig (${bits} Bits).`,
    notAccumulated: "Für dasselbe Programm und denselben Zeitraum ist keine weitere Regel angegeben.",
    repeated:
      "Über Zeiträume hinweg summiert sich durch den Nullifier nichts; die Tabelle gilt für Werte, die Zeiträume verknüpfen, etwa Konten oder Adressen.",
    taint:
      "Ein Wert verknüpft zwei Vorlagen, wenn er von etwas abhängt, das nur eine Person hat, und alles andere, wovon er abhängt, gleich ist.",
    rate: (n) => `Angenommen: ${n} Hashes je Sekunde.`,
    rateHint:
      "Ein Hash über veröffentlichten Inhalt verbirgt nichts und muss das auch nicht: Jeder kann ihn berechnen.",
    nullifierPermanent:
      "In einer Blockchain ist der Nullifier für immer ein Pseudonym, für ein Programm und einen Zeitraum.",
    right: {
      information: "Information",
      consent: "Einwilligung",
      access: "Auskunft und Datenübertragbarkeit",
      rectification: "Berichtigung",
      erasure: "Löschung",
      restriction: "Einschränkung und Widerspruch",
      accuracy: "Richtigkeit",
    },
    rightText: (right, text) => `${right}: ${text}`,
    rightOpen: (right) => `${right}: Die Antwort ist offen.`,
    accessDerived:
      "Die prüfende Stelle findet Einträge einer Person nur, wenn die Person den Nullifier zeigt; das Telefon kann ihn berechnen.",
    accuracyDerived:
      "Der Schaltkreis prüft bei jedem Nachweis, dass die Bescheinigung an diesem Tag gültig und nicht widerrufen ist; falsche Angaben berichtigt die ausstellende Stelle, indem sie widerruft und neu ausstellt.",
    why: (text) => `Warum eine Blockchain: ${text}`,
    whyOpen: "Warum eine Blockchain verwendet wird, ist offen.",
    noChain: "Es wird nichts in eine Blockchain geschrieben.",
    nodes:
      "Eine öffentliche Blockchain wird von Knoten in vielen Ländern kopiert; der Verantwortliche wählt sie nicht aus.",
    transfersNone: "Der Deskriptor gibt keine Übermittlung an ein Drittland an.",
    transfersOpen: "Welche Drittländer Daten erhalten und unter welcher Garantie, ist offen.",
    safeguardOpen: "offen",
    edpbVersion:
      "Nummern und Titel folgen Version 1.1 (öffentliche Konsultation). Eine endgültige Version 2.0 wurde am 7. Juli 2026 angenommen: ihren Anhang A vergleichen.",
    edpbSalt:
      "Die Leitlinien sagen, dass verschlüsselte personenbezogene Daten und gesalzene Hashes davon personenbezogene Daten bleiben und dass ein perfekt verbergendes Commitment nutzlos ist, sobald Daten und Öffnung gelöscht sind. Poseidon-Commitments verbergen nur gegen begrenzte Rechenleistung, nicht perfekt.",
    automated: (yes) =>
      yes
        ? "Auf die Antwort hin wird gehandelt, ohne dass ein Mensch sie ansieht."
        : "Ein Mensch sieht die Antwort an, bevor auf sie hin gehandelt wird.",
    effect: (text) => `Wirkung: ${text}`,
    effectOpen: "Was eine Ablehnung für eine Person bedeutet, ist offen.",
    review: (text) => `Überprüfung durch einen Menschen: ${text}`,
    reviewOpen: "Wer eine Ablehnung überprüft, ist offen.",
    paper: (text) => `Ohne Telefon: ${text}`,
    paperOpen: "Welchen Weg Personen ohne Telefon haben, ist offen.",
    falseRefusal:
      "Ein Nachweis scheitert auch aus technischen Gründen: ein altes Telefon, eine nicht geladene Liste, eine falsch gehende Uhr. Eine Ablehnung durch das Portal ist keine Feststellung über die Person.",
    setupDevelopment: (circuit) =>
      `Der Schlüssel des Schaltkreises ${circuit} ist ein Entwicklungsschlüssel: Sein Geheimnis ist öffentlich, jeder kann damit Nachweise fälschen. Alles weist ihn ab, wenn nichts anderes bestimmt ist.`,
    setupCeremony: (circuit, n) =>
      `Der Schlüssel des Schaltkreises ${circuit} stammt aus einer Zeremonie mit ${n} Beiträgen; er ist sicher, wenn mindestens eine der beteiligten Personen ehrlich war.`,
    ceremonyTranscript: (name, beacon, transcript) =>
      `Die Zeremonie heißt „${name}“, ihr Zufallssignal ist ${beacon}. Ihr Protokoll hat den SHA-256 ${transcript}; alle können es prüfen.`,
    ceremonyWithoutTranscript:
      "Das Manifest nennt kein Protokoll der Zeremonie: Wer beigetragen hat, lässt sich nicht prüfen.",
    setupPrivacy:
      "Ein schlechter Schlüssel gefährdet die Richtigkeit, nicht die Geheimhaltung: Groth16-Nachweise verraten weiterhin nichts, wenn mit einem wohlgeformten Schlüssel nachgewiesen wird.",
    lostPhone: (text) => `Verlorenes Telefon: ${text}`,
    lostPhoneOpen: "Was bei Verlust eines Telefons geschieht, ist offen.",
    coercion: (text) => `Zwang: ${text}`,
    coercionOpen: "Was Personen schützt, die zum Nachweis gezwungen werden, ist offen.",
    coercionDerived:
      "Die Schaltkreise können eine freiwillig handelnde Person nicht von einer unter Druck unterscheiden.",
    strength:
      "Groth16-Nachweise verbergen perfekt: Ein späterer Angriff auf BN254, das etwa 100 Bits bietet, könnte Nachweise fälschen, aber keine alten öffnen. Nullifier und Commitments verbergen nur gegen begrenzte Rechenleistung.",
    declaredMeasure: (title, text) => `${title}: ${text}`,
    severity: "Die Schwere muss ein Mensch beurteilen; sie bleibt mit Absicht leer.",
    likelihood: "Die Eintrittswahrscheinlichkeit muss ein Mensch beurteilen; sie bleibt mit Absicht leer.",
    signOff: "Nicht freigegeben.",
  },
  hashes: {
    policy: "Regel",
    deployment: "Deskriptor des Betriebs",
    manifest: "Manifest der Artefakte",
    source: "Quelltext des Schaltkreises",
    r1cs: "Constraints (r1cs)",
    zkey: "Schlüssel zum Nachweisen (zkey)",
    vkey: "Schlüssel zum Prüfen",
    policyHash: "policyHash, wie im Nachweis (dezimal)",
  },
  signOffItems: [
    "Maßnahmen genehmigt von",
    "Restrisiken akzeptiert von",
    "Rat der oder des Datenschutzbeauftragten",
    "Rat angenommen oder verworfen von",
    "Standpunkt der betroffenen Personen geprüft von",
    "Erneut zu überprüfen am",
  ],
  art30: {
    name: "Verarbeitungstätigkeit",
    controller: "(a) Verantwortlicher, gemeinsam Verantwortliche, Kontaktdaten",
    purposes: "(b) Zwecke",
    data: "(c) Kategorien betroffener Personen und personenbezogener Daten",
    recipients: "(d) Kategorien von Empfängern",
    transfers: "(e) Übermittlungen an Drittländer und Garantien",
    retention: "(f) Fristen für die Löschung",
    security: "(g) Technische und organisatorische Maßnahmen, die getroffen sind",
  },
  art30processors: {
    processor: "(a) Auftragsverarbeiter und Kontaktdaten",
    controller: "(a) Verantwortliche, in deren Auftrag",
    categories: "(b) Kategorien von Verarbeitungen und von Daten",
    transfers: "(c) Übermittlungen an Drittländer und Garantien",
    security: "(d) Technische und organisatorische Maßnahmen, die getroffen sind",
  },
  categories: {
    nullifier: "Pseudonym einer Person für ein Programm und einen Zeitraum",
    period: "technische Daten der Prüfung: Regel, Register, Tag, Sitzung",
    proof: "Nachweis, dass eine Person berechtigt ist",
    time: "Zeitpunkt der Handlung",
    "network-address": "Netzwerkadresse",
    "case-number": "Aktenzeichen",
    payee: "Zahlungsadresse",
    claims: "Angaben der Bescheinigung",
    identity: "Name und Identität",
    status: "ob eine Bescheinigung widerrufen ist",
    record: "Datensatz einer Entscheidung",
    commitment: "gesalzenes Commitment eines Datensatzes",
  },
  contactOpen: "Die Kontaktdaten sind offen.",
};
