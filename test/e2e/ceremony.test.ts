/**
 * A whole ceremony of a small circuit: three people in three processes, one of them a page in Chromium, the coordinator
 * on the command line. test/slow/ceremony.test.ts does the same with all circuits.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCeremonyPage } from "../../scripts/build-ceremony-page.ts";
import { EXIT_CODES } from "../../src/cli/exit-codes.ts";
import { describeFile } from "../../src/statement/artifacts/ceremony.ts";
import { loadArtifacts } from "../../src/statement/artifacts/load.ts";
import type { ArtifactManifest } from "../../src/statement/artifacts/manifest.ts";
import { openArtifacts } from "../../src/statement/artifacts/node.ts";
import { launchChromium } from "../browser/chromium.ts";
import { contributeInPage, makeKeyInPage } from "../fixtures/ceremony-page.ts";
import { killedContribution } from "../fixtures/killed-contribution.ts";
import { endSnarkjs, snarkjsPtau } from "../fixtures/ptau.ts";
import { tinyArtifacts } from "../fixtures/tiny-artifacts.ts";
import { tinyCircuits } from "../unit/ceremony/world.ts";
import { cli } from "../unit/cli/terminal.ts";
import { civicproof } from "./process.ts";

const NOW = ["--now", "2023-08-22T10:00:00Z"];
const DEADLINE = ["--deadline", "2023-08-23T10:00:00Z"];
const AFTER = ["--now", "2023-08-23T16:00:00Z"];
/** Round 1000 of drand's quicknet, as its relays give it; it came out at 2023-08-23T15:59:24Z. */
const ROUND = {
  round: 1000,
  randomness: "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
  signature: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
};

let directory: string;
let browser: Browser;
const file = (name: string): string => join(directory, name);
const identity = (name: string): readonly string[] => ["--key", file(`${name}.key`)];

type Json = Record<string, unknown>;
/** Runs a command in this process. */
async function ceremony(...args: readonly string[]): Promise<Json> {
  const { code, stdout, stderr } = await cli("ceremony", ...args, "--json");
  expect({ args, code, stderr }).toEqual({ args, code: EXIT_CODES.ok, stderr: "" });
  return JSON.parse(stdout) as Json;
}
async function refusal(...args: readonly string[]): Promise<unknown> {
  const { code, stdout } = await cli("ceremony", ...args, "--json");
  expect({ args, code }).toEqual({ args, code: EXIT_CODES.refused });
  return (JSON.parse(stdout) as { error: { code: unknown } }).error.code;
}
/** Contributes in a process of its own. */
async function contribute(folder: string, name: string, ...more: readonly string[]): Promise<Json> {
  const args = ["ceremony", "contribute", file(folder), ...identity(name), ...NOW, ...more, "--json"];
  const { code, stdout, stderr } = await civicproof(args);
  expect({ args, code, stderr: code === 0 ? "" : stderr }).toEqual({ args, code: EXIT_CODES.ok, stderr: "" });
  return JSON.parse(stdout) as Json;
}

const page = () => ({ address: pathToFileURL(file("contribute.html")).href, now: "2023-08-22T10:00:00Z" });

const init = (folder: string, ...more: readonly string[]) => [
  ...["init", file(folder), "--name", "City of Example", ...identity("registry"), "--phase1", file("powers.ptau")],
  ...[
    "--artifacts",
    file("artifacts"),
    "--participant",
    ...["ada", "ben", "cyn"].map((name) => file(`${name}.card.json`)),
  ],
  ...[...DEADLINE, ...NOW, "--drand-round", "1000", ...more],
];
const ALLOW = "--allow-unpublished-phase1";

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "civicproof-ceremony-"));
  const { files, manifest } = await tinyArtifacts();
  // The same small circuit under two names.
  const { age } = manifest.circuits;
  const circuits = { age: age!, residency: { ...age!, name: "residency" } };
  await mkdir(file("artifacts"));
  await writeFile(file("artifacts/manifest.json"), JSON.stringify({ ...manifest, circuits }));
  for (const kind of ["r1cs", "wasm", "zkey", "vkey"] as const) {
    const path = file(`artifacts/${age!.files[kind].path}`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, files[kind]);
  }
  await writeFile(file("powers.ptau"), await snarkjsPtau(8));
  await writeFile(file("round.json"), JSON.stringify(ROUND));
  await writeFile(file("contribute.html"), (await buildCeremonyPage()).get("contribute.html")!);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await endSnarkjs();
  await rm(directory, { recursive: true, force: true });
});

