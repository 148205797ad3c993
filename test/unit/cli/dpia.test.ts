/** `civicproof dpia` on files: writing, locking, checking, the interview. */
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCaptures } from "../../../src/cli/dpia/captures.ts";
import { type Answers, type InterviewOptions, interview } from "../../../src/cli/dpia/interview.ts";
import { findBrowser, printPdf } from "../../../src/cli/dpia/pdf.ts";
import type { QuestionId } from "../../../src/cli/dpia/questions/en.ts";
import { INTERVIEWS, interviewIn } from "../../../src/cli/dpia/questions/load.ts";
import { EXIT_CODES } from "../../../src/cli/exit-codes.ts";
import { LANGUAGES } from "../../../src/core/language.ts";
import { LanguageUnsupportedError } from "../../../src/core/supported-language.ts";
import { parseDeployment } from "../../../src/dpia/parse.ts";
import { FORMATS } from "../../../src/dpia/render/files.ts";
import { cli, temporaryDirectory } from "./terminal.ts";

/** A copy of an example with all that its descriptor names. */
async function copyOf(name: string): Promise<{ descriptor: string; policies: string; file: (name: string) => string }> {
  const file = await temporaryDirectory();
  await mkdir(file("dpia"), { recursive: true });
  await cp("examples/policies", file("policies"), { recursive: true });
  await cp("examples/data", file("data"), { recursive: true });
  await cp(`examples/dpia/${name}`, file(`dpia/${name}`), { recursive: true });
  return { descriptor: file(`dpia/${name}/deployment.yaml`), policies: file("policies"), file };
}

const edit = async (path: string, change: (text: string) => string): Promise<void> => {
  const before = await readFile(path, "utf8");
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(path, after);
};

describe("dpia <deployment>", () => {
  it("writes every format, for a file or a directory, and replaces nothing by accident", {
    timeout: 180_000,
  }, async () => {
    const file = await temporaryDirectory();
    const out = file("out");
    const { code, stdout } = await cli("dpia", "examples/dpia/transit-pass", "--out", out);
    expect(code).toBe(EXIT_CODES.ok);
    expect(stdout).toMatch(/\d+ findings, \d+ of them for the privacy officer/);
    const perLanguage = Object.values(FORMATS).filter((ending) => ending !== FORMATS.par);
    expect((await readdir(out)).sort()).toEqual(
      [...LANGUAGES.flatMap((l) => perLanguage.map((end) => `dpia.${l}.${end}`)), "dpia.nl.par.json"].sort(),
    );
    expect(await readFile(join(out, "dpia.en.md"), "utf8")).toBe(
      await readFile("examples/dpia/transit-pass/dpia/dpia.en.md", "utf8"),
    );
    const again = await cli("dpia", "write", "examples/dpia/transit-pass/deployment.yaml", "--out", out);
    expect(again.code).toBe(EXIT_CODES.usage);
    const one = await cli("dpia", "examples/dpia/transit-pass", "--out", file("one"), "--format", "art30", "--json");
    expect(JSON.parse(one.stdout).files).toHaveLength(LANGUAGES.length);
    expect((await cli("dpia", "examples/dpia/transit-pass", "--format", "odt")).code).toBe(EXIT_CODES.usage);
  });

  it("names file, line and column of a fault", async () => {
    const { descriptor } = await copyOf("transit-pass");
    await edit(descriptor, (text) => text.replace("times: day", "times: hourly"));
    const line = (await readFile(descriptor, "utf8")).split("\n").findIndex((each) => each.includes("hourly")) + 1;
    const { code, stderr } = await cli("dpia", descriptor);
    expect(code).toBe(EXIT_CODES.refused);
    expect(stderr).toMatch(new RegExp(`deployment\\.yaml:${line}:10: DEPLOYMENT_INVALID: `));
  });
});

