import { takeInbox } from "../../../portal/relay/inbox.ts";
import { type ClaimEnd, openRelay, runRelay } from "../../../portal/relay/relay.ts";
import { readGate } from "../../../portal/settlement/gate-status.ts";
import { loadVerificationKey } from "../../../presentation/verification/load-key.ts";
import { openArtifacts } from "../../../statement/artifacts/node.ts";
import { CLAIM_CIRCUITS } from "../../../statement/circuit/signals.ts";
import { type AddCommands, addCommand, integer, option, required, shared } from "../../command.ts";
import { isAddress, openChain, readKeyAccount } from "../../ethereum.ts";
import { followPublished } from "../../registry-files.ts";
import { UsageError } from "../../report-error.ts";
import type { Terminal } from "../../terminal.ts";
import { rpcUrl } from "../contracts/shared.ts";

interface RunOptions {
  readonly gate: string;
  readonly rpcUrl: string;
  readonly keyFile: string;
  readonly inbox: string;
  readonly journal: string;
  readonly registry: string;
  readonly confirmations: number;
  readonly replaceAfter: number;
  readonly maxFee?: number;
  readonly gasPerHour?: number;
  readonly hookGas?: number;
  readonly poll: number;
  readonly untilIdle?: boolean;
  readonly artifacts?: string;
  readonly allowDevelopmentKeys?: boolean;
}

/** Wei in a thousandth of a gwei. */
const MILLIGWEI = 1_000_000n;

/** `civicproof relay run` */
export const addRelayRun: AddCommands = (group, run) => {
  addCommand<RunOptions>(group, run, {
    usage: "run",
    summary: "take claims from a folder, check them, and send them in batches until interrupted",
    example: [
      "relay run --gate 0x5fbdb2315678afecb367f032d93f642f64180aa3 --rpc-url http://127.0.0.1:8545 \\",
      "      --key-file relayer.key --inbox claims/ --journal relay.db --registry published/",
      '\nEach file of the folder is one claim: { "request": …, "presentation": … }. Write it under another name, then rename',
      "it to *.json. It goes away when the journal has the claim, and into claims/refused/ when it is none.",
    ].join("\n"),
    options: [
      required("--gate <address>", "the gate"),
      rpcUrl,
      required("--key-file <file>", "the private key of an account with RELAYER_ROLE, which nobody else uses"),
      required("--inbox <directory>", "where the portal puts claims"),
      required("--journal <file>", "what was taken and sent; made when it is missing, never to be copied back"),
      shared.published,
      option("--confirmations <blocks>", "blocks on top that make a claim settled")
        .argParser(integer(1, 10_000))
        .default(12),
      option("--replace-after <seconds>", "how long a transaction waits before a dearer one replaces it")
        .argParser(integer(1, 86_400))
        .default(60),
      option("--max-fee <milligwei>", "the most for a unit of gas, in thousandths of a gwei").argParser(
        integer(0, 1_000_000_000),
      ),
      option("--gas-per-hour <gas>", "the most gas that transactions of one hour are given").argParser(
        integer(1, 10_000_000_000),
      ),
      option("--hook-gas <gas>", "gas of the gate's hook for one claim; default: 110000").argParser(
        integer(0, 10_000_000),
      ),
      option("--poll <milliseconds>", "how often the folder and the chain are looked at")
        .argParser(integer(10, 600_000))
        .default(3_000),
      option("--until-idle", "end when the folder is empty and every claim is settled or refused"),
      shared.artifacts,
      shared.allowDevelopmentKeys,
    ],
    run: (options, terminal) => relay(options, terminal),
  });
};

async function relay({ gate, inbox, registry: place, maxFee, ...options }: RunOptions, terminal: Terminal) {
  if (!isAddress(gate)) throw new UsageError({ message: "--gate expects an address" });
  const signer = await readKeyAccount(options.keyFile);
  const { publicClient } = await openChain(options.rpcUrl);
  const status = await readGate(publicClient, gate);
  const { statementsFor } = await followPublished(place, status.registry);
  const circuits = CLAIM_CIRCUITS.filter((circuit) =>
    status.programmes.some(({ verifier }) => verifier.circuit === circuit),
  );
  const source = await openArtifacts(options.artifacts);
  const allowDevelopmentKeys = options.allowDevelopmentKeys === true;
  const keys = circuits.map(
    async (circuit) => [circuit, await loadVerificationKey({ circuit, ...source, allowDevelopmentKeys })] as const,
  );
  const say = (line: string): void => terminal.writeErr(`${line}\n`);
  const opened = await openRelay({
    client: publicClient,
    gate,
    signer,
    journal: options.journal,
    verificationKeys: Object.fromEntries(await Promise.all(keys)),
    statementsFor,
    confirmations: options.confirmations,
    replaceAfterSeconds: options.replaceAfter,
    maxFeePerGas: maxFee === undefined ? undefined : BigInt(maxFee) * MILLIGWEI,
    maxGasPerHour: options.gasPerHour,
    hookGas: options.hookGas,
    onClaim: (end) => say(endText(end)),
  });
  const idle = new AbortController();
  try {
    say(`Relaying to ${gate}; end with Ctrl-C.`);
    await runRelay(opened, {
      signal: AbortSignal.any([terminal.signal, idle.signal]),
      pollMilliseconds: options.poll,
      takeNew: async () => {
        for (const { file, outcome, refusal } of await takeInbox(opened, inbox))
          say(`${file}: ${outcome}${refusal === undefined ? "" : `: ${refusal.message}`}`);
      },
      onStep: ({ waiting, sent }) => {
        if (options.untilIdle === true && waiting + sent === 0) idle.abort();
      },
      onError: (error) => say(`${error.code}: ${error.message}`),
    });
    return { text: "", json: { stopped: true } };
  } finally {
    await opened.close();
  }
}

function endText({ nonce, state, reason, transactionHash }: ClaimEnd): string {
  return [nonce, state, transactionHash ?? reason].filter((part) => part !== undefined).join("  ");
}
