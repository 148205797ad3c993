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
import { type Abi, encodeDeployData, encodeFunctionData, type Hex, keccak256, toHex } from "viem";
import { runForge } from "../scripts/forge.ts";
import { dayNumber } from "../src/core/dates.ts";
import { dayOf, PERIOD_KINDS, parseGrid } from "../src/core/period-grid.ts";
import { programmeId } from "../src/portal/settlement/encode.ts";
import { type Bar, barChart, FILL, grouped } from "./chart.ts";
import { batchFloorPerClaim, calldataGas, PRICE, singleFloor } from "./gas-floor.ts";
import { type Groups, groupsAboveFloor, type Step } from "./gas-groups.ts";
import { measureRow } from "./postgres-row.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const GAS = "0x1c9c380";
/** Nullifier and context differ from claim to claim; the prepared key holds the others. */
const VARYING_SIGNALS = 2;
const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
/** y of a point of the twist with x = 1, outside the prime-order subgroup; imaginary part first. */
const TWIST_Y = [
  0x2351dcdda257b62181cbd745dfee16d5fdf4eb185bbcf33c20a0fe6eaa9cb4a3n,
  0x07fb3d558dafafb6bf6dd326a5fefe0beca3f9ac3bd999a390d504fad34b0b8cn,
] as const;
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
  readonly ordinal: number;
  readonly proof: readonly string[];
  readonly signals: readonly string[];
}
interface Fixtures {
  readonly contract: Hex;
  readonly chainId: number;
  readonly verifier: string;
  readonly registry: Hex;
  readonly schemaId: string;
  readonly askerHash: Hex;
  readonly grid: string;
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
const built = await runForge(
  ["build", "keys/AgeVerifier.sol", "test/fuzz/TestGate.sol", "examples/BenefitDisbursement.sol", "test/unit/Coin.sol"],
  { capture: true },
);
if (built.code !== 0) throw new Error(built.output.slice(-2_000));
const artifact = (file: string, name: string): Artifact =>
  JSON.parse(readFileSync(join(root, `build/bench/contracts/${file}/${name}.json`), "utf8")) as Artifact;
const verifierArtifact = artifact("AgeVerifier.sol", "AgeVerifier");
const bareGate = artifact("TestGate.sol", "BareGate");
const disbursement = artifact("BenefitDisbursement.sol", "BenefitDisbursement");
const coin = artifact("Coin.sol", "Coin");

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
    // For debug_traceTransaction.
    "--steps-tracing",
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
  readonly transactionHash: Hex;
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

const STATUS_TREE = 0n;
/** The time of all statements here: a node's clock runs on, and none may be from the future. */
const STATEMENT_SECONDS = fixtures.nowSeconds;
const schemaId = BigInt(fixtures.schemaId);
const first = fixtures.age[0]!;
const second = fixtures.age[1]!;
const { issuerRoot, statusRoot } = fixtures.roots;
const name = fixtures.programmes.age.programme;
const programme = programmeId(fixtures.verifier, name, 1);
const grid = parseGrid(fixtures.grid);
const dayOfNow = dayNumber(dayOf(grid, fixtures.nowSeconds));
const encode = ({ abi }: Artifact, functionName: string, ...args: unknown[]): Hex =>
  encodeFunctionData({ abi, functionName, args });
const call = (functionName: string, ...args: unknown[]): Hex => encode(bareGate, functionName, ...args);
const SETUP = {
  timelock: OFFICER,
  guardian: OFFICER,
  statusOperator: OFFICER,
  registry: fixtures.registry,
  maxRootAge: 86_400,
  gasLimits: { add: 0, mul: 0, pairing: 0, pair: 0 },
  allowDevelopmentKeys: true,
};

/** A statement with the fixtures' issuer root. */
const publication = (root: bigint, more: readonly object[] = []): Hex =>
  call("publish", {
    registry: fixtures.registry,
    time: STATEMENT_SECONDS,
    statusRoot: root,
    issuerRoots: [{ schemaId, root: BigInt(issuerRoot) }, ...more],
  });

/** Puts a gate where the proofs expect it, with roots and a programme. What the parts of it cost. */
async function setUp(gate: Artifact, verifier: Hex, ...args: unknown[]) {
  // The proofs are bound to the gate's address: run the constructor there, then leave what it returns.
  const creation = encodeDeployData({ abi: gate.abi, bytecode: gate.bytecode.object, args: [SETUP, ...args] });
  await rpc("anvil_setCode", GATE, creation);
  const runtime = await rpc<Hex>("eth_call", { from: OFFICER, to: GATE, data: "0x", gas: GAS }, "latest");
  await send(OFFICER, GATE, "0x");
  await rpc("anvil_setCode", GATE, runtime);
  await send(OFFICER, GATE, call("trustIssuerRoot", schemaId, BigInt(issuerRoot)));
  await send(OFFICER, GATE, publication(BigInt(statusRoot)));
  const added = await send(
    OFFICER,
    GATE,
    call("addProgramme", {
      domain: fixtures.verifier,
      name,
      version: 1,
      policyHash: BigInt(first.signals[1]!),
      schemaId,
      scope: BigInt(first.signals[4]!),
      askerHash: fixtures.askerHash,
      verifier,
      opensAt: fixtures.nowSeconds - 86_400,
      closesAt: fixtures.nowSeconds + 30 * 86_400,
      maxClaims: 1,
      freshnessDays: 1,
      grid: {
        kind: PERIOD_KINDS.indexOf(grid.kind),
        daysEach: grid.days,
        firstDay: dayNumber(grid.firstDay),
        utcOffsetMinutes: grid.utcOffsetMinutes,
      },
    }),
  );
  return { creation, addProgramme: added.gas };
}

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

