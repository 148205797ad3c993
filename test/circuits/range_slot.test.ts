import { expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { inverse } from "./curve.ts";
import { describeTemplate } from "./describe-template.ts";
import { createRandom, mod } from "./harness.ts";
import { rangeMeta } from "./statement.ts";

const MAX = 2n ** 64n - 1n;
const claims = [19581104n, 735_000n, 2n ** 63n, 0x4154313330n, 2n ** 65n, 0n, 1n, MAX];
const today = { calendar: 20261123n, dayNumber: 739_943n };
const slot = (meta: bigint, lo: bigint, hi: bigint, changes: Partial<{ claims: bigint[]; calendar: bigint }> = {}) => ({
  claims,
  ...today,
  meta,
  lo,
  hi,
  ...changes,
});

/** P-13 in plain integers. */
function plain({ claims: values, calendar, dayNumber, meta, lo, hi }: ReturnType<typeof slot>): bigint {
  const bit = (i: number) => ((meta >> BigInt(i)) & 1n) === 1n;
  const claim = values[Number(meta & 7n)]!;
  const value = !bit(6) ? 0n : bit(3) ? calendar - claim : bit(4) ? dayNumber - claim : claim;
  return (lo <= value && value <= hi) !== bit(5) ? 1n : 0n;
}

const INPUTS = ["claims[8]", "{maxbit=27} calendar", "{maxbit=22} dayNumber", "meta", "lo", "hi"];

const HINTS = ["bits.out[]", "inside", "aboveHi", "distanceChecked.bits[]", "restChecked.bits[]"];

describeTemplate("RangeSlot()", { inputs: INPUTS, outputs: ["{binary} ok"], hints: HINTS }, (circuit) => ({
  accepts() {
    test.each([
      ["65 or older, 68 years old", slot(rangeMeta({ claimIndex: 0, years: true }), 650000n, MAX), 1n],
      [
        "turns 65 today",
        slot(rangeMeta({ claimIndex: 0, years: true }), 650000n, MAX, { claims: [19611123n, ...claims.slice(1)] }),
        1n,
      ],
      [
        "turns 65 tomorrow",
        slot(rangeMeta({ claimIndex: 0, years: true }), 650000n, MAX, { claims: [19611124n, ...claims.slice(1)] }),
        0n,
      ],
      [
        "born tomorrow",
        slot(rangeMeta({ claimIndex: 0, years: true }), 0n, MAX, { claims: [20261124n, ...claims.slice(1)] }),
        0n,
      ],
      [
        "born on 29 February, before the birthday",
        slot(rangeMeta({ claimIndex: 0, years: true }), 180000n, MAX, {
          claims: [20080229n, ...claims.slice(1)],
          calendar: 20260228n,
        }),
        0n,
      ],
      [
        "born on 29 February, on 1 March",
        slot(rangeMeta({ claimIndex: 0, years: true }), 180000n, MAX, {
          claims: [20080229n, ...claims.slice(1)],
          calendar: 20260301n,
        }),
        1n,
      ],
      ["resident for 4,943 days, 90 asked", slot(rangeMeta({ claimIndex: 1, days: true }), 90n, MAX), 1n],
      ["resident for 4,943 days, exactly that asked", slot(rangeMeta({ claimIndex: 1, days: true }), 4943n, 4943n), 1n],
      ["resident for 4,943 days, one more asked", slot(rangeMeta({ claimIndex: 1, days: true }), 4944n, MAX), 0n],
      ["an integer at its lower bound", slot(rangeMeta({ claimIndex: 2 }), 2n ** 63n, MAX), 1n],
      ["an integer at its upper bound", slot(rangeMeta({ claimIndex: 2 }), 0n, 2n ** 63n), 1n],
      ["an integer one below", slot(rangeMeta({ claimIndex: 2 }), 2n ** 63n + 1n, MAX), 0n],
      ["an integer one above", slot(rangeMeta({ claimIndex: 2 }), 0n, 2n ** 63n - 1n), 0n],
      ["one value", slot(rangeMeta({ claimIndex: 3 }), 0x4154313330n, 0x4154313330n), 1n],
      ["not one value", slot(rangeMeta({ claimIndex: 3, negate: true }), 0x4154313330n, 0x4154313330n), 0n],
      ["the whole range", slot(rangeMeta({ claimIndex: 7 }), 0n, MAX), 1n],
      ["the largest integer, far above hi", slot(rangeMeta({ claimIndex: 7 }), 0n, 0n), 0n],
      ["the largest integer, far above hi, negated", slot(rangeMeta({ claimIndex: 7, negate: true }), 0n, 0n), 1n],
      ["the furthest above hi that can be shown", slot(rangeMeta({ claimIndex: 4 }), 0n, 0n), 0n],
      [
        "the furthest below lo: a date of 2^64 - 1 against 2^64 - 1 years",
        slot(rangeMeta({ claimIndex: 7, years: true }), MAX, MAX, { calendar: 0n }),
        0n,
      ],
      ["a missing claim", slot(rangeMeta({ claimIndex: 5 }), 1n, MAX), 0n],
      ["a disabled slot is ok whatever the claims", slot(0n, 0n, 0n), 1n],
    ])("%s", (_, inputs, ok) => {
      expect(plain(inputs)).toBe(ok);
      expect(circuit.evaluate(inputs, "ok")).toBe(ok);
    });

    test("200 random slots like plain integers", () => {
      const random = createRandom(21);
      for (let i = 0; i < 200; i++) {
        const bits = random();
        const width = [5n, 27n, 64n][Number(bits % 3n)]!;
        const draw = () => random() % 2n ** width;
        const [lo, hi] = [draw(), draw()].sort((left, right) => (left < right ? -1 : 1));
        const values = Array.from({ length: 8 }, draw);
        const kind = (bits >> 10n) & 3n;
        const inputs = {
          claims: values,
          calendar: random() % 2n ** 27n,
          dayNumber: random() % 2n ** 22n,
          meta: rangeMeta({
            claimIndex: Number((bits >> 20n) & 7n),
            years: kind === 1n,
            days: kind === 2n,
            negate: ((bits >> 30n) & 1n) === 1n,
            enabled: ((bits >> 40n) & 7n) !== 0n,
          }),
          lo: lo!,
          hi: hi!,
        };
        expect(circuit.evaluate(inputs, "ok")).toBe(plain(inputs));
      }
    });
  },

  rejects() {
    test.each([
      ["meta beyond its 7 bits", slot(128n, 0n, 0n)],
      ["years and days together", slot(rangeMeta({ claimIndex: 0, years: true, days: true }), 0n, MAX)],
      [
        "a claim more than 2^65 above hi",
        slot(rangeMeta({ claimIndex: 5 }), 0n, 1n, { claims: new Array(8).fill(2n ** 65n + 2n) }),
      ],
      ["the longest code", slot(rangeMeta({ claimIndex: 5 }), 0n, MAX, { claims: new Array(8).fill(2n ** 120n - 1n) })],
      [
        "a negative claim more than 2^65 below lo",
        slot(rangeMeta({ claimIndex: 5 }), 0n, 1n, { claims: new Array(8).fill(FIELD_MODULUS - 2n ** 65n - 1n) }),
      ],
      [
        "a huge claim near r / 2",
        slot(rangeMeta({ claimIndex: 5 }), 0n, MAX, { claims: new Array(8).fill(FIELD_MODULUS / 2n) }),
      ],
    ])("%s", (_, inputs) => {
      circuit.expectRefused(inputs);
    });
    test("a negative claim is below lo, not above hi", () => {
      const negative = { claims: new Array<bigint>(8).fill(FIELD_MODULUS - 1n) };
      expect(circuit.evaluate(slot(rangeMeta({ claimIndex: 5 }), 0n, MAX, negative), "ok")).toBe(0n);
    });
  },

  "cannot be forged"() {
    const inside = slot(rangeMeta({ claimIndex: 0, years: true }), 650000n, MAX);
    const below = slot(rangeMeta({ claimIndex: 0, years: true }), 700000n, MAX);
    const above = slot(rangeMeta({ claimIndex: 2, negate: true }), 5n, 10n);

    test("no wire is free inside, below and above, and only the choice of a side when disabled", () => {
      for (const inputs of [inside, below, above]) circuit.expectNoWireIsFree(circuit.solve(inputs));
      circuit.expectNoWireIsFree(circuit.solve(slot(0n, 0n, 0n)), [/aboveHi$/]);
    });
    const value = (inputs: ReturnType<typeof slot>) => {
      const signed = circuit.forger.value(circuit.forge(inputs, {}), "it.value");
      return signed > FIELD_MODULUS / 2n ? signed - FIELD_MODULUS : signed;
    };
    /** All pairs of the two sides that have a witness, with the answer in it. */
    const acceptedSides = (inputs: ReturnType<typeof slot>) =>
      [0n, 1n, 2n, -1n].flatMap((isInside) =>
        [0n, 1n, 2n, -1n].flatMap((aboveHi) => {
          const witness = circuit.forger.forge(inputs, { inside: isInside, aboveHi });
          return witness === undefined ? [] : [[isInside, aboveHi, circuit.forger.value(witness, "ok")]];
        }),
      );
    const at = slot(rangeMeta({ claimIndex: 1 }), 735_000n, 735_000n);
    const disabled = slot(0n, 0n, 0n);

    test("inside a forger chooses which distance is shown first, outside nothing; the answer stays", () => {
      expect(acceptedSides(inside)).toEqual([
        [1n, 0n, 1n],
        [1n, 1n, 1n],
      ]);
      expect(acceptedSides(at)).toEqual([
        [1n, 0n, 1n],
        [1n, 1n, 1n],
      ]);
      expect(acceptedSides(disabled)).toEqual([
        [1n, 0n, 1n],
        [1n, 1n, 1n],
      ]);
      expect(acceptedSides(below)).toEqual([[0n, 0n, 0n]]);
      expect(acceptedSides(above)).toEqual([[0n, 1n, 1n]]);
      // A value below lo is not above hi, by however much.
      for (const distance of [1n, 2n ** 32n, 2n ** 63n]) {
        const tooHigh = slot(rangeMeta({ claimIndex: 7 }), 0n, MAX - distance);
        const tooLow = slot(rangeMeta({ claimIndex: 1 }), 735_000n + distance, MAX);
        expect(acceptedSides(tooHigh)).toEqual([[0n, 1n, 0n]]);
        expect(acceptedSides(tooLow)).toEqual([[0n, 0n, 0n]]);
      }
    });
    test("a side between the two, by which any distance could be shown", () => {
      for (const inputs of [below, above, inside]) {
        const [p, q] = [value(inputs) - inputs.lo, inputs.hi - value(inputs)];
        // shown = p + aboveHi (q - p) for a shown that is in its range, inside or outside.
        for (const [isInside, shown] of [
          [1n, 0n],
          [1n, p + q],
          [1n, 5n],
          [0n, -1n],
          [0n, -6n],
        ] as const) {
          const aboveHi = mod((shown - p) * inverse(mod(q - p)));
          if (aboveHi > 1n) circuit.expectNoForgery(inputs, { inside: isInside, aboveHi });
        }
      }
    });
    test("an answer that is neither 0 nor 1", () => {
      // At hi the rest is 0 for any `inside`, and the distance (2 inside - 1) p + inside - 1 can be any number.
      const p = 735_000n - 700_000n;
      const atHi = slot(rangeMeta({ claimIndex: 1 }), 700_000n, 735_000n);
      for (const distance of [0n, 1n, 77n]) {
        const isInside = mod((distance + 1n + p) * inverse(2n * p + 1n));
        circuit.expectNoForgery(atHi, { inside: isInside, aboveHi: 0n });
      }
      for (const isInside of [2n, 3n, 2n ** 40n]) circuit.expectNoForgery(at, { inside: isInside, aboveHi: 0n });
    });
    test("nothing else moves: no bit of meta, no bit of a distance", () => {
      circuit.expectOnlyOpen(inside, ["aboveHi"], { sample: 6 });
      circuit.expectOnlyOpen(below, [], { sample: 6 });
      circuit.expectOnlyOpen(above, [], { sample: 6 });
      circuit.expectOnlyOpen(disabled, ["aboveHi"], { sample: 6 });
      circuit.expectOnlyOpen(below, [], { only: /^bits/ });
      // Whatever is shown, the other distance stays below 2^64.
      circuit.expectNoForgery(above, { inside: 1n, "restChecked.bits[63]": 2n });
    });
    test("the answer can't be turned round, whichever side is shown", () => {
      for (const inputs of [inside, below, above]) {
        const witness = circuit.solve(inputs);
        const ok = circuit.value(witness, "ok");
        circuit.expectForgeryFails(witness, { ok: 1n - ok });
        for (const aboveHi of [0n, 1n]) {
          const turned = 1n - circuit.value(witness, "it.inside");
          circuit.expectForgeryFails(witness, { ok: 1n - ok, "it.inside": turned, "it.aboveHi": aboveHi });
        }
      }
    });
  },
}));
