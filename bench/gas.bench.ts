/**
 * What claims cost on an anvil node, with the fixtures' real proofs: `npm run --silent bench:gas -- --json [--quick]`.
 * The full run writes bench/results/gas.json and gas.svg.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Abi, encodeDeployData, encodeFunctionData, type Hex } from "viem";
import { runForge } from "../scripts/forge.ts";
import { type Bar, barChart, FILL, grouped } from "./chart.ts";
import { batchFloorPerClaim, calldataGas, PRICE, singleFloor } from "./gas-floor.ts";
import { measureRow } from "./postgres-row.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const GAS = "0x1c9c380";
/** Nullifier and context differ from claim to claim; the prepared key holds the others. */
const VARYING_SIGNALS = 2;
const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
/** `ours` and `floor` are measured and computed here; `published` comes from others' documents. */
const KINDS = {
  ours: { fill: FILL.ours, meaning: "measured here" },
  floor: { fill: FILL.reference, meaning: "arithmetic floor" },
  published: { fill: FILL.others, meaning: "published by others" },
} as const;
const PUBLISHED = { semaphoreV4ValidateProof: 288_798, privadoIdVerify: 500_000 } as const;

interface FixtureClaim {
  readonly nonce: Hex;
  readonly recipient: Hex;
  readonly deadline: number;
  readonly proof: readonly string[];
  readonly signals: readonly string[];
}
interface Fixtures {
  readonly contract: Hex;
  readonly chainId: number;
  readonly verifier: string;
  readonly nowSeconds: number;
  readonly period: number;
  readonly roots: { readonly issuerRoot: string; readonly statusRoot: string };
  readonly programmes: { readonly age: { readonly programme: string } };
  readonly age: readonly FixtureClaim[];
}
interface Artifact {
  readonly abi: Abi;
  readonly bytecode: { readonly object: Hex };
}

const fixtures = JSON.parse(readFileSync(join(root, "contracts/test/fixtures/claims.json"), "utf8")) as Fixtures;
const GATE = fixtures.contract;
const OFFICER = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";

// Only what is measured, in a place of its own: a test run may be compiling everything at the same time.
process.env.FOUNDRY_OUT = "../build/bench/contracts";
process.env.FOUNDRY_CACHE_PATH = "../build/bench/cache";
const built = await runForge(["build", "keys/AgeVerifier.sol", "test/fuzz/TestGate.sol"], { capture: true });
if (built.code !== 0) throw new Error(built.output.slice(-2_000));
const artifact = (file: string, name: string): Artifact =>
  JSON.parse(readFileSync(join(root, `build/bench/contracts/${file}/${name}.json`), "utf8")) as Artifact;
const verifierArtifact = artifact("AgeVerifier.sol", "AgeVerifier");
const gateArtifact = artifact("TestGate.sol", "BareGate");

const port = await new Promise<number>((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address();
    server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 8545));
  });
});
const anvil = spawn(
  join(root, `node_modules/@foundry-rs/anvil-${process.platform}-amd64/bin/anvil`),
  [
    "--port",
    String(port),
    "--chain-id",
    String(fixtures.chainId),
    "--timestamp",
    String(fixtures.nowSeconds),
    "--silent",
  ],
  { stdio: "ignore" },
);

let id = 0;
async function rpc<T>(method: string, ...params: unknown[]): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${port}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: ++id, method, params }),
  });
  const { result, error } = (await response.json()) as { result: T; error?: { message: string } };
  if (error !== undefined) throw new Error(`${method}: ${error.message}`);
  return result;
}

interface Receipt {
  readonly status: Hex;
  readonly gasUsed: Hex;
  readonly contractAddress: Hex;
}
async function send(from: Hex, to: Hex | undefined, data: Hex, mayFail = false): Promise<Receipt & { gas: number }> {
  // The nonce is asked for: after a revert of the chain the node may give the one of the branch that is gone.
  const nonce = await rpc<Hex>("eth_getTransactionCount", from, "latest");
  const hash = await rpc<Hex>("eth_sendTransaction", {
    from,
    ...(to === undefined ? {} : { to }),
    data,
    gas: GAS,
    nonce,
  });
  let receipt: Receipt | null = null;
  for (const deadline = Date.now() + 60_000; receipt === null; ) {
    if (Date.now() > deadline) throw new Error("a transaction of the benchmark was not mined");
    receipt = await rpc<Receipt | null>("eth_getTransactionReceipt", hash);
  }
  if (!mayFail && receipt.status !== "0x1") throw new Error("a transaction of the benchmark was refused");
  return { ...receipt, gas: Number(receipt.gasUsed) };
}

