/** Acknowledging MQTT messages when they are stored, many at a time. */
import type { IPublishPacket, MqttClient, Packet } from "mqtt";

/** What becomes of a message: acknowledged, or kept by the broker until this side is connected again. */
export type Verdict = "acknowledge" | "keep";

/** Messages that are being stored at a time; then the broker waits. */
const MAX_HELD = 1_024;

/**
 * Has the client acknowledge each message of QoS 1 once `take` says so, while it goes on receiving. mqtt's own way is one
 * message after the other: it sends the acknowledgement and asks for the next message in one step. So the step is made at
 * once, the acknowledgement in it is held back, and the same packet is sent when the message is stored.
 *
 * When `take` says to keep a message, the connection is ended without acknowledging. With a kept session the broker sends
 * the message again, in its place, once the client has connected again.
 *
 * To be called before the client connects.
 *
 * @returns stops taking messages; resolves when all that were taken have their verdict
 */
export function acknowledgeWhenStored(
  client: MqttClient,
  take: (topic: string, payload: Uint8Array) => Promise<Verdict>,
): { readonly stop: () => Promise<void> } {
  // Of this connection: the next one numbers its messages anew.
  let held = new Map<number, Promise<void>>();
  let resume: (() => void) | undefined;
  let isStopped = false;
  const sender = client as unknown as { _sendPacket(packet: Packet, ...rest: unknown[]): void };
  const send = sender._sendPacket.bind(client);

  sender._sendPacket = (packet, ...rest) => {
    const isHeld = packet.cmd === "puback" && held.has(packet.messageId!);
    if (!isHeld) return send(packet, ...rest);
    const [done] = rest as [(() => void) | undefined];
    if (held.size < MAX_HELD) done?.();
    else resume = done;
  };

  const decide = async ({ topic, payload, messageId }: IPublishPacket, own: Map<number, Promise<void>>) => {
    const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
    const verdict = await take(topic, bytes);
    // Of a connection that is gone: the broker sends it again.
    if (own !== held) return;
    own.delete(messageId!);
    if (verdict === "acknowledge") send({ cmd: "puback", messageId: messageId! });
    else client.stream.destroy();
    resume?.();
    resume = undefined;
  };

  client.handleMessage = (packet, callback) => {
    // Neither acknowledged nor asked for more.
    if (isStopped) return;
    if (packet.qos === 1) held.set(packet.messageId!, decide(packet, held));
    else void decide(packet, new Map());
    callback();
  };
  client.on("close", () => {
    held = new Map();
    resume = undefined;
  });

  return {
    async stop() {
      isStopped = true;
      await Promise.all(held.values());
    },
  };
}
