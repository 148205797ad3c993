/** The plain statement in every language: what it says, what it calls claims, and that it never falls back. */
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../../../src/core/language.ts";
import { LanguageUnsupportedError } from "../../../../src/core/supported-language.ts";
import { parseSchema, schemaId } from "../../../../src/credentials/credential/schema.ts";
import { explainPolicy, loadMessages, type Phrase, readPolicy } from "../../../../src/statement/policy/index.ts";
import { en } from "../../../../src/statement/policy/messages/en.ts";
import { policyOf, residentSchema } from "./builders.ts";

const seniors = { claim: "birthDate", yearsAgo: { ">=": 65 } };
const rule = {
  allOf: [
    seniors,
    {
      anyOf: [
        { claim: "annualIncome", "<=": 1_712_244 },
        { claim: "disabled", "=": true },
      ],
    },
  ],
};
const PLAIN = { civicproof: "policy/v2", name: "meals", version: 1, title: "Meals", programme: "meals" };
const plain = (text: string): string => text.replace(/\s/g, " ");

describe("the plain statement", () => {
  it.each([
    [
      "fr",
      "Vous prouvez que vous avez au moins 65 ans et que (soit le revenu annuel de votre ménage est d’au plus 17 122,44 €, soit vous avez un handicap reconnu).",
    ],
    [
      "de-AT",
      "Sie weisen nach: Sie sind mindestens 65 Jahre alt und (das Jahreseinkommen Ihres Haushalts beträgt höchstens 17.122,44 €, oder Sie haben eine anerkannte Behinderung).",
    ],
    [
      "nl",
      "U toont aan: u bent 65 jaar of ouder en (het jaarinkomen van uw huishouden is hoogstens € 17.122,44, of u hebt een erkende handicap).",
    ],
    [
      "es",
      "Usted acredita que tiene al menos 65 años y que (o bien la renta anual de su hogar es de 17.122,44 € como máximo, o bien tiene una discapacidad reconocida).",
    ],
  ])("in %s", async (language, statement) => {
    const messages = await loadMessages(language);
    const said = explainPolicy(policyOf(rule, { title: { en: "Pass", [messages.language]: "X" } }), residentSchema, {
      messages,
    });
    expect(plain(said.proves)).toBe(statement);
    expect(said).toMatchObject({ language: language.slice(0, 2), title: "X" });
  });

  it("is refused in a language that nothing is written in", async () => {
    for (const language of ["tlh", "", "constructor", "EN", undefined as never])
      await expect(loadMessages(language)).rejects.toThrow(LanguageUnsupportedError);
    expect(() => explainPolicy(policyOf(seniors), residentSchema, { language: "fr" } as never)).toThrow(
      LanguageUnsupportedError,
    );
  });

  it("takes a catalogue of somebody else's", () => {
    const messages = { ...en, language: "xx", proves: (statement: string) => `${statement.toUpperCase()}!` };
    const policy = policyOf({ claim: "occupation", "=": "baker" });
    const { proves } = explainPolicy(policy, residentSchema, { messages, labels: { occupation: "trade" } });
    expect(proves).toBe("THE ENTRY “TRADE” IN YOUR CREDENTIAL IS BAKER!");
  });
});

/** Every form of every kind of condition, with marks for what is filled in. */
function phrases(claim: string): readonly Phrase[] {
  const label = "LABEL";
  const ranges = ["exactly", "notExactly", "between", "notBetween"] as const;
  return [
    ...(["years", "days"] as const).flatMap((unit) =>
      (["atLeast", "lessThan", ...ranges] as const).map(
        (form): Phrase => ({ kind: "ago", claim, label, unit, form, numbers: [7771, 7772] }),
      ),
    ),
    ...[true, false].flatMap((isDate) =>
      (["atLeast", "atMost", "moreThan", "lessThan", ...ranges] as const).map(
        (form): Phrase => ({ kind: "compare", claim, label, form, isDate, values: ["7771", "7772"] }),
      ),
    ),
    ...[true, false].map((holds): Phrase => ({ kind: "flag", claim, label, holds })),
    ...(["oneOf", "noneOf"] as const).flatMap((form) =>
      [["7771"], ["7771", "7772"], []].map(
        (members): Phrase => ({ kind: "list", claim, label, form, count: 7773, members }),
      ),
    ),
  ];
}

