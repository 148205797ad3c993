import { join } from "node:path";
import { UsageError } from "../../../core/errors.ts";
import { decodeDeploymentPlan, deployGate } from "../../../portal/settlement/deploy-gate.ts";
import { exportArtifactVerifier } from "../../../portal/settlement/export.ts";
import { type GateStatus, readGate } from "../../../portal/settlement/gate-status.ts";
import { importVerificationKey } from "../../../statement/artifacts/imported-key.ts";
import { openArtifacts } from "../../../statement/artifacts/node.ts";
import { loadVerificationKey, openEntry } from "../../../statement/artifacts/verification-key.ts";
import { CIRCUIT_NAMES } from "../../../statement/circuit/signals.ts";
import { type AddCommands, addCommand, option, required, shared } from "../../command.ts";
import { compiledIn, isAddress, openChain, openWallet } from "../../ethereum.ts";
import { readJson, writeText } from "../../files.ts";

interface ExportOptions {
  readonly out: string;
  readonly basePath?: string;
  readonly artifacts?: string;
  readonly allowDevelopmentKeys?: boolean;
  readonly force?: boolean;
}

interface DeployOptions {
  readonly plan: string;
  readonly compiled: string;
  readonly rpcUrl: string;
  readonly from?: string;
  readonly keyFile?: string;
  readonly allowDevelopmentKeys?: boolean;
}

interface StatusOptions {
  readonly gate: string;
  readonly rpcUrl: string;
  readonly artifacts?: string;
  readonly allowDevelopmentKeys?: boolean;
}

const rpcUrl = required("--rpc-url <url>", "the node: https, or http on this machine");

