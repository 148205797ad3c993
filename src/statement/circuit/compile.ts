/** Runs the circom compiler (circom2, WebAssembly) in a child process. Node only; circom2 is a development dependency. */

import { spawn } from "node:child_process";
import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join, relative, resolve } from "node:path";
import { AbortedError, throwIfAborted } from "../../core/abort.ts";
import { makeDirectory } from "../../core/make-directory.ts";
import { CircuitCompileError } from "./signals-file.ts";

/** The files that one compilation leaves, as absolute paths. */
export interface CompiledCircuit {
  readonly r1cs: string;
  readonly wasm: string;
  readonly sym: string;
  /** The circom release inside circom2, for example "2.2.3". */
  readonly compilerVersion: string;
}

export interface CompileCircuitOptions {
  /** The file with the main component. */
  readonly file: string;
  /** Where `<name>.r1cs`, `<name>.sym` and `<name>_js/<name>.wasm` are written; made when missing. */
  readonly outDir: string;
  /** Directory that holds node_modules; the compiler runs in it. Default: the working directory. */
  readonly projectDir?: string;
  /** Where includes are looked for after the including file's directory, relative to projectDir. Default: nowhere. */
  readonly libraryDirs?: readonly string[];
  readonly signal?: AbortSignal;
}

/** A compiler message longer than this is cut. */
const MAX_MESSAGE_CHARACTERS = 4_000;

/**
 * Compiles a circuit with full simplification (`--O2`) to r1cs, wasm and sym. Calls may run side by side.
 *
 * @throws CircuitCompileError with the compiler's message
 * @throws AbortedError when the signal fires; the child process is killed
 */
export async function compileCircuit({
  file,
  outDir,
  projectDir = process.cwd(),
  libraryDirs = [],
  signal,
}: CompileCircuitOptions): Promise<CompiledCircuit> {
  throwIfAborted(signal);
  const source = resolve(projectDir, file);
  const output = resolve(projectDir, outDir);
  await makeDirectory(output);
  const libraries = libraryDirs.flatMap((dir) => ["-l", dir]);
  // The compiler's file system starts at its working directory, so it gets relative paths.
  const paths = [relative(projectDir, source), ...libraries, "-o", relative(projectDir, output) || "."];
  await runCompiler(["--O2", "--r1cs", "--wasm", "--sym", ...paths], { file, projectDir, signal });

  const name = basename(file).replace(/\.circom$/, "");
  const compiled = {
    r1cs: join(output, `${name}.r1cs`),
    wasm: join(output, `${name}_js`, `${name}.wasm`),
    sym: join(output, `${name}.sym`),
  };
  // The compiler can end with code 0 and leave nothing behind, for example when the disk is full.
  for (const path of Object.values(compiled)) {
    await access(path).catch((cause: unknown) => {
      throw new CircuitCompileError({ path: file, message: `The compiler did not write ${path}`, cause });
    });
  }
  return { ...compiled, compilerVersion: await compilerVersion({ projectDir, signal }) };
}

/**
 * The release of the circom compiler, for example "2.2.3".
 *
 * @throws CircuitCompileError when it can't be run
 */
export async function compilerVersion({
  projectDir = process.cwd(),
  signal,
}: {
  readonly projectDir?: string;
  readonly signal?: AbortSignal | undefined;
} = {}): Promise<string> {
  const answer = await runCompiler(["--version"], { file: "circom2", projectDir, signal });
  const version = /circom compiler (\d+\.\d+\.\d+)/.exec(answer)?.[1];
  if (version === undefined) throw new CircuitCompileError({ message: "The compiler does not state its version" });
  return version;
}

interface RunOptions {
  /** What the error names. */
  readonly file: string;
  readonly projectDir: string;
  readonly signal?: AbortSignal | undefined;
}

function runCompiler(compilerArguments: readonly string[], { file, projectDir, signal }: RunOptions): Promise<string> {
  const script = findCompiler(projectDir);
  return new Promise((fulfil, reject) => {
    const child = spawn(process.execPath, [script, ...compilerArguments], {
      cwd: projectDir,
      stdio: ["ignore", "pipe", "pipe"],
      killSignal: "SIGKILL",
      ...(signal === undefined ? {} : { signal }),
    });
    let output = "";
    let complaint = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint += text;
    });
    child.on("error", (cause) => {
      reject(signal?.aborted ? new AbortedError({ cause }) : compileError(file, String(cause), cause));
    });
    child.on("close", (code, killedBy) => {
      if (code === 0) return fulfil(output);
      if (signal?.aborted) return reject(new AbortedError());
      const ending = killedBy === null ? `exit code ${code}` : `killed by ${killedBy}`;
      reject(compileError(file, plain(complaint) || plain(output) || ending));
    });
  });
}

function findCompiler(projectDir: string): string {
  try {
    return createRequire(join(projectDir, "package.json")).resolve("circom2/cli.js");
  } catch (cause) {
    throw compileError("circom2", `circom2 is not installed below ${projectDir}`, cause);
  }
}

function compileError(file: string, compilerMessage: string, cause?: unknown): CircuitCompileError {
  const message = `${file} does not compile: ${compilerMessage.slice(0, MAX_MESSAGE_CHARACTERS)}`;
  return new CircuitCompileError({ path: file, message, ...(cause === undefined ? {} : { cause }) });
}

/** Without terminal colours. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes start with the escape character
  return text.replace(/\u001b\[[0-9;]*m/g, "").trim();
}
