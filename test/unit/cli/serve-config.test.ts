/** The settings of `serve` from a file, the environment and the command line, as `--check-config` says them. */
import { readFile, writeFile } from "node:fs/promises";
import Ajv from "ajv";
import { afterEach, describe, expect, it, vi } from "vitest";
import { EXIT_CODES } from "../../../src/cli/exit-codes.ts";
import { configurationSchema, SETTING_NAMES, SETTINGS, variableOf } from "../../../src/cli/serve/settings.ts";
import { hashApiKey } from "../../../src/core/service/access.ts";
import { cli, temporaryDirectory } from "./terminal.ts";

const EXAMPLES = `${process.cwd()}/examples/policies`;
afterEach(() => vi.unstubAllEnvs());

/** A file of two programmes, and one of one. */
async function configurations() {
  const file = await temporaryDirectory();
  const programme = { policy: `${EXAMPLES}/senior-annual-pass.json`, schema: `${EXAMPLES}/schema.json` };
  const shared = {
    $schema: "serve.schema.json",
    registry: "published",
    registryId: "77".repeat(32),
    verifier: "benefits.example.org",
    origin: "https://benefits.example.org",
    store: "sqlite:portal.db",
    port: 4290,
  };
  for (const name of ["one", "two"])
    await writeFile(file(`${name}.keys`), `portal sha256:${hashApiKey(`the key of programme ${name}`)}\n`);
  const one = { ...shared, ...programme, apiKey: "one.keys", lifetime: 300 };
  const programmes = {
    one: { ...programme, apiKey: "one.keys" },
    two: { ...programme, apiKey: "two.keys", lifetime: 60 },
  };
  const write = async (config: object) => {
    await writeFile(file("serve.json"), JSON.stringify(config));
    return (...args: string[]) => cli("serve", "--config", file("serve.json"), "--check-config", "--json", ...args);
  };
  return { file, one, two: { ...shared, programmes }, write };
}

interface Shown {
  readonly name: string;
  readonly value: string;
  readonly source: string;
}
const settingsOf = (shown: readonly Shown[]) =>
  Object.fromEntries(shown.map(({ name, value, source }) => [name, `${value} (${source})`]));

