import { blake2b } from "@noble/hashes/blake2.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkPtau } from "../../../src/ceremony/keys/check-ptau.ts";
import { bytesSource, openPtau, PtauError } from "../../../src/ceremony/keys/ptau.ts";
import { PUBLISHED_PTAU_BLAKE2B } from "../../../src/ceremony/keys/published.ts";
import { resumeBlake2b } from "../../../src/ceremony/keys/resume-hash.ts";
import { viewOf } from "../../../src/core/bytes.ts";
import { BASE_FIELD_MODULUS } from "../../../src/core/field.ts";
import { readSections, writeSections } from "../../../src/engine/groth16/files/binfile.ts";
import { endSnarkjs, publicPtau, publicPtauOfSnarkjs, snarkjsPtau } from "../../fixtures/ptau.ts";

const POWER = 6;
let file: Uint8Array;

beforeAll(async () => {
  file = await snarkjsPtau(POWER);
}, 120_000);
afterAll(endSnarkjs);

const check = async (bytes: Uint8Array) => checkPtau(await openPtau(bytesSource(bytes)));
const sectionsOf = (bytes: Uint8Array) => readSections(bytes, { type: "ptau", maxVersion: 1, path: "ptau" });

/** A copy in which a section's bytes are changed. */
function change(id: number, edit: (section: Uint8Array) => void): Uint8Array {
  const copy = file.slice();
  const { offset, size } = sectionsOf(copy).get(id)!;
  edit(copy.subarray(offset, offset + size));
  return copy;
}

/** A copy with other sections. */
function rebuild(edit: (sections: { id: number; parts: Uint8Array[] }[]) => { id: number; parts: Uint8Array[] }[]) {
  const sections = [...sectionsOf(file)].map(([id, { offset, size }]) => ({
    id,
    parts: [file.subarray(offset, offset + size)],
  }));
  return writeSections("ptau", 1, edit(sections));
}

function flip(section: Uint8Array, at: number): void {
  section[at] = section[at]! ^ 1;
}

/** The y of a point becomes -y: still on the curve, and another point. */
function negate(section: Uint8Array, at: number, half: number): void {
  for (let coordinate = at + half; coordinate < at + 2 * half; coordinate += 32) {
    const bytes = section.subarray(coordinate, coordinate + 32);
    let value = 0n;
    for (let i = 31; i >= 0; i -= 1) value = value * 256n + BigInt(bytes[i]!);
    let rest = (BASE_FIELD_MODULUS - value) % BASE_FIELD_MODULUS;
    for (let i = 0; i < 32; i += 1, rest /= 256n) bytes[i] = Number(rest % 256n);
  }
}

/** x becomes x + q: the same point for whoever reduces. */
function respell(section: Uint8Array, at: number): void {
  let carry = 0;
  let modulus = BASE_FIELD_MODULUS;
  for (let i = 0; i < 32; i += 1, modulus /= 256n) {
    carry += section[at + i]! + Number(modulus % 256n);
    section[at + i] = carry;
    carry >>= 8;
  }
}

