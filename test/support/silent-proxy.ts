/** A network on loopback that can fall silent: it takes what is sent and delivers nothing, and no connection ends. */
import { createServer, connect as dial, type Socket } from "node:net";

export interface SilentProxy {
  readonly port: number;
  /** From now on nothing arrives, on connections old and new. */
  silence(): void;
  /** New connections work again; what was swallowed stays lost, and its connections stay silent. */
  restore(): void;
  close(): Promise<void>;
}

export async function openSilentProxy(targetPort: number): Promise<SilentProxy> {
  let isSilent = false;
  const sockets = new Set<Socket>();
  const silenced = new WeakSet<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    return socket;
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    keep(client);
    if (isSilent) {
      silenced.add(client);
      client.resume();
      return;
    }
    const target = keep(dial({ port: targetPort, host: "127.0.0.1", allowHalfOpen: true }));
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      const isOff = () => isSilent || silenced.has(client);
      from.on("data", (data) => {
        if (isOff()) silenced.add(client);
        else to.write(data);
      });
      from.on("end", () => {
        if (!isOff()) to.end();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    silence() {
      isSilent = true;
      for (const socket of sockets) silenced.add(socket);
    },
    restore() {
      isSilent = false;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
