import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { EXIT_CODES } from "../../../src/cli/exit-codes.ts";
import { writeContent } from "../../../src/cli/files.ts";
import { isShownText } from "../../../src/core/text.ts";
import { cli, temporaryDirectory } from "./terminal.ts";

const SCHEMA = "examples/policies/schema.json";
const CLAIMS = {
  birthDate: "1950-02-28",
  district: "90101",
  residentSince: "2001-05-01",
  householdSize: 2,
  annualIncome: 1_000_000,
  disabled: false,
  student: false,
};

async function modeOf(file: string): Promise<string> {
  return ((await stat(file)).mode & 0o777).toString(8);
}

async function readJson(file: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
}

/** A registry that trusts one office, and a holder. */
async function office() {
  const file = await temporaryDirectory();
  const key = JSON.parse((await cli("issuer", "keygen", "--out", file("key.json"), "--json")).stdout);
  const holder = JSON.parse((await cli("holder", "keygen", "--out", file("wallet.json"), "--json")).stdout);
  await cli("registry", "init", "--out", file("registry.json"), "--key", file("registry.key.json"));
  const registry = ["--registry", file("registry.json")];
  const own = ["--issuer-key", file("key.json"), "--schema", SCHEMA];
  await cli("registry", "add-issuer", ...registry, ...own, "--actor", "admin", "--now", "1000");
  const issue = (...args: string[]) =>
    cli(
      ...["issue", "--schema", SCHEMA, "--issuer-key", file("key.json"), ...registry],
      ...["--valid-from", "2026-01-01", "--valid-until", "2026-12-31", "--claims-from", "0", ...args],
    );
  const { holderCommitment } = holder as { holderCommitment: string };
  return { file, issue, registry, holderCommitment, publicKey: key.publicKey as string };
}

describe("keygen", () => {
  it.each(["issuer", "holder"])("%s: writes a private file and prints no secret", async (who) => {
    const file = await temporaryDirectory();
    const { stdout, stderr } = await cli(who, "keygen", "--out", file("deep/er/key.json"));
    expect(await modeOf(file("deep/er/key.json"))).toBe("600");
    const content = await readJson(file("deep/er/key.json"));
    const secret = String(content.privateKey ?? content.holderSecret);
    expect(secret.length).toBeGreaterThan(60);
    expect(stdout + stderr).not.toContain(secret);
    expect(stdout).toContain(String(content.publicKey ?? content.holderCommitment));
    expect(await readdir(file("deep/er"))).toEqual(["key.json"]);
  });

  it.each(["issuer", "holder"])("%s: never overwrites without --force", async (who) => {
    const file = await temporaryDirectory();
    const out = ["--out", file("key.json")];
    await cli(who, "keygen", ...out);
    const before = await readFile(file("key.json"), "utf8");
    expect((await cli(who, "keygen", ...out)).code).toBe(EXIT_CODES.usage);
    expect(await readFile(file("key.json"), "utf8")).toBe(before);
    expect((await cli(who, "keygen", ...out, "--force")).code).toBe(EXIT_CODES.ok);
    expect(await readFile(file("key.json"), "utf8")).not.toBe(before);
    expect(await modeOf(file("key.json"))).toBe("600");
  });
});

describe("writeContent", () => {
  it("lets one of several writers win, and the others fail, without --force", async () => {
    const file = await temporaryDirectory();
    const writes = Array.from({ length: 8 }, (_, i) => writeContent(file("one.txt"), `${i}`));
    const results = await Promise.allSettled(writes);
    const winners = results.flatMap(({ status }, i) => (status === "fulfilled" ? [i] : []));
    expect(winners).toHaveLength(1);
    expect(await readFile(file("one.txt"), "utf8")).toBe(String(winners[0]));
    expect(await readdir(file("."))).toEqual(["one.txt"]);
  });
});

