/** Every numbered example runs, says what it promises, and ends by itself. */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runScript } from "./process.ts";

const PROMISES: Readonly<Record<string, readonly RegExp[]>> = {
  "01-issue-prove-verify.ts": [/first claim: +accepted/, /second claim: already-used/],
  "02-policy.ts": [
    /You prove that/,
    /Vous prouvez que/,
    /circuit eligibility/,
    /16 qualifies: true/,
    /25 qualifies: false/,
    /POLICY_INVALID: .*line \d+, column \d+/,
  ],
  "03-revocation.ts": [
    /STATUS_TRANSITION_INVALID/,
    /usable today: false/,
    /usable on Thursday: true/,
    /root on day 5: accepted/,
    /root on day 6: STATUS_ROOT_NOT_ACCEPTED/,
  ],
  "04-settle-on-chain.ts": [/claim on chain 31337, contract 0xc1a1.*: 580 bytes/],
  "06-correct-and-erase.ts": [
    /anchor 0: 200 records/,
    /version 1 became version 2/,
    /version 1 as current: RECORD_NOT_CURRENT/,
    /2 keys destroyed, 2 tombstones/,
    /opening it: RECORD_ERASED/,
    /199 records, none twice, and 1 tombstone/,
    /audit: 0 findings/,
  ],
  "07-residency-history.ts": [/circuit record/, /ten years in the city: proven/],
  "08-meter-readings.ts": [
    /96 readings: accepted/,
    /again: READING_REPLAYED/,
    /same signature: READING_FORGED/,
    /day before: READING_STALE/,
    /96 readings, none twice/,
    /10:00 is among them/,
  ],
};

describe("examples", () => {
  it("are all tested here", () => {
    expect(readdirSync("examples").filter((name) => /^\d/.test(name))).toEqual(Object.keys(PROMISES));
  });

  it.each(Object.entries(PROMISES))("%s", async (name, promises) => {
    const { code, stdout, stderr, lingeredMilliseconds } = await runScript(`examples/${name}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const promise of promises) expect(stdout).toMatch(promise);
    expect(lingeredMilliseconds).toBeLessThan(2_000);
  });
});
