/** What a deployed gate says about itself: keys, roots, programmes. */
import { type ChainReader, viemReader } from "../../core/chain-clients.ts";
import { CLAIM_GATE_ABI } from "./abi.generated.ts";
import type { Hex } from "./abi-words.ts";
import { ChainError } from "./claim-window.ts";
import { readVerifier, type VerifierStatus } from "./deploy.ts";

/** One registered version of a programme. */
export interface ProgrammeStatus {
  readonly programme: Hex;
  readonly domain: string;
  readonly name: string;
  readonly version: number;
  readonly policyHash: bigint;
  readonly opensAtSeconds: number;
  readonly closesAtSeconds: number;
  readonly maxClaims: number;
  readonly isPaused: boolean;
  readonly verifier: VerifierStatus & { readonly address: Hex };
}

/** The newest root of one kind; `root` is 0 and the times are absent before the first one. */
export interface RootStatus {
  readonly root: bigint;
  readonly isAccepted: boolean;
  readonly addedAtSeconds: number;
  readonly count: number;
}

export interface GateStatus {
  readonly chainId: number;
  readonly blockNumber: bigint;
  readonly timeSeconds: number;
  readonly issuerRoot: RootStatus;
  readonly statusRoot: RootStatus;
  readonly programmes: readonly ProgrammeStatus[];
}

/** More programmes than a gate is expected to have; a foreign contract could claim any number. */
const MAX_PROGRAMMES = 1_000;
const ISSUER = 0;
const STATUS = 1;

/** Asks a gate for its state at one block. @throws ChainError when the node fails or no gate stands there */
export async function readGate(publicClient: ChainReader, address: Hex): Promise<GateStatus> {
  const reader = viemReader(publicClient);
  try {
    const block = await reader.getBlock();
    const at = { address, abi: CLAIM_GATE_ABI, blockNumber: block.number } as const;
    const count = await reader.readContract({ ...at, functionName: "programmeCount" });
    if (count > BigInt(MAX_PROGRAMMES))
      throw new ChainError({ path: address, expected: `≤ ${MAX_PROGRAMMES} programmes` });
    const rootOf = async (kind: number): Promise<RootStatus> => {
      const root = await reader.readContract({ ...at, functionName: "currentRoot", args: [kind] });
      const [isAccepted, record, rootCount] = await Promise.all([
        reader.readContract({ ...at, functionName: "isRootAccepted", args: [kind, root] }),
        reader.readContract({ ...at, functionName: "rootRecord", args: [kind, root] }),
        reader.readContract({ ...at, functionName: "rootCount", args: [kind] }),
      ]);
      return { root, isAccepted, addedAtSeconds: record.addedAt, count: Number(rootCount) };
    };
    const programmeAt = async (index: number): Promise<ProgrammeStatus> => {
      const programme = await reader.readContract({ ...at, functionName: "programmeAt", args: [BigInt(index)] });
      const [terms, isPaused] = await Promise.all([
        reader.readContract({ ...at, functionName: "programmeTerms", args: [programme] }),
        reader.readContract({ ...at, functionName: "isPaused", args: [programme] }),
      ]);
      const verifier = terms.verifier.toLowerCase() as Hex;
      return {
        programme,
        domain: terms.domain,
        name: terms.name,
        version: terms.version,
        policyHash: terms.policyHash,
        opensAtSeconds: terms.opensAt,
        closesAtSeconds: terms.closesAt,
        maxClaims: terms.maxClaims,
        isPaused,
        verifier: { address: verifier, ...(await readVerifier(publicClient, verifier)) },
      };
    };
    const programmes: ProgrammeStatus[] = [];
    for (let i = 0; i < Number(count); i++) programmes.push(await programmeAt(i));
    return {
      chainId: await reader.getChainId(),
      blockNumber: block.number,
      timeSeconds: Number(block.timestamp),
      issuerRoot: await rootOf(ISSUER),
      statusRoot: await rootOf(STATUS),
      programmes,
    };
  } catch (cause) {
    if (cause instanceof ChainError) throw cause;
    throw new ChainError({ path: address, expected: "a claim gate, and an answer of the node", cause });
  }
}
