/** What every nullifier store keeps, whatever it is made of. */
import { beforeAll, describe, expect, it } from "vitest";
import { toField } from "../../../../src/core/field.ts";
import { InvalidInputError } from "../../../../src/core/json.ts";
import type { NullifierStore, ServedProgramme } from "../../../../src/portal/store/port.ts";
import { PeriodClosedError, ScopeTermsError, StoreUnavailableError } from "../../../../src/portal/store/port.ts";
import type { VerifiedPresentation } from "../../../../src/presentation/verification/verify.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { GRID, NOW_SECONDS } from "../../../world.ts";

type AnyStore = NullifierStore<unknown, void | Promise<void>>;

/** A day in December, the period after that of the portal's clock. */
const NEXT_MONTH = NOW_SECONDS + 12 * 86_400;

/** What an effect gets from a database. */
interface Transaction {
  /** SQLite. */
  readonly exec?: (sql: string) => unknown;
  /** Postgres. */
  readonly query?: (sql: string) => Promise<unknown>;
}

export interface StoreContract {
  /** A fresh store with nothing in it. */
  readonly open: () => Promise<AnyStore>;
  /** Another store over the same data; absent where data end with the store. */
  readonly reopen?: (store: AnyStore) => Promise<AnyStore>;
  /** Makes the tables of a store what they were in their first version. */
  readonly downgrade?: (store: AnyStore) => Promise<void>;
}

