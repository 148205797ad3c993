/** What every nullifier store keeps, whatever it is made of. */
import { beforeAll, describe, expect, it } from "vitest";
import { InvalidInputError } from "../../../../src/core/json.ts";
import type { NullifierStore } from "../../../../src/portal/store/port.ts";
import { PeriodClosedError, StoreUnavailableError } from "../../../../src/portal/store/port.ts";
import type { VerifiedPresentation } from "../../../../src/presentation/verification/verify.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { NOW_SECONDS } from "../../../world.ts";

type AnyStore = NullifierStore<unknown, void | Promise<void>>;

/** A day in December, the period after that of the portal's clock. */
const NEXT_MONTH = NOW_SECONDS + 12 * 86_400;

export interface StoreContract {
  /** A fresh store with nothing in it. */
  readonly open: () => Promise<AnyStore>;
  /** Another store over the same data; absent where data end with the store. */
  readonly reopen?: (store: AnyStore) => Promise<AnyStore>;
}

export function describeStore(name: string, { open, reopen }: StoreContract): void {
  let portal: TestPortal;
  let one: VerifiedPresentation;
  let many: readonly VerifiedPresentation[];
  beforeAll(async () => {
    portal = createTestPortal();
    one = await portal.verified();
    many = await portal.verifiedMany(40);
  });

  async function withStore(test: (store: AnyStore) => Promise<void>): Promise<void> {
    const store = await open();
    try {
      await test(store);
    } finally {
      await store.close();
    }
  }

  describe(name, () => {
    it("accepts a person once in a scope and period", () =>
      withStore(async (store) => {
        expect(await store.lookup(one.nullifier)).toBeUndefined();
        expect(await store.consume(one)).toBe("accepted");
        expect(await store.consume(one)).toBe("already-used");
        const again = await portal.verified(portal.request(), { nullifier: one.nullifier });
        expect(await store.consume(again)).toBe("already-used");
        expect(await store.lookup(one.nullifier)).toEqual({ uses: 1, firstUsedAtSeconds: one.verifiedAtSeconds });
      }));

    it("accepts exactly one of 250 concurrent calls, among others", () =>
      withStore(async (store) => {
        const calls = Array.from({ length: 250 }, () => store.consume(one));
        const others = many.map((each) => store.consume(each));
        const outcomes = await Promise.all(calls);
        expect(outcomes.filter((outcome) => outcome === "accepted")).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome === "already-used")).toHaveLength(249);
        expect(new Set(await Promise.all(others))).toEqual(new Set(["accepted"]));
      }));

    it("accepts as many claims as the policy allows, each under a request of its own", () =>
      withStore(async (store) => {
        const claim = () => portal.verified(portal.request({ maxClaims: 3 }), { nullifier: one.nullifier });
        const first = await claim();
        expect(await store.consume(first)).toBe("accepted");
        expect(await store.consume(first)).toBe("already-used");
        const rest = await Promise.all([claim(), claim(), claim(), claim()]);
        const outcomes = await Promise.all(rest.map((each) => store.consume(each)));
        expect(outcomes.filter((outcome) => outcome === "accepted")).toHaveLength(2);
        expect((await store.lookup(one.nullifier))?.uses).toBe(3);
      }));

    it("takes one answer to a request, whoever else answers it", () =>
      withStore(async (store) => {
        const asked = portal.request();
        const [first, other] = [await portal.verified(asked), await portal.verified(asked)];
        const outcomes = await Promise.all([store.consume(first), store.consume(other)]);
        expect([...outcomes].sort()).toEqual(["accepted", "already-used"]);
        const loser = outcomes[0] === "accepted" ? other : first;
        expect(await store.lookup(loser.nullifier)).toBeUndefined();
      }));

    it("recognises the retry of an operation, and only that", () =>
      withStore(async (store) => {
        const first = await portal.verified(portal.request({ maxClaims: 2 }));
        expect(await store.consume(first, { idempotencyKey: "payment-1" })).toBe("accepted");
        expect(await store.consume(first, { idempotencyKey: "payment-1" })).toBe("accepted-by-this-request");
        expect(await store.consume(first, { idempotencyKey: "payment-2" })).toBe("already-used");
        expect(await store.consume(first)).toBe("already-used");
        expect((await store.lookup(first.nullifier))?.uses).toBe(1);
      }));

    it("tells a refused person's retry no lie, also when both calls come together", () =>
      withStore(async (store) => {
        expect(await store.consume(one)).toBe("accepted");
        const again = await portal.verified(portal.request(), { nullifier: one.nullifier });
        const calls = Array.from({ length: 5 }, () => store.consume(again, { idempotencyKey: "payment-1" }));
        expect(new Set(await Promise.all(calls))).toEqual(new Set(["already-used"]));
      }));

    it("does what the application does about a claim together with it, or neither", () =>
      withStore(async (store) => {
        let ran = 0;
        const failure = new Error("no money left");
        const effect = () => {
          ran++;
        };
        const broken = () => {
          ran++;
          throw failure;
        };
        await expect(store.consume(one, { effect: broken })).rejects.toBe(failure);
        expect(await store.lookup(one.nullifier)).toBeUndefined();
        expect(await store.consume(one, { effect, idempotencyKey: "p" })).toBe("accepted");
        expect(await store.consume(one, { effect: broken, idempotencyKey: "p" })).toBe("accepted-by-this-request");
        expect(await store.consume(one, { effect: broken })).toBe("already-used");
        expect(ran).toBe(2);
        // A failing effect takes nothing else with it.
        const mixed = many
          .slice(0, 10)
          .map((each, i) => store.consume(each, { effect: i % 2 === 0 ? effect : broken }));
        const results = await Promise.allSettled(mixed);
        expect(results.map(({ status }) => status)).toEqual(
          results.map((_, i) => (i % 2 === 0 ? "fulfilled" : "rejected")),
        );
      }));

    it("forgets a period when its retention is over, and never opens it again", () =>
      withStore(async (store) => {
        const retainUntilSeconds = NOW_SECONDS + 1_000;
        expect(await store.consume(one, { retainUntilSeconds })).toBe("accepted");
        // A shorter retention given later does not shorten it; a period without one stays.
        expect(await store.consume(many[0]!, { retainUntilSeconds: NOW_SECONDS })).toBe("accepted");
        const other = await portal.verified(portal.request({ nowSeconds: NEXT_MONTH }), { nowSeconds: NEXT_MONTH });
        expect(await store.consume(other)).toBe("accepted");
        expect(await store.prune({ nowSeconds: retainUntilSeconds - 1 })).toEqual({ periods: 0, nullifiers: 0 });
        expect(await store.consume(one)).toBe("already-used");
        expect(await store.prune({ nowSeconds: retainUntilSeconds })).toEqual({ periods: 1, nullifiers: 2 });
        expect(await store.lookup(one.nullifier)).toBeUndefined();
        expect(await store.lookup(other.nullifier)).toBeDefined();
        // The clock steps back; nobody is paid twice.
        for (const late of [one, many[1]!]) {
          await expect(store.consume(late)).rejects.toBeInstanceOf(PeriodClosedError);
        }
        expect(await store.prune({ nowSeconds: 0 })).toEqual({ periods: 0, nullifiers: 0 });
        await expect(store.consume(one)).rejects.toBeInstanceOf(PeriodClosedError);
        expect(await store.consume(other)).toBe("already-used");
      }));

    it("lets no claim slip into a period that is being closed", () =>
      withStore(async (store) => {
        const retainUntilSeconds = NOW_SECONDS;
        const claims = many.map((each) => store.consume(each, { retainUntilSeconds }));
        const pruned = store.prune({ nowSeconds: NOW_SECONDS });
        await Promise.allSettled([...claims, pruned]);
        await store.prune({ nowSeconds: NOW_SECONDS });
        for (const each of many) await expect(store.consume(each)).rejects.toBeInstanceOf(PeriodClosedError);
      }));

    it("takes nothing but the result of a verification", () =>
      withStore(async (store) => {
        for (const forged of [
          { ...one },
          structuredClone(one.presentation),
          null,
          undefined,
          "x",
          Object.create(one),
        ]) {
          await expect(store.consume(forged as never)).rejects.toBeInstanceOf(InvalidInputError);
        }
        const wrong = [
          ...["", "x".repeat(201), 1, null].map((idempotencyKey) => ({ idempotencyKey })),
          ...[-1, 1.5, Number.NaN, "1", null].map((retainUntilSeconds) => ({ retainUntilSeconds })),
          { effect: "pay" },
        ];
        for (const options of wrong) {
          await expect(store.consume(one, options as never)).rejects.toBeInstanceOf(InvalidInputError);
        }
        await expect(store.prune({ nowSeconds: Number.NaN })).rejects.toBeInstanceOf(InvalidInputError);
        expect(await store.consume(one)).toBe("accepted");
      }));

    it("refuses everything once it is closed", async () => {
      const store = await open();
      await store.close();
      await expect(store.consume(one)).rejects.toBeInstanceOf(StoreUnavailableError);
      await expect(store.lookup(one.nullifier)).rejects.toBeInstanceOf(StoreUnavailableError);
      await expect(store.prune({ nowSeconds: NOW_SECONDS })).rejects.toBeInstanceOf(StoreUnavailableError);
    });

    if (reopen !== undefined) {
      it("remembers over a restart, and shares what it knows with a second store", () =>
        withStore(async (store) => {
          const retainUntilSeconds = NOW_SECONDS;
          expect(await store.consume(one, { idempotencyKey: "payment-1" })).toBe("accepted");
          const early = await portal.verified(portal.request({ nowSeconds: NEXT_MONTH }), { nowSeconds: NEXT_MONTH });
          await store.consume(early, { retainUntilSeconds });
          await store.prune({ nowSeconds: NOW_SECONDS });
          const second = await reopen(store);
          try {
            expect(await second.consume(one, { idempotencyKey: "payment-1" })).toBe("accepted-by-this-request");
            expect(await second.consume(one)).toBe("already-used");
            expect(await second.lookup(one.nullifier)).toEqual(await store.lookup(one.nullifier));
            await expect(second.consume(early)).rejects.toBeInstanceOf(PeriodClosedError);
            const both = many.flatMap((each) => [store.consume(each), second.consume(each)]);
            const outcomes = await Promise.all(both);
            expect(outcomes.filter((outcome) => outcome === "accepted")).toHaveLength(many.length);
          } finally {
            await second.close();
          }
        }));
    }
  });
}
