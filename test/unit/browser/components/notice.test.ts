/** What a consent says about being recognised and about keeping: only what the request says and the portal declares. */
import { describe, expect, it } from "vitest";
import { loadComponentMessages } from "../../../../src/browser/components/messages/load.ts";
import { connected, keeping } from "../../../../src/browser/components/notice.ts";
import { nameInWords } from "../../../../src/browser/components/values.ts";

const NAME = "City of Example";
const messages = await loadComponentMessages("en");
const wording = { messages, locale: "en-GB" };
const asked = { grid: "year/2026-01-01/0", period: 20_260_101 };

describe("a consent", () => {
  it("says what is kept as the portal declares it, and else that it is not stated", () => {
    const { markNotStated, proofNotStated } = messages.wallet;
    expect(keeping(undefined, NAME, wording)).toEqual([markNotStated, proofNotStated]);
    const [mark, proof] = keeping({ markDays: 400, proofDays: 90 }, NAME, wording);
    expect(mark).toBe(`${NAME} declares: the mark against second claims is kept for 400 days.`);
    expect(proof).toBe(`${NAME} declares: the proof is kept for 90 days.`);
    const notKept = `${NAME} declares: the proof is checked and not kept.`;
    expect(keeping({ proofDays: 0 }, NAME, wording)).toEqual([markNotStated, notKept]);
  });

  it.each([
    ["year/2026-01-01/0", 20_260_101, "of yours in 2026."],
    ["year/2025-07-01/0", 20_260_701, "in the period that began on 1 July 2026."],
    ["month/2026-11-01/60", 20_261_101, "in the period that began on 1 November 2026."],
    ["once/2026-11-01/60", 20_261_101, "in this programme, and in no other"],
  ])("speaks of %s as of the periods that it has", (grid, period, words) => {
    expect(connected({ grid, period }, NAME, wording)[0]).toContain(words);
  });

  it("names the recipient that a request names", () => {
    expect(connected({ ...asked, recipient: "case-17" }, NAME, wording).join()).toContain("case-17");
    expect(connected(asked, NAME, wording)).toHaveLength(2);
  });

  it("calls a claim what its schema calls it in this language, and else by its name", () => {
    const definition = { name: "annualIncome", type: "money", label: { de: "Jahreseinkommen" } } as const;
    expect(nameInWords("annualIncome", definition, "de")).toBe("Jahreseinkommen");
    expect(nameInWords("annualIncome", definition, "fr")).toBe("Annual income");
    expect(nameInWords("annualIncome", undefined, "de")).toBe("Annual income");
  });
});