  const basis = {
    programme,
    issuerRoot: BigInt(issuerRoot),
    statusRoot: BigInt(statusRoot),
    period: fixtures.period,
    dayNumber: dayOfNow,
  };
  const item = ({ signals, proof, recipient, deadline, nonce, ordinal }: FixtureClaim) => ({
    nullifier: BigInt(signals[0]!),
    recipient,
    deadline,
    nonce,
    ordinal,
    proof: proof.map(BigInt),
  });
  // The disbursement as it is shipped, on a chain of its own: what claims and payouts cost, and what all costs to deploy.
  const shipped = await apart(async () => {
    const verifier = await send(OFFICER, undefined, verifierArtifact.bytecode.object);
    const minted = encodeDeployData({ abi: coin.abi, bytecode: coin.bytecode.object, args: [OFFICER] });
    const token = (await send(OFFICER, undefined, minted)).contractAddress;
    const settings = {
      token,
      treasury: OFFICER,
      approvalLimit: 100n,
      approvalsRequired: 2,
      lockSeconds: 0,
      holdSeconds: 86_400,
      appealSeconds: 86_400,
    };
    const { creation } = await setUp(disbursement, verifier.contractAddress, settings);
    const deployment = (await send(OFFICER, undefined, creation)).gas;
    await send(OFFICER, token, encode(coin, "approve", GATE, 1_000n));
    await send(OFFICER, GATE, encode(disbursement, "setAward", programme, 50n));
    await send(OFFICER, GATE, call("grantRole", keccak256(toHex("RELAYER_ROLE")), OFFICER));
    await send(OFFICER, GATE, call("refreshProgramme", programme));
    // The first payout opens the counter; later ones are what counts.
    await send(OFFICER, GATE, call("claim", basis, item(first)));
    const claim = (await send(OFFICER, GATE, call("claim", basis, item(second)))).gas;
    await send(OFFICER, GATE, encode(disbursement, "pay", 1n));
    const pay = (await send(OFFICER, GATE, encode(disbursement, "pay", 2n))).gas;
    const batch = call("claimBatch", basis, fixtures.age.slice(2, 34).map(item));
    const batchOf32PerClaim = Math.ceil((await send(OFFICER, GATE, batch)).gas / 32);
    return { deployment, verifierDeployment: verifier.gas, claim, batchOf32PerClaim, pay };
  });

  const verifier = (await send(OFFICER, undefined, verifierArtifact.bytecode.object)).contractAddress;
  const { addProgramme } = await setUp(bareGate, verifier);
  await send(OFFICER, GATE, call("grantRole", keccak256(toHex("RELAYER_ROLE")), OFFICER));
  for (const { recipient } of fixtures.age.slice(0, 3)) {
    await rpc("anvil_impersonateAccount", recipient);
    await rpc("anvil_setBalance", recipient, "0x8ac7230489e80000");
  }