// Each contribution starts a process, which takes its time on a busy machine.
describe("civicproof ceremony", { timeout: 240_000 }, () => {
  it("makes keys of a key for each participant, whose card the coordinator gets", async () => {
    for (const name of ["Registry", "Ada", "Cyn"]) {
      const { publicKey } = await ceremony("join", "--name", name, ...identity(name.toLowerCase()));
      const card = JSON.parse(await readFile(file(`${name.toLowerCase()}.card.json`), "utf8")) as Json;
      expect(card).toMatchObject({ name, publicKey });
      expect(Object.keys(card)).not.toContain("privateKey");
    }
    expect((await cli("ceremony", "join", "--name", "Eve", ...identity("ada"))).code).toBe(EXIT_CODES.usage);
  });

  it("takes the card of somebody who has only a browser", async () => {
    const { key, card } = await makeKeyInPage(browser, page(), "Ben");
    await writeFile(file("ben.key"), key);
    await writeFile(file("ben.card.json"), card);
  });

  it("begins only with a published phase 1 file or with permission, and not twice in a folder", async () => {
    expect(await refusal(...init("keys", "--circuit", "age"))).toBe("INPUT_INVALID");
    await expect(readdir(file("keys"))).rejects.toMatchObject({ code: "ENOENT" });
    const begun = await ceremony(...init("keys", "--circuit", "age", ALLOW));
    expect(begun).toMatchObject({ isPhase1Published: false, ceremony: { minimumContributions: 3, turns: "order" } });
    expect(await refusal(...init("keys", "--circuit", "age", ALLOW))).toBe("CEREMONY_STEP_OCCUPIED");
    expect((await readdir(file("keys"))).sort()).toEqual(["age", "ceremony.json", "phase1.ptau"]);
  });

  it("tells each participant whether it is their turn", async () => {
    const turn = async (name: string) =>
      (await ceremony("join", ...identity(name), "--folder", file("keys"), ...NOW)).whyNot;
    expect(await turn("ada")).toBeNull();
    expect(await turn("ben")).toMatchObject({ code: "CEREMONY_ORDER_WRONG" });
    expect(await turn("registry")).toMatchObject({ code: "CEREMONY_PARTICIPANT_NOT_LISTED" });
  });

  it("takes a contribution of a process, in turn, and the beacon only after enough of them", async () => {
    await writeFile(file("photo"), "noise that nobody else has");
    const ada = await contribute("keys", "ada", "--entropy-file", file("photo"));
    expect(ada.fingerprint).toMatch(/^\d{5}( \d{5}){4}$/);
    expect(ada.attestation).toMatchObject({ step: { entropy: ["randomness of the operating system", "a file"] } });
    expect(await refusal("contribute", file("keys"), ...identity("ada"), ...NOW)).toBe("CEREMONY_PARTICIPANT_REPEATED");
    expect(
      await refusal("beacon", file("keys"), ...identity("registry"), "--drand", file("round.json"), ...AFTER),
    ).toBe("CEREMONY_CONTRIBUTIONS_TOO_FEW");
    expect(await refusal("finish", file("keys"), "--artifacts", file("artifacts"), "--out", file("out"))).toBe(
      "CEREMONY_CONTRIBUTIONS_TOO_FEW",
    );
  });

  it("takes a contribution of a browser", async () => {
    const { files, fingerprint } = await contributeInPage(browser, page(), {
      key: file("ben.key"),
      folder: file("keys"),
    });
    for (const [path, content] of files) await writeFile(file(`keys/${path}`), content, { flag: "wx" });
    const { transcript } = await ceremony("verify", file("keys"));
    expect(transcript).toMatchObject({ steps: [{ by: { name: "Ada" } }, { by: { name: "Ben" }, fingerprint }] });
  });

  it("is as it was, or one step further, after a contributor was killed", async () => {
    const kept = file("killed");
    const killed: boolean[] = [];
    for (const event of [1, 2, 4]) {
      await cp(file("keys"), kept, { recursive: true });
      const args = ["ceremony", "contribute", kept, ...identity("cyn"), ...NOW, "--json"];
      killed.push(await killedContribution(args, { folder: kept, event }));
      const { whyNot } = await ceremony("join", ...identity("cyn"), "--folder", kept, ...NOW);
      const { contributions } = await ceremony("verify", kept);
      if (whyNot === null) expect(contributions).toBe(2);
      else
        expect({ whyNot, contributions }).toMatchObject({
          whyNot: { code: "CEREMONY_PARTICIPANT_REPEATED" },
          contributions: 3,
        });
      expect((await readdir(kept)).filter((name) => name.startsWith("."))).toEqual([]);
      // What was left behind does not keep anybody from contributing.
      if (whyNot === null) await ceremony("contribute", kept, ...identity("cyn"), ...NOW);
      await rm(kept, { recursive: true });
    }
    expect(killed).toContain(true);
  });

  it("takes the last contribution of a process, and is not finished without the beacon", async () => {
    await contribute("keys", "cyn");
    expect(await refusal("finish", file("keys"), "--artifacts", file("artifacts"), "--out", file("out"))).toBe(
      "CEREMONY_UNFINISHED",
    );
    // No secret and nothing half done is left.
    expect((await readdir(file("keys"), { recursive: true })).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("ends with the announced round of drand and no other", async () => {
    const beacon = ["beacon", file("keys"), ...identity("registry"), ...AFTER];
    await writeFile(file("other.json"), JSON.stringify({ ...ROUND, round: 1001 }));
    expect(await refusal(...beacon, "--drand", file("other.json"))).toBe("CEREMONY_BEACON_WRONG");
    const { attestation } = await ceremony(...beacon, "--drand", file("round.json"));
    expect(attestation).toMatchObject({ step: { kind: "beacon", value: ROUND.randomness } });
    expect(await refusal(...beacon, "--drand", file("round.json"))).toBe("CEREMONY_CLOSED");
  });

  it("is verified with one command, which says who contributed", async () => {
    const { code, stdout } = await cli("ceremony", "verify", file("keys"));
    expect(code).toBe(EXIT_CODES.ok);
    expect(stdout).toMatch(/City of Example: everything fits\. Contributions: 3, at least 3 asked for; finished\./);
    expect(stdout).toMatch(/ {3}1 {2}contribution {2}2023-08-22T10:00:00Z {2}[\d ]{29} {2}Ada/);
    expect(await readFile(file("keys/transcript.html"), "utf8")).toContain("civicproof ceremony verify .");
  });

  it("writes artifacts that load without permission for development keys, and says what changes", async () => {
    const finished = await ceremony("finish", file("keys"), "--artifacts", file("artifacts"), "--out", file("out"));
    expect(finished).toMatchObject({ changes: [{ circuit: "age" }], development: [] });
    const loaded = await loadArtifacts({ circuit: "age", ...(await openArtifacts(file("out"))) });
    const { transcriptSha256 } = finished;
    expect(loaded.setup).toMatchObject({
      kind: "ceremony",
      ceremony: { name: "City of Example", transcriptSha256, beacon: expect.stringContaining("round 1000") },
    });
    const again = await ceremony("finish", file("keys"), "--artifacts", file("artifacts"), "--out", file("out"));
    expect(again).toMatchObject({ changes: [], transcriptSha256 });
    const into = await cli(
      "ceremony",
      "finish",
      file("keys"),
      "--out",
      file("artifacts"),
      "--artifacts",
      file("artifacts"),
    );
    expect(into.stdout).toMatch(/age +[0-9a-f]{64} → [0-9a-f]{64}\n.*Still with development keys: residency/s);
  });

  it("adds one more circuit to those of a finished ceremony", async () => {
    await ceremony(...init("more", "--circuit", "residency", "--minimum", "1", ALLOW));
    await ceremony("contribute", file("more"), ...identity("ada"), ...NOW);
    await ceremony("beacon", file("more"), ...identity("registry"), ...AFTER, "--drand", file("round.json"));
    await ceremony("finish", file("more"), "--artifacts", file("artifacts"), "--out", file("out"));
    const { manifest, read } = await openArtifacts(file("out"));
    expect(Object.keys(manifest.circuits)).toEqual(["age", "residency"]);
    for (const circuit of ["age", "residency"] as const) await loadArtifacts({ circuit, manifest, read });
  });

  it("gives keys that artifacts check verifies against circuit and phase 1, and doctor names", async () => {
    const check = () => cli("artifacts", "check", "--artifacts", file("out"), "--phase1", file("keys/phase1.ptau"));
    const { code, stdout } = await check();
    expect(code).toBe(EXIT_CODES.ok);
    expect(stdout.match(/key verified against r1cs and phase 1; key of the ceremony “City of Example”/g)).toHaveLength(
      2,
    );
    const doctor = await cli("doctor", "--artifacts", file("out"));
    expect(doctor.stdout).toMatch(/Artifacts of age: .*, key of the ceremony “City of Example” \(3 contributions, /);
    // Another circuit under the same key, with the hashes made right.
    const manifest = JSON.parse(await readFile(file("out/manifest.json"), "utf8")) as ArtifactManifest;
    const { r1cs } = manifest.circuits.age!.files;
    const { residency: other } = await tinyCircuits();
    await writeFile(file(`out/${r1cs.path}`), other);
    const files = { ...manifest.circuits.age!.files, r1cs: await describeFile(r1cs.path, other) };
    const circuits = { ...manifest.circuits, age: { ...manifest.circuits.age, files } };
    await writeFile(file("out/manifest.json"), JSON.stringify({ ...manifest, circuits }));
    const refused = await check();
    expect(refused.code).toBe(EXIT_CODES.refused);
    expect(refused.stdout).toMatch(/^age .*ARTIFACT_INVALID: .*the points of this circuit/);
  });
});
