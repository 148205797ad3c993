/** Readings over MQTT: a subscriber that hands every message to an ingest. */
import type { MqttClient } from "mqtt";
import { CivicproofError } from "../../../core/errors.ts";
import { parseJson } from "../../../core/json.ts";
import { loadPeer } from "../../../core/peer.ts";
import { parseReading, ReadingError } from "../../device.ts";
import type { ReadingIngest } from "../readings.ts";

const MAX_MESSAGE = 16_384;

export interface MqttIngestOptions {
  /** `mqtts://broker.example.org`, or `mqtt://` on a network of one's own. */
  readonly url: string;
  /** For example `meters/+/readings`. */
  readonly topic: string;
  readonly ingest: ReadingIngest;
  /** The receiver's clock. */
  readonly nowSeconds: () => number;
  /** Told about each message that was refused. */
  readonly onRefused?: (error: CivicproofError) => void;
  /** mqtt's own options (`IClientOptions`): name, password, certificates, session. */
  readonly client?: object;
}

/**
 * Subscribes with QoS 1. A broker may deliver a message twice; the second one is refused as replayed, and nothing is lost.
 *
 * @returns closes the connection after what arrived is stored
 * @throws PackageMissingError when the package mqtt is not installed
 */
export async function subscribeReadings(options: MqttIngestOptions): Promise<{ readonly close: () => Promise<void> }> {
  const { url, topic, ingest, nowSeconds, onRefused = () => {} } = options;
  const { connectAsync } = await loadPeer("mqtt", async () => {
    const loaded = await import("mqtt");
    return loaded.default ?? loaded;
  });
  const client: MqttClient = await connectAsync(url, { reconnectPeriod: 1_000, ...options.client });
  client.on("message", (_, message) => {
    take(message).catch((error: unknown) => {
      if (error instanceof CivicproofError) onRefused(error);
      else onRefused(new ReadingError({ cause: error }));
    });
  });
  const take = async (message: Buffer): Promise<void> => {
    if (message.length > MAX_MESSAGE) throw new ReadingError({ expected: `at most ${MAX_MESSAGE} bytes` });
    await ingest.accept(parseReading(parseJson(message.toString("utf8"), MAX_MESSAGE, ReadingError)), nowSeconds());
  };
  await client.subscribeAsync(topic, { qos: 1 });
  return {
    async close() {
      await client.endAsync();
      await ingest.settle();
    },
  };
}
