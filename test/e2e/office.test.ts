/** The office of examples/portal: somebody who comes with a second wallet claims nothing that the first one could. */
import { expect, it } from "vitest";
import { openOffice } from "../../examples/portal/server/office.ts";
import { generateHolderSecret, holderCommitment } from "../../src/holder.ts";

const at = (text: string): number => Date.parse(text) / 1000;

it("lets a second wallet claim when nothing of the first one counts any more, on every clock of the world", () => {
  let clock = at("2026-11-30T12:00:01Z");
  const office = openOffice(() => clock);
  const [first, second] = [generateHolderSecret(), generateHolderSecret()].map((secret) =>
    String(holderCommitment(secret)),
  );
  const issue = (commitment: string | undefined) => {
    const credential = office.redeem(office.offer("R-1042")!, commitment)!;
    return credential.claimsFrom;
  };
  expect(issue(first)).toBe(0);
  // The same wallet again is a renewal.
  expect(issue(first)).toBe(0);
  // Revoked by the statement of 13:00; roots end at 15:00 on 1 December in UTC, which is 5:00 on the 2nd in UTC+14.
  expect(issue(second)).toBe(20261203);
  expect(issue(second)).toBe(20261203);
  clock = at("2026-12-31T20:00:00Z");
  // Back to the first wallet is a change as well. 22:00 on 1 January is noon on the 2nd in UTC+14.
  expect(issue(first)).toBe(20270103);
  // It never decreases.
  expect(issue(first)).toBe(20270103);
});
