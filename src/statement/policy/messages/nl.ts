import type { Messages, Phrase } from "./catalogue.ts";

const list = (parts: readonly string[], word: string): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} ${word} ${parts.at(-1)}`;

const span = (n: number, unit: "years" | "days"): string =>
  unit === "years" ? `${n} jaar` : `${n} ${n === 1 ? "dag" : "dagen"}`;

function ago({ claim, label, unit, form, numbers: [a = 0, b = 0] }: Phrase & { kind: "ago" }): string {
  if (claim === "birthDate" && unit === "years") {
    switch (form) {
      case "atLeast":
        return `u bent ${a} jaar of ouder`;
      case "lessThan":
        return `u bent jonger dan ${a} jaar`;
      case "exactly":
        return `u bent ${a} jaar oud`;
      case "notExactly":
        return `u bent niet ${a} jaar oud`;
      case "between":
        return `u bent tussen ${a} en ${b} jaar oud`;
      case "notBetween":
        return `u bent niet tussen ${a} en ${b} jaar oud`;
    }
  }
  const isRegistered = claim === "residentSince";
  const say = (time: string): string =>
    isRegistered ? `u staat hier ${time} ingeschreven` : `${label} ligt ${time} terug`;
  switch (form) {
    case "atLeast":
      return say(`minstens ${span(a, unit)}`);
    case "lessThan":
      return say(`minder dan ${span(a, unit)}`);
    case "exactly":
      return say(`precies ${span(a, unit)}`);
    case "notExactly":
      return say(`meer of minder dan ${span(a, unit)}`);
    case "between":
      return say(`tussen ${a} en ${span(b, unit)}`);
    case "notBetween":
      return say(`minder dan ${a} of meer dan ${span(b, unit)}`);
  }
}

function compare({ label, form, isDate, values: [a = "", b = ""] }: Phrase & { kind: "compare" }): string {
  switch (form) {
    case "atLeast":
      return `${label} is ${isDate ? `${a} of later` : `minstens ${a}`}`;
    case "atMost":
      return `${label} is ${isDate ? `${a} of eerder` : `hoogstens ${a}`}`;
    case "moreThan":
      return `${label} is ${isDate ? `na ${a}` : `meer dan ${a}`}`;
    case "lessThan":
      return `${label} is ${isDate ? `vóór ${a}` : `minder dan ${a}`}`;
    case "exactly":
      return `${label} is ${a}`;
    case "notExactly":
      return `${label} is niet ${a}`;
    case "between":
      return `${label} ligt tussen ${a} en ${b}`;
    case "notBetween":
      return `${label} ligt niet tussen ${a} en ${b}`;
  }
}

function flag({ claim, label, holds }: Phrase & { kind: "flag" }): string {
  if (claim === "disabled") return holds ? "u hebt een erkende handicap" : "u hebt geen erkende handicap";
  if (claim === "student") return holds ? "u volgt een opleiding" : "u volgt geen opleiding";
  return `${label} luidt ${holds ? "‘ja’" : "‘nee’"}`;
}

function listing({ claim, label, form, count, members }: Phrase & { kind: "list" }): string {
  const isOne = form === "oneOf";
  if (claim === "district" && members.length === 0) {
    return isOne ? `u woont in een van ${count} wijken` : `u woont in geen van ${count} genoemde wijken`;
  }
  if (members.length === 1) return `${label} is ${isOne ? "" : "niet "}${members[0]}`;
  if (members.length > 1) return `${label} is ${isOne ? list(members, "of") : `noch ${list(members, "noch")}`}`;
  return `${label} is ${isOne ? "een" : "geen"} van ${count} genoemde waarden`;
}

const PERIODS: Readonly<Record<string, string>> = {
  month: " per maand",
  quarter: " per kwartaal",
  year: " per jaar",
  once: " in totaal",
  days: " per periode",
};

/** Main clauses behind a colon: the verb of a Dutch "dat" would stand at the end of every condition. */
export const nl: Messages = {
  language: "nl",
  locale: "nl",
  labels: {
    birthDate: "uw geboortedatum",
    district: "uw wijk",
    residentSince: "de dag vanaf wanneer u hier ingeschreven staat",
    annualIncome: "het jaarinkomen van uw huishouden",
    householdSize: "het aantal personen in uw huishouden",
    disabled: "of u een erkende handicap hebt",
    student: "of u een opleiding volgt",
  },
  label: (name) => `het gegeven ‘${name}’ in uw attest`,
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
  allOf: (parts) => list(parts, "en"),
  anyOf: (parts) => parts.join(", of "),
  proves: (statement) => `U toont aan: ${statement}.`,
  learns: [
    "dat een van de erkende instanties dit heeft bevestigd en dat de bevestiging vandaag geldig en niet ingetrokken is",
    "een pseudoniem dat alleen binnen dit programma en deze periode hetzelfde is",
  ],
  claims: (n, period) =>
    `U kunt ${n === 1 ? "één keer" : `${n} keer`}${PERIODS[period ?? ""] ?? ""} een aanvraag doen.`,
  alwaysHidden: [
    "uw naam",
    "welke instantie het attest heeft afgegeven, het nummer en de vervaldatum ervan",
    "of u andere programma’s gebruikt",
  ],
  hiddenAlternative: "aan welke van de mogelijkheden u voldoet",
  hidden: (items) => `Meer komt het portaal niet te weten. Verborgen blijven: ${items.join("; ")}.`,
};