describe("issue", () => {
  it("issues one credential into a private file", async () => {
    const { file, issue, holderCommitment, publicKey } = await office();
    await writeFile(file("claims.json"), JSON.stringify(CLAIMS));
    const args = ["--claims", file("claims.json"), "--holder", holderCommitment, "--out", file("credential.json")];
    expect(await issue(...args)).toMatchObject({ code: EXIT_CODES.ok, stderr: "" });
    expect(await modeOf(file("credential.json"))).toBe("600");
    expect(await readJson(file("credential.json"))).toMatchObject({
      issuer: publicKey,
      holderCommitment,
      claims: CLAIMS,
    });
    expect((await issue(...args)).code).toBe(EXIT_CODES.usage);
  });

  it("repeats no claim value in a refusal", async () => {
    const { file, issue, holderCommitment } = await office();
    await writeFile(file("claims.json"), JSON.stringify({ ...CLAIMS, birthDate: "31.12.1950", annualIncome: -424242 }));
    const args = ["--claims", file("claims.json"), "--holder", holderCommitment, "--out", file("credential.json")];
    const { code, stdout, stderr } = await issue(...args, "--json");
    expect(code).toBe(EXIT_CODES.refused);
    expect(JSON.parse(stdout).error).toMatchObject({ code: "CLAIM_INVALID", file: file("claims.json") });
    expect(stdout + stderr).not.toMatch(/31\.12|424242/);
    expect(await readdir(file("."))).not.toContain("credential.json");
  });

  it("asks for one way of input", async () => {
    const { file, issue } = await office();
    expect((await issue("--claims", file("claims.json"), "--out", file("credential.json"))).code).toBe(
      EXIT_CODES.usage,
    );
    expect((await issue("--csv", "a", "--holder", "1", "--out", file("x.json"))).code).toBe(EXIT_CODES.usage);
  });

  it("names the file that a refusal is about, and takes no status index for claims that are refused", async () => {
    const { file, issue, holderCommitment } = await office();
    const refused = async (claims: object, ...more: string[]) => {
      await writeContent(file("person.json"), JSON.stringify(claims), { force: true });
      const args = ["--claims", file("person.json"), "--holder", holderCommitment, "--out", file("credential.json")];
      return (await issue(...args, ...more)).stderr;
    };
    const before = await readFile(file("registry.json"), "utf8");
    expect(await refused({ birthDate: "1950-02-28" })).toMatch(/person\.json: CLAIM_INVALID/);
    expect(await readFile(file("registry.json"), "utf8")).toBe(before);
    expect(await refused(CLAIMS, "--valid-from", "2027-01-01")).toMatch(/^INPUT_INVALID: .* at validUntil/m);
    await writeContent(file("registry.json.lock"), String(process.pid), { force: true });
    expect(await refused(CLAIMS)).toMatch(/^USAGE_INVALID: \S*registry\.json is in use/m);
  });

  it("issues a file of people and reports refused rows without their cells", async () => {
    const { file, issue, registry } = await office();
    const lines = (await readFile("examples/data/population.csv", "utf8")).split("\n").slice(0, 21);
    lines[5] = lines[5]!.replace(/\d{4}-\d{2}-\d{2}/, "1850-99-99");
    lines[9] = `${lines[9]},extra`;
    lines[12] = lines[11]!;
    await writeFile(file("people.csv"), `${lines.join("\n")}\n`);
    const input = ["--csv", file("people.csv"), "--mapping", "examples/data/mapping.json"];
    const { code, stdout } = await issue(...input, "--out", file("people.ndjson"), "--json");
    expect(code).toBe(EXIT_CODES.ok);
    expect(JSON.parse(stdout)).toMatchObject({ issued: 17, refused: 3, out: file("people.ndjson") });
    const credentials = (await readFile(file("people.ndjson"), "utf8")).trimEnd().split("\n");
    expect(credentials.map((line) => JSON.parse(line).civicproof)).toEqual(new Array(17).fill("credential/v2/s1"));
    expect(await modeOf(file("people.ndjson"))).toBe("600");

    const report = await readFile(file("people.ndjson.refused.csv"), "utf8");
    expect(report.split("\n").map((line) => line.split(",").slice(0, 4))).toEqual([
      ["row", "line", "column", "code"],
      ["5", "6", '"birth_date"', "CLAIM_INVALID"],
      ["9", "10", '""', "BATCH_INPUT_INVALID"],
      ["12", "13", '"holder_commitment"', "BATCH_INPUT_INVALID"],
      [""],
    ]);
    expect(report).not.toMatch(/1850|extra/);

    // The indexes are on record: none is given out twice.
    expect((await issue(...input, "--out", file("more"))).code).toBe(EXIT_CODES.ok);
    const folder = await readdir(file("more"));
    expect(folder).toHaveLength(17);
    const again = await Promise.all(folder.map((name) => readJson(`${file("more")}/${name}`)));
    const first = credentials.map((line) => JSON.parse(line).statusIndex);
    expect(again.filter(({ statusIndex }) => first.includes(statusIndex))).toEqual([]);
    expect(await readdir(file("."))).not.toContainEqual(expect.stringMatching(/partial|lock/));
    const publishing = ["--key", file("registry.key.json"), "--out", file("published"), "--now", "10000"];
    expect((await cli("registry", "publish", ...registry, ...publishing)).code).toBe(EXIT_CODES.ok);
  });

  it("leaves nothing behind when the file as a whole is wrong", async () => {
    const { file, issue } = await office();
    await writeFile(file("people.csv"), "a,b\n1,2\n");
    const before = await readFile(file("registry.json"), "utf8");
    const input = ["--csv", file("people.csv"), "--mapping", "examples/data/mapping.json"];
    for (const out of [file("people.ndjson"), file("people")]) {
      const { code, stderr } = await issue(...input, "--out", out);
      expect(code).toBe(EXIT_CODES.refused);
      expect(stderr).toMatch(/people\.csv: BATCH_INPUT_INVALID/);
    }
    expect((await readdir(file("."))).sort()).toEqual([
      "key.json",
      "people.csv",
      "registry.json",
      "registry.key.json",
      "wallet.json",
    ]);
    expect(await readFile(file("registry.json"), "utf8")).toBe(before);
  });
});

