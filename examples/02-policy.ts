/** A policy file: read it, explain it, lint it, compile it, try it on people. */
import { readFile } from "node:fs/promises";
import {
  CivicproofError,
  compilePolicy,
  evaluatePolicy,
  explainPolicy,
  lintPolicy,
  loadMessages,
  parsePolicy,
  parseSchema,
} from "../src/index.ts";

const here = new URL(".", import.meta.url);
const read = (name: string) => readFile(new URL(name, here), "utf8");

const schema = parseSchema(JSON.parse(await read("policies/schema.json")));
const policy = parsePolicy(await read("policies/city-pass.json"), schema);

console.log(explainPolicy(policy, schema).text);
console.log(explainPolicy(policy, schema, { messages: await loadMessages("fr") }).proves);
for (const { severity, path, message } of lintPolicy(policy, schema)) console.log(`${severity}: ${path}: ${message}`);

const { circuit, policyHash, rangeSlots, setSlots } = compilePolicy(policy, schema);
const used = [...rangeSlots, ...setSlots].filter((slot) => slot.enabled).length;
console.log(`circuit ${circuit}, ${used} slots used, policy hash ${policyHash}`);

// The plain evaluator says what the proof will say.
const today = { year: 2026, month: 11, day: 23 };
const student = {
  birthDate: "2010-05-01",
  district: "90701",
  residentSince: "2010-05-01",
  householdSize: 3,
  annualIncome: 6_000_000,
  disabled: false,
  student: true,
};
console.log("a pupil of 16 qualifies:", evaluatePolicy(policy, { schema, claims: student, today }));
const adult = { ...student, birthDate: "2001-05-01" };
console.log("her sister of 25 qualifies:", evaluatePolicy(policy, { schema, claims: adult, today }));

// A fault names its place.
try {
  parsePolicy((await read("policies/city-pass.json")).replace('"annualIncome", "<="', '"annualIncome", "<~"'), schema);
} catch (error) {
  if (!(error instanceof CivicproofError)) throw error;
  console.log(`${error.code}: ${error.message}`);
}
