import { type GateStatus, readGate } from "../../../portal/settlement/gate-status.ts";
import { importVerificationKey } from "../../../statement/artifacts/imported-key.ts";
import { openArtifacts } from "../../../statement/artifacts/node.ts";
import { readVerificationKey } from "../../../statement/artifacts/verification-key.ts";
import { CLAIM_CIRCUITS } from "../../../statement/circuit/signals.ts";
import { type AddCommands, addCommand, required, shared } from "../../command.ts";
import { isAddress, openChain } from "../../ethereum.ts";
import { UsageError } from "../../report-error.ts";
import { rpcUrl } from "./shared.ts";

interface StatusOptions {
  readonly gate: string;
  readonly rpcUrl: string;
  readonly artifacts?: string;
  readonly allowDevelopmentKeys?: boolean;
}

/** `civicproof contracts status` */
export const addGateStatus: AddCommands = (group, run) => {
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

/** What a portal must not continue with. */
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
    const circuit = CLAIM_CIRCUITS.find((each) => each === verifier.circuit);
    if (circuit === undefined) {
      problems.push(`${what}: its circuit is unknown here`);
      continue;
    }
    const source = await openArtifacts(artifacts);
    const { setup, verificationKey } = await readVerificationKey({ circuit, ...source, allowDevelopmentKeys: true });
    const key = importVerificationKey(verificationKey, { circuit, setup: setup.kind, allowDevelopmentKeys: true });
    if (verifier.verificationKeyHash !== `0x${key.hash}`) {
      problems.push(`${what}: its verifier holds another key than the artifacts`);
    }
  }
  return problems;
}
