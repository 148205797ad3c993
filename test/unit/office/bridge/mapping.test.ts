/** Claims by place and table: what is read, and that nothing is guessed. */
import { DcqlQuery } from "dcql";
import { describe, expect, it } from "vitest";
import { parseSchema } from "../../../../src/credentials/credential/schema.ts";
import { type BridgeMapping, openBridgeMapping } from "../../../../src/office/bridge/mapping.ts";
import { dcqlQuery } from "../../../../src/office/bridge/query.ts";

const schema = parseSchema({
  civicproof: "schema/v2",
  name: "resident",
  version: "1",
  claims: [
    { name: "birthDate", type: "date" },
    { name: "district", type: "code" },
    { name: "disabled", type: "boolean" },
  ],
});
const mapping: BridgeMapping = {
  columns: { birthDate: "/birthdate", district: "/address/locality", disabled: "/cards/0/valid" },
  tables: { "/address/locality": { Wien: "AT130", "Wiener Neustadt": "AT122" } },
  subject: ["/personal_administrative_number"],
  namespace: "pid-at",
};
const anna = {
  ...{ birthdate: "1950-02-28", address: { locality: "Wien" }, cards: [{ valid: true }] },
  personal_administrative_number: "4711",
};
const open = (change: Partial<BridgeMapping> = {}) => openBridgeMapping({ schema, mapping: { ...mapping, ...change } });

describe("a bridge's mapping", () => {
  it("reads values by their places and translates them by its table", () => {
    expect(open().read(anna)).toEqual({
      claims: { birthDate: "1950-02-28", district: "AT130", disabled: true },
      subject: "pid-at:4711",
    });
  });

  it("refuses what its table does not have, though it looks alike, and names the place and not the value", () => {
    for (const locality of ["wien", "Wien ", "Graz", "constructor", "__proto__"]) {
      let refused: unknown;
      try {
        open().read({ ...anna, address: { locality } });
      } catch (error) {
        refused = error;
      }
      expect(refused).toMatchObject({ code: "SOURCE_VALUE_UNMAPPED", path: "/address/locality" });
      expect(JSON.stringify(refused)).not.toContain(locality);
    }
  });

  it("refuses what is missing, of another type or no real value", () => {
    const refuse = (values: object, code: string, path: string) =>
      expect(() => open().read({ ...anna, ...values })).toThrow(expect.objectContaining({ code, path }));
    refuse({ birthdate: undefined }, "SOURCE_CLAIM_MISSING", "claims.birthDate");
    refuse({ birthdate: null }, "SOURCE_CLAIM_MISSING", "claims.birthDate");
    refuse({ birthdate: "1950-02-30" }, "SOURCE_CLAIM_INVALID", "claims.birthDate");
    refuse({ birthdate: "28.02.1950" }, "SOURCE_CLAIM_INVALID", "claims.birthDate");
    refuse({ address: { locality: ["Wien"] } }, "SOURCE_CLAIM_INVALID", "/address/locality");
    refuse({ cards: [{ valid: "yes" }] }, "SOURCE_CLAIM_INVALID", "claims.disabled");
    refuse({ cards: [] }, "SOURCE_CLAIM_MISSING", "claims.disabled");
    refuse({ personal_administrative_number: "" }, "SOURCE_CLAIM_MISSING", "/personal_administrative_number");
  });

  it("takes nobody for another person, whose identifier has the same letters in other parts", () => {
    const reader = open({ subject: ["/given_name", "/family_name"] });
    const named = (given_name: string, family_name: string) =>
      reader.read({ ...anna, given_name, family_name }).subject;
    expect(named("Anna Maria", "Berg")).not.toBe(named("Anna", "Maria Berg"));
    expect(named('A","B', "C")).not.toBe(named("A", 'B","C'));
  });

  it("takes nobody for another person, whose number is so long that it would be rounded to the same", () => {
    const named = (number: string) =>
      open().read({ ...anna, ...(JSON.parse(`{"personal_administrative_number":${number}}`) as object) }).subject;
    expect(named("4711")).toBe("pid-at:4711");
    expect(named("9007199254740991")).toBe("pid-at:9007199254740991");
    for (const number of ["9007199254740993", "12345678901234567890", "-9007199254740993", "1e21"])
      expect(() => named(number)).toThrow(
        expect.objectContaining({ code: "SOURCE_CLAIM_INVALID", path: "/personal_administrative_number" }),
      );
  });

  it("names a person the same over two bridges with one name space, and differently over others", () => {
    const subject = (namespace: string) => open({ namespace }).read(anna).subject;
    expect(subject("pid-at")).toBe(subject("pid-at"));
    expect(subject("pid-at")).not.toBe(subject("pid-de"));
  });

  it("is refused when it does not fit", () => {
    const refuse = (change: object, path: string) =>
      expect(() => open(change as Partial<BridgeMapping>)).toThrow(expect.objectContaining({ path }));
    refuse({ columns: { birthDate: "/birthdate" } }, "columns");
    refuse({ tables: { "/other": { a: "b" } } }, "mapping.tables./other");
    refuse({ subject: [] }, "mapping.subject");
    refuse({ subject: ["birthdate"] }, "mapping.subject.0");
    refuse({ namespace: "" }, "mapping.namespace");
  });

  it("is a query that the package dcql takes, in each format", () => {
    const { places } = open();
    const queries = [
      dcqlQuery("dc+sd-jwt", { vct_values: ["urn:eudi:pid:1"] }, { places }),
      dcqlQuery("mso_mdoc", { doctype_value: "org.iso.18013.5.1.mDL" }, { places: ["/org.iso.18013.5.1/birth_date"] }),
      dcqlQuery("jwt_vc_json", { type_values: [["VerifiableCredential"]] }, { places, prefix: ["credentialSubject"] }),
    ];
    for (const query of queries) {
      const parsed = DcqlQuery.parse(query as never);
      DcqlQuery.validate(parsed);
      expect(parsed.credentials).toHaveLength(1);
    }
  });

  it("is all that a wallet is asked for", () => {
    const { places } = open();
    expect(dcqlQuery("dc+sd-jwt", { vct_values: ["x"] }, { places }).credentials[0].claims).toEqual([
      { path: ["birthdate"] },
      { path: ["address", "locality"] },
      { path: ["cards", 0, "valid"] },
      { path: ["personal_administrative_number"] },
    ]);
  });
});