describe("dpia forms", () => {
  it("lists every form by the name that --format takes", async () => {
    const { code, stdout } = await cli("dpia", "forms");
    expect(code).toBe(EXIT_CODES.ok);
    const names = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ")[0]);
    expect(names.sort()).toEqual([...Object.keys(FORMATS), "pdf"].sort());
  });
});

describe("dpia --format pdf", () => {
  it("says which browsers it looked for when there is none, and writes nothing", async () => {
    const file = await temporaryDirectory();
    const before = process.env.CIVICPROOF_CHROMIUM;
    process.env.CIVICPROOF_CHROMIUM = file("no-such-browser");
    try {
      const { code, stderr } = await cli("dpia", "examples/dpia/transit-pass", "--out", file("out"), "--format", "pdf");
      expect(code).toBe(EXIT_CODES.refused);
      expect(stderr).toContain("BROWSER_MISSING");
      await expect(readdir(file("out"))).rejects.toThrow();
    } finally {
      if (before === undefined) delete process.env.CIVICPROOF_CHROMIUM;
      else process.env.CIVICPROOF_CHROMIUM = before;
    }
  });

  it("finds the first browser of the search path", async () => {
    const file = await temporaryDirectory();
    await mkdir(file("bin"));
    await expect(findBrowser({ PATH: file("bin") })).rejects.toMatchObject({ code: "BROWSER_MISSING" });
    await writeFile(file("bin/chromium"), "#!/bin/sh\n", { mode: 0o755 });
    expect(await findBrowser({ PATH: `${file("empty")}:${file("bin")}` })).toBe(file("bin/chromium"));
    await expect(printPdf("<p></p>", file("bin/chromium"), new AbortController().signal)).rejects.toMatchObject({
      code: "BROWSER_FAILED",
      received: "exit code 0",
    });
  });
});

describe("dpia check --sarif", () => {
  it("replaces the log of the run before, gives its result, and overwrites nothing else", async () => {
    const { descriptor, file } = await copyOf("transit-pass");
    const check = (name: string) => cli("dpia", "check", descriptor, "--sarif", file(name));
    expect((await check("log.sarif")).code).toBe(EXIT_CODES.ok);
    await edit(descriptor, (text) => text.replace("days: 400", "days: 401"));
    const { code, stdout } = await check("log.sarif");
    expect(code).toBe(EXIT_CODES.refused);
    expect(stdout).toContain("400");
    expect(JSON.parse(await readFile(file("log.sarif"), "utf8")).runs[0].results).toHaveLength(1);
    await writeFile(file("notes.json"), "{}");
    expect((await check("notes.json")).code).toBe(EXIT_CODES.usage);
    expect(await readFile(file("notes.json"), "utf8")).toBe("{}");
  });
});

