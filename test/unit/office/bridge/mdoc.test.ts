/** Mdocs from an independent issuer and device: what is taken, and every way in which one is refused. */
import { beforeAll, describe, expect, it } from "vitest";
import { decodeCbor, encodeCbor, Tagged } from "../../../../src/office/bridge/cbor.ts";
import { verifyMdoc } from "../../../../src/office/bridge/mdoc.ts";
import type { Expected } from "../../../../src/office/bridge/presentation.ts";
import { openTrust } from "../../../../src/office/bridge/trust.ts";
import { type Issued, issueCertificate } from "../../../certificate-authority.ts";
import {
  at,
  DAY,
  expectedBy,
  issueMdoc,
  issuerChain,
  type Key,
  MDL_DOCTYPE,
  type MdocChange,
  NOW,
  newKey,
  PID_DOCTYPE,
  presentMdoc,
} from "./world.ts";

let root: Issued;
let leaf: Issued;
let device: Key;
let expected: Expected;
beforeAll(async () => {
  ({ root, leaf } = await issuerChain());
  device = await newKey();
  expected = await expectedBy();
});

const show = async (
  change: MdocChange = {},
  given: { chain?: readonly Issued[]; expected?: Expected; device?: Key } & object = {},
) => {
  const { chain = [leaf], ...rest } = given;
  const issued = await issueMdoc({ device: device.publicJwk, issuer: chain[0]!.jwk, chain }, change);
  const { docType, namespace } = change;
  const elements = change.values === undefined ? undefined : Object.keys(change.values);
  return presentMdoc(issued, {
    ...{ expected, ...rest },
    device: (given.device ?? device).privateJwk,
    ...(docType === undefined ? {} : { docType }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(elements === undefined ? {} : { elements }),
  });
};
const verify = async (shown: unknown, { wanted = expected, docType = PID_DOCTYPE, now = NOW } = {}) => {
  const trust = await openTrust({ certificates: [root.pem] }, { now: () => now });
  return verifyMdoc(shown, { trust, docType, expected: wanted });
};

/** The response with something changed in it. */
function change(shown: string, edit: (document: Map<string, unknown>, response: Map<string, unknown>) => void): string {
  const response = decodeCbor(Buffer.from(shown, "base64url"), "test") as Map<string, unknown>;
  edit((response.get("documents") as Map<string, unknown>[])[0]!, response);
  return Buffer.from(encode(response)).toString("base64url");
}

/** Maps as well, which what is tested has no need to encode. */
function encode(value: unknown): Uint8Array {
  if (value instanceof Map)
    return Buffer.concat([
      Buffer.of(0xa0 + value.size),
      ...[...value].flatMap(([key, each]) => [encode(key), encode(each)]),
    ]);
  if (Array.isArray(value)) return Buffer.concat([Buffer.of(0x80 + value.length), ...value.map(encode)]);
  return encodeCbor(value as never);
}

const itemsOf = (document: Map<string, unknown>): Tagged[] =>
  ((document.get("issuerSigned") as Map<string, unknown>).get("nameSpaces") as Map<string, Tagged[]>).get(PID_DOCTYPE)!;

describe("an mdoc", () => {
  it("says what its device shows, by namespace, and no more", async () => {
    const facts = await verify(await show());
    expect(facts.values).toEqual({
      [PID_DOCTYPE]: { birth_date: "1950-02-28", resident_city: "Wien", personal_administrative_number: "AT-4711" },
    });
    expect(facts.expiresAtSeconds).toBe(NOW + 30 * DAY);
  });

  it("is refused when its chain leads elsewhere, or an authority in between has expired", async () => {
    const other = await issuerChain();
    await expect(verify(await show({}, { chain: [other.leaf] }))).rejects.toMatchObject({
      code: "CERTIFICATE_NOT_TRUSTED",
    });
    const middle = await issueCertificate({
      ...{ name: "Middle", issuer: root, isAuthority: true },
      ...{ validFrom: at(NOW - 9 * DAY), validUntil: at(NOW - DAY) },
    });
    const low = await issueCertificate({ name: "Low", issuer: middle });
    await expect(verify(await show({}, { chain: [low, middle] }))).rejects.toMatchObject({
      code: "CERTIFICATE_EXPIRED",
      path: "issuerSigned.x5chain[1]",
    });
  });

  it("is refused when its issuer speaks for another country than its certificate's", async () => {
    const [docType, namespace] = [MDL_DOCTYPE, "org.iso.18013.5.1"];
    const austrian = await issueCertificate({
      ...{ name: "Signer", issuer: root, country: "AT", extendedKeyUsage: ["1.0.18013.5.1.2"] },
    });
    const say = async (issuing_country: string) => {
      const values = { birth_date: "1950-02-28", issuing_country };
      return verify(await show({ docType, namespace, values }, { chain: [austrian] }), { docType });
    };
    expect((await say("AT")).values).toMatchObject({ [namespace]: { issuing_country: "AT" } });
    await expect(say("DE")).rejects.toMatchObject({
      ...{ code: "BRIDGE_ISSUER_UNTRUSTED", path: `nameSpaces.${namespace}.issuing_country` },
    });

    // A certificate of no country speaks for none, and an authority makes signers of its own country alone.
    const uses = { extendedKeyUsage: ["1.0.18013.5.1.2"] };
    const values = { birth_date: "1950-02-28", issuing_country: "DE" };
    const stateless = await issueCertificate({ name: "Signer", issuer: root, ...uses });
    await expect(
      verify(await show({ docType, namespace, values }, { chain: [stateless] }), { docType }),
    ).rejects.toMatchObject({ code: "BRIDGE_ISSUER_UNTRUSTED" });
    const austria = await issueCertificate({ name: "Austria", country: "AT", isAuthority: true });
    const german = await issueCertificate({ name: "Signer", country: "DE", issuer: austria, ...uses });
    const trust = await openTrust({ certificates: [austria.pem] }, { now: () => NOW });
    const shown = await show({ docType, namespace, values }, { chain: [german] });
    await expect(verifyMdoc(shown, { trust, docType, expected })).rejects.toMatchObject({
      ...{ code: "BRIDGE_ISSUER_UNTRUSTED", path: "issuerSigned.x5chain[0]" },
    });
  });

  it("is refused for another nonce, verifier, address or key of the session", async () => {
    const shown = await show();
    const other = await expectedBy("other.example");
    for (const name of Object.keys(expected) as (keyof Expected)[])
      await expect(verify(shown, { wanted: { ...expected, [name]: other[name] } })).rejects.toMatchObject({
        code: "BRIDGE_BINDING_INVALID",
      });
  });

  it("is refused when another device signs, or none", async () => {
    const thief = await newKey();
    await expect(verify(await show({}, { device: thief }))).rejects.toMatchObject({ code: "BRIDGE_BINDING_INVALID" });
    const unsigned = change(await show(), (document) => {
      (document.get("deviceSigned") as Map<string, unknown>).set("deviceAuth", new Map());
    });
    await expect(verify(unsigned)).rejects.toMatchObject({ code: "BRIDGE_BINDING_INVALID" });
  });

  it("is refused when a value was changed, moved to another name or doubled", async () => {
    const shown = await show();
    const changed = change(shown, (document) => {
      const [first] = itemsOf(document);
      const bytes = first!.value as Uint8Array;
      bytes[bytes.length - 1]! ^= 1;
    });
    const doubled = change(shown, (document) => void itemsOf(document).push(itemsOf(document)[0]!));
    const moved = change(shown, (document) => {
      const spaces = (document.get("issuerSigned") as Map<string, unknown>).get("nameSpaces") as Map<string, unknown>;
      spaces.set("org.other", spaces.get(PID_DOCTYPE));
      spaces.delete(PID_DOCTYPE);
    });
    for (const each of [changed, doubled])
      await expect(verify(each)).rejects.toMatchObject({ code: "BRIDGE_DISCLOSURE_INVALID" });
    await expect(verify(moved)).rejects.toMatchObject({ code: "BRIDGE_MALFORMED", path: "nameSpaces.org.other" });
  });

  it("is refused without an algorithm, with a shared secret, and with a key of another curve", async () => {
    const withAlgorithm = async (protectedBytes: Uint8Array) =>
      change(await show(), (document) => {
        ((document.get("issuerSigned") as Map<string, unknown>).get("issuerAuth") as unknown[])[0] = protectedBytes;
      });
    for (const header of [Uint8Array.of(0xa0), Uint8Array.of(0xa1, 1, 5), Uint8Array.of(0xa1, 1, 0)])
      await expect(verify(await withAlgorithm(header))).rejects.toMatchObject({ code: "BRIDGE_ALGORITHM_REFUSED" });
    // ES384 with the issuer's key of P-256.
    await expect(verify(await withAlgorithm(Uint8Array.of(0xa1, 1, 0x38, 0x22)))).rejects.toMatchObject({
      code: "BRIDGE_KEY_REFUSED",
    });
    const critical = await withAlgorithm(Uint8Array.of(0xa2, 1, 0x26, 2, 0x81, 0x18, 99));
    await expect(verify(critical)).rejects.toMatchObject({ code: "BRIDGE_MALFORMED" });
  });

  it("is refused when its security object was changed", async () => {
    const changed = change(await show(), (document) => {
      const auth = (document.get("issuerSigned") as Map<string, unknown>).get("issuerAuth") as Uint8Array[];
      auth[2]![auth[2]!.length - 3]! ^= 1;
    });
    await expect(verify(changed)).rejects.toMatchObject({ code: "BRIDGE_SIGNATURE_INVALID" });
  });

  it("is refused before and after its time, and for another kind of document", async () => {
    const late = await show({ validUntil: NOW - 1 });
    const early = await show({ validFrom: NOW + 3_600 });
    for (const each of [late, early])
      await expect(verify(each)).rejects.toMatchObject({ code: "BRIDGE_SOURCE_EXPIRED" });
    await expect(verify(await show(), { docType: "org.other" })).rejects.toMatchObject({
      code: "BRIDGE_MALFORMED",
      path: "vp_token.docType",
    });
  });

  it("is a driving licence only from those who sign such", async () => {
    const namespace = "org.iso.18013.5.1";
    const shown = await show({ docType: MDL_DOCTYPE, namespace, values: { document_number: "D-1" } });
    await expect(verify(shown, { docType: MDL_DOCTYPE })).rejects.toMatchObject({
      code: "CERTIFICATE_NOT_TRUSTED",
      expected: "the extended key usage 1.0.18013.5.1.2",
    });
    const signer = await issueCertificate({ name: "DS", issuer: root, extendedKeyUsage: ["1.0.18013.5.1.2"] });
    const good = await show(
      { docType: MDL_DOCTYPE, namespace, values: { document_number: "D-1" } },
      { chain: [signer] },
    );
    expect((await verify(good, { docType: MDL_DOCTYPE })).values).toEqual({ [namespace]: { document_number: "D-1" } });
  });

  it("is refused when it is larger than anything that was asked for, and when it is no CBOR", async () => {
    await expect(verify("A".repeat(200_000))).rejects.toMatchObject({ code: "BRIDGE_OVERSIZED" });
    const deep = Buffer.alloc(100, 0x81).toString("base64url");
    await expect(verify(deep)).rejects.toMatchObject({ code: "BRIDGE_OVERSIZED" });
    for (const text of [undefined, "", "é", "oA", "/w", "gA"])
      await expect(verify(text)).rejects.toMatchObject({ code: "BRIDGE_MALFORMED" });
    const two = change(await show(), (document, response) => void response.set("documents", [document, document]));
    await expect(verify(two)).rejects.toMatchObject({ code: "BRIDGE_MALFORMED", path: "vp_token.documents" });
  });
});

describe("CBOR", () => {
  const read = (hex: string) => decodeCbor(Buffer.from(hex, "hex"), "test");
  /** RFC 8949, appendix A. */
  const EXAMPLES: readonly (readonly [string, unknown])[] = [
    ["00", 0],
    ["17", 23],
    ["1818", 24],
    ["1903e8", 1_000],
    ["1a000f4240", 1_000_000],
    ["1b000000e8d4a51000", 1_000_000_000_000],
    ["1bffffffffffffffff", 18446744073709551615n],
    ["3bffffffffffffffff", -18446744073709551616n],
    ["20", -1],
    ["3903e7", -1_000],
    ["fb3ff199999999999a", 1.1],
    ["f4", false],
    ["f5", true],
    ["f6", null],
    ["f7", undefined],
    ["c074323031332d30332d32315432303a30343a30305a", new Tagged(0, "2013-03-21T20:04:00Z")],
    ["4401020304", Uint8Array.of(1, 2, 3, 4)],
    ["62c3bc", "ü"],
    ["83010203", [1, 2, 3]],
    [
      "a26161016162820203",
      new Map<unknown, unknown>([
        ["a", 1],
        ["b", [2, 3]],
      ]),
    ],
    ["5f42010243030405ff", Uint8Array.of(1, 2, 3, 4, 5)],
    ["7f657374726561646d696e67ff", "streaming"],
    ["9f018202039f0405ffff", [1, [2, 3], [4, 5]]],
    [
      "bf61610161629f0203ffff",
      new Map<unknown, unknown>([
        ["a", 1],
        ["b", [2, 3]],
      ]),
    ],
  ];
  it("is read as RFC 8949 says", () => {
    for (const [hex, value] of EXAMPLES) expect(read(hex)).toEqual(value);
  });
  it("is encoded in the one spelling", () => {
    for (const [hex, value] of EXAMPLES.slice(0, 6))
      expect(Buffer.from(encodeCbor(value as never)).toString("hex")).toBe(hex);
    expect(Buffer.from(encodeCbor([null, "ü", Uint8Array.of(1), -25, true])).toString("hex")).toBe(
      "85f662c3bc41013818f5",
    );
  });
  it("is refused with a key twice, a rest, an end too early, and what has no meaning", () => {
    for (const hex of [
      "a201020103",
      "0000",
      "4401",
      "ff",
      "8201",
      "1c",
      "61ff",
      "a1f500",
      "f8ff",
      "5f01ff",
      "c0ff",
      "82ff00",
    ])
      expect(() => read(hex), hex).toThrow(expect.objectContaining({ code: "BRIDGE_MALFORMED" }));
  });
});
