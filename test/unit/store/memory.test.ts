import { describe, expect, it } from "vitest";
import { InvalidInputError, StoreUnavailableError } from "../../../src/errors.ts";
import { createMemoryStore } from "../../../src/store/memory.ts";
import { type VerifiedPresentation, verifyPresentation } from "../../../src/verification/verify.ts";
import { type FixtureName, loadFixture } from "../verification/fixture.ts";

/** A presentation that was really verified; `maxClaims` is a matter of the request alone. */
async function verified(name: FixtureName = "age", maxClaims = 1): Promise<VerifiedPresentation> {
  const { presentation, options } = loadFixture(name);
  return verifyPresentation(presentation, { ...options, request: { ...options.request, maxClaims } });
}

describe("the memory store", () => {
  it("accepts a person once in a scope and period", async () => {
    const store = createMemoryStore();
    const first = await verified();
    const again = await verified("age-again");
    expect(again.nullifier).toBe(first.nullifier);
    expect(await store.lookup(first.nullifier)).toBeUndefined();
    expect(await store.consume(first)).toBe("accepted");
    expect(await store.consume(first)).toBe("already-used");
    expect(await store.consume(again)).toBe("already-used");
    expect(await store.lookup(first.nullifier)).toEqual({ uses: 1, firstUsedAtSeconds: first.verifiedAtSeconds });
  });

  it("accepts exactly one of a thousand concurrent calls", async () => {
    const store = createMemoryStore();
    const one = await verified();
    const outcomes = await Promise.all(Array.from({ length: 1_000 }, () => store.consume(one)));
    expect(outcomes.filter((outcome) => outcome === "accepted")).toHaveLength(1);
  });

  it("accepts as many claims as the policy allows, each under a request of its own", async () => {
    const store = createMemoryStore();
    const first = await verified("age", 2);
    expect(await store.consume(first)).toBe("accepted");
    expect(await store.consume(first)).toBe("already-used");
    expect(await store.consume(await verified("age-again", 2))).toBe("accepted");
    expect((await store.lookup(first.nullifier))?.uses).toBe(2);
  });

  it("takes one answer to a request, whoever else answers it", async () => {
    const store = createMemoryStore();
    const first = await verified();
    const other = await verified("age-other-holder");
    expect(other.nonce).toBe(first.nonce);
    expect(other.nullifier).not.toBe(first.nullifier);
    expect(await store.consume(first)).toBe("accepted");
    expect(await store.consume(other)).toBe("already-used");
    expect(await store.lookup(other.nullifier)).toBeUndefined();
  });

  it("recognises the retry of an operation, and only that", async () => {
    const store = createMemoryStore();
    const first = await verified("age", 2);
    expect(await store.consume(first, { idempotencyKey: "payment-1" })).toBe("accepted");
    expect(await store.consume(first, { idempotencyKey: "payment-1" })).toBe("accepted-by-this-request");
    expect(await store.consume(first, { idempotencyKey: "payment-2" })).toBe("already-used");
    expect(await store.consume(first)).toBe("already-used");
    expect((await store.lookup(first.nullifier))?.uses).toBe(1);
  });

  it("takes nothing but the result of a verification", async () => {
    const store = createMemoryStore();
    const real = await verified();
    for (const forged of [{ ...real }, structuredClone(real.presentation), null, undefined, "x", Object.create(real)]) {
      await expect(store.consume(forged as never)).rejects.toBeInstanceOf(InvalidInputError);
    }
    for (const idempotencyKey of ["", "x".repeat(201), 1, null]) {
      await expect(store.consume(real, { idempotencyKey: idempotencyKey as never })).rejects.toBeInstanceOf(
        InvalidInputError,
      );
    }
    expect(await store.consume(real)).toBe("accepted");
  });

  it("refuses everything once it is closed", async () => {
    const store = createMemoryStore();
    const one = await verified();
    await store.close();
    await expect(store.consume(one)).rejects.toBeInstanceOf(StoreUnavailableError);
    await expect(store.lookup(one.nullifier)).rejects.toBeInstanceOf(StoreUnavailableError);
  });
});
