import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bytesToIntegerBE,
  bytesToIntegerLE,
  integerToBytesBE,
  integerToBytesLE,
  uint32ToBytesLE,
} from "../../../src/core/bytes.ts";

const someBytes = fc.uint8Array({ maxLength: 70 });

describe("integers from and to bytes", () => {
  it("have the order that their names say", () => {
    expect(bytesToIntegerBE(Uint8Array.of(1, 2, 3))).toBe(0x010203n);
    expect(bytesToIntegerLE(Uint8Array.of(1, 2, 3))).toBe(0x030201n);
    expect(integerToBytesBE(0x010203n, 4)).toEqual(Uint8Array.of(0, 1, 2, 3));
    expect(integerToBytesLE(0x010203n, 4)).toEqual(Uint8Array.of(3, 2, 1, 0));
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
    expect(() => uint32ToBytesLE(2 ** 32)).toThrow(RangeError);
    expect(() => uint32ToBytesLE(0.5)).toThrow(RangeError);
  });

  it("leave their input as it is", () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        const before = bytes.slice();
        bytesToIntegerBE(bytes);
        bytesToIntegerLE(bytes);
        expect(bytes).toEqual(before);
      }),
    );
  });
});
