import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRecoveryCode, recoveryCode } from "../../../../src/browser/wallet/index.ts";
import { RecoveryCodeError } from "../../../../src/browser/wallet/recovery-code.ts";
import { FIELD_MODULUS } from "../../../../src/core/field.ts";
import { generateHolderSecret, toHolderSecret } from "../../../../src/credentials/credential/holder.ts";

const ALPHABET = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

describe("the recovery code", () => {
  it("has 16 groups of four and reads back, however it is typed", () => {
    const arbitrarySecret = fc.bigInt({ min: 1n, max: FIELD_MODULUS - 1n });
    fc.assert(
      fc.property(arbitrarySecret, (value) => {
        const secret = toHolderSecret(value);
        const groups = recoveryCode(secret);
        expect(groups.map(({ length }) => length)).toEqual(Array(16).fill(4));
        expect(readRecoveryCode(groups.join(" "))).toBe(secret);
        expect(readRecoveryCode(` ${groups.join("-\n").toLowerCase()} `)).toBe(secret);
      }),
      { numRuns: 50 },
    );
  });

  it("finds up to four mistyped characters, exchanged neighbours and missing groups", () => {
    const code = recoveryCode(generateHolderSecret()).join("");
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 6, max: code.length - 1 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 31 }),
        (positions, shift) => {
          const characters = [...code];
          for (const position of positions) {
            characters[position] = ALPHABET[(ALPHABET.indexOf(characters[position]!) + shift) % 32]!;
          }
          expect(() => readRecoveryCode(characters.join(""))).toThrow(RecoveryCodeError);
        },
      ),
      { numRuns: 300 },
    );
    for (let i = 6; i + 1 < code.length; i++) {
      if (code[i] === code[i + 1]) continue;
      const swapped = code.slice(0, i) + code[i + 1] + code[i] + code.slice(i + 2);
      expect(() => readRecoveryCode(swapped)).toThrow(RecoveryCodeError);
    }
    expect(() => readRecoveryCode(code.slice(0, -4))).toThrow(/64 characters; 60/);
  });

  it("names the group in which one character is wrong, and none where it can't know", () => {
    const code = recoveryCode(generateHolderSecret()).join("");
    const change = (text: string, at: number): string =>
      text.slice(0, at) + ALPHABET[(ALPHABET.indexOf(text[at]!) + 7) % 32] + text.slice(at + 1);
    for (let at = 6; at < code.length; at++)
      expect(() => readRecoveryCode(change(code, at))).toThrow(
        `A character of group ${Math.floor(at / 4) + 1} is wrong`,
      );
    expect(() => readRecoveryCode(change(change(code, 10), 40))).toThrow("Several characters");
  });

  it("names the group with a character that no code has, and never repeats what was typed", () => {
    const groups = [...recoveryCode(generateHolderSecret())];
    groups[7] = `${groups[7]!.slice(0, 3)}O`;
    expect(() => readRecoveryCode(groups.join(" "))).toThrow("Group 8 holds a character");
    for (const wrong of [groups.join(""), `${"CIVIC1"}${"Q".repeat(58)}`, "x".repeat(64), ""]) {
      try {
        readRecoveryCode(wrong);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(RecoveryCodeError);
        expect(String(error) + String((error as Error).cause)).not.toContain(groups[2]!);
      }
    }
  });
});
