import { execFileSync, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { setupWithSecrets } from "../../../../src/engine/groth16/development-setup.ts";
import { ArtifactError } from "../../../../src/engine/groth16/files/artifact-error.ts";
import { readZkeyHeader } from "../../../../src/engine/groth16/files/zkey.ts";
import { zkeyMatchesVerificationKey } from "../../../../src/engine/groth16/key-of-zkey.ts";
import { UnsafeKeyError } from "../../../../src/engine/groth16/unsafe-key.ts";
import { disposeCurve } from "../../../../src/engine/snark/curve.ts";
import { loadVerificationKey } from "../../../../src/presentation/verification/load-key.ts";
import { checkArtifacts } from "../../../../src/statement/artifacts/build.ts";
import { DevelopmentKeyError } from "../../../../src/statement/artifacts/development-key-error.ts";
import { loadArtifacts } from "../../../../src/statement/artifacts/load.ts";
import { type ArtifactManifest, parseManifest } from "../../../../src/statement/artifacts/manifest.ts";
import { openArtifacts } from "../../../../src/statement/artifacts/node.ts";
import {
  ArtifactHashMismatchError,
  readVerificationKey,
} from "../../../../src/statement/artifacts/verification-key.ts";
import { type Files, manifestOf, readFrom, tinyArtifacts } from "../../../fixtures/tiny-artifacts.ts";

let files: Files;
let manifest: ArtifactManifest;

beforeAll(async () => {
  ({ files, manifest } = await tinyArtifacts());
});
afterAll(disposeCurve);

const age = () => manifest.circuits.age!;
const withEntry = (change: object): unknown => ({ ...manifest, circuits: { age: { ...age(), ...change } } });
const load = (given: Files = files, named: unknown = manifest, allowDevelopmentKeys = true) =>
  loadArtifacts({ circuit: "age", manifest: named, allowDevelopmentKeys, ...readFrom(manifest, given) });
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe("loadArtifacts", () => {
  it("loads what the manifest names", async () => {
    const { read, asked } = readFrom(manifest, files);
    const loaded = await loadArtifacts({ circuit: "age", manifest, read, allowDevelopmentKeys: true });
    expect(loaded).toMatchObject({ circuit: "age", setup: { kind: "development" } });
    expect(Buffer.compare(loaded.zkey, files.zkey)).toBe(0);
    expect(Buffer.compare(loaded.wasm, files.wasm)).toBe(0);
    expect(loaded.verificationKey).toEqual(JSON.parse(new TextDecoder().decode(files.vkey)));
    // The r1cs is for auditors, not for proving.
    expect(asked.sort()).toEqual(["age/circuit.wasm", "age/circuit.zkey", "age/vkey.json"]);
  });

  it.each([undefined, false, "true", 1])("refuses a development key when allowDevelopmentKeys is %o", async (allow) => {
    const { read, asked } = readFrom(manifest, files);
    const options = { circuit: "age" as const, manifest, read };
    const allowed = (allow === undefined ? {} : { allowDevelopmentKeys: allow }) as { allowDevelopmentKeys?: boolean };
    await expect(loadArtifacts({ ...options, ...allowed })).rejects.toBeInstanceOf(DevelopmentKeyError);
    await expect(readVerificationKey({ ...options, ...allowed })).rejects.toBeInstanceOf(DevelopmentKeyError);
    expect(asked).toEqual([]);
  });

  it("refuses a flipped bit anywhere before it parses anything", async () => {
    const parse = vi.spyOn(JSON, "parse");
    const decode = vi.spyOn(DataView.prototype, "getUint32");
    try {
      for (const kind of ["zkey", "wasm", "vkey"] as const) {
        for (const share of [0, 0.001, 0.3, 0.7, 0.9999]) {
          const changed = files[kind].slice();
          changed[Math.floor(share * changed.length)]! ^= 0x10;
          // The other files are right; only the changed one may be blamed.
          await expect(load({ ...files, [kind]: changed })).rejects.toMatchObject({
            code: "ARTIFACT_HASH_MISMATCH",
            path: age().files[kind].path,
          });
        }
      }
      expect(parse).not.toHaveBeenCalled();
      expect(decode).not.toHaveBeenCalled();
    } finally {
      parse.mockRestore();
      decode.mockRestore();
    }
  });

  it("refuses truncated, longer and absent files", async () => {
    for (const kind of ["zkey", "wasm", "vkey"] as const) {
      const shorter = files[kind].slice(0, -1);
      const longer = new Uint8Array([...files[kind], 0]);
      for (const changed of [shorter, longer, new Uint8Array()]) {
        await expect(load({ ...files, [kind]: changed })).rejects.toBeInstanceOf(ArtifactHashMismatchError);
      }
    }
    const failing = () => Promise.reject(new TypeError("fetch failed"));
    const options = { circuit: "age" as const, manifest, allowDevelopmentKeys: true };
    await expect(loadArtifacts({ ...options, read: failing })).rejects.toMatchObject({ code: "ARTIFACT_INVALID" });
    const text = (async () => "bytes") as unknown as () => Promise<Uint8Array>;
    await expect(loadArtifacts({ ...options, read: text })).rejects.toBeInstanceOf(ArtifactError);
  });

  it("keeps what it checked when the caller changes its buffers", async () => {
    const copies = { ...files, zkey: files.zkey.slice() };
    const loaded = await load(copies);
    copies.zkey.fill(0);
    expect(Buffer.compare(loaded.zkey, files.zkey)).toBe(0);
  });

  it("refuses gamma = delta even when manifest and hashes agree", async () => {
    const unsafe = await setupWithSecrets({ r1cs: files.r1cs, secrets: { tau: 3n, alpha: 4n, beta: 5n, delta: 1n } });
    const { setup, constraints, domain } = age();
    // The key of another file beside it, so that the zkey itself is looked at.
    const beside = { ...files, zkey: unsafe.zkey };
    const claims = await manifestOf(beside, { setup, constraints, domain });
    await expect(load(beside, claims)).rejects.toBeInstanceOf(UnsafeKeyError);
    const key = JSON.parse(new TextDecoder().decode(files.vkey));
    const both = { ...files, vkey: encode({ ...key, vk_delta_2: key.vk_gamma_2 }) };
    const named = await manifestOf(both, { setup, constraints, domain });
    await expect(load(both, named)).rejects.toBeInstanceOf(UnsafeKeyError);
    const { read } = readFrom(named, both);
    const verifier = loadVerificationKey({ circuit: "age", manifest: named, read, allowDevelopmentKeys: true });
    await expect(verifier).rejects.toBeInstanceOf(UnsafeKeyError);
  });

  it("refuses a development key that passes for a ceremony's", async () => {
    const contributions = [{ kind: "contribution", transcript: "0".repeat(128) }];
    await expect(load(files, withEntry({ setup: { kind: "ceremony", contributions } }), false)).rejects.toBeInstanceOf(
      DevelopmentKeyError,
    );
  });

  it("refuses a key that was not verified under the phase 1 file that is asked for", async () => {
    const contributions = [{ kind: "contribution", transcript: "0".repeat(128) }];
    const [wanted, other] = ["ab".repeat(32), "cd".repeat(32)];
    const setups = {
      wanted: { kind: "ceremony", contributions, verifiedWithPtauSha256: wanted },
      other: { kind: "ceremony", contributions, verifiedWithPtauSha256: other },
      none: { kind: "ceremony", contributions },
      development: { kind: "development", seed: wanted },
    };
    const { read } = readFrom(manifest, files);
    const readKey = (setup: object, verifiedWithPtauSha256?: string) => {
      const demand = verifiedWithPtauSha256 === undefined ? {} : { verifiedWithPtauSha256 };
      const options = { circuit: "age", manifest: withEntry({ setup }), read, ...demand } as const;
      return readVerificationKey({ ...options, allowDevelopmentKeys: true });
    };
    await expect(readKey(setups.wanted, wanted)).resolves.toMatchObject({ circuit: "age" });
    await expect(readKey(setups.none)).resolves.toMatchObject({ circuit: "age" });
    const path = "manifest.circuits.age.setup.verifiedWithPtauSha256";
    for (const name of ["other", "none", "development"] as const) {
      const refused = { code: "ARTIFACT_INVALID", path, expected: wanted };
      await expect(readKey(setups[name], wanted), name).rejects.toMatchObject(refused);
      const options = { circuit: "age", manifest: withEntry({ setup: setups[name] }), read } as const;
      const proving = loadArtifacts({ ...options, verifiedWithPtauSha256: wanted, allowDevelopmentKeys: true });
      await expect(proving, name).rejects.toMatchObject(refused);
    }
  });

  it("refuses files that contradict each other or the manifest", async () => {
    await expect(load(files, withEntry({ domain: 128 }))).rejects.toBeInstanceOf(ArtifactError);
    const other = await setupWithSecrets({ r1cs: files.r1cs, secrets: { tau: 3n, alpha: 4n, beta: 5n, delta: 6n } });
    const mixed = { ...files, zkey: other.zkey };
    await expect(load(mixed, await manifestOf(mixed, age()))).rejects.toBeInstanceOf(ArtifactError);
    const key = JSON.parse(new TextDecoder().decode(files.vkey));
    for (const change of [{ nPublic: 7 }, { IC: key.IC.slice(1) }, { vk_gamma_2: 1 }, { vk_delta_2: [["1", "-1"]] }]) {
      const changed = { ...files, vkey: encode({ ...key, ...change }) };
      await expect(load(changed, await manifestOf(changed, age()))).rejects.toBeInstanceOf(ArtifactError);
    }
    for (const text of ["", "null", "[]", "{", '{"__proto__": {}}', "1e5"]) {
      const changed = { ...files, vkey: new TextEncoder().encode(text) };
      if (text === "") continue;
      await expect(load(changed, await manifestOf(changed, age()))).rejects.toBeInstanceOf(ArtifactError);
    }
  });

  it("refuses a malformed manifest with the path of what is wrong", async () => {
    const cases: [object, string][] = [
      [{ publicSignals: 9 }, "manifest.circuits.age.publicSignals"],
      [{ domain: 100 }, "manifest.circuits.age.domain"],
      [{ setup: { kind: "development" } }, "manifest.circuits.age.setup.seed"],
      [{ setup: { kind: "trusted", seed: "x" } }, "manifest.circuits.age.setup.kind"],
      [{ setup: { kind: "ceremony", contributions: [] } }, "manifest.circuits.age.setup.contributions"],
      [{ sourceSha256: "ABC" }, "manifest.circuits.age.sourceSha256"],
      [{ unknown: 1 }, "manifest.circuits.age.unknown"],
    ];
    for (const [change, path] of cases) {
      expect(() => parseManifest(withEntry(change))).toThrow(
        expect.objectContaining({ code: "ARTIFACT_INVALID", path }),
      );
    }
    for (const path of ["../age.zkey", "/etc/passwd", "a/../b", "a//b", "a\\b", "", "https://x.org/a", ".hidden/x"]) {
      const entry = withEntry({ files: { ...age().files, zkey: { ...age().files.zkey, path } } });
      expect(() => parseManifest(entry), path).toThrow(ArtifactError);
    }
    for (const given of [
      null,
      undefined,
      1,
      "x",
      [],
      {},
      { ...manifest, format: "v2" },
      { ...manifest, circuits: { residency: age() } },
    ]) {
      expect(() => parseManifest(given)).toThrow(ArtifactError);
      // `undefined` would mean the default of this test's own helper.
      await expect(load(files, given ?? null)).rejects.toBeInstanceOf(ArtifactError);
    }
    for (const circuit of ["residency", "constructor", "__proto__", ""]) {
      const options = { circuit: circuit as "age", manifest, read: readFrom(manifest, files).read };
      await expect(loadArtifacts(options)).rejects.toBeInstanceOf(ArtifactError);
    }
  });
});

describe("the verifier's half", () => {
  it("loads only the verification key", async () => {
    const { read, asked } = readFrom(manifest, files);
    const loaded = await readVerificationKey({ circuit: "age", manifest, read, allowDevelopmentKeys: true });
    expect(loaded.setup.kind).toBe("development");
    expect(zkeyMatchesVerificationKey(readZkeyHeader(files.zkey), loaded.verificationKey)).toBe(true);
    expect(asked).toEqual(["age/vkey.json"]);
  });

  it("bundles without prover code", async () => {
    const { metafile } = await build({
      entryPoints: ["src/statement/artifacts/verification-key.ts"],
      bundle: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "browser",
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs).toContain("src/statement/artifacts/verification-key.ts");
    expect(inputs.filter((path) => /snark|witness|ffjavascript|wasmcurves/.test(path))).toEqual([]);
  });
});

describe("artifacts in a directory", () => {
  /** A directory with the manifest and every file in it. */
  async function written(): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), "artifacts-"));
    await writeFile(join(directory, "manifest.json"), JSON.stringify(manifest));
    for (const kind of ["wasm", "zkey", "vkey"] as const) {
      const path = join(directory, age().files[kind].path);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, files[kind]);
    }
    return directory;
  }

  it("are hashed where they are read, and each changed byte is refused", async () => {
    const directory = await written();
    const digest = vi.spyOn(globalThis.crypto.subtle, "digest");
    try {
      const load = async () =>
        loadArtifacts({ circuit: "age", ...(await openArtifacts(directory)), allowDevelopmentKeys: true });
      expect(Buffer.compare((await load()).zkey, files.zkey)).toBe(0);
      for (const kind of ["wasm", "zkey", "vkey"] as const) {
        const { path } = age().files[kind];
        const changed = files[kind].slice();
        changed[changed.length >> 1]! ^= 1;
        await writeFile(join(directory, path), changed);
        await expect(load()).rejects.toMatchObject({ code: "ARTIFACT_HASH_MISMATCH", path });
        await writeFile(join(directory, path), files[kind]);
      }
      // Once is enough: nobody else has these bytes.
      expect(digest).not.toHaveBeenCalled();
    } finally {
      digest.mockRestore();
      await rm(directory, { recursive: true, force: true });
    }
  });

  it("are refused with their path where a directory or a pipe stands for a file", async () => {
    const directory = await written();
    try {
      const path = age().files.zkey.path;
      await rm(join(directory, path));
      await mkdir(join(directory, path));
      const load = async () =>
        loadArtifacts({ circuit: "age", ...(await openArtifacts(directory)), allowDevelopmentKeys: true });
      await expect(load()).rejects.toMatchObject({ code: "ARTIFACT_INVALID", path });
      await rm(join(directory, path), { recursive: true });
      execFileSync("mkfifo", [join(directory, path)]);
      // Whoever opened it the usual way would wait for this writer, and the whole process with it.
      const writer = spawn("sh", ["-c", 'sleep 3; : > "$0"', join(directory, path)]);
      const start = performance.now();
      await expect(load()).rejects.toMatchObject({ code: "ARTIFACT_INVALID", path });
      expect(performance.now() - start).toBeLessThan(2_000);
      writer.kill();
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it("are copied and hashed again when they come through somebody's own reader", async () => {
    const directory = await written();
    try {
      const { manifest: named, read: own } = await openArtifacts(directory);
      const handed: Uint8Array[] = [];
      const read: typeof own = async (path, expected) => {
        const content = await own(path, expected);
        handed.push(content);
        return content;
      };
      const loaded = await loadArtifacts({ circuit: "age", manifest: named, read, allowDevelopmentKeys: true });
      for (const content of handed) content.fill(0);
      expect(handed).toHaveLength(3);
      expect(Buffer.compare(loaded.zkey, files.zkey)).toBe(0);
      expect(Buffer.compare(loaded.wasm, files.wasm)).toBe(0);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it("are read, and refused when a file is cut", async () => {
    const directory = await mkdtemp(join(tmpdir(), "artifacts-"));
    try {
      for (const kind of ["r1cs", "wasm", "zkey", "vkey"] as const) {
        const path = join(directory, age().files[kind].path);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, files[kind]);
      }
      await expect(openArtifacts(directory)).rejects.toBeInstanceOf(ArtifactError);
      await writeFile(join(directory, "manifest.json"), JSON.stringify(manifest));
      const opened = await openArtifacts(directory);
      await loadArtifacts({ circuit: "age", ...opened, allowDevelopmentKeys: true });
      expect(await checkArtifacts({ directory })).toMatchObject([{ circuit: "age", problem: undefined }]);

      await truncate(join(directory, "age/circuit.zkey"), 5000);
      const [report] = await checkArtifacts({ directory });
      expect(report!.problem).toBeInstanceOf(ArtifactHashMismatchError);
      await rm(join(directory, "age/circuit.zkey"));
      expect((await checkArtifacts({ directory }))[0]!.problem).toMatchObject({ code: "ARTIFACT_INVALID" });
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
