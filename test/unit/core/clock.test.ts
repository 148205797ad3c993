import { expect, it } from "vitest";
import { checkAhead } from "../../../src/core/clock.ts";

const DAY = 86_400;
const here = Math.floor(Date.now() / 1_000);
const refused = expect.objectContaining({ code: "CLOCK_NOT_CONFIRMED", path: "timeSeconds" });

it("lets a log be quiet for 400 days, and for longer when somebody confirms it", () => {
  checkAhead(here + 400 * DAY, { lastSeconds: here });
  expect(() => checkAhead(here + 401 * DAY, { lastSeconds: here })).toThrow(refused);
  checkAhead(here + 401 * DAY, { lastSeconds: here, isConfirmed: true });
});

it("compares the first entry with the machine's clock: one in 2100 or in milliseconds would shut the log", () => {
  checkAhead(here + 5 * 365 * DAY, { lastSeconds: undefined });
  checkAhead(1_000, { lastSeconds: undefined });
  expect(() => checkAhead(here + 20 * 365 * DAY, { lastSeconds: undefined })).toThrow(refused);
  expect(() => checkAhead(here * 1_000, { lastSeconds: undefined })).toThrow(refused);
  checkAhead(here + 20 * 365 * DAY, { lastSeconds: undefined, isConfirmed: true });
});
