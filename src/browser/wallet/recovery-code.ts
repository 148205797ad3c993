/**
 * The holder secret on paper: bech32m (BIP-350) of its 32 bytes, in groups of four. The alphabet has no 1, b, i, o that
 * could be misread, and the checksum finds any four mistaken characters.
 */
import { bech32m } from "@scure/base";
import { CivicproofError, refusal } from "../../core/errors.ts";
import { type FieldElement, fieldFromBytes, fieldToBytes, toField } from "../../core/field.ts";
import { type HolderSecret, toHolderSecret } from "../../credentials/credential/holder.ts";

const PREFIX = "civic";
const GROUP = 4;
/** Prefix, separator, 52 characters for 32 bytes, 6 of checksum. */
const CODE_LENGTH = PREFIX.length + 1 + 52 + 6;

/** The code in groups, in capitals: `CIVIC1QQ…` starts the first ones. Whoever reads it can claim in the holder's place. */
export function recoveryCode(secret: FieldElement): readonly string[] {
  const code = bech32m.encode(PREFIX, bech32m.toWords(fieldToBytes(toField(secret, "secret")))).toUpperCase();
  return code.match(new RegExp(`.{1,${GROUP}}`, "g"))!;
}

/**
 * Reads a code as somebody typed it: spaces, hyphens, line breaks and small letters do not matter.
 *
 * @throws RecoveryCodeError that says what is wrong: length, a character that no code has, or the checksum
 */
export function readRecoveryCode(typed: string): HolderSecret {
  const code = String(typed).slice(0, 1_000).replace(/[\s-]/g, "").toLowerCase();
  if (code.length !== CODE_LENGTH) {
    throw new RecoveryCodeError({
      message: `The recovery code has ${CODE_LENGTH} characters; ${code.length} were typed`,
    });
  }
  const strange = /[^qpzry9x8gf2tvdw0s3jn54khce6mua7l]/.exec(code.slice(PREFIX.length + 1));
  if (code.startsWith(`${PREFIX}1`) && strange !== null) {
    const group = Math.floor((strange.index + PREFIX.length + 1) / GROUP) + 1;
    throw new RecoveryCodeError({
      path: `groups[${group - 1}]`,
      message: `Group ${group} holds a character that no recovery code has`,
    });
  }
  try {
    const { prefix, words } = bech32m.decode(code as `${string}1${string}`);
    if (prefix !== PREFIX) throw new RecoveryCodeError({ message: "This is the code of something else" });
    return toHolderSecret(fieldFromBytes(bech32m.fromWords(words)));
  } catch (cause) {
    if (cause instanceof RecoveryCodeError) throw cause;
    // bech32m's own message repeats the code: it goes no further.
    const isOutside = cause instanceof CivicproofError;
    if (isOutside) throw new RecoveryCodeError({ message: "This is no holder secret" });
    const group = wrongGroup(code);
    if (group === undefined)
      throw new RecoveryCodeError({ message: "Several characters of the recovery code are wrong: compare it again" });
    throw new RecoveryCodeError({
      path: `groups[${group - 1}]`,
      message: `A character of group ${group} is wrong: compare it again`,
    });
  }
}

const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/** The checksum's generator and constant (BIP-173, BIP-350). */
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const BECH32M = 0x2bc830a3;

/** One more value of five bits goes into the checksum. */
function step(checksum: number, value: number): number {
  const shifted = ((checksum & 0x1ffffff) << 5) ^ value;
  return GENERATOR.reduce((sum, term, i) => (((checksum >>> (25 + i)) & 1) === 1 ? sum ^ term : sum), shifted);
}

/**
 * The group in which one character is wrong; undefined where it is more than one. Any two codes differ in five places or
 * more, so at most one code is one character away. The checksum is linear: what an error leaves of it says where it is.
 * Told is where and never what, as BIP-173 advises: whoever has the sheet compares.
 */
function wrongGroup(code: string): number | undefined {
  const prefix = [...PREFIX].map((character) => character.charCodeAt(0));
  const typed = [...code.slice(PREFIX.length + 1)].map((character) => ALPHABET.indexOf(character));
  const values = [...prefix.map((each) => each >> 5), 0, ...prefix.map((each) => each & 31), ...typed];
  const left = values.reduce(step, 1) ^ BECH32M;
  for (let error = 1; error < 32; error++) {
    let trace = error;
    for (let at = code.length - 1; at > PREFIX.length; at--, trace = step(trace, 0))
      if (trace === left) return Math.floor(at / GROUP) + 1;
  }
  return undefined;
}

/**
 * A recovery code was mistyped, or it is the code of something else.
 *
 * What to do: check the code on the recovery sheet.
 */
export class RecoveryCodeError extends /* @__PURE__ */ refusal(
  "RECOVERY_CODE_INVALID",
  "RecoveryCodeError",
  "Invalid recovery code",
) {}
