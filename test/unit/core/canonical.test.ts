import { expect, it } from "vitest";
import { canonicalHash, canonicalJson } from "../../../src/core/canonical.ts";

it("takes two ways of typing an accent in a value for one, and in a key for two", () => {
  const [composed, apart] = ["\u00e9", "e\u0301"];
  expect(canonicalHash({ name: composed })).toBe(canonicalHash({ name: apart }));
  expect(canonicalJson({ [composed]: 1, [apart]: 2 })).toBe(`{"${apart}":2,"${composed}":1}`);
});
