/** The packed package as npm installs it, without any optional peer. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { EXIT_CODES } from "../../src/cli/exit-codes.ts";
import { CONSUMER_RESULT, consumerScript, run } from "./tarball.ts";

const MAX_BYTES = 20_000_000;
const EXIT_LIMIT_MILLISECONDS = 30_000;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "civicproof-installed-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  execFileSync(
    "npm",
    ["install", inject("tarball"), "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Installed {
  readonly license?: string;
  readonly hasInstallScript?: true;
}

function installedPackages(): Readonly<Record<string, Installed>> {
  const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")) as {
    packages: Record<string, Installed>;
  };
  return Object.fromEntries(
    Object.entries(lock.packages)
      .filter(([path]) => path !== "" && existsSync(join(folder, path)))
      .map(([path, value]) => [path.replace(/^.*node_modules\//, ""), value]),
  );
}

/** Files below node_modules with their sizes. */
function installedFiles(): readonly { readonly path: string; readonly bytes: number }[] {
  const root = join(folder, "node_modules");
  return readdirSync(root, { recursive: true, encoding: "utf8" }).flatMap((path) => {
    const stats = statSync(join(root, path));
    return stats.isFile() ? [{ path, bytes: stats.size }] : [];
  });
}

function civicproof(...args: readonly string[]) {
  const { status, signal, stdout, stderr } = spawnSync(join(folder, "node_modules", ".bin", "civicproof"), args, {
    cwd: folder,
    encoding: "utf8",
    timeout: EXIT_LIMIT_MILLISECONDS,
  });
  return { code: status, signal, stdout, stderr };
}

describe("an installation without peers", () => {
  it("is under 20 MB besides the package's artifacts", () => {
    const files = installedFiles().filter(({ path }) => !path.startsWith("civicproof/artifacts/"));
    expect(files.length).toBeGreaterThan(100);
    expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(MAX_BYTES);
  });

  it("is at most 45 MB with everything", () => {
    expect(installedFiles().reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(45_000_000);
  });

  it("builds nothing, and holds no optional peer, no Foundry and nothing under the GPL", () => {
    const packages = installedPackages();
    expect(Object.keys(packages)).toContain("civicproof");
    const { peerDependencies } = JSON.parse(
      readFileSync(join(folder, "node_modules", "civicproof", "package.json"), "utf8"),
    ) as { peerDependencies: Record<string, string> };
    expect(Object.keys(packages).filter((name) => Object.hasOwn(peerDependencies, name))).toEqual([]);
    expect(Object.keys(packages).filter((name) => name.includes("foundry"))).toEqual([]);
    const questionable = Object.entries(packages).filter(
      ([, { license = "none", hasInstallScript }]) => /GPL|none/.test(license) || hasInstallScript,
    );
    expect(questionable).toEqual([]);
    expect(installedFiles().filter(({ path }) => path.endsWith(".node"))).toEqual([]);
  });

  it("is healthy for doctor and artifacts check, and says that circuits are built elsewhere", () => {
    const doctor = civicproof("doctor", "--json");
    expect(doctor).toMatchObject({ code: EXIT_CODES.ok, stderr: "" });
    expect(JSON.parse(doctor.stdout)).toMatchObject({ healthy: true });
    expect(doctor.stdout).not.toContain("npm run");
    const check = civicproof("artifacts", "check", "--json");
    expect(check).toMatchObject({ code: EXIT_CODES.ok, stderr: "" });
    const { circuits } = JSON.parse(check.stdout) as { circuits: { hasR1cs: boolean; problem: unknown }[] };
    expect(circuits.map(({ hasR1cs, problem }) => ({ hasR1cs, problem }))).toEqual(
      circuits.map(() => ({ hasR1cs: false, problem: null })),
    );
    const build = civicproof("artifacts", "build");
    expect(build.code).toBe(EXIT_CODES.usage);
    expect(build.stderr).toContain("clone");
  }, 120_000);

  it("issues, proves and verifies", async () => {
    const script = join(folder, "consumer.mjs");
    writeFileSync(script, consumerScript("mjs"));
    const { code, output, errors } = await run(script, folder);
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    expect(JSON.parse(output)).toMatchObject(CONSUMER_RESULT);
  }, 60_000);

  it("says at --prover snarkjs which package that needs", () => {
    const files = [
      "--request",
      "r.json",
      "--credential",
      "c.json",
      "--holder",
      "h.json",
      "--registry",
      "published",
    ].concat(...["--asked-by", "https://portal.example"]);
    const { code, stderr } = civicproof("prove", ...files, "--prover", "snarkjs");
    expect({ code, stderr }).toMatchObject({ code: EXIT_CODES.refused });
    expect(stderr).toContain("npm install snarkjs");
  }, 60_000);

  it("names every package that an office needs at once, and has the desk's page", () => {
    const desk = readdirSync(join(folder, "node_modules/civicproof/dist/desk"));
    expect(desk).toEqual(expect.arrayContaining(["index.html", "desk.css", "desk.js"]));
    const settings = {
      ...{
        civicproof: "office/v2",
        displayName: "City",
        database: "postgres://db.example/office",
        registry: "0".repeat(64),
      },
      credentials: [
        {
          schema: "s.json",
          source: { kind: "sql", database: "sqlite:r.db", query: "SELECT 1", mapping: { columns: {} } },
        },
      ],
      signers: [{ file: "issuer.key" }],
      signIn: { issuer: "https://login.example", clientId: "office", roles: { subjects: { a: ["clerk"] } } },
      ...{ maxRootAgeSeconds: 7_200, intervalSeconds: 3_600 },
    };
    writeFileSync(join(folder, "office.json"), JSON.stringify(settings));
    const { code, signal, stderr } = civicproof("office", "serve", ".");
    expect({ code, signal }).toEqual({ code: EXIT_CODES.refused, signal: null });
    expect(stderr).toContain(
      "npm install fastify prom-client @fastify/rate-limit @fastify/swagger @fastify/swagger-ui better-sqlite3 pg openid-client",
    );
  }, 60_000);

  it("names every package that serve needs at once, and ends", () => {
    const { code, signal, stderr } = civicproof(
      ...["serve", "policy.json", "--schema", "schema.json", "--registry", "published"],
      ...["--verifier", "portal.example", "--origin", "https://portal.example", "--store", "sqlite:portal.db"],
      ...["--registry-id", "0".repeat(64), "--open"],
    );
    expect({ code, signal }).toEqual({ code: EXIT_CODES.refused, signal: null });
    expect(stderr).toContain(
      "npm install fastify prom-client @fastify/rate-limit @fastify/swagger @fastify/swagger-ui better-sqlite3",
    );
  }, 60_000);
});
