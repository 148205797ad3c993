/** Ten thousand small changes of each kind of file of a ceremony: none that says something else is accepted. */
import { afterAll, expect, it } from "vitest";
import { largeSubjects, type Subject, smallSubjects } from "../fixtures/ceremony-mutants.ts";
import { survivors } from "../fixtures/mutants.ts";
import { endSnarkjs } from "../fixtures/ptau.ts";

afterAll(endSnarkjs);

async function expectNone(subjects: readonly Subject[], count: number): Promise<void> {
  for (const [i, { what, bytes, check, options }] of subjects.entries())
    expect({ what, found: await survivors(bytes, check, { ...options, count, seed: i + 1 }) }).toEqual({
      what,
      found: [],
    });
}

it("10,000 small changes of each file of power 6 are refused", async () => expectNone(await smallSubjects(), 10_000));
it("100 small changes of each large file are refused", async () => expectNone(await largeSubjects(), 100));