describe("status", () => {
  it("suspends, reinstates, revokes and shows the history", async () => {
    const { file, issue, registry, holderCommitment, publicKey } = await office();
    await writeFile(file("claims.json"), JSON.stringify(CLAIMS));
    await issue("--claims", file("claims.json"), "--holder", holderCommitment, "--out", file("credential.json"));
    const which = [...registry, "--credential", file("credential.json")];
    const change = (action: string, reason: string, now: string) =>
      cli("status", action, ...which, "--actor", "desk-3", "--reason", reason, "--now", now, "--json");
    expect(JSON.parse((await change("suspend", "fraud-suspected", "2000")).stdout)).toMatchObject({
      status: "suspended",
    });
    expect((await change("reinstate", "investigation-closed", "3000")).code).toBe(EXIT_CODES.ok);
    expect((await change("revoke", "because I can", "4000")).code).toBe(EXIT_CODES.refused);
    expect((await change("revoke", "moved-away", "4000")).code).toBe(EXIT_CODES.ok);
    const again = await change("reinstate", "appeal-upheld", "5000");
    expect(again.code).toBe(EXIT_CODES.refused);
    expect(JSON.parse(again.stdout).error.code).toBe("STATUS_TRANSITION_INVALID");

    const shown = JSON.parse((await cli("status", "show", ...which, "--json")).stdout);
    expect(shown.status).toBe("revoked");
    expect(shown.history.map(({ action }: { action: string }) => action)).toEqual(["suspend", "reinstate", "revoke"]);
    const byIndex = [...registry, "--issuer", publicKey, "--index", String(shown.statusIndex)];
    expect((await cli("status", "show", ...byIndex)).stdout).toMatch(
      /^Status: revoked\n {2}1970-01-01T00:33:20Z {2}suspend/,
    );
    expect((await cli("status", "show", ...which, "--index", "1")).code).toBe(EXIT_CODES.usage);
  });

  it("stays away from a registry that is in use", async () => {
    const { file, registry } = await office();
    await writeFile(`${file("registry.json")}.lock`, "1\n");
    const own = ["--issuer-key", file("key.json"), "--schema", SCHEMA];
    const { code, stderr } = await cli("registry", "add-issuer", ...registry, ...own, "--actor", "a");
    expect(code).toBe(EXIT_CODES.usage);
    expect(stderr).toContain("in use by process 1");
  });
});

