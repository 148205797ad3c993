/** What a bridge says of itself in an assessment is what its wallet is asked for, and what comes along with its format. */
import { describe, expect, it } from "vitest";
import { describeBridge } from "../../../../src/office/bridge/describe.ts";
import { openBridgeMapping } from "../../../../src/office/bridge/mapping.ts";
import { describeOffice } from "../../../../src/office/describe.ts";
import { LOGIN_MAPPING, RESIDENT } from "./office.ts";

describe("a bridge in an assessment", () => {
  it("sees the places that its mapping reads, all of them", () => {
    const { places } = openBridgeMapping({ schema: RESIDENT, mapping: LOGIN_MAPPING });
    for (const kind of ["sd-jwt-vc", "mdoc", "jwt-vc", "openid"] as const) {
      const { sees, seconds } = describeBridge({ kind, mapping: LOGIN_MAPPING });
      expect(sees.slice(0, places.length)).toEqual(places);
      expect(seconds).toBe(0);
    }
  });

  it("says that some formats show everything", () => {
    const seesAll = (kind: "sd-jwt-vc" | "mdoc" | "jwt-vc" | "openid") =>
      describeBridge({ kind, mapping: LOGIN_MAPPING }).sees.some((each) => each.startsWith("every other claim"));
    expect(["sd-jwt-vc", "mdoc", "jwt-vc", "openid"].map((kind) => seesAll(kind as "mdoc"))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it("makes the office hold claims for as long as an offer, sealed", () => {
    const bridges = [describeBridge({ kind: "mdoc", mapping: LOGIN_MAPPING })];
    const office = (isIssueForTwo: boolean) =>
      describeOffice({ party: "registry", credentials: [], bridges, isIssueForTwo });
    const held = (isIssueForTwo: boolean) =>
      office(isIssueForTwo).holds.find(({ item, form }) => item === "claims" && form === "sealed")?.seconds;
    expect(held(false)).toBeLessThan(3_600);
    expect(held(true)).toBeGreaterThan(7 * 86_400);
    expect(office(false).bridges).toEqual(bridges);
  });
});
