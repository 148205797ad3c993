/**
 * Compiles the circuits, sets them up with development keys and writes artifacts
 * and snapshots. Node only. What was built before from the same sources,
 * compiler and seed is taken as it is.
 */

import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { throwIfAborted } from "../../core/abort.ts";
import { CivicproofError } from "../../core/errors.ts";
import { makeDirectory } from "../../core/make-directory.ts";
import { isRunning } from "../../core/process.ts";
import { developmentSetup } from "../../engine/groth16/development-setup.ts";
import { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
import { parseR1cs } from "../../engine/groth16/files/r1cs.ts";
import { verificationKeyFromZkey } from "../../engine/groth16/key-of-zkey.ts";
import { packKey } from "../../engine/groth16/packed/pack.ts";
import { checkAnnotations } from "../circuit/annotations.ts";
import { compileCircuit } from "../circuit/compile.ts";
import { CIRCUIT_NAMES, type CircuitName, publicSignalsOf } from "../circuit/signals.ts";
import { CircuitCompileError } from "../circuit/signals-file.ts";
import { describeFile, encodeVerificationKey } from "./ceremony.ts";
import { describeSetup } from "./describe-setup.ts";
import { loadArtifacts } from "./load.ts";
import { type ArtifactManifest, type KeySetup, type ManifestEntry, parseManifest } from "./manifest.ts";
import { defaultArtifactsDirectory, openArtifacts, packageDirectory } from "./node.ts";
import { readChecked, sha256Hex } from "./verification-key.ts";

/** The seed of the development keys in this repository. Public, like every seed in a manifest. */
export const DEVELOPMENT_SEED = "civicproof development keys, 2026";

/** Counts up when the set-up or the artifacts' form changes, so that nothing older is taken from the cache. */
const BUILD_FORMAT = 1;
const OPTIMISATION = "O2";

export interface BuildProgress {
  readonly circuit: CircuitName;
  readonly step: "unchanged" | "compiling" | "setting up" | "writing" | "done";
  /** Of this step, 0 to 1. */
  readonly fraction: number;
  /** Since the build of this circuit started. */
  readonly seconds: number;
}

export interface BuildOptions {
  /** Directory with circuits/, artifacts/ and node_modules. Default: this package. */
  readonly projectDir?: string;
  readonly circuits?: readonly CircuitName[];
  readonly seed?: string;
  /** Build again what is in the cache. */
  readonly force?: boolean;
  /** Compare with manifest.json, constraints.json and vkeys instead of writing them. */
  readonly check?: boolean;
  readonly onProgress?: (progress: BuildProgress) => void;
  readonly signal?: AbortSignal;
}

/** One line of circuits/constraints.json. */
export interface ConstraintSnapshot {
  readonly constraints: number;
  readonly publicSignals: number;
  readonly domain: number;
  readonly r1csSha256: string;
}

export interface BuildResult {
  readonly manifest: ArtifactManifest;
  readonly constraints: Readonly<Record<string, ConstraintSnapshot>>;
  /** Sentences naming what differs from the snapshots on disk: changed by this build, or with `check` left as it was. */
  readonly differences: readonly string[];
  readonly seconds: Readonly<Record<string, number>>;
}

interface Built {
  readonly key: string;
  readonly entry: ManifestEntry;
}

/**
 * Builds circuits into artifacts/build/<circuit>/ and writes artifacts/vkeys, artifacts/manifest.json and
 * circuits/constraints.json. Two circuits compile side by side. Every file appears whole or not at all.
 *
 * @throws CircuitCompileError with the compiler's message, or when the public signals are not those of signals.json
 * @throws AbortedError when the signal fires
 */
export async function buildArtifacts({
  projectDir = packageDirectory(),
  circuits = CIRCUIT_NAMES,
  seed = DEVELOPMENT_SEED,
  force = false,
  check = false,
  onProgress = () => {},
  signal,
}: BuildOptions = {}): Promise<BuildResult> {
  const buildDir = join(projectDir, "artifacts", "build");
  await makeDirectory(buildDir);
  await removeLeftovers(buildDir);

  const built = new Map<CircuitName, Built>();
  const seconds: Record<string, number> = {};
  // The largest takes longest, so it starts first.
  const waiting = [...circuits].reverse();
  const lane = async () => {
    for (let circuit = waiting.shift(); circuit !== undefined; circuit = waiting.shift()) {
      const started = performance.now();
      const name = circuit;
      const elapsed = () => Math.round(performance.now() - started) / 1000;
      const report = (step: BuildProgress["step"], fraction: number) => {
        throwIfAborted(signal);
        onProgress({ circuit: name, step, fraction, seconds: elapsed() });
      };
      built.set(name, await buildCircuit({ circuit: name, projectDir, buildDir, seed, force, report, signal }));
      seconds[name] = elapsed();
    }
  };
  // Both lanes end before an error leaves, so no compiler is still writing afterwards.
  const lanes = await Promise.allSettled([lane(), lane()]);
  const failed = lanes.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;

  const entries = circuits.map((circuit) => [circuit, built.get(circuit)!.entry] as const);
  const manifest = parseManifest({ civicproof: "artifacts/v2/s1", circuits: Object.fromEntries(entries) });
  const constraints = Object.fromEntries(
    entries.map(([circuit, { constraints, publicSignals, domain, files }]) => [
      circuit,
      { constraints, publicSignals, domain, r1csSha256: files.r1cs.sha256 },
    ]),
  );
  const snapshots: [path: string, content: string][] = [
    [join(projectDir, "artifacts", "manifest.json"), toJson(manifest)],
    [join(projectDir, "circuits", "constraints.json"), toJson(constraints)],
  ];
  for (const [circuit] of entries) {
    const vkey = await readFile(join(buildDir, circuit, "vkey.json"), "utf8");
    snapshots.push([join(projectDir, "artifacts", "vkeys", `${circuit}.json`), vkey]);
  }
  const differences: string[] = [];
  for (const [path, content] of snapshots) {
    const before = await readFile(path, "utf8").catch(() => undefined);
    if (before === content) continue;
    differences.push(...describeDifference(relative(projectDir, path), before, content));
    if (!check) await writeWhole(path, content);
  }
  return { manifest, constraints, differences, seconds };
}

interface CircuitBuild {
  readonly circuit: CircuitName;
  readonly projectDir: string;
  readonly buildDir: string;
  readonly seed: string;
  readonly force: boolean;
  readonly report: (step: BuildProgress["step"], fraction: number) => void;
  readonly signal: AbortSignal | undefined;
}

async function buildCircuit({
  circuit,
  projectDir,
  buildDir,
  seed,
  force,
  report,
  signal,
}: CircuitBuild): Promise<Built> {
  const main = join(projectDir, "circuits", "main", `${circuit}.circom`);
  const { sourceSha256, compiler } = await hashSources(main, projectDir);
  const key = await sha256Hex(
    new TextEncoder().encode(JSON.stringify([BUILD_FORMAT, sourceSha256, compiler, OPTIMISATION, seed])),
  );
  const directory = join(buildDir, circuit);
  const cached = force ? undefined : await readCache(directory, key);
  if (cached !== undefined) {
    report("unchanged", 1);
    return withPackedKey(cached, { circuit, directory });
  }

  report("compiling", 0);
  const temporary = join(buildDir, `.tmp-${process.pid}-${circuit}-${randomUUID().slice(0, 8)}`);
  try {
    const compiled = await compileCircuit({ file: main, outDir: temporary, projectDir, ...(signal ? { signal } : {}) });
    const [r1cs, wasm, symbols] = await Promise.all([
      readBytes(compiled.r1cs),
      readBytes(compiled.wasm),
      readFile(compiled.sym, "utf8"),
    ]);
    checkSignals(circuit, r1cs, symbols);
    report("setting up", 0);
    const setup = await developmentSetup({ r1cs, seed, onProgress: ({ fraction }) => report("setting up", fraction) });
    const { length: publicSignals } = publicSignalsOf(circuit);
    if (setup.publicSignals !== publicSignals) {
      throw new CircuitCompileError({
        path: circuit,
        expected: `${publicSignals} public signals`,
        received: `${setup.publicSignals}`,
      });
    }
    const vkey = encodeVerificationKey(verificationKeyFromZkey(setup.zkey));
    report("writing", 0);
    const built: Built = {
      key,
      entry: {
        name: circuit,
        sourceSha256,
        circom: compiled.compilerVersion,
        optimisation: OPTIMISATION,
        constraints: setup.constraints,
        publicSignals,
        domain: setup.domain,
        setup: { kind: "development", seed },
        files: {
          r1cs: await describeFile(`build/${circuit}/circuit.r1cs`, r1cs),
          wasm: await describeFile(`build/${circuit}/circuit.wasm`, wasm),
          zkey: await describeFile(`build/${circuit}/circuit.zkey`, setup.zkey),
          vkey: await describeFile(`vkeys/${circuit}.json`, vkey),
        },
      },
    };
    await makeDirectory(directory);
    await writeWhole(join(directory, "circuit.r1cs"), r1cs);
    await writeWhole(join(directory, "circuit.wasm"), wasm);
    await writeWhole(join(directory, "circuit.zkey"), setup.zkey);
    await writeWhole(join(directory, "vkey.json"), vkey);
    // Last: the others count only with their hashes in here.
    await writeWhole(join(directory, "built.json"), toJson(built));
    report("done", 1);
    return await withPackedKey(built, { circuit, directory });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Packs the key, unless that was done before. The packed file always follows from the key, so nothing else names it. */
async function withPackedKey(
  { key, entry }: Built,
  { circuit, directory }: { readonly circuit: CircuitName; readonly directory: string },
): Promise<Built> {
  const file = join(directory, "circuit.cpk");
  const { zkey } = entry.files;
  const size = await stat(file).then(
    ({ size }) => size,
    () => undefined,
  );
  if (zkey.packed !== undefined && zkey.packed.bytes === size) return { key, entry };
  const packed = await packKey(await readBytes(join(directory, "circuit.zkey")));
  await writeWhole(file, packed);
  const place = { path: `build/${circuit}/circuit.cpk`, bytes: packed.length };
  const built: Built = { key, entry: { ...entry, files: { ...entry.files, zkey: { ...zkey, packed: place } } } };
  await writeWhole(join(directory, "built.json"), toJson(built));
  return built;
}

/** A former build under the same key whose files still have their hashes. */
async function readCache(directory: string, key: string): Promise<Built | undefined> {
  try {
    const built = JSON.parse(await readFile(join(directory, "built.json"), "utf8")) as Built;
    if (built.key !== key) return undefined;
    const { circuits } = parseManifest({
      civicproof: "artifacts/v2/s1",
      circuits: { [built.entry.name]: built.entry },
    });
    const { files } = circuits[built.entry.name]!;
    const names = { r1cs: "circuit.r1cs", wasm: "circuit.wasm", zkey: "circuit.zkey", vkey: "vkey.json" } as const;
    for (const kind of ["r1cs", "wasm", "zkey", "vkey"] as const) {
      await readChecked(files[kind], () => readFile(join(directory, names[kind])));
    }
    return built;
  } catch {
    return undefined;
  }
}

const INCLUDE = /^\s*include\s+"([^"]+)"\s*;/gm;

/** SHA-256 over every circom file of the project that a circuit includes, and the compiler's version. */
async function hashSources(main: string, projectDir: string): Promise<{ sourceSha256: string; compiler: string }> {
  const require = createRequire(join(projectDir, "package.json"));
  const version = (name: string) => (require(`${name}/package.json`) as { version: string }).version;
  const files = new Map<string, string>();
  const visit = async (file: string): Promise<void> => {
    const name = relative(projectDir, file).replaceAll("\\", "/");
    if (files.has(name)) return;
    const text = await readFile(file, "utf8").catch((cause: unknown) => {
      throw new CircuitCompileError({ path: name, message: `${name} can't be read`, cause });
    });
    files.set(name, text);
    for (const [, target] of text.matchAll(INCLUDE)) {
      await visit(join(dirname(file), target!));
    }
  };
  await visit(main);
  const lines: string[] = [];
  for (const [name, text] of files) lines.push(`${name} ${await sha256Hex(new TextEncoder().encode(text))}`);
  return {
    sourceSha256: await sha256Hex(new TextEncoder().encode(`${lines.sort().join("\n")}\n`)),
    compiler: `circom2@${version("circom2")}`,
  };
}

/**
 * Every input and output has its annotation, and the public signals are the wires from 1 on, in the order of signals.json.
 * In a sym file a line is `label,wire,component,name`; inputs keep their wires.
 */
function checkSignals(circuit: CircuitName, r1cs: Uint8Array, symbols: string): void {
  const { nOutputs, nPubInputs, nPrvInputs } = parseR1cs(r1cs);
  const nPublic = nOutputs + nPubInputs;
  const names: string[] = [];
  for (const line of symbols.split("\n")) {
    const [, wire, , name] = line.split(",");
    const position = Number(wire);
    const signal = /^main\.([A-Za-z0-9_]+)(?:\[|$)/.exec(name ?? "")?.[1];
    if (signal !== undefined && position >= 1 && position <= nPublic + nPrvInputs) names[position - 1] ??= signal;
  }
  const publicSignals = names.slice(0, nPublic);
  checkAnnotations(circuit, { publicSignals, privateInputs: [...new Set(names.slice(nPublic))] });
  const annotated = publicSignalsOf(circuit);
  if (publicSignals.join() !== annotated.join()) {
    throw new CircuitCompileError({
      path: circuit,
      expected: `the public signals ${annotated.join(", ")}`,
      received: publicSignals.join(", "),
    });
  }
}

/** Differences of two JSON snapshots, one sentence for each value. */
function describeDifference(path: string, before: string | undefined, after: string): string[] {
  if (before === undefined) return [`${path} is missing`];
  const leaves = (value: unknown, at: string): [string, string][] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, at === "" ? key : `${at}.${key}`))
      : [[at, JSON.stringify(value)]];
  try {
    const old = new Map(leaves(JSON.parse(before), ""));
    const now = new Map(leaves(JSON.parse(after), ""));
    const found = [...new Set([...old.keys(), ...now.keys()])]
      .filter((key) => old.get(key) !== now.get(key))
      .map((key) => `${path}: ${key} is ${old.get(key) ?? "missing"}, the circuits give ${now.get(key) ?? "nothing"}`);
    return found.length > 0 ? found : [`${path} is not formatted as written`];
  } catch {
    return [`${path} is not JSON`];
  }
}

