import { describe, expect, it } from "vitest";
import { CivicproofError } from "../../../../src/core/errors.ts";
import {
  createEnrolmentRegister,
  type EnrolmentRegister,
} from "../../../../src/presentation/verification/enrolment-register.ts";
import {
  ANNA,
  type AnswerOptions,
  askFor,
  BERT,
  createTestOffice,
  demandFor,
  type File,
  OFFICE,
} from "../../../office.ts";
import { NOW_SECONDS } from "../../../world.ts";

const office = createTestOffice();
const FIRST = 11n;
const SECOND = 22n;

async function enrol(
  register: EnrolmentRegister,
  file: File,
  answer: AnswerOptions,
  replacementFrom?: number,
): Promise<unknown> {
  const verified = await office.verified(file, answer);
  try {
    return await register.enrol(verified, replacementFrom === undefined ? {} : { replacementFrom });
  } catch (error) {
    if (error instanceof CivicproofError) return error.code;
    throw error;
  }
}

describe("an enrolment register", () => {
  it("enters a person once; the same pair is a renewal", async () => {
    const register = createEnrolmentRegister(OFFICE);
    expect(await enrol(register, ANNA, { pseudonym: FIRST })).toEqual({ kind: "first", claimsFrom: 0 });
    expect(await enrol(register, ANNA, { pseudonym: FIRST })).toEqual({ kind: "renewal", claimsFrom: 0 });
    expect(await enrol(register, BERT, { pseudonym: SECOND })).toEqual({ kind: "first", claimsFrom: 0 });
  });

  it("copies claimsFrom of the enrolment, and never lets it decrease", async () => {
    const register = createEnrolmentRegister(OFFICE);
    expect(await enrol(register, ANNA, { pseudonym: FIRST, claimsFrom: 20261201 })).toMatchObject({
      claimsFrom: 20261201,
    });
    expect(await enrol(register, ANNA, { pseudonym: FIRST, claimsFrom: 0 })).toMatchObject({ claimsFrom: 20261201 });
    expect(await enrol(register, ANNA, { pseudonym: FIRST, claimsFrom: 20270101 })).toMatchObject({
      claimsFrom: 20270101,
    });
    expect(await enrol(register, ANNA, { pseudonym: FIRST, claimsFrom: 20261201 })).toMatchObject({
      claimsFrom: 20270101,
    });
  });

  it("refuses a pseudonym of another file: one secret for two people", async () => {
    const register = createEnrolmentRegister(OFFICE);
    await enrol(register, ANNA, { pseudonym: FIRST });
    expect(await enrol(register, BERT, { pseudonym: FIRST })).toBe("PSEUDONYM_FOREIGN");
    expect(await enrol(register, BERT, { pseudonym: FIRST }, 20261201)).toBe("PSEUDONYM_FOREIGN");
    expect(await register.lookup(BERT.name)).toBeUndefined();
  });

  it("refuses a second secret for one file until the office says from when the old one is over", async () => {
    const register = createEnrolmentRegister(OFFICE);
    await enrol(register, ANNA, { pseudonym: FIRST });
    expect(await enrol(register, ANNA, { pseudonym: SECOND, claimsFrom: 20261201 })).toBe("FILE_ENROLLED");
    expect(await enrol(register, ANNA, { pseudonym: FIRST })).toMatchObject({ kind: "renewal" });
    expect(await enrol(register, ANNA, { pseudonym: SECOND, claimsFrom: 0 }, 20261202)).toEqual({
      kind: "replacement",
      claimsFrom: 20261202,
    });
    expect(await register.lookup(ANNA.name)).toEqual({
      claimsFrom: 20261202,
      enrolledAtSeconds: NOW_SECONDS,
      replacements: 1,
    });
  });

  it("takes the latest of the three dates for a replacement", async () => {
    const cases: readonly (readonly [before: number, enrolment: number, replacement: number])[] = [
      [20270301, 20270101, 20270201],
      [20270101, 20270301, 20270201],
      [20270101, 20270201, 20270301],
    ];
    for (const [before, enrolment, replacement] of cases) {
      const register = createEnrolmentRegister(OFFICE);
      await enrol(register, ANNA, { pseudonym: FIRST, claimsFrom: before });
      expect(await enrol(register, ANNA, { pseudonym: SECOND, claimsFrom: enrolment }, replacement)).toEqual({
        kind: "replacement",
        claimsFrom: 20270301,
      });
    }
  });

  it("never takes a replaced pseudonym again, for any file", async () => {
    const register = createEnrolmentRegister(OFFICE);
    await enrol(register, ANNA, { pseudonym: FIRST });
    await enrol(register, ANNA, { pseudonym: SECOND }, 20261202);
    expect(await enrol(register, ANNA, { pseudonym: FIRST })).toBe("PSEUDONYM_REPLACED");
    expect(await enrol(register, ANNA, { pseudonym: FIRST }, 20270101)).toBe("PSEUDONYM_REPLACED");
    expect(await enrol(register, BERT, { pseudonym: FIRST })).toBe("PSEUDONYM_FOREIGN");
    expect(await enrol(register, ANNA, { pseudonym: SECOND })).toEqual({ kind: "renewal", claimsFrom: 20261202 });
  });

  it("lets no replacement happen by the way: a date changes nothing about a first enrolment or a renewal", async () => {
    const register = createEnrolmentRegister(OFFICE);
    expect(await enrol(register, ANNA, { pseudonym: FIRST }, 20270101)).toEqual({ kind: "first", claimsFrom: 0 });
    expect(await enrol(register, ANNA, { pseudonym: FIRST }, 20270101)).toEqual({ kind: "renewal", claimsFrom: 0 });
  });

  it("decides one of two that come at once", async () => {
    const register = createEnrolmentRegister(OFFICE);
    const [one, two] = await Promise.all([FIRST, SECOND].map((pseudonym) => office.verified(ANNA, { pseudonym })));
    const outcomes = await Promise.allSettled([register.enrol(one!), register.enrol(two!)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });

  it("refuses what verifyEnrolment did not return, another scope, a date that is none, and work after its end", async () => {
    const register = createEnrolmentRegister(OFFICE);
    const verified = await office.verified(ANNA);
    const invalid = expect.objectContaining({ code: "INPUT_INVALID" });
    await expect(register.enrol({ ...verified })).rejects.toEqual(invalid);
    await expect(register.enrol(verified, { replacementFrom: 20260231 })).rejects.toEqual(invalid);
    await expect(register.enrol(verified, { replacementFrom: 0 })).rejects.toEqual(invalid);
    const elsewhere = askFor(ANNA, { scope: { verifier: "tax.example.org" } });
    const otherwise = askFor(ANNA, { demand: demandFor(ANNA, { programme: "benefits" }) });
    for (const request of [elsewhere, otherwise])
      await expect(register.enrol(await office.verified(ANNA, {}, request))).rejects.toEqual(invalid);
    await register.close();
    const over = expect.objectContaining({ code: "ENROLMENT_REGISTER_UNAVAILABLE" });
    await expect(register.enrol(verified)).rejects.toEqual(over);
    await expect(register.lookup(ANNA.name)).rejects.toEqual(over);
  });
});
