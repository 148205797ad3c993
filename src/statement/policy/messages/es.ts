import type { Messages, Phrase } from "./catalogue.ts";

const list = (parts: readonly string[], word: string): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} ${word} ${parts.at(-1)}`;

const span = (n: number, unit: "years" | "days"): string => {
  if (unit === "years") return `${n} ${n === 1 ? "año" : "años"}`;
  return `${n} ${n === 1 ? "día" : "días"}`;
};

function ago({ claim, label, unit, form, numbers: [a = 0, b = 0] }: Phrase & { kind: "ago" }): string {
  if (claim === "birthDate" && unit === "years") {
    switch (form) {
      case "atLeast":
        return `tiene al menos ${span(a, unit)}`;
      case "lessThan":
        return `tiene menos de ${span(a, unit)}`;
      case "exactly":
        return `tiene ${span(a, unit)}`;
      case "notExactly":
        return `no tiene ${span(a, unit)}`;
      case "between":
        return `tiene entre ${a} y ${span(b, unit)}`;
      case "notBetween":
        return `no tiene entre ${a} y ${span(b, unit)}`;
    }
  }
  const subject = claim === "residentSince" ? "está empadronado aquí desde hace" : `${label} data de hace`;
  switch (form) {
    case "atLeast":
      return `${subject} al menos ${span(a, unit)}`;
    case "lessThan":
      return `${subject} menos de ${span(a, unit)}`;
    case "exactly":
      return `${subject} exactamente ${span(a, unit)}`;
    case "notExactly":
      return `${subject} más o menos de ${span(a, unit)}, pero no exactamente`;
    case "between":
      return `${subject} entre ${a} y ${span(b, unit)}`;
    case "notBetween":
      return `${subject} menos de ${a} o más de ${span(b, unit)}`;
  }
}

function compare({ label, form, isDate, values: [a = "", b = ""] }: Phrase & { kind: "compare" }): string {
  switch (form) {
    case "atLeast":
      return `${label} es ${isDate ? `el ${a} o posterior` : `de al menos ${a}`}`;
    case "atMost":
      return `${label} es ${isDate ? `el ${a} o anterior` : `de ${a} como máximo`}`;
    case "moreThan":
      return `${label} es ${isDate ? `posterior al ${a}` : `de más de ${a}`}`;
    case "lessThan":
      return `${label} es ${isDate ? `anterior al ${a}` : `de menos de ${a}`}`;
    case "exactly":
      return `${label} es ${isDate ? "el " : ""}${a}`;
    case "notExactly":
      return `${label} no es ${isDate ? "el " : ""}${a}`;
    case "between":
      return `${label} está entre ${isDate ? "el " : ""}${a} y ${isDate ? "el " : ""}${b}`;
    case "notBetween":
      return `${label} no está entre ${isDate ? "el " : ""}${a} y ${isDate ? "el " : ""}${b}`;
  }
}

function flag({ claim, label, holds }: Phrase & { kind: "flag" }): string {
  if (claim === "disabled") {
    return holds ? "tiene una discapacidad reconocida" : "no tiene ninguna discapacidad reconocida";
  }
  if (claim === "student") return holds ? "está en formación" : "no está en formación";
  return `${label} dice ${holds ? "«sí»" : "«no»"}`;
}

function listing({ claim, label, form, count, members }: Phrase & { kind: "list" }): string {
  const isOne = form === "oneOf";
  if (claim === "district" && members.length === 0) {
    return isOne ? `vive en uno de ${count} distritos` : `no vive en ninguno de los ${count} distritos indicados`;
  }
  if (members.length === 1) return `${label} ${isOne ? "es" : "no es"} ${members[0]}`;
  if (members.length > 1) return `${label} ${isOne ? `es ${list(members, "o")}` : `no es ni ${list(members, "ni")}`}`;
  return isOne
    ? `${label} es uno de ${count} valores indicados`
    : `${label} no es ninguno de ${count} valores indicados`;
}

const PERIODS: Readonly<Record<string, string>> = {
  month: " al mes",
  quarter: " al trimestre",
  year: " al año",
  once: " en total",
  days: " por período",
};

export const es: Messages = {
  language: "es",
  locale: "es",
  labels: {
    birthDate: "su fecha de nacimiento",
    district: "su distrito",
    residentSince: "el día desde el que está empadronado aquí",
    annualIncome: "la renta anual de su hogar",
    householdSize: "el número de personas de su hogar",
    disabled: "si tiene una discapacidad reconocida",
    student: "si está en formación",
  },
  label: (name) => `el dato «${name}» de su credencial`,
  phrase(phrase) {
    switch (phrase.kind) {
      case "ago":
        return ago(phrase);
      case "compare":
        return compare(phrase);
      case "flag":
        return flag(phrase);
      case "list":
        return listing(phrase);
    }
  },
  allOf: (parts, nested) => (nested ? list(parts, "y") : `${parts.slice(0, -1).join(", que ")} y que ${parts.at(-1)}`),
  anyOf: (parts) => `o bien ${parts.join(", o bien ")}`,
  proves: (statement) => `Usted acredita que ${statement}.`,
  learns: [
    "que uno de los organismos reconocidos lo ha confirmado, y que la confirmación es válida hoy y no está revocada",
    "un seudónimo que solo es el mismo dentro de este programa y este período",
  ],
  claims: (n, period) => `Puede solicitarlo ${n === 1 ? "una vez" : `${n} veces`}${PERIODS[period ?? ""] ?? ""}.`,
  alwaysHidden: [
    "su nombre",
    "qué organismo emitió la credencial, su número y su fecha de caducidad",
    "si utiliza otros programas",
  ],
  hiddenAlternative: "cuál de las alternativas cumple",
  hidden: (items) => `El portal no llega a saber nada más. Queda oculto: ${items.join("; ")}.`,
};
