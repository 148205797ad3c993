import { expect, it } from "vitest";
import { killRounds } from "../unit/records/archive/kill-rounds.ts";

it("6 rounds of kill -9 leave every record anchored exactly once", async () => {
  const { killed } = await killRounds(6, 81);
  expect(killed.import + killed.publish).toBeGreaterThan(0);
}, 180_000);