describe("policy", () => {
  it("explains, lints and compiles the examples", async () => {
    for (const name of ["senior-annual-pass", "city-petition", "energy-cost-cap", "city-pass"]) {
      const file = `examples/policies/${name}.json`;
      expect((await cli("policy", "explain", file, "--schema", SCHEMA)).stdout).toContain("You prove that");
      expect((await cli("policy", "lint", file, "--schema", SCHEMA)).code).toBe(EXIT_CODES.ok);
      const { stdout } = await cli("policy", "compile", file, "--schema", SCHEMA, "--json");
      expect(JSON.parse(stdout)).toMatchObject({ policyHash: expect.stringMatching(/^\d{70,77}$/), maxClaims: 1 });
    }
  });

  it("of somebody else can't write on the terminal", async () => {
    const file = await temporaryDirectory();
    const clear = "\u001b[2J\u001b[HAPPROVED";
    const policy = JSON.parse(await readFile("examples/policies/senior-annual-pass.json", "utf8"));
    const hostile = {
      title: { ...policy, title: clear },
      "title in a language": { ...policy, title: { en: clear } },
      "a key": { ...policy, [clear]: 1 },
      "a key of a condition": { ...policy, require: { claim: "birthDate", [clear]: 1 } },
      "a claim": { ...policy, require: { claim: clear, "=": "x" } },
      "a name of a set": { ...policy, sets: { [clear]: ["a"] } },
      "a member of a set": { ...policy, sets: { a: [clear] } },
      "a value": { ...policy, require: { claim: "district", "=": clear } },
      "a note": { ...policy, source: { title: "x", note: clear } },
      "right to left": { ...policy, title: "abc\u202edef" },
    };
    for (const [what, content] of Object.entries(hostile)) {
      await writeFile(file("policy.json"), JSON.stringify(content));
      for (const command of ["explain", "lint", "compile"]) {
        const { code, stdout, stderr } = await cli("policy", command, file("policy.json"), "--schema", SCHEMA);
        expect({ what, code }).toEqual({ what, code: EXIT_CODES.refused });
        expect(isShownText((stdout + stderr).replaceAll("\n", "")), what).toBe(true);
      }
      const asJson = await cli("policy", "explain", file("policy.json"), "--schema", SCHEMA, "--json");
      expect(isShownText((asJson.stdout + asJson.stderr).replaceAll("\n", "")), what).toBe(true);
      expect(JSON.parse(asJson.stdout).error.code).toBe("POLICY_INVALID");
    }
  });

  it("shows file, line and column of a fault", async () => {
    const file = await temporaryDirectory();
    const text = await readFile("examples/policies/senior-annual-pass.json", "utf8");
    await writeFile(file("policy.json"), text.replace('"birthDate"', '"birthPlace"'));
    const line = text.split("\n").findIndex((each) => each.includes('"require"')) + 1;
    const { code, stdout, stderr } = await cli("policy", "lint", file("policy.json"), "--schema", SCHEMA, "--json");
    expect(code).toBe(EXIT_CODES.refused);
    expect(stderr).toMatch(new RegExp(`^${file("policy.json")}:${line}:\\d+: POLICY_INVALID: `));
    expect(JSON.parse(stdout).error).toMatchObject({ code: "POLICY_INVALID", file: file("policy.json"), line });
  });

  it("counts a population when lint is given one", async () => {
    const file = await temporaryDirectory();
    const people = ["--population", "examples/data/population.csv", "--mapping", "examples/data/mapping.json"];
    const lint = (policy: string, ...more: string[]) =>
      cli("policy", "lint", policy, "--schema", SCHEMA, "--now", "2026-11-23T12:00:00Z", "--json", ...more);
    const wide = await lint("examples/policies/senior-annual-pass.json", ...people);
    expect(JSON.parse(wide.stdout)).toEqual({ findings: [] });
    const { require: _, ...rest } = JSON.parse(await readFile("examples/policies/senior-annual-pass.json", "utf8"));
    await writeFile(
      file("narrow.json"),
      JSON.stringify({ ...rest, require: { claim: "birthDate", yearsAgo: { ">=": 99 } } }),
    );
    expect(JSON.parse((await lint(file("narrow.json"))).stdout)).toEqual({ findings: [] });
    const narrow = await lint(file("narrow.json"), ...people);
    expect(narrow.stdout).toContain("too few to hide among");
    expect(await lint(file("narrow.json"), ...people.slice(0, 2))).toMatchObject({ code: EXIT_CODES.usage });
  });

  it("names a policy that still uses a superseded schema, and exits with 1 once the overlap is over", async () => {
    const newer = ["--newer-schema", "examples/schemas/resident-2.json"];
    const lint = (day: string) =>
      cli(
        ...["policy", "lint", "examples/policies/senior-annual-pass.json", "--schema", SCHEMA, ...newer],
        ...["--now", String(Date.parse(day) / 1_000)],
      );
    const within = await lint("2027-06-30");
    expect(within.code).toBe(EXIT_CODES.ok);
    expect(within.stdout).toMatch(/^warning: schema: resident@2 supersedes resident@1: .*\(superseded-schema\)$/m);
    expect((await lint("2027-07-01")).code).toBe(EXIT_CODES.refused);
  });

  it("exits with 1 when lint finds an error", async () => {
    const file = await temporaryDirectory();
    const policy = await readJson("examples/policies/senior-annual-pass.json");
    const never = { allOf: [policy.require, { not: policy.require }] };
    await writeFile(file("policy.json"), JSON.stringify({ ...policy, require: never }));
    const { code, stdout } = await cli("policy", "lint", file("policy.json"), "--schema", SCHEMA, "--json");
    expect(code).toBe(EXIT_CODES.refused);
    expect(JSON.parse(stdout).findings).toContainEqual(expect.objectContaining({ severity: "error" }));
  });
});

