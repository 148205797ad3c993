/**
 * Keys for all circuits, from a phase 1 file of power 14 that snarkjs made: three people in three processes, one of them a
 * page in Chromium under the strict policy. Then the demo with its settlement, the contracts and the service run on these
 * keys, without permission for development keys.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as snarkjs from "snarkjs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildCeremonyPage } from "../../scripts/build-ceremony-page.ts";
import { isSuccess } from "../../src/cli/demo/run.ts";
import { openArtifacts } from "../../src/statement/artifacts/node.ts";
import { launchChromium } from "../browser/chromium.ts";
import { startServer } from "../browser/server.ts";
import { bundled } from "../bundled.ts";
import { contributeInPage, makeKeyInPage } from "../fixtures/ceremony-page.ts";
import { killedContribution } from "../fixtures/killed-contribution.ts";
import { endSnarkjs, snarkjsPtau } from "../fixtures/ptau.ts";
import { mem } from "../fixtures/tiny.ts";

const NOW = "2023-08-22T10:00:00Z";
/** Round 1000 of drand's quicknet, as its relays give it. */
const ROUND = {
  round: 1000,
  signature: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
};
const CIRCUITS = ["age", "residency", "eligibility", "record", "enrolment"];

let directory: string;
const file = (name: string): string => join(directory, name);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "civicproof-ceremony-slow-"));
  await writeFile(file("powers.ptau"), await snarkjsPtau(14));
  await writeFile(file("round.json"), JSON.stringify(ROUND));
});
afterAll(async () => {
  await endSnarkjs();
  await rm(directory, { recursive: true, force: true });
});

interface Ran {
  readonly json: Record<string, unknown>;
  /** Of memory, while it ran. */
  readonly mostBytes: number;
  /** Of processors. */
  readonly seconds: number;
}

