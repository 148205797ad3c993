import type { Messages, Phrase } from "./catalogue.ts";

const list = (parts: readonly string[], word: string): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} ${word} ${parts.at(-1)}`;

const count = (n: number, unit: "years" | "days"): string =>
  unit === "years" ? `${n} an${n > 1 ? "s" : ""}` : `${n} jour${n > 1 ? "s" : ""}`;

function ago({ claim, label, unit, form, numbers: [a = 0, b = 0] }: Phrase & { kind: "ago" }): string {
  if (claim === "birthDate" && unit === "years") {
    switch (form) {
      case "atLeast":
        return `vous avez au moins ${count(a, unit)}`;
      case "lessThan":
        return `vous avez moins de ${count(a, unit)}`;
      case "exactly":
        return `vous avez ${count(a, unit)}`;
      case "notExactly":
        return `vous n’avez pas ${count(a, unit)}`;
      case "between":
        return `vous avez entre ${a} et ${count(b, unit)}`;
      case "notBetween":
        return `vous n’avez pas entre ${a} et ${count(b, unit)}`;
    }
  }
  const subject = claim === "residentSince" ? "vous êtes inscrit ici depuis" : `${label} remonte à`;
  switch (form) {
    case "atLeast":
      return `${subject} au moins ${count(a, unit)}`;
    case "lessThan":
      return `${subject} moins de ${count(a, unit)}`;
    case "exactly":
      return `${subject} exactement ${count(a, unit)}`;
    case "notExactly":
      return `${subject} plus ou moins de ${count(a, unit)}`;
    case "between":
      return `${subject} entre ${a} et ${count(b, unit)}`;
    case "notBetween":
      return `${subject} moins de ${a} ou plus de ${count(b, unit)}`;
  }
}

function compare({ label, form, isDate, values: [a = "", b = ""] }: Phrase & { kind: "compare" }): string {
  switch (form) {
    case "atLeast":
      return `${label} est ${isDate ? `le ${a} ou plus tard` : `d’au moins ${a}`}`;
    case "atMost":
      return `${label} est ${isDate ? `le ${a} ou plus tôt` : `d’au plus ${a}`}`;
    case "moreThan":
      return `${label} est ${isDate ? `après le ${a}` : `de plus de ${a}`}`;
    case "lessThan":
      return `${label} est ${isDate ? `avant le ${a}` : `de moins de ${a}`}`;
    case "exactly":
      return `${label} est ${isDate ? "le " : ""}${a}`;
    case "notExactly":
      return `${label} n’est pas ${isDate ? "le " : ""}${a}`;
    case "between":
      return `${label} est entre ${isDate ? "le " : ""}${a} et ${isDate ? "le " : ""}${b}`;
    case "notBetween":
      return `${label} n’est pas entre ${isDate ? "le " : ""}${a} et ${isDate ? "le " : ""}${b}`;
  }
}

function flag({ claim, label, holds }: Phrase & { kind: "flag" }): string {
  if (claim === "disabled") {
    return holds ? "vous avez un handicap reconnu" : "vous n’avez pas de handicap reconnu";
  }
  if (claim === "student") return holds ? "vous êtes en formation" : "vous n’êtes pas en formation";
  return `${label} dit ${holds ? "oui" : "non"}`;
}

function listing({ claim, label, form, count: size, members }: Phrase & { kind: "list" }): string {
  const isOne = form === "oneOf";
  if (claim === "district" && members.length === 0) {
    return isOne
      ? `vous habitez dans l’un des ${size} districts`
      : `vous n’habitez dans aucun des ${size} districts cités`;
  }
  if (members.length === 1) return `${label} ${isOne ? "est" : "n’est pas"} ${members[0]}`;
  if (members.length > 1) return `${label} ${isOne ? `est ${list(members, "ou")}` : `n’est ni ${list(members, "ni")}`}`;
  return isOne ? `${label} est l’une des ${size} valeurs citées` : `${label} n’est aucune des ${size} valeurs citées`;
}

const PERIODS: Readonly<Record<string, string>> = {
  month: " par mois",
  quarter: " par trimestre",
  year: " par an",
  once: " en tout",
  days: " par période",
};

export const fr: Messages = {
  language: "fr",
  locale: "fr",
  labels: {
    birthDate: "votre date de naissance",
    district: "votre district",
    residentSince: "la date de votre inscription ici",
    annualIncome: "le revenu annuel de votre ménage",
    householdSize: "le nombre de personnes de votre ménage",
    disabled: "votre situation de handicap",
    student: "votre situation de formation",
  },
  label: (name) => `la donnée « ${name} » de votre attestation`,
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
  allOf: (parts, nested) =>
    nested ? list(parts, "et") : `${parts.slice(0, -1).join(", que ")} et que ${parts.at(-1)}`,
  anyOf: (parts) => `soit ${parts.join(", soit ")}`,
  proves: (statement) => `Vous prouvez que ${statement}.`,
  learns: [
    "qu’un des services reconnus l’a confirmé et que cette confirmation est valable aujourd’hui et n’est pas révoquée",
    "un pseudonyme qui n’est le même que dans ce programme et cette période",
  ],
  claims: (n, period) =>
    `Vous pouvez faire cette demande ${n === 1 ? "une fois" : `${n} fois`}${PERIODS[period ?? ""] ?? ""}.`,
  alwaysHidden: [
    "votre nom",
    "quel service a délivré l’attestation, son numéro et sa date d’expiration",
    "si vous utilisez d’autres programmes",
  ],
  hiddenAlternative: "laquelle des possibilités vous remplissez",
  hidden: (items) => `Le portail n’apprend rien d’autre : ni ${items.join(", ni ")}.`,
};
