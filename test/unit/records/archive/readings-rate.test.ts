import { it } from "vitest";
import { takeReadings } from "./readings-rate.ts";

it("takes readings over HTTP and MQTT into one store, and loses none", async () => {
  await takeReadings({ seconds: 1, perSecond: 200 });
});
