import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIELD_MODULUS, toField } from "../../../../src/core/field.ts";
import {
  acceptedRoots,
  appendRoot,
  isRootAccepted,
  parseRootHistory,
  RegistryError,
  type RootRecord,
  rootAt,
  rootHistoryToJson,
} from "../../../../src/credentials/registry/root-history.ts";

const [a, b, c] = [toField(1), toField(2), toField(3)];
const history = [
  { root: a, currentFromSeconds: 100, supersededAtSeconds: 200 },
  { root: b, currentFromSeconds: 200, supersededAtSeconds: 300 },
  { root: c, currentFromSeconds: 300 },
];

describe("isRootAccepted", () => {
  it("accepts the current root for as long as it is current", () => {
    expect(isRootAccepted(history, c, 300, 0)).toBe(true);
    expect(isRootAccepted(history, c, 10 ** 9, 0)).toBe(true);
  });

  it("starts the grace window when a root is superseded", () => {
    expect(isRootAccepted(history, b, 299, 0)).toBe(true);
    expect(isRootAccepted(history, b, 300 + 60, 60)).toBe(true);
    expect(isRootAccepted(history, b, 300 + 61, 60)).toBe(false);
    expect(isRootAccepted(history, a, 300, 60)).toBe(false);
  });

  it("refuses a root before its time, a stranger, and everything in an empty history", () => {
    expect(isRootAccepted(history, c, 299, 10 ** 9)).toBe(false);
    expect(isRootAccepted(history, toField(4), 300, 10 ** 9)).toBe(false);
    expect(isRootAccepted([], a, 300, 10 ** 9)).toBe(false);
  });

  it("refuses when a clock or a window is no number", () => {
    expect(isRootAccepted(history, b, Number.NaN, 60)).toBe(false);
    expect(isRootAccepted(history, b, 310, Number.NaN)).toBe(false);
  });

  it("accepts a root that came back", () => {
    const returned = [
      { root: a, currentFromSeconds: 1, supersededAtSeconds: 2 },
      { root: b, currentFromSeconds: 2, supersededAtSeconds: 9 },
      { root: a, currentFromSeconds: 9 },
    ];
    expect(isRootAccepted(returned, a, 50, 0)).toBe(true);
  });
});

describe("acceptedRoots", () => {
  it("lists exactly what isRootAccepted accepts", () => {
    expect(acceptedRoots(history, 250, 100).map(({ root }) => root)).toEqual([a, b]);
    expect(acceptedRoots(history, 350, 10).map(({ root }) => root)).toEqual([c]);
  });
});

describe("rootAt", () => {
  it.each([
    [99, undefined],
    [100, a],
    [199, a],
    [200, b],
    [300, c],
    [9999, c],
    [Number.NaN, undefined],
  ])("at %d", (time, root) => {
    expect(rootAt(history, time)?.root).toBe(root);
  });
});

describe("appendRoot", () => {
  it("builds a history without gaps, in which rootAt finds each root", () => {
    const step = fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 3 }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
        let built: readonly RootRecord[] = [];
        let now = 0;
        for (const [wait, value] of steps) {
          now += wait;
          built = appendRoot(built, toField(value), now);
          expect(rootAt(built, now)?.root).toBe(toField(value));
        }
        expect(parseRootHistory(JSON.parse(JSON.stringify(rootHistoryToJson(built))))).toEqual(built);
      }),
    );
  });

  it("leaves the old history alone and refuses to go back in time", () => {
    const before = structuredClone(history);
    appendRoot(history, a, 400);
    expect(history).toEqual(before);
    expect(() => appendRoot(history, a, 299)).toThrow(RegistryError);
  });
});

describe("parseRootHistory", () => {
  const json = rootHistoryToJson(history);
  const hostile: readonly [string, unknown][] = [
    ["no array", { 0: json[0] }],
    ["text", JSON.stringify(json)],
    ["a number as root", [{ ...json[2], root: 3 }]],
    ["root r", [{ ...json[2], root: String(FIELD_MODULUS) }]],
    ["a leading zero", [{ ...json[2], root: "03" }]],
    ["a negative time", [{ ...json[2], currentFromSeconds: -1 }]],
    ["a fraction of a second", [{ ...json[2], currentFromSeconds: 0.5 }]],
    ["an unknown key", [{ ...json[2], until: 5 }]],
    ["a last record that is superseded", json.slice(0, 2)],
    ["two current records", [json[2], json[2]]],
    ["a gap", [json[0], json[2]]],
    ["records in the wrong order", [...json].reverse()],
    [
      "a record that ends before it starts",
      [{ ...json[0], supersededAtSeconds: 50 }, { ...json[1], currentFromSeconds: 50 }, json[2]],
    ],
  ];
  it.each(hostile)("refuses %s", (_, value) => {
    expect(() => parseRootHistory(value)).toThrow(RegistryError);
  });
});