/** What `civicproof artifacts check` says about one circuit. */
export interface ArtifactReport {
  readonly circuit: CircuitName;
  readonly setup: KeySetup;
  /** Which key it is, in words. */
  readonly key: string;
  /** Whether every point and step of the key was verified against the r1cs and phase 1; the hashes alone say less. */
  readonly isKeyVerified: boolean;
  readonly constraints: number;
  readonly domain: number;
  /** Whether the r1cs is there. Provers need none, so an installed package has none. */
  readonly hasR1cs: boolean;
  /** Why the artifacts can't be used; undefined when they can. */
  readonly problem: CivicproofError | undefined;
}

/**
 * Loads every circuit of an artifacts directory as a prover would, and its r1cs where there is one, and says what is
 * wrong with it.
 * @throws ArtifactError when the manifest itself is missing or malformed
 */
export async function checkArtifacts({ directory = defaultArtifactsDirectory() } = {}): Promise<ArtifactReport[]> {
  const { manifest, read } = await openArtifacts(directory);
  const reports: ArtifactReport[] = [];
  for (const [circuit, { setup, constraints, domain, files }] of Object.entries(manifest.circuits)) {
    const name = circuit as CircuitName;
    const hasR1cs = existsSync(join(directory, files.r1cs.path));
    const problem = await loadArtifacts({ circuit: name, manifest, read, allowDevelopmentKeys: true })
      .then(() => (hasR1cs ? readChecked(files.r1cs, read) : undefined))
      .then(
        () => undefined,
        (error: unknown) =>
          error instanceof CivicproofError ? error : new ArtifactError({ path: name, cause: error }),
      );
    const key = describeSetup(setup);
    reports.push({
      circuit: name,
      setup: setup.kind,
      key,
      isKeyVerified: false,
      constraints,
      domain,
      hasR1cs,
      problem,
    });
  }
  return reports;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Writes beside the target and renames: readers see the old file or the new one. */
async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await makeDirectory(dirname(path));
  const temporary = `${path}.tmp-${process.pid}-${randomUUID().slice(0, 8)}`;
  try {
    await writeFile(temporary, content, { flag: "wx" });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** What builds left behind that were killed. */
async function removeLeftovers(buildDir: string): Promise<void> {
  for (const entry of await readdir(buildDir, { recursive: true, withFileTypes: true })) {
    const pid = /\.tmp-(\d+)-/.exec(entry.name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) {
      await rm(join(entry.parentPath, entry.name), { recursive: true, force: true });
    }
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(path));
}
