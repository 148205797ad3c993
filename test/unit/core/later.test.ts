/** Code that is loaded later: once, again when it did not arrive, and never waited for without end. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CodeUnreachableError, LATER_MILLISECONDS, later } from "../../../src/core/later.ts";

describe("code that is loaded later", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is loaded once", async () => {
    let loads = 0;
    const open = later(async () => ++loads);
    expect(await Promise.all([open(), open()])).toEqual([1, 1]);
    expect(await open()).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is asked for again when it did not arrive", async () => {
    let loads = 0;
    const open = later(async () => {
      if (++loads === 1) throw new TypeError("Failed to fetch dynamically imported module");
      return loads;
    });
    await expect(open()).rejects.toThrow(CodeUnreachableError);
    expect(await open()).toBe(2);
  });

  it("is refused when the server keeps silent, and is there when it came after all", async () => {
    let arrive = (_: string): void => {};
    const arriving = new Promise<string>((resolve) => {
      arrive = resolve;
    });
    // As the module map does: the same import is the same promise.
    const open = later(() => arriving);
    const refused = expect(open()).rejects.toThrow(CodeUnreachableError);
    await vi.advanceTimersByTimeAsync(LATER_MILLISECONDS);
    await refused;
    arrive("code");
    expect(await open()).toBe("code");
  });
});
