/** Ten thousand small changes of each kind of file of a ceremony: none that says something else is accepted. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { largeSubjects, type Subject, smallSubjects } from "../fixtures/ceremony-mutants.ts";
import { survivors } from "../fixtures/mutants.ts";
import { endSnarkjs } from "../fixtures/ptau.ts";

afterAll(endSnarkjs);

describe.each([
  {
    count: 10_000,
    make: smallSubjects,
    names: [
      ...["a key", "ceremony.json", "attestations/0001.json", "attestations/0003.json", "transcript.json"],
      "a phase 1 file",
    ],
  },
  { count: 100, make: largeSubjects, names: ["a key of 2^13 rows", "a phase 1 file of power 12"] },
])("$count small changes", ({ count, make, names }) => {
  let subjects: readonly Subject[];
  beforeAll(async () => {
    subjects = await make();
    expect(subjects.map(({ what }) => what).sort()).toEqual(names.toSorted());
  });

  it.each(names.map((name, i) => [name, i + 1] as const))("of %s are refused", async (name, seed) => {
    const { bytes, check, options } = subjects.find(({ what }) => what === name)!;
    expect(await survivors(bytes, check, { ...options, count, seed })).toEqual([]);
  });
});
