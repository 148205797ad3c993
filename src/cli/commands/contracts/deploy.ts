import { decodeDeploymentPlan, deployGate } from "../../../portal/settlement/deploy-gate.ts";
import { type AddCommands, addCommand, option, required, shared } from "../../command.ts";
import { compiledIn, openChain, openWallet } from "../../ethereum.ts";
import { readJson } from "../../files.ts";
import { openDeploymentState } from "./deployment-state.ts";
import { type PolicyFiles, policyFiles, readPolicies, rpcUrl } from "./shared.ts";

interface DeployOptions extends PolicyFiles {
  readonly plan: string;
  readonly compiled: string;
  readonly rpcUrl: string;
  readonly from?: string;
  readonly keyFile?: string;
  readonly state?: string;
  readonly allowDevelopmentKeys?: boolean;
}

/** `civicproof contracts deploy` */
export const addDeploy: AddCommands = (group, run) => {
  addCommand<DeployOptions>(group, run, {
    usage: "deploy",
    summary: "deploy a timelock, verifiers and a gate; print the timelock's calls for roots and programmes",
    example: [
      "contracts deploy --plan deployment.json --compiled build/contracts --policy policy.json --schema schema.json \\",
      "      --rpc-url http://127.0.0.1:8545 --from 0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
    ].join("\n"),
    options: [
      required("--plan <file>", "what to deploy (deployment/v2)"),
      required("--compiled <directory>", "where forge or Hardhat put the compiled contracts"),
      ...policyFiles,
      rpcUrl,
      option("--from <address>", "an account that the node signs for"),
      option("--key-file <file>", "or a file with a private key"),
      option("--state <file>", "notes what was sent and what stands; a run that failed goes on from there"),
      shared.allowDevelopmentKeys,
    ],
    async run({ plan, compiled, rpcUrl: url, from, keyFile, state, allowDevelopmentKeys = false, ...files }, terminal) {
      const decoded = await readJson(plan, decodeDeploymentPlan);
      const policies = await readPolicies(files);
      const { chain, publicClient } = await openChain(url);
      const wallet = {
        ...(from === undefined ? {} : { from }),
        ...(keyFile === undefined ? {} : { keyFile }),
      };
      const walletClient = await openWallet(chain, wallet);
      const progress = await openDeploymentState(state, { plan: decoded, chainId: chain.id });
      const deployed = await deployGate({
        resume: progress.before,
        onProgress: async (contractName, now) => {
          await progress.note(contractName, now);
          if ("address" in now) terminal.writeErr(`${contractName}: stands at ${now.address}\n`);
          else if (now.transactionHash !== undefined)
            terminal.writeErr(`${contractName}: sent in ${now.transactionHash}\n`);
        },
        plan: decoded,
        compiled: compiledIn(compiled),
        policies,
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
};
