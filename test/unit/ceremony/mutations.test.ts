import { afterAll, expect, it } from "vitest";
import { smallSubjects } from "../../fixtures/ceremony-mutants.ts";
import { survivors } from "../../fixtures/mutants.ts";
import { endSnarkjs } from "../../fixtures/ptau.ts";

afterAll(endSnarkjs);

it("a hundred small changes of each file of a ceremony are refused", { timeout: 300_000 }, async () => {
  for (const { what, bytes, check, options } of await smallSubjects())
    expect({ what, found: await survivors(bytes, check, { ...options, count: 100, seed: 20261130 }) }).toEqual({
      what,
      found: [],
    });
});
