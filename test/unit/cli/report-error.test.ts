import { afterEach, describe, expect, it, vi } from "vitest";
import { EXIT_CODES } from "../../../src/cli/exit-codes.ts";
import { reportError, UsageError } from "../../../src/cli/report-error.ts";
import { DatabaseUnavailableError } from "../../../src/core/database/sql.ts";
import { ClaimError } from "../../../src/credentials/credential/schema.ts";
import { StoreUnavailableError } from "../../../src/portal/store/port.ts";

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

  it("says why a database can't be used, and nothing that a statement quotes", () => {
    const text = (
      code: string,
      message: string,
      Refusal: typeof StoreUnavailableError | typeof DatabaseUnavailableError = StoreUnavailableError,
    ) => {
      const cause = Object.assign(new Error(message), { code });
      return reportError(new Refusal({ received: code, cause }), false).text;
    };
    const said = "STORE_UNAVAILABLE: The nullifier store can't be used, received";
    expect(text("ENOENT", "ENOENT: no such file, open '/srv/\u001b/x.db'")).toBe(
      `${said} ENOENT (ENOENT: no such file, open '/srv/\\u{1b}/x.db')`,
    );
    expect(text("42501", "permission denied for schema public")).toBe(
      `${said} 42501 (permission denied for schema public)`,
    );
    expect(text("SQLITE_CANTOPEN", "unable to open database file", DatabaseUnavailableError)).toBe(
      "DATABASE_UNAVAILABLE: The database can't be used, received SQLITE_CANTOPEN (unable to open database file)",
    );
    expect(text("22P02", 'invalid input syntax for type integer: "1950-02-28"')).toBe(`${said} 22P02`);
  });

  it("shows it on request", () => {
    vi.stubEnv("CIVICPROOF_DEBUG", "1");
    expect(reportError(new TypeError("details"), false).text).toContain("details");
  });

  describe("with CIVICPROOF_DEBUG=1", () => {
    const shown = (error: unknown): string => {
      vi.stubEnv("CIVICPROOF_DEBUG", "1");
      return reportError(error, false).text;
    };

    it("shows every cause of a refusal and of a defect, with its place", () => {
      const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" });
      const cause = new TypeError("between", { cause: new AggregateError([refused], "") });
      for (const error of [new ClaimError({ cause }), new RangeError("outside", { cause })]) {
        const text = shown(error);
        expect(text).toContain("\ncaused by TypeError: between\n    at ");
        expect(text).toContain("\ncaused by Error (ECONNREFUSED): connect ECONNREFUSED 127.0.0.1:5432\n    at ");
        expect(text).toMatch(/at .*report-error\.test\.ts:\d+/);
      }
      vi.stubEnv("CIVICPROOF_DEBUG", undefined);
      expect(reportError(new ClaimError({ cause }), false).text).not.toContain("\n");
    });

    it("ends where an error causes itself", () => {
      const error = new Error("round");
      error.cause = error;
      expect(shown(error).split("Error: round")).toHaveLength(2);
    });

    it("shows no password of an address, no key and nothing that a parser quotes", () => {
      const key = "2a".repeat(32);
      const url = "postgres://office:pa/ss:word@db.example/claims";
      let quoting: unknown;
      try {
        JSON.parse('{"born": 1950-02-28}');
      } catch (error) {
        quoting = error;
      }
      const text = shown(new ClaimError({ cause: new Error(`can't reach ${url} with ${key}`, { cause: quoting }) }));
      expect(text).toContain("can't reach postgres://…@db.example/claims with …");
      expect(text).toContain("caused by SyntaxError");
      expect(text).not.toMatch(/word|2a2a|1950|office/);
      expect(shown(new ClaimError({ cause: key }))).toContain("caused by a thrown string");
    });
  });
});
