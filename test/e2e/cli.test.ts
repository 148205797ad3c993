/** The whole job through files and processes, with the real circuits. */
import { spawn, spawnSync } from "node:child_process";
import { constants } from "node:fs";
import { mkdtemp, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT_CODES } from "../../src/cli/exit-codes.ts";
import { civicproof } from "./process.ts";

const SCHEMA = "examples/policies/schema.json";
const POLICY = "examples/policies/city-pass.json";
const DEVELOPMENT = "--allow-development-keys";

let directory: string;
const file = (name: string): string => join(directory, name);

async function succeed(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await civicproof([...args, "--json"]);
  expect({ args, code, stderr: code === 0 ? "" : stderr }).toEqual({ args, code: EXIT_CODES.ok, stderr: "" });
  return JSON.parse(stdout) as Record<string, unknown>;
}

async function refusal(...args: readonly string[]): Promise<unknown> {
  const { code, stdout } = await civicproof([...args, "--json"]);
  expect({ args, code }).toEqual({ args, code: EXIT_CODES.refused });
  return (JSON.parse(stdout) as { error: { code: unknown } }).error.code;
}

const proving = (out: string) => [
  ...["prove", "--request", file("request.json"), "--credential", file("credential.json")],
  ...["--asked-by", "https://benefits.example.org"],
  ...["--holder", file("wallet.json"), "--registry", file("published"), "--out", file(out)],
];
const verifying = (...more: readonly string[]) => [
  ...["verify", "--presentation", file("presentation.json"), "--request", file("request.json")],
  ...["--registry", file("published"), ...more],
];

describe("a command that waits for a pipe", () => {
  const pipeAndCommand = async () => {
    const pipe = file(`pipe-${Math.random()}`);
    expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
    const child = spawn(process.execPath, [
      "--import",
      "tsx",
      "src/cli/main.ts",
      "policy",
      "lint",
      pipe,
      "--schema",
      SCHEMA,
    ]);
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    return { pipe, child, ended, errors: () => errors };
  };

  it("ends with SIGTERM", async () => {
    const { pipe, child, ended } = await pipeAndCommand();
    // A pipe has no writing end before somebody reads.
    const opened = () => open(pipe, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => undefined);
    let writer = await opened();
    for (; writer === undefined && child.exitCode === null; writer = await opened()) await setTimeout(50);
    child.kill("SIGTERM");
    expect(await ended).toBe(EXIT_CODES.interrupted);
    await writer?.close();
  });

  it("reads what is written into it", async () => {
    const { pipe, ended, errors } = await pipeAndCommand();
    await writeFile(pipe, "{ no JSON");
    expect(await ended).toBe(EXIT_CODES.refused);
    expect(errors()).toContain(`${pipe}:1:`);
  });
});

it("finds its own package whatever a program calls __dirname", () => {
  const script = `globalThis.__dirname = "/nowhere"; const { packageDirectory } = await import("./src/statement/artifacts/node.ts"); console.log(packageDirectory());`;
  const { stdout } = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  expect(stdout.trim()).toBe(process.cwd());
});

const now = Math.floor(Date.now() / 1000);
let registryId: string;

