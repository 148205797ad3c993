/** A chain in this process with the shipped BenefitDisbursement on it: three claims a person and period. */
import { bytesToHex } from "../../core/bytes.ts";
import { dayNumber } from "../../core/dates.ts";
import { loadPeer, PackageMissingError } from "../../core/peer.ts";
import { PERIOD_KINDS, parseGrid } from "../../core/period-grid.ts";
import type { Hex } from "../../portal/settlement/abi-words.ts";
import { type ClaimBasis, type ClaimItem, type encodeSettlement, programmeId } from "../../portal/settlement/encode.ts";
import { exportArtifactVerifier } from "../../portal/settlement/export.ts";
import {
  askerHash,
  createRequest,
  type PresentationRequest,
  requestSignals,
} from "../../presentation/proof/request.ts";
import type { CompiledPolicy } from "../../statement/policy/compile.ts";
import { type City, shownState } from "./city.ts";
import { compileContracts } from "./compile-contracts.ts";
import { startEvm } from "./evm.ts";
import { type ArtifactSource, PORTAL_ORIGIN } from "./portal.ts";

const CHAIN_ID = 31337;
const OFFICER: Hex = `0x${"0f".repeat(20)}`;
/** Sends claims for people who have no gas. */
const RELAYER: Hex = `0x${"1e".repeat(20)}`;
const DAY_SECONDS = 86_400;

/** The enum `ClaimCode` of contracts/interfaces/IClaimGate.sol. */
const CLAIM_CODES = [
  ...["Accepted", "ProgrammeUnknown", "ProgrammePaused", "ProgrammeNotOpen", "PeriodWrong", "DateWrong"],
  ...["RootsNotAccepted", "DeadlinePassed", "RecipientInvalid", "NullifierOutOfField", "ProofMalformed"],
  ...["OrdinalInvalid", "ClaimUsed", "FoldStale"],
] as const;

/** One claim as the contract takes it. */
export type ChainClaim = ReturnType<typeof encodeSettlement>["args"];

export interface Chain {
  /** A request of the portal for one of three claims, paid to an address. */
  readonly ask: (recipient: Hex, ordinal: number) => PresentationRequest;
  /** Sends a claim. @returns `Accepted`, or the name of the contract's refusal */
  readonly claim: (sender: Hex, ...claim: ChainClaim) => Promise<string>;
  /** Sends a batch as the relayer. @returns the outcome of each item, or the one refusal of all */
  readonly claimBatch: (basis: ClaimBasis, items: readonly ClaimItem[]) => Promise<readonly string[]>;
  /** How many claims of a person the contract has counted. */
  readonly count: (nullifier: bigint) => Promise<number>;
  /** The id of another version of the programme, with another award. */
  readonly otherVersion: Hex;
}

/**
 * Deploys gate and verifier, publishes the city's roots, and registers the policy as two versions of one programme.
 *
 * @returns undefined where the packages of a clone are missing: an EVM, solc, OpenZeppelin's contracts, viem
 */
export async function openChain(
  city: City,
  policy: CompiledPolicy,
  source: ArtifactSource,
): Promise<Chain | undefined> {
  try {
    return await deploy(city, policy, source);
  } catch (error) {
    if (error instanceof PackageMissingError) return undefined;
    throw error;
  }
}

