import { afterEach, describe, expect, it, vi } from "vitest";
import { EXIT_CODES } from "../../../src/cli/exit-codes.ts";
import { reportError, UsageError } from "../../../src/cli/report-error.ts";
import { ClaimError } from "../../../src/credentials/credential/schema.ts";

describe("reportError", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("maps refusals, usage errors, defects and interruptions to exit codes", () => {
    expect(reportError(new ClaimError(), false).exitCode).toBe(EXIT_CODES.refused);
    expect(reportError(new UsageError(), false).exitCode).toBe(EXIT_CODES.usage);
    expect(reportError(new TypeError("x"), false).exitCode).toBe(EXIT_CODES.internal);
    expect(reportError("thrown text", false).exitCode).toBe(EXIT_CODES.internal);
    expect(reportError(new TypeError("x"), true).exitCode).toBe(EXIT_CODES.interrupted);
  });

  it("hides the message of a foreign error, which may quote data", () => {
    vi.stubEnv("CIVICPROOF_DEBUG", undefined);
    const { text, json } = reportError(new SyntaxError("Unexpected token in 1950-02-28"), false);
    expect(text + JSON.stringify(json)).not.toContain("1950");
    expect(text).toMatch(/^INTERNAL: .*SyntaxError at .*report-error\.test\.ts:\d+/);
  });

  it("shows it on request", () => {
    vi.stubEnv("CIVICPROOF_DEBUG", "1");
    expect(reportError(new TypeError("details"), false).text).toContain("details");
  });
});