function publish(at = now): Promise<unknown> {
  const keys = ["--key", file("registry.key.json")];
  const where = ["--registry", file("registry.json"), "--out", file("published")];
  return succeed("registry", "publish", ...where, ...keys, "--now", String(at));
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "civicproof-cli-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe.sequential("civicproof", () => {
  it("issues", async () => {
    await succeed("issuer", "keygen", "--out", file("key.json"));
    const { holderCommitment } = await succeed("holder", "keygen", "--out", file("wallet.json"));
    const made = await succeed("registry", "init", "--out", file("registry.json"), "--key", file("registry.key.json"));
    registryId = String(made.registry);
    const registry = ["--registry", file("registry.json")];
    const own = ["--issuer-key", file("key.json"), "--schema", SCHEMA];
    await succeed("registry", "add-issuer", ...registry, ...own, "--actor", "admin", "--now", String(now - 100));
    await writeFile(
      file("claims.json"),
      JSON.stringify({
        birthDate: "1990-02-28",
        district: "90201",
        residentSince: "2001-05-01",
        householdSize: 2,
        annualIncome: 1_500_000,
        disabled: false,
        student: false,
      }),
    );
    const year = new Date().getUTCFullYear();
    await succeed(
      ...["issue", "--schema", SCHEMA, "--claims", file("claims.json"), "--holder", String(holderCommitment)],
      ...["--issuer-key", file("key.json"), ...registry, "--valid-from", `${year}-01-01`],
      ...["--valid-until", `${year + 1}-12-31`, "--claims-from", "0", "--out", file("credential.json")],
    );
    expect((await stat(file("credential.json"))).mode & 0o777).toBe(0o600);
    await publish();
  });

  it("asks", async () => {
    const { request } = await succeed(
      ...["request", "--policy", POLICY, "--schema", SCHEMA, "--verifier", "benefits.example.org"],
      ...["--registry", registryId],
      ...["--origin", "https://benefits.example.org", "--lifetime", "86400", "--out", file("request.json")],
    );
    expect(JSON.parse(await readFile(file("request.json"), "utf8"))).toEqual(request);
    expect(request).toMatchObject({ circuit: "eligibility", scope: { programme: "city-pass" }, maxClaims: 1 });
  });

  it("proves, and refuses development keys without permission", async () => {
    expect(await refusal(...proving("presentation.json"))).toBe("DEVELOPMENT_KEY_REFUSED");
    const { code, stdout, stderr, lingeredMilliseconds } = await civicproof([
      ...proving("presentation.json"),
      DEVELOPMENT,
      "--json",
      "--progress",
    ]);
    expect(code).toBe(EXIT_CODES.ok);
    expect(lingeredMilliseconds).toBeLessThan(2_000);
    expect(stderr).toContain("You prove that");
    expect(stderr).toMatch(/^proving \d+ % proving$/m);
    const { presentation } = JSON.parse(stdout) as { presentation: unknown };
    expect(JSON.parse(await readFile(file("presentation.json"), "utf8"))).toEqual(presentation);
    const secret = JSON.parse(await readFile(file("wallet.json"), "utf8")).holderSecret as string;
    expect(stdout + stderr).not.toContain(secret);
  });

  it("verifies, and refuses what is not right", async () => {
    expect(await refusal(...verifying())).toBe("DEVELOPMENT_KEY_REFUSED");
    const verified = await succeed(...verifying(DEVELOPMENT));
    expect(verified).toMatchObject({
      valid: true,
      circuit: "eligibility",
      period: new Date().getUTCFullYear() * 10_000 + 101,
      setup: "development",
    });
    expect(verified.nullifier).toMatch(/^\d{60,77}$/);
    const tomorrow = String(Math.floor(Date.now() / 1000) + 86_401);
    expect(await refusal(...verifying(DEVELOPMENT, "--now", tomorrow))).toBe("REQUEST_EXPIRED");

    const text = await readFile(file("presentation.json"), "utf8");
    const presentation = JSON.parse(text) as { publicSignals: string[] };
    presentation.publicSignals[0] = "1";
    await writeFile(file("presentation.json"), JSON.stringify(presentation));
    expect(await refusal(...verifying(DEVELOPMENT))).toBe("PROOF_INVALID");
    await writeFile(file("presentation.json"), text);
  });

  it("revokes: no new proof once the next statement is shown, and the old one until its statement is too old", async () => {
    const which = ["--registry", file("registry.json"), "--credential", file("credential.json")];
    const later = now + 60;
    const reason = ["--actor", "desk-3", "--reason", "moved-away", "--now", String(later)];
    await succeed("status", "revoke", ...which, ...reason);
    await publish(later + 7_200);
    const proveAt = (at: number) => refusal(...proving("again.json"), DEVELOPMENT, "--now", String(at));
    expect(await proveAt(later + 7_200)).toBe("CREDENTIAL_REVOKED");
    // Nobody has published in time for this.
    expect(await proveAt(later + 20_000)).toBe("STATEMENT_MISSING");
    const verifyAt = (at: number, ...more: string[]) => verifying(DEVELOPMENT, "--now", String(at), ...more);
    await succeed(...verifyAt(later + 600));
    expect(await refusal(...verifyAt(later + 9_000))).toBe("STATUS_ROOT_NOT_ACCEPTED");
    await succeed(...verifyAt(later + 9_000, "--max-root-age", "18000"));
  });

  it("stops at Ctrl-C with 130 and leaves nothing half-made", async () => {
    const before = await readFile(file("registry.json"), "utf8");
    const { code, stdout, stderr, lingeredMilliseconds } = await civicproof(
      [
        ...["issue", "--schema", SCHEMA, "--csv", "examples/data/population.csv"],
        ...["--mapping", "examples/data/mapping.json", "--issuer-key", file("key.json")],
        ...["--registry", file("registry.json"), "--valid-from", "2026-01-01", "--valid-until", "2026-12-31"],
        ...["--claims-from", "0", "--out", file("people.ndjson"), "--json", "--progress"],
      ],
      { interruptAt: /^issuing/m },
    );
    expect(code).toBe(EXIT_CODES.interrupted);
    expect(JSON.parse(stdout)).toEqual({ error: { code: "OPERATION_ABORTED", message: expect.any(String) } });
    expect(stderr).toContain("OPERATION_ABORTED");
    expect(lingeredMilliseconds).toBeLessThan(2_000);
    expect(await readFile(file("registry.json"), "utf8")).toBe(before);
    await expect(stat(file("people.ndjson"))).rejects.toThrow("ENOENT");
    await expect(stat(file("registry.json.lock"))).rejects.toThrow("ENOENT");
  });

  it("finds this machine healthy", async () => {
    const { healthy, findings } = await succeed("doctor");
    expect({ healthy, findings }).toMatchObject({ healthy: true });
    expect((findings as { name: string }[]).map(({ name }) => name)).toEqual([
      "Node.js",
      "Web Crypto",
      "CompressionStream",
      "WebAssembly",
      "Threads",
      "Artifacts of age",
      "Artifacts of residency",
      "Artifacts of eligibility",
      "Artifacts of record",
      "Artifacts of enrolment",
      "Exit",
    ]);
    const { circuits } = await succeed("artifacts", "check");
    expect((circuits as { problem: unknown }[]).map(({ problem }) => problem)).toEqual([null, null, null, null, null]);
  });
});
