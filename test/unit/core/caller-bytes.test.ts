/** Bytes of callers: whatever kind they are, every function answers the same and leaves them as they were. */
import { readdirSync, readFileSync } from "node:fs";
import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkContributions, checkInitialKey, checkKey } from "../../../src/ceremony/keys/check-key.ts";
import { contribute } from "../../../src/ceremony/keys/contribution.ts";
import { makeInitialKey } from "../../../src/ceremony/keys/initial-key.ts";
import { bytesSource, openPtau } from "../../../src/ceremony/keys/ptau.ts";
import { fieldFromBytes } from "../../../src/core/field.ts";
import { derivePublicKey, generatePrivateKey, toPrivateKey } from "../../../src/core/signature.ts";
import {
  encodeStatusList,
  statusBit,
  unionOfStatusBits,
  withStatusBits,
} from "../../../src/credentials/registry/status-list.ts";
import { developmentSetup } from "../../../src/engine/groth16/development-setup.ts";
import { prove } from "../../../src/engine/groth16/index.ts";
import { createProver } from "../../../src/engine/groth16/prover/prover.ts";
import { decodeCompact, encodeCompact } from "../../../src/presentation/proof/compact.ts";
import type { Presentation } from "../../../src/presentation/proof/presentation.ts";
import {
  checkReadingSignature,
  DEVICE_ALGORITHMS,
  devicePublicKey,
  hashReading,
  signReading,
} from "../../../src/records/device.ts";
import { endSnarkjs, snarkjsPtau } from "../../fixtures/ptau.ts";
import { compileTiny, tinyWitness } from "../../fixtures/tiny.ts";

type Make = (bytes: Uint8Array) => Uint8Array;
const KINDS: Readonly<Record<string, Make>> = {
  "a Uint8Array": (bytes) => Uint8Array.from(bytes),
  "a Buffer": (bytes) => Buffer.from(bytes),
  "a part of a larger array": (bytes) => {
    const larger = new Uint8Array(bytes.length + 11).fill(0xa5);
    larger.set(bytes, 7);
    return larger.subarray(7, 7 + bytes.length);
  },
  "bytes on shared memory": (bytes) => {
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length + 3), 3);
    shared.set(bytes);
    return shared;
  },
  "bytes of another realm": (bytes) => runInNewContext("Uint8Array.from(list)", { list: [...bytes] }) as Uint8Array,
};

const { presentation } = JSON.parse(readFileSync("test/vectors/presentation-age.json", "utf8")) as {
  presentation: Presentation;
};
// The sign bits of the compressed points are set.
const compact = encodeCompact(presentation);
compact[3]! |= 0x80;
const bits = new Uint8Array(16_384).map((_, i) => i % 251);
const key = new Uint8Array(32).fill(7);
let files: { zkey: Uint8Array; wtns: Uint8Array };
let ceremony: { r1cs: Uint8Array; ptau: Uint8Array; initial: Uint8Array; final: Uint8Array };
beforeAll(async () => {
  const { r1cs, wasm } = await compileTiny();
  const { zkey } = await developmentSetup({ r1cs, seed: "caller-bytes" });
  files = { zkey, wtns: await tinyWitness(wasm) };
  const ptau = await snarkjsPtau(6);
  const initial = await makeInitialKey({ r1cs, ptau: await openPtau(bytesSource(ptau)) });
  ceremony = { r1cs, ptau, initial, final: (await contribute({ zkey: initial, name: "first" })).zkey };
}, 120_000);
afterAll(endSnarkjs);

const ptauOf = (make: Make) => openPtau(bytesSource(make(ceremony.ptau)));

const signed = (make: Make) => {
  const unsigned = { device: "air", counter: 1, timeSeconds: 5, payload: make(new Uint8Array([1, 2, 3])) };
  return DEVICE_ALGORITHMS.map((algorithm) => signReading(unsigned, { algorithm, privateKey: make(key) }));
};