describe("a configuration file", () => {
  it("comes after the environment, and that after the command line", async () => {
    const { one, write, file } = await configurations();
    const check = await write(one);
    vi.stubEnv("CIVICPROOF_PORT", "4291");
    vi.stubEnv("CIVICPROOF_RATE_LIMIT", "7");
    vi.stubEnv("CIVICPROOF_PTAU_SHA256", "ab".repeat(32));
    const shown = JSON.parse((await check("--port", "4292")).stdout);
    expect(settingsOf(shown.process)).toMatchObject({
      port: "4292 (command line)",
      rateLimit: "7 (environment)",
      store: `sqlite:${file("portal.db")} (file)`,
      maxConnections: "2000 (default)",
    });
    expect(shown.programmes).toHaveLength(1);
    expect(shown.programmes[0]).toMatchObject({ path: "/", grid: "year/2026-01-01/0", maxClaims: 1 });
    expect(settingsOf(shown.programmes[0].settings)).toMatchObject({
      lifetime: "300 (file)",
      apiKey: `${file("one.keys")} (file)`,
      ptauSha256: `${"ab".repeat(32)} (environment)`,
      appealDays: "90 (default)",
    });
  });

  it("has several programmes, each with what stands above and its own instead", async () => {
    const { two, write, file } = await configurations();
    const shown = JSON.parse((await (await write(two))("--lifetime", "100")).stdout);
    expect(shown.programmes.map(({ path }: { path: string }) => path)).toEqual(["/one/", "/two/"]);
    const [one, other] = shown.programmes.map(({ settings }: { settings: Shown[] }) => settingsOf(settings));
    expect(one).toMatchObject({ lifetime: "100 (command line)", apiKey: `${file("one.keys")} (file)` });
    expect(other).toMatchObject({ lifetime: "100 (command line)", apiKey: `${file("two.keys")} (file)` });
    const text = await cli("serve", "--config", file("serve.json"), "--check-config");
    expect(text.stdout).toContain("/two/ ");
    expect(text.stdout).toContain("  lifetime = 60 (file)");
  });

  it("keeps passwords in files of their own, and shows none", async () => {
    const { one, write, file } = await configurations();
    const url = "postgres://portal:secret@db.internal/portal";
    const inline = await (await write({ ...one, store: url }))();
    expect(JSON.parse(inline.stdout).error).toMatchObject({ code: "INPUT_INVALID", path: "store" });
    expect(inline.stdout).not.toContain("secret");
    await writeFile(file("store.url"), `${url}\n`);
    const { stdout } = await (await write({ ...one, store: { file: "store.url" } }))();
    expect(settingsOf(JSON.parse(stdout).process).store).toMatch(
      /^postgres:\/\/portal:\S+@db.internal\/portal \(file\)$/,
    );
    expect(stdout).not.toContain("secret");
    vi.stubEnv("CIVICPROOF_QUEUE_FILE", file("store.url"));
    const queued = (await (await write(one))()).stdout;
    expect(settingsOf(JSON.parse(queued).process).queue).toMatch(/db.internal\/portal \(environment\)$/);
    expect(queued).not.toContain("secret");
  });

  it("is refused for a key that is none, with what was meant", async () => {
    const { one, two, write } = await configurations();
    const { one: first } = two.programmes;
    const cases: [config: object, path: string, expected: RegExp][] = [
      [{ ...one, apikey: "x" }, "apikey", /did you mean apiKey/],
      [{ ...two, programmes: { one: { ...first, liftime: 3 } } }, "programmes.one.liftime", /did you mean lifetime/],
      [{ ...two, programmes: { one: { ...first, port: 3 } } }, "programmes.one.port", /beside programmes/],
      [{ ...one, colour: "red" }, "colour", /serve.schema.json/],
      [{ ...one, port: "4280" }, "port", /a number/],
      [{ ...one, port: 70_000 }, "port", /0 to 65535/],
      [{ ...one, role: "boss" }, "role", /all, web, worker/],
      [{ ...one, open: "yes" }, "open", /true or false/],
      [{ ...one, trustProxy: ["everybody"] }, "trustProxy", /proxies/],
    ];
    for (const [config, path, expected] of cases) {
      const { stdout, code } = await (await write(config))();
      expect(JSON.parse(stdout).error, path).toMatchObject({ path, expected: expect.stringMatching(expected) });
      expect(code).toBe(EXIT_CODES.refused);
    }
  });

  it("is refused where a programme lacks what it needs", async () => {
    const { two, write } = await configurations();
    const { schema: _, ...first } = two.programmes.one;
    const { stdout, code } = await (await write({ ...two, programmes: { one: first } }))();
    expect([code, JSON.parse(stdout).error.message]).toEqual([
      EXIT_CODES.usage,
      "programme one: required option '--schema <file>' not specified",
    ]);
  });

  it("has a schema that takes what serve takes", async () => {
    const { one, two } = await configurations();
    const shipped: object = JSON.parse(await readFile("docs/serve.schema.json", "utf8"));
    expect(shipped).toEqual(configurationSchema());
    const validate = new Ajv({ strict: false }).compile(shipped);
    for (const config of [one, two, { ...one, trustProxy: 1, store: { file: "f" } }])
      expect(validate(config), JSON.stringify(validate.errors)).toBe(true);
    for (const config of [
      { ...one, apikey: "x" },
      { ...one, port: "1" },
    ])
      expect(validate(config)).toBe(false);
  });
});

describe("each setting", () => {
  it("has the variable that its flag says", () => {
    const variables = SETTING_NAMES.filter((name) => SETTINGS[name].kind !== "switch" && name !== "policy").map(
      (name) => [
        variableOf(name),
        `CIVICPROOF_${/--([a-z0-9-]+)/.exec(SETTINGS[name].flags)![1]!.replaceAll("-", "_").toUpperCase()}`,
      ],
    );
    for (const [variable, expected] of variables) expect(variable).toBe(expected);
    expect(variableOf("open")).toBeUndefined();
  });
});