describe("files", () => {
  it("are refused when they are too long, no JSON, or a directory", async () => {
    const file = await temporaryDirectory();
    await writeFile(file("long.json"), " ".repeat(2_000_001));
    await writeFile(file("broken.json"), '{ "privateKey": "secret-secret');
    await mkdir(file("directory"));
    const lint = (policy: string, schema = SCHEMA) => cli("policy", "lint", policy, "--schema", schema);
    expect(await lint(file("long.json"))).toMatchObject({ code: EXIT_CODES.usage });
    expect((await lint(file("directory"))).stderr).toMatch(/^USAGE_INVALID: .*EISDIR/);
    const broken = await lint("examples/policies/city-pass.json", file("broken.json"));
    expect(broken).toMatchObject({
      code: EXIT_CODES.refused,
      stderr: expect.stringMatching(/broken\.json: INPUT_INVALID/),
    });
    expect(broken.stderr).not.toContain("secret-secret");
  });

  it("are refused when they are no UTF-8: what a byte of another encoding became would be signed", async () => {
    const { file, issue, holderCommitment } = await office();
    const claims = (encoding: BufferEncoding, mark = "") =>
      writeFile(file("claims.json"), mark + JSON.stringify({ ...CLAIMS, district: "90101ä" }), encoding);
    const refused = async () => {
      const args = ["--claims", file("claims.json"), "--holder", holderCommitment, "--out", file("credential.json")];
      const { code, stderr } = await issue(...args);
      expect(code).toBe(EXIT_CODES.usage);
      return stderr.replace(`${file("")}/`, "");
    };
    await claims("latin1");
    expect(await refused()).toBe("USAGE_INVALID: claims.json is no UTF-8 text; save it as UTF-8\n");
    await claims("utf16le", "\ufeff");
    expect(await refused()).toBe("USAGE_INVALID: claims.json is UTF-16; save it as UTF-8\n");
  });
});

