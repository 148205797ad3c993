/** What others answer to a fetch: bounded while it is read, and not only afterwards. */
import { describe, expect, it } from "vitest";
import { resolveDidWeb } from "../../../../src/core/openid/did-web.ts";
import { readText } from "../../../../src/core/openid/read-text.ts";
import { createCalls } from "../../../../src/office/wallet/receive.ts";
import { fetchSignedRequest } from "../../../../src/presentation/openid/request-link.ts";

const PIECE = 65_536;
/** As much as nobody waits for; an answer without any end would hang where it is read whole. */
const PIECES = 1_000;

/** @returns what fetches it, and how many pieces were taken */
function endless() {
  let taken = 0;
  let isClosed = false;
  const fetch = async (): Promise<Response> => {
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      if (++taken > PIECES) controller.close();
      else controller.enqueue(new Uint8Array(PIECE).fill(0x20));
    };
    const cancel = () => {
      isClosed = true;
    };
    return new Response(new ReadableStream<Uint8Array>({ pull, cancel }));
  };
  return { fetch, taken: () => taken, isClosed: () => isClosed };
}

describe("an answer", () => {
  it("is read whole where it is small, with letters that are cut apart", async () => {
    const [first, second] = [Uint8Array.of(0x7a, 0xc3), Uint8Array.of(0xbc, 0x67)];
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of [first!, second!]) controller.enqueue(piece);
        controller.close();
      },
    });
    expect(await readText(new Response(stream), 4)).toBe("züg");
    expect(await readText(new Response("züg"), 3)).toBeUndefined();
    expect(await readText({ text: async () => "zug" }, 3)).toBe("zug");
    expect(await readText({ text: async () => "zugs" }, 3)).toBeUndefined();
  });

  it.each([
    [
      "a DID's document",
      "DID_UNRESOLVABLE",
      (fetch: typeof globalThis.fetch) => resolveDidWeb("did:web:a.example#k", fetch),
    ],
    [
      "a request",
      "REQUEST_OBJECT_INVALID",
      (fetch: typeof globalThis.fetch) =>
        fetchSignedRequest("openid4vp://?client_id=x509_hash%3AA&request_uri=https%3A%2F%2Fa.example%2F1", {
          ...{ nowSeconds: 0, fetch },
        }),
    ],
    [
      "an office's answer to a wallet",
      "OFFICE_ANSWER_INVALID",
      (fetch: typeof globalThis.fetch) => createCalls(fetch)("https://a.example"),
    ],
  ])("is left where it is when it has no end: %s", async (_, code, read) => {
    const answer = endless();
    await expect(read(answer.fetch)).rejects.toMatchObject({ code });
    expect(answer.taken()).toBeLessThan(20);
    expect(answer.isClosed()).toBe(true);
  });

  const did = { id: "did:web:a.example#k", controller: "did:web:a.example", publicKeyJwk: { kty: "EC" } };
  it.each([
    [
      "a DID's document",
      { id: "did:web:a.example", verificationMethod: [did], authentication: [did.id] },
      { code: "DID_UNRESOLVABLE", path: "did" },
      (fetch: typeof globalThis.fetch) => resolveDidWeb(did.id, fetch),
    ],
    [
      "a request by address",
      {},
      { code: "REQUEST_OBJECT_INVALID", path: "request_uri" },
      (fetch: typeof globalThis.fetch) =>
        fetchSignedRequest("openid4vp://?client_id=x509_hash%3AA&request_uri=https%3A%2F%2Fa.example%2F1", {
          ...{ nowSeconds: 0, fetch },
        }),
    ],
    [
      "an office's answer to a wallet",
      {},
      { code: "OFFICE_ANSWER_INVALID", path: "office" },
      (fetch: typeof globalThis.fetch) => createCalls(fetch)("https://a.example"),
    ],
  ])("is refused with bytes that are no UTF-8, and closed: %s", async (_, document, refused, read) => {
    const [before, after] = JSON.stringify({ ...document, note: "|" }).split("|");
    let isClosed = false;
    const fetch = async (): Promise<Response> => {
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          for (const piece of [Buffer.from(before!), Buffer.of(0xff), Buffer.from(after!)]) controller.enqueue(piece);
        },
        cancel() {
          isClosed = true;
        },
      });
      return new Response(stream);
    };
    await expect(read(fetch as never)).rejects.toMatchObject(refused);
    expect(isClosed).toBe(true);
  });

  it("that ends within a letter is refused", async () => {
    await expect(readText(new Response(Uint8Array.of(0x7a, 0xc3)), 10)).rejects.toBeInstanceOf(TypeError);
  });
});
