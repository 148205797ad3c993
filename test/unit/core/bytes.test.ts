import { base64urlnopad } from "@scure/base";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  base64ToBytes,
  base64urlToBytes,
  binaryToBytes,
  bytesToBase64url,
  bytesToHex,
  bytesToIntegerBE,
  bytesToIntegerLE,
  hexToBytes,
  hexToInteger,
  integerToBytesBE,
  integerToBytesLE,
  integerToHex,
  uint32ToBytesBE,
  uint32ToBytesLE,
  writeIntegerBE,
  writeIntegerLE,
} from "../../../src/core/bytes.ts";

const someBytes = fc.uint8Array({ maxLength: 70 });

describe("integers from and to bytes", () => {
  it("have the order that their names say", () => {
    expect(bytesToIntegerBE(Uint8Array.of(1, 2, 3))).toBe(0x010203n);
    expect(bytesToIntegerLE(Uint8Array.of(1, 2, 3))).toBe(0x030201n);
    expect(integerToBytesBE(0x010203n, 4)).toEqual(Uint8Array.of(0, 1, 2, 3));
    expect(integerToBytesLE(0x010203n, 4)).toEqual(Uint8Array.of(3, 2, 1, 0));
    expect(uint32ToBytesBE(0xfedc_ba98)).toEqual(Uint8Array.of(0xfe, 0xdc, 0xba, 0x98));
    expect(uint32ToBytesLE(0xfedc_ba98)).toEqual(Uint8Array.of(0x98, 0xba, 0xdc, 0xfe));
  });

  it("are inverse to each other for any length, as byte for byte", () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        const big = bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
        expect(bytesToIntegerBE(bytes)).toBe(big);
        expect(bytesToIntegerLE(Uint8Array.from([...bytes].reverse()))).toBe(big);
        expect(integerToBytesBE(big, bytes.length)).toEqual(bytes);
        expect(integerToBytesLE(big, bytes.length)).toEqual(Uint8Array.from([...bytes].reverse()));
      }),
    );
  });

  it("read a part, also of a view that does not begin its memory", () => {
    const bytes = Uint8Array.from({ length: 40 }, (_, i) => i).subarray(3);
    expect(bytesToIntegerBE(bytes, 2, 3)).toBe(0x050607n);
    expect(bytesToIntegerLE(bytes, 2, 3)).toBe(0x070605n);
    expect(bytesToIntegerBE(bytes, 35)).toBe(0x2627n);
    expect(bytesToIntegerLE(bytes, 35)).toBe(0x2726n);
  });

  it("refuse to read outside and to write what does not fit", () => {
    const bytes = new Uint8Array(64).subarray(0, 33);
    for (const read of [bytesToIntegerBE, bytesToIntegerLE]) {
      expect(() => read(bytes, 2, 32)).toThrow(RangeError);
      expect(() => read(bytes, 32, 2)).toThrow(RangeError);
      expect(() => read(bytes, -1, 8)).toThrow(RangeError);
    }
    for (const write of [integerToBytesBE, integerToBytesLE]) {
      expect(write(2n ** 256n - 1n)).toEqual(new Uint8Array(32).fill(255));
      expect(() => write(2n ** 256n)).toThrow(RangeError);
      expect(() => write(-1n)).toThrow(RangeError);
      expect(() => write(256n, 1)).toThrow(RangeError);
    }
    for (const write of [uint32ToBytesBE, uint32ToBytesLE]) {
      for (const value of [2 ** 32, -1, 0.5, Number.NaN]) expect(() => write(value)).toThrow(RangeError);
    }
  });

  it("are written over the bytes named and no others", () => {
    const target = new Uint8Array(20).fill(0xaa);
    writeIntegerBE(target.subarray(1), 0x0102n, 1, 10);
    expect([...target]).toEqual([0xaa, 0xaa, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, ...Array(8).fill(0xaa)]);
    writeIntegerLE(target.subarray(1), 0x0102n, 1, 10);
    expect([...target]).toEqual([0xaa, 0xaa, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, ...Array(8).fill(0xaa)]);
    expect(() => writeIntegerBE(target, 1n, 15, 8)).toThrow(RangeError);
    expect(() => writeIntegerLE(target, 1n, 15, 8)).toThrow(RangeError);
  });
});

