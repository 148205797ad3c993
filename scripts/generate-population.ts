/**
 * Writes examples/data/population.csv: 10,000 synthetic people in Vienna, see population.ts. With --check the file is only
 * compared.
 */
import { hashToField } from "../src/core/hash-to-field.ts";
import { holderCommitment } from "../src/credentials/credential/holder.ts";
import { syntheticPeople } from "./population.ts";
import { writeOrCheck } from "./write-or-check.ts";

const SEED = "civicproof population 1";
const PEOPLE = 10_000;

/** The holder secret of a synthetic person. It is public, like the person is invented: never do this for real people. */
function syntheticHolderSecret(personId: string) {
  return hashToField("text", SEED, personId);
}

const COLUMNS = [
  "person_id",
  "household_id",
  "birth_date",
  "district",
  "resident_since",
  "household_size",
  "household_net_income_eur",
  "disabled",
  "student",
  "holder_commitment",
];

const rows: string[] = [COLUMNS.join(",")];
for (const person of syntheticPeople(SEED, PEOPLE)) {
  const { id, householdId, birthDate, district, residentSince, householdSize, income, isDisabled, isStudent } = person;
  const commitment = holderCommitment(syntheticHolderSecret(id));
  const cells = [id, householdId, birthDate, district, residentSince, householdSize, income, isDisabled, isStudent];
  rows.push([...cells, commitment].join(","));
}
writeOrCheck({ "examples/data/population.csv": `${rows.join("\n")}\n` });
