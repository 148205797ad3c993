/** Packed keys on their way into a prover: from a folder, from a server, from a reader of one's own. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ArtifactError } from "../../../../src/engine/groth16/files/artifact-error.ts";
import { packKey } from "../../../../src/engine/groth16/packed/pack.ts";
import { disposeCurve } from "../../../../src/engine/snark/curve.ts";
import { readFromUrl } from "../../../../src/statement/artifacts/fetch.ts";
import { loadArtifacts } from "../../../../src/statement/artifacts/load.ts";
import type { ArtifactManifest } from "../../../../src/statement/artifacts/manifest.ts";
import { openArtifacts } from "../../../../src/statement/artifacts/node.ts";
import { ArtifactHashMismatchError } from "../../../../src/statement/artifacts/verification-key.ts";
import { type Files, tinyArtifacts } from "../../../fixtures/tiny-artifacts.ts";

let files: Files;
let packed: Uint8Array;
let manifest: ArtifactManifest;
let folder: string;

beforeAll(async () => {
  const made = await tinyArtifacts();
  ({ files } = made);
  packed = await packKey(files.zkey);
  manifest = withPacked(made.manifest, packed.length);
});
afterAll(disposeCurve);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "civicproof-packed-"));
  vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function withPacked({ civicproof, circuits }: ArtifactManifest, bytes: number): ArtifactManifest {
  const age = circuits.age!;
  const zkey = { ...age.files.zkey, packed: { path: "age/circuit.cpk", bytes } };
  return { civicproof, circuits: { age: { ...age, files: { ...age.files, zkey } } } };
}

/** An artifacts folder as the package has it: no raw key. */
async function installed({ key = packed, named = manifest } = {}): Promise<string> {
  const directory = join(folder, "artifacts");
  const paths = manifest.circuits.age!.files;
  for (const [path, content] of [
    ["manifest.json", JSON.stringify(named)],
    [paths.wasm.path, files.wasm],
    [paths.vkey.path, files.vkey],
    [paths.zkey.packed!.path, key],
  ] as const) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

const load = async (directory: string) =>
  loadArtifacts({ circuit: "age", ...(await openArtifacts(directory)), allowDevelopmentKeys: true });
const kept = () => join(folder, "cache", "civicproof", "keys");

describe("a folder with packed keys", () => {
  it("is read, and the unpacked key is kept for the next process", async () => {
    const directory = await installed();
    expect(Buffer.compare((await load(directory)).zkey, files.zkey)).toBe(0);
    const [name, ...others] = readdirSync(kept());
    expect(others).toEqual([]);
    expect(Buffer.compare(await readFile(join(kept(), name!)), files.zkey)).toBe(0);
    // What is kept is used: the packed file is not opened again.
    writeFileSync(join(directory, "age/circuit.cpk"), "not opened");
    expect(Buffer.compare((await load(directory)).zkey, files.zkey)).toBe(0);
  });

  it("replaces a kept key that is damaged", async () => {
    const directory = await installed();
    await load(directory);
    const file = join(kept(), readdirSync(kept())[0]!);
    const damaged = await readFile(file);
    damaged[damaged.length - 5]! ^= 1;
    await writeFile(file, damaged);
    expect(Buffer.compare((await load(directory)).zkey, files.zkey)).toBe(0);
    expect(Buffer.compare(await readFile(file), files.zkey)).toBe(0);
  });

  it("is read as well where nothing can be kept", async () => {
    writeFileSync(join(folder, "cache"), "a file, not a folder");
    expect(Buffer.compare((await load(await installed())).zkey, files.zkey)).toBe(0);
  });

  it("refuses another key, and keeps nothing of it", async () => {
    const other = packed.slice();
    // The sign of a point: another key, and still one that unpacks.
    other[other.length - 300]! ^= 1;
    await expect(load(await installed({ key: other }))).rejects.toThrow(ArtifactHashMismatchError);
    await expect(load(await installed({ key: packed.slice(0, -1) }))).rejects.toThrow(ArtifactHashMismatchError);
    expect(() => readdirSync(kept())).toThrow(/ENOENT/);
  });

  it("stops at a key that unpacks to more than the manifest says", async () => {
    const named = structuredClone(manifest) as { circuits: { age: { files: { zkey: { bytes: number } } } } };
    named.circuits.age.files.zkey.bytes -= 1;
    const directory = await installed({ named: named as ArtifactManifest });
    await expect(load(directory)).rejects.toThrow(/a file that unpacks to more/);
  });
});

describe("a reader of one's own", () => {
  it("has nothing unpacked but the proving key: other files are compared as they are", async () => {
    for (const kind of ["vkey", "wasm"] as const) {
      const { path: other } = manifest.circuits.age!.files[kind];
      const read = async (path: string) =>
        path === other
          ? packed
          : path.endsWith(".zkey")
            ? files.zkey
            : path.endsWith(".wasm")
              ? files.wasm
              : files.vkey;
      const loading = loadArtifacts({ circuit: "age", manifest, read, allowDevelopmentKeys: true });
      await expect(loading).rejects.toMatchObject({ code: "ARTIFACT_HASH_MISMATCH", path: other });
    }
  });

  it("may give the packed key, the key itself, or look at where the packed one is", async () => {
    const asked: unknown[] = [];
    for (const key of [packed, files.zkey]) {
      const read = async (path: string, expected: object) => {
        if (path.endsWith(".zkey")) asked.push(expected);
        return path.endsWith(".zkey") ? key : path.endsWith(".wasm") ? files.wasm : files.vkey;
      };
      const loaded = await loadArtifacts({ circuit: "age", manifest, read, allowDevelopmentKeys: true });
      expect(Buffer.compare(loaded.zkey, files.zkey)).toBe(0);
    }
    expect(asked[0]).toMatchObject({ packed: { path: "age/circuit.cpk", bytes: packed.length } });
  });
});

describe("readFromUrl", () => {
  /** Answers with the bytes in small pieces. */
  const serving = (content: (path: string) => Uint8Array) => {
    const asked: string[] = [];
    const fetch = (async (url: URL) => {
      const path = url.pathname.slice(1);
      asked.push(path);
      const bytes = content(path);
      let at = 0;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (at >= bytes.length) return controller.close();
          controller.enqueue(bytes.slice(at, at + 700));
          at += 700;
        },
      });
      return new Response(body);
    }) as unknown as typeof globalThis.fetch;
    return { asked, fetch };
  };

  it("downloads the packed key, in parts, and returns the key", async () => {
    const { fetch, asked } = serving(() => packed);
    const progress: number[] = [];
    const read = readFromUrl({
      baseUrl: "http://localhost/",
      fetch,
      onProgress: ({ path, receivedBytes, totalBytes }) => {
        expect(path).toBe("age/circuit.cpk");
        progress.push(receivedBytes / totalBytes);
      },
    });
    const { path, ...expected } = manifest.circuits.age!.files.zkey;
    expect(Buffer.compare(await read(path, expected), files.zkey)).toBe(0);
    expect(asked).toEqual(["age/circuit.cpk"]);
    expect(progress.length).toBeGreaterThan(3);
    expect(progress.at(-1)).toBe(1);
  });

  it("tries a packed key that can't be unpacked once more, past the cache, and says what is wrong", async () => {
    const damaged = packed.slice();
    damaged.fill(0xff, 16, 20);
    const { fetch, asked } = serving(() => damaged);
    const read = readFromUrl({ baseUrl: "http://localhost/", fetch });
    const { path, ...expected } = manifest.circuits.age!.files.zkey;
    await expect(read(path, expected)).rejects.toThrow(ArtifactError);
    expect(asked.length).toBe(2);
    let first = true;
    const healing = serving(() => {
      const content = first ? damaged : packed;
      first = false;
      return content;
    });
    const again = readFromUrl({ baseUrl: "http://localhost/", fetch: healing.fetch });
    expect(Buffer.compare(await again(path, expected), files.zkey)).toBe(0);
  });
});
