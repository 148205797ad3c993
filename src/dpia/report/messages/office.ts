/** The words of the office's rows, in five languages. */
import type { OFFICE_FILES, OFFICE_FORMS, OFFICE_SOURCES, OfficeItem } from "../../office/description.ts";

export interface OfficeWords {
  readonly intro: (party: string) => string;
  /** The office as a party of the matrix and of the figure: the program, beside those who run it. */
  readonly column: string;
  readonly heldAs: (knowledge: string, items: string) => string;
  readonly row: (sources: string) => string;
  readonly reads: string;
  readonly source: string;
  readonly credential: string;
  readonly claims: string;
  readonly identity: string;
  readonly holds: string;
  readonly form: string;
  readonly bridges: string;
  readonly kind: string;
  readonly seen: string;
  readonly notKept: string;
  readonly minutes: (n: string) => string;
  readonly publishes: (files: string) => string;
  readonly publishesNothing: string;
  readonly sources: Readonly<Record<(typeof OFFICE_SOURCES)[number], string>>;
  readonly forms: Readonly<Record<(typeof OFFICE_FORMS)[number], string>>;
  readonly files: Readonly<Record<(typeof OFFICE_FILES)[number], string>>;
  readonly items: Readonly<Record<OfficeItem, string>>;
}

export const officeEn: OfficeWords = {
  intro: (party) =>
    `${party} runs the office that issues. It reads a person's row of the register while it issues, and sees these claims in clear. A holder's secret never reaches it.`,
  column: "the office's program",
  heldAs: (knowledge, items) => `${knowledge}; held as ${items}`,
  row: (sources) => `the person's row: ${sources}`,
  reads: "What the office reads",
  source: "From",
  credential: "Credential",
  claims: "Claims",
  identity: "To compare with an enrolment credential",
  holds: "What the office holds, and for how long at most",
  form: "In which form",
  bridges: "Credentials of others that the office looks into",
  kind: "Kind",
  seen: "Seen in clear",
  notKept: "while a call takes, and not kept",
  minutes: (n) => `${n} ${n === "1" ? "minute" : "minutes"}`,
  publishes: (files) => `The office publishes ${files}. None of them names a person, and nobody asks it about one.`,
  publishesNothing: "The office publishes nothing.",
  sources: { sql: "a register by SQL", http: "a register's interface", csv: "a file" },
  forms: {
    clear: "readable",
    sealed: "encrypted, under a key that stands elsewhere",
    "keyed-hash": "hash under a key that stands elsewhere",
    hash: "hash",
  },
  files: {
    "issuer-keys": "issuer keys",
    statements: "registry statements with bundles",
    "status-lists": "status lists",
  },
  items: {
    identifier: "the person's number in the register",
    "subject-key": "mark of the person",
    claims: "claims of the register",
    credential: "the signed credential with its claims",
    identity: "what an enrolment credential has to say of the person",
    commitment: "holder commitment",
    pseudonym: "mark of the holder, by pseudonym or commitment",
    codes: "codes of offers, and API keys",
    status: "status of credentials, with position, days and time",
    decision: "what was asked for and decided, with reason and names of staff",
    staff: "names of staff",
    session: "sessions of staff",
    log: "audit log: actions, reasons, marks of people, names of staff",
  },
};