describe.each(LANGUAGES)("the catalogue of %s", (language) => {
  it("has every entry, and says with every phrase what English says with it", async () => {
    const messages = await loadMessages(language);
    expect(Object.keys(messages).sort()).toEqual(Object.keys(en).sort());
    expect(Object.keys(messages.labels).sort()).toEqual(Object.keys(en.labels).sort());
    for (const list of ["learns", "alwaysHidden"] as const) expect(messages[list]).toHaveLength(en[list].length);
    const marks = (text: string): readonly string[] => [...new Set(text.match(/LABEL|777\d/g))].sort();
    for (const claim of ["birthDate", "district", "residentSince", "disabled", "student", "other"]) {
      const said = phrases(claim).map((phrase) => messages.phrase(phrase));
      expect(said.map(marks)).toEqual(phrases(claim).map((phrase) => marks(en.phrase(phrase))));
      // No two conditions read alike that English tells apart.
      expect(new Set(said).size).toBeGreaterThanOrEqual(
        new Set(phrases(claim).map((phrase) => en.phrase(phrase))).size,
      );
    }
    const periods = ["month", "quarter", "year", "once", "days"].map((period) => messages.claims(2, period));
    expect(new Set(periods).size).toBe(5);
    for (const text of periods) expect(text).toContain("2");
  });
});

describe("what claims are called", () => {
  const names = {
    en: "school-age children",
    fr: "enfants scolarisés",
    de: "Schulkinder",
    nl: "schoolkinderen",
    es: "hijos escolares",
  };
  const units = {
    en: { one: "child", other: "children" },
    fr: { one: "enfant", other: "enfants" },
    de: { one: "Kind", other: "Kinder" },
    nl: { one: "kind", other: "kinderen" },
    es: { one: "hijo", other: "hijos" },
  };
  const schema = parseSchema({
    civicproof: "schema/v2",
    name: "school-meals",
    version: "1",
    claims: [{ name: "schoolChildren", type: "integer", label: names, unit: units, description: { en: "a", fr: "b" } }],
  });
  const policy = (test: object) =>
    readPolicy({ ...PLAIN, schema: "school-meals@1", require: { claim: "schoolChildren", ...test } }, schema);

  it.each([
    ["en", "the entry “school-age children” in your credential is at least 2 children"],
    ["fr", "la donnée « enfants scolarisés » de votre attestation est d’au moins 2 enfants"],
    ["de", "Der Eintrag „Schulkinder“ in Ihrer Bescheinigung beträgt mindestens 2 Kinder"],
    ["nl", "het gegeven ‘schoolkinderen’ in uw attest is minstens 2 kinderen"],
    ["es", "el dato «hijos escolares» de su credencial es de al menos 2 hijos"],
  ])("comes from the schema, with units, in %s", async (language, words) => {
    const messages = await loadMessages(language);
    const { proves, hidden } = explainPolicy(policy({ ">=": 2 }), schema, { messages });
    expect(proves).toContain(words);
    expect(hidden[0]).toBe(messages.label(names[language as keyof typeof names]));
    const one = units[language as keyof typeof units].one;
    expect(explainPolicy(policy({ between: [1, 1] }), schema, { messages }).proves).toContain(`1 ${one}.`);
  });

  it("is the claim's own name where the schema has no word in this language", async () => {
    const [claim] = schema.claims;
    const english = { ...schema, claims: [{ ...claim!, label: { en: "school-age children" }, unit: { en: "child" } }] };
    const { proves } = explainPolicy(policy({ ">=": 2 }), english, { messages: await loadMessages("de") });
    expect(proves).toBe("Sie weisen nach: Der Eintrag „school children“ in Ihrer Bescheinigung beträgt mindestens 2.");
  });

  it("is no part of the schema's identity, and is refused where it is no text", () => {
    const [{ label: _, unit: __, description: ___, ...bare }] = schema.claims as [(typeof schema.claims)[number]];
    expect(schemaId({ ...schema, claims: [bare] })).toBe(schemaId(schema));
    for (const words of [
      { label: "" },
      { label: { English: "x" } },
      { label: "a\u202eb" },
      { unit: { one: "child" } },
      { unit: { en: { one: "child" } } },
    ])
      expect(() => parseSchema({ ...schema, claims: [{ ...bare, ...words }] })).toThrow("claims.0");
    expect(() => parseSchema({ ...schema, claims: [{ name: "a", type: "boolean", unit: "x" }] })).toThrow(
      "claims[0].unit",
    );
  });
});