/** What each function answers; the arrays that it was given are made by `make`. */
const CALLS: Readonly<Record<string, (make: Make) => unknown>> = {
  fieldFromBytes: (make) => fieldFromBytes(make(key)),
  toPrivateKey: (make) => derivePublicKey(toPrivateKey(make(key))),
  statusBit: (make) => statusBit(make(bits), 1_001),
  withStatusBits: (make) =>
    Uint8Array.from(
      withStatusBits(make(bits), [
        [9, true],
        [77, false],
        [8_000, true],
      ]),
    ),
  unionOfStatusBits: (make) => Uint8Array.from(unionOfStatusBits(make(bits), make(bits.toReversed()))),
  encodeStatusList: (make) => encodeStatusList(make(bits)),
  decodeCompact: (make) => decodeCompact(make(compact)),
  devicePublicKey: (make) => DEVICE_ALGORITHMS.map((algorithm) => devicePublicKey(algorithm, make(key))),
  signReading: (make) => signed(make).map(({ signature }) => signature.length),
  checkReadingSignature: (make) =>
    signed(make).map((reading, i) => {
      const algorithm = DEVICE_ALGORITHMS[i]!;
      const publicKey = make(devicePublicKey(algorithm, key));
      checkReadingSignature(
        { ...reading, signature: make(reading.signature) },
        { device: "air", algorithm, publicKey },
      );
      return hashReading({ ...reading, signature: new Uint8Array(64) });
    }),
  prove: async (make) => (await prove(make(files.zkey), make(files.wtns))).publicSignals,
  bytesSource: async (make) => (await ptauOf(make)).power,
  makeInitialKey: async (make) =>
    Uint8Array.from(await makeInitialKey({ r1cs: make(ceremony.r1cs), ptau: await ptauOf(make) })),
  checkInitialKey: async (make) =>
    checkInitialKey({ zkey: make(ceremony.initial), r1cs: make(ceremony.r1cs), ptau: await ptauOf(make) }),
  checkContributions: (make) => checkContributions({ initial: make(ceremony.initial), zkey: make(ceremony.final) }),
  checkKey: async (make) =>
    checkKey({ zkey: make(ceremony.final), r1cs: make(ceremony.r1cs), ptau: await ptauOf(make) }),
};

/** Functions of the entry points whose parameters name bytes. */
async function functionsWithBytes(): Promise<readonly string[]> {
  const entries: object[] = await Promise.all([
    import("../../../src/index.ts"),
    import("../../../src/node.ts"),
    import("../../../src/engine/groth16/index.ts"),
    import("../../../src/records/archive/index.ts"),
    import("../../../src/portal/server/index.ts"),
    import("../../../src/portal/settlement/index.ts"),
    import("../../../src/browser/wallet/index.ts"),
    import("../../../src/dpia/index.ts"),
  ]);
  const exported = new Set(entries.flatMap((entry) => Object.keys(entry)));
  const found: string[] = [];
  for (const file of readdirSync("src", { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts") || file.includes("generated")) continue;
    const text = readFileSync(`src/${file}`, "utf8");
    for (const match of text.matchAll(/^export (?:async )?function\*? (\w+)(?:<[^(]*>)?\(/gm)) {
      const start = match.index + match[0].length;
      let end = start;
      for (let depth = 1; depth > 0; end++) depth += text[end] === "(" ? 1 : text[end] === ")" ? -1 : 0;
      if (exported.has(match[1]!) && text.slice(start, end).includes("Uint8Array")) found.push(match[1]!);
    }
  }
  return found;
}

describe("bytes of callers", () => {
  it("are tried with every exported function that takes some", async () => {
    const found = await functionsWithBytes();
    expect(found.length).toBeGreaterThan(8);
    expect(found.filter((name) => !(name in CALLS))).toEqual([]);
  }, 120_000);

  describe.each(Object.keys(KINDS))("as %s", (kind) => {
    it.each(Object.keys(CALLS))(
      "give %s the same answer and stay as they were",
      async (name) => {
        const given: [Uint8Array, Uint8Array][] = [];
        const make: Make = (bytes) => {
          const made = KINDS[kind]!(bytes);
          given.push([made, Uint8Array.from(bytes)]);
          return made;
        };
        const answer = await CALLS[name]!(make);
        expect(answer).toEqual(await CALLS[name]!((bytes) => Uint8Array.from(bytes)));
        for (const [made, before] of given) expect(Buffer.compare(Uint8Array.from(made), before)).toBe(0);
      },
      60_000,
    );
  });

  it("keep both threads of a prover, as a Buffer that a file was read into", async () => {
    const prover = createProver();
    const zkey = Buffer.from(files.zkey);
    const whole = zkey.buffer.byteLength;
    const first = await prover.prove({ zkey, wtns: Buffer.from(files.wtns) });
    // Nothing of the file went over to the worker for good: it proves again with the same bytes.
    expect([zkey.length, zkey.buffer.byteLength]).toEqual([files.zkey.length, whole]);
    expect((await prover.prove({ zkey, wtns: files.wtns })).publicSignals).toEqual(first.publicSignals);
    await prover.dispose();
  }, 60_000);
});

describe("a private key", () => {
  it("is shown by no log and no JSON, and works as bytes", () => {
    for (const secret of [generatePrivateKey(), toPrivateKey(key)]) {
      expect(inspect({ secret })).toBe("{ secret: [a private key] }");
      expect(JSON.stringify({ secret })).toBe('{"secret":"[a private key]"}');
      expect(secret).toHaveLength(32);
      expect(derivePublicKey(secret)).toEqual(derivePublicKey(toPrivateKey(Buffer.from(secret))));
    }
  });

  it("does not change with the bytes that it was made of", () => {
    const bytes = Buffer.from(key);
    const secret = toPrivateKey(bytes);
    bytes.fill(0);
    expect([...secret]).toEqual([...key]);
  });
});