export const officeDe: OfficeWords = {
  intro: (party) =>
    `${party} betreibt die Stelle, die ausstellt. Beim Ausstellen liest sie die Zeile einer Person im Register und sieht diese Angaben offen. Das Geheimnis der Inhaberin oder des Inhabers erreicht sie nie.`,
  column: "das Programm der Stelle",
  heldAs: (knowledge, items) => `${knowledge}; gespeichert als ${items}`,
  row: (sources) => `die Zeile der Person: ${sources}`,
  reads: "Was die Stelle liest",
  source: "Woher",
  credential: "Bescheinigung",
  claims: "Angaben",
  identity: "Zum Vergleich mit einer Erfassungsbescheinigung",
  holds: "Was die Stelle speichert, und wie lange höchstens",
  form: "In welcher Form",
  bridges: "Bescheinigungen anderer, in die die Stelle sieht",
  kind: "Art",
  seen: "Offen zu sehen",
  notKept: "solange ein Aufruf dauert, nicht gespeichert",
  minutes: (n) => `${n} ${n === "1" ? "Minute" : "Minuten"}`,
  publishes: (files) =>
    `Die Stelle veröffentlicht ${files}. Nichts davon nennt eine Person, und niemand fragt sie nach einer.`,
  publishesNothing: "Die Stelle veröffentlicht nichts.",
  sources: { sql: "ein Register über SQL", http: "die Schnittstelle eines Registers", csv: "eine Datei" },
  forms: {
    clear: "lesbar",
    sealed: "verschlüsselt, unter einem Schlüssel an anderer Stelle",
    "keyed-hash": "Hash unter einem Schlüssel an anderer Stelle",
    hash: "Hash",
  },
  files: {
    "issuer-keys": "Ausstellerschlüssel",
    statements: "Registererklärungen mit Paketen",
    "status-lists": "Statuslisten",
  },
  items: {
    identifier: "Nummer der Person im Register",
    "subject-key": "Kennzeichen der Person",
    claims: "Angaben des Registers",
    credential: "die unterschriebene Bescheinigung mit ihren Angaben",
    identity: "was eine Erfassungsbescheinigung von der Person sagen muss",
    commitment: "Commitment der Inhaberin oder des Inhabers",
    pseudonym: "Kennzeichen der Inhaberin oder des Inhabers, aus Pseudonym oder Commitment",
    codes: "Codes von Angeboten und API-Schlüssel",
    status: "Stand von Bescheinigungen, mit Platz, Tagen und Zeit",
    decision: "was erbeten und entschieden wurde, mit Grund und Namen der Beschäftigten",
    staff: "Namen der Beschäftigten",
    session: "Sitzungen der Beschäftigten",
    log: "Protokoll: Handlungen, Gründe, Kennzeichen von Personen, Namen der Beschäftigten",
  },
};

export const officeFr: OfficeWords = {
  intro: (party) =>
    `${party} exploite le service qui délivre. En délivrant, il lit la ligne d’une personne dans le registre et voit ces données en clair. Le secret du titulaire ne lui parvient jamais.`,
  column: "le programme du service",
  heldAs: (knowledge, items) => `${knowledge} ; conservé comme ${items}`,
  row: (sources) => `la ligne de la personne : ${sources}`,
  reads: "Ce que le service lit",
  source: "D’où",
  credential: "Attestation",
  claims: "Données attestées",
  identity: "À comparer avec une attestation d’inscription",
  holds: "Ce que le service conserve, et combien de temps au plus",
  form: "Sous quelle forme",
  bridges: "Attestations d’autrui que le service examine",
  kind: "Type",
  seen: "Vu en clair",
  notKept: "le temps d’un appel, non conservé",
  minutes: (n) => `${n} ${n === "1" ? "minute" : "minutes"}`,
  publishes: (files) =>
    `Le service publie ${files}. Rien de cela ne nomme une personne, et nul ne l’interroge sur une personne.`,
  publishesNothing: "Le service ne publie rien.",
  sources: { sql: "un registre par SQL", http: "l’interface d’un registre", csv: "un fichier" },
  forms: {
    clear: "lisible",
    sealed: "chiffré, sous une clé qui se trouve ailleurs",
    "keyed-hash": "hachage sous une clé qui se trouve ailleurs",
    hash: "hachage",
  },
  files: {
    "issuer-keys": "les clés d’émetteur",
    statements: "les déclarations de registre avec leurs lots",
    "status-lists": "les listes d’état",
  },
  items: {
    identifier: "le numéro de la personne dans le registre",
    "subject-key": "marque de la personne",
    claims: "données du registre",
    credential: "l’attestation signée avec ses données",
    identity: "ce qu’une attestation d’inscription doit dire de la personne",
    commitment: "engagement du titulaire",
    pseudonym: "marque du titulaire, par pseudonyme ou engagement",
    codes: "codes des offres et clés d’API",
    status: "état des attestations, avec position, jours et heure",
    decision: "ce qui a été demandé et décidé, avec motif et noms du personnel",
    staff: "noms du personnel",
    session: "sessions du personnel",
    log: "journal : actions, motifs, marques de personnes, noms du personnel",
  },
};

