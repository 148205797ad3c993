/** Las palabras de la evaluación en español. Solo hechos: nada aquí juzga si algo puede hacerse. */
import { es as statement } from "../../../statement/policy/messages/es.ts";
import type { Messages } from "./en.ts";
import { officeEs } from "./office.ts";

const list = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} y ${parts.at(-1)}`;
const plural = (n: string, one: string, many: string): string => `${n} ${n === "1" ? one : many}`;

const steps: Readonly<Record<number, string>> = {
  1: "Paso 1: ¿Hace falta una evaluación?",
  2: "Paso 2: Describir el tratamiento",
  3: "Paso 3: Consulta",
  4: "Paso 4: Necesidad y proporcionalidad",
  5: "Paso 5: Identificar y evaluar los riesgos",
  6: "Paso 6: Medidas para reducir los riesgos",
  7: "Paso 7: Aprobación y registro del resultado",
};

export const es: Messages = {
  office: officeEs,
  language: "es",
  statement,
  locale: "es",
  list,
  labels: { derived: "deducido", declared: "declarado", open: "pendiente" },
  words: {
    document: "Evaluación de impacto relativa a la protección de datos (borrador)",
    tag: "Estado",
    source: "Fuente",
    contents: "Índice",
    dataBelow: "La tabla siguiente contiene los mismos datos.",
    step: (n) => steps[n]!,
    howToRead:
      "Cada frase dice en qué se apoya. Deducido: circuitos, regla, claves y recuentos, y nada más. Declarado: lo dicen quienes prestan el servicio, o la documentación del programa. Pendiente: solo una persona puede responder. Este informe no decide si el tratamiento es lícito.",
    skip: "Ir al texto",
    category: "Prestaciones sociales",
    author: "civicproof (borrador)",
  },
  sections: {
    screening: "Si se exige una evaluación",
    processing: "Qué ocurre",
    roles: "Quién participa",
    signals: "Lo que sale del teléfono: ocho números",
    hidden: "Lo que se queda en el teléfono",
    knowledge: "Quién sabe qué",
    status: "Qué son los datos para cada parte",
    retention: "Cuánto tiempo, y cómo se suprime",
    consultation: "A quién se ha consultado",
    basis: "Fines y base jurídica",
    leakage: "Cuánto revela una prueba",
    linkability: "Qué puede vincularse",
    commitments: "Qué queda si alguien prueba todos los valores",
    rights: "Derechos de los interesados",
    transfers: "Transferencias, y la cadena de bloques",
    decision: "Decisiones, personas que las revisan y la vía sin teléfono",
    blockchain: "Directrices 02/2025 del CEPD, recomendación por recomendación",
    risks: "Constataciones",
    measures: "Medidas",
    security: "Claves, teléfonos perdidos, coacción",
    evidence: "Elementos de prueba",
    "sign-off": "Aprobación",
  },
  vantages: {
    holder: "el propio teléfono de la persona",
    issuer: "emisor",
    verifier: "verificador",
    hosting: "proveedor de alojamiento del verificador",
    "second-verifier": "otro verificador",
    "status-host": "proveedor de las listas de estado",
    relayer: "retransmisor",
    rpc: "acceso a la cadena de bloques (RPC)",
    chain: "cualquiera que lea la cadena de bloques",
    anchor: "operador de los anclajes",
  },
  functions: {
    issuer: "emite credenciales",
    verifier: "pide pruebas y las comprueba",
    hosting: "aloja al verificador",
    "status-host": "sirve las listas de estado",
    relayer: "envía transacciones",
    rpc: "da acceso a la cadena de bloques",
    anchor: "ancla asientos",
    "second-verifier": "pide a las mismas personas pruebas propias",
  },
  roles: {
    controller: "responsable del tratamiento",
    "joint-controller": "corresponsable del tratamiento",
    processor: "encargado del tratamiento",
    "independent-controller": "responsable independiente",
    recipient: "destinatario",
    undecided: "aún sin decidir",
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
    proof: "los bytes de la prueba",
    time: "hora del acto",
    "network-address": "dirección de red",
    "case-number": "número de expediente",
    payee: "dirección del beneficiario",
    sender: "remitente de la transacción",
    "status-request": "petición de datos de revocación",
    "registry-statement": "declaración del registro",
    pseudonym: "seudónimo ante el organismo",
    opening: "apertura de un asiento",
    "holder-commitment": "compromiso del titular",
    credential: "la credencial",
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
    proof: "prueba",
    time: "hora",
    "network-address": "dirección de red",
    payee: "dirección del beneficiario",
    "case-number": "número de expediente",
    claims: "datos acreditados",
    identity: "identidad",
    status: "estado de las credenciales",
    record: "asiento",
    commitment: "compromiso de un asiento",
  },
  criteria: {
    evaluation: "1. Evaluación o puntuación",
    "automated-decision": "2. Decisión automatizada con efecto jurídico o significativo similar",
    monitoring: "3. Observación sistemática",
    sensitive: "4. Datos sensibles o muy personales",
    "large-scale": "5. Gran escala",
    matching: "6. Asociación o combinación de conjuntos de datos",
    vulnerable: "7. Personas vulnerables",
    innovative: "8. Solución tecnológica u organizativa nueva",
    "prevents-service": "9. Impide a las personas ejercer un derecho o utilizar un servicio",
  },
  criterionReasons: {
    evaluation: {
      met: "La regla mira un importe de dinero y clasifica a las personas según él.",
      "not-met": "",
      open: "La regla separa a las personas que cumplen los requisitos de las demás. Una persona debe decir si eso es una evaluación.",
    },
    "automated-decision": {
      met: "Se actúa conforme a la respuesta sin que una persona la mire.",
      "not-met": "Una persona mira cada respuesta antes de que se actúe conforme a ella.",
      open: "",
    },
    monitoring: {
      met: "",
      "not-met": "",
      open: "Los circuitos no vinculan pruebas de dos períodos; desde aquí no se ve si el servicio en su conjunto observa a las personas.",
    },
    sensitive: {
      met: "La regla mira un dato que el descriptor incluye entre las categorías especiales.",
      "not-met": "",
      open: "La regla no mira ningún dato que el descriptor incluya entre las categorías especiales; qué datos son muy personales debe juzgarlo una persona.",
    },
    "large-scale": {
      met: "",
      "not-met": "",
      open: "El número de personas figura más abajo; las directrices no fijan un límite.",
    },
    matching: {
      met: "",
      "not-met": "",
      open: "Una prueba no trae consigo un segundo conjunto de datos; lo que el portal hace después con la respuesta no se ve desde aquí.",
    },
    vulnerable: {
      met: "Entre quienes presentan pruebas hay personas vulnerables.",
      "not-met": "",
      open: "El descriptor no dice si entre quienes presentan pruebas hay personas vulnerables.",
    },
    innovative: {
      met: "Que se cumplen los requisitos se muestra con una prueba de conocimiento cero.",
      "not-met": "",
      open: "",
    },
    "prevents-service": {
      met: "Quien no puede mostrar una prueba ni tiene otra vía no obtiene el servicio: el efecto se describe más abajo.",
      "not-met": "",
      open: "El descriptor no dice qué supone una denegación para una persona.",
    },
  },
  verdicts: { met: "se cumple", "not-met": "no se cumple", open: "pendiente" },
  knowledge: {
    sees: "lo ve",
    predicate: "solo lo que la regla dice de ello",
    hash: "un valor unidireccional",
    public: "publicado de todos modos",
    cannot: "nada",
  },
  data: {
    identity: "nombre e identidad",
    holderSecret: "secreto de la persona",
    statusIndex: "número en la lista de estado",
    validity: "fechas de la credencial",
    issuer: "qué organismo firmó",
    signature: "firma",
    record: "contenido de un asiento",
  },
  situations: {
    "same-scope-same-period": "un verificador, el mismo programa, el mismo período",
    "same-scope-other-period": "un verificador, el mismo programa, otro período",
    "other-scope": "un verificador, otro programa",
    "two-verifiers": "dos verificadores juntos",
    "verifier+issuer": "verificador y emisor juntos: ¿qué persona es?",
    "verifier+status-host": "verificador y proveedor de las listas de estado juntos",
    "chain-same-period": "lector de la cadena de bloques, el mismo programa, el mismo período",
    "chain-other-period": "lector de la cadena de bloques, el mismo programa, otro período",
    "chain-other-scope": "lector de la cadena de bloques, otro programa",
    "verifier+chain": "verificador y lector de la cadena de bloques: ¿qué sesión es?",
    "relayer-other-period": "retransmisor, otro período",
    "rpc-other-period": "acceso a la cadena de bloques, otro período",
    "status-host-over-time": "proveedor de las listas de estado, a lo largo del tiempo",
  },
  strengths: { exact: "exactamente", approximate: "aproximadamente" },
  commitments: {
    "holder-commitment": "compromiso del titular",
    nullifier: "nullifier",
    context: "context",
    policyHash: "policyHash",
    scope: "scope",
    "registry-roots": "issuerRoot y statusRoot",
    record: "compromiso de un asiento",
  },
  contents: {
    personal: "un contenido personal",
    public: "un contenido publicado",
    random: "un secreto aleatorio",
    known: "nada: quien ve el valor ve sus partes",
  },
  recommendations: [
    "1. Arquitectura: documentación",
    "2. Arquitectura: almacenamiento fuera de la cadena",
    "3. Información",
    "4. Minimización",
    "5. Confianza",
    "6. Uso exigido por la ley",
    "7. Vulnerabilidades del programa",
    "8. Gobernanza",
    "9. Consentimiento",
    "10. Protección de datos desde el diseño y por defecto",
    "11. Conservación: duración",
    "12. Seguridad: evaluación",
    "13. Seguridad: fallo de un algoritmo",
    "14. Seguridad: gobernanza de la evolución",
    "15. Seguridad: confidencialidad",
    "16. Derechos de los interesados",
  ],
  blockchainReasons: {
    "no-chain": "No se escribe nada en una cadena de bloques.",
    "why-declared": "El descriptor dice por qué se usa una cadena de bloques.",
    "why-open": "El descriptor no dice por qué se usa una cadena de bloques.",
    "claims-stay-off":
      "Ningún dato, nombre ni credencial se escribe en la cadena de bloques; las ocho señales públicas sí.",
    "record-hash-only": "Los asientos quedan fuera de la cadena; se ancla una raíz de compromisos con sal.",
    information: "Lo que se dice a las personas figura en el apartado sobre los derechos.",
    "eight-signals":
      "Ocho señales públicas, de las que una, el nullifier, está hecha de algo que solo tiene una persona.",
    trust: "Cómo se confía en el programa y en los operadores.",
    "mandated-yes": "Una ley exige una cadena de bloques.",
    "mandated-no": "Ninguna ley exige una cadena de bloques.",
    mandated: "Si una ley exige una cadena de bloques.",
    vulnerabilities: "Cómo se comunican y se tratan los puntos débiles.",
    changes: "Cómo se deciden los cambios de contratos y circuitos; `civicproof dpia check` señala un cambio.",
    consent: "Si se recurre al consentimiento, y qué ocurre cuando se retira.",
    "by-design":
      "Los circuitos limitan lo que sale del teléfono; una persona debe decir si el conjunto es necesario y proporcionado.",
    permanent:
      "Lo que está en la cadena permanece en ella mientras exista; entre ello, los nullifiers y las direcciones de los beneficiarios.",
    security: "Qué medidas de seguridad se han evaluado.",
    algorithm: "Qué ocurre cuando falla un algoritmo.",
    evolution: "Cómo evoluciona el protocolo.",
    public: "Una cadena pública puede leerla cualquiera; una persona debe decir si el fin lo necesita.",
    rights: "Cómo se responde a la supresión y a la oposición.",
  },
  verdictWords: {
    pass: "lo hace lo que funciona",
    declared: "declarado",
    open: "pendiente",
    "not-applicable": "no procede",
  },
  linddun: {
    L: "L, vinculación",
    I: "I, identificación",
    Nr: "Nr, no repudio",
    D: "D, detección",
    Dd: "Dd, divulgación de datos",
    U: "U, desconocimiento",
    Nc: "Nc, incumplimiento",
  },
  events: {
    access: "acceso ilegítimo",
    modification: "modificación no deseada",
    disappearance: "desaparición",
  },
  findings: {
    "linked-in-period": () => ({
      threat: "Dos solicitudes de una persona en un programa y período muestran el mismo nullifier.",
      impact: "El verificador ve que una persona acudió dos veces en ese período.",
      source: "Verificador; así se rechazan las solicitudes dobles",
    }),
    "permanent-pseudonym": () => ({
      threat: "El nullifier queda en la cadena de bloques como seudónimo para un programa y período.",
      impact:
        "Quien averigua una vez a qué sesión pertenece, por el verificador o por la persona, lo sabe para siempre.",
      source: "Cualquiera que lea la cadena de bloques",
    }),
    "sender-links": () => ({
      threat:
        "La cuenta de la persona envía y paga la transacción: la misma cuenta vincula todos los programas y períodos.",
      impact: "Las solicitudes de una persona forman una lista pública, junto a todo lo demás que hizo la cuenta.",
      source: "Cualquiera que lea la cadena de bloques",
    }),
    "payee-links": () => ({
      threat: "La dirección del beneficiario es la misma en varias solicitudes.",
      impact: "Las solicitudes de una persona forman una lista pública, aunque los nullifiers sean distintos.",
      source: "Cualquiera que lea la cadena de bloques",
    }),
    "network-links": () => ({
      threat: "Se conservan direcciones de red junto a las presentaciones.",
      impact:
        "Las sesiones de un hogar pueden vincularse entre programas y períodos, y un proveedor puede decir qué hogar es.",
      source: "Verificador, su proveedor de alojamiento, quien acceda a los registros de actividad",
    }),
    "case-links": () => ({
      threat: "La petición nombra un expediente, así que la respuesta trata de una persona conocida.",
      impact: "El verificador sabe quién presentó la prueba; lo que esta le oculta son los valores.",
      source: "Verificador",
    }),
    "status-question": () => ({
      threat: "El teléfono pregunta por una entrada de la lista de estado en vez de por la lista entera.",
      impact: "El proveedor de la lista ve qué credencial va a usarse, y cuándo.",
      source: "Proveedor de las listas de estado",
    }),
    "register-match": ({ set = "" }) => ({
      threat: `Quien tiene el registro del emisor puede enumerar por su nombre a las ${set} personas que cumplen los requisitos.`,
      impact:
        "La persona que está detrás de una prueba figura en esa lista; otros conocimientos (hora, lugar, expediente) la acortan.",
      source: "Emisor y verificador juntos",
    }),
    "one-party-both": ({ party = "" }) => ({
      threat: `${party} emite credenciales y comprueba pruebas: lo que la prueba oculta al verificador lo sabe el emisor.`,
      impact:
        "Solo la organización mantiene separados el registro y el portal; vale la segunda imagen de quién sabe qué.",
      source: "Parte que es emisor y verificador",
    }),
    "value-disclosed": ({ claims = "" }) => ({
      threat: `La regla pide un único valor de: ${claims}. De todo el que es aceptado se ve que lo tiene.`,
      impact: "Una prueba divulga este valor, como lo haría un documento.",
      source: "Verificador, quien lea la regla y vea una aceptación",
    }),
    "issuer-linked": ({ values = "" }) => ({
      threat: `Verificador y emisor juntos pueden decir quién presentó, por: ${values}.`,
      impact: "Lo que la prueba oculta al verificador lo añade el registro.",
      source: "Emisor y verificador juntos, o una parte que es ambas cosas",
    }),
    "surer-guess": ({ about = "", path = "", prior = "", posterior = "", group = "", worst = "", limit = "" }) => ({
      threat: `De las personas aceptadas, el ${posterior} % cumple ${about === "" ? "la alternativa" : `la condición ${about}`} (${path}); de todas, el ${prior} %${group === "" ? "" : `; en ${group}, el ${worst} %`}. El límite es el ${limit} %.`,
      impact: "Quien ve una aceptación adivina lo que la prueba no dice, y casi siempre acierta.",
      source: "Verificador, quien vea una aceptación",
    }),
    "host-knows-people": ({ party = "" }) => ({
      threat: `${party} conserva nombres o datos de personas y no emite credenciales.`,
      impact: "Lo que la prueba le oculta se lo dice su propio almacén.",
      source: "Parte que lleva el almacén",
    }),
    "transfer-undeclared": ({ party = "", country = "" }) => ({
      threat: `${party} está en ${country}, fuera del Espacio Económico Europeo, y no se declara ninguna transferencia.`,
      impact: "Las personas no pueden saber adónde van sus datos ni con qué garantía.",
      source: "Responsable del tratamiento",
    }),
    "small-group": ({ groups = "", all = "", people = "", group = "", count = "", minimum = "" }) => ({
      threat: `En ${groups} de ${all} grupos cumplen los requisitos menos de ${minimum} personas, ${people} en total; el más pequeño es ${group}, con ${count}.`,
      impact: "Quien sabe que una persona vive allí y ve una prueba tiene muy pocos candidatos.",
      source: "Verificador que conoce el grupo",
    }),
    "early-set": ({ hours = "", minimum = "" }) => ({
      threat:
        hours === ""
          ? `Nunca llegarán a presentar ${minimum} personas.`
          : `Hasta ${plural(hours, "hora", "horas")} después del inicio han presentado menos de ${minimum} personas.`,
      impact:
        "Los primeros usuarios se ocultan entre pocos; quien vio entonces a alguien usar el servicio puede adivinar.",
      source: "Verificador, lector de la cadena de bloques",
    }),
    "threshold-window": ({ count = "", minimum = "" }) => ({
      threat: `Entre dos umbrales vecinos hay a veces solo ${plural(count, "persona", "personas")} (el límite es ${minimum}).`,
      impact: "Una persona a la que se piden ambos dice a qué lado de cada uno está su valor.",
      source: "Verificador que cambia un umbral dentro de un programa y período",
    }),
    "answers-add-up": ({ set = "", alone = "" }) => ({
      threat: `Juntas, las reglas de este programa dejan ${plural(set, "persona", "personas")} en vez de ${alone}.`,
      impact: "Las respuestas con un mismo nullifier dicen juntas más que cada una por separado.",
      source: "Verificador",
    }),
    "proof-is-evidence": () => ({
      threat: "Una presentación puede mostrarse a un tercero y también allí se comprueba.",
      impact: "Una persona no puede negar que alguien con este secreto respondió a esta petición.",
      source: "Verificador, quien obtenga la presentación",
    }),
    "nullifier-too-short": ({ days = "", needed = "" }) => ({
      threat:
        needed === ""
          ? `Los nullifiers se olvidan a los ${plural(days, "día", "días")}, pero el programa permite una sola solicitud para siempre.`
          : `Los nullifiers se olvidan a los ${plural(days, "día", "días")}, pero un período dura hasta ${plural(needed, "día", "días")}.`,
      impact: "Alguien puede solicitar dos veces, a costa de otros.",
      source: "Plazo de conservación de los nullifiers",
    }),
    "store-permanent": ({ stores = "" }) => ({
      threat: `${stores}: se conserva sin fin.`,
      impact: "Lo que ya no se necesita todavía puede filtrarse o ser reclamado.",
      source: "Plazo de conservación",
    }),
    "store-lost": () => ({
      threat: "El almacén de nullifiers se pierde o vuelve a un estado anterior.",
      impact: "Hay quien puede solicitar dos veces, o ser rechazado sin haber solicitado.",
      source: "Avería o restauración de una copia antigua",
    }),
    "development-keys": ({ circuit = "" }) => ({
      threat: `La clave del circuito ${circuit} es una clave de desarrollo: su secreto es público y cualquiera puede falsificar pruebas.`,
      impact: "Personas que no cumplen los requisitos pueden solicitar en lugar de quienes los cumplen.",
      source: "Cualquiera",
    }),
    "lost-phone": () => ({
      threat: "Con el teléfono se pierde el secreto.",
      impact:
        "La persona no puede probar nada hasta que se emita una credencial nueva, que vale desde el período siguiente.",
      source: "Pérdida, robo, avería",
    }),
    "no-enrolment": () => ({
      threat:
        "No se declara ninguna inscripción de personas: solo los archivos de cada emisor dicen que dos secretos son de una misma persona.",
      impact: "Una persona con dos secretos tiene dos nullifiers y puede solicitar dos veces en un período.",
      source: "Titular",
    }),
    "once-replaced": ({ programme = "" }) => ({
      threat: `El programa ${programme} tiene un solo período sin fin, y el secreto de alguien se sustituye después del primer día.`,
      impact: "Esa persona ya no puede probar nada para él, pues nadie puede saber si se usó el seudónimo perdido.",
      source: "Pérdida, robo, avería",
    }),
    coercion: () => ({
      threat: "Alguien obliga a una persona a presentar una prueba, o la presenta con su teléfono.",
      impact: "La prestación va a otro; los circuitos no ven la diferencia.",
      source: "Personas del entorno",
    }),
    "record-guessable": ({ bits = "", seconds = "" }) => ({
      threat: `Los compromisos de asientos llevan ${bits} bits aleatorios: probar todos los valores lleva ${seconds}.`,
      impact: "Quien lee los anclajes puede averiguar lo que dice un asiento.",
      source: "Cualquiera que lea los anclajes",
    }),
    "record-shared-salt": () => ({
      threat: "Una misma sal sirve para varios asientos.",
      impact: "Asientos iguales tienen compromisos iguales; suprimir una sal suprimiría también los asientos de otros.",
      source: "Cualquiera que lea los anclajes",
    }),
    "record-stays": () => ({
      threat: "La raíz de los compromisos permanece donde está anclada cuando se suprime un asiento.",
      impact: "Lo que queda es un número; con la sal aún mostraría que existió un asiento.",
      source: "Quien guardó la sal o una copia del asiento",
    }),
    "no-legal-basis": () => ({
      threat: "El descriptor no nombra ninguna base jurídica.",
      impact: "Las personas no pueden saber con qué fundamento se usan sus datos.",
      source: "Responsable del tratamiento",
    }),
    "special-category": ({ claims = "" }) => ({
      threat: `El descriptor incluye entre las categorías especiales: ${claims}.`,
      impact: "Una prueba puede mostrar, o dejar adivinar, un hecho especialmente protegido.",
      source: "Verificador",
    }),
    "no-human-review": () => ({
      threat: "Se actúa automáticamente conforme a la respuesta y no se describe ninguna revisión por una persona.",
      impact: "Quien es rechazado por error no tiene a quién acudir.",
      source: "Responsable del tratamiento",
    }),
    "no-paper-route": () => ({
      threat: "No se describe ninguna vía sin teléfono.",
      impact: "Quien no tiene teléfono, o no uno bastante nuevo, no obtiene el servicio.",
      source: "Responsable del tratamiento",
    }),
    "no-information": () => ({
      threat: "El descriptor no dice cómo se informa a las personas.",
      impact: "Las personas no saben qué dice una prueba, ni a quién.",
      source: "Responsable del tratamiento",
    }),
    children: () => ({
      threat: "Entre quienes presentan pruebas puede haber menores de 18 años.",
      impact: "Puede que no entiendan lo que dice una prueba, o que la presenten porque alguien se lo manda.",
      source: "Regla",
    }),
    "chain-abroad": () => ({
      threat: "Los nodos de una cadena pública funcionan en muchos países y conservan lo que se escribe.",
      impact: "Los nullifiers y las direcciones de los beneficiarios se copian fuera del alcance del responsable.",
      source: "Nodos de la cadena de bloques",
    }),
    "rare-roots": () => ({
      threat: "Las carteras prueban con su propia copia del registro, por antigua que sea.",
      impact: "Una raíz que pocos más muestran vincula las presentaciones de una persona ante todos los verificadores.",
      source: "Verificadores que comparan lo que ven",
    }),
    "single-openings": () => ({
      threat: "Cada titular pide la apertura de su propio asiento, cada uno a una hora suya.",
      impact:
        "Quien responde sabe qué asiento va a probarse a continuación, y con qué anclaje; el verificador ve ese anclaje.",
      source: "Editor de los asientos",
    }),
    "few-issuers": ({ keys = "", fewest = "" }) => ({
      threat:
        keys === ""
          ? "El descriptor no dice en cuántas claves de emisor confía el registro para el esquema."
          : `El registro confía para el esquema en ${keys} claves de emisor, menos de ${fewest}.`,
      impact:
        "Una prueba oculta al emisor entre estas claves; si son pocas se delata, y con él una región o una condición.",
      source: "Verificador",
    }),
    "times-kept": () => ({
      threat: "Se conservan las horas exactas de las presentaciones.",
      impact: "Quien sabe cuándo una persona estaba en la ventanilla, o en línea, puede encontrar su entrada.",
      source: "Verificador, su proveedor de alojamiento, quien acceda al almacén",
    }),
  },
  measures: {
    "scoped-nullifiers": {
      title: "Un seudónimo por programa y período",
      text: "El nullifier depende del secreto, el ámbito y el período: es distinto en cada programa y cada período.",
    },
    "no-claims-leave": {
      title: "Ningún dato sale del teléfono",
      text: "Datos, número, organismo, fechas y firma son entradas privadas; ninguna señal pública depende de ellas.",
    },
    relay: {
      title: "Enviar por un retransmisor",
      text: "La cuenta de un retransmisor envía y paga todas las transacciones, de modo que el remitente no dice nada.",
    },
    "one-time-payee": {
      title: "Una dirección de pago nueva para cada solicitud",
      text: "Una dirección nueva, o una común para todos, en vez de una dirección por persona.",
    },
    "drop-addresses": {
      title: "No conservar direcciones de red",
      text: "Descartarlas a la entrada, antes de que las vean registros y límites; un hash con la sal del día basta para los límites.",
    },
    "whole-lists": {
      title: "Listas de estado enteras",
      text: "Los teléfonos cargan las listas de estado enteras, de modo que a nadie se le pregunta por una credencial.",
    },
    "same-roots": {
      title: "Las raíces que todos muestran",
      text: "Las carteras prueban con la declaración más reciente que tenga al menos diez minutos, o no prueban; `openRegistry` lo hace.",
    },
    "all-openings": {
      title: "Las aperturas de todos los asientos en un archivo",
      text: "Publicar juntas las aperturas de un anclaje; los teléfonos cargan el archivo entero, prueben lo que prueben.",
    },
    "more-issuers": {
      title: "Tres claves de emisor o más",
      text: "Unir registros, o dejar que organismos vecinos firmen con el mismo esquema, para que una raíz represente a varios.",
    },
    enrol: {
      title: "Inscribir a las personas antes de emitir",
      text: "Una autoridad certifica quién es una persona; cada organismo tiene entonces un seudónimo por persona: docs/enrolment.md.",
    },
    "coarser-rule": {
      title: "Una regla o un grupo menos fino",
      text: "Unir distritos pequeños, ampliar el intervalo o dejar el grupo fuera de todo lo que se conserva junto a la prueba.",
    },
    "ask-for-less": {
      title: "Pedir menos",
      text: "Dejar fuera lo que no haga falta: un valor, un número de expediente; o decir a las personas, antes de la prueba, que se ve.",
    },
    "declare-transfer": {
      title: "Declarar la transferencia, o elegir una parte dentro del espacio",
      text: "Nombrar la garantía del capítulo V, o encargarlo a una parte del Espacio Económico Europeo.",
    },
    "host-contract": {
      title: "Mantener nombres y datos lejos de quien aloja",
      text: "Cifrar estos almacenes con claves del responsable, o trasladarlos; el contrato dice quién puede leerlos.",
    },
    "start-together": {
      title: "Empezar con muchas personas",
      text: "Abrir el programa cuando se hayan emitido muchas credenciales, y no conservar horas exactas los primeros días.",
    },
    "separate-registers": {
      title: "Separar emisor y verificador",
      text: "Otras personas, otros sistemas, ningún intercambio de horas ni expedientes entre el registro y el portal.",
    },
    "one-threshold": {
      title: "Un umbral por programa y período",
      text: "No pedir varios umbrales a una persona dentro de un mismo ámbito; `civicproof policy lint --sibling` avisa.",
    },
    "own-programmes": {
      title: "Un programa para cada pregunta",
      text: "Las reglas con programas propios tienen nullifiers propios, de modo que sus respuestas no se juntan.",
    },
    "delete-proofs": {
      title: "No conservar pruebas",
      text: "Suprimir una presentación cuando se ha comprobado; lo que rechaza una segunda solicitud es el nullifier.",
    },
    "short-retention": {
      title: "Un fin para cada almacén",
      text: "Suprimir cuando termina el fin, y comprobar que se ha hecho.",
    },
    "long-enough-retention": {
      title: "Conservar los nullifiers todo el período",
      text: "Un plazo de al menos un período; en programas sin períodos, mientras dure el programa.",
    },
    "backup-store": {
      title: "Un almacén que sobrevive a una caída",
      text: "Escrituras duraderas, copias de seguridad probadas y ninguna vuelta a un estado anterior mientras haya solicitudes abiertas.",
    },
    ceremony: {
      title: "Claves de una ceremonia",
      text: "Las claves de producción proceden de una ceremonia en la que basta un participante honesto: docs/ceremony.md.",
    },
    reissue: {
      title: "Emitir de nuevo tras una pérdida",
      text: "La credencial antigua se revoca; la nueva vale desde el período siguiente, así que nadie solicita dos veces.",
    },
    "human-route": {
      title: "Una persona y una vía sin teléfono",
      text: "Una ventanilla donde decide una persona, también para quien no tiene teléfono, está bajo presión o fue rechazado por error.",
    },
    "salted-records": {
      title: "Una sal larga y aleatoria por asiento",
      text: "Al menos 128 bits aleatorios para cada asiento, que solo conserva el responsable.",
    },
    "erase-salt": {
      title: "Suprimir juntos la sal y el asiento",
      text: "Cuando asiento y sal están suprimidos en todas partes, el compromiso ya no puede abrirse ni adivinarse.",
    },
    inform: {
      title: "Decir con palabras sencillas lo que dice una prueba",
      text: "`civicproof policy explain` da las frases; mostrarlas antes de hacer la prueba.",
    },
    "legal-answer": {
      title: "Respuesta del delegado de protección de datos: base jurídica",
      text: "Una cuestión de derecho a la que debe responder el descriptor.",
    },
    "chain-answer": {
      title: "Respuesta del delegado de protección de datos: cadena de bloques",
      text: "Por qué una cadena de bloques, cuál, y qué supone su permanencia para las personas.",
    },
    "bound-session": {
      title: "Respuestas ligadas a una sesión",
      text: "Nonce, origen, destinatario y caducidad forman parte de la prueba, así que no sirve en otra sesión.",
    },
    "coarse-times": {
      title: "Días en vez de segundos",
      text: "Conservar el día de una presentación; suprimir las horas exactas al acabar la sesión.",
    },
  },
  claims: {
    birthDate: "fecha de nacimiento",
    district: "distrito",
    residentSince: "empadronado desde",
    householdSize: "tamaño del hogar",
    annualIncome: "renta del hogar",
    disabled: "discapacidad",
    student: "formación",
  },
  sources: {
    holderSecret: "el secreto de la persona",
    claims: "un dato acreditado",
    statusIndex: "el número en la lista de estado",
    validity: "las fechas de la credencial",
    signature: "la firma",
    issuer: "el organismo que firmó",
    schema: "el esquema",
    policy: "la regla",
    trustedIssuers: "la lista de emisores reconocidos",
    statusLists: "las listas de estado",
    scope: "el ámbito",
    period: "el período",
    today: "el día",
    session: "la sesión",
    record: "un asiento",
    salt: "las sales de un asiento",
    anchors: "los anclajes",
  },
  or: (parts) => (parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} o ${parts.at(-1)}`),
  terms: {
    pseudonym: "seudónimo",
    predicate: "predicado",
    root: "raíz",
    parameter: "parámetro",
    session: "sesión",
    attribute: "atributo",
    secret: "secreto",
    holder: "titular",
    verifier: "verificador",
    registry: "registro",
    issuer: "emisor",
    "scope and period": "ámbito y período",
    "policy version": "versión de la regla",
    "registry version": "versión del registro",
    programme: "programa",
    period: "período",
    day: "día",
    "pseudonym of the person for one scope and period": "seudónimo de la persona para un ámbito y un período",
    "commitment to schema, slots, clauses and circuit shape":
      "compromiso sobre el esquema, las condiciones, las cláusulas y la forma del circuito",
    "root over the trusted issuers' keys": "raíz de las claves de los emisores reconocidos",
    "root over the issuers' revocation lists": "raíz de las listas de revocación de los emisores",
    "verifier host, programme, and chain and contract if any":
      "host del verificador, programa y, si los hay, cadena y contrato",
    "first day of the period for which a claim counts": "primer día del período para el que vale una solicitud",
    "calendar date times 2^32 plus day number": "fecha por 2^32 más el número del día",
    "nonce, asking origin, response origin, recipient and expiry":
      "nonce, origen de la petición, origen de la respuesta, destinatario y caducidad",
    "random secret of the holder; never leaves the device": "secreto aleatorio del titular; nunca sale del dispositivo",
    "hides the commitment from issuers that compare their files; derived from the secret":
      "oculta el compromiso a los emisores que comparan sus archivos; obtenido del secreto",
    "which schema the credential follows": "qué esquema sigue la credencial",
    "the credential's place in its status list": "el lugar de la credencial en su lista de estado",
    "first day of the credential": "primer día de la credencial",
    "last day of the credential": "último día de la credencial",
    "first day from which periods may be claimed; 0 for a first credential":
      "primer día desde el que pueden solicitarse períodos; 0 en una primera credencial",
    "what the issuer certifies about the person": "lo que el emisor certifica de la persona",
    "which office signed": "qué organismo firmó",
    "random part of the signature: one per credential": "parte aleatoria de la firma: una por credencial",
    "the signature: one per credential": "la firma: una por credencial",
    "the office's place among the trusted issuers": "el lugar del organismo entre los emisores reconocidos",
    "path of the office's key to issuerRoot": "camino de la clave del organismo a issuerRoot",
    "path of the credential's status word to statusRoot":
      "camino de la palabra de estado de la credencial a statusRoot",
    "alternatives of the policy": "alternativas de la regla",
    "what each range slot looks at": "lo que mira cada condición de intervalo",
    "lower bounds of the range slots": "límites inferiores de las condiciones de intervalo",
    "upper bounds of the range slots": "límites superiores de las condiciones de intervalo",
    "what each set slot looks at": "lo que mira cada condición de conjunto",
    "roots of the published sets": "raíces de los conjuntos publicados",
    "path of the claim to the set's root": "camino del dato a la raíz del conjunto",
  },
  permanent: "para siempre",
  days: (n) => plural(n, "día", "días"),
  answers: {
    machine: "lo hace el código",
    engineer: "equipo técnico",
    "privacy-officer": "delegado de protección de datos",
  },
  headers: {
    together: "Juntos",
    whichPerson: "Qué persona presentó",
    joined: "Lo que pueden reconocer como de una misma persona",
    rule: "En la regla",
    before: "De todas las personas",
    after: "De las aceptadas",
    surest: "Lo más seguro en un grupo",
    contact: "Contacto",
    field: "Campo",
    personalData: "Dato personal",
    signal: "Señal",
    klass: "Clase",
    fixedBy: "Procede de",
    depends: "Depende de",
    lifetime: "No cambia durante",
    meaning: "Significado",
    party: "Parte",
    role: "Papel",
    does: "Qué hace",
    country: "País",
    datum: "Qué",
    criterion: "Criterio",
    verdict: "Resultado",
    reason: "Motivo",
    situation: "Quién mira qué",
    links: "Vinculado por",
    group: "Grupo",
    people: "Personas",
    qualifying: "Cumplen los requisitos",
    bits: "Bits",
    set: "Se oculta entre",
    condition: "Condición sobre",
    revealed: "Revelada",
    threshold: "Umbral",
    between: "Cumplen este o el siguiente, no ambos",
    presentations: "Presentaciones",
    hours: "Horas desde el inicio",
    presenters: "Han presentado",
    commitment: "Valor",
    seenBy: "Visto por",
    hides: "Oculta",
    entropy: "Bits ocultos",
    cost: "Probarlo todo, de media",
    costWithSalt: "Si se conoce la sal",
    store: "Almacén",
    holds: "Contiene",
    kept: "Se conserva",
    erasure: "Supresión",
    because: "Porque",
    recommendation: "Recomendación",
    finding: "Constatación",
    impact: "Qué supone para una persona",
    type: "Tipo",
    event: "Acontecimiento temido",
    measure: "Medida",
    answeredBy: "Responde",
    file: "Qué",
    hash: "SHA-256",
    status: "Qué es para esta parte",
    to: "A",
    what: "Qué",
    safeguard: "Garantía",
    from: "De",
    carries: "Lleva",
    item: "Punto",
    note: "Nota",
  },
  captions: {
    outOfReach: "Lo que ninguna ejecución puede mostrar",
    surroundings: "Lo que rodea a una prueba",
    parties: "Las partes y lo que hacen",
    flow: "Quién envía qué a quién",
    signals: "Señales públicas del circuito",
    hidden: "Entradas privadas del circuito",
    matrix: "Quién sabe qué de una persona y de una presentación",
    collusions: "Lo que saben juntas dos cualesquiera de ellas",
    inferences: "Lo que una aceptación hace más probable",
    records: (title) => `Asientos anclados: ${title}`,
    status: "Por parte",
    timeline: "Cuánto tiempo conserva cada almacén lo que contiene",
    links: "Dos presentaciones de una persona, o dos vistas de una presentación",
    groups: (group) => `Personas que cumplen los requisitos, por ${group}`,
    conditions: "Condiciones una a una",
    sweep: (claim, now, path) => `Lo que harían otros umbrales: ${claim}, ahora ${now} (${path})`,
    repetitions: (periods) => `La misma regla cumplida varios ${periods}, cuando pueden vincularse`,
    early: "Las primeras horas",
    commitments: "Valores unidireccionales que otros ven",
    criteria: "Los nueve criterios del WP 248 rev.01",
    recommendations: "Las dieciséis recomendaciones (numeradas como en la versión 1.1, de 8 de abril de 2025)",
    findings: "Constataciones por tipo LINDDUN y acontecimiento temido",
    evidence: "De qué se ha deducido esta evaluación",
    transfers: "Transferencias declaradas",
    signOff: "A rellenar por personas",
  },
  limit: (n) => `límite ${n}`,
  peopleUnit: "personas que cumplen los requisitos",
  yes: "siempre",
  no: "oculta entre alternativas",
  nothing: "nada que el modelo conozca",
  acts: {
    issuing: "la emisión",
    "list-request": "la petición de listas",
    opening: "la petición de una apertura",
    presentation: "la presentación",
  },
  joined: (a, b, by) => `${a} y ${b}, por ${by}`,
  keptIn: (knowledge, stores) => `${knowledge}; se conserva en ${stores}`,
  alternative: "una alternativa",
  inGroup: (share, group) => `${share} en ${group}`,
  evidence: {
    witness:
      "Se cambió cada fuente privada en cálculos reales del circuito, y ninguna señal pública cambió salvo las que se declaran dependientes de ella",
    counts: "Las cifras se compararon con un recuento simple de personas",
    linkability: "Se hicieron presentaciones reales y se buscaron en ellas vínculos que este modelo no declara",
    observation:
      "Personas con credenciales reales acudieron al servicio en marcha, y en lo que conservaron este, su proxy y su base de datos se buscaron vínculos que este modelo no declara",
  },
  surroundings: {
    issuing: {
      name: "Hora de emisión y primera prueba",
      seenBy: "emisor y verificador juntos",
      joins:
        "Ambos conservan horas: a quien presenta una prueba justo después de emitirse una credencial se le encuentra comparándolas.",
      nothing: "Las horas no se conservan en ambos lados, así que después no pueden compararse.",
    },
    platform: {
      name: "Tienda de aplicaciones y servicio de notificaciones",
      seenBy: "fabricante del sistema del teléfono",
      joins:
        "Quién tiene la aplicación, y cuándo la despertó un mensaje: falta saber qué impide juntarlo con las pruebas.",
      nothing: "",
    },
    artifacts: {
      name: "Archivos del circuito {circuit}",
      seenBy: "quien los sirve",
      joins:
        "Quien carga estos archivos va a hacer una prueba con este circuito: falta saber quién los sirve y si todos los teléfonos los cargan todos.",
      nothing: "",
    },
    epoch: {
      name: "Antigüedad de las raíces del registro",
      seenBy: "cada verificador",
      joins: "Cada cartera muestra las raíces de su propia copia: una antigüedad inusual es de un solo teléfono.",
      nothing: "Todas las carteras muestran a la vez las raíces de una misma declaración.",
    },
    lists: {
      name: "Tamaño y ETag de las listas cargadas",
      seenBy: "proveedor de los archivos del registro",
      joins:
        "Un proveedor puede dar a cada teléfono una marca propia y recibirla de vuelta: falta saber si esto se impide.",
      nothing: "",
    },
    cookies: {
      name: "Cookies del portal y del proxy",
      seenBy: "verificador y su proveedor de alojamiento",
      joins: "El servicio del verificador no instala cookies; falta saber si el portal y el proxy instalan alguna.",
      nothing: "",
    },
    logs: {
      name: "Registros de actividad e informes de errores",
      seenBy: "quien los recibe",
      joins: "Falta saber quién recibe los registros de actividad de portal, proxy y aplicación, y qué contienen.",
      nothing: "",
    },
    payment: {
      name: "Pago o entrega de la prestación",
      seenBy: "banco, repartidor",
      joins: "Quien paga conoce una cuenta bancaria o una dirección: falta saber si eso se junta con la prueba.",
      nothing: "",
    },
    smallIssuers: {
      name: "Emisores de pocas credenciales",
      seenBy: "verificador",
      joins:
        "Falta saber cuántas credenciales ha emitido el emisor más pequeño; una raíz que cambia para pocas personas dice algo de ellas.",
      nothing: "",
    },
    refusals: {
      name: "Peticiones que quedan sin respuesta",
      seenBy: "verificador",
      joins:
        "Una petición nombra un expediente: si queda sin respuesta, se ve que la persona de ese expediente no cumple los requisitos o no quiere responder.",
      nothing: "Una petición no nombra a nadie: la que queda sin respuesta no es de nadie.",
    },
    household: {
      name: "Dos personas de un mismo hogar",
      seenBy: "verificador, cadena de bloques",
      joins:
        "Las personas de un hogar comparten una dirección de red o una cuenta, y eso se conserva: lo que hace una se junta con lo que hace otra.",
      nothing: "No se conservan direcciones ni cuentas que compartan personas.",
    },
  },
  outOfReach: {
    people:
      "Las personas reales acuden cuando tienen tiempo, escriben a su manera y se las ve en ventanillas; en una ejecución no ocurre nada de eso.",
    platform: "Las tiendas de aplicaciones y los servicios de notificaciones ven teléfonos que una ejecución no tiene.",
    handshake:
      "Todos los teléfonos de una ejecución se conectan de un mismo modo, así que no se ve lo que una conexión dice de un dispositivo.",
    "handed-on":
      "Lo que se hace después con lo conservado (en un servicio de registros de actividad, un banco, una copia) no se examina.",
    keyed:
      "Un valor que se cifra de nuevo cada vez no dice nada a quien no tiene la clave; quien la tiene puede leer el valor.",
    "other-periods": "Todos los actos son de un período: nadie espera al siguiente.",
    "one-service": "Se pidió un solo programa: lo que vincula a varios no se examinó.",
    "one-address":
      "Los teléfonos comparten direcciones, así que no puede decirse que una dirección sea de una sola persona.",
    "no-proxy": "No se dio ningún registro de un proxy.",
    "no-service-log": "No se dio ningún registro del servicio.",
    "no-database": "No se dio ninguna base de datos.",
    "no-lists": "Quién sirve los archivos del registro no se examinó.",
    "few-acts": "Las personas acudieron demasiado poco para lo que solo se ve en las costumbres.",
  },
  linkedBy: (value, strength) => `${value} (${strength})`,
  flow: {
    request: "petición: regla, ámbito, período, nonce",
    presentation: "presentación: prueba, ocho señales",
    credential: "credencial firmada",
    commitment: "compromiso del titular",
    lists: "listas de estado enteras",
    oneEntry: "pregunta por una entrada",
    settle: "solicitud",
    transaction: "transacción",
    anchor: "raíz de los asientos",
    stores: "almacenes",
  },
  duration(seconds, format) {
    if (!Number.isFinite(seconds) || seconds > 1e27 * 31_557_600) return "más que cualquier tiempo que tenga nombre";
    if (seconds >= 31_557_600) return `${format(seconds / 31_557_600)} años`;
    if (seconds >= 86_400) return `${format(seconds / 86_400)} días`;
    if (seconds >= 1) return `${format(seconds)} segundos`;
    return "menos de un segundo";
  },
  threshold(relative, operator, value) {
    const amount = {
      none: value,
      years: plural(value, "año", "años"),
      days: plural(value, "día", "días"),
    }[relative];
    return {
      "<": `menos de ${amount}`,
      "<=": `${amount} o menos`,
      ">": `más de ${amount}`,
      ">=": `${amount} o más`,
    }[operator];
  },
  s: {
    withAnswer: (reason, text) => `${reason} ${text}`,
    asksAbout: (reason, claims) => `${reason} Por examinar: ${claims}.`,
    published: (below, to) =>
      `En esta versión los recuentos inferiores a ${below} se muestran como ${below}, y los demás se redondean a ${to}.`,
    apart: (policies) =>
      `${policies}: se piden en otros programas, así que los nullifiers son distintos y no conectan las respuestas.`,
    vulnerable: (text) => `Personas vulnerables: ${text}`,
    enrolment: (authority, note) => `Inscripción por ${authority}.${note === undefined ? "" : ` ${note}`}`,
    yesNo: (yes) => (yes ? "sí" : "no"),
    minimisationPinned: (used, all, pinned) =>
      `De ${all} datos de la credencial, la regla mira ${used}; el verificador ve el valor de: ${pinned}, porque la regla pide un único valor.`,
    evidence: (what, run) =>
      `${what}: ${run.result === "passed" ? "superado" : "no superado"} el ${run.date}, commit ${run.commit}.${run.note === undefined ? "" : ` ${run.note}`}`,
    witnessOpen:
      "Falta saber si, para esta clave, se cambió cada fuente privada en cálculos reales del circuito: indicar una ejecución en evidence.",
    countsOpen: "Falta saber si estas cifras se compararon con un recuento simple: indicar una ejecución en evidence.",
    linkabilityOpen:
      "Falta saber si una ejecución de `civicproof dpia test-linkability` encontró otros vínculos: indicar esa ejecución en evidence.",
    observationOpen:
      "Falta saber si una ejecución de `civicproof dpia observe` en el servicio encontró otros vínculos: indicar esa ejecución en evidence.",
    vulnerabilities: (text) => `Vulnerabilidades: ${text}`,
    vulnerabilitiesOpen: "Vulnerabilidades: la respuesta está pendiente.",
    changes: (text) => `Cambios: ${text}`,
    changesOpen: "Cambios: la respuesta está pendiente.",
    algorithm: (text) => `Cuando falla un algoritmo: ${text}`,
    algorithmOpen: "Cuando falla un algoritmo: la respuesta está pendiente.",
    trust: (text) => `Confianza en el programa y en los operadores: ${text}`,
    trustOpen: "Confianza en el programa y en los operadores: la respuesta está pendiente.",
    standardsOpen: "No se declara ninguna norma ni código de conducta.",
    noProcessor: "Ninguna parte se declara encargada del tratamiento.",
    claimsFrom: {
      month: (programme) =>
        `Programa ${programme}: una credencial que sustituye a otra vale desde el primer mes que empieza tras su emisión. Para el mes en curso nadie puede hacer una segunda solicitud; quien hasta entonces no había hecho ninguna ya no puede hacerla.`,
      quarter: (programme) =>
        `Programa ${programme}: una credencial que sustituye a otra vale desde el primer trimestre que empieza tras su emisión. Para el trimestre en curso nadie puede hacer una segunda solicitud; quien hasta entonces no había hecho ninguna ya no puede hacerla.`,
      year: (programme) =>
        `Programa ${programme}: una credencial que sustituye a otra vale desde el primer año que empieza tras su emisión. Para el año en curso nadie puede hacer una segunda solicitud; quien hasta entonces no había hecho ninguna ya no puede hacerla.`,
      days: (programme) =>
        `Programa ${programme}: una credencial que sustituye a otra vale desde el primer período que empieza tras su emisión. Para el período en curso nadie puede hacer una segunda solicitud; quien hasta entonces no había hecho ninguna ya no puede hacerla.`,
      once: (programme) =>
        `El programa ${programme} tiene un solo período sin fin: con una credencial emitida en lugar de otra después del primer día de ese período no se puede probar nada en este programa, y el organismo decide a mano.`,
    },
    screeningScore: (met, open) =>
      `Criterios cumplidos: ${met} de nueve; pendientes: ${open}. El WP 248 rev.01 ve un alto riesgo en la mayoría de los casos en que se cumplen dos. Decide el responsable.`,
    article22: (automated) =>
      automated
        ? "Se actúa automáticamente conforme a la respuesta: debe examinarse el artículo 22."
        : "Una persona mira cada respuesta antes de que se actúe conforme a ella.",
    article22Open:
      "Una persona debe decir si la decisión produce efectos jurídicos en el interesado o le afecta significativamente de modo similar.",
    children: {
      met: "Entre quienes presentan pruebas puede haber menores de 18 años.",
      "not-met": "Todas las personas que pueden presentar pruebas tienen 18 años o más.",
      open: "La regla no excluye a los menores de 18 años, y el descriptor no dice si están entre quienes presentan pruebas.",
    },
    size: (n) => `Los recuentos abarcan ${n} personas.`,
    purpose: (text) => text,
    subjects: (text) => text,
    proves: (text) => `Lo que se dice a una persona antes de la prueba: ${text}`,
    oneWay:
      "El teléfono de una persona recibe una credencial firmada y responde a una petición con una prueba de conocimiento cero; el verificador comprueba prueba, petición y nullifier. Los valores se quedan en el teléfono.",
    scope: (verifier, programme, period) =>
      `Ámbito: verificador ${verifier}, programa ${programme}, un nullifier por ${period}.`,
    periods: { month: "meses", quarter: "trimestres", year: "años", once: "períodos", days: "períodos" },
    period: { month: "mes", quarter: "trimestre", year: "año", once: "programa", days: "período" },
    signalsCount: (n) => `Una presentación tiene ${n} señales públicas y una prueba.`,
    independent: (sources) => `Ninguna señal pública depende de ninguno de estos elementos: ${sources}.`,
    personal: (signals) => `Hecho de algo que solo tiene una persona: ${signals}.`,
    hiddenCount: (n) =>
      `${n} entradas privadas se quedan en el teléfono; la prueba muestra que cumplen la regla, y nada más.`,
    candidates: (set) =>
      `Con el registro del emisor puede enumerarse por su nombre a las ${set} personas que cumplen los requisitos; la prueba no dice cuál de ellas es.`,
    statusGeneral:
      "Los datos que para una parte son seudónimos no tienen por qué ser personales para cualquier otra: depende de quién tenga medios para decir de quién se trata (Tribunal de Justicia, 4 de septiembre de 2025, SEPD/JUR, C-413/23 P). La tabla dice quién tiene qué medios; la conclusión debe sacarla una persona.",
    statusIssuer: "Tiene los nombres y datos de todos a quienes atiende; no ve ninguna presentación.",
    statusVerifier: (set) =>
      `Ve un nullifier y una frase verdadera; sin otros conocimientos la persona es una de ${set}.`,
    statusVerifierUnknown:
      "Ve un nullifier y una frase verdadera; aquí no se sabe a cuántas personas se ajusta la frase.",
    statusVerifierNamed:
      "Conoce a la persona por el expediente que nombra la petición; el nullifier es de una persona conocida.",
    statusHost: "Guarda lo que guarda el verificador, sin sus expedientes.",
    statusRelayer: "Ve antes que otros lo que va a la cadena de bloques.",
    statusRpc: "Ve lo que va a la cadena de bloques, y quién pregunta.",
    statusChain:
      "Ve un nullifier, raíces, la dirección del beneficiario y la hora, para siempre; no tiene ningún registro.",
    statusStatusHost: {
      whole: "Ve que alguien carga una lista entera.",
      single: "Ve qué entrada se pide, es decir, qué credencial.",
    },
    statusAnchor: "Ve compromisos y raíces; las sales se quedan con el responsable.",
    statusSecond: "Ve otro nullifier de la misma persona, que no puede conectar.",
    erasureNullifier:
      "Suprimir un nullifier antes de que acabe su período permite a esa persona hacer otra solicitud; después del período ya no sirve.",
    erasureChain:
      "Lo que está en la cadena no puede suprimirse ni rectificarse; una entrada posterior solo puede decir que algo cambió.",
    neededDays: (n) => `Para rechazar segundas solicitudes, los nullifiers deben conocerse durante ${n}.`,
    neededAlways: "Para rechazar segundas solicitudes, los nullifiers deben conocerse mientras dure el programa.",
    neededUnknown: "No se declara cuánto dura un período, así que no puede deducirse el plazo necesario.",
    recordErasure: (text) => `Suprimir un asiento: ${text}`,
    recordRectification: (text) => `Rectificar un asiento: ${text}`,
    recordErasureOpen: "El descriptor no dice cómo se suprimen un asiento y su sal.",
    recordRectificationOpen: "El descriptor no dice cómo se rectifica un asiento.",
    recordMeaning:
      "Cuando sal y asiento han desaparecido en todas partes, la raíz anclada permanece y dice que en un momento existía un número de asientos; no puede abrirse en ninguno de ellos.",
    consulted: (text) => text,
    consultedOpen: "Falta saber si se consultó a los interesados o a sus representantes, y qué dijeron.",
    dpoOpen: "El asesoramiento del delegado de protección de datos está pendiente.",
    basis: (article, text) => `Como base jurídica se nombra el artículo ${article} del RGPD: ${text}`,
    basisOpen: "La base jurídica está pendiente.",
    special: (claim, category, basis) => `${claim} (${category}): ${basis}`,
    specialOpen: (claim, category) => `${claim} (${category}): la excepción invocada está pendiente.`,
    standard: (name) => name,
    minimisation: (used, all) =>
      `De ${all} datos de la credencial, la regla mira ${used}; el verificador no recibe ninguno de sus valores.`,
    leakage: (set, n, bits) =>
      `${set} de ${n} personas cumplen los requisitos: una prueba da ${bits} bits de información sobre la persona, que es una de ${set}.`,
    leakageNobody: "Nadie en los recuentos cumple los requisitos.",
    leakageUnknown:
      "No hay recuentos de todos los datos que mira la regla, así que los bits y los conjuntos de anonimato están pendientes.",
    independentClaims:
      "Los recuentos de cada dato por separado se multiplicaron como si los datos fueran independientes entre sí, y no lo son.",
    populationNote: (text) => `Sobre los recuentos: ${text}`,
    worst: (group, n, minimum) => `El grupo más pequeño es ${group}, con ${n}; el límite fijado es ${minimum}.`,
    within: (n) =>
      `Quien conoce el grupo de una persona sabe que es, de media, una de las ${n} que allí cumplen los requisitos.`,
    alternatives:
      "Qué alternativa cumple una persona queda oculto; las condiciones que solo necesitan algunas alternativas no se revelan.",
    accumulated: (policies, set, bits) =>
      `Responder a ${policies} con un mismo nullifier deja ${set} personas (${bits} bits).`,
    notAccumulated: "No se declara ninguna otra regla para el mismo programa y el mismo período.",
    repeated:
      "De un período a otro no se suma nada por el nullifier; la tabla vale para los valores que vinculan períodos, como cuentas o direcciones.",
    taint:
      "Un valor vincula dos presentaciones cuando depende de algo que solo tiene una persona y todo lo demás de lo que depende es igual.",
    rate: (n) => `Supuesto: ${n} hashes por segundo.`,
    rateHint: "Un hash de un contenido publicado no oculta nada ni tiene por qué: cualquiera puede calcularlo.",
    nullifierPermanent:
      "En una cadena de bloques el nullifier es un seudónimo para siempre, para un programa y un período.",
    right: {
      information: "Información",
      consent: "Consentimiento",
      access: "Acceso y portabilidad",
      rectification: "Rectificación",
      erasure: "Supresión",
      restriction: "Limitación y oposición",
      accuracy: "Exactitud",
    },
    rightText: (right, text) => `${right}: ${text}`,
    rightOpen: (right) => `${right}: la respuesta está pendiente.`,
    accessDerived:
      "El verificador solo puede encontrar las entradas de una persona si la persona muestra el nullifier, que el teléfono puede calcular.",
    accuracyDerived:
      "El circuito comprueba en cada prueba que la credencial es válida ese día y no está revocada; los datos erróneos los rectifica el emisor, revocando y emitiendo de nuevo.",
    why: (text) => `Por qué una cadena de bloques: ${text}`,
    whyOpen: "Falta saber por qué se usa una cadena de bloques.",
    noChain: "No se escribe nada en una cadena de bloques.",
    nodes: "Una cadena pública la copian nodos de muchos países; el responsable no los elige.",
    transfersNone: "El descriptor no declara ninguna transferencia a un tercer país.",
    transfersOpen: "Falta saber qué terceros países reciben datos, y con qué garantía.",
    safeguardOpen: "pendiente",
    edpbVersion:
      "Los números y títulos siguen la versión 1.1 (consulta pública). El 7 de julio de 2026 se adoptó una versión 2.0 definitiva: comparar su anexo A.",
    edpbSalt:
      "Las directrices dicen que los datos personales cifrados y sus hashes con sal siguen siendo datos personales, y que un compromiso que oculta perfectamente es inútil una vez suprimidos los datos y la apertura. Los compromisos Poseidon ocultan computacionalmente, no perfectamente.",
    automated: (yes) =>
      yes
        ? "Se actúa conforme a la respuesta sin que una persona la mire."
        : "Una persona mira la respuesta antes de que se actúe conforme a ella.",
    effect: (text) => `Efecto: ${text}`,
    effectOpen: "Falta saber qué supone una denegación para una persona.",
    review: (text) => `Revisión por una persona: ${text}`,
    reviewOpen: "Falta saber quién revisa una denegación.",
    paper: (text) => `Sin teléfono: ${text}`,
    paperOpen: "Falta saber qué vía tienen las personas sin teléfono.",
    falseRefusal:
      "Una prueba también falla por razones técnicas: un teléfono antiguo, una lista sin cargar, un reloj mal ajustado. Una denegación del portal no es una constatación sobre la persona.",
    setupDevelopment: (circuit) =>
      `La clave del circuito ${circuit} es una clave de desarrollo: su secreto es público, cualquiera puede falsificar pruebas con ella. Todo la rechaza salvo que se indique lo contrario.`,
    setupCeremony: (circuit, n) =>
      `La clave del circuito ${circuit} procede de una ceremonia con ${n} contribuciones; es segura si al menos un participante fue honesto.`,
    ceremonyTranscript: (name, beacon, transcript) =>
      `La ceremonia es «${name}», su baliza ${beacon}. Su acta tiene el SHA-256 ${transcript}; cualquiera puede comprobar esa acta.`,
    ceremonyWithoutTranscript:
      "El manifiesto no nombra ningún acta de la ceremonia: no puede comprobarse quién contribuyó.",
    setupPrivacy:
      "Una mala clave pone en peligro la corrección, no el secreto: las pruebas Groth16 siguen siendo de conocimiento cero para quien prueba con una clave bien formada.",
    lostPhone: (text) => `Teléfono perdido: ${text}`,
    lostPhoneOpen: "Falta saber qué ocurre cuando se pierde un teléfono.",
    coercion: (text) => `Coacción: ${text}`,
    coercionOpen: "Falta saber qué protege a las personas a las que se obliga a presentar una prueba.",
    coercionDerived: "Los circuitos no distinguen a una persona que actúa libremente de otra bajo presión.",
    strength:
      "Las pruebas Groth16 ocultan perfectamente: un ataque futuro contra BN254, que ofrece unos 100 bits, podría falsificar pruebas, pero no abrir las antiguas. Los nullifiers y los compromisos ocultan computacionalmente.",
    declaredMeasure: (title, text) => `${title}: ${text}`,
    severity: "La gravedad debe juzgarla una persona; se deja vacía a propósito.",
    likelihood: "La probabilidad debe juzgarla una persona; se deja vacía a propósito.",
    signOff: "Sin aprobar.",
  },
  hashes: {
    policy: "regla",
    deployment: "descriptor del despliegue",
    manifest: "manifiesto de los artefactos",
    source: "fuente del circuito",
    r1cs: "restricciones (r1cs)",
    zkey: "clave para probar (zkey)",
    vkey: "clave para comprobar",
    policyHash: "policyHash, como en la prueba (decimal)",
  },
  signOffItems: [
    "Medidas aprobadas por",
    "Riesgos residuales aceptados por",
    "Asesoramiento del delegado de protección de datos",
    "Asesoramiento seguido o descartado por",
    "Opiniones de los interesados examinadas por",
    "Nueva revisión el",
  ],
  art30: {
    name: "Actividad de tratamiento",
    controller: "(a) Responsable, corresponsables, datos de contacto",
    purposes: "(b) Fines",
    data: "(c) Categorías de interesados y de datos personales",
    recipients: "(d) Categorías de destinatarios",
    transfers: "(e) Transferencias a terceros países y garantías",
    retention: "(f) Plazos para la supresión",
    security: "(g) Medidas de seguridad adoptadas",
  },
  art30processors: {
    processor: "(a) Encargado y datos de contacto",
    controller: "(a) Responsables por cuenta de los que actúa",
    categories: "(b) Categorías de tratamientos y de datos",
    transfers: "(c) Transferencias a terceros países y garantías",
    security: "(d) Medidas de seguridad adoptadas",
  },
  categories: {
    nullifier: "seudónimo de una persona para un programa y un período",
    period: "datos técnicos de la comprobación: regla, registro, día, sesión",
    proof: "prueba de que una persona cumple los requisitos",
    time: "hora del acto",
    "network-address": "dirección de red",
    "case-number": "número de expediente",
    payee: "dirección de pago",
    claims: "datos de la credencial",
    identity: "nombre e identidad",
    status: "si una credencial está revocada",
    record: "asiento de una decisión",
    commitment: "compromiso con sal de un asiento",
  },
  contactOpen: "Los datos de contacto están pendientes.",
};