describe("registry", () => {
  it("trusts a key whose owner proves it, for the schemas that are named", async () => {
    const file = await temporaryDirectory();
    const key = JSON.parse((await cli("issuer", "keygen", "--out", file("key.json"), "--json")).stdout);
    const made = JSON.parse(
      (await cli("registry", "init", "--out", file("r.json"), "--key", file("r.key.json"), "--json")).stdout,
    );
    expect(await modeOf(file("r.key.json"))).toBe("600");
    const add = (...more: string[]) =>
      cli(
        ...["registry", "add-issuer", "--registry", file("r.json"), "--schema", SCHEMA],
        ...["--issuer", key.publicKey as string, "--actor", "admin", "--json", ...more],
      );
    // Without a proof it says which position the owner has to prove the key for.
    const asked = await add();
    expect(asked.code).toBe(EXIT_CODES.usage);
    expect(asked.stdout).toContain(`prove-key --registry-id ${made.registry} --position 0`);
    const prove = (position: string) =>
      cli(
        ...["issuer", "prove-key", "--key", file("key.json"), "--registry-id", made.registry as string],
        ...["--position", position, "--out", file(`proof-${position}.json`)],
      );
    await prove("0");
    await prove("1");
    expect(JSON.parse((await add("--possession", file("proof-1.json"))).stdout)).toMatchObject({
      error: { code: "ISSUER_KEY_NOT_PROVEN" },
    });
    expect(JSON.parse((await add("--possession", file("proof-0.json"))).stdout)).toMatchObject({ issuerIndex: 0 });
  });

  it("publishes what is due, once, and a programme only with its host's word", async () => {
    const { file, registry } = await office();
    const publish = (now: number, ...more: string[]) =>
      cli(
        ...["registry", "publish", ...registry, "--key", file("registry.key.json"), "--out", file("published")],
        ...["--now", String(now), "--json", ...more],
      );
    expect(JSON.parse((await publish(36_000)).stdout)).toMatchObject({ statements: [0, 1] });
    expect(JSON.parse((await publish(39_599)).stdout)).toMatchObject({ statements: [] });
    const entry = {
      verifier: "benefits.example.org",
      programme: "city-pass",
      grid: "year/2026-01-01/0",
      maxClaims: 1,
      askers: [],
      responseOrigins: [],
    };
    await writeFile(file("programmes.json"), JSON.stringify({ civicproof: "programmes/v2", programmes: [entry] }));
    await mkdir(file("hosts"));
    const programmes = ["--programmes", file("programmes.json"), "--host-files", file("hosts")];
    const { stdout } = await publish(43_200, ...programmes);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "HOST_FILE_MISMATCH" } });
    const { id } = await readJson(file("registry.json"));
    const host = { civicproof: "host/v2", registries: { [String(id)]: [entry] } };
    await writeFile(file("hosts/benefits.example.org.json"), JSON.stringify(host));
    expect(JSON.parse((await publish(43_200, ...programmes)).stdout)).toMatchObject({ statements: [2, 3] });
    expect(await readdir(file("published/statements"))).toEqual(["0.json", "1.json", "2.json", "3.json"]);
    // Nothing changed, so there is one bundle.
    expect(await readdir(file("published/bundles"))).toHaveLength(1);
  });
});

describe("schema type-metadata", () => {
  const VCT = ["--vct", "https://city.example.org/types/resident"];

  it("writes what an SD-JWT VC of the schema has, and nothing over another file", async () => {
    const file = await temporaryDirectory();
    const command = ["schema", "type-metadata", SCHEMA, ...VCT];
    const { stdout } = await cli(...command, "--json");
    const metadata = JSON.parse(stdout);
    expect(metadata).toMatchObject({ vct: VCT[1], name: "resident@1" });
    expect(metadata.claims).toHaveLength(7);
    expect((await cli(...command, "--out", file("resident.json"))).code).toBe(EXIT_CODES.ok);
    expect(await readJson(file("resident.json"))).toEqual(metadata);
    expect((await cli(...command, "--out", file("resident.json"))).code).toBe(EXIT_CODES.usage);
  });

  it("names the place of a name that can't be read", async () => {
    const file = await temporaryDirectory();
    const schema = JSON.parse(await readFile(SCHEMA, "utf8"));
    schema.claims[1].interop = { path: [] };
    await writeFile(file("schema.json"), JSON.stringify(schema));
    const { code, stderr } = await cli("schema", "type-metadata", file("schema.json"), ...VCT);
    expect(code).toBe(EXIT_CODES.refused);
    expect(stderr).toMatch(/SCHEMA_INVALID.*claims\.1\.interop\.path/);
  });
});
