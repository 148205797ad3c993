/** A register of a small town, and what an office makes of it. */
import { parseSchema } from "../../../src/credentials/credential/schema.ts";
import type { SourceMapping } from "../../../src/office/source/mapping.ts";
import { ENROLMENT_SCHEMA } from "../../office.ts";

export const TOWN_SCHEMA = parseSchema({
  civicproof: "schema/v2",
  name: "townsperson",
  version: "1",
  claims: [
    { name: "birthDate", type: "date" },
    { name: "district", type: "code" },
    { name: "annualIncome", type: "money", currency: "EUR" },
    { name: "disabled", type: "boolean" },
  ],
});

export const TOWN_MAPPING: SourceMapping = {
  columns: { birthDate: "born", district: "district", annualIncome: "income", disabled: "disabled" },
  formats: { annualIncome: { decimals: 2 } },
  identity: { columns: { birthDate: "born", reference: "reference" } },
};

export const TOWN_TERMS = { schema: TOWN_SCHEMA, identitySchema: ENROLMENT_SCHEMA, mapping: TOWN_MAPPING } as const;

/** Everybody, by column. `T-3` stands there twice, `T-4` lacks a district, `T-5` has no real birth date. */
export const TOWN: readonly (readonly [string, string, string | null, string, string, string])[] = [
  ["T-1", "1950-02-28", "AT130", "21000.00", "false", "P-4711"],
  ["T-2", "1948-07-01", "AT127", "18000.50", "true", "P-0815"],
  ["T-3", "1990-01-01", "AT127", "30000.00", "false", "P-0003"],
  ["T-3", "1991-01-01", "AT126", "30000.00", "false", "P-0003"],
  ["T-4", "1960-06-06", null, "100.00", "false", "P-0004"],
  ["T-5", "1960-02-30", "AT130", "100.00", "false", "P-0005"],
];
export const TOWN_COLUMNS = ["id", "born", "district", "income", "disabled", "reference"] as const;

export const ANNA_RECORD = {
  claims: { birthDate: "1950-02-28", district: "AT130", annualIncome: 2_100_000, disabled: false },
  identity: { birthDate: "1950-02-28", reference: "P-4711" },
};

export const TOWN_QUERY = "SELECT born, district, income, disabled, reference FROM people WHERE id = $1";

/** The register's table; types as a town would have chosen them. */
export function townScript(dialect: "sqlite" | "postgres"): string {
  const [date, money, truth] =
    dialect === "postgres" ? ["text", "numeric(12, 2)", "boolean"] : ["TEXT", "TEXT", "TEXT"];
  const literal = (value: string | null): string => (value === null ? "NULL" : `'${value}'`);
  return `CREATE TABLE people (id text, born ${date}, district text, income ${money}, disabled ${truth}, reference text);
    ${TOWN.map((row) => `INSERT INTO people VALUES (${row.map(literal).join(", ")});`).join("\n")}`;
}
