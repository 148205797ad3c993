/** Witness files (.wtns, versions 1 and 2): one value for each signal, the first of them 1. */

import { bytesToIntegerLE, integerToBytesLE, isBytes, uint32ToBytesLE, viewOf } from "../../../core/bytes.ts";
import { describeValue } from "../../../core/errors.ts";
import { FIELD_MODULUS } from "../../../core/field.ts";
import { ProvingError } from "../proof.ts";
import { readSections, requireSection, writeSections } from "./binfile.ts";

const PATH = "wtns";
const VALUE_BYTES = 32;

/**
 * The values of a witness, 32 bytes each, little-endian, as a view on the file.
 *
 * @param nVars how many signals the key is for
 * @throws ProvingError when the file is malformed, of another field or size, or holds a value that is not below r
 */
export function readWitness(wtns: Uint8Array, nVars: number): Uint8Array {
  const values = witnessSection(wtns, nVars);
  const view = viewOf(values);
  if (bytesToIntegerLE(values, 0, 32) !== 1n) throw refuse("1 as the first value");
  for (let at = 0; ; at += VALUE_BYTES) {
    at = nextLargeValue(view, at);
    if (at >= values.length) return values;
    if (bytesToIntegerLE(values, at, VALUE_BYTES) >= FIELD_MODULUS) throw refuse("values below r");
  }
}

const TOP_WORD = Number(FIELD_MODULUS >> 224n);

/** The first value from an offset on that may not be below r: nearly every one differs from r in its highest word already. */
function nextLargeValue(values: DataView, from: number): number {
  let at = from;
  while (at < values.byteLength && values.getUint32(at + 28, true) < TOP_WORD) at += VALUE_BYTES;
  return at;
}

function witnessSection(wtns: Uint8Array, nVars: number): Uint8Array {
  if (!isBytes(wtns)) throw refuse("the bytes of a witness file", describeValue(wtns));
  let length: number;
  let values: Uint8Array;
  try {
    const sections = readSections(wtns, { type: "wtns", maxVersion: 2, path: PATH });
    const { offset } = requireSection(sections, 1, { size: 40, path: PATH });
    const modulus = bytesToIntegerLE(wtns, offset + 4, 32);
    if (modulus !== FIELD_MODULUS) throw refuse(`the field of ${FIELD_MODULUS}`, String(modulus));
    length = viewOf(wtns).getUint32(offset + 36, true);
    const section = requireSection(sections, 2, { size: length * VALUE_BYTES, path: PATH });
    values = wtns.subarray(section.offset, section.offset + section.size);
  } catch (error) {
    if (error instanceof ProvingError) throw error;
    throw new ProvingError({ path: PATH, expected: "a witness file", cause: error });
  }
  if (length !== nVars) throw refuse(`${nVars} values`, `${length} values`);
  return values;
}

/** The values of a witness are secret, so no refusal says one. */
function refuse(expected: string, received?: string): ProvingError {
  return new ProvingError({ path: PATH, expected, ...(received === undefined ? {} : { received }) });
}

/** A witness of 32-byte little-endian values as a file of version 2, which snarkjs and rapidsnark read. */
export function witnessToWtns(witness: Uint8Array): Uint8Array {
  const header = [
    uint32ToBytesLE(VALUE_BYTES),
    integerToBytesLE(FIELD_MODULUS),
    uint32ToBytesLE(witness.length / VALUE_BYTES),
  ];
  return writeSections("wtns", 2, [
    { id: 1, parts: header },
    { id: 2, parts: [witness] },
  ]);
}