/** Runs a command in a process of its own, and looks at what it takes (Linux). */
async function run(...args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [bundled("src/cli/main.ts"), ...args, "--json"]);
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      written[name] += text;
    });
  let [mostBytes, seconds] = [0, 0];
  const timer = setInterval(() => {
    const place = `/proc/${child.pid}`;
    if (!existsSync(place)) return;
    mostBytes = 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`${place}/status`, "utf8"))?.[1] ?? 0) || mostBytes;
    const [, , , , , , , , , , , user, system] = readFileSync(`${place}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    seconds = (Number(user) + Number(system)) / 100;
  }, 100);
  const [code] = (await once(child, "close")) as [number];
  clearInterval(timer);
  expect({ args, code, stderr: code === 0 ? "" : written.stderr, stdout: code === 0 ? "" : written.stdout }).toEqual({
    ...{ args, code: 0, stderr: "", stdout: "" },
  });
  return { json: JSON.parse(written.stdout) as Record<string, unknown>, mostBytes, seconds };
}

const keys = (name: string): readonly string[] => ["--key", file(`${name}.key`)];
const clock = (instant: string): readonly string[] => ["--now", instant];

it("three people make keys for all circuits", async () => {
  const site = [...(await buildCeremonyPage())].filter(([path]) => path.startsWith("site/"));
  const server = await startServer(new Map(site.map(([path, content]) => [path.slice(4), content])));
  const browser = await launchChromium();
  try {
    const page = { address: `${server.origin}/index.html`, now: NOW };
    for (const name of ["Registry", "Ada", "Cyn"])
      await run("ceremony", "join", "--name", name, ...keys(name.toLowerCase()));
    const { key, card } = await makeKeyInPage(browser, page, "Ben");
    await writeFile(file("ben.key"), key);
    await writeFile(file("ben.card.json"), card);

    const cards = ["ada", "ben", "cyn"].map((name) => file(`${name}.card.json`));
    await run(
      ...["ceremony", "init", file("keys"), "--name", "City of Example", ...keys("registry")],
      ...["--phase1", file("powers.ptau"), "--allow-unpublished-phase1", "--participant", ...cards],
      ...["--deadline", "2023-08-23T10:00:00Z", "--drand-round", "1000", ...clock(NOW)],
    );
    const contribute = ["ceremony", "contribute", file("keys"), ...keys("ada"), ...clock(NOW)];
    // Somebody pulls the plug while the step is made.
    await killedContribution(contribute, { folder: file("keys"), event: 1 });
    expect((await run("ceremony", "join", ...keys("ada"), "--folder", file("keys"), ...clock(NOW))).json).toMatchObject(
      {
        whyNot: null,
      },
    );
    const ada = await run(...contribute);
    console.log(`contributing for all circuits: ${ada.seconds} s of a processor, ${ada.mostBytes / 1e6} MB`);
    expect(ada.mostBytes).toBeLessThan(700e6);
    // Two processors give twice that.
    expect(ada.seconds).toBeLessThan(40);

    const { files } = await contributeInPage(browser, page, { key: file("ben.key"), folder: file("keys") });
    for (const [path, content] of files) await writeFile(file(`keys/${path}`), content, { flag: "wx" });
    await run("ceremony", "contribute", file("keys"), ...keys("cyn"), ...clock(NOW));
  } finally {
    await browser.close();
    await server.close();
  }
  const end = ["ceremony", "beacon", file("keys"), ...keys("registry"), "--drand", file("round.json")];
  await run(...end, ...clock("2023-08-23T16:00:00Z"));
  const verified = await run("ceremony", "verify", file("keys"));
  console.log(`verifying: ${verified.seconds} s of a processor, ${verified.mostBytes / 1e6} MB`);
  expect(verified.json).toMatchObject({ isClosed: true, contributions: 3 });
  const { json } = await run("ceremony", "finish", file("keys"), "--out", file("artifacts"));
  expect(json).toMatchObject({ development: [], changes: CIRCUITS.map((circuit) => ({ circuit })) });
  expect((await readdir(file("keys"))).filter((name) => name.startsWith("."))).toEqual([]);
});

it("snarkjs accepts a key of them", async () => {
  const read = async (path: string) => new Uint8Array(await readFile(file(path)));
  const [r1cs, key] = [await read("keys/age/circuit.r1cs"), await read("keys/age/0004.zkey")];
  expect(await snarkjs.zKey.verifyFromR1cs(mem(r1cs), mem(await snarkjsPtau(14)), mem(key))).toBe(true);
});

it("the demo does its whole job on them, with a settlement", async () => {
  const { json } = await run("demo", "--artifacts", file("artifacts"), "--people", "300");
  expect(json).toMatchObject({ proved: 6, verified: 6, attacksAccepted: [], attacksNotRun: [] });
  expect(isSuccess(json as never)).toBe(true);
});

it("contracts are exported with them, and say that they are no development keys", async () => {
  const { json } = await run("contracts", "export", "--artifacts", file("artifacts"), "--out", file("contracts"));
  const { contracts } = json as { contracts: { file: string; setup: string }[] };
  expect(contracts.map(({ setup }) => setup)).toEqual(contracts.map(() => "ceremony"));
  for (const { file: path } of contracts)
    expect(await readFile(path, "utf8")).toContain("bool public constant DEVELOPMENT_KEY = false;");
});

it("the service runs on them, and a resident is accepted once", async () => {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  const folder = file("service");
  const args = ["--import", "tsx", "examples/service/serve.ts", `${port}`, folder, file("artifacts")];
  const service = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  try {
    await new Promise<void>((resolve, reject) => {
      service.stderr.on("data", (chunk: Buffer) => {
        log += chunk.toString();
        if (log.includes("Serving senior-annual-pass at")) resolve();
      });
      service.once("close", () => reject(new Error(log)));
    });
    expect(log).toMatch(/key of the ceremony “City of Example”/);
    const portal = async () => {
      const child = spawn(
        process.execPath,
        ["examples/service/portal.mjs", `http://127.0.0.1:${port}`, folder, file("artifacts")],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      let output = "";
      child.stdout.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
      await once(child, "close");
      return output;
    };
    expect(await portal()).toContain("signed result: accepted");
    expect(await portal()).toContain("signed result: already-used");
  } finally {
    service.kill("SIGTERM");
    await once(service, "close");
  }
});

it("the directory of artifacts names the ceremony for each circuit", async () => {
  const { manifest } = await openArtifacts(file("artifacts"));
  expect(
    Object.values(manifest.circuits)
      .map(({ name, setup }) => [name, setup.kind])
      .sort(),
  ).toEqual(CIRCUITS.map((name) => [name, "ceremony"]).sort());
});
