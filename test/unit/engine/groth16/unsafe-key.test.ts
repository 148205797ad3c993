/** Keys in which gamma and delta are equal up to sign: every reader refuses them. */
import { describe, expect, it } from "vitest";
import { BASE_FIELD_MODULUS } from "../../../../src/core/field.ts";
import { importKey } from "../../../../src/engine/groth16/index.ts";
import { refuseUnsafeKey } from "../../../../src/engine/groth16/unsafe-key.ts";
import { parseVerificationKey } from "../../../../src/statement/artifacts/check-keys.ts";
import { importVerificationKey } from "../../../../src/statement/artifacts/imported-key.ts";
import { createTrapdoor } from "../../../trapdoor.ts";

const { json } = createTrapdoor("age");
type G2Json = [x: [string, string], y: [string, string], z: [string, string]];
const gamma = json.vk_gamma_2 as G2Json;
const negate = (coordinate: string): string => String(BASE_FIELD_MODULUS - BigInt(coordinate));
const minusGamma: G2Json = [gamma[0], [negate(gamma[1][0]), negate(gamma[1][1])], gamma[2]];

const readers: Record<string, (key: unknown) => unknown> = {
  importKey,
  importVerificationKey: (key) =>
    importVerificationKey(key, { circuit: "age", setup: "development", allowDevelopmentKeys: true }),
  parseVerificationKey: (key) =>
    parseVerificationKey(new TextEncoder().encode(JSON.stringify(key)), { publicSignals: 8 }),
};

describe.each(Object.entries(readers))("%s", (_, read) => {
  it("takes a key with a delta of its own", () => {
    expect(() => read(json)).not.toThrow();
  });

  it.each([
    ["gamma", gamma],
    ["minus gamma", minusGamma],
  ])("refuses a key whose delta is %s", (__, delta) => {
    expect(() => read({ ...json, vk_delta_2: delta })).toThrow(expect.objectContaining({ code: "KEY_UNSAFE" }));
  });
});

describe("refuseUnsafeKey", () => {
  const delta = { gammaX: [5n, 7n], deltaX: [11n, 13n] } as const;

  it("takes keys that share one half of x, as that is no equal point", () => {
    for (const deltaX of [
      [5n, 13n],
      [11n, 7n],
      [7n, 5n],
    ] as const) {
      expect(() => refuseUnsafeKey({ ...delta, deltaX }, "key")).not.toThrow();
    }
    expect(() => refuseUnsafeKey({ ...delta, deltaX1: 2n }, "key")).not.toThrow();
  });

  it("refuses equal points of either group alone", () => {
    for (const change of [{ deltaX: delta.gammaX }, { deltaX1: 1n }, { deltaX: delta.gammaX, deltaX1: 2n }]) {
      expect(() => refuseUnsafeKey({ ...delta, ...change }, "key")).toThrow(
        expect.objectContaining({ code: "KEY_UNSAFE", path: "key" }),
      );
    }
  });
});