describe("hexadecimal digits", () => {
  it("are read in either case and written in lower case", () => {
    expect(hexToBytes("00aBCd")).toEqual(Uint8Array.of(0, 0xab, 0xcd));
    expect(bytesToHex(Uint8Array.of(0, 0xab, 0xcd))).toBe("00abcd");
    fc.assert(
      fc.property(someBytes, (bytes) => {
        expect(hexToBytes(bytesToHex(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each(["abc", "0x00", "0g", " 00", "00 ", "0\n", "é0"])("are refused as bytes: %j", (text) => {
    expect(() => hexToBytes(text)).toThrow();
  });

  it("name integers, of any number of digits", () => {
    expect(hexToInteger("abc")).toBe(0xabcn);
    expect(integerToHex(0xabcn, 3)).toBe("000abc");
    expect(integerToHex(1n)).toBe(`${"0".repeat(63)}1`);
    expect(() => integerToHex(0x1_0000n, 2)).toThrow(RangeError);
    expect(() => integerToHex(-1n)).toThrow(RangeError);
    for (const text of ["", "0x1", "-1", "g"]) expect(() => hexToInteger(text)).toThrow(SyntaxError);
  });
});

describe("binary text", () => {
  it("is a byte for each character, its lowest eight bits, in Node and where there is no Buffer", () => {
    const text = String.fromCharCode(...Array.from({ length: 600 }, (_, i) => i));
    const bytes = Uint8Array.from({ length: 600 }, (_, i) => i % 256);
    const inNode = binaryToBytes(text);
    expect(inNode).toEqual(bytes);
    // Memory of its own, not a part of Node's pool.
    expect(inNode.buffer.byteLength).toBe(600);
    vi.stubGlobal("Buffer", undefined);
    try {
      expect(binaryToBytes(text)).toEqual(bytes);
    } finally {
      vi.unstubAllGlobals();
    }
    expect(binaryToBytes("")).toEqual(new Uint8Array(0));
  });
});

describe("base64url", () => {
  it("is that of RFC 4648, without padding", () => {
    expect(bytesToBase64url(Uint8Array.of(0xfb, 0xff, 0xfe))).toBe("-__-");
    expect(bytesToBase64url(Uint8Array.of(0xff))).toBe("_w");
    expect(base64urlToBytes("")).toEqual(new Uint8Array(0));
    const long = Uint8Array.from({ length: 200_000 }, (_, i) => (i * i) >> 3);
    expect(Buffer.compare(base64urlToBytes(bytesToBase64url(long))!, long)).toBe(0);
  });

  it.each([
    ["padding", "_w=="],
    ["white space inside", "-_ _-"],
    ["white space behind", "-__-\n"],
    ["the other alphabet", "+//+"],
    ["bits beyond the last of one byte", "_x"],
    ["bits beyond the last of two bytes", "__9"],
    ["a digit that makes no byte", "-__-A"],
    ["a letter outside ASCII", "-__é"],
  ])("refuses %s", (_, text) => {
    expect(base64urlToBytes(text)).toBeUndefined();
  });

  it("accepts and refuses what @scure/base does", () => {
    const alphabet = [..."ABCXYZabcxyz0189-_-_=+/ \n"];
    const text = fc.oneof(
      fc.array(fc.constantFrom(...alphabet.slice(0, -5)), { maxLength: 20 }).map((list) => list.join("")),
      fc.array(fc.constantFrom(...alphabet), { maxLength: 12 }).map((list) => list.join("")),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        let theirs: Uint8Array | undefined;
        try {
          theirs = base64urlnopad.decode(candidate);
        } catch {
          theirs = undefined;
        }
        expect(base64urlToBytes(candidate)).toEqual(theirs);
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(someBytes, (bytes) => {
        expect(bytesToBase64url(bytes)).toBe(base64urlnopad.encode(bytes));
      }),
    );
  });
});

describe("base64ToBytes", () => {
  it("reads what this package writes into its sources", () => {
    expect(base64ToBytes(Buffer.from([0, 250, 255, 254]).toString("base64"))).toEqual(Uint8Array.of(0, 250, 255, 254));
  });
});

describe("bytes", () => {
  it("are neither changed nor shared by what reads them", () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        const before = bytes.slice();
        for (const read of [bytesToIntegerBE, bytesToIntegerLE, bytesToHex, bytesToBase64url]) read(bytes);
        expect(bytes).toEqual(before);
      }),
    );
  });
});
