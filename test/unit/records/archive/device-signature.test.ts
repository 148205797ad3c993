import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkSignatureFast } from "../../../../src/records/archive/device-signature.ts";
import {
  checkReadingSignature,
  DEVICE_ALGORITHMS,
  type Device,
  devicePublicKey,
  type Reading,
  signReading,
} from "../../../../src/records/device.ts";

const privateKey = new Uint8Array(32).fill(7);
const isTaken = (check: typeof checkSignatureFast, reading: Reading, device: Device): boolean | string => {
  try {
    check(reading, device);
    return true;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe.each(DEVICE_ALGORITHMS)("a signature of %s by Node's curves", (algorithm) => {
  const device: Device = { device: "meter-1", algorithm, publicKey: devicePublicKey(algorithm, privateKey) };
  const signed = (payload: Uint8Array): Reading =>
    signReading({ device: "meter-1", counter: 1, timeSeconds: 1_795_424_400, payload }, { algorithm, privateKey });
  const both = (reading: Reading, by: Device): unknown => {
    const fast = isTaken(checkSignatureFast, reading, by);
    expect(fast).toBe(isTaken(checkReadingSignature, reading, by));
    return fast;
  };

  it("is taken and refused as by the library's own check", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        fc.nat(63),
        fc.integer({ min: 1, max: 255 }),
        (payload, at, flip) => {
          const reading = signed(payload);
          expect(both(reading, device)).toBe(true);
          const signature = reading.signature.map((byte, i) => (i === at ? byte ^ flip : byte));
          expect(both({ ...reading, signature }, device)).toBe("READING_FORGED");
          expect(both({ ...reading, counter: 2 }, device)).toBe("READING_FORGED");
        },
      ),
      { numRuns: 30 },
    );
  });

  it("is refused in a second form, of another length, and under keys that are none", () => {
    const reading = signed(new Uint8Array(4));
    const order = algorithm === "p256" ? p256.Point.Fn.ORDER : ed25519.Point.Fn.ORDER;
    const isBig = algorithm === "p256";
    const bytes = isBig ? reading.signature.slice(32) : reading.signature.slice(32).reverse();
    const s = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
    const other = Buffer.from((isBig ? order - s : order + s).toString(16).padStart(64, "0"), "hex");
    const second = Uint8Array.from([...reading.signature.slice(0, 32), ...(isBig ? other : other.reverse())]);
    for (const signature of [second, reading.signature.slice(1), new Uint8Array(64), new Uint8Array()])
      expect(both({ ...reading, signature }, device)).toBe("READING_FORGED");
    for (const publicKey of [new Uint8Array(device.publicKey.length), new Uint8Array(3), device.publicKey.slice(1)])
      expect(both(reading, { ...device, publicKey })).toBe("READING_FORGED");
  });
});
