/** De woorden van de effectbeoordeling in het Nederlands. Alleen feiten: niets hier oordeelt of iets gedaan mag worden. */
import { nl as statement } from "../../../statement/policy/messages/nl.ts";
import type { Messages } from "./en.ts";
import { officeNl } from "./office.ts";

const list = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} en ${parts.at(-1)}`;
const plural = (n: string, one: string, many: string): string => `${n} ${n === "1" ? one : many}`;

const steps: Readonly<Record<number, string>> = {
  1: "Stap 1: Is een beoordeling nodig?",
  2: "Stap 2: De verwerking beschrijven",
  3: "Stap 3: Raadpleging",
  4: "Stap 4: Noodzaak en evenredigheid",
  5: "Stap 5: Risico’s vaststellen en beoordelen",
  6: "Stap 6: Maatregelen om risico’s te beperken",
  7: "Stap 7: Goedkeuring en vastlegging",
};

export const nl: Messages = {
  office: officeNl,
  language: "nl",
  statement,
  locale: "nl",
  list,
  labels: { derived: "afgeleid", declared: "opgegeven", open: "open" },
  words: {
    document: "Gegevensbeschermingseffectbeoordeling (ontwerp)",
    tag: "Status",
    source: "Bron",
    contents: "Inhoud",
    dataBelow: "De tabel hieronder bevat dezelfde gegevens.",
    step: (n) => steps[n]!,
    howToRead:
      "Elke zin zegt waarop hij berust. Afgeleid: circuits, regel, sleutels en tellingen, en niets anders. Opgegeven: wie de dienst exploiteert zegt het, of de documentatie van de software. Open: alleen een mens kan antwoorden. Dit rapport beslist niet of de verwerking rechtmatig is.",
    skip: "Naar de tekst",
    category: "Sociale voorzieningen",
    author: "civicproof (ontwerp)",
  },
  sections: {
    screening: "Of een beoordeling vereist is",
    processing: "Wat er gebeurt",
    roles: "Wie meedoet",
    signals: "Wat de telefoon verlaat: acht getallen",
    hidden: "Wat op de telefoon blijft",
    knowledge: "Wie wat weet",
    status: "Wat de gegevens voor elke partij zijn",
    retention: "Hoe lang, en hoe er gewist wordt",
    consultation: "Wie geraadpleegd is",
    basis: "Doeleinden en rechtsgrond",
    leakage: "Hoeveel een bewijs onthult",
    linkability: "Wat aan elkaar te koppelen is",
    commitments: "Wat overblijft als iemand alle waarden probeert",
    rights: "Rechten van de betrokkenen",
    transfers: "Doorgiften, en de blockchain",
    decision: "Besluiten, mensen die ze herzien, en de weg zonder telefoon",
    blockchain: "EDPB-richtsnoeren 02/2025, aanbeveling voor aanbeveling",
    risks: "Bevindingen",
    measures: "Maatregelen",
    security: "Sleutels, verloren telefoons, dwang",
    evidence: "Onderbouwing",
    "sign-off": "Goedkeuring",
  },
  vantages: {
    holder: "de eigen telefoon van de persoon",
    issuer: "afgevende instantie",
    verifier: "verificateur",
    hosting: "hostingpartij van de verificateur",
    "second-verifier": "een andere verificateur",
    "status-host": "aanbieder van de statuslijsten",
    relayer: "relay",
    rpc: "toegang tot de blockchain (RPC)",
    chain: "iedereen die de blockchain leest",
    anchor: "beheerder van de ankers",
  },
  functions: {
    issuer: "geeft attesten af",
    verifier: "vraagt om bewijzen en controleert ze",
    hosting: "host de verificateur",
    "status-host": "levert de statuslijsten",
    relayer: "verstuurt transacties",
    rpc: "geeft toegang tot de blockchain",
    anchor: "verankert vastleggingen",
    "second-verifier": "vraagt dezelfde personen om eigen bewijzen",
  },
  roles: {
    controller: "verwerkingsverantwoordelijke",
    "joint-controller": "gezamenlijke verwerkingsverantwoordelijke",
    processor: "verwerker",
    "independent-controller": "zelfstandige verwerkingsverantwoordelijke",
    recipient: "ontvanger",
    undecided: "nog niet beslist",
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
    proof: "de bytes van het bewijs",
    time: "tijdstip van de handeling",
    "network-address": "netwerkadres",
    "case-number": "dossiernummer",
    payee: "adres van de begunstigde",
    sender: "afzender van de transactie",
    "status-request": "opvraging van intrekkingsgegevens",
    "registry-statement": "verklaring van het register",
    pseudonym: "pseudoniem bij de instantie",
    opening: "opening van een vastlegging",
    "holder-commitment": "commitment van de houder",
    credential: "het attest",
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
    proof: "bewijs",
    time: "tijdstip",
    "network-address": "netwerkadres",
    payee: "adres van de begunstigde",
    "case-number": "dossiernummer",
    claims: "geattesteerde gegevens",
    identity: "identiteit",
    status: "status van attesten",
    record: "vastlegging",
    commitment: "commitment van een vastlegging",
  },
  criteria: {
    evaluation: "1. Evaluatie of scoretoekenning",
    "automated-decision": "2. Geautomatiseerde besluitvorming met rechtsgevolg of vergelijkbaar wezenlijk gevolg",
    monitoring: "3. Stelselmatige monitoring",
    sensitive: "4. Gevoelige gegevens of gegevens van zeer persoonlijke aard",
    "large-scale": "5. Grote schaal",
    matching: "6. Matching of samenvoeging van datasets",
    vulnerable: "7. Kwetsbare personen",
    innovative: "8. Nieuwe technologische of organisatorische oplossing",
    "prevents-service": "9. Belet personen een recht uit te oefenen of een dienst te gebruiken",
  },
  criterionReasons: {
    evaluation: {
      met: "De regel kijkt naar een geldbedrag en deelt personen daarop in.",
      "not-met": "",
      open: "De regel scheidt personen die in aanmerking komen van de rest. Of dat een evaluatie is, moet een mens zeggen.",
    },
    "automated-decision": {
      met: "Aan het antwoord wordt gevolg gegeven zonder dat een mens ernaar kijkt.",
      "not-met": "Een mens kijkt naar elk antwoord voordat er gevolg aan wordt gegeven.",
      open: "",
    },
    monitoring: {
      met: "",
      "not-met": "",
      open: "De circuits koppelen bewijzen van twee periodes niet; of de dienst als geheel personen observeert, is van hieruit niet te zien.",
    },
    sensitive: {
      met: "De regel kijkt naar een gegeven dat de descriptor tot de bijzondere categorieën rekent.",
      "not-met": "",
      open: "De regel kijkt naar geen gegeven dat de descriptor tot de bijzondere categorieën rekent; of iets van zeer persoonlijke aard is, moet een mens beoordelen.",
    },
    "large-scale": {
      met: "",
      "not-met": "",
      open: "Het aantal personen staat hieronder; de richtsnoeren noemen geen grens.",
    },
    matching: {
      met: "",
      "not-met": "",
      open: "Een bewijs brengt geen tweede dataset mee; wat het portaal daarna met het antwoord doet, is van hieruit niet te zien.",
    },
    vulnerable: {
      met: "Onder degenen die iets aantonen zijn kwetsbare personen.",
      "not-met": "",
      open: "De descriptor zegt niet of er kwetsbare personen zijn onder degenen die iets aantonen.",
    },
    innovative: {
      met: "Dat iemand in aanmerking komt, wordt getoond met een zero-knowledgebewijs.",
      "not-met": "",
      open: "",
    },
    "prevents-service": {
      met: "Wie geen bewijs kan tonen en geen andere weg heeft, krijgt de dienst niet: het gevolg is hieronder beschreven.",
      "not-met": "",
      open: "De descriptor zegt niet wat een weigering voor een persoon betekent.",
    },
  },
  verdicts: { met: "voldaan", "not-met": "niet voldaan", open: "open" },
  knowledge: {
    sees: "ziet het",
    predicate: "alleen wat de regel erover zegt",
    hash: "een eenrichtingswaarde",
    public: "toch al gepubliceerd",
    cannot: "niets",
  },
  data: {
    identity: "naam en identiteit",
    holderSecret: "geheim van de persoon",
    statusIndex: "nummer in de statuslijst",
    validity: "geldigheidsdata van het attest",
    issuer: "welke instantie heeft ondertekend",
    signature: "handtekening",
    record: "inhoud van een vastlegging",
  },
  situations: {
    "same-scope-same-period": "één verificateur, hetzelfde programma, dezelfde periode",
    "same-scope-other-period": "één verificateur, hetzelfde programma, een andere periode",
    "other-scope": "één verificateur, een ander programma",
    "two-verifiers": "twee verificateurs samen",
    "verifier+issuer": "verificateur en afgevende instantie samen: welke persoon is dit?",
    "verifier+status-host": "verificateur en aanbieder van de statuslijsten samen",
    "chain-same-period": "lezer van de blockchain, hetzelfde programma, dezelfde periode",
    "chain-other-period": "lezer van de blockchain, hetzelfde programma, een andere periode",
    "chain-other-scope": "lezer van de blockchain, een ander programma",
    "verifier+chain": "verificateur en lezer van de blockchain: welke sessie is dit?",
    "relayer-other-period": "relay, een andere periode",
    "rpc-other-period": "toegang tot de blockchain, een andere periode",
    "status-host-over-time": "aanbieder van de statuslijsten, in de loop van de tijd",
  },
  strengths: { exact: "precies", approximate: "bij benadering" },
  commitments: {
    "holder-commitment": "commitment van de houder",
    nullifier: "nullifier",
    context: "context",
    policyHash: "policyHash",
    scope: "scope",
    "registry-roots": "issuerRoot en statusRoot",
    record: "commitment van een vastlegging",
  },
  contents: {
    personal: "een persoonlijke inhoud",
    public: "een gepubliceerde inhoud",
    random: "een willekeurig geheim",
    known: "niets: wie de waarde ziet, ziet de delen ervan",
  },
  recommendations: [
    "1. Architectuur: documentatie",
    "2. Architectuur: opslag buiten de blockchain",
    "3. Informatie",
    "4. Minimale gegevensverwerking",
    "5. Vertrouwen",
    "6. Wettelijk voorgeschreven gebruik",
    "7. Kwetsbaarheden in software",
    "8. Sturing",
    "9. Toestemming",
    "10. Gegevensbescherming door ontwerp en door standaardinstellingen",
    "11. Bewaring: duur",
    "12. Beveiliging: beoordeling",
    "13. Beveiliging: falen van een algoritme",
    "14. Beveiliging: sturing van de ontwikkeling",
    "15. Beveiliging: vertrouwelijkheid",
    "16. Rechten van betrokkenen",
  ],
  blockchainReasons: {
    "no-chain": "Er wordt niets op een blockchain geschreven.",
    "why-declared": "De descriptor zegt waarom een blockchain wordt gebruikt.",
    "why-open": "De descriptor zegt niet waarom een blockchain wordt gebruikt.",
    "claims-stay-off":
      "Geen gegeven, geen naam en geen attest wordt op de blockchain geschreven; de acht openbare signalen wel.",
    "record-hash-only":
      "Vastleggingen blijven buiten de blockchain; een wortel over commitments met salt wordt verankerd.",
    information: "Wat mensen te horen krijgen, staat in het deel over de rechten.",
    "eight-signals":
      "Acht openbare signalen, waarvan er één, de nullifier, gemaakt is van iets dat maar één persoon heeft.",
    trust: "Hoe software en beheerders worden vertrouwd.",
    "mandated-yes": "Een wet vraagt om een blockchain.",
    "mandated-no": "Geen wet vraagt om een blockchain.",
    mandated: "Of een wet om een blockchain vraagt.",
    vulnerabilities: "Hoe zwakke plekken worden gemeld en behandeld.",
    changes:
      "Hoe over wijzigingen van contracten en circuits wordt beslist; `civicproof dpia check` noemt een wijziging.",
    consent: "Of men zich op toestemming baseert, en wat er gebeurt als die wordt ingetrokken.",
    "by-design":
      "De circuits beperken wat de telefoon verlaat; of het geheel noodzakelijk en evenredig is, moet een mens zeggen.",
    permanent:
      "Wat op de blockchain staat, blijft daar zolang die bestaat; nullifiers en adressen van begunstigden horen daarbij.",
    security: "Welke beveiligingsmaatregelen zijn beoordeeld.",
    algorithm: "Wat er gebeurt als een algoritme faalt.",
    evolution: "Hoe het protocol zich ontwikkelt.",
    public: "Een openbare blockchain is voor iedereen leesbaar; of het doel dat nodig heeft, moet een mens zeggen.",
    rights: "Hoe op wissing en bezwaar wordt geantwoord.",
  },
  verdictWords: {
    pass: "gedaan door wat er draait",
    declared: "opgegeven",
    open: "open",
    "not-applicable": "niet van toepassing",
  },
  linddun: {
    L: "L, koppelen",
    I: "I, identificeren",
    Nr: "Nr, onweerlegbaarheid",
    D: "D, detecteren",
    Dd: "Dd, openbaarmaking van gegevens",
    U: "U, onwetendheid",
    Nc: "Nc, niet-naleving",
  },
  events: {
    access: "onrechtmatige toegang",
    modification: "ongewenste wijziging",
    disappearance: "verdwijning",
  },
  findings: {
    "linked-in-period": () => ({
      threat: "Twee aanvragen van één persoon in één programma en periode tonen dezelfde nullifier.",
      impact: "De verificateur ziet dat één persoon in die periode twee keer kwam.",
      source: "Verificateur; zo worden dubbele aanvragen geweigerd",
    }),
    "permanent-pseudonym": () => ({
      threat: "De nullifier blijft op de blockchain staan als pseudoniem voor één programma en periode.",
      impact:
        "Wie één keer te weten komt bij welke sessie hij hoort, van de verificateur of van de persoon, weet het voor altijd.",
      source: "Iedereen die de blockchain leest",
    }),
    "sender-links": () => ({
      threat:
        "Het account van de persoon verstuurt en betaalt de transactie: hetzelfde account koppelt alle programma’s en periodes.",
      impact: "Aanvragen van één persoon vormen één openbare lijst, naast al het andere dat het account deed.",
      source: "Iedereen die de blockchain leest",
    }),
    "payee-links": () => ({
      threat: "Het adres van de begunstigde is in meerdere aanvragen hetzelfde.",
      impact: "Aanvragen van één persoon vormen één openbare lijst, hoewel de nullifiers verschillen.",
      source: "Iedereen die de blockchain leest",
    }),
    "network-links": () => ({
      threat: "Netwerkadressen worden bewaard naast presentaties.",
      impact:
        "Sessies van één huishouden zijn over programma’s en periodes heen te koppelen, en een provider kan het huishouden noemen.",
      source: "Verificateur, zijn hostingpartij, wie bij de logboeken kan",
    }),
    "case-links": () => ({
      threat: "Het verzoek noemt een dossier, dus het antwoord gaat over een bekende persoon.",
      impact: "De verificateur weet wie iets aantoonde; wat het bewijs voor hem verbergt, zijn de waarden.",
      source: "Verificateur",
    }),
    "status-question": () => ({
      threat: "De telefoon vraagt naar één vermelding van de statuslijst in plaats van de hele lijst.",
      impact: "De aanbieder van de lijst ziet welk attest gebruikt gaat worden, en wanneer.",
      source: "Aanbieder van de statuslijsten",
    }),
    "register-match": ({ set = "" }) => ({
      threat: `Wie het register van de afgevende instantie heeft, kan de ${set} personen die in aanmerking komen met naam opsommen.`,
      impact:
        "De persoon achter een bewijs staat op die lijst; andere kennis (tijd, plaats, dossier) maakt haar korter.",
      source: "Afgevende instantie en verificateur samen",
    }),
    "one-party-both": ({ party = "" }) => ({
      threat: `${party} geeft attesten af en controleert bewijzen: wat het bewijs voor de verificateur verbergt, weet de afgevende instantie.`,
      impact: "Alleen de organisatie houdt register en portaal gescheiden; het tweede beeld van wie wat weet geldt.",
      source: "Partij die afgeeft en verifieert",
    }),
    "value-disclosed": ({ claims = "" }) => ({
      threat: `De regel vraagt om één waarde van: ${claims}. Van iedereen die wordt geaccepteerd, is die te zien.`,
      impact: "Een bewijs maakt deze waarde bekend, zoals een document dat zou doen.",
      source: "Verificateur, wie de regel leest en een acceptatie ziet",
    }),
    "issuer-linked": ({ values = "" }) => ({
      threat: `Verificateur en afgevende instantie samen kunnen zeggen wie presenteerde, aan de hand van: ${values}.`,
      impact: "Wat het bewijs voor de verificateur verbergt, voegt het register toe.",
      source: "Afgevende instantie en verificateur samen, of één partij die beide is",
    }),
    "surer-guess": ({ about = "", path = "", prior = "", posterior = "", group = "", worst = "", limit = "" }) => ({
      threat: `Van wie wordt geaccepteerd voldoet ${posterior} % aan ${about === "" ? "het alternatief" : `de voorwaarde ${about}`} (${path}), van alle personen ${prior} %${group === "" ? "" : `; in ${group} ${worst} %`}. De grens is ${limit} %.`,
      impact: "Wie een acceptatie ziet, raadt wat het bewijs niet zegt, en heeft het meestal goed.",
      source: "Verificateur, wie een acceptatie ziet",
    }),
    "host-knows-people": ({ party = "" }) => ({
      threat: `${party} bewaart namen of gegevens van personen en geeft geen attesten af.`,
      impact: "Wat het bewijs voor haar verbergt, vertelt haar eigen opslag.",
      source: "Partij die de opslag beheert",
    }),
    "transfer-undeclared": ({ party = "", country = "" }) => ({
      threat: `${party} is gevestigd in ${country}, buiten de Europese Economische Ruimte, en er is geen doorgifte opgegeven.`,
      impact: "Mensen kunnen niet weten waar hun gegevens heen gaan, en met welke waarborg.",
      source: "Verwerkingsverantwoordelijke",
    }),
    "small-group": ({ groups = "", all = "", people = "", group = "", count = "", minimum = "" }) => ({
      threat: `In ${groups} van ${all} groepen komen minder dan ${minimum} personen in aanmerking, samen ${people}; de kleinste is ${group} met ${count}.`,
      impact: "Wie weet dat een persoon daar woont en een bewijs ziet, heeft maar heel weinig kandidaten.",
      source: "Verificateur die de groep kent",
    }),
    "early-set": ({ hours = "", minimum = "" }) => ({
      threat:
        hours === ""
          ? `Minder dan ${minimum} personen zullen ooit gepresenteerd hebben.`
          : `Tot ${plural(hours, "uur", "uur")} na de start hebben minder dan ${minimum} personen gepresenteerd.`,
      impact: "Vroege gebruikers verbergen zich onder weinigen; wie iemand de dienst toen zag gebruiken, kan raden.",
      source: "Verificateur, lezer van de blockchain",
    }),
    "threshold-window": ({ count = "", minimum = "" }) => ({
      threat: `Tussen twee naburige drempels liggen soms maar ${plural(count, "persoon", "personen")} (de grens is ${minimum}).`,
      impact: "Een persoon die naar beide wordt gevraagd, zegt aan welke kant van elk de waarde ligt.",
      source: "Verificateur die binnen één programma en periode een drempel wijzigt",
    }),
    "answers-add-up": ({ set = "", alone = "" }) => ({
      threat: `Samen laten de regels van dit programma ${plural(set, "persoon", "personen")} over in plaats van ${alone}.`,
      impact: "Antwoorden met dezelfde nullifier zeggen samen meer dan elk afzonderlijk.",
      source: "Verificateur",
    }),
    "proof-is-evidence": () => ({
      threat: "Een presentatie kan aan een derde worden getoond en is ook daar geldig.",
      impact: "Een persoon kan niet ontkennen dat iemand met dit geheim dit verzoek beantwoordde.",
      source: "Verificateur, wie de presentatie in handen krijgt",
    }),
    "nullifier-too-short": ({ days = "", needed = "" }) => ({
      threat:
        needed === ""
          ? `Nullifiers worden na ${plural(days, "dag", "dagen")} vergeten, maar het programma staat voor altijd maar één aanvraag toe.`
          : `Nullifiers worden na ${plural(days, "dag", "dagen")} vergeten, maar een periode duurt tot ${plural(needed, "dag", "dagen")}.`,
      impact: "Iemand kan twee keer een aanvraag doen, ten koste van anderen.",
      source: "Bewaartermijn van de nullifiers",
    }),
    "store-permanent": ({ stores = "" }) => ({
      threat: `${stores}: zonder einde bewaard.`,
      impact: "Wat niet meer nodig is, kan nog uitlekken of opgevraagd worden.",
      source: "Bewaartermijn",
    }),
    "store-lost": () => ({
      threat: "De opslag van nullifiers gaat verloren of wordt teruggezet naar een oudere stand.",
      impact: "Mensen kunnen twee keer een aanvraag doen, of worden geweigerd hoewel ze er nog geen hebben gedaan.",
      source: "Storing of terugzetten van een oude back-up",
    }),
    "development-keys": ({ circuit = "" }) => ({
      threat: `De sleutel van circuit ${circuit} is een ontwikkelsleutel: het geheim ervan is openbaar en iedereen kan bewijzen vervalsen.`,
      impact: "Mensen die niet in aanmerking komen, kunnen een aanvraag doen in plaats van wie wel in aanmerking komt.",
      source: "Iedereen",
    }),
    "lost-phone": () => ({
      threat: "Met de telefoon gaat het geheim verloren.",
      impact: "De persoon kan niets aantonen tot een nieuw attest is afgegeven, en dat telt vanaf de volgende periode.",
      source: "Verlies, diefstal, defect",
    }),
    "no-enrolment": () => ({
      threat:
        "Er is geen registratie van personen opgegeven: alleen de eigen administratie van elke afgevende instantie zegt dat twee geheimen van één persoon zijn.",
      impact: "Een persoon met twee geheimen heeft twee nullifiers en kan in één periode twee keer een aanvraag doen.",
      source: "Houder",
    }),
    "once-replaced": ({ programme = "" }) => ({
      threat: `Het programma ${programme} heeft één periode zonder einde, en iemands geheim wordt na de eerste dag vervangen.`,
      impact:
        "Die persoon kan er niets meer voor aantonen, want niemand kan weten of het verloren pseudoniem is gebruikt.",
      source: "Verlies, diefstal, defect",
    }),
    coercion: () => ({
      threat: "Iemand dwingt een persoon iets aan te tonen, of doet dat met diens telefoon.",
      impact: "De voorziening gaat naar een ander; de circuits zien het verschil niet.",
      source: "Mensen in de omgeving van de persoon",
    }),
    "record-guessable": ({ bits = "", seconds = "" }) => ({
      threat: `Commitments van vastleggingen bevatten ${bits} willekeurige bits: alle waarden proberen kost ${seconds}.`,
      impact: "Wie de ankers leest, kan achterhalen wat een vastlegging zegt.",
      source: "Iedereen die de ankers leest",
    }),
    "record-shared-salt": () => ({
      threat: "Eén salt dient voor meerdere vastleggingen.",
      impact:
        "Gelijke vastleggingen hebben gelijke commitments; één salt wissen zou ook vastleggingen van anderen wissen.",
      source: "Iedereen die de ankers leest",
    }),
    "record-stays": () => ({
      threat: "De wortel over commitments blijft staan waar hij verankerd is als een vastlegging wordt gewist.",
      impact: "Wat overblijft is een getal; met de salt zou het nog tonen dat er een vastlegging bestond.",
      source: "Wie de salt of een kopie van de vastlegging bewaarde",
    }),
    "no-legal-basis": () => ({
      threat: "De descriptor noemt geen rechtsgrond.",
      impact: "Mensen kunnen niet weten op welke grond hun gegevens worden gebruikt.",
      source: "Verwerkingsverantwoordelijke",
    }),
    "special-category": ({ claims = "" }) => ({
      threat: `De descriptor rekent tot de bijzondere categorieën: ${claims}.`,
      impact: "Een bewijs kan een feit dat bijzonder beschermd is tonen of laten raden.",
      source: "Verificateur",
    }),
    "no-human-review": () => ({
      threat: "Aan het antwoord wordt automatisch gevolg gegeven en er is geen herziening door een mens beschreven.",
      impact: "Wie ten onrechte wordt geweigerd, kan bij niemand terecht.",
      source: "Verwerkingsverantwoordelijke",
    }),
    "no-paper-route": () => ({
      threat: "Er is geen weg zonder telefoon beschreven.",
      impact: "Wie geen telefoon heeft, of geen die nieuw genoeg is, krijgt de dienst niet.",
      source: "Verwerkingsverantwoordelijke",
    }),
    "no-information": () => ({
      threat: "De descriptor zegt niet hoe mensen worden geïnformeerd.",
      impact: "Mensen weten niet wat een bewijs vertelt, en aan wie.",
      source: "Verwerkingsverantwoordelijke",
    }),
    children: () => ({
      threat: "Onder degenen die iets aantonen kunnen personen jonger dan 18 jaar zijn.",
      impact: "Zij begrijpen misschien niet wat een bewijs vertelt, of tonen iets aan omdat iemand dat zegt.",
      source: "Regel",
    }),
    "chain-abroad": () => ({
      threat: "Knooppunten van een openbare blockchain draaien in veel landen en bewaren wat er geschreven wordt.",
      impact:
        "Nullifiers en adressen van begunstigden worden gekopieerd buiten het bereik van de verwerkingsverantwoordelijke.",
      source: "Knooppunten van de blockchain",
    }),
    "rare-roots": () => ({
      threat: "Portemonnees bewijzen met hun eigen kopie van het register, hoe oud die ook is.",
      impact: "Een wortel die weinig anderen tonen, koppelt de presentaties van één persoon, bij alle verificateurs.",
      source: "Verificateurs die vergelijken wat zij zien",
    }),
    "single-openings": () => ({
      threat: "Houders vragen om de opening van hun eigen vastlegging, elk op een eigen tijdstip.",
      impact:
        "Wie antwoordt, weet welke vastlegging hierna wordt aangetoond, en onder welk anker; de verificateur ziet dat anker.",
      source: "Uitgever van de vastleggingen",
    }),
    "few-issuers": ({ keys = "", fewest = "" }) => ({
      threat:
        keys === ""
          ? "De descriptor zegt niet hoeveel sleutels van afgevende instanties het register voor het schema vertrouwt."
          : `Het register vertrouwt voor het schema ${keys} sleutels van afgevende instanties, minder dan ${fewest}.`,
      impact:
        "Een bewijs verbergt de afgevende instantie onder deze sleutels; bij weinig sleutels wordt zij zichtbaar, en met haar een regio of een status.",
      source: "Verificateur",
    }),
    "times-kept": () => ({
      threat: "Exacte tijdstippen van presentaties worden bewaard.",
      impact: "Wie weet wanneer een persoon aan de balie of online was, kan diens vermelding vinden.",
      source: "Verificateur, zijn hostingpartij, wie bij de opslag kan",
    }),
  },
  measures: {
    "scoped-nullifiers": {
      title: "Eén pseudoniem per programma en periode",
      text: "De nullifier hangt af van geheim, toepassingsbereik en periode: hij is in elk programma en elke periode anders.",
    },
    "no-claims-leave": {
      title: "Geen gegeven verlaat de telefoon",
      text: "Gegevens, nummer, instantie, geldigheidsdata en handtekening zijn private invoer; geen openbaar signaal hangt ervan af.",
    },
    relay: {
      title: "Via een relay versturen",
      text: "Het account van een relay verstuurt en betaalt alle transacties, zodat de afzender niets zegt.",
    },
    "one-time-payee": {
      title: "Een nieuw betaaladres voor elke aanvraag",
      text: "Een nieuw adres, of één gezamenlijk adres voor iedereen, in plaats van één adres per persoon.",
    },
    "drop-addresses": {
      title: "Geen netwerkadressen bewaren",
      text: "Verwijder adressen bij binnenkomst, voordat logboeken en verzoeklimieten ze zien; een hash met de salt van de dag is genoeg voor limieten.",
    },
    "whole-lists": {
      title: "Hele statuslijsten",
      text: "Telefoons laden statuslijsten in hun geheel, zodat aan niemand naar één attest wordt gevraagd.",
    },
    "same-roots": {
      title: "De wortels die iedereen toont",
      text: "Portemonnees bewijzen met de nieuwste verklaring die minstens tien minuten oud is, of helemaal niet; `openRegistry` doet dat.",
    },
    "all-openings": {
      title: "Openingen van alle vastleggingen in één bestand",
      text: "Publiceer de openingen van een anker samen; telefoons laden het hele bestand, wat ze ook aantonen.",
    },
    "more-issuers": {
      title: "Drie of meer sleutels van afgevende instanties",
      text: "Voeg registers samen, of laat naburige instanties onder hetzelfde schema ondertekenen, zodat een wortel voor meerdere staat.",
    },
    enrol: {
      title: "Personen registreren vóór afgifte",
      text: "Een autoriteit verklaart wie één persoon is; elke instantie heeft dan één pseudoniem per persoon: docs/enrolment.md.",
    },
    "coarser-rule": {
      title: "Een grovere regel of groep",
      text: "Voeg kleine wijken samen, verruim het bereik, of laat de groep weg uit alles wat naast het bewijs wordt bewaard.",
    },
    "ask-for-less": {
      title: "Minder vragen",
      text: "Laat weg wat niet nodig is: een waarde, een dossiernummer; of zeg mensen vóór het bewijs dat het te zien is.",
    },
    "declare-transfer": {
      title: "De doorgifte opgeven, of een partij binnen de ruimte kiezen",
      text: "Noem de waarborg van hoofdstuk V, of laat een partij in de Europese Economische Ruimte het doen.",
    },
    "host-contract": {
      title: "Namen en gegevens weghouden bij wie host",
      text: "Versleutel deze opslag met sleutels van de verwerkingsverantwoordelijke, of verplaats haar; de overeenkomst zegt wie haar mag lezen.",
    },
    "start-together": {
      title: "Met veel mensen beginnen",
      text: "Open het programma als er veel attesten zijn afgegeven, en bewaar de eerste dagen geen exacte tijden.",
    },
    "separate-registers": {
      title: "Afgevende instantie en verificateur scheiden",
      text: "Andere mensen, andere systemen, geen uitwisseling van tijden en dossiers tussen register en portaal.",
    },
    "one-threshold": {
      title: "Eén drempel per programma en periode",
      text: "Vraag één persoon binnen één toepassingsbereik niet naar meerdere drempels; `civicproof policy lint --sibling` waarschuwt.",
    },
    "own-programmes": {
      title: "Een programma voor elke vraag",
      text: "Regels onder eigen programma’s hebben eigen nullifiers, zodat hun antwoorden niet worden samengevoegd.",
    },
    "delete-proofs": {
      title: "Geen bewijzen bewaren",
      text: "Wis een presentatie zodra zij is gecontroleerd; wat een tweede aanvraag weigert, is de nullifier.",
    },
    "short-retention": {
      title: "Een einde voor elke opslag",
      text: "Wis wanneer het doel eindigt, en controleer dat het is gebeurd.",
    },
    "long-enough-retention": {
      title: "Nullifiers de hele periode bewaren",
      text: "Een termijn van ten minste één periode; voor programma’s zonder periodes zolang het programma loopt.",
    },
    "backup-store": {
      title: "Een opslag die een crash overleeft",
      text: "Schrijven dat een stroomuitval overleeft, geteste back-ups, en geen terugkeer naar een oudere stand zolang aanvragen openstaan.",
    },
    ceremony: {
      title: "Sleutels uit een ceremonie",
      text: "Productiesleutels komen uit een ceremonie waarin één eerlijke deelnemer volstaat: docs/ceremony.md.",
    },
    reissue: {
      title: "Opnieuw afgeven na verlies",
      text: "Het oude attest wordt ingetrokken; het nieuwe telt vanaf de volgende periode, zodat niemand twee keer een aanvraag doet.",
    },
    "human-route": {
      title: "Een mens en een weg zonder telefoon",
      text: "Een balie waar een mens beslist, ook voor wie geen telefoon heeft, onder druk staat of ten onrechte is geweigerd.",
    },
    "salted-records": {
      title: "Een lange willekeurige salt per vastlegging",
      text: "Ten minste 128 willekeurige bits voor elke vastlegging, die alleen de verwerkingsverantwoordelijke bewaart.",
    },
    "erase-salt": {
      title: "Salt en vastlegging samen wissen",
      text: "Als vastlegging en salt overal gewist zijn, kan de commitment niet meer geopend of geraden worden.",
    },
    inform: {
      title: "In gewone woorden zeggen wat een bewijs vertelt",
      text: "`civicproof policy explain` geeft de zinnen; toon ze voordat het bewijs wordt gemaakt.",
    },
    "legal-answer": {
      title: "Antwoord van de functionaris voor gegevensbescherming: rechtsgrond",
      text: "Een rechtsvraag die de descriptor moet beantwoorden.",
    },
    "chain-answer": {
      title: "Antwoord van de functionaris voor gegevensbescherming: blockchain",
      text: "Waarom een blockchain, welke, en wat het voor mensen betekent dat zij blijft bestaan.",
    },
    "bound-session": {
      title: "Antwoorden gebonden aan één sessie",
      text: "Nonce, herkomst, ontvanger en vervaltijd zijn deel van het bewijs, zodat het in een andere sessie niets waard is.",
    },
    "coarse-times": {
      title: "Dagen in plaats van seconden",
      text: "Bewaar de dag van een presentatie; wis exacte tijden als de sessie eindigt.",
    },
  },
  claims: {
    birthDate: "geboortedatum",
    district: "wijk",
    residentSince: "ingeschreven sinds",
    householdSize: "grootte van het huishouden",
    annualIncome: "inkomen van het huishouden",
    disabled: "handicap",
    student: "opleiding",
  },
  sources: {
    holderSecret: "het geheim van de persoon",
    claims: "een geattesteerd gegeven",
    statusIndex: "het nummer in de statuslijst",
    validity: "de geldigheidsdata van het attest",
    signature: "de handtekening",
    issuer: "de instantie die heeft ondertekend",
    schema: "het schema",
    policy: "de regel",
    trustedIssuers: "de lijst van erkende instanties",
    statusLists: "de statuslijsten",
    scope: "het toepassingsbereik",
    period: "de periode",
    today: "de dag",
    session: "de sessie",
    record: "een vastlegging",
    salt: "de salts van een vastlegging",
    anchors: "de ankers",
  },
  or: (parts) => (parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} of ${parts.at(-1)}`),
  terms: {
    pseudonym: "pseudoniem",
    predicate: "predicaat",
    root: "wortel",
    parameter: "parameter",
    session: "sessie",
    attribute: "attribuut",
    secret: "geheim",
    holder: "houder",
    verifier: "verificateur",
    registry: "register",
    issuer: "afgevende instantie",
    "scope and period": "toepassingsbereik en periode",
    "policy version": "versie van de regel",
    "registry version": "versie van het register",
    programme: "programma",
    period: "periode",
    day: "dag",
    "pseudonym of the person for one scope and period":
      "pseudoniem van de persoon voor één toepassingsbereik en periode",
    "commitment to schema, slots, clauses and circuit shape":
      "commitment aan schema, voorwaarden, clausules en vorm van het circuit",
    "root over the trusted issuers' keys": "wortel over de sleutels van de erkende instanties",
    "root over the issuers' revocation lists": "wortel over de intrekkingslijsten van de afgevende instanties",
    "verifier host, programme, and chain and contract if any":
      "host van de verificateur, programma en, als die er zijn, blockchain en contract",
    "first day of the period for which a claim counts": "eerste dag van de periode waarvoor een aanvraag telt",
    "calendar date times 2^32 plus day number": "kalenderdatum maal 2^32 plus dagnummer",
    "nonce, asking origin, response origin, recipient and expiry":
      "nonce, herkomst van het verzoek, herkomst van het antwoord, ontvanger en vervaltijd",
    "random secret of the holder; never leaves the device":
      "willekeurig geheim van de houder; verlaat nooit het apparaat",
    "hides the commitment from issuers that compare their files; derived from the secret":
      "verbergt de commitment voor instanties die hun bestanden vergelijken; afgeleid van het geheim",
    "which schema the credential follows": "welk schema het attest volgt",
    "the credential's place in its status list": "de plaats van het attest in zijn statuslijst",
    "first day of the credential": "eerste dag van het attest",
    "last day of the credential": "laatste dag van het attest",
    "first day from which periods may be claimed; 0 for a first credential":
      "eerste dag vanaf wanneer voor periodes een aanvraag gedaan mag worden; 0 voor een eerste attest",
    "what the issuer certifies about the person": "wat de afgevende instantie over de persoon verklaart",
    "which office signed": "welke instantie heeft ondertekend",
    "random part of the signature: one per credential": "willekeurig deel van de handtekening: één per attest",
    "the signature: one per credential": "de handtekening: één per attest",
    "the office's place among the trusted issuers": "de plaats van de instantie onder de erkende instanties",
    "path of the office's key to issuerRoot": "pad van de sleutel van de instantie naar issuerRoot",
    "path of the credential's status word to statusRoot": "pad van het statuswoord van het attest naar statusRoot",
    "alternatives of the policy": "alternatieven van de regel",
    "what each range slot looks at": "waar elke bereikvoorwaarde naar kijkt",
    "lower bounds of the range slots": "ondergrenzen van de bereikvoorwaarden",
    "upper bounds of the range slots": "bovengrenzen van de bereikvoorwaarden",
    "what each set slot looks at": "waar elke verzamelingsvoorwaarde naar kijkt",
    "roots of the published sets": "wortels van de gepubliceerde verzamelingen",
    "path of the claim to the set's root": "pad van het gegeven naar de wortel van de verzameling",
  },
  permanent: "voor altijd",
  days: (n) => plural(n, "dag", "dagen"),
  answers: {
    machine: "gedaan door de code",
    engineer: "techniek",
    "privacy-officer": "functionaris voor gegevensbescherming",
  },
  headers: {
    together: "Samen",
    whichPerson: "Welke persoon presenteerde",
    joined: "Wat zij als van één persoon kunnen herkennen",
    rule: "In de regel",
    before: "Van alle personen",
    after: "Van wie geaccepteerd is",
    surest: "Zekerst in een groep",
    contact: "Contact",
    field: "Veld",
    personalData: "Persoonsgegeven",
    signal: "Signaal",
    klass: "Klasse",
    fixedBy: "Komt van",
    depends: "Hangt af van",
    lifetime: "Blijft gelijk voor",
    meaning: "Betekenis",
    party: "Partij",
    role: "Rol",
    does: "Wat zij doet",
    country: "Land",
    datum: "Wat",
    criterion: "Criterium",
    verdict: "Resultaat",
    reason: "Reden",
    situation: "Wie waarnaar kijkt",
    links: "Gekoppeld door",
    group: "Groep",
    people: "Personen",
    qualifying: "Komen in aanmerking",
    bits: "Bits",
    set: "Verbergt zich onder",
    condition: "Voorwaarde over",
    revealed: "Onthuld",
    threshold: "Drempel",
    between: "Voldoen aan deze of de volgende, niet aan beide",
    presentations: "Presentaties",
    hours: "Uren na de start",
    presenters: "Hebben gepresenteerd",
    commitment: "Waarde",
    seenBy: "Gezien door",
    hides: "Verbergt",
    entropy: "Verborgen bits",
    cost: "Alles proberen, gemiddeld",
    costWithSalt: "Als de salt bekend is",
    store: "Opslag",
    holds: "Bevat",
    kept: "Bewaard",
    erasure: "Wissing",
    because: "Omdat",
    recommendation: "Aanbeveling",
    finding: "Bevinding",
    impact: "Wat het voor een persoon betekent",
    type: "Soort",
    event: "Gevreesde gebeurtenis",
    measure: "Maatregel",
    answeredBy: "Te beantwoorden door",
    file: "Wat",
    hash: "SHA-256",
    status: "Wat het voor deze partij is",
    to: "Naar",
    what: "Wat",
    safeguard: "Waarborg",
    from: "Van",
    carries: "Brengt over",
    item: "Punt",
    note: "Aantekening",
  },
  captions: {
    outOfReach: "Wat geen uitvoering kan tonen",
    surroundings: "Wat een bewijs omgeeft",
    parties: "De partijen en wat zij doen",
    flow: "Wie wat aan wie stuurt",
    signals: "Openbare signalen van het circuit",
    hidden: "Private invoer van het circuit",
    matrix: "Wie wat weet van een persoon en van een presentatie",
    collusions: "Wat elk tweetal van hen samen weet",
    inferences: "Wat een acceptatie waarschijnlijker maakt",
    records: (title) => `Verankerde vastleggingen: ${title}`,
    status: "Per partij",
    timeline: "Hoe lang elke opslag bewaart wat zij bevat",
    links: "Twee presentaties van één persoon, of twee blikken op één presentatie",
    groups: (group) => `Personen die in aanmerking komen, naar ${group}`,
    conditions: "Afzonderlijke voorwaarden",
    sweep: (claim, now, path) => `Wat andere drempels zouden doen: ${claim}, nu ${now} (${path})`,
    repetitions: (periods) => `Dezelfde regel in meerdere ${periods} vervuld, als die te koppelen zijn`,
    early: "De eerste uren",
    commitments: "Eenrichtingswaarden die anderen zien",
    criteria: "De negen criteria van WP 248 rev.01",
    recommendations: "De zestien aanbevelingen (genummerd zoals in versie 1.1 van 8 april 2025)",
    findings: "Bevindingen naar LINDDUN-soort en gevreesde gebeurtenis",
    evidence: "Waaruit deze beoordeling is afgeleid",
    transfers: "Opgegeven doorgiften",
    signOff: "Door mensen in te vullen",
  },
  limit: (n) => `grens ${n}`,
  peopleUnit: "personen die in aanmerking komen",
  yes: "altijd",
  no: "verborgen onder alternatieven",
  nothing: "niets dat het model kent",
  acts: {
    issuing: "de afgifte",
    "list-request": "de opvraging van lijsten",
    opening: "de opvraging van een opening",
    presentation: "de presentatie",
  },
  joined: (a, b, by) => `${a} en ${b}, door ${by}`,
  keptIn: (knowledge, stores) => `${knowledge}; bewaard in ${stores}`,
  alternative: "een alternatief",
  inGroup: (share, group) => `${share} in ${group}`,
  evidence: {
    witness:
      "Elke private bron werd gewijzigd in echte berekeningen van het circuit, en geen openbaar signaal veranderde behalve de signalen waarvan is opgegeven dat ze ervan afhangen",
    counts: "De cijfers werden vergeleken met een gewone telling van personen",
    linkability: "Echte presentaties werden gemaakt en doorzocht op koppelingen die niet in dit model zijn opgegeven",
    observation:
      "Personen met echte attesten kwamen naar de draaiende dienst, en wat die, zijn proxy en zijn database bewaarden werd doorzocht op koppelingen die niet in dit model zijn opgegeven",
  },
  surroundings: {
    issuing: {
      name: "Tijdstip van afgifte en eerste bewijs",
      seenBy: "afgevende instantie en verificateur samen",
      joins:
        "Beide bewaren tijden: wie vlak na de afgifte van een attest iets aantoont, is door vergelijking te vinden.",
      nothing: "Tijden worden niet aan beide kanten bewaard, dus ze zijn later niet te vergelijken.",
    },
    platform: {
      name: "Appwinkel en meldingsdienst",
      seenBy: "maker van het systeem van de telefoon",
      joins:
        "Wie de app heeft, en wanneer een bericht hem wekte: wat verhindert dat dit met bewijzen wordt samengevoegd, staat nog open.",
      nothing: "",
    },
    artifacts: {
      name: "Bestanden van het circuit {circuit}",
      seenBy: "wie ze levert",
      joins:
        "Wie deze bestanden laadt, gaat met dit circuit iets aantonen: wie ze levert, en of alle telefoons alle bestanden laden, staat nog open.",
      nothing: "",
    },
    epoch: {
      name: "Leeftijd van de wortels van het register",
      seenBy: "elke verificateur",
      joins: "Elke portemonnee toont de wortels van haar eigen kopie: een ongewone leeftijd is die van één telefoon.",
      nothing: "Alle portemonnees tonen op één moment de wortels van één verklaring.",
    },
    lists: {
      name: "Grootte en ETag van opgehaalde lijsten",
      seenBy: "aanbieder van de bestanden van het register",
      joins:
        "Een aanbieder kan elke telefoon een eigen kenmerk geven en het terugkrijgen: of dat wordt verhinderd, staat nog open.",
      nothing: "",
    },
    cookies: {
      name: "Cookies van portaal en proxy",
      seenBy: "verificateur en zijn hostingpartij",
      joins: "De dienst van de verificateur plaatst geen cookies; of portaal en proxy er plaatsen, staat nog open.",
      nothing: "",
    },
    logs: {
      name: "Logboeken en foutmeldingen",
      seenBy: "wie ze krijgt",
      joins: "Wie de logboeken van portaal, proxy en app krijgt, en wat erin staat, staat nog open.",
      nothing: "",
    },
    payment: {
      name: "Betaling of levering van de voorziening",
      seenBy: "bank, bezorger",
      joins:
        "Wie betaalt, kent een bankrekening of een adres: of dat met het bewijs wordt samengevoegd, staat nog open.",
      nothing: "",
    },
    smallIssuers: {
      name: "Instanties die weinig attesten afgeven",
      seenBy: "verificateur",
      joins:
        "Hoeveel attesten de kleinste afgevende instantie heeft afgegeven, staat nog open; een wortel die voor enkele personen verandert, zegt iets over hen.",
      nothing: "",
    },
    refusals: {
      name: "Verzoeken die onbeantwoord blijven",
      seenBy: "verificateur",
      joins:
        "Een verzoek noemt een dossier: blijft het onbeantwoord, dan blijkt dat de persoon van dat dossier niet in aanmerking komt of niet wil antwoorden.",
      nothing: "Een verzoek noemt niemand: een dat onbeantwoord blijft, is van niemand.",
    },
    household: {
      name: "Twee personen van één huishouden",
      seenBy: "verificateur, blockchain",
      joins:
        "Personen van één huishouden delen een netwerkadres of een account, en dat wordt bewaard: wat de een doet, wordt samengevoegd met wat de ander doet.",
      nothing: "Er worden geen adressen of accounts bewaard die personen delen.",
    },
  },
  outOfReach: {
    people:
      "Echte mensen komen als ze tijd hebben, typen op hun eigen manier en worden aan balies gezien; in een uitvoering gebeurt daar niets van.",
    platform: "Appwinkels en meldingsdiensten zien telefoons die een uitvoering niet heeft.",
    handshake:
      "Alle telefoons van een uitvoering maken op één manier verbinding; daardoor blijkt niet wat een verbinding over een apparaat zegt.",
    "handed-on":
      "Wat later gebeurt met wat is bewaard (bij een logdienst, een bank, in een kopie), wordt niet bekeken.",
    keyed:
      "Een waarde die elke keer opnieuw wordt versleuteld, zegt niets aan wie de sleutel mist; wie hem heeft, kan de waarde lezen.",
    "other-periods": "Alle handelingen vallen in één periode: niemand wacht op de volgende.",
    "one-service": "Er werd om één programma gevraagd: wat meerdere koppelt, is niet bekeken.",
    "one-address": "Telefoons delen adressen; daardoor zijn adressen niet aan één persoon toe te schrijven.",
    "no-proxy": "Er is geen logboek van een proxy gegeven.",
    "no-service-log": "Er is geen logboek van de dienst gegeven.",
    "no-database": "Er is geen database gegeven.",
    "no-lists": "Wie de bestanden van het register levert, is niet bekeken.",
    "few-acts": "De personen kwamen te zelden voor wat alleen in gewoonten blijkt.",
  },
  linkedBy: (value, strength) => `${value} (${strength})`,
  flow: {
    request: "verzoek: regel, toepassingsbereik, periode, nonce",
    presentation: "presentatie: bewijs, acht signalen",
    credential: "attest, ondertekend",
    commitment: "commitment van de houder",
    lists: "hele statuslijsten",
    oneEntry: "vraag naar één vermelding",
    settle: "aanvraag",
    transaction: "transactie",
    anchor: "wortel over vastleggingen",
    stores: "opslag",
  },
  duration(seconds, format) {
    if (!Number.isFinite(seconds) || seconds > 1e27 * 31_557_600) return "langer dan elke tijd die een naam heeft";
    if (seconds >= 31_557_600) return `${format(seconds / 31_557_600)} jaar`;
    if (seconds >= 86_400) return `${format(seconds / 86_400)} dagen`;
    if (seconds >= 1) return `${format(seconds)} seconden`;
    return "minder dan een seconde";
  },
  threshold(relative, operator, value) {
    const amount = {
      none: value,
      years: plural(value, "jaar", "jaar"),
      days: plural(value, "dag", "dagen"),
    }[relative];
    return {
      "<": `minder dan ${amount}`,
      "<=": `hoogstens ${amount}`,
      ">": `meer dan ${amount}`,
      ">=": `minstens ${amount}`,
    }[operator];
  },
  s: {
    withAnswer: (reason, text) => `${reason} ${text}`,
    asksAbout: (reason, claims) => `${reason} Te bekijken: ${claims}.`,
    published: (below, to) =>
      `In deze versie worden aantallen onder ${below} getoond als ${below}, en alle andere afgerond op ${to}.`,
    apart: (policies) =>
      `${policies}: gevraagd in andere programma’s, dus de nullifiers verschillen en verbinden de antwoorden niet.`,
    vulnerable: (text) => `Kwetsbare personen: ${text}`,
    enrolment: (authority, note) => `Registratie door ${authority}.${note === undefined ? "" : ` ${note}`}`,
    yesNo: (yes) => (yes ? "ja" : "nee"),
    minimisationPinned: (used, all, pinned) =>
      `Van ${all} gegevens in het attest kijkt de regel naar ${used}; de verificateur ziet de waarde van: ${pinned}, omdat de regel om één waarde vraagt.`,
    evidence: (what, run) =>
      `${what}: ${run.result === "passed" ? "geslaagd" : "mislukt"} op ${run.date}, commit ${run.commit}.${run.note === undefined ? "" : ` ${run.note}`}`,
    witnessOpen:
      "Of voor deze sleutel elke private bron is gewijzigd in echte berekeningen van het circuit, staat nog open: noem een uitvoering onder evidence.",
    countsOpen:
      "Of deze cijfers met een gewone telling zijn vergeleken, staat nog open: noem een uitvoering onder evidence.",
    linkabilityOpen:
      "Of een uitvoering van `civicproof dpia test-linkability` andere koppelingen vond, staat nog open: noem die uitvoering onder evidence.",
    observationOpen:
      "Of een uitvoering van `civicproof dpia observe` op de dienst andere koppelingen vond, staat nog open: noem die uitvoering onder evidence.",
    vulnerabilities: (text) => `Kwetsbaarheden: ${text}`,
    vulnerabilitiesOpen: "Kwetsbaarheden: het antwoord staat nog open.",
    changes: (text) => `Wijzigingen: ${text}`,
    changesOpen: "Wijzigingen: het antwoord staat nog open.",
    algorithm: (text) => `Als een algoritme faalt: ${text}`,
    algorithmOpen: "Als een algoritme faalt: het antwoord staat nog open.",
    trust: (text) => `Vertrouwen in software en beheerders: ${text}`,
    trustOpen: "Vertrouwen in software en beheerders: het antwoord staat nog open.",
    standardsOpen: "Er is geen norm of gedragscode opgegeven.",
    noProcessor: "Geen partij is als verwerker opgegeven.",
    claimsFrom: {
      month: (programme) =>
        `Programma ${programme}: een attest dat een ander vervangt, geldt vanaf de eerste maand die na de afgifte begint. Voor de lopende maand kan niemand een tweede aanvraag doen; wie er tot dan toe geen had gedaan, kan dat niet meer.`,
      quarter: (programme) =>
        `Programma ${programme}: een attest dat een ander vervangt, geldt vanaf het eerste kwartaal dat na de afgifte begint. Voor het lopende kwartaal kan niemand een tweede aanvraag doen; wie er tot dan toe geen had gedaan, kan dat niet meer.`,
      year: (programme) =>
        `Programma ${programme}: een attest dat een ander vervangt, geldt vanaf het eerste jaar dat na de afgifte begint. Voor het lopende jaar kan niemand een tweede aanvraag doen; wie er tot dan toe geen had gedaan, kan dat niet meer.`,
      days: (programme) =>
        `Programma ${programme}: een attest dat een ander vervangt, geldt vanaf de eerste periode die na de afgifte begint. Voor de lopende periode kan niemand een tweede aanvraag doen; wie er tot dan toe geen had gedaan, kan dat niet meer.`,
      once: (programme) =>
        `Het programma ${programme} heeft één periode zonder einde: met een attest dat na de eerste dag van die periode in de plaats van een ander wordt afgegeven, is in dit programma niets aan te tonen, en de instantie beslist met de hand.`,
    },
    screeningScore: (met, open) =>
      `Criteria waaraan is voldaan: ${met} van negen; open: ${open}. WP 248 rev.01 ziet in de meeste gevallen waarin aan twee is voldaan een hoog risico. De verwerkingsverantwoordelijke beslist.`,
    article22: (automated) =>
      automated
        ? "Aan het antwoord wordt automatisch gevolg gegeven: artikel 22 moet worden bekeken."
        : "Een mens kijkt naar elk antwoord voordat er gevolg aan wordt gegeven.",
    article22Open:
      "Of het besluit rechtsgevolgen heeft of iemand anderszins in aanmerkelijke mate treft, moet een mens zeggen.",
    children: {
      met: "Onder degenen die iets aantonen kunnen personen jonger dan 18 jaar zijn.",
      "not-met": "Iedereen die iets kan aantonen is 18 jaar of ouder.",
      open: "De regel sluit personen jonger dan 18 jaar niet uit, en de descriptor zegt niet of zij onder degenen zijn die iets aantonen.",
    },
    size: (n) => `De tellingen gaan over ${n} personen.`,
    purpose: (text) => text,
    subjects: (text) => text,
    proves: (text) => `Wat een persoon te horen krijgt vóór het bewijs: ${text}`,
    oneWay:
      "De telefoon van een persoon krijgt een ondertekend attest en beantwoordt een verzoek met een zero-knowledgebewijs; de verificateur controleert bewijs, verzoek en nullifier. De waarden blijven op de telefoon.",
    scope: (verifier, programme, period) =>
      `Toepassingsbereik: verificateur ${verifier}, programma ${programme}, één nullifier per ${period}.`,
    periods: { month: "maanden", quarter: "kwartalen", year: "jaren", once: "periodes", days: "periodes" },
    period: { month: "maand", quarter: "kwartaal", year: "jaar", once: "programma", days: "periode" },
    signalsCount: (n) => `Een presentatie heeft ${n} openbare signalen en een bewijs.`,
    independent: (sources) => `Geen openbaar signaal hangt af van een van deze dingen: ${sources}.`,
    personal: (signals) => `Gemaakt van iets dat maar één persoon heeft: ${signals}.`,
    hiddenCount: (n) =>
      `${n} private invoerwaarden blijven op de telefoon; het bewijs toont dat ze aan de regel voldoen, en niets anders.`,
    candidates: (set) =>
      `Met het register van de afgevende instantie zijn de ${set} personen die in aanmerking komen met naam op te sommen; het bewijs zegt niet wie van hen het is.`,
    statusGeneral:
      "Gegevens die voor de ene partij pseudoniem zijn, hoeven niet voor elke andere partij persoonsgegevens te zijn: het hangt ervan af wie de middelen heeft om de persoon te bepalen (Hof van Justitie, 4 september 2025, EDPS/GAR, C-413/23 P). De tabel zegt wie welke middelen heeft; de conclusie moet een mens trekken.",
    statusIssuer: "Heeft namen en gegevens van iedereen die zij bedient; ziet geen presentatie.",
    statusVerifier: (set) => `Ziet een nullifier en één ware zin; zonder andere kennis is de persoon een van ${set}.`,
    statusVerifierUnknown: "Ziet een nullifier en één ware zin; op hoeveel personen die zin past, is hier niet bekend.",
    statusVerifierNamed:
      "Kent de persoon door het dossier dat het verzoek noemt; de nullifier hoort bij een bekende persoon.",
    statusHost: "Bewaart wat de verificateur bewaart, zonder diens dossiers.",
    statusRelayer: "Ziet eerder dan anderen wat naar de blockchain gaat.",
    statusRpc: "Ziet wat naar de blockchain gaat, en wie vraagt.",
    statusChain:
      "Ziet een nullifier, wortels, het adres van de begunstigde en het tijdstip, voor altijd; heeft geen register.",
    statusStatusHost: {
      whole: "Ziet dat iemand een hele lijst laadt.",
      single: "Ziet welke vermelding wordt opgevraagd, dus welk attest.",
    },
    statusAnchor: "Ziet commitments en wortels; de salts blijven bij de verwerkingsverantwoordelijke.",
    statusSecond: "Ziet een andere nullifier van dezelfde persoon, die zij niet kan verbinden.",
    erasureNullifier:
      "Wordt een nullifier vóór het einde van zijn periode gewist, dan kan die persoon opnieuw een aanvraag doen; na de periode heeft hij geen nut meer.",
    erasureChain:
      "Wat op de blockchain staat, kan niet worden gewist of gerectificeerd; een latere vermelding kan alleen zeggen dat er iets veranderde.",
    neededDays: (n) => `Om tweede aanvragen te weigeren moeten nullifiers zo lang bekend zijn: ${n}.`,
    neededAlways: "Om tweede aanvragen te weigeren moeten nullifiers bekend zijn zolang het programma loopt.",
    neededUnknown: "Hoe lang een periode duurt is niet opgegeven, dus de nodige termijn is niet af te leiden.",
    recordErasure: (text) => `Een vastlegging wissen: ${text}`,
    recordRectification: (text) => `Een vastlegging rectificeren: ${text}`,
    recordErasureOpen: "De descriptor zegt niet hoe een vastlegging en haar salt worden gewist.",
    recordRectificationOpen: "De descriptor zegt niet hoe een vastlegging wordt gerectificeerd.",
    recordMeaning:
      "Nadat salt en vastlegging overal weg zijn, blijft de verankerde wortel en zegt dat er op een tijdstip een aantal vastleggingen bestond; hij is op geen daarvan te openen.",
    consulted: (text) => text,
    consultedOpen: "Of de betrokkenen of hun vertegenwoordigers zijn geraadpleegd, en wat zij zeiden, staat nog open.",
    dpoOpen: "Het advies van de functionaris voor gegevensbescherming staat nog open.",
    basis: (article, text) => `Artikel ${article} AVG is genoemd als rechtsgrond: ${text}`,
    basisOpen: "De rechtsgrond staat nog open.",
    special: (claim, category, basis) => `${claim} (${category}): ${basis}`,
    specialOpen: (claim, category) => `${claim} (${category}): de ingeroepen uitzondering staat nog open.`,
    standard: (name) => name,
    minimisation: (used, all) =>
      `Van ${all} gegevens in het attest kijkt de regel naar ${used}; de verificateur krijgt geen van hun waarden.`,
    leakage: (set, n, bits) =>
      `${set} van ${n} personen komen in aanmerking: een bewijs geeft ${bits} bits informatie over de persoon, en die is een van ${set}.`,
    leakageNobody: "Niemand in de tellingen komt in aanmerking.",
    leakageUnknown:
      "Er zijn niet voor alle gegevens waarnaar de regel kijkt tellingen, dus bits en anonimiteitsverzamelingen staan nog open.",
    independentClaims:
      "De tellingen van afzonderlijke gegevens zijn vermenigvuldigd alsof ze onafhankelijk van elkaar zijn, wat ze niet zijn.",
    populationNote: (text) => `Over de tellingen: ${text}`,
    worst: (group, n, minimum) => `De kleinste groep is ${group} met ${n}; de gestelde grens is ${minimum}.`,
    within: (n) =>
      `Wie de groep van een persoon kent, weet dat die gemiddeld een van de ${n} is die daar in aanmerking komen.`,
    alternatives:
      "Aan welk alternatief een persoon voldoet, blijft verborgen; voorwaarden die alleen sommige alternatieven nodig hebben, worden niet onthuld.",
    accumulated: (policies, set, bits) =>
      `${policies} met één nullifier beantwoorden laat ${set} personen over (${bits} bits).`,
    notAccumulated: "Voor hetzelfde programma en dezelfde periode is geen andere regel opgegeven.",
    repeated:
      "Over periodes heen telt via de nullifier niets op; de tabel is voor waarden die periodes koppelen, zoals accounts of adressen.",
    taint:
      "Een waarde koppelt twee presentaties als zij afhangt van iets dat maar één persoon heeft en al het andere waarvan zij afhangt gelijk is.",
    rate: (n) => `Aangenomen: ${n} hashes per seconde.`,
    rateHint: "Een hash over gepubliceerde inhoud verbergt niets en hoeft dat niet: iedereen kan hem berekenen.",
    nullifierPermanent: "Op een blockchain is de nullifier voor altijd een pseudoniem, voor één programma en periode.",
    right: {
      information: "Informatie",
      consent: "Toestemming",
      access: "Inzage en overdraagbaarheid",
      rectification: "Rectificatie",
      erasure: "Wissing",
      restriction: "Beperking en bezwaar",
      accuracy: "Juistheid",
    },
    rightText: (right, text) => `${right}: ${text}`,
    rightOpen: (right) => `${right}: het antwoord staat nog open.`,
    accessDerived:
      "De verificateur kan iemands vermeldingen alleen vinden als die persoon de nullifier toont, die de telefoon kan berekenen.",
    accuracyDerived:
      "Het circuit controleert bij elk bewijs dat het attest die dag geldig en niet ingetrokken is; onjuiste gegevens rectificeert de afgevende instantie door in te trekken en opnieuw af te geven.",
    why: (text) => `Waarom een blockchain: ${text}`,
    whyOpen: "Waarom een blockchain wordt gebruikt, staat nog open.",
    noChain: "Er wordt niets op een blockchain geschreven.",
    nodes:
      "Een openbare blockchain wordt gekopieerd door knooppunten in veel landen; de verwerkingsverantwoordelijke kiest ze niet.",
    transfersNone: "De descriptor geeft geen doorgifte naar een derde land op.",
    transfersOpen: "Welke derde landen gegevens ontvangen, en met welke waarborg, staat nog open.",
    safeguardOpen: "open",
    edpbVersion:
      "Nummers en titels volgen versie 1.1 (openbare raadpleging). Een definitieve versie 2.0 is aangenomen op 7 juli 2026: vergelijk bijlage A daarvan.",
    edpbSalt:
      "De richtsnoeren zeggen dat versleutelde persoonsgegevens en hashes daarvan met salt persoonsgegevens blijven, en dat een perfect verbergende commitment nutteloos is zodra gegevens en opening zijn gewist. Poseidon-commitments verbergen alleen tegen begrensde rekenkracht, niet perfect.",
    automated: (yes) =>
      yes
        ? "Aan het antwoord wordt gevolg gegeven zonder dat een mens ernaar kijkt."
        : "Een mens kijkt naar het antwoord voordat er gevolg aan wordt gegeven.",
    effect: (text) => `Gevolg: ${text}`,
    effectOpen: "Wat een weigering voor een persoon betekent, staat nog open.",
    review: (text) => `Herziening door een mens: ${text}`,
    reviewOpen: "Wie een weigering herziet, staat nog open.",
    paper: (text) => `Zonder telefoon: ${text}`,
    paperOpen: "Welke weg mensen zonder telefoon hebben, staat nog open.",
    falseRefusal:
      "Een bewijs mislukt ook om technische redenen: een oude telefoon, een lijst die niet geladen is, een klok die verkeerd loopt. Een weigering door het portaal is geen bevinding over de persoon.",
    setupDevelopment: (circuit) =>
      `De sleutel van circuit ${circuit} is een ontwikkelsleutel: het geheim ervan is openbaar, iedereen kan er bewijzen mee vervalsen. Alles weigert hem, tenzij uitdrukkelijk anders is ingesteld.`,
    setupCeremony: (circuit, n) =>
      `De sleutel van circuit ${circuit} komt uit een ceremonie met ${n} bijdragen; hij is veilig als minstens één deelnemer eerlijk was.`,
    ceremonyTranscript: (name, beacon, transcript) =>
      `De ceremonie is „${name}”, haar baken ${beacon}. Haar verslag heeft SHA-256 ${transcript}; iedereen kan het controleren.`,
    ceremonyWithoutTranscript:
      "Het manifest noemt geen verslag van de ceremonie: wie heeft bijgedragen, is niet te controleren.",
    setupPrivacy:
      "Een slechte sleutel bedreigt de juistheid, niet de geheimhouding: Groth16-bewijzen verraden nog steeds niets voor wie bewijst met een goed gevormde sleutel.",
    lostPhone: (text) => `Verloren telefoon: ${text}`,
    lostPhoneOpen: "Wat er gebeurt als een telefoon verloren gaat, staat nog open.",
    coercion: (text) => `Dwang: ${text}`,
    coercionOpen: "Wat mensen beschermt die gedwongen worden iets aan te tonen, staat nog open.",
    coercionDerived: "De circuits kunnen iemand die het vrijwillig doet niet onderscheiden van iemand onder druk.",
    strength:
      "Groth16-bewijzen verbergen perfect: een latere aanval op BN254, dat ongeveer 100 bits geeft, zou bewijzen kunnen vervalsen en geen oude openen. Nullifiers en commitments verbergen alleen tegen begrensde rekenkracht.",
    declaredMeasure: (title, text) => `${title}: ${text}`,
    severity: "De ernst moet een mens beoordelen; zij is met opzet leeg gelaten.",
    likelihood: "De waarschijnlijkheid moet een mens beoordelen; zij is met opzet leeg gelaten.",
    signOff: "Niet goedgekeurd.",
  },
  hashes: {
    policy: "regel",
    deployment: "descriptor van de inzet",
    manifest: "manifest van de artefacten",
    source: "broncode van het circuit",
    r1cs: "beperkingen (r1cs)",
    zkey: "sleutel om te bewijzen (zkey)",
    vkey: "sleutel om te controleren",
    policyHash: "policyHash, zoals in het bewijs (decimaal)",
  },
  signOffItems: [
    "Maatregelen goedgekeurd door",
    "Restrisico’s aanvaard door",
    "Advies van de functionaris voor gegevensbescherming",
    "Advies gevolgd of terzijde gelegd door",
    "Mening van de betrokkenen beoordeeld door",
    "Opnieuw te beoordelen op",
  ],
  art30: {
    name: "Verwerkingsactiviteit",
    controller: "(a) Verwerkingsverantwoordelijke, gezamenlijke verwerkingsverantwoordelijken, contactgegevens",
    purposes: "(b) Doeleinden",
    data: "(c) Categorieën van betrokkenen en van persoonsgegevens",
    recipients: "(d) Categorieën van ontvangers",
    transfers: "(e) Doorgiften aan derde landen en waarborgen",
    retention: "(f) Termijnen waarbinnen wordt gewist",
    security: "(g) Beveiligingsmaatregelen die zijn genomen",
  },
  art30processors: {
    processor: "(a) Verwerker en contactgegevens",
    controller: "(a) Verwerkingsverantwoordelijken voor wie",
    categories: "(b) Categorieën van verwerkingen en van gegevens",
    transfers: "(c) Doorgiften aan derde landen en waarborgen",
    security: "(d) Beveiligingsmaatregelen die zijn genomen",
  },
  categories: {
    nullifier: "pseudoniem van een persoon voor één programma en periode",
    period: "technische gegevens van de controle: regel, register, dag, sessie",
    proof: "bewijs dat een persoon in aanmerking komt",
    time: "tijdstip van de handeling",
    "network-address": "netwerkadres",
    "case-number": "dossiernummer",
    payee: "betaaladres",
    claims: "gegevens van het attest",
    identity: "naam en identiteit",
    status: "of een attest is ingetrokken",
    record: "vastlegging van een besluit",
    commitment: "commitment met salt van een vastlegging",
  },
  contactOpen: "De contactgegevens staan nog open.",
};
