/** What a replaced credential may claim (protocol P-52), for every kind of period, and what its holder is told. */
import { describe, expect, it } from "vitest";
import { parseDate } from "../../../../src/core/dates.ts";
import { parseGrid, periodOn } from "../../../../src/core/period-grid.ts";
import { checkCredential } from "../../../../src/credentials/credential/credential.ts";

import { checkSources, claimsLater, type WitnessSources } from "../../../../src/presentation/witness/build.ts";
import { compilePolicy } from "../../../../src/statement/policy/index.ts";
import { FIXTURE_POLICIES, makeWorld, SCHEMA } from "../../../world.ts";

const CLAIMS_FROM = 20261203;
const policy = compilePolicy(FIXTURE_POLICIES.age, SCHEMA);
const { credential } = makeWorld({ claimsFrom: CLAIMS_FROM });
const checked = checkCredential(credential, { schema: SCHEMA });

/** The code that a holder gets on a day, in the grid's period that holds it. */
function claim(grid: string, day: string): { readonly code: string; readonly message: string } | "fits" {
  const today = parseDate(day);
  const sources = {
    credential: checked,
    policy,
    period: periodOn(parseGrid(grid), today),
    today,
    registry: { isUsable: true } as WitnessSources["registry"] & { isUsable: boolean },
  } as Partial<WitnessSources> as WitnessSources;
  try {
    checkSources(sources);
    return "fits";
  } catch (error) {
    return error as { code: string; message: string };
  }
}

describe("a replaced credential", () => {
  it.each([
    ["month/2026-01-01/60", ["2026-12-03", "2026-12-31"], "2027-01-01"],
    ["quarter/2026-01-01/60", ["2026-12-03", "2026-12-31"], "2027-01-01"],
    ["year/2026-01-01/60", ["2026-12-03", "2026-12-31"], "2027-01-01"],
    ["year/2026-12-02/60", ["2026-12-03", "2026-12-31"], "2027-01-01"],
    ["days:14/2026-11-30/60", ["2026-12-03", "2026-12-13"], "2026-12-14"],
    ["days:1/2026-11-30/60", ["2026-12-01", "2026-12-02"], "2026-12-03"],
  ])("of %s claims in no period that began before, and in the next", (grid, before, first) => {
    for (const day of before) {
      expect(claim(grid, day), day).toMatchObject({ code: "CREDENTIAL_NOT_YET_VALID", path: "credential.claimsFrom" });
    }
    expect(claim(grid, first)).toBe("fits");
  });

  it("claims nothing in a programme that began once, whatever day it is, and everything in one to come", () => {
    for (const day of ["2026-12-03", "2027-06-30", "2027-12-31"])
      expect(claim("once/2026-11-01/60", day)).toMatchObject({ code: "CREDENTIAL_NOT_YET_VALID" });
    expect(claim("once/2027-01-01/60", "2027-01-01")).toBe("fits");
    expect(claim("once/2026-12-03/60", "2026-12-03")).toBe("fits");
  });

  it("says from which day on, and where to go when there is none", () => {
    const refused = claim("month/2026-01-01/60", "2026-12-10");
    if (refused === "fits") throw new Error("accepted");
    expect(refused.message).toContain("a period that begins on 2026-12-03 or later");
    expect(refused.message).toContain("the period from 2026-12-01");
    expect(refused.message).toContain("once has none, so its office decides");
    expect(claimsLater("record.claimsFrom", 20260101, 20270101).path).toBe("record.claimsFrom");
  });
});
