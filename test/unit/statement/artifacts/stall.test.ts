/** Downloads from a server that takes the question and then says nothing, or nothing any more. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { AbortedError } from "../../../../src/core/abort.ts";
import { ArtifactStalledError } from "../../../../src/statement/artifacts/download-refusals.ts";
import { readFromUrl } from "../../../../src/statement/artifacts/fetch.ts";

const expected = { bytes: 1_000, sha256: "0".repeat(64) };
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A server that sends these bytes and then keeps the connection open. */
async function stallingServer(start: string): Promise<string> {
  const server = createServer((_, response) => {
    if (start === "") return;
    response.writeHead(200);
    response.write(start);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

it.each([
  ["before the first byte", ""],
  ["in the middle of a file", "{".repeat(10)],
])("a server that falls silent %s is given up", async (_, start) => {
  const read = readFromUrl({ baseUrl: await stallingServer(start), stallSeconds: 0.2 });
  await expect(read("a.json", expected)).rejects.toThrow(ArtifactStalledError);
});

it("a signal still ends a download at once", async () => {
  const stop = new AbortController();
  const read = readFromUrl({ baseUrl: await stallingServer("{"), signal: stop.signal });
  const reading = read("a.json", expected);
  setTimeout(() => stop.abort(), 50);
  await expect(reading).rejects.toThrow(AbortedError);
});
