/** `civicproof dpia` on files: writing, locking, checking, the interview. */
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCaptures } from "../../../src/cli/dpia/captures.ts";
import { interview, interviewSteps } from "../../../src/cli/dpia/interview.ts";
import { EXIT_CODES } from "../../../src/cli/exit-codes.ts";
import { parseDeployment } from "../../../src/dpia/parse.ts";
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
  it("writes every format, for a file or a directory, and replaces nothing by accident", async () => {
    const file = await temporaryDirectory();
    const out = file("out");
    const { code, stdout } = await cli("dpia", "examples/dpia/transit-pass", "--out", out);
    expect(code).toBe(EXIT_CODES.ok);
    expect(stdout).toMatch(/\d+ findings, \d+ of them for the privacy officer/);
    expect((await readdir(out)).sort()).toEqual(
      ["en", "fr"]
        .flatMap((l) =>
          ["art30-processors.csv", "art30.csv", "docx", "html", "md", "pia.json"].map((end) => `dpia.${l}.${end}`),
        )
        .sort(),
    );
    expect(await readFile(join(out, "dpia.en.md"), "utf8")).toBe(
      await readFile("examples/dpia/transit-pass/dpia/dpia.en.md", "utf8"),
    );
    const again = await cli("dpia", "write", "examples/dpia/transit-pass/deployment.yaml", "--out", out);
    expect(again.code).toBe(EXIT_CODES.usage);
    const one = await cli("dpia", "examples/dpia/transit-pass", "--out", file("one"), "--format", "art30", "--json");
    expect(JSON.parse(one.stdout).files).toHaveLength(2);
    expect((await cli("dpia", "examples/dpia/transit-pass", "--format", "pdf")).code).toBe(EXIT_CODES.usage);
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
  const answers: Readonly<Record<string, string>> = {
    "Short name": "my-pass",
    "Title for readers": "My pass",
    "Date of the assessment": "2026-11-25",
    "How many people": "1900000",
    "Who decides": "City of the example",
    "Its country": "AT",
    "Who issues": "Registry office",
    "Purpose, in one sentence": "Sell the pass to those who are entitled to it.",
    "Who the people are": "Residents.",
    "Domain of the verifier": "pass.city.example",
    Programme: "my-pass",
    "Are network addresses kept": "dropped",
    "How precisely are times kept": "day",
    "Days that nullifiers are kept": "400",
    "Is the answer acted on automatically": "yes",
  };
  const answerer =
    (given: Readonly<Record<string, string>>, asked: string[] = []) =>
    async (question: string) => {
      asked.push(question);
      return Object.entries(given).find(([start]) => question.startsWith(start))?.[1] ?? "";
    };

  it("writes a descriptor that is read, with what was left empty open", async () => {
    const { deployment } = parseDeployment(await interview(interviewSteps(), answerer(answers)));
    expect(deployment).toMatchObject({ name: "my-pass", chain: "none", population: { size: 1_900_000 } });
    expect(deployment.legalBasis).toBeUndefined();
    expect(deployment.decision.paperRoute).toBeUndefined();
  });

  it("asks about the chain only when there is one", async () => {
    const asked: string[] = [];
    const onChain = {
      ...answers,
      Chain: "eip155:11155111",
      "Contract address": "0x00000000000000000000000000000000000c1a1d",
      "Who sends and pays": "relayer",
      "Payee's address": "one-time",
    };
    const { deployment } = parseDeployment(await interview(interviewSteps(), answerer(onChain, asked)));
    expect(deployment.chain).toMatchObject({ id: "eip155:11155111", gasPaidBy: "relayer" });
    expect(deployment.parties[0]!.does).toContain("relayer");
    const off: string[] = [];
    await interview(interviewSteps(), answerer(answers, off));
    expect(off.some((question) => question.startsWith("Contract address"))).toBe(false);
  });

  it("asks again for an answer of another form, and gives up in the end", async () => {
    let tries = 0;
    const stubborn = async (question: string): Promise<string> => {
      if (!question.startsWith("Date of the assessment")) return answerer(answers)(question);
      tries++;
      return tries < 3 ? "tomorrow" : "2026-11-25";
    };
    await interview(interviewSteps(), stubborn);
    expect(tries).toBe(3);
    await expect(interview(interviewSteps(), async () => "?")).rejects.toThrow(/No usable answer to: Short name/);
  });
});