  // The usual state: ten minutes after the last roots were added, and today, somebody ran refreshProgramme.
  const refreshProgramme = (await send(OFFICER, GATE, call("refreshProgramme", programme))).gas;
  const singleInput = call("claim", basis, item(second));
  const single = await apart(async () => (await send(second.recipient, GATE, singleInput)).gas);
  const fold = await rpc<Hex>("eth_call", { to: GATE, data: call("foldId", basis) }, "latest");
  const foldedInput = call("claimFolded", fold, item(second));
  const folded = await apart(async () => (await send(second.recipient, GATE, foldedInput)).gas);
  // After the next hour's roots: the fold is for these and stays good.
  const afterNewRoots = await apart(async () => {
    await send(OFFICER, GATE, publication(1n));
    await send(OFFICER, GATE, call("refreshProgramme", programme));
    return (await send(second.recipient, GATE, singleInput)).gas;
  });
  // On a basis that nobody folded: after a revocation, every fold is stale.
  const unfolded = await apart(async () => {
    await send(OFFICER, GATE, call("revokeRoot", STATUS_TREE, 1n));
    await send(OFFICER, GATE, publication(BigInt(statusRoot)));
    return (await send(second.recipient, GATE, singleInput)).gas;
  });
  const publish = await apart(async () => (await send(OFFICER, GATE, publication(1n))).gas);
  const publishAgain = await apart(async () => (await send(OFFICER, GATE, publication(BigInt(statusRoot)))).gas);
  const publishTwo = await apart(async () => {
    await send(OFFICER, GATE, call("trustIssuerRoot", schemaId + 1n, 2n));
    return (await send(OFFICER, GATE, publication(1n, [{ schemaId: schemaId + 1n, root: 2n }]))).gas;
  });
  const publishSchema = publishTwo - publish;
  const preparation = { publishSchema, addProgramme, refreshProgramme, publish, publishAgain };

  const batchPerClaim: Record<string, number> = {};
  const batchIntrinsic: Record<string, number> = {};
  const batchFloor: Record<string, number> = {};
  for (const size of [1, 8, 32, 64]) {
    const input = call("claimBatch", basis, fixtures.age.slice(0, size).map(item));
    batchPerClaim[size] = await apart(async () => Math.ceil((await send(OFFICER, GATE, input)).gas / size));
    batchIntrinsic[size] = Math.floor((PRICE.transaction + calldataGas(input)) / size);
    batchFloor[size] = batchFloorPerClaim(size, VARYING_SIGNALS, input).total;
  }

  /** What a transaction with these claims pays above its floor, for each claim. */
  const aboveFloorOf = (from: Hex, input: Hex, floor: number, claims = 1): Promise<Groups> =>
    apart(async () => {
      const { transactionHash, gas } = await send(from, GATE, input);
      const tracer = { disableStorage: true, enableMemory: false };
      const { structLogs } = await rpc<{ structLogs: Step[] }>("debug_traceTransaction", transactionHash, tracer);
      const groups = groupsAboveFloor(structLogs, claims);
      const rest = gas - floor * claims - groups.total;
      if (Math.abs(rest) > 8 * claims) throw new Error(`the trace explains all but ${rest} gas`);
      return Object.fromEntries(
        Object.entries(groups).map(([name, value]) => [name, Math.round(value / claims)]),
      ) as Groups;
    });
  const traced = async () => {
    const input = call("claimBatch", basis, fixtures.age.slice(0, 32).map(item));
    return {
      single: await aboveFloorOf(second.recipient, singleInput, singleFloor(VARYING_SIGNALS, singleInput).total),
      batchOf32PerClaim: await aboveFloorOf(OFFICER, input, batchFloor[32]!, 32),
    };
  };
  const aboveFloor = quick ? undefined : await traced();

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
    // On the twist and outside the group: x = 1, y from contracts/test/precompile/Vectors.sol.
    spoiled((proof) => {
      proof.splice(2, 4, 0n, 1n, ...TWIST_Y);
    }),
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
    { label: "single claim, no fold", value: unfolded, kind: "ours" },
    ...[1, 8, 32, 64].flatMap((size): Bar<keyof typeof KINDS>[] => [
      { label: `batch of ${size}, per claim`, value: batchPerClaim[size]!, kind: "ours" },
      { label: `batch of ${size}, floor per claim`, value: batchFloor[size]!, kind: "floor" },
    ]),
  ];
  if (!json) {
    for (const { label, value } of bars) console.log(`${label.padEnd(34)} ${grouped(value).padStart(9)}`);
    for (const [what, gas] of Object.entries({ afterNewRoots, ...preparation, ...shipped, worst, falseProof }))
      console.log(`${what.padEnd(34)} ${grouped(gas).padStart(9)}`);
  }
  if (!quick) {
    const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
    const versions = { solc: "0.8.30", anvil: "1.7.1", evm: "cancun" };
    const row = await measureRow();
    if (!json && row !== undefined) console.log("as a row in Postgres:", row);
    const more = {
      aboveFloor,
      afterNewRoots,
      unfolded,
      preparation,
      shipped,
      refused: { falseProof, worstMalformed: worst },
      row,
    };
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
