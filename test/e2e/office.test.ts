/** The office of examples/portal: somebody who comes with a second wallet claims nothing that the first one could. */
import { expect, it } from "vitest";
import { openOffice } from "../../examples/portal/server/office.ts";
import { generateHolderSecret, type HolderSecret } from "../../src/holder.ts";
import { openOffer } from "../../src/offer.ts";

const at = (text: string): number => Date.parse(text) / 1000;

it("lets a second wallet claim when nothing of the first one counts any more, on every clock of the world", async () => {
  let clock = at("2026-11-30T12:00:01Z");
  const office = await openOffice({ port: 0, now: () => clock });
  try {
    const [first, second] = [generateHolderSecret(), generateHolderSecret()];
    const issue = async (holderSecret: HolderSecret, replacement = false) => {
      const made = await fetch(`${office.url}/desk/offers`, {
        method: "POST",
        headers: { authorization: `Bearer ${office.demonstration.key}`, "content-type": "application/json" },
        body: JSON.stringify({ subject: "R-1042", credential: "resident@1", replacement }),
      });
      const { shortCode, transactionCode } = (await made.json()) as { shortCode: string; transactionCode: string };
      const offer = await openOffer(shortCode, { office: office.url, clock: () => clock });
      const taken = await offer.accept({ holderSecret, counter: 0, transactionCode });
      return "credential" in taken ? taken.credential.claimsFrom : undefined;
    };
    expect(await issue(first!)).toBe(0);
    // The same wallet again is a renewal.
    expect(await issue(first!)).toBe(0);
    await expect(issue(second!)).rejects.toMatchObject({ code: "OFFICE_ANSWER_INVALID" });
    // Revoked by the statement of 13:00; roots end at 15:00 on 1 December in UTC, which is 5:00 on the 2nd in UTC+14.
    expect(await issue(second!, true)).toBe(20261203);
    expect(await issue(second!)).toBe(20261203);
    clock = at("2026-12-31T20:00:00Z");
    // 22:00 on 1 January is noon on the 2nd in UTC+14. It never decreases.
    const third = generateHolderSecret();
    expect(await issue(third, true)).toBe(20270103);
    expect(await issue(third)).toBe(20270103);
    const { log } = await office.registry();
    expect(log.filter(({ action }) => action === "revoke")).toHaveLength(5);
  } finally {
    await office.close();
  }
});
