/** Descriptors whose every text carries a mark of its own. */
import { LANGUAGES } from "../../../src/core/language.ts";
import { isPerLanguage, type WrittenDescriptor } from "../../../src/dpia/descriptor.ts";

/** What a person does not read as text: names of files, domains, ids, choices. */
export const NO_TEXT =
  /^(\$schema|civicproof|name|date|languages|policy|schema|alsoAsked|population\.(people|mapping|groupBy|size)|parties\.\d+\.(id|role|does|country)|stores\.\d+\.(id|party|holds|retention)$|legalBasis\.article|specialCategories\.\d+\.claim|claims\.\d+\.claim|scopes|chain\.(id|contract|gasPaidBy|payee)|channels|records\.openings|office|evidence\.\d+\.(what|date|commit|result))/;

/** The descriptor with every text in all languages, each with a mark of its own. */
export function inAll(value: unknown, path: string, found: string[]): unknown {
  if (NO_TEXT.test(path) && typeof value !== "object") return value;
  if (NO_TEXT.test(path) && !/\.retention$/.test(path)) return value;
  if (path === "chain" && value === "none") return value;
  if (Array.isArray(value)) return value.map((each, i) => inAll(each, path === "" ? `${i}` : `${path}.${i}`, found));
  if (typeof value === "string" || isPerLanguage(value)) {
    const mark = `mark${found.length}x`;
    found.push(mark);
    return Object.fromEntries(LANGUAGES.map((language) => [language, `${mark}${language}`]));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, inAll(each, path === "" ? key : `${path}.${key}`, found)]),
  );
}

/** An example with all that a descriptor can say. */
export function filledIn(base: WrittenDescriptor): WrittenDescriptor {
  return {
    ...base,
    languages: [...LANGUAGES],
    parties: base.parties.map((party) => ({ contact: "D", note: "E", ...party })),
    enrolment: { authority: "A", note: "B" },
    standards: ["C"],
    surroundings: {
      platform: "O",
      artifacts: "P",
      lists: "Q",
      cookies: "R",
      logs: "S",
      payment: "T",
      smallIssuers: "U",
    },
    transfers: [{ to: "F", what: "G", safeguard: "H" }],
    claims: [{ claim: "disabled", label: "I" }],
    evidence: [{ what: "witness", date: "2026-11-01", commit: "abcdef0", result: "passed", note: "J" }],
    dataSubjects: { ...base.dataSubjects, consulted: "K" },
    rights: { ...base.rights, accuracy: "L" },
    decision: { ...base.decision, coercion: "M" },
    governance: { ...base.governance, algorithmFailure: "N" },
  };
}
