/** Las palabras de los formularios en español. */
import type { FormMessages } from "./en.ts";
import { templateEs } from "./template-es.ts";

export const es: FormMessages = {
  howToRead:
    "Cada respuesta dice en qué se apoya. Deducido: circuitos, regla, claves y recuentos. Declarado: lo dicen quienes prestan el servicio, o la documentación del programa. Pendiente: solo una persona puede responder. Casillas: ☒ procede, ☐ no procede, ? la marca una persona.",
  toFill: "A rellenar por una persona.",
  item: "Punto",
  answer: "Respuesta",
  choice: "Opción",
  box: { yes: "☒", no: "☐", open: "?" },
  template: (english) => (templateEs as Readonly<Record<string, string>>)[english] ?? english,
  edpb: {
    subtitle: (version) =>
      `Evaluación de impacto relativa a la protección de datos en la plantilla del CEPD, versión ${version} (borrador)`,
  },
  draftOf: (date) => `Borrador de ${date}.`,
  jointOpen: "Lo que acordaron los corresponsables está pendiente.",
  keeps: (stores) => `Conserva: ${stores}.`,
  methodsUsed:
    "Nueve criterios del WP 248 rev.01; tipos de amenazas de LINDDUN; acontecimientos temidos del método de la CNIL; recomendaciones de las Directrices 02/2025 del CEPD.",
  madeForPublication: "Los recuentos están preparados para publicarse; si se publican, y cómo, está pendiente.",
  noneDeclared: "No se declara nada; si lo hay debe decirlo una persona.",
  claimStays: "Se queda en el teléfono; una prueba dice una frase sobre ello.",
  claimSeen: "La regla pide un único valor: quien ve una aceptación lo conoce.",
  heldIn: (stores) => `Se conserva en: ${stores}.`,
  storeOf: (store, party) => `${store} (${party})`,
  storeHolds: (store, what) => `${store}: ${what}`,
  recordField: (title, field, personal) => `${title}: ${field} (dato personal: ${personal})`,
  whichDataServe: "Qué datos sirven a este fin, y por qué se necesitan, debe decirlo una persona.",
  countriesOpen: "No se declara el país de ninguna parte.",
  crossBorder: (countries) =>
    `Las partes están en ${countries}; si resultan afectadas personas de varios Estados miembros debe decirlo una persona.`,
  transfer: (to, what, safeguard) => `${to}: ${what}; garantía: ${safeguard}`,
  phases: {
    issuing: "Emisión de una credencial",
    lists: "Carga de las listas de estado",
    presenting: "Prueba y comprobación",
    storing: "Conservación de lo comprobado",
    settling: "Liquidación en una cadena de bloques",
    anchoring: "Anclaje de asientos",
    deleting: "Supresión",
  },
  issuing: "El organismo firma datos que conoce; el teléfono envía un compromiso sobre su secreto y nada más.",
  operationsFrom: "Marcado según cómo funciona el programa.",
  anchoredOn: (where) => `Anclado en: ${where}`,
  deleted: (store, term, how) => `${store}: ${term}${how === "" ? "" : `. ${how}`}`,
  software: "civicproof",
  assetsOpen: "Equipos, redes, sedes y personal debe nombrarlos una persona.",
  needOpen: "Por qué se necesita debe decirlo una persona.",
  askedFor: "Una condición de la regla.",
  notKept: "No se conserva: se queda en el teléfono.",
  contractOpen: (processors) => `Contratos con ${processors}: véanse las hojas del artículo 28.`,
  doneByCode: "Lo hace el código en todo despliegue.",
  necessityOpen: "Si el tratamiento es necesario, y qué otras vías se examinaron, debe decirlo una persona.",
  proportionalityOpen: "El equilibrio entre la injerencia y el fin debe juzgarlo una persona.",
  eventOpen: (event) =>
    `Ninguna constatación habla de este acontecimiento: ${event}. Si puede ocurrir debe decirlo una persona.`,
  method:
    "Las amenazas salen de reglas sobre circuitos, regla, recuentos y descriptor; cada una tiene un tipo LINDDUN y un acontecimiento temido. La probabilidad, la gravedad y la aceptabilidad no se calculan.",
  scalesOpen: "Las escalas de probabilidad y gravedad, y quién las fija, están pendientes.",
  planOpen: "Quién aplica qué medida y hasta cuándo está pendiente.",
  par: {
    findings: (n) => `${n} constataciones; cada una es un riesgo del punto 16.`,
    claim: "Dato de la credencial",
    keeping: (title) => `Conservación: ${title}`,
  },
  contracts: {
    processor: "Anexos del contrato con cada encargado, artículo 28 (borrador)",
    joint: "Acuerdo de corresponsables, artículo 26 (borrador)",
    safeguardsOpen: "Las restricciones y garantías para ellos están pendientes.",
    notJoint: "No se declara ningún corresponsable: esta hoja es para quienes deciden conjuntamente, si los hay.",
  },
  wallet: {
    registration: "Registro como parte usuaria de la cartera de la UE, TS6 (borrador)",
    asks: (claims, schema) => `${claims}, de credenciales de ${schema}; la respuesta es una prueba sobre ello.`,
    deletion: "Supresión de sus datos",
    deletionFor: (party, title) => `Esta página es para quienes han usado «${title}» de ${party}.`,
    whatIsKept: "Qué se conserva, y cuánto tiempo",
    howToAsk: "Cómo pedirlo",
    ask: (to) => `Pedir la supresión: ${to}`,
    proveIt: "Cómo sabemos que son suyos",
    authenticationOpen: "Cómo se comprueba una petición antes de suprimir nada está pendiente.",
    deletionSubject: "Petición de supresión de mis datos personales (artículo 17 del RGPD)",
    deletionBody: (party, title) =>
      `A ${party}:\n\nHe usado «${title}» con mi cartera. Supriman, por favor, los datos personales que les di con ella, todos ellos, y comuníquenme cuándo se ha hecho.\n\nEl nullifier que muestra mi cartera para este programa y período es:\n`,
    reportSubject: (name) => `Comunicación de una petición de datos que puede ser ilícita o sospechosa: ${name}`,
    reportBody: (name, party, programme) =>
      `Mi cartera ha recibido una petición de ${name} (${party}) para el programa «${programme}». Me parece ilícita o sospechosa. El anexo dice quién preguntó y por qué datos. Les ruego que la examinen.`,
  },
  law: {
    title: "Artículos que preguntan",
    caption: "Artículos del RGPD, qué se sabe y qué se pregunta",
    article: "Artículo",
    known: "Qué se sabe, y qué debe decir una persona",
    countries: (countries) => `Las partes están en ${countries}.`,
    third: (countries) => `Fuera del Espacio Económico Europeo: ${countries}.`,
    articles: {
      "13-14": {
        title: "13, 14: información",
        question: "¿Quién informa a las personas de qué puntos de los artículos 13 y 14, cuándo y con qué palabras?",
      },
      "22(2)(b)": {
        title: "22(2)(b): decisiones automatizadas que permite una ley",
        question:
          "¿Tiene la decisión efectos jurídicos o significativos similares, y qué ley la permite con qué garantías?",
      },
      "22(4)": {
        title: "22(4): categorías especiales en decisiones automatizadas",
        question:
          "¿Se basa la decisión en categorías especiales, y qué excepción del artículo 9(2)(a) o (g) se aplica?",
      },
      "25": {
        title: "25: desde el diseño y por defecto",
        question: "¿Qué medidas se eligieron al diseñar, qué es lo predeterminado y qué se dejó fuera?",
      },
      "26": {
        title: "26: corresponsables",
        question: "¿Quiénes deciden conjuntamente los fines y los medios, y qué acordaron?",
      },
      "28": {
        title: "28: encargados",
        question: "¿Hay un contrato con cada encargado, y contiene lo que enumera el artículo 28(3)?",
      },
      "32": {
        title: "32: seguridad",
        question: "¿Cómo se evaluó que las medidas se ajustan al riesgo, y cuándo se prueban de nuevo?",
      },
      "35(3)": {
        title: "35(3): casos que siempre requieren una evaluación",
        question: "¿Se da alguno de los casos (a) a (c), y por qué sí o por qué no?",
      },
      "35(4)": {
        title: "35(4): listas de la autoridad",
        question:
          "¿Figura el tratamiento en la lista de la autoridad de cada país, o en su lista de excepciones del artículo 35(5)?",
      },
      "35(10)": {
        title: "35(10): evaluación hecha con la ley",
        question: "¿Se hizo una evaluación al hacer la ley, de modo que no se aplica el artículo 35(1) a (7)?",
      },
      "36": {
        title: "36: consulta previa",
        question: "¿Queda un alto riesgo, de modo que debe consultarse a la autoridad antes de empezar?",
      },
      "44-49": {
        title: "44 a 49: transferencias",
        question: "¿Qué transferencias se hacen, con qué decisión o garantía, y quién comprobó el Derecho del país?",
      },
    },
  },
  anonymity: {
    title: "Tres pruebas de anonimización",
    caption: "Singularización, vinculación, inferencia: las cifras",
    test: "Prueba",
    figure: "Cifra",
    isolation: "¿Puede singularizarse a alguien?",
    linkage: "¿Pueden vincularse datos de alguien?",
    inference: "¿Puede inferirse algo de alguien?",
    nullifier:
      "Cada nullifier es de una persona: quien conserva nullifiers puede distinguir la entrada de una persona de todas las demás dentro de un programa y período.",
    set: (set, all) => `${set} de ${all} personas podrían haber hecho la misma prueba.`,
    smallest: (group, count) => `El grupo más pequeño es ${group}, con ${count}.`,
    links: (situation, by) => `${situation}: ${by}`,
    worth: (bits) => `Una aceptación vale ${bits} bits.`,
    guess: (what, path, before, after) =>
      `${what} (${path}): ${before} de todas las personas, ${after} de las aceptadas.`,
    conclude: "La conclusión debe sacarla una persona, para cada parte según sus medios.",
    draft: "Las directrices son un borrador; comparar su versión definitiva.",
  },
  chainParagraphs: {
    caption: "Directrices 02/2025, versión 2.0 de 7 de julio de 2026: apartados que deben leerse",
    paragraphs: "Apartados",
    question: "En qué fijarse",
    personal: "Si lo que se escribe en la cadena de bloques son datos personales.",
    anonymised: "Si una transacción se considera anonimizada.",
    annex: "Anexo A",
    compare: "Si las recomendaciones de arriba siguen numeradas y redactadas como en la versión 1.1.",
  },
  summary: {
    title: "De un vistazo",
    lead: (derived, declared, open, findings) =>
      `${derived} frases están deducidas, ${declared} declaradas, ${open} pendientes; ${findings} constataciones.`,
    decide: "Qué hay que decidir",
    open: (n) => `Qué está pendiente: ${n} preguntas`,
    section: "Apartado",
    question: "Pregunta",
  },
  ico: "Evaluación de impacto relativa a la protección de datos en la plantilla de la ICO (borrador)",
};