describe("a prepared phase 1 file of snarkjs", () => {
  it("is accepted, with what it says of itself", async () => {
    const steps: string[] = [];
    const report = await checkPtau(await openPtau(bytesSource(file)), ({ step }) => steps.push(step));
    expect(report).toMatchObject({
      power: POWER,
      isPublished: false,
      contributions: [
        { kind: "contribution", name: "first" },
        { kind: "beacon", name: "a beacon" },
      ],
    });
    expect(report.blake2b).toBe(Buffer.from(blake2b(file)).toString("hex"));
    expect(steps.at(-1)).toBe("done");
  });

  it.each<[string, () => Uint8Array, RegExp]>([
    ["cut off", () => file.subarray(0, file.length - 1), /section 15/],
    [
      "with a longer section than it holds",
      () => {
        const copy = file.slice();
        viewOf(copy).setUint32(sectionsOf(copy).get(2)!.offset - 4, 1, true);
        return copy;
      },
      /section 2/,
    ],
    ["without Lagrange points", () => rebuild((all) => all.filter(({ id }) => id < 12)), /prepared for phase 2/],
    ["with a section of no known meaning", () => rebuild((all) => [...all, { id: 9, parts: [] }]), /section 9/],
    ["of another power than its sections", () => change(1, (header) => viewOf(header).setUint32(36, 7, true)), /./],
    [
      "of a power that no file has",
      () => change(1, (header) => viewOf(header).setUint32(36, 0xffffffff, true)),
      /power/,
    ],
    [
      "cut from a larger ceremony and not published",
      () => change(1, (header) => viewOf(header).setUint32(40, 7, true)),
      /cut to power 6/,
    ],
    ["of another curve", () => change(1, (header) => header.fill(1, 4, 8)), /modulus/],
    [
      "without contributions",
      () => rebuild((all) => all.map((each) => (each.id === 7 ? { id: 7, parts: [new Uint8Array(4)] } : each))),
      /at least one/,
    ],
    [
      "that counts more contributions than it has",
      () => change(7, (list) => viewOf(list).setUint32(0, 3, true)),
      /section 7/,
    ],
    ["with a point off the curve", () => change(2, (points) => flip(points, 64 * 9)), /tauG1/],
    ["with a coordinate of q or more", () => change(4, (points) => respell(points, 64 * 3)), /alphaTauG1/],
    ["with a wrong power of tau in G1", () => change(2, (points) => negate(points, 64 * 100, 32)), /tauG1/],
    ["with a wrong power of tau in G2", () => change(3, (points) => negate(points, 128 * 5, 64)), /tauG2/],
    ["with a wrong alpha", () => change(4, (points) => negate(points, 64 * 7, 32)), /alphaTauG1/],
    ["with a wrong beta", () => change(5, (points) => negate(points, 64 * 7, 32)), /betaTauG1/],
    ["with another beta in G2", () => change(6, (points) => negate(points, 0, 64)), /betaG2/],
    [
      "with a wrong Lagrange point of tau",
      () => change(12, (points) => negate(points, 64 * 200, 32)),
      /tauG1 \(Lagrange\)/,
    ],
    [
      "with a wrong Lagrange point in G2",
      () => change(13, (points) => negate(points, 128 * 70, 64)),
      /tauG2 \(Lagrange\)/,
    ],
    [
      "with a wrong Lagrange point of alpha",
      () => change(14, (points) => negate(points, 64 * 3, 32)),
      /alphaTauG1 \(Lagrange\)/,
    ],
    [
      "with a wrong Lagrange point of beta",
      () => change(15, (points) => negate(points, 64 * 120, 32)),
      /betaTauG1 \(Lagrange\)/,
    ],
    [
      "whose first contribution has another proof",
      () => change(7, (list) => negate(list, 4 + 448 + 64, 32)),
      /contributions\[0\]\.tau/,
    ],
    [
      "whose first contribution has another point",
      () => change(7, (list) => negate(list, 4, 32)),
      /contributions\[0\]/,
    ],
    ["whose hashes are not those of its points", () => change(7, (list) => flip(list, list.length - 40)), /./],
  ])("is refused when it is one %s", async (_, broken, words) => {
    const refused = await check(broken()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(PtauError);
    expect((refused as PtauError).code).toBe("PTAU_INVALID");
    expect((refused as PtauError).message).toMatch(words);
  });
});

describe("a phase 1 file whose secrets everybody knows", () => {
  it("is the one that snarkjs prepares, byte by byte", async () => {
    expect(Buffer.compare(await publicPtau(4), await publicPtauOfSnarkjs(4))).toBe(0);
  });
});

describe("the published phase 1 files", () => {
  it("are pinned for the powers 8 to 28", () => {
    expect(Object.keys(PUBLISHED_PTAU_BLAKE2B).map(Number)).toEqual(Array.from({ length: 21 }, (_, i) => i + 8));
    for (const hash of Object.values(PUBLISHED_PTAU_BLAKE2B)) expect(hash).toMatch(/^[0-9a-f]{128}$/);
    expect(PUBLISHED_PTAU_BLAKE2B[14]).toMatch(/^eeefbcf7c380/);
    expect(PUBLISHED_PTAU_BLAKE2B[15]).toMatch(/^982372c867d2/);
    expect(PUBLISHED_PTAU_BLAKE2B[16]).toMatch(/^6a6277a2f74e/);
  });
});

describe("a BLAKE2b that is taken up in the middle", () => {
  it.each([0, 1, 127, 128, 129, 300])("ends as the whole does, %i bytes before the end", (tail) => {
    const message = Uint8Array.from({ length: 500 }, (_, i) => (i * 7) & 255);
    const beginning = blake2b.create({ dkLen: 64 }).update(message.subarray(0, 500 - tail));
    const inner = beginning as unknown as Record<string, number> & { buffer: Uint8Array; pos: number; length: number };
    const state = new Uint8Array(216);
    state.set(inner.buffer.subarray(0, inner.pos));
    const view = viewOf(state);
    for (let i = 0; i < 8; i += 1) {
      view.setUint32(128 + 8 * i, inner[`v${i}l`]! >>> 0, true);
      view.setUint32(132 + 8 * i, inner[`v${i}h`]! >>> 0, true);
    }
    view.setUint32(192, inner.length - inner.pos, true);
    view.setUint32(200, inner.pos, true);
    expect(resumeBlake2b(state, message.subarray(500 - tail))).toEqual(blake2b(message));
  });
});