export const officeNl: OfficeWords = {
  intro: (party) =>
    `${party} runt het kantoor dat afgeeft. Bij de afgifte leest het de regel van een persoon in het register en ziet het deze gegevens open. Het geheim van de houder bereikt het nooit.`,
  column: "het programma van het kantoor",
  heldAs: (knowledge, items) => `${knowledge}; bewaard als ${items}`,
  row: (sources) => `de regel van de persoon: ${sources}`,
  reads: "Wat het kantoor leest",
  source: "Waarvandaan",
  credential: "Attest",
  claims: "Gegevens",
  identity: "Ter vergelijking met een registratieattest",
  holds: "Wat het kantoor bewaart, en hoe lang hoogstens",
  form: "In welke vorm",
  bridges: "Attesten van anderen die het kantoor inziet",
  kind: "Soort",
  seen: "Open gezien",
  notKept: "zolang een oproep duurt, niet bewaard",
  minutes: (n) => `${n} ${n === "1" ? "minuut" : "minuten"}`,
  publishes: (files) =>
    `Het kantoor publiceert ${files}. Niets daarvan noemt een persoon, en niemand vraagt het naar een persoon.`,
  publishesNothing: "Het kantoor publiceert niets.",
  sources: { sql: "een register via SQL", http: "de interface van een register", csv: "een bestand" },
  forms: {
    clear: "leesbaar",
    sealed: "versleuteld, onder een sleutel die elders staat",
    "keyed-hash": "hash onder een sleutel die elders staat",
    hash: "hash",
  },
  files: {
    "issuer-keys": "uitgeversleutels",
    statements: "registerverklaringen met bundels",
    "status-lists": "statuslijsten",
  },
  items: {
    identifier: "het nummer van de persoon in het register",
    "subject-key": "kenmerk van de persoon",
    claims: "gegevens van het register",
    credential: "het ondertekende attest met zijn gegevens",
    identity: "wat een registratieattest over de persoon moet zeggen",
    commitment: "commitment van de houder",
    pseudonym: "kenmerk van de houder, uit pseudoniem of commitment",
    codes: "codes van aanbiedingen en API-sleutels",
    status: "status van attesten, met plaats, dagen en tijd",
    decision: "wat is gevraagd en besloten, met reden en namen van medewerkers",
    staff: "namen van medewerkers",
    session: "sessies van medewerkers",
    log: "logboek: handelingen, redenen, kenmerken van personen, namen van medewerkers",
  },
};

export const officeEs: OfficeWords = {
  intro: (party) =>
    `${party} gestiona la oficina que expide. Al expedir lee la fila de una persona en el registro y ve estos datos en claro. El secreto del titular nunca le llega.`,
  column: "el programa de la oficina",
  heldAs: (knowledge, items) => `${knowledge}; se guarda como ${items}`,
  row: (sources) => `la fila de la persona: ${sources}`,
  reads: "Qué lee la oficina",
  source: "De dónde",
  credential: "Credencial",
  claims: "Datos",
  identity: "Para comparar con una credencial de inscripción",
  holds: "Qué guarda la oficina, y cuánto tiempo como máximo",
  form: "En qué forma",
  bridges: "Credenciales de otros que la oficina examina",
  kind: "Tipo",
  seen: "Visto en claro",
  notKept: "lo que dura una llamada, sin guardarse",
  minutes: (n) => `${n} ${n === "1" ? "minuto" : "minutos"}`,
  publishes: (files) => `La oficina publica ${files}. Nada de ello nombra a una persona, y nadie le pregunta por una.`,
  publishesNothing: "La oficina no publica nada.",
  sources: { sql: "un registro por SQL", http: "la interfaz de un registro", csv: "un archivo" },
  forms: {
    clear: "legible",
    sealed: "cifrado, con una clave que está en otro lugar",
    "keyed-hash": "resumen con una clave que está en otro lugar",
    hash: "resumen",
  },
  files: {
    "issuer-keys": "las claves de emisor",
    statements: "las declaraciones de registro con sus paquetes",
    "status-lists": "las listas de estado",
  },
  items: {
    identifier: "el número de la persona en el registro",
    "subject-key": "marca de la persona",
    claims: "datos del registro",
    credential: "la credencial firmada con sus datos",
    identity: "lo que una credencial de inscripción debe decir de la persona",
    commitment: "compromiso del titular",
    pseudonym: "marca del titular, por seudónimo o compromiso",
    codes: "códigos de ofertas y claves de API",
    status: "estado de las credenciales, con posición, días y hora",
    decision: "lo pedido y lo decidido, con motivo y nombres del personal",
    staff: "nombres del personal",
    session: "sesiones del personal",
    log: "registro de auditoría: acciones, motivos, marcas de personas, nombres del personal",
  },
};
