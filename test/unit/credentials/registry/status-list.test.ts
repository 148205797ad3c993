import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { UnsupportedPlatformError } from "../../../../src/core/platform.ts";
import { derivePublicKey, generatePrivateKey, PublicKeyError } from "../../../../src/core/signature.ts";
import {
  createStatusBits,
  decodeStatusList,
  encodeStatusList,
  nonZeroWords,
  publishStatusList,
  STATUS_LIST_BITS,
  type StatusListCredential,
  StatusListError,
  statusBit,
  statusWord,
  unionOfStatusBits,
  verifyStatusList,
  withStatusBits,
} from "../../../../src/credentials/registry/status-list.ts";
import { altered, issuer, issuerKey } from "../credential/fixtures.ts";

const size = 131_072;
const index = fc.nat({ max: size - 1 });
/** A list with some entries set. */
const list = fc.uniqueArray(index, { maxLength: 40 }).map((set) => ({
  set,
  bits: withStatusBits(
    createStatusBits(size),
    set.map((i) => [i, true]),
  ),
}));

describe("status bits", () => {
  it("have entry 0 on the left", () => {
    expect(withStatusBits(createStatusBits(size), [[0, true]])[0]).toBe(0x80);
    expect(withStatusBits(createStatusBits(size), [[7, true]])[0]).toBe(0x01);
    expect(withStatusBits(createStatusBits(size), [[8, true]])[1]).toBe(0x80);
  });

  it("are set one by one and leave the given list alone", () => {
    fc.assert(
      fc.property(list, index, fc.boolean(), ({ set, bits }, i, value) => {
        const before = bits.slice();
        const changed = withStatusBits(bits, [[i, value]]);
        expect(statusBit(changed, i)).toBe(value);
        expect(set.filter((j) => j !== i).every((j) => statusBit(changed, j))).toBe(true);
        expect(Buffer.compare(bits, before)).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it("form P-11's words", () => {
    fc.assert(
      fc.property(list, ({ set, bits }) => {
        const words = new Map<number, bigint>();
        for (const i of set)
          words.set(Math.floor(i / 128), (words.get(Math.floor(i / 128)) ?? 0n) + 2n ** BigInt(i % 128));
        expect(new Map(nonZeroWords(bits))).toEqual(words);
        for (const [word, value] of words) expect(statusWord(bits, word)).toBe(value);
      }),
      { numRuns: 30 },
    );
  });

  it.each([-1, size, 0.5, Number.NaN, "0" as unknown as number])("have no entry %s", (i) => {
    expect(() => statusBit(createStatusBits(size), i)).toThrow(StatusListError);
    expect(() => withStatusBits(createStatusBits(size), [[i, true]])).toThrow(StatusListError);
  });

  it("join as revoked or suspended", () => {
    const [a, b] = [
      withStatusBits(createStatusBits(size), [[3, true]]),
      withStatusBits(createStatusBits(size), [[4, true]]),
    ];
    const both = unionOfStatusBits(a, b);
    expect([2, 3, 4, 5].map((i) => statusBit(both, i))).toEqual([false, true, true, false]);
    expect(() => unionOfStatusBits(a, createStatusBits(2 * size))).toThrow(StatusListError);
  });
});

describe("encodeStatusList and decodeStatusList", () => {
  /** The example of the W3C specification: 131,072 entries, none set. */
  const W3C_EXAMPLE = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";

  it("read the example of the W3C", async () => {
    const bits = await decodeStatusList(W3C_EXAMPLE, { size });
    expect(bits.length).toBe(16_384);
    expect(bits.every((byte) => byte === 0)).toBe(true);
  });

  it("order bits as another implementation does", () => {
    // @digitalbazaar/vc-bitstring-status-list, its test of 100,000 entries with entry 50,000 revoked.
    const foreign = "uH4sIAAAAAAAAA-3OMQ0AAAgDsElHOh72EJJWQRMAAAAAAIDWXAcAAAAAAIDHFvRitn7UMAAA";
    const bits = new Uint8Array(gunzipSync(Buffer.from(foreign.slice(1), "base64url")));
    const set = Array.from({ length: 100_000 }, (_, i) => i).filter((i) => statusBit(bits, i));
    expect(set).toEqual([50_000]);
  });

  it("write what Node's gunzip reads", async () => {
    const bits = withStatusBits(createStatusBits(), [[77_777, true]]);
    const text = await encodeStatusList(bits);
    expect(text).toMatch(/^u[A-Za-z0-9_-]+$/);
    expect(Buffer.compare(gunzipSync(Buffer.from(text.slice(1), "base64url")), bits)).toBe(0);
  });

  it("are inverse, for full and random lists too", async () => {
    const random = Uint8Array.from({ length: STATUS_LIST_BITS / 8 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24);
    for (const bits of [createStatusBits(), new Uint8Array(STATUS_LIST_BITS / 8).fill(255), random]) {
      expect(Buffer.compare(await decodeStatusList(await encodeStatusList(bits)), bits)).toBe(0);
    }
    await fc.assert(
      fc.asyncProperty(list, async ({ bits }) => {
        expect(Buffer.compare(await decodeStatusList(await encodeStatusList(bits), { size }), bits)).toBe(0);
      }),
      { numRuns: 10 },
    );
  });

  it("refuse a gzip bomb before it is inflated", async () => {
    const bomb = `u${gzipSync(new Uint8Array(16 * 2 ** 20)).toString("base64url")}`;
    const before = process.memoryUsage().arrayBuffers;
    await expect(decodeStatusList(bomb)).rejects.toThrow(/a list of exactly 131072 entries/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 2 ** 20);
  });

  it("refuse what stands behind the compressed list", async () => {
    const right = gzipSync(createStatusBits());
    const zeros = [1, 2, 3, 4, 5, 100].map((count) => new Uint8Array(count));
    // The length of the list again, where a reader might look for it.
    const length = right.subarray(-4);
    for (const more of [...zeros, length, Buffer.concat([new Uint8Array(8), length]), Buffer.from("x")]) {
      const text = `u${Buffer.concat([right, more]).toString("base64url")}`;
      await expect(decodeStatusList(text)).rejects.toThrow(StatusListError);
    }
  });

  it("refuse lists of another size", async () => {
    for (const bytes of [0, 1, size / 4, STATUS_LIST_BITS / 8 - 1, STATUS_LIST_BITS / 8 + 1]) {
      const text = `u${gzipSync(new Uint8Array(bytes)).toString("base64url")}`;
      await expect(decodeStatusList(text)).rejects.toThrow(StatusListError);
    }
    await expect(decodeStatusList(W3C_EXAMPLE, { size: 8 })).rejects.toThrow(StatusListError);
  });

  const hostile: readonly [string, unknown][] = [
    ["nothing", undefined],
    ["a number", 5],
    ["an object", { length: 3 }],
    ["empty text", ""],
    ["no multibase prefix", W3C_EXAMPLE.slice(1)],
    ["another base", `z${W3C_EXAMPLE.slice(1)}`],
    ["padding", `${W3C_EXAMPLE}==`],
    ["base64 instead of base64url", W3C_EXAMPLE.replace("-", "+")],
    ["a space", W3C_EXAMPLE.replace("-", " ")],
    ["an impossible length", `${W3C_EXAMPLE}A`],
    ["no GZIP", "uAAAA"],
    ["a cut stream", W3C_EXAMPLE.slice(0, -12)],
    ["a flipped bit", W3C_EXAMPLE.replace("DCoPV", "DCoPW")],
    ["a wrong checksum", W3C_EXAMPLE.replace("AYbSVKs", "AYbSVKt")],
    ["text over the bound", `u${"A".repeat(10_000_000)}`],
  ];
  it.each(hostile)("refuse %s", async (_, text) => {
    await expect(decodeStatusList(text, { size })).rejects.toThrow(StatusListError);
  });

  it("throw nothing but a StatusListError for damaged text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: W3C_EXAMPLE.length - 1 }), fc.constantFrom(..."A_-9zu"), async (at, character) => {
        const damaged = W3C_EXAMPLE.slice(0, at) + character + W3C_EXAMPLE.slice(at + 1);
        await decodeStatusList(damaged, { size }).catch((error: unknown) => {
          if (!(error instanceof StatusListError)) throw error;
        });
      }),
    );
  });

  it("say so where the platform has no streams for it", async () => {
    vi.stubGlobal("CompressionStream", undefined);
    vi.stubGlobal("DecompressionStream", undefined);
    try {
      await expect(encodeStatusList(createStatusBits())).rejects.toThrow(UnsupportedPlatformError);
      await expect(decodeStatusList(W3C_EXAMPLE)).rejects.toThrow(UnsupportedPlatformError);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe("publishStatusList and verifyStatusList", async () => {
  const bits = withStatusBits(createStatusBits(), [[5, true]]);
  const options = {
    issuerKey,
    url: "https://city.example/status/1",
    bits,
    validFromSeconds: 1_000,
    validUntilSeconds: 2_000,
  };
  const published = await publishStatusList({ ...options, statusPurpose: "revocation" });
  const reader = { expectedIssuer: issuer, nowSeconds: 1_500 };
  const reread = (): StatusListCredential => JSON.parse(JSON.stringify(published)) as StatusListCredential;

  it("fit each other through JSON", async () => {
    expect(published).toMatchObject({
      type: ["VerifiableCredential", "BitstringStatusListCredential"],
      validFrom: "1970-01-01T00:16:40Z",
      credentialSubject: { type: "BitstringStatusList", statusPurpose: "revocation" },
    });
    const verified = await verifyStatusList(reread(), { ...reader, statusPurpose: "revocation" });
    expect(Buffer.compare(verified.bits, bits)).toBe(0);
    expect(verified).toMatchObject({ url: options.url, statusPurpose: "revocation", validUntilSeconds: 2_000 });
  });

  const other = await publishStatusList({ ...options, issuerKey: generatePrivateKey(), statusPurpose: "revocation" });
  const suspension = await publishStatusList({ ...options, statusPurpose: "suspension" });
  const hostile: readonly [string, unknown][] = [
    ["nothing", undefined],
    ["text", JSON.stringify(published)],
    ["an own __proto__", JSON.parse('{"__proto__":{}}')],
    ["another issuer's list", other],
    ["another issuer's name over the list", { ...other, issuer: published.issuer }],
    [
      "another list under the same proof",
      altered(published, ["credentialSubject", "encodedList"], await encodeStatusList(createStatusBits())),
    ],
    ["another purpose under the same proof", altered(published, ["credentialSubject", "statusPurpose"], "suspension")],
    ["a longer validity under the same proof", { ...published, validUntil: "2070-01-01T00:00:00Z" }],
    ["another address under the same proof", { ...published, id: "https://city.example/status/2" }],
    ["another proof", { ...published, proof: suspension.proof }],
    ["a proof by another method", altered(published, ["proof", "verificationMethod"], other.issuer)],
    ["no proof", { ...published, proof: undefined }],
    ["proof coordinates as numbers", altered(published, ["proof", "proofValue"], [1, 2, 3])],
    ["a proof coordinate over r", altered(published, ["proof", "proofValue", 0], "9".repeat(77))],
    ["a huge S", altered(published, ["proof", "proofValue", 2], "9".repeat(77))],
    ["an unknown purpose", altered(published, ["credentialSubject", "statusPurpose"], "message")],
    ["an unreal instant", { ...published, validFrom: "1970-13-01T00:00:00Z" }],
    ["an unknown key", { ...published, refreshService: "x" }],
  ];
  it.each(hostile)("refuse %s", async (_, value) => {
    await expect(verifyStatusList(value, reader)).rejects.toThrow(StatusListError);
  });

  it("hold within the validity only", async () => {
    for (const nowSeconds of [999, 2_000, Number.NaN])
      await expect(verifyStatusList(published, { ...reader, nowSeconds })).rejects.toThrow(StatusListError);
    await expect(verifyStatusList(published, { ...reader, nowSeconds: 1_000 })).resolves.toBeDefined();
  });

  it("refuse an unexpected purpose or issuer", async () => {
    await expect(verifyStatusList(published, { ...reader, statusPurpose: "suspension" })).rejects.toThrow(
      StatusListError,
    );
    const stranger = derivePublicKey(generatePrivateKey());
    await expect(verifyStatusList(published, { ...reader, expectedIssuer: stranger })).rejects.toThrow(StatusListError);
    await expect(verifyStatusList(published, { ...reader, expectedIssuer: undefined as never })).rejects.toThrow(
      PublicKeyError,
    );
  });
});