const call = (functionName: string, ...args: unknown[]): Hex =>
  encodeFunctionData({ abi: gateArtifact.abi, functionName, args });

try {
  for (let attempt = 0; ; attempt++) {
    try {
      await rpc("eth_chainId");
      break;
    } catch (error) {
      if (attempt > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const verifier = (await send(OFFICER, undefined, verifierArtifact.bytecode.object)).contractAddress;
  // The proofs are bound to the gate's address: run the constructor there, then leave what it returns.
  const creation = encodeDeployData({
    abi: gateArtifact.abi,
    bytecode: gateArtifact.bytecode.object,
    args: [OFFICER, OFFICER, OFFICER, OFFICER],
  });
  await rpc("anvil_setCode", GATE, creation);
  const runtime = await rpc<Hex>("eth_call", { from: OFFICER, to: GATE, data: "0x", gas: GAS }, "latest");
  await send(OFFICER, GATE, "0x");
  await rpc("anvil_setCode", GATE, runtime);

  const { issuerRoot, statusRoot } = fixtures.roots;
  await send(OFFICER, GATE, call("addRoot", 0, BigInt(issuerRoot)));
  await send(OFFICER, GATE, call("addRoot", 1, BigInt(statusRoot)));
  const first = fixtures.age[0]!;
  const name = fixtures.programmes.age.programme;
  const added = await send(
    OFFICER,
    GATE,
    call("addProgramme", {
      domain: fixtures.verifier,
      name,
      version: 1,
      policyHash: BigInt(first.signals[1]!),
      scope: BigInt(first.signals[4]!),
      verifier,
      opensAt: fixtures.nowSeconds - 86_400,
      closesAt: fixtures.nowSeconds + 30 * 86_400,
      maxClaims: 1,
      freshnessDays: 1,
      utcOffsetMinutes: 0,
      periodStart: fixtures.nowSeconds - 86_400,
      periodSeconds: 60 * 86_400,
      claimsFrom: fixtures.period,
    }),
  );
  const programmeCall = call("programmeId", fixtures.verifier, name, 1);
  const programme = await rpc<Hex>("eth_call", { to: GATE, data: programmeCall }, "latest");
  const dayNumber = Math.floor(fixtures.nowSeconds / 86_400) + 719_163;
  const basis = {
    programme,
    issuerRoot: BigInt(issuerRoot),
    statusRoot: BigInt(statusRoot),
    period: fixtures.period,
    dayNumber,
  };
  const item = ({ signals, proof, recipient, deadline, nonce }: FixtureClaim) => ({
    nullifier: BigInt(signals[0]!),
    recipient,
    deadline,
    nonce,
    proof: proof.map(BigInt),
  });
  for (const { recipient } of fixtures.age.slice(0, 3)) {
    await rpc("anvil_impersonateAccount", recipient);
    await rpc("anvil_setBalance", recipient, "0x8ac7230489e80000");
  }

  /** Runs in a copy of the chain's state, thrown away afterwards. */
  async function apart<T>(work: () => Promise<T>): Promise<T> {
    const snapshot = await rpc<Hex>("evm_snapshot");
    try {
      return await work();
    } finally {
      await rpc("evm_revert", snapshot);
      await rpc("anvil_dropAllTransactions");
    }
  }

  const second = fixtures.age[1]!;
  const singleInput = call("claim", basis, item(second));
  const single = await apart(async () => (await send(second.recipient, GATE, singleInput)).gas);

  let foldedInput: Hex = "0x";
  const folded = await apart(async () => {
    await send(OFFICER, GATE, call("foldProgramme", programme, BigInt(issuerRoot), BigInt(statusRoot)));
    const foldCall = call("foldId", programme, BigInt(issuerRoot), BigInt(statusRoot), fixtures.period, dayNumber);
    const fold = await rpc<Hex>("eth_call", { to: GATE, data: foldCall }, "latest");
    foldedInput = call("claimFolded", fold, item(second));
    return (await send(second.recipient, GATE, foldedInput)).gas;
  });

  // Under roots that were replaced since: the prepared key holds others, and the registry is asked for them.
  const underOlderRoots = await apart(async () => {
    await send(OFFICER, GATE, call("addRoot", 0, 1n));
    await send(OFFICER, GATE, call("addRoot", 1, 1n));
    await send(OFFICER, GATE, call("refreshProgramme", programme));
    return (await send(second.recipient, GATE, singleInput)).gas;
  });
  const preparation = {
    addProgramme: added.gas,
    refreshProgramme: await apart(async () => (await send(OFFICER, GATE, call("refreshProgramme", programme))).gas),
    foldProgramme: await apart(async () => {
      const input = call("foldProgramme", programme, BigInt(issuerRoot), BigInt(statusRoot));
      return (await send(OFFICER, GATE, input)).gas;
    }),
  };

  const batchPerClaim: Record<string, number> = {};
  const batchIntrinsic: Record<string, number> = {};
  const batchFloor: Record<string, number> = {};
  for (const size of [1, 8, 32, 64]) {
    const input = call("claimBatch", basis, fixtures.age.slice(0, size).map(item));
    batchPerClaim[size] = await apart(async () => Math.ceil((await send(OFFICER, GATE, input)).gas / size));
    batchIntrinsic[size] = Math.floor((PRICE.transaction + calldataGas(input)) / size);
    batchFloor[size] = batchFloorPerClaim(size, VARYING_SIGNALS, input).total;
  }

  // A call refused for a false proof of well-formed points, against the dearest of the malformed ones.
  const spoiled = (change: (proof: bigint[]) => void): Hex => {
    const claim = item(second);
    change(claim.proof);
    return call("claim", basis, claim);
  };
  const refusedGas = (data: Hex) =>
    apart(async () => {
      const { gas, status } = await send(second.recipient, GATE, data, true);
      if (status !== "0x0") throw new Error("a false proof was accepted");
      return gas;
    });
  const falseProof = await refusedGas(
    spoiled((proof) => {
      [proof[0], proof[1]] = [1n, 2n];
    }),
  );
  const malformed = [
    ...[0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [
      spoiled((proof) => {
        proof[i] = proof[i]! + Q;
      }),
      spoiled((proof) => {
        proof[i] = proof[i]! ^ 1n;
      }),
      spoiled((proof) => {
        proof[i] = 2n ** 256n - 1n;
      }),
    ]),
  ];
  let worst = 0;
  for (const data of malformed) worst = Math.max(worst, await refusedGas(data));

  const intrinsic = (input: Hex) => PRICE.transaction + calldataGas(input);
  const report = {
    single,
    folded,
    batchPerClaim,
    malformedExtra: Math.max(0, worst - falseProof),
    floor: {
      single: singleFloor(VARYING_SIGNALS, singleInput).total,
      folded: singleFloor(VARYING_SIGNALS, foldedInput).total,
      batchPerClaim: batchFloor,
      /** The part of figures and floors that the transaction itself costs: 21,000 and calldata. A caller that is a contract does not pay it. */
      transactionAndCalldata: {
        single: intrinsic(singleInput),
        folded: intrinsic(foldedInput),
        batchPerClaim: batchIntrinsic,
      },
    },
  };
  if (json) console.log(JSON.stringify(report));
  const bars: Bar<keyof typeof KINDS>[] = [
    { label: "Privado ID verify (about)", value: PUBLISHED.privadoIdVerify, kind: "published" },
    { label: "Semaphore v4 validateProof", value: PUBLISHED.semaphoreV4ValidateProof, kind: "published" },
    { label: "single claim", value: single, kind: "ours" },
    { label: "single claim, floor", value: report.floor.single, kind: "floor" },
    { label: "folded claim", value: folded, kind: "ours" },
    { label: "folded claim, floor", value: report.floor.folded, kind: "floor" },
    { label: "single claim, older roots", value: underOlderRoots, kind: "ours" },
    ...[1, 8, 32, 64].flatMap((size): Bar<keyof typeof KINDS>[] => [
      { label: `batch of ${size}, per claim`, value: batchPerClaim[size]!, kind: "ours" },
      { label: `batch of ${size}, floor per claim`, value: batchFloor[size]!, kind: "floor" },
    ]),
  ];
  if (!json) {
    for (const { label, value } of bars) console.log(`${label.padEnd(34)} ${grouped(value).padStart(9)}`);
    for (const [what, gas] of Object.entries(preparation))
      console.log(`${what.padEnd(34)} ${grouped(gas).padStart(9)}`);
  }
  if (!quick) {
    const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
    const versions = { solc: "0.8.30", anvil: "1.7.1", evm: "cancun" };
    const row = await measureRow();
    if (!json && row !== undefined) console.log("as a row in Postgres:", row);
    const more = { underOlderRoots, preparation, refused: { falseProof, worstMalformed: worst }, row };
    mkdirSync(join(root, "bench/results"), { recursive: true });
    writeFileSync(
      join(root, "bench/results/gas.json"),
      `${JSON.stringify({ ...report, ...more, published: PUBLISHED, machine, versions }, null, 2)}\n`,
    );
    writeFileSync(
      join(root, "bench/results/gas.svg"),
      barChart({ title: "Gas of one claim", unit: "gas", kinds: KINDS, bars }),
    );
  }
} finally {
  anvil.kill();
}
