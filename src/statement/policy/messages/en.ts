import type { Messages, Phrase } from "./catalogue.ts";

const list = (parts: readonly string[], word: string): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} ${word} ${parts.at(-1)}`;

const plural = (n: number, unit: "years" | "days"): string => `${n} ${n === 1 ? unit.slice(0, -1) : unit}`;

function ago({ claim, label, unit, form, numbers: [a = 0, b = 0] }: Phrase & { kind: "ago" }): string {
  if (claim === "birthDate" && unit === "years") {
    switch (form) {
      case "atLeast":
        return `you are ${a} or older`;
      case "lessThan":
        return `you are younger than ${a}`;
      case "exactly":
        return `you are ${plural(a, unit)} old`;
      case "notExactly":
        return `you are not ${plural(a, unit)} old`;
      case "between":
        return `you are between ${a} and ${b} years old`;
      case "notBetween":
        return `you are not between ${a} and ${b} years old`;
    }
  }
  const subject = claim === "residentSince" ? "you have been registered here for" : `${label} lies back`;
  switch (form) {
    case "atLeast":
      return `${subject} at least ${plural(a, unit)}`;
    case "lessThan":
      return `${subject} less than ${plural(a, unit)}`;
    case "exactly":
      return `${subject} exactly ${plural(a, unit)}`;
    case "notExactly":
      return `${subject} more or less than ${plural(a, unit)}`;
    case "between":
      return `${subject} between ${a} and ${plural(b, unit)}`;
    case "notBetween":
      return `${subject} less than ${a} or more than ${plural(b, unit)}`;
  }
}

function compare({ label, form, isDate, values: [a = "", b = ""] }: Phrase & { kind: "compare" }): string {
  switch (form) {
    case "atLeast":
      return `${label} is ${isDate ? `${a} or later` : `at least ${a}`}`;
    case "atMost":
      return `${label} is ${isDate ? `${a} or earlier` : `at most ${a}`}`;
    case "moreThan":
      return `${label} is ${isDate ? "after" : "more than"} ${a}`;
    case "lessThan":
      return `${label} is ${isDate ? "before" : "less than"} ${a}`;
    case "exactly":
      return `${label} is ${a}`;
    case "notExactly":
      return `${label} is not ${a}`;
    case "between":
      return `${label} is between ${a} and ${b}`;
    case "notBetween":
      return `${label} is not between ${a} and ${b}`;
  }
}

function flag({ claim, label, holds }: Phrase & { kind: "flag" }): string {
  if (claim === "disabled") return holds ? "you have a recognised disability" : "you have no recognised disability";
  if (claim === "student") return holds ? "you are in education or training" : "you are not in education or training";
  return `${label} says ${holds ? "yes" : "no"}`;
}

function listing({ claim, label, form, count, members }: Phrase & { kind: "list" }): string {
  const isOne = form === "oneOf";
  if (claim === "district" && members.length === 0) {
    return isOne ? `you live in one of ${count} districts` : `you live in none of ${count} listed districts`;
  }
  if (members.length === 1) return `${label} is ${isOne ? "" : "not "}${members[0]}`;
  if (members.length > 1) return `${label} is ${isOne ? list(members, "or") : `neither ${list(members, "nor")}`}`;
  return `${label} is ${isOne ? "one" : "none"} of ${count} listed values`;
}

const PERIODS: Readonly<Record<string, string>> = {
  month: " a month",
  quarter: " a quarter",
  year: " a year",
  once: " in all",
  days: " in each period",
};

export const en: Messages = {
  language: "en",
  locale: "en-GB",
  labels: {
    birthDate: "your date of birth",
    district: "your district",
    residentSince: "the day from which you are registered here",
    annualIncome: "your household's yearly income",
    householdSize: "the number of people in your household",
    disabled: "your disability status",
    student: "your education status",
  },
  label: (name) => `the entry “${name}” in your credential`,
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
  allOf: (parts) => list(parts, "and"),
  anyOf: (parts) => `either ${parts.join(", or ")}`,
  proves: (statement) => `You prove that ${statement}.`,
  learns: [
    "that one of the trusted offices has confirmed this, that the confirmation is valid today and not revoked",
    "a pseudonym that is the same only within this programme and period",
  ],
  claims: (count, period) => `You can claim ${count === 1 ? "once" : `${count} times`}${PERIODS[period ?? ""] ?? ""}.`,
  alwaysHidden: [
    "your name",
    "which office issued the credential, its number and when it expires",
    "whether you use other programmes",
  ],
  hiddenAlternative: "which of the alternatives you meet",
  hidden: (items) => `Beyond that, the portal does not learn ${list(items, "or")}.`,
};
