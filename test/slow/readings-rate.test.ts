/** 500 readings a second over HTTP and MQTT into one store, for ten seconds; says how fast it could have been. */
import { expect, it } from "vitest";
import { takeReadings } from "../unit/records/archive/readings-rate.ts";

it("takes 500 readings a second over HTTP and MQTT into one store, and loses none", async () => {
  const { said, processorSeconds } = await takeReadings({ seconds: 10, perSecond: 500 });
  console.log(said);
  // What is left where other programs take the cores: one core keeps up with the rate.
  expect(processorSeconds).toBeLessThan(10);
});