/** `civicproof contracts export`, `deploy`, `status` */
export const addContracts: AddCommands = (program, run) => {
  const group = program.command("contracts").description("verifier contracts for an EVM chain");

  addCommand<ExportOptions>(group, run, {
    usage: "export",
    summary: "write one Solidity verifier per circuit for the keys of these artifacts",
    example: "contracts export --out contracts/keys --artifacts artifacts/",
    options: [
      required("--out <directory>", "where the Solidity files go"),
      option("--base-path <path>", "import path of Groth16Verifier.sol as seen from there"),
      shared.artifacts,
      shared.allowDevelopmentKeys,
      shared.force,
    ],
    async run({ out, basePath, artifacts, force = false, ...rest }) {
      const allowDevelopmentKeys = rest.allowDevelopmentKeys === true;
      const source = await openArtifacts(artifacts);
      const written = [];
      for (const circuit of CIRCUIT_NAMES) {
        const { setup } = openEntry({ circuit, manifest: source.manifest, allowDevelopmentKeys });
        const exported = await exportArtifactVerifier({
          circuit,
          ...source,
          allowDevelopmentKeys,
          ...(basePath === undefined ? {} : { basePath }),
        });
        const file = join(out, `${exported.contractName}.sol`);
        await writeText(file, exported.source, { force });
        written.push({ circuit, file, verificationKeyHash: exported.verificationKeyHash, setup: setup.kind });
      }
      return {
        text: written
          .map(({ file, setup, verificationKeyHash }) => `${file}  ${setup} key ${verificationKeyHash}`)
          .join("\n"),
        json: { contracts: written },
      };
    },
  });

  addCommand<DeployOptions>(group, run, {
    usage: "deploy",
    summary: "deploy a timelock, verifiers and a gate; print the timelock's calls for roots and programmes",
    example: [
      "contracts deploy --plan deployment.json --compiled build/contracts \\",
      "      --rpc-url http://127.0.0.1:8545 --from 0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
    ].join("\n"),
    options: [
      required("--plan <file>", "what to deploy (deployment/v1)"),
      required("--compiled <directory>", "where forge or Hardhat put the compiled contracts"),
      rpcUrl,
      option("--from <address>", "an account that the node signs for"),
      option("--key-file <file>", "or a file with a private key"),
      shared.allowDevelopmentKeys,
    ],
    async run({ plan, compiled, rpcUrl: url, from, keyFile, allowDevelopmentKeys = false }) {
      const decoded = await readJson(plan, decodeDeploymentPlan);
      const { chain, publicClient } = await openChain(url);
      const wallet = {
        ...(from === undefined ? {} : { from }),
        ...(keyFile === undefined ? {} : { keyFile }),
      };
      const walletClient = await openWallet(chain, wallet);
      const deployed = await deployGate({
        plan: decoded,
        compiled: compiledIn(compiled),
        walletClient,
        publicClient,
        allowDevelopmentKeys,
      });
      const { timelock, verifiers, gate, operations, delaySeconds } = deployed;
      return {
        text: [
          `Chain:    ${deployed.chainId}`,
          `Timelock: ${timelock.address} (${delaySeconds} s)`,
          ...Object.entries(verifiers).map(([circuit, { address }]) => `Verifier: ${address} (${circuit})`),
          `Gate:     ${gate.address}`,
          ...operations.flatMap(({ function: called, schedule, execute }) => [
            `${called}, first a proposer:  ${schedule.calldata}`,
            `${called}, later an executor: ${execute.calldata}`,
          ]),
        ].join("\n"),
        json: deployed,
      };
    },
  });

  addCommand<StatusOptions>(group, run, {
    usage: "status",
    summary: "ask a deployed gate for its roots, programmes and keys, and compare the keys with the artifacts",
    example: "contracts status --gate 0x5fbdb2315678afecb367f032d93f642f64180aa3 --rpc-url http://127.0.0.1:8545",
    options: [required("--gate <address>", "the gate"), rpcUrl, shared.artifacts, shared.allowDevelopmentKeys],
    async run({ gate, rpcUrl: url, artifacts, allowDevelopmentKeys = false }) {
      if (!isAddress(gate)) throw new UsageError({ message: "--gate expects an address" });
      const { publicClient } = await openChain(url);
      const status = await readGate(publicClient, gate);
      const problems = await problemsOf(status, artifacts, allowDevelopmentKeys);
      return {
        text: [
          `Chain ${status.chainId}, block ${status.blockNumber}`,
          `Issuer root: ${status.issuerRoot.root}`,
          `Status root: ${status.statusRoot.root}`,
          ...status.programmes.map(
            ({ domain, name, version, isPaused, verifier }) =>
              `Programme ${domain} ${name} ${version}${isPaused ? ", paused" : ""}: ${verifier.circuit} ${verifier.address}`,
          ),
          ...problems.map((problem) => `Problem: ${problem}`),
        ].join("\n"),
        json: { gate: gate.toLowerCase(), ...status, problems },
        isRefusal: problems.length > 0,
      };
    },
  });
};

/** What a portal must not go on with. */
async function problemsOf(
  { issuerRoot, statusRoot, programmes }: GateStatus,
  artifacts: string | undefined,
  allowDevelopmentKeys: boolean,
): Promise<readonly string[]> {
  const problems: string[] = [];
  if (!issuerRoot.isAccepted) problems.push("no issuer root is accepted");
  if (!statusRoot.isAccepted) problems.push("no status root is accepted");
  for (const { name, version, verifier } of programmes) {
    const what = `${name} ${version}`;
    if (verifier.isDevelopmentKey && !allowDevelopmentKeys) problems.push(`${what}: anyone can forge under its key`);
    const circuit = CIRCUIT_NAMES.find((each) => each === verifier.circuit);
    if (circuit === undefined) {
      problems.push(`${what}: its circuit is unknown here`);
      continue;
    }
    const source = await openArtifacts(artifacts);
    const { setup, verificationKey } = await loadVerificationKey({ circuit, ...source, allowDevelopmentKeys: true });
    const key = importVerificationKey(verificationKey, { circuit, setup: setup.kind, allowDevelopmentKeys: true });
    if (verifier.verificationKeyHash !== `0x${key.hash}`) {
      problems.push(`${what}: its verifier holds another key than the artifacts`);
    }
  }
  return problems;
}
