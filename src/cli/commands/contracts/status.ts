import { type GateStatus, type PairStatus, policyProblems, readGate } from "../../../portal/settlement/gate-status.ts";
import type { RequestablePolicy } from "../../../presentation/proof/request.ts";
import { importVerificationKey } from "../../../statement/artifacts/imported-key.ts";
import { openArtifacts } from "../../../statement/artifacts/node.ts";
import { readVerificationKey } from "../../../statement/artifacts/verification-key.ts";
import { CLAIM_CIRCUITS } from "../../../statement/circuit/signals.ts";
import { type AddCommands, addCommand, option, required, shared } from "../../command.ts";
import { isAddress, openChain } from "../../ethereum.ts";
import { UsageError } from "../../report-error.ts";
import { type PolicyFiles, policyFiles, readPolicies, rpcUrl } from "./shared.ts";

interface StatusOptions extends PolicyFiles {
  readonly gate: string;
  readonly registryId?: string;
  readonly rpcUrl: string;
  readonly artifacts?: string;
  readonly allowDevelopmentKeys?: boolean;
}

/** `civicproof contracts status` */
export const addGateStatus: AddCommands = (group, run) => {
  addCommand<StatusOptions>(group, run, {
    usage: "status",
    summary: "ask a deployed gate for its roots, programmes and keys, and compare them with artifacts and policies",
    example: "contracts status --gate 0x5fbdb2315678afecb367f032d93f642f64180aa3 --rpc-url http://127.0.0.1:8545",
    options: [
      required("--gate <address>", "the gate"),
      rpcUrl,
      option("--registry-id <id>", "id of the registry whose statements it must take, 64 hexadecimal digits"),
      ...policyFiles,
      shared.artifacts,
      shared.allowDevelopmentKeys,
    ],
    async run({ gate, rpcUrl: url, artifacts, registryId, allowDevelopmentKeys = false, ...files }) {
      if (!isAddress(gate)) throw new UsageError({ message: "--gate expects an address" });
      const policies = await readPolicies(files);
      const { publicClient } = await openChain(url);
      const status = await readGate(publicClient, gate);
      const problems = [
        ...(registryId === undefined || registryId === status.registry
          ? []
          : ["it takes another registry's statements"]),
        ...(await problemsOf(status, artifacts, allowDevelopmentKeys)),
        ...(policies.length === 0 ? [] : policyFindings(status, policies)),
      ];
      return {
        text: [
          `Chain ${status.chainId}, block ${status.blockNumber}`,
          `Registry: ${status.registry}`,
          `Newest statement: ${statementText(status.statement)}`,
          ...status.pairs.map((pair) => `Issuer root of schema ${pair.schemaId}: ${pairText(pair)}`),
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

function statementText({ timeSeconds, statusRoot }: GateStatus["statement"]): string {
  return timeSeconds === 0 ? "none" : `${new Date(timeSeconds * 1000).toISOString()}, status root ${statusRoot}`;
}

function pairText({ issuerRoot, goodUntilSeconds }: PairStatus): string {
  if (issuerRoot === 0n) return "none";
  const end =
    goodUntilSeconds === 0 ? "not in it" : `good with it until ${new Date(goodUntilSeconds * 1000).toISOString()}`;
  return `${issuerRoot}, ${end}`;
}

function policyFindings({ programmes }: GateStatus, policies: readonly RequestablePolicy[]): readonly string[] {
  return programmes.flatMap((programme) => {
    const what = `${programme.name} ${programme.version}`;
    const found = policyProblems(programme, policies) ?? ["none of the policies given is its policy"];
    return found.map((problem) => `${what}: ${problem}`);
  });
}

/** What a portal must not continue with. */
async function problemsOf(
  { statement, pairs, suspendedRoles, programmes }: GateStatus,
  artifacts: string | undefined,
  allowDevelopmentKeys: boolean,
): Promise<readonly string[]> {
  const problems: string[] = [];
  if (statement.timeSeconds === 0) problems.push("no statement was published");
  for (const { schemaId, isAccepted } of pairs)
    if (!isAccepted) problems.push(`the newest statement's roots are not accepted for schema ${schemaId}`);
  for (const role of suspendedRoles) problems.push(`${role} is suspended from adding roots`);
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
