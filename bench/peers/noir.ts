/** Noir with Barretenberg, the stack of zkPassport. Its packages are installed into a cache when first asked for. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { ROOT } from "../harness.ts";
import type { Peer } from "./peer.ts";

const PACKAGES = {
  "@noir-lang/noir_wasm": "1.0.0-beta.26",
  "@noir-lang/noir_js": "1.0.0-beta.26",
  "@aztec/bb.js": "5.0.0",
} as const;
const CACHE = join(ROOT, "node_modules", ".cache", "civicproof-peers");

interface Program {
  readonly bytecode: string;
}
interface Executed {
  readonly witness: Uint8Array;
  readonly returnValue: unknown;
}
interface Packages {
  readonly compiler: {
    createFileManager(folder: string): { writeFile(path: string, content: ReadableStream): Promise<void> };
    compile(files: unknown, entry?: string, log?: () => void): Promise<{ program: Program }>;
  };
  readonly noir: { Noir: new (program: Program) => { execute(inputs: object): Promise<Executed> } };
  readonly backend: {
    Barretenberg: { new (options: object): Promise<unknown>; new: (options: object) => Promise<unknown> };
    UltraHonkBackend: new (
      bytecode: string,
      api: unknown,
    ) => {
      generateProof(witness: Uint8Array): Promise<{ proof: Uint8Array }>;
      verifyProof(proof: unknown): Promise<boolean>;
    };
  };
}

async function install(): Promise<Packages> {
  const names = Object.keys(PACKAGES);
  if (!names.every((name) => existsSync(join(CACHE, "node_modules", name)))) {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(join(CACHE, "package.json"), JSON.stringify({ private: true, dependencies: PACKAGES }));
    const { status, stderr } = spawnSync("npm", ["install", "--no-audit", "--no-fund"], { cwd: CACHE });
    if (status !== 0) throw new Error(`npm install: ${stderr.toString().trim().split("\n").at(-1)}`);
  }
  const require = createRequire(join(CACHE, "package.json"));
  const module = join(CACHE, "node_modules", "@aztec", "bb.js", "dest", "node", "index.js");
  return {
    compiler: require("@noir-lang/noir_wasm"),
    noir: require("@noir-lang/noir_js"),
    backend: await import(pathToFileURL(module).href),
  };
}

/** The hash of a credential, as bytes: what its issuer signs. */
const DIGEST = `
fn hash(left: Field, right: Field) -> Field { std::hash::poseidon2_permutation([left, right, 0, 0])[0] }
fn main(birthday: u32, secret: Field) -> pub [u8; 32] { hash(birthday as Field, hash(secret, 0)).to_be_bytes() }
`;

async function compile({ compiler }: Packages, source: string): Promise<Program> {
  const files = compiler.createFileManager(mkdtempSync(join(tmpdir(), "civicproof-noir-")));
  const write = (path: string, text: string) =>
    files.writeFile(path, Readable.toWeb(Readable.from([Buffer.from(text)])) as ReadableStream);
  await write("./Nargo.toml", '[package]\nname = "age"\ntype = "bin"\nauthors = [""]\n[dependencies]\n');
  await write("./src/main.nr", source);
  return (await compiler.compile(files, undefined, () => {})).program;
}

export async function noir(): Promise<Peer> {
  const packages = await install();
  const { Noir } = packages.noir;
  const program = await compile(packages, readFileSync(join(ROOT, "bench", "peers", "age.nr"), "utf8"));
  const [birthday, secret] = [7000, "123456789"];
  const digest = await new Noir(await compile(packages, DIGEST)).execute({ birthday, secret });
  const issuer = secp256k1.utils.randomSecretKey();
  const publicKey = [...secp256k1.getPublicKey(issuer, false)];
  const hash = Uint8Array.from((digest.returnValue as string[]).map(Number));
  const inputs = {
    birthday,
    secret,
    signature: [...secp256k1.sign(hash, issuer, { prehash: false })],
    issuer_x: publicKey.slice(1, 33),
    issuer_y: publicKey.slice(33),
    latest_birthday: 8000,
    scope: "9",
  };
  const circuit = new Noir(program);
  // Fails here where the points of the published ceremony can't be fetched: no package brings them.
  const api = await packages.backend.Barretenberg.new({ threads: 2 });
  const backend = new packages.backend.UltraHonkBackend(program.bytecode, api);
  type Proof = { proof: Uint8Array };
  return {
    proves: "age over a signed credential, nullifier; one issuer, no trees",
    versions: PACKAGES,
    // And the points of the ceremony up to the size of the circuit, 32 bytes each.
    downloadBytes: JSON.stringify(program).length,
    prove: async (): Promise<Proof> => backend.generateProof((await circuit.execute(inputs)).witness),
    verify: (proof) => backend.verifyProof(proof),
    proofBytes: (proof) => (proof as Proof).proof.length,
  };
}