export function describeStore(name: string, { open, reopen, downgrade }: StoreContract): void {
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

    it("decides nothing in a closed period for an appeal either", () =>
      withStore(async (store) => {
        expect(await store.consume(one, { retainUntilSeconds: NOW_SECONDS })).toBe("accepted");
        await store.prune({ nowSeconds: NEXT_MONTH });
        const asOf = async (nullifier?: bigint) => {
          const asked = portal.request({ nowSeconds: NEXT_MONTH, asOfSeconds: NOW_SECONDS });
          expect(asked.period).toBe(one.period);
          const options = { nowSeconds: NEXT_MONTH, ...(nullifier === undefined ? {} : { nullifier }) };
          return portal.verified(asked, options);
        };
        for (const appeal of [await asOf(one.nullifier), await asOf()])
          await expect(store.consume(appeal)).rejects.toBeInstanceOf(PeriodClosedError);
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

    it("knows a person by what was verified, whatever is done with the value", () =>
      withStore(async (store) => {
        const verified = await portal.verified(portal.request({ maxClaims: 2 }));
        const again = await portal.verified(portal.request({ maxClaims: 2 }), { nullifier: verified.nullifier });
        const third = await portal.verified(portal.request({ maxClaims: 2 }), { nullifier: verified.nullifier });
        expect(await store.consume(verified)).toBe("accepted");
        for (const each of [verified, again, third]) {
          each.nullifierKey.reverse();
          each.nullifierKey.fill(0);
          const parts = [each, each.signals, each.scope, each.presentation, each.presentation.proof.b[0]];
          for (const part of parts) expect(Object.isFrozen(part)).toBe(true);
          const changes = { nullifier: 7n, maxClaims: 16, period: 20261201, grid: "month/2026-11-02/0", nonce: "x" };
          for (const [name, value] of Object.entries(changes))
            expect(() => Object.assign(each, { [name]: value }), name).toThrow(TypeError);
          expect(() => Object.assign(each.signals, { nullifier: 7n, scope: 7n })).toThrow(TypeError);
          expect(() => Object.assign(each.scope, { programme: "another" })).toThrow(TypeError);
        }
        expect(await store.consume(again)).toBe("accepted");
        expect(await store.consume(third)).toBe("already-used");
        expect((await store.lookup(verified.nullifier))?.uses).toBe(2);
      }));

    describe("the programme that a store is for", () => {
      const served = (change: Partial<ServedProgramme> = {}): ServedProgramme => ({
        tenant: "",
        verifier: "benefits.example.org",
        programme: "fixture-2026",
        scope: one.signals.scope,
        grid: GRID,
        maxClaims: 1,
        policy: "fixture version 1",
        policyHash: one.signals.policyHash,
        ...change,
      });
      const otherScope = toField(4_711);

      it("is that of its first start, and a change says what was and what is now", () =>
        withStore(async (store) => {
          await store.pin(served());
          await store.pin(served());
          const programme = (path: string, expected: unknown, received: unknown) => ({
            ...{ code: "STORE_PROGRAMME_CHANGED", path, expected, received },
          });
          const terms = (path: string, expected: string, received: string) => ({
            ...{ code: "SCOPE_TERMS_CHANGED", path, expected, received },
          });
          const [verifier, other] = ["benefits.example.org", "other.example.org"];
          const changes: readonly [change: Partial<ServedProgramme>, refusal: object][] = [
            [{ verifier: other, scope: otherScope }, programme("verifier", verifier, other)],
            [{ programme: "another", scope: otherScope }, programme("programme", "fixture-2026", "another")],
            [{ grid: "year/2020-01-01/0" }, terms("grid", GRID, "year/2020-01-01/0")],
            [{ grid: "month/2020-01-01/60" }, terms("grid", GRID, "month/2020-01-01/60")],
            [{ maxClaims: 3 }, terms("maxClaims", "1", "3")],
            [
              { policy: "fixture version 2", policyHash: toField(7) },
              programme("policy", expect.stringMatching(/^fixture version 1 /), "fixture version 2 (policy hash 7)"),
            ],
          ];
          for (const [change, refusal] of changes)
            await expect(store.pin(served(change))).rejects.toMatchObject(refusal);
          // Fixed at the start, before anybody has claimed, and kept by each claim.
          expect(await store.termsOf(one.signals.scope)).toEqual({ grid: GRID, maxClaims: 1 });
          const three = await portal.verified(portal.request({ maxClaims: 3 }));
          await expect(store.consume(three)).rejects.toBeInstanceOf(ScopeTermsError);
          expect(await store.consume(one)).toBe("accepted");
          // On purpose, another tenant has another programme; the same programme has the same terms.
          await store.pin(served({ tenant: "west", programme: "another", scope: otherScope, maxClaims: 3 }));
          const same = store.pin(served({ tenant: "east", maxClaims: 3 }));
          await expect(same).rejects.toBeInstanceOf(ScopeTermsError);
          await store.pin(served({ tenant: "east" }));
        }));

      it("has a policy that supersedes another only where both use up the same claims", () =>
        withStore(async (store) => {
          // A store in memory is for trying things out.
          if (reopen === undefined) return;
          await store.pin(served());
          const next = (change: Partial<ServedProgramme> = {}) =>
            served({ tenant: "next", policy: "fixture version 2", policyHash: toField(7), supersedes: "", ...change });
          const programme = (path: string) => ({ code: "STORE_PROGRAMME_CHANGED", path });
          const terms = (path: string) => ({ code: "SCOPE_TERMS_CHANGED", path });
          for (const [change, refusal] of [
            [{ verifier: "other.example.org", scope: otherScope }, programme("verifier")],
            [{ programme: "another", scope: otherScope }, programme("programme")],
            [{ scope: otherScope }, programme("scope")],
            [{ grid: "month/2020-01-01/60" }, terms("grid")],
            [{ maxClaims: 3 }, terms("maxClaims")],
            [{ supersedes: "elsewhere" }, programme("supersedes")],
            [{ supersedes: "next" }, programme("supersedes")],
          ] as const)
            await expect(store.pin(next(change))).rejects.toMatchObject(refusal);
          await store.pin(next());
          await store.pin(next());
          // Also at a later start, and however it was pinned.
          await expect(store.pin(next({ supersedes: "next" }))).rejects.toMatchObject(programme("supersedes"));
          await store.pin(served());
          // Under either policy the person has the same claim.
          expect(await store.consume(one)).toBe("accepted");
          expect(await store.consume(await portal.verified(portal.request(), { nullifier: one.nullifier }))).toBe(
            "already-used",
          );
        }));

      it("pays in one place: at the portal, or on one chain", () =>
        withStore(async (store) => {
          await store.pin(served());
          // A store in memory is for trying things out.
          for (const tenant of reopen === undefined ? [] : ["", "west"]) {
            const elsewhere = store.pin(served({ tenant, scope: otherScope }));
            await expect(elsewhere).rejects.toMatchObject({ code: "STORE_PROGRAMME_CHANGED", path: "scope" });
          }
          const scope = { verifier: "benefits.example.org", chainId: "eip155:1", contract: `0x${"11".repeat(20)}` };
          const onChain = await portal.verified(portal.request({ scope, recipient: `0x${"22".repeat(20)}` }));
          const claim = store.consume(onChain);
          await expect(claim).rejects.toMatchObject({ code: "INPUT_INVALID", path: "verified" });
        }));

      it("is one, however many services start at once", () =>
        withStore(async (store) => {
          const second = await (reopen ?? (async () => store))(store);
          const programmes = Array.from({ length: 6 }, (_, i) =>
            served({ policy: `fixture version ${i}`, policyHash: toField(i) }),
          );
          const pins = programmes.map((each, i) => [store, second][i % 2]!.pin(each));
          const results = await Promise.allSettled(pins);
          expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
          if (second !== store) await second.close();
        }));
    });

    describe("the terms of a programme", () => {
      const claim = (options: Parameters<TestPortal["request"]>[0] = {}) => portal.verified(portal.request(options));
      const later = (options: Parameters<TestPortal["request"]>[0] = {}) =>
        portal.verified(portal.request({ ...options, nowSeconds: NEXT_MONTH }), { nowSeconds: NEXT_MONTH });
      const scope = { verifier: "benefits.example.org", programme: "another" };

      it("are those of its first claim, and no others are taken", () =>
        withStore(async (store) => {
          const others = [
            { maxClaims: 3 },
            { grid: "month/2026-11-02/0" },
            { grid: "month/2020-01-01/60" },
            { grid: "year/2020-01-01/0" },
            { grid: "days:30/2020-01-01/0" },
            { grid: "once/2020-01-01/0" },
          ];
          expect(await store.termsOf(one.signals.scope)).toBeUndefined();
          expect(await store.consume(one)).toBe("accepted");
          expect(await store.termsOf(one.signals.scope)).toEqual({ grid: GRID, maxClaims: 1 });
          for (const options of others) {
            const path = "grid" in options ? "grid" : "maxClaims";
            const received = String(Object.values(options)[0]);
            const expected = path === "grid" ? GRID : "1";
            for (const each of [await claim(options), await later(options)])
              await expect(store.consume(each)).rejects.toMatchObject({
                code: "SCOPE_TERMS_CHANGED",
                ...{ path, expected, received },
              });
          }
          expect(await store.consume(many[0]!)).toBe("accepted");
          expect(await store.consume(await later())).toBe("accepted");
          // Another programme has its own.
          const other = (maxClaims: number) => portal.verified({ ...portal.request({ maxClaims }), scope });
          expect(await store.consume(await other(3))).toBe("accepted");
          await expect(store.consume(await other(1))).rejects.toBeInstanceOf(ScopeTermsError);
        }));

      it("give a person no further claim through a service with a higher number", () =>
        withStore(async (store) => {
          const { nullifier } = one;
          expect(await store.consume(one)).toBe("accepted");
          const generous = await Promise.all(
            Array.from({ length: 3 }, () => portal.verified(portal.request({ maxClaims: 3 }), { nullifier })),
          );
          const answers = await Promise.allSettled(generous.map((each) => store.consume(each)));
          for (const answer of answers)
            expect(answer.status === "rejected" && answer.reason).toBeInstanceOf(ScopeTermsError);
          expect((await store.lookup(nullifier))?.uses).toBe(1);
        }));

      it("are refused alone when claims come together", () =>
        withStore(async (store) => {
          expect(await store.consume(one)).toBe("accepted");
          const other = await claim({ maxClaims: 3 });
          const calls = [many[0]!, other, many[1]!].map((each) => store.consume(each));
          expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual([
            ...["fulfilled", "rejected", "fulfilled"],
          ]);
        }));

      it("stay when its periods are closed", () =>
        withStore(async (store) => {
          expect(await store.consume(one, { retainUntilSeconds: NOW_SECONDS })).toBe("accepted");
          expect(await store.prune({ nowSeconds: NOW_SECONDS })).toEqual({ periods: 1, nullifiers: 1 });
          // Under another grid, the same day would be in a period that is not closed.
          const moved = await claim({ grid: "month/2026-11-02/0" });
          await expect(store.consume(moved)).rejects.toBeInstanceOf(ScopeTermsError);
          await expect(store.consume(many[0]!)).rejects.toBeInstanceOf(PeriodClosedError);
          expect(await store.consume(await later())).toBe("accepted");
        }));

      it("are not fixed by a claim that came to nothing", () =>
        withStore(async (store) => {
          const effect = () => {
            throw new Error("no money left");
          };
          await expect(store.consume(await claim({ maxClaims: 3 }), { effect })).rejects.toThrow("no money left");
          expect(await store.termsOf(one.signals.scope)).toBeUndefined();
          expect(await store.consume(one)).toBe("accepted");
        }));

      it("never end where one may claim once, and never move", () =>
        withStore(async (store) => {
          const first = await claim({ grid: "once/2026-11-01/0" });
          const { nullifier } = first;
          expect(first.period).toBe(20261101);
          const retained = store.consume(first, { retainUntilSeconds: NOW_SECONDS + 1 });
          await expect(retained).rejects.toMatchObject({ code: "INPUT_INVALID", path: "retainUntilSeconds" });
          expect(await store.consume(first)).toBe("accepted");
          expect(await store.prune({ nowSeconds: 253_402_214_400 })).toEqual({ periods: 0, nullifiers: 0 });
          const years = 40 * 365 * 86_400;
          const nowSeconds = NOW_SECONDS + years;
          const asked = portal.request({ grid: "once/2026-11-01/0", nowSeconds });
          // Forty years later it is the same period, so the circuit gives the same nullifier.
          expect(asked.period).toBe(20261101);
          const again = await portal.verified(asked, { nullifier, nowSeconds });
          expect(await store.consume(again)).toBe("already-used");
          for (const grid of ["once/2026-11-02/0", "once/2026-11-01/60", "month/2026-11-01/0"])
            await expect(store.consume(await claim({ grid }))).rejects.toBeInstanceOf(ScopeTermsError);
        }));
    });

    it("refuses everything once it is closed", async () => {
      const store = await open();
      await store.close();
      await expect(store.consume(one)).rejects.toBeInstanceOf(StoreUnavailableError);
      await expect(store.lookup(one.nullifier)).rejects.toBeInstanceOf(StoreUnavailableError);
      await expect(store.termsOf(one.signals.scope)).rejects.toBeInstanceOf(StoreUnavailableError);
      await expect(store.prune({ nowSeconds: NOW_SECONDS })).rejects.toBeInstanceOf(StoreUnavailableError);
    });

    if (reopen !== undefined) {
      it("keeps a programme's terms over a restart, and for every service that shares it", () =>
        withStore(async (store) => {
          const claims = (maxClaims: number) =>
            Promise.all(
              Array.from({ length: 8 }, () =>
                portal.verified(portal.request({ maxClaims }), { nullifier: one.nullifier }),
              ),
            );
          const [ones, threes] = [await claims(1), await claims(3)];
          const second = await reopen(store);
          try {
            // Both find no terms, and one of them makes them.
            const calls = ones.flatMap((each, i) => [store.consume(each), second.consume(threes[i]!)]);
            const results = await Promise.allSettled(calls);
            const { maxClaims } = (await store.termsOf(one.signals.scope))!;
            const accepted = results.filter((each) => each.status === "fulfilled" && each.value === "accepted");
            expect(accepted).toHaveLength(maxClaims);
            const refused = results.filter(({ status }) => status === "rejected");
            expect(refused).toHaveLength(8);
            for (const each of refused)
              expect(each.status === "rejected" && each.reason).toBeInstanceOf(ScopeTermsError);
            expect((await second.lookup(one.nullifier))?.uses).toBe(maxClaims);
            const third = await reopen(store);
            try {
              expect(await third.termsOf(one.signals.scope)).toEqual({ grid: GRID, maxClaims });
              const [other] = await claims(maxClaims === 1 ? 3 : 1);
              await expect(third.consume(other!)).rejects.toBeInstanceOf(ScopeTermsError);
              const [same] = await claims(maxClaims);
              expect(await third.consume(same!)).toBe("already-used");
            } finally {
              await third.close();
            }
          } finally {
            await second.close();
          }
        }));

      if (downgrade !== undefined) {
        it("keeps closed periods closed over an upgrade of its tables", () =>
          withStore(async (store) => {
            expect(await store.consume(one, { retainUntilSeconds: NOW_SECONDS })).toBe("accepted");
            const later = await portal.verified(portal.request({ nowSeconds: NEXT_MONTH }), { nowSeconds: NEXT_MONTH });
            expect(await store.consume(later)).toBe("accepted");
            await store.prune({ nowSeconds: NOW_SECONDS });
            await downgrade(store);
            const upgraded = await reopen(store);
            try {
              expect(await upgraded.termsOf(one.signals.scope)).toBeUndefined();
              for (const each of [one, many[0]!])
                await expect(upgraded.consume(each)).rejects.toBeInstanceOf(PeriodClosedError);
              // A claim that was refused fixes no terms.
              expect(await upgraded.termsOf(one.signals.scope)).toBeUndefined();
              expect(await upgraded.consume(later)).toBe("already-used");
              const request = portal.request({ nowSeconds: NEXT_MONTH });
              expect(await upgraded.consume(await portal.verified(request, { nowSeconds: NEXT_MONTH }))).toBe(
                "accepted",
              );
              expect(await upgraded.termsOf(one.signals.scope)).toEqual({ grid: GRID, maxClaims: 1 });
            } finally {
              await upgraded.close();
            }
          }));
      }

      it.each(["ROLLBACK", "ROLLBACK; BEGIN"])("accepts no claim whose effect ended with %s", (ending) =>
        withStore(async (store) => {
          const ends = ({ exec, query }: Transaction, database: unknown) => (query ?? exec)!.call(database, ending);
          const effect = (database: unknown) => {
            const done = ends(database as Transaction, database);
            return done instanceof Promise ? done.then(() => {}) : undefined;
          };
          // In SQLite they share a transaction: what the effect undid is acknowledged to nobody.
          const claims = [store.consume(many[0]!), store.consume(one, { effect }), store.consume(many[1]!)];
          const [before, ended, after] = await Promise.allSettled(claims);
          expect(ended).toMatchObject({ status: "rejected", reason: { code: "TRANSACTION_ENDED" } });
          expect(await store.lookup(one.nullifier)).toBeUndefined();
          for (const [claim, settled] of [
            [many[0]!, before!],
            [many[1]!, after!],
          ] as const) {
            const isKnown = (await store.lookup(claim.nullifier)) !== undefined;
            expect(isKnown).toBe(settled.status === "fulfilled");
          }
          expect(await store.consume(one)).toBe("accepted");
        }),
      );

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
