/** Las palabras de los formularios en español. */
import type { FormMessages } from "./en.ts";
import { templateEs } from "./template-es.ts";

export const es: FormMessages = {
  howToRead:
    "Cada respuesta dice en qué se apoya. Deducido: circuitos, regla, claves y recuentos. Declarado: lo dicen quienes prestan el servicio, o la documentación del programa. Pendiente: solo una persona puede responder. Casillas: ☒ procede, ☐ no procede, ? debe marcarla una persona.",
  toFill: "A rellenar por una persona.",
  item: "Punto",
  answer: "Respuesta",
  choice: "Opción",
  box: { yes: "☒", no: "☐", open: "?" },
  template: (english) => (templateEs as Readonly<Record<string, string>>)[english] ?? english,
  edpb: {
    subtitle: (version) =>
      `Evaluación de impacto relativa a la protección de datos según el modelo del CEPD, versión ${version} (borrador)`,
  },
  draftOf: (date) => `Borrador de fecha ${date}.`,
  jointOpen: "Lo que han acordado los corresponsables del tratamiento está pendiente.",
  keeps: (stores) => `Conserva: ${stores}.`,
  methodsUsed:
    "Nueve criterios del WP 248 rev.01; tipos de amenazas de LINDDUN; acontecimientos temidos del método de la CNIL; recomendaciones de las Directrices 02/2025 del CEPD.",
  madeForPublication: "Los recuentos están preparados para publicarse; falta saber si se publican, y cómo.",
  noneDeclared: "No se declara nada; una persona debe decir si hay algo.",
  claimStays: "Se queda en el teléfono; una prueba dice una frase sobre ello.",
  claimSeen: "La regla pide un único valor: quien ve una aceptación lo conoce.",
  heldIn: (stores) => `Se conserva en: ${stores}.`,
  storeOf: (store, party) => `${store} (${party})`,
  storeHolds: (store, what) => `${store}: ${what}`,
  recordField: (title, field, personal) => `${title}: ${field} (datos personales: ${personal})`,
  whichDataServe: "Qué datos sirven a este fin, y por qué son necesarios, debe decirlo una persona.",
  countriesOpen: "No se declara el país de ninguna parte.",
  crossBorder: (countries) =>
    `Las partes se encuentran en: ${countries}; una persona debe decir si afecta a personas de varios Estados miembros.`,
  transfer: (to, what, safeguard) => `${to}: ${what}; garantía: ${safeguard}`,
  phases: {
    issuing: "Emitir una credencial",
    lists: "Cargar las listas de estado",
    presenting: "Probar y comprobar",
    storing: "Conservar lo comprobado",
    settling: "Liquidar en una cadena de bloques",
    anchoring: "Anclar asientos",
    deleting: "Suprimir",
  },
  issuing: "El emisor firma datos que conoce; el teléfono envía un compromiso sobre su secreto y nada más.",
  operationsFrom: "Marcado según el funcionamiento del programa.",
  anchoredOn: (where) => `Anclado en: ${where}`,
  deleted: (store, term, how) => `${store}: ${term}${how === "" ? "" : `. ${how}`}`,
  software: "civicproof",
  assetsOpen: "Equipos, redes, emplazamientos y personal debe indicarlos una persona.",
  needOpen: "Por qué es necesario debe decirlo una persona.",
  askedFor: "Una condición de la regla.",
  notKept: "No se conserva: se queda en el teléfono.",
  contractOpen: (processors) => `Contratos con ${processors}: véanse las hojas del artículo 28.`,
  doneByCode: "El código lo hace en todo despliegue.",
  necessityOpen: "Una persona debe decir si el tratamiento es necesario, y qué otras vías se han examinado.",
  proportionalityOpen: "El equilibrio entre la injerencia y el fin debe juzgarlo una persona.",
  eventOpen: (event) =>
    `Ninguna constatación trata de este acontecimiento: ${event}. Una persona debe decir si puede ocurrir.`,
  method:
    "Las amenazas proceden de normas fijas aplicadas a circuitos, regla, recuentos y descriptor; cada una tiene un tipo LINDDUN y un acontecimiento temido. La probabilidad, la gravedad y la aceptabilidad no se calculan.",
  scalesOpen: "Las escalas de probabilidad y gravedad, y quién las fija, están pendientes.",
  planOpen: "Falta saber quién aplica cada medida, y para cuándo.",
  par: {
    findings: (n) => `${n} constataciones; cada una es un riesgo en el apartado 16.`,
    claim: "Dato de la credencial",
    keeping: (title) => `Conservación: ${title}`,
  },
  contracts: {
    processor: "Anexos del contrato con cada encargado del tratamiento, artículo 28 (borrador)",
    joint: "Acuerdo entre corresponsables del tratamiento, artículo 26 (borrador)",
    safeguardsOpen: "Las restricciones y garantías para ellos están pendientes.",
    notJoint:
      "No se declara ningún corresponsable del tratamiento: esta hoja es para quienes deciden juntos, si los hay.",
  },
  wallet: {
    registration: "Registro como parte usuaria de la cartera de la UE, TS6 (borrador)",
    asks: (claims, schema) => `${claims}, de credenciales de ${schema}; la respuesta es una prueba sobre ellos.`,
    deletion: "Suprimir sus datos",
    deletionFor: (party, title) => `Esta página es para las personas que han utilizado «${title}» de ${party}.`,
    whatIsKept: "Qué se conserva, y cuánto tiempo",
    howToAsk: "Cómo solicitarlo",
    ask: (to) => `Solicitar la supresión: ${to}`,
    proveIt: "Cómo sabemos que los datos son suyos",
    authenticationOpen: "Falta saber cómo se comprueba una solicitud antes de suprimir nada.",
    deletionSubject: "Solicitud de supresión de mis datos personales (artículo 17 del RGPD)",
    deletionBody: (party, title) =>
      `A la atención de ${party}:\n\nHe utilizado «${title}» con mi cartera. Les ruego que supriman todos los datos personales que les he facilitado por esa vía y que me avisen cuando lo hayan hecho.\n\nEl nullifier que muestra mi cartera para este programa y período es:\n`,
    reportSubject: (name) => `Comunicación de una petición de datos que puede ser ilícita o sospechosa: ${name}`,
    reportBody: (name, party, programme) =>
      `Mi cartera ha recibido una petición de ${name} (${party}) para el programa «${programme}». Me parece ilícita o sospechosa. El documento adjunto dice quién pidió los datos y cuáles. Les ruego que la examinen.`,
  },
  law: {
    title: "Artículos que plantean preguntas",
    caption: "Artículos del RGPD, lo que se sabe y lo que se pregunta",
    article: "Artículo",
    known: "Lo que se sabe, y lo que debe decir una persona",
    countries: (countries) => `Las partes se encuentran en: ${countries}.`,
    third: (countries) => `Fuera del Espacio Económico Europeo: ${countries}.`,
    articles: {
      "13-14": {
        title: "13, 14: información",
        question: "¿Quién comunica a las personas qué puntos de los artículos 13 y 14, cuándo y con qué palabras?",
      },
      "22(2)(b)": {
        title: "22, apartado 2, letra b): decisiones automatizadas que autoriza una ley",
        question:
          "¿Produce la decisión efectos jurídicos o afecta significativamente de modo similar, y qué ley la autoriza con qué garantías?",
      },
      "22(4)": {
        title: "22, apartado 4: categorías especiales en decisiones automatizadas",
        question:
          "¿Se basa la decisión en categorías especiales, y qué excepción del artículo 9, apartado 2, letra a) o g), se aplica?",
      },
      "25": {
        title: "25: desde el diseño y por defecto",
        question: "¿Qué medidas se eligieron en el diseño, qué vale por defecto y qué se dejó fuera?",
      },
      "26": {
        title: "26: corresponsables del tratamiento",
        question: "¿Quiénes determinan conjuntamente los fines y los medios, y qué han acordado?",
      },
      "28": {
        title: "28: encargados del tratamiento",
        question:
          "¿Hay un contrato con cada encargado del tratamiento, y contiene lo que enumera el artículo 28, apartado 3?",
      },
      "32": {
        title: "32: seguridad",
        question: "¿Cómo se evaluó que las medidas son adecuadas al riesgo, y cuándo se verificarán de nuevo?",
      },
      "35(3)": {
        title: "35, apartado 3: casos en que siempre se requiere una evaluación",
        question: "¿Se da alguno de los casos de las letras a) a c), y por qué o por qué no?",
      },
      "35(4)": {
        title: "35, apartado 4: listas de la autoridad de control",
        question:
          "¿Figura el tratamiento en la lista de la autoridad de control de cada país, o en su lista de excepciones del artículo 35, apartado 5?",
      },
      "35(10)": {
        title: "35, apartado 10: evaluación hecha al adoptar la ley",
        question:
          "¿Se hizo ya una evaluación al adoptar la ley, de modo que no se aplique el artículo 35, apartados 1 a 7?",
      },
      "36": {
        title: "36: consulta previa",
        question: "¿Subsiste un alto riesgo, de modo que deba consultarse a la autoridad de control antes de empezar?",
      },
      "44-49": {
        title: "44 a 49: transferencias",
        question:
          "¿Qué transferencias se realizan, con qué decisión o garantía, y quién ha examinado el Derecho del país?",
      },
    },
  },
  anonymity: {
    title: "Tres criterios de la anonimización",
    caption: "Singularización, vinculación, inferencia: las cifras",
    test: "Criterio",
    figure: "Cifra",
    isolation: "¿Puede singularizarse a alguien?",
    linkage: "¿Pueden vincularse entradas de una misma persona?",
    inference: "¿Puede inferirse algo sobre alguien?",
    nullifier:
      "Cada nullifier es de una persona: quien conserva nullifiers puede distinguir la entrada de una persona de todas las demás dentro de un programa y período.",
    set: (set, all) => `${set} de ${all} personas podrían haber hecho la misma prueba.`,
    smallest: (group, count) => `El grupo más pequeño es ${group}, con ${count}.`,
    links: (situation, by) => `${situation}: ${by}`,
    worth: (bits) => `Una aceptación vale ${bits} bits.`,
    guess: (what, path, before, after) =>
      `${what} (${path}): ${before} de todas las personas, ${after} de las aceptadas.`,
    conclude: "La conclusión debe sacarla una persona, para cada parte según sus medios.",
    draft: "Las directrices son un proyecto; compárense con su versión definitiva.",
  },
  chainParagraphs: {
    caption: "Directrices 02/2025, versión 2.0, de 7 de julio de 2026: qué dicen y qué hay que decidir",
    paragraphs: "Apartados",
    question: "Qué dicen; qué está pendiente",
    says: {
      p50: "Que el borrado sea técnicamente imposible no exime del RGPD.",
      p51: "Los datos personales cifrados en una cadena de bloques siguen siendo datos personales.",
      p52: "También un hash con sal o clave. Una vez suprimida la sal o la clave, el hash no debería llevar de nuevo a los datos, siempre que el algoritmo resista y ninguna de las dos se haya filtrado.",
      p53: "Un compromiso perfectamente ocultador es inútil una vez suprimidos los datos y la apertura.",
      p54: "Si algo tiene que constar en una cadena de bloques, que solo pruebe que existen datos; los datos que se comprueban con ello quedan fuera.",
      p64: "Una transacción que perdió su significado, una «transacción anonimizada», puede quedar ahí para que las demás puedan comprobarse.",
      p102: "La supresión se prevé desde el diseño. Se desaconseja poner datos personales en una cadena de bloques, sea en claro, cifrados o como hash.",
    },
    annexKept: "Las recomendaciones 9 (consentimiento) y 11 (duración) conservan su número.",
    personal: "Si lo que se escribe en la cadena de bloques son datos personales.",
    anonymised: "Si una transacción se considera anonimizada.",
    annex: "Anexo A",
    compare: "Si las demás recomendaciones siguen numeradas y redactadas como en la versión 1.1.",
    told: "Los apartados se reproducen tal como los refieren, de forma independiente, al menos dos lectores del texto definitivo. El texto mismo no estaba disponible: conviene leerlo antes de confiar en ellos.",
  },
  summary: {
    title: "De un vistazo",
    lead: (derived, declared, open, findings) =>
      `Frases deducidas: ${derived}; declaradas: ${declared}; pendientes: ${open}; constataciones: ${findings}.`,
    decide: "Lo que hay que decidir",
    open: (n) => `Lo que está pendiente: ${n} preguntas`,
    section: "Apartado",
    question: "Pregunta",
  },
  ico: "Evaluación de impacto relativa a la protección de datos según el modelo de la ICO (borrador)",
};
