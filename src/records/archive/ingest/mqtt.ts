/** Readings over MQTT: a subscriber that hands every message to an ingest. */
import type { IClientOptions } from "mqtt";
import { CivicproofError, type ErrorCode, refusal } from "../../../core/errors.ts";
import { parseJson } from "../../../core/json.ts";
import { own } from "../../../core/own.ts";
import { loadPeer } from "../../../core/peer.ts";
import { utf8Decoder } from "../../../core/platform.ts";
import { parseReading, ReadingError } from "../../device.ts";
import type { ReadingIngest } from "../readings.ts";
import { acknowledgeWhenStored, type Verdict } from "./acknowledge.ts";
import { parseReadingTopic } from "./topic.ts";

const MAX_MESSAGE = 16_384;
const CONNECT_MILLISECONDS = 30_000;
const RECONNECT_MILLISECONDS = 1_000;

/** What is wrong with a reading itself: sending it again would not help. */
const FINAL: readonly ErrorCode[] = [
  "READING_INVALID",
  "READING_FORGED",
  "READING_REPLAYED",
  "READING_REORDERED",
  "READING_STALE",
];

/** Options of {@link subscribeReadings}. */
export interface MqttIngestOptions {
  /** `mqtts://broker.example.org`, or `mqtt://` on a network of one's own. */
  readonly url: string;
  /**
   * For example `meters/{device}/readings`: `{device}` stands for any text like `+`, and messages there are taken only from
   * the device of that name. Whose topic is whose is for the broker's access list to say.
   */
  readonly topic: string;
  /**
   * The name of the session (the client id), which the broker keeps while this side is away. One process has it at a
   * time, and always the same: another name is another session, and what waits in the old one is never delivered.
   */
  readonly session: string;
  readonly ingest: ReadingIngest;
  /** The receiver's clock. */
  readonly nowSeconds: () => number;
  /** Told about each message that was refused for what it is. */
  readonly onRefused?: (error: CivicproofError) => void;
  /** Told when readings could not be stored; they stay with the broker and come again. */
  readonly onUnavailable?: (error: unknown) => void;
  /** mqtt's own options (`IClientOptions`): name, password, certificates. The session is not among them. */
  readonly client?: object;
}

/** A running subscription. */
export interface ReadingSubscription {
  /** Takes no more, waits until what was taken is stored and acknowledged, and closes the connection. */
  readonly close: () => Promise<void>;
  /** Settles when the subscription is over: with `close`, or rejected with a BrokerError when the broker refuses it. */
  readonly ended: Promise<void>;
}

/**
 * Subscribes with QoS 1 in a session that the broker keeps. A message is acknowledged when its reading is stored for good,
 * or is refused for what it is. While the database can't be used nothing is acknowledged: the connection ends, and the
 * broker delivers again, in order, a second later. A broker may deliver a message twice; the second one is refused as
 * replayed. What is sent while this side is away waits at the broker, if it keeps that much (mosquitto:
 * `max_queued_messages`, `persistence true`), and if the devices publish with QoS 1.
 *
 * @throws PackageMissingError when the package mqtt is not installed
 * @throws BrokerError when the broker can't be reached, or refuses the connection or the subscription
 * @throws InvalidInputError for a topic that is none
 */
export async function subscribeReadings(given: MqttIngestOptions): Promise<ReadingSubscription> {
  const {
    url,
    topic,
    session,
    ingest,
    nowSeconds,
    onRefused = () => {},
    onUnavailable = () => {},
    ...more
  } = own(given);
  const { connect } = await loadPeer("mqtt", async () => {
    const loaded = await import("mqtt");
    return loaded.default ?? loaded;
  });
  const { filter, isFor } = parseReadingTopic(topic);
  const take = async (from: string, payload: Uint8Array): Promise<Verdict> => {
    try {
      const reading = parseReading(parseJson(textOf(payload), MAX_MESSAGE, ReadingError));
      if (!isFor(from, reading.device)) throw new ReadingError({ path: "topic", expected: "a topic of the device" });
      await ingest.accept(reading, nowSeconds());
    } catch (error) {
      if (!(error instanceof CivicproofError && FINAL.includes(error.code))) {
        onUnavailable(error);
        return "keep";
      }
      onRefused(error);
    }
    return "acknowledge";
  };

  const client = connect(url, {
    reconnectPeriod: RECONNECT_MILLISECONDS,
    connectTimeout: CONNECT_MILLISECONDS,
    ...keptSession((more.client ?? {}) as IClientOptions),
    clientId: session,
    clean: false,
    // Below: a subscription that is refused again ends it.
    resubscribe: false,
    manualConnect: true,
  });
  // Before the first packet: messages of a kept session come with the answer to CONNECT.
  const { stop } = acknowledgeWhenStored(client, take);
  let fail = (_: BrokerError): void => {};
  let finish = (): void => {};
  const ended = new Promise<void>((resolve, reject) => {
    [finish, fail] = [resolve, reject];
  });
  ended.catch(() => {});
  const giveUp = (error: BrokerError): void => {
    fail(error);
    client.end(true);
  };
  const subscribed = new Promise<void>((resolve) => {
    client.on("connect", () => {
      client.subscribe(filter, { qos: 1 }, (cause: (Error & { readonly packet?: unknown }) | null) => {
        if (!cause) return resolve();
        // A refusal came in a packet; a connection that was lost meanwhile is made again.
        if (cause.packet !== undefined)
          giveUp(new BrokerError({ path: "topic", expected: "a subscription to it", cause }));
      });
    });
  });
  let isReached = false;
  client.on("connect", () => {
    isReached = true;
  });
  client.on("error", (cause: Error & { readonly code?: unknown }) => {
    // Refused by the broker, or never reached; a connection that is lost later is made again.
    if (!isReached || typeof cause.code === "number") giveUp(new BrokerError({ path: "url", cause, ...saidBy(cause) }));
  });
  client.connect();
  await Promise.race([subscribed, ended]);
  return {
    ended,
    async close() {
      await stop();
      await client.endAsync();
      finish();
    },
  };
}

/** A session that lasts: MQTT 5 ends one with its connection unless it is told for how long to keep it (§3.1.2.11.2). */
function keptSession(options: IClientOptions): IClientOptions {
  if (options.protocolVersion !== 5) return options;
  return { ...options, properties: { sessionExpiryInterval: 0xffff_ffff, ...options.properties } };
}

/** The system's code or the broker's own words, without anything of this side. */
function saidBy({ message, code }: Error & { readonly code?: unknown }): { readonly received?: string } {
  if (typeof code === "string") return { received: code };
  return message.startsWith("Connection refused") ? { received: message } : {};
}

function textOf(payload: Uint8Array): string {
  if (payload.length > MAX_MESSAGE) throw new ReadingError({ expected: `at most ${MAX_MESSAGE} bytes` });
  const decoder = utf8Decoder({ fatal: true });
  try {
    return decoder.decode(payload);
  } catch {
    throw new ReadingError({ expected: "UTF-8 text" });
  }
}

/**
 * The broker can't be reached, or refuses the connection or the subscription.
 *
 * What to do: look at address, certificates and password, and at the broker's access list for the topic.
 */
export class BrokerError extends /* @__PURE__ */ refusal(
  "BROKER_UNAVAILABLE",
  "BrokerError",
  "The broker can't be used",
) {}
