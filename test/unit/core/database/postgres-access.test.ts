/** What a URL of Postgres, and what stands beside it, become for pg. */
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { holdsPassword, readPostgresAccess } from "../../../../src/core/database/postgres-access.ts";

const PLAIN = { application_name: "civicproof", ssl: false };
const CA = "test/fixtures/tls/ca.pem";
beforeEach(() => {
  for (const name of ["PGSSLMODE", "PGSSLROOTCERT"]) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

describe("a URL of Postgres", () => {
  it.each([
    ["postgres://db.internal/portal", { host: "db.internal", database: "portal" }],
    ["postgresql://a@b:5433/c", { host: "b", port: 5433, user: "a", database: "c" }],
    ["postgres://a:p%40ss%2F%3A@[::1]/c", { host: "::1", user: "a", password: "p@ss/:", database: "c" }],
    ["postgres://%2Frun%2Fpostgresql/c", { host: "/run/postgresql", database: "c" }],
    ["postgres://a@/c?host=/run/postgresql", { host: "/run/postgresql", user: "a", database: "c" }],
    ["postgres://a@/c", { user: "a", database: "c" }],
    ["postgres://", {}],
    [
      "postgres://b/the%20portal?options=-csearch_path%3Dx",
      { host: "b", database: "the portal", options: "-csearch_path=x" },
    ],
    ["postgres://b/c?application_name=office", { host: "b", database: "c", application_name: "office" }],
  ])("%s", (url, config) => {
    expect(readPostgresAccess(url, {})).toEqual({ ...PLAIN, ...config });
  });

  it.each([
    ["sqlite:portal.db", "url"],
    ["postgres://a:secret@b,c/d", "url"],
    ["postgres://a:secret@b:port/d", "url"],
    ["postgres://a:%zz@b/d", "url"],
    ["postgres://b/d?sslmode=prefer", "sslmode"],
    ["postgres://b/d?sslmode=no-verify", "sslmode"],
    ["postgres://b/d?sslmode=toString", "sslmode"],
    ["postgres://b/d?uselibpqcompat=true&sslmode=require", "uselibpqcompat"],
    ["postgres://b/d?statement_timeout=0", "statement_timeout"],
    ["postgres://b/d?sslrootcert=no/such/file.pem", "sslrootcert"],
    [`postgres://b/d?sslmode=disable&sslrootcert=${CA}`, "sslmode"],
    ["postgres://b/d?sslrootcert=package.json", "ca"],
  ])("is refused by its part, without its password: %s", (url, path) => {
    const read = () => readPostgresAccess(url, {});
    expect(read).toThrow(expect.objectContaining({ code: "DATABASE_URL_INVALID", path }));
    expect(read).not.toThrow("secret");
  });

  it("is encrypted and checked as the environment says, where it says nothing itself", () => {
    vi.stubEnv("PGSSLMODE", "require");
    expect(readPostgresAccess("postgres://b/c", {}).ssl).toEqual({ rejectUnauthorized: true });
    expect(readPostgresAccess("postgres://b/c?sslmode=disable", {}).ssl).toBe(false);
    vi.stubEnv("PGSSLROOTCERT", CA);
    const ca = readFileSync(CA, "utf8");
    expect(readPostgresAccess("postgres://b/c", {}).ssl).toEqual({ rejectUnauthorized: true, ca });
    vi.stubEnv("PGSSLMODE", "prefer");
    expect(() => readPostgresAccess("postgres://b/c?sslrootcert=system", {})).toThrow("sslmode");
  });

  it("shows a password to nobody when it has one", () => {
    expect(holdsPassword("postgres://a:b@c/d")).toBe(true);
    expect(holdsPassword("postgresql://:b@c/d")).toBe(true);
    for (const url of ["postgres://a@b:5432/c", "postgres://b:5432/c?options=x@y", "sqlite:a:b@c", "https://a:b@c"])
      expect(holdsPassword(url)).toBe(false);
  });
});