async function deploy(city: City, policy: CompiledPolicy, source: ArtifactSource): Promise<Chain> {
  const { decodeErrorResult, decodeFunctionResult, encodeDeployData, encodeFunctionData, keccak256, toHex } =
    await loadPeer("viem", () => import("viem"));
  const { nowSeconds, registry } = city;
  const evm = await startEvm({ nowSeconds, chainId: CHAIN_ID });
  const verifierFile = "contracts/keys/AgeVerifier.sol";
  const extra = { [verifierFile]: (await exportArtifactVerifier({ circuit: "age", ...source })).source };
  const files = ["contracts/examples/BenefitDisbursement.sol", verifierFile];
  const { BenefitDisbursement, AgeVerifier } = await compileContracts(files, { extra, effort: "none" });
  const { abi, bytecode } = BenefitDisbursement!;
  const verifier = (await evm.succeed(OFFICER, undefined, AgeVerifier!.bytecode)).created!;
  const setup = {
    ...{ timelock: OFFICER, guardian: OFFICER, statusOperator: OFFICER, registry: `0x${registry.id}` },
    ...{ maxRootAge: DAY_SECONDS, gasLimits: { add: 0, mul: 0, pairing: 0, pair: 0 } },
    allowDevelopmentKeys: source.allowDevelopmentKeys,
  };
  // A claim queues a payout; the token is touched when it is paid, which is no part of this.
  const payouts = {
    ...{ token: OFFICER, treasury: OFFICER, approvalLimit: 10n ** 18n, approvalsRequired: 1 },
    ...{ lockSeconds: DAY_SECONDS, holdSeconds: DAY_SECONDS, appealSeconds: 30 * DAY_SECONDS },
  };
  const gate = (await evm.succeed(OFFICER, undefined, encodeDeployData({ abi, bytecode, args: [setup, payouts] })))
    .created!;
  const encode = (functionName: string, args: readonly unknown[]): Hex =>
    encodeFunctionData({ abi, functionName, args });
  const officer = (functionName: string, args: readonly unknown[]) =>
    evm.succeed(OFFICER, gate, encode(functionName, args));

  const compiled = { ...policy, policy: { ...policy.policy, maxClaims: 3 } };
  const { programme, grid: gridText } = policy.policy;
  const domain = new URL(PORTAL_ORIGIN).hostname;
  const ask = (recipient: Hex, ordinal: number): PresentationRequest =>
    createRequest({
      policy: compiled,
      scope: { verifier: domain, chainId: `eip155:${CHAIN_ID}`, contract: gate },
      registry: registry.id,
      origin: PORTAL_ORIGIN,
      recipient,
      nowSeconds,
      chain: { version: 1, ordinal },
    });

  const { issuerRoots, statusRoot } = shownState(city);
  const schemaId = String(compiled.schemaId);
  const roots = { schemaId: BigInt(schemaId), root: issuerRoots[schemaId] };
  await officer("trustIssuerRoot", [roots.schemaId, roots.root]);
  await officer("publish", [{ registry: `0x${registry.id}`, time: nowSeconds, statusRoot, issuerRoots: [roots] }]);
  await officer("grantRole", [keccak256(toHex("RELAYER_ROLE")), RELAYER]);
  const { kind, days, firstDay, utcOffsetMinutes } = parseGrid(gridText!);
  const { scope, policyHash } = requestSignals(ask(OFFICER, 1));
  for (const version of [1, 2]) {
    const terms = {
      ...{ domain, name: programme, version, policyHash, schemaId: BigInt(schemaId), scope, verifier },
      ...{ askerHash: `0x${bytesToHex(askerHash(PORTAL_ORIGIN))}`, maxClaims: 3, freshnessDays: 1 },
      ...{ opensAt: nowSeconds - DAY_SECONDS, closesAt: nowSeconds + DAY_SECONDS },
      grid: {
        ...{ kind: PERIOD_KINDS.indexOf(kind), daysEach: days, utcOffsetMinutes },
        firstDay: dayNumber(firstDay),
      },
    };
    await officer("addProgramme", [terms]);
    await officer("setAward", [programmeId(domain, programme, version), BigInt(version * 50)]);
  }

  const send = async (sender: Hex, functionName: string, args: readonly unknown[]) => {
    const { ok, output } = await evm.call(sender, gate, encode(functionName, args));
    if (ok) return { result: decodeFunctionResult({ abi, functionName, data: output }) as unknown };
    const { errorName, args: details } = decodeErrorResult({ abi, data: output });
    return { refusal: errorName === "ClaimRefused" ? CLAIM_CODES[Number(details?.[0])]! : errorName };
  };
  return {
    ask,
    claim: async (sender, ...claim) => (await send(sender, "claim", claim)).refusal ?? "Accepted",
    async claimBatch(basis, items) {
      const { result, refusal } = await send(RELAYER, "claimBatch", [basis, items]);
      return refusal === undefined ? (result as readonly number[]).map((code) => CLAIM_CODES[code]!) : [refusal];
    },
    async count(nullifier) {
      const { result } = await send(RELAYER, "claimedOrdinals", [nullifier]);
      return Number(result).toString(2).replaceAll("0", "").length;
    },
    otherVersion: programmeId(domain, programme, 2),
  };
}