describe("dpia check", () => {
  it("says nothing when files are reformatted, and names a threshold, a term, a scope and the chain", async () => {
    const { descriptor, policies } = await copyOf("energy-cost-cap");
    const check = async (...args: string[]) => cli("dpia", "check", descriptor, ...args);
    await edit(descriptor, (text) => `# reformatted\n${text.replaceAll("\n  - id:", "\n\n  - id:")}`);
    const policy = join(policies, "energy-cost-cap.json");
    await edit(policy, (text) => JSON.stringify(JSON.parse(text)));
    expect(await check()).toEqual({
      code: EXIT_CODES.ok,
      stdout: "Nothing that is guarded differs from what was approved.\n",
      stderr: "",
    });

    await edit(policy, (text) =>
      text.replace("1712244", "1812244").replace('"year/2026-01-01/0"', '"month/2026-01-01/0"'),
    );
    await edit(descriptor, (text) =>
      text
        .replace("days: 1100", "days: 3650")
        .replace("period: year", "period: month")
        .replace("payee: one-time", "payee: reused"),
    );
    const { code, stdout } = await check();
    expect(code).toBe(EXIT_CODES.refused);
    for (const sentence of [
      /energy-cost-cap\.json:1:\d+: Policy: require\.allOf\.1\.anyOf\.0\.allOf\.1\.<= was approved as 1712244 and is 1812244/,
      /deployment\.yaml:\d+:\d+: Retention of store index: days was approved as 1100 and is 3650/,
      /deployment\.yaml:\d+:\d+: Scope cap\.energy\.example\/austria-energy-cost-cap\.period was approved as "year" and is "month"/,
      /deployment\.yaml:\d+:\d+: Chain: payee was approved as "one-time" and is "reused"/,
    ])
      expect(stdout).toMatch(sentence);

    const sarif = join(policies, "dpia.sarif");
    await check("--sarif", sarif);
    const log = JSON.parse(await readFile(sarif, "utf8"));
    expect(log.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(
      expect.arrayContaining(["dpia/policy", "dpia/retention", "dpia/scope", "dpia/chain"]),
    );

    expect((await cli("dpia", "lock", descriptor)).code).toBe(EXIT_CODES.usage);
    expect((await cli("dpia", "lock", descriptor, "--force")).code).toBe(EXIT_CODES.ok);
    expect((await check()).code).toBe(EXIT_CODES.ok);
  });

  it("makes the salt of counts once, for its owner alone, and keeps it", async () => {
    const { descriptor, file } = await copyOf("transit-pass");
    const salt = file("dpia/transit-pass/dpia.salt");
    await rm(salt);
    expect((await cli("dpia", "check", descriptor)).stdout).toMatch(/without the salt of the approval/);
    expect((await cli("dpia", "lock", descriptor)).code).toBe(EXIT_CODES.usage);
    await expect(stat(salt)).rejects.toThrow();
    const made = await cli("dpia", "lock", descriptor, "--force");
    expect(made.stdout).toContain(`${salt} is the salt of counts by group`);
    expect((await stat(salt)).mode & 0o777).toBe(0o600);
    const value = await readFile(salt, "utf8");
    expect(value).toMatch(/^[0-9a-f]{64}\n$/);
    expect(await readFile(file("dpia/transit-pass/dpia.lock.json"), "utf8")).not.toContain(value.trim());
    expect((await cli("dpia", "check", descriptor)).code).toBe(EXIT_CODES.ok);
    expect((await cli("dpia", "lock", descriptor, "--force")).stdout).not.toContain("is the salt");
    expect(await readFile(salt, "utf8")).toBe(value);
    await rename(salt, file("elsewhere"));
    expect((await cli("dpia", "check", descriptor, "--salt", file("elsewhere"))).code).toBe(EXIT_CODES.ok);
    await writeFile(file("elsewhere"), "no salt");
    expect((await cli("dpia", "check", descriptor, "--salt", file("elsewhere"))).code).toBe(EXIT_CODES.refused);
  });

  it("refuses without a lock or with a broken one", async () => {
    const { file } = await copyOf("transit-pass");
    const lock = file("dpia/transit-pass/dpia.lock.json");
    await writeFile(lock, "{}");
    const descriptor = file("dpia/transit-pass/deployment.yaml");
    expect((await cli("dpia", "check", descriptor)).stderr).toMatch(/DPIA_LOCK_INVALID/);
    expect((await cli("dpia", "check", descriptor, "--lock", file("missing.json"))).code).toBe(EXIT_CODES.usage);
  });
});

describe("dpia test-linkability", () => {
  it("refuses development keys unless they are allowed", async () => {
    const { code, stderr } = await cli("dpia", "test-linkability", "examples/dpia/transit-pass");
    expect(code).toBe(EXIT_CODES.refused);
    expect(stderr).toMatch(/^DEVELOPMENT_KEY_REFUSED: /);
  });

  it("reads captures of a service, one a line, and names a line that is none", async () => {
    const file = await temporaryDirectory();
    const capture = {
      party: "verifier-1",
      channel: "metric",
      content: 'claims_total{outcome="accepted"} 1',
      atMs: 12.5,
      holder: 0,
      verifier: 0,
      scope: 0,
      period: 0,
      sequence: 3,
    };
    await writeFile(
      file("captures.ndjson"),
      `${JSON.stringify(capture)}\n\n${JSON.stringify({ ...capture, channel: "log" })}\n`,
    );
    expect((await readCaptures(file("captures.ndjson"))).map(({ channel }) => channel)).toEqual(["metric", "log"]);
    for (const line of [
      "{",
      "[]",
      JSON.stringify({ ...capture, party: "Ä" }),
      JSON.stringify({ ...capture, secret: 1 }),
    ]) {
      await writeFile(file("bad.ndjson"), `${JSON.stringify(capture)}\n${line}\n`);
      await expect(readCaptures(file("bad.ndjson"))).rejects.toMatchObject({ code: "USAGE_INVALID" });
    }
  });
});

describe("dpia init", () => {
  const answers: Answers = {
    name: "my-pass",
    title: "My pass",
    date: "2026-11-25",
    size: "1900000",
    controller: "City of the example",
    controllerCountry: "AT",
    issuer: "Registry office",
    issuerCountry: "AT",
    purpose: "Sell the pass to those who are entitled to it.",
    subjects: "Residents.",
    verifier: "pass.city.example",
    addresses: "dropped",
    times: "day",
    days: "400",
    automated: "yes",
  };

  interface Asked {
    readonly questions: QuestionId[];
    readonly told: string[];
    kept: Answers;
  }

  /** An interview whose answers are looked up; each list is answered in its order. */
  function start(
    given: Readonly<Partial<Record<QuestionId, string | readonly string[]>>>,
    options: Partial<InterviewOptions> = {},
  ): Asked & { readonly text: Promise<string> } {
    const messages = options.messages ?? INTERVIEWS.en;
    const ids = Object.entries(messages.questions) as [QuestionId, string][];
    const asked: Asked = { questions: [], told: [], kept: {} };
    const text = interview({
      messages,
      language: "en",
      readSchema: async () => {},
      readPolicy: async () => ({ programme: "senior-pass", period: "year" }),
      tell: (line) => asked.told.push(line),
      async keep(all) {
        asked.kept = all;
      },
      async ask(question) {
        const [id] = ids.find(([, words]) => question.startsWith(`${words} (`))!;
        const all = given[id] ?? "";
        const times = asked.questions.filter((each) => each === id).length;
        asked.questions.push(id);
        return typeof all === "string" ? all : all[Math.min(times, all.length - 1)]!;
      },
      ...options,
    });
    return Object.assign(asked, { text });
  }

  it("writes a descriptor that is read, with what was left empty open, and asks not what the policy says", async () => {
    const run = start(answers);
    const { deployment } = parseDeployment(await run.text);
    expect(deployment).toMatchObject({
      name: "my-pass",
      languages: ["en"],
      chain: "none",
      population: { size: 1_900_000 },
      scopes: [{ programme: "senior-pass", period: "year" }],
    });
    expect(deployment.legalBasis).toBeUndefined();
    expect(deployment.decision.paperRoute).toBeUndefined();
    expect(run.questions).not.toContain("period");
    expect(run.questions).not.toContain("provision");
    const without = start(answers, { readPolicy: async () => ({ programme: "a", period: undefined }) });
    await without.text;
    expect(without.questions).toContain("period");
  });

  it("asks about the chain only when there is one", async () => {
    const run = start({
      ...answers,
      chain: "eip155:11155111",
      contract: "0x00000000000000000000000000000000000c1a1d",
      gas: "relayer",
      payee: "one-time",
    });
    const { deployment } = parseDeployment(await run.text);
    expect(deployment.chain).toMatchObject({ id: "eip155:11155111", gasPaidBy: "relayer" });
    expect(deployment.parties[0]!.does).toContain("relayer");
    const off = start(answers);
    await off.text;
    expect(off.questions).not.toContain("contract");
  });

  it.each<[QuestionId, string, string]>([
    ["name", "My pass", "My pass"],
    ["title", "x".repeat(201), "200"],
    ["date", "2026-02-30", "2026-02-30"],
    ["date", "tomorrow", "YYYY-MM-DD"],
    ["languages", "en it", "fr, de"],
    ["size", "0", "from 1 to"],
    ["controllerCountry", "Austria", "two capital letters (ISO 3166), such as AT"],
    ["issuerCountry", "at", "two capital letters"],
    ["issuerRole", "helper", "joint-controller"],
    ["chain", "ethereum", "eip155:"],
    ["days", "100001", "from 0 to 100000"],
    ["automated", "perhaps", "yes or no"],
    ["purpose", "", "an answer"],
    ["effect", "x".repeat(2_001), "2000"],
  ])("refuses at once, with the reason, %s: %s", async (id, wrong, reason) => {
    const right =
      answers[id] ?? { languages: "en", issuerRole: "processor", chain: "none", effect: "" }[id as string] ?? "";
    const run = start({ ...answers, [id]: [wrong, right] });
    parseDeployment(await run.text);
    expect(run.questions.filter((each) => each === id)).toHaveLength(2);
    expect(run.told.join("\n")).toContain(reason);
    expect(run.kept[id]).toBe(right);
  });

  it("says which file can't be read, and why", async () => {
    let tries = 0;
    const run = start(answers, {
      async readPolicy() {
        if (tries++ === 0) throw new Error("no such file");
        return { programme: "a", period: "month" };
      },
    });
    await run.text;
    expect(run.told.join()).toContain("no such file");
    expect(run.questions.filter((each) => each === "policy")).toHaveLength(2);
  });

  it("loses no answer: each is kept when it is given, and the next interview goes on from there", async () => {
    const broken = start(answers, {
      async ask(question) {
        if (question.startsWith(INTERVIEWS.en.questions.times)) throw new Error("the terminal is gone");
        const [id] = Object.entries(INTERVIEWS.en.questions).find(([, words]) => question.startsWith(`${words} (`))!;
        return answers[id as QuestionId] ?? "";
      },
    });
    await expect(broken.text).rejects.toThrow("the terminal is gone");
    expect(broken.kept).toMatchObject({ name: "my-pass", addresses: "dropped" });
    const resumed = start(answers, { earlier: broken.kept });
    parseDeployment(await resumed.text);
    expect(resumed.questions[0]).toBe("times");
    // What can't be used any more is asked again.
    const changed = start(answers, { earlier: { ...resumed.kept, controllerCountry: "Austria" } });
    await changed.text;
    expect(changed.questions).toEqual(["controllerCountry"]);
  });

  it("gives up after many tries, and its answers stay", async () => {
    const run = start({ ...answers, date: "tomorrow" });
    await expect(run.text).rejects.toThrow(/Date of the assessment/);
    expect(run.kept).toEqual({ name: "my-pass", title: "My pass" });
  });

  it.each(LANGUAGES)("asks in %s, and says every word of it", async (language) => {
    const messages = interviewIn(language);
    expect(Object.keys(messages.questions)).toEqual(Object.keys(INTERVIEWS.en.questions));
    expect(Object.keys(messages.words)).toEqual(Object.keys(INTERVIEWS.en.words));
    expect(new Set(Object.values(messages.questions)).size).toBe(Object.keys(messages.questions).length);
    const yes = { en: "yes", fr: "oui", de: "ja", nl: "ja", es: "sí" }[language];
    const run = start({ ...answers, automated: yes }, { messages, language });
    const { deployment } = parseDeployment(await run.text);
    expect(deployment).toMatchObject({ languages: [language], decision: { automated: true } });
    if (language !== "en") {
      const same = Object.entries(messages.questions).filter(
        ([id, words]) => INTERVIEWS.en.questions[id as QuestionId] === words,
      );
      expect(same).toEqual([]);
    }
    expect(() => interviewIn("it")).toThrow(LanguageUnsupportedError);
  });
});
