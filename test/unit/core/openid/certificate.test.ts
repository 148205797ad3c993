import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import {
  checkCertificateChain,
  readAnchors,
  readChain,
  toX5c,
  x509Hash,
} from "../../../../src/core/openid/certificate.ts";
import { type Issued, issueCertificate } from "../../../certificate-authority.ts";

const DAY = 86_400;
const NOW = Math.floor(Date.now() / 1_000);
const at = (seconds: number) => new Date(seconds * 1_000);

let root: Issued;
let middle: Issued;
let leaf: Issued;
beforeAll(async () => {
  root = await issueCertificate({ name: "Test root", isAuthority: true, validUntil: at(NOW + 90 * DAY) });
  middle = await issueCertificate({ name: "Test middle", issuer: root, isAuthority: true, pathLength: 0 });
  leaf = await issueCertificate({ name: "Portal", issuer: middle, dnsNames: ["Benefits.example.org", "b.example"] });
});

const check = async (chain: readonly Issued[], anchors: readonly Issued[] = [root], nowSeconds = NOW) =>
  checkCertificateChain(await readChain(chain.map(({ pem }) => pem)), {
    anchors: await readAnchors(anchors.map(({ der }) => der)),
    nowSeconds,
  });

describe("a certificate", () => {
  it("is read from PEM, DER and base64 as Node.js reads it", async () => {
    const { der, pem } = leaf;
    const [read] = await readChain([pem]);
    for (const form of [der, Buffer.from(der).toString("base64")])
      expect((await readChain([form]))[0].der).toEqual(der);
    const node = new X509Certificate(der);
    expect(read.dnsNames).toEqual(["benefits.example.org", "b.example"]);
    expect(read.validUntilSeconds).toBe(Date.parse(node.validTo) / 1_000);
    expect(x509Hash(der)).toBe(Buffer.from(node.fingerprint256.replaceAll(":", ""), "hex").toString("base64url"));
    expect(toX5c([read])).toEqual([Buffer.from(der).toString("base64")]);
  });

  it.each([
    ["nothing", []],
    ["six of them", Array(6).fill("AAAA")],
    ["no base64", ["%%%"]],
    ["other bytes", ["AAAA"]],
    ["something too large", [new Uint8Array(9_000)]],
    ["no text", [7]],
    ["no list", "AAAA"],
  ])("is not read from %s", async (_, given) => {
    await expect(readChain(given as never)).rejects.toMatchObject({ code: "CERTIFICATE_INVALID" });
  });
});

describe("a chain", () => {
  it("ends below its anchor, through authorities or at once", async () => {
    await check([leaf, middle]);
    await check([await issueCertificate({ name: "Portal", issuer: root })]);
    await check([leaf, middle], [await issueCertificate({ name: "Else", isAuthority: true }), root]);
  });

  it("is refused when a certificate of it is over or not valid yet, its anchor too", async () => {
    const over = { validFrom: at(NOW - 9 * DAY), validUntil: at(NOW - DAY) };
    const early = await issueCertificate({ name: "Portal", issuer: middle, validFrom: at(NOW + DAY) });
    const late = await issueCertificate({ name: "Portal", issuer: middle, ...over });
    const lateMiddle = await issueCertificate({ name: "Test middle", issuer: root, isAuthority: true, ...over });
    const below = await issueCertificate({ name: "Portal", issuer: lateMiddle });
    const lateRoot = await issueCertificate({ name: "Old root", isAuthority: true, ...over });
    const belowRoot = await issueCertificate({ name: "Portal", issuer: lateRoot });
    for (const [chain, anchors, path] of [
      [[early, middle], [root], "x5c[0]"],
      [[late, middle], [root], "x5c[0]"],
      [[below, lateMiddle], [root], "x5c[1]"],
      [[belowRoot], [lateRoot], "anchors"],
    ] as const)
      await expect(check(chain, anchors)).rejects.toMatchObject({ code: "CERTIFICATE_EXPIRED", path });
    await expect(check([leaf, middle], [root], Number.NaN)).rejects.toMatchObject({ code: "CERTIFICATE_EXPIRED" });
  });

  it.each<[string, () => Promise<readonly [readonly Issued[], (readonly Issued[])?]>]>([
    ["ends nowhere", async () => [[leaf, middle], []]],
    [
      "ends at an authority of the same name",
      async () => [[leaf, middle], [await issueCertificate({ name: "Test root", isAuthority: true })]],
    ],
    ["brings its own anchor", async () => [[leaf, middle, root]]],
    ["is an anchor itself", async () => [[root]]],
    ["signed itself", async () => [[await issueCertificate({ name: "Portal" })]]],
    ["leaves one out", async () => [[leaf]]],
    ["stands in another order", async () => [[middle, leaf]]],
    [
      "goes through one that is no authority",
      async () => {
        // Its key may sign certificates, and it is not said to be an authority.
        const other = await issueCertificate({ name: "Other", issuer: root, keyUsage: 0x84 });
        return [[await issueCertificate({ name: "Evil", issuer: other }), other]];
      },
    ],
    [
      "is longer than an authority allows",
      async () => {
        const deep = await issueCertificate({ name: "Deep", issuer: middle, isAuthority: true });
        return [[await issueCertificate({ name: "Portal", issuer: deep }), deep, middle]];
      },
    ],
    [
      "goes through an authority that may not sign certificates",
      async () => {
        const weak = await issueCertificate({ name: "Weak", issuer: root, isAuthority: true, keyUsage: 0x80 });
        return [[await issueCertificate({ name: "Portal", issuer: weak }), weak]];
      },
    ],
    [
      "begins with a key that may not sign",
      async () => [[await issueCertificate({ name: "Portal", issuer: root, keyUsage: 0x08 })]],
    ],
    ["is signed over SHA-1", async () => [[await issueCertificate({ name: "Portal", issuer: root, hash: "SHA-1" })]]],
    [
      "has a critical rule that nobody knows",
      async () => [[await issueCertificate({ name: "Portal", issuer: root, hasUnknownCritical: true })]],
    ],
    [
      "goes through an authority for other names",
      async () => {
        const hers = { issuer: root, isAuthority: true, permittedName: "schools.example.org" };
        const schools = await issueCertificate({ name: "Schools", ...hers });
        const dnsNames = ["benefits.example.org"];
        return [[await issueCertificate({ name: "Portal", issuer: schools, dnsNames }), schools]];
      },
    ],
    [
      "ends at an anchor with a critical rule that nobody knows",
      async () => {
        const bound = await issueCertificate({ name: "Bound root", isAuthority: true, hasUnknownCritical: true });
        return [[await issueCertificate({ name: "Portal", issuer: bound })], [bound]];
      },
    ],
  ])("is refused that %s", async (_, make) => {
    await expect(check(...(await make()))).rejects.toMatchObject({ code: "CERTIFICATE_NOT_TRUSTED" });
  });
});
