import { describe, expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { B8, HALF, inverse, L, montgomeryPair, scale } from "./curve.ts";
import { describeTemplate } from "./describe-template.ts";
import { createRandom, mod } from "./harness.ts";

const P = scale(B8, 424242424242n);
const TOP = L >> 189n;
const random = createRandom(12);
const expected = (s: bigint) => montgomeryPair(P.add(scale(B8, s)).subtract(scale(HALF, 2n ** 252n - 1n)));

interface Pair {
  readonly u: bigint;
  readonly w: bigint;
}

const HINTS = ["digits[]", "headroom.bits[]", "window[].u", "window[].v", "window[].w", "chain.lambda[]"];

describeTemplate("BaseMul()", { inputs: ["s", "p[2]"], outputs: ["out[2]"], hints: HINTS }, (circuit) => ({
  accepts() {
    test.each([0n, 1n, 7n, 8n, 2n ** 188n, 2n ** 189n, 2n ** 250n, (TOP << 189n) - 1n, random() % (TOP << 189n)])(
      "s = %d",
      (s) => {
        const witness = circuit.solve({ s, p: montgomeryPair(P) });
        expect(circuit.pair(witness, "out")).toEqual(expected(s));
      },
    );
    describe("every digit of every window", () => {
      test.each([0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n])("s with 83 octal digits %d", (digit) => {
        const s = (digit * (8n ** 83n - 1n)) / 7n;
        const witness = circuit.solve({ s, p: montgomeryPair(P) });
        expect(circuit.pair(witness, "out")).toEqual(expected(s));
      });
      test("no three of a window's four points (u, w) lie on a line, so two pairs of lines meet in these points only", () => {
        let power = HALF;
        for (let window = 0; window < 84; window++, power = scale(power, 8n)) {
          const points = [1n, 3n, 5n, 7n].map((digit) => {
            const [u, v] = montgomeryPair(scale(power, digit));
            return { u, w: mod(digit * inverse(v)) };
          });
          expect(new Set(points.map(({ u }) => u)).size).toBe(4);
          for (const skipped of points) {
            const [a, b, c] = points.filter((point) => point !== skipped) as [Pair, Pair, Pair];
            expect(mod((b.u - a.u) * (c.w - a.w) - (c.u - a.u) * (b.w - a.w))).not.toBe(0n);
          }
        }
      });
    });
  },

  rejects() {
    test.each([TOP << 189n, L - 1n, L, L + 5n, 2n ** 251n, 2n ** 252n - 1n, 2n ** 252n, FIELD_MODULUS - 1n])(
      "s = %d, whose top bits reach those of l",
      (s) => {
        circuit.expectRefused({ s, p: montgomeryPair(P) });
      },
    );
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve({ s: 2n ** 250n + 12345n, p: montgomeryPair(P) }));
    });
    test("a forger can move no digit, no point of a window, no slope and no bit", () => {
      const inputs = { s: 2n ** 250n + 12345n, p: montgomeryPair(P) };
      circuit.expectOnlyOpen(inputs, [], { sample: 3 });
      circuit.expectOnlyOpen(inputs, [], { only: /^digits\[(1|62|63|64|82)\]$/ });
    });
    test("nor two digits that carry into each other, in the low part, the top, or across", () => {
      const inputs = { s: 2n ** 250n + 12345n, p: montgomeryPair(P) };
      const digit = (i: number) => 2n * ((inputs.s >> BigInt(3 * i)) & 7n) - 7n;
      for (const i of [0, 1, 61, 62, 63, 82]) {
        for (const carry of [2n, -2n]) {
          const hints = { [`digits[${i}]`]: digit(i) + 8n * carry, [`digits[${i + 1}]`]: digit(i + 1) - carry };
          circuit.expectNoForgery(inputs, hints);
        }
      }
      // A top that is less by one, with the digits to match, leaves a low part of 2^189 and more.
      circuit.expectNoForgery(inputs, { "digits[63]": digit(63) + 2n });
      circuit.expectNoForgery(inputs, { "digits[63]": digit(63) + 2n, "digits[62]": digit(62) - 16n });
    });
    test("another s in place of this one: -s, s + 1, s + l", () => {
      const witness = circuit.solve({ s: 77n, p: montgomeryPair(P) });
      for (const s of [-77n, 78n, 77n + L]) circuit.expectForgeryFails(witness, { s: mod(s) });
    });
    test("digits that carry into each other", () => {
      const witness = circuit.solve({ s: 77n, p: montgomeryPair(P) });
      const digit = (i: number) => circuit.value(witness, `it.digits[${i}]`);
      // 8^i d_i + 8^(i+1) d_(i+1) is kept by d_i + 8 and d_(i+1) - 1, which is not an odd digit.
      const carry = { "it.digits[5]": digit(5) + 8n, "it.digits[6]": digit(6) - 1n };
      circuit.expectForgeryFails(witness, carry);
      const double = { "it.digits[5]": digit(5) + 16n, "it.digits[6]": digit(6) - 2n };
      circuit.expectForgeryFails(witness, double);
    });
  },
}));
