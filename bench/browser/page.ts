/** The page of the browser bench: our worker and snarkjs with the same key and the same witness inputs. */

import * as snarkjs from "snarkjs";
import { createProverWorker } from "../../src/browser/worker/index.ts";
import { toField } from "../../src/core/field.ts";
import { createStatement } from "../../src/credentials/registry/create-statement.ts";
import { readFromUrl } from "../../src/holder.ts";
import { loadVerificationKey, verifyPresentation } from "../../src/verifier.ts";

/** What the bench sends into the page; field elements as decimal strings. */
export interface BenchInput {
  readonly manifest: unknown;
  readonly circuit: "age" | "residency" | "eligibility";
  readonly credential: unknown;
  readonly holderSecret: string;
  readonly request: never;
  readonly snapshot: unknown;
  readonly statusBits: readonly number[];
  readonly roots: { readonly issuerRoot: string; readonly statusRoot: string };
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly nowSeconds: number;
}

/** snarkjs's functions that the bench calls; its own types know no bytes. */
interface Snarkjs {
  readonly groth16: {
    fullProve(
      inputs: unknown,
      wasm: Uint8Array,
      zkey: Uint8Array,
    ): Promise<{ proof: unknown; publicSignals: string[] }>;
    verify(key: unknown, publicSignals: readonly string[], proof: unknown): Promise<boolean>;
  };
}

async function open(input: BenchInput) {
  const baseUrl = new URL("/artifacts/", location.href).href;
  const artifacts = { manifest: input.manifest, baseUrl, allowDevelopmentKeys: true };
  const prover = createProverWorker({ worker: () => new Worker("/worker.js", { type: "module" }) });
  const registry = { snapshot: input.snapshot, statusBits: Uint8Array.from(input.statusBits) };
  const { credential, request, circuit, nowSeconds } = input;
  const holderSecret = BigInt(input.holderSecret) as never;
  const { registry: id, schemaId } = request as { readonly registry: string; readonly schemaId: string };
  const statement = createStatement({
    registry: {
      id,
      issuerRoots: { [schemaId]: toField(input.roots.issuerRoot) },
      statusRoot: toField(input.roots.statusRoot),
    },
    timeSeconds: Math.floor(nowSeconds / 3_600) * 3_600,
  });
  return {
    load: () => prover.load(circuit, artifacts),
    prove: async () => {
      const opened = await prover.openRequest(request, { askedBy: "https://bench.example", clock: () => nowSeconds });
      return prover.createPresentation({ credential, holderSecret, request: opened, registry, artifacts });
    },
    async verifier() {
      const read = readFromUrl({ baseUrl });
      const source = { circuit, manifest: input.manifest, read, allowDevelopmentKeys: true };
      const options = {
        request,
        verificationKey: await loadVerificationKey(source),
        statements: [statement],
        maxRootAgeSeconds: 7_200,
        nowSeconds,
      };
      return (presentation: unknown) => verifyPresentation(presentation, options);
    },
    close: () => prover.close(),
  };
}

async function openSnarkjs({ circuit, inputs }: BenchInput) {
  const { groth16 } = snarkjs as unknown as Snarkjs;
  const bytes = async (path: string): Promise<Uint8Array> =>
    new Uint8Array(await (await fetch(`/artifacts/${path}`)).arrayBuffer());
  const [wasm, zkey] = await Promise.all([
    bytes(`build/${circuit}/circuit.wasm`),
    bytes(`build/${circuit}/circuit.zkey`),
  ]);
  const key: unknown = await (await fetch(`/artifacts/vkeys/${circuit}.json`)).json();
  return {
    prove: () => groth16.fullProve(inputs, wasm, zkey),
    verify: (proof: { proof: unknown; publicSignals: string[] }) =>
      groth16.verify(key, proof.publicSignals, proof.proof),
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ milliseconds: number; result: T }> {
  const started = performance.now();
  const result = await work();
  return { milliseconds: performance.now() - started, result };
}

/** From an empty cache: until the files are loaded and checked, then the first proof. */
async function cold(input: BenchInput, contender: "ours" | "snarkjs") {
  if (contender === "ours") {
    const { milliseconds: startMs, result } = await timed(async () => {
      const ours = await open(input);
      await ours.load();
      return ours;
    });
    return { startMs, firstProofMs: (await timed(result.prove)).milliseconds };
  }
  const { milliseconds: startMs, result } = await timed(() => openSnarkjs(input));
  return { startMs, firstProofMs: (await timed(result.prove)).milliseconds };
}

/** Warm proofs and verifications, the contenders in turns. */
async function warm(input: BenchInput, rounds: number) {
  const [ours, theirs] = [await open(input), await openSnarkjs(input)];
  const verify = await ours.verifier();
  const [first, other] = [await ours.prove(), await theirs.prove()];
  await verify(first);
  await theirs.verify(other);
  const times = {
    ours: [] as number[],
    snarkjs: [] as number[],
    oursVerify: [] as number[],
    snarkjsVerify: [] as number[],
  };
  for (let round = 0; round < rounds; round++) {
    const proved = await timed(ours.prove);
    times.ours.push(proved.milliseconds);
    const proof = await timed(theirs.prove);
    times.snarkjs.push(proof.milliseconds);
    times.oursVerify.push((await timed(() => verify(proved.result))).milliseconds);
    const checked = await timed(() => theirs.verify(proof.result));
    if (!checked.result) throw new Error("snarkjs refuses its own proof");
    times.snarkjsVerify.push(checked.milliseconds);
  }
  ours.close();
  return times;
}

const bench = { cold, warm };
declare global {
  var civicproofBench: typeof bench;
}
globalThis.civicproofBench = bench;
