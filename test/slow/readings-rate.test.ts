/** 500 readings a second over HTTP and MQTT into one store, for ten seconds; says how fast it could have been. */
import { it } from "vitest";
import { takeReadings } from "../unit/records/archive/readings-rate.ts";

it("takes 500 readings a second over HTTP and MQTT into one store, and loses none", async () => {
  console.log(await takeReadings({ seconds: 10, perSecond: 500 }));
});
