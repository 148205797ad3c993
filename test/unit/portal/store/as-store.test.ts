import { describe, expect, it } from "vitest";
import { DatabaseUnavailableError } from "../../../../src/core/database/sql.ts";
import { asStore } from "../../../../src/portal/store/as-store.ts";
import { PeriodClosedError } from "../../../../src/portal/store/port.ts";

const failing = (error: unknown) =>
  asStore(() => Promise.reject(error)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe("a failure of the database", () => {
  it("is a store that can't be used, with what the database said", async () => {
    const cause = new Error("the connection is gone");
    expect(await failing(new DatabaseUnavailableError({ received: "57P01", cause }))).toMatchObject({
      code: "STORE_UNAVAILABLE",
      received: "57P01",
      cause,
    });
  });

  it("that no list foresees is a store that can't be used", async () => {
    const cause = new TypeError("Cannot read properties of undefined (reading 'name')");
    expect(await failing(cause)).toMatchObject({ code: "STORE_UNAVAILABLE", cause });
  });

  it("leaves refusals and the sign of an undone transaction as they are", async () => {
    const closed = new PeriodClosedError();
    expect(await failing(closed)).toBe(closed);
    const undo = Symbol("undo");
    expect(await failing(undo)).toBe(undo);
  });
});
