import { expect, it } from "vitest";
import { killRounds } from "../unit/records/archive/kill-rounds.ts";

it("100 rounds of kill -9 leave every record anchored exactly once", async () => {
  const { killed } = await killRounds(100, 82);
  console.log(`killed during import: ${killed.import}, during publishing: ${killed.publish}`);
  expect(killed.import).toBeGreaterThan(20);
  expect(killed.publish).toBeGreaterThan(20);
});
