import type { Messages, Phrase } from "./catalogue.ts";

const list = (parts: readonly string[], word: string): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} ${word} ${parts.at(-1)}`;

/** Duration in the accusative or dative. */
const span = (n: number, unit: "years" | "days"): string => {
  if (unit === "years") return `${n} ${n === 1 ? "Jahr" : "Jahre"}`;
  return `${n} ${n === 1 ? "Tag" : "Tage"}`;
};
const spanDative = (n: number, unit: "years" | "days"): string => (n === 1 ? span(n, unit) : `${span(n, unit)}n`);

function ago({ claim, label, unit, form, numbers: [a = 0, b = 0] }: Phrase & { kind: "ago" }): string {
  if (claim === "birthDate" && unit === "years") {
    switch (form) {
      case "atLeast":
        return `Sie sind mindestens ${a} Jahre alt`;
      case "lessThan":
        return `Sie sind jünger als ${a} Jahre`;
      case "exactly":
        return `Sie sind ${span(a, unit)} alt`;
      case "notExactly":
        return `Sie sind nicht ${span(a, unit)} alt`;
      case "between":
        return `Sie sind zwischen ${a} und ${b} Jahre alt`;
      case "notBetween":
        return `Sie sind nicht zwischen ${a} und ${b} Jahre alt`;
    }
  }
  if (claim === "residentSince") {
    const since = {
      atLeast: "mindestens",
      lessThan: "weniger als",
      exactly: "genau",
      notExactly: "mehr oder weniger als",
    };
    switch (form) {
      case "between":
        return `Sie sind seit ${a} bis ${spanDative(b, unit)} hier gemeldet`;
      case "notBetween":
        return `Sie sind seit weniger als ${a} oder seit mehr als ${spanDative(b, unit)} hier gemeldet`;
      default:
        return `Sie sind seit ${since[form]} ${spanDative(a, unit)} hier gemeldet`;
    }
  }
  switch (form) {
    case "atLeast":
      return `${label} liegt mindestens ${span(a, unit)} zurück`;
    case "lessThan":
      return `${label} liegt weniger als ${span(a, unit)} zurück`;
    case "exactly":
      return `${label} liegt genau ${span(a, unit)} zurück`;
    case "notExactly":
      return `${label} liegt mehr oder weniger als ${span(a, unit)} zurück`;
    case "between":
      return `${label} liegt zwischen ${a} und ${span(b, unit)} zurück`;
    case "notBetween":
      return `${label} liegt weniger als ${a} oder mehr als ${span(b, unit)} zurück`;
  }
}

function compare({ label, form, isDate, values: [a = "", b = ""] }: Phrase & { kind: "compare" }): string {
  switch (form) {
    case "atLeast":
      return isDate ? `${label} ist der ${a} oder ein späterer Tag` : `${label} beträgt mindestens ${a}`;
    case "atMost":
      return isDate ? `${label} ist der ${a} oder ein früherer Tag` : `${label} beträgt höchstens ${a}`;
    case "moreThan":
      return isDate ? `${label} liegt nach dem ${a}` : `${label} beträgt mehr als ${a}`;
    case "lessThan":
      return isDate ? `${label} liegt vor dem ${a}` : `${label} beträgt weniger als ${a}`;
    case "exactly":
      return `${label} ist ${isDate ? "der " : ""}${a}`;
    case "notExactly":
      return `${label} ist nicht ${isDate ? "der " : ""}${a}`;
    case "between":
      return isDate ? `${label} liegt zwischen dem ${a} und dem ${b}` : `${label} liegt zwischen ${a} und ${b}`;
    case "notBetween":
      return isDate
        ? `${label} liegt nicht zwischen dem ${a} und dem ${b}`
        : `${label} liegt nicht zwischen ${a} und ${b}`;
  }
}

function flag({ claim, label, holds }: Phrase & { kind: "flag" }): string {
  if (claim === "disabled") {
    return holds ? "Sie haben eine anerkannte Behinderung" : "Sie haben keine anerkannte Behinderung";
  }
  if (claim === "student") return holds ? "Sie sind in Ausbildung" : "Sie sind nicht in Ausbildung";
  return `${label} lautet ${holds ? "„ja“" : "„nein“"}`;
}

function listing({ claim, label, form, count, members }: Phrase & { kind: "list" }): string {
  const isOne = form === "oneOf";
  if (claim === "district" && members.length === 0) {
    return isOne ? `Sie wohnen in einem von ${count} Bezirken` : `Sie wohnen in keinem von ${count} genannten Bezirken`;
  }
  if (members.length === 1) return `${label} ist ${isOne ? "" : "nicht "}${members[0]}`;
  if (members.length > 1) return `${label} ist ${isOne ? list(members, "oder") : `weder ${list(members, "noch")}`}`;
  return `${label} ist ${isOne ? "einer" : "keiner"} von ${count} genannten Werten`;
}

const PERIODS: Readonly<Record<string, string>> = {
  month: " im Monat",
  quarter: " im Quartal",
  year: " im Jahr",
  once: " insgesamt",
  days: " je Zeitraum",
};

/** Main clauses behind a colon: the verb of a German "dass" would stand at the end of every condition. */
export const de: Messages = {
  language: "de",
  locale: "de",
  labels: {
    birthDate: "Ihr Geburtsdatum",
    district: "Ihr Bezirk",
    residentSince: "der Tag, seit dem Sie hier gemeldet sind",
    annualIncome: "das Jahreseinkommen Ihres Haushalts",
    householdSize: "die Zahl der Personen in Ihrem Haushalt",
    disabled: "ob Sie eine anerkannte Behinderung haben",
    student: "ob Sie in Ausbildung sind",
  },
  label: (name) => `der Eintrag „${name}“ in Ihrer Bescheinigung`,
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
  allOf: (parts) => list(parts, "und"),
  anyOf: (parts) => parts.join(", oder "),
  // A whole sentence behind a colon begins with a capital.
  proves: (statement) => `Sie weisen nach: ${statement.charAt(0).toUpperCase()}${statement.slice(1)}.`,
  learns: [
    "dass eine der anerkannten Stellen dies bestätigt hat und die Bestätigung heute gültig und nicht widerrufen ist",
    "ein Pseudonym, das nur in diesem Programm und Zeitraum dasselbe ist",
  ],
  claims: (n, period) =>
    `Sie können ${n === 1 ? "einmal" : `${n}-mal`}${PERIODS[period ?? ""] ?? ""} einen Antrag stellen.`,
  alwaysHidden: [
    "Ihr Name",
    "welche Stelle die Bescheinigung ausgestellt hat, ihre Nummer und ihr Ablaufdatum",
    "ob Sie andere Programme nutzen",
  ],
  hiddenAlternative: "welche der Möglichkeiten Sie erfüllen",
  hidden: (items) => `Sonst erfährt das Portal nichts. Verborgen bleiben: ${items.join("; ")}.`,
};
