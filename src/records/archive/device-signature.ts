/** Signatures of readings by Node's own curves: a receiver of many verifies little else. */
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { bytesToIntegerBE, hexToBytes } from "../../core/bytes.ts";
import { type Device, type DeviceAlgorithm, type Reading, ReadingForgedError, readingBytes } from "../device.ts";

/** SubjectPublicKeyInfo (RFC 5280) up to the key's bytes: Ed25519 (RFC 8410), and a compressed point on P-256 (RFC 5480). */
const SPKI: Readonly<Record<DeviceAlgorithm, Uint8Array>> = {
  ed25519: hexToBytes("302a300506032b6570032100"),
  p256: hexToBytes("3039301306072a8648ce3d020106082a8648ce3d030107032200"),
};
/** Half the order of P-256: of s and n − s, which both verify, the smaller one is taken. */
const HALF_ORDER = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;
const SIGNATURE_BYTES = 64;

/**
 * As `checkReadingSignature`, some fifteen times faster. It takes nothing that the other does not; of Ed25519 it
 * refuses signatures with a part of small order, which no device makes that follows RFC 8032. Keys of small order are
 * refused when a device is registered.
 *
 * @throws ReadingForgedError when the device did not sign it
 */
export function checkSignatureFast(reading: Reading, device: Device): void {
  const { algorithm, publicKey } = device;
  if (!isSigned(reading, algorithm, publicKey)) throw new ReadingForgedError({ path: "signature" });
}

function isSigned(reading: Reading, algorithm: DeviceAlgorithm, publicKey: Uint8Array): boolean {
  const { signature } = reading;
  if (signature.length !== SIGNATURE_BYTES) return false;
  try {
    const key = keyOf(algorithm, publicKey);
    const bytes = readingBytes(reading);
    if (algorithm === "ed25519") return verify(null, bytes, key, signature);
    const isLow = bytesToIntegerBE(signature.subarray(32)) <= HALF_ORDER;
    return isLow && verify("sha256", bytes, { key, dsaEncoding: "ieee-p1363" }, signature);
  } catch {
    // A malformed key is one that nothing was signed with.
    return false;
  }
}

function keyOf(algorithm: DeviceAlgorithm, publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI[algorithm], publicKey]), format: "der", type: "spki" });
}
