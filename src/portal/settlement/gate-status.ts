/** What a deployed gate says about itself: its registry, roots, programmes and keys. */

import { type ChainReader, viemReader } from "../../core/chain-clients.ts";
import { dateFromDayNumber } from "../../core/dates.ts";
import { InvalidInputError } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import { formatGrid, PERIOD_KINDS } from "../../core/period-grid.ts";
import type { RequestablePolicy } from "../../presentation/proof/request.ts";
import { CLAIM_GATE_ABI } from "./abi.generated.ts";
import { type Hex, keccakOfText } from "./abi-words.ts";
import { ChainError } from "./claim-window.ts";
import { readVerifier, type VerifierStatus } from "./deploy.ts";

/** One registered version of a programme. */
export interface ProgrammeStatus {
  readonly programme: Hex;
  readonly domain: string;
  readonly name: string;
  readonly version: number;
  readonly policyHash: bigint;
  /** The policy's schema: its issuers are the ones trusted. */
  readonly schemaId: bigint;
  /** SHA-256 of the origin that asks. */
  readonly askerHash: Hex;
  readonly opensAtSeconds: number;
  readonly closesAtSeconds: number;
  readonly maxClaims: number;
  /** How its periods follow each other, as in a request (protocol P-33). */
  readonly grid: string;
  readonly isPaused: boolean;
  readonly verifier: VerifierStatus & { readonly address: Hex };
}

/** The issuer root that a gate trusts for a schema, with the newest status root. */
export interface PairStatus {
  readonly schemaId: bigint;
  /** 0 before the first one. */
  readonly issuerRoot: bigint;
  /** Whether claims are accepted under it and the newest status root. */
  readonly isAccepted: boolean;
  /** The last second at which the pair is accepted, unless a later statement has it; 0 where no statement had it. */
  readonly goodUntilSeconds: number;
}

export interface GateStatus {
  readonly chainId: number;
  readonly blockNumber: bigint;
  readonly timeSeconds: number;
  /** Id of the registry whose statements are taken, 64 hexadecimal digits. */
  readonly registry: string;
  /** How long the roots of a statement are good, counted from its time. */
  readonly maxRootAgeSeconds: number;
  /** Roles that the guardian has suspended from adding roots. */
  readonly suspendedRoles: readonly ("ISSUER_ROLE" | "STATUS_ROLE")[];
  /** The newest statement that was published; both 0 before the first one. */
  readonly statement: { readonly timeSeconds: number; readonly statusRoot: bigint };
  /** One for each schema that a programme names. */
  readonly pairs: readonly PairStatus[];
  readonly programmes: readonly ProgrammeStatus[];
}

/** More programmes than a gate is expected to have; a foreign contract could claim any number. */
const MAX_PROGRAMMES = 1_000;
const SUSPENDABLE = ["ISSUER_ROLE", "STATUS_ROLE"] as const;

/** Asks a gate for its state at one block. @throws ChainError when the node fails or no gate stands there */
export async function readGate(publicClient: ChainReader, address: Hex): Promise<GateStatus> {
  const reader = viemReader(publicClient);
  try {
    const block = await reader.getBlock();
    const at = { address, abi: CLAIM_GATE_ABI, blockNumber: block.number } as const;
    const count = await reader.readContract({ ...at, functionName: "programmeCount" });
    if (count > BigInt(MAX_PROGRAMMES))
      throw new ChainError({ path: address, expected: `≤ ${MAX_PROGRAMMES} programmes` });
    const [timeSeconds, statusRoot] = await reader.readContract({ ...at, functionName: "latestStatement" });
    const pairOf = async (schemaId: bigint): Promise<PairStatus> => {
      const issuerRoot = await reader.readContract({ ...at, functionName: "trustedRoot", args: [schemaId] });
      const args = [schemaId, issuerRoot, statusRoot] as const;
      const goodUntil = await reader.readContract({ ...at, functionName: "pairGoodUntil", args });
      return { schemaId, issuerRoot, isAccepted: goodUntil >= block.timestamp, goodUntilSeconds: Number(goodUntil) };
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
        schemaId: terms.schemaId,
        askerHash: terms.askerHash,
        opensAtSeconds: terms.opensAt,
        closesAtSeconds: terms.closesAt,
        maxClaims: terms.maxClaims,
        grid: gridText(terms.grid),
        isPaused,
        verifier: { address: verifier, ...(await readVerifier(publicClient, verifier)) },
      };
    };
    const programmes: ProgrammeStatus[] = [];
    for (let i = 0; i < Number(count); i++) programmes.push(await programmeAt(i));
    const pairs: PairStatus[] = [];
    for (const schemaId of new Set(programmes.map((each) => each.schemaId))) pairs.push(await pairOf(schemaId));
    const suspended = await Promise.all(
      SUSPENDABLE.map((role) =>
        reader.readContract({ ...at, functionName: "isSuspended", args: [keccakOfText(role)] }),
      ),
    );
    return {
      chainId: await reader.getChainId(),
      blockNumber: block.number,
      timeSeconds: Number(block.timestamp),
      registry: (await reader.readContract({ ...at, functionName: "REGISTRY" })).slice(2),
      maxRootAgeSeconds: await reader.readContract({ ...at, functionName: "maxRootAge" }),
      suspendedRoles: SUSPENDABLE.filter((_, i) => suspended[i]),
      statement: { timeSeconds, statusRoot },
      pairs,
      programmes,
    };
  } catch (cause) {
    if (cause instanceof ChainError) throw cause;
    throw new ChainError({ path: address, expected: "a claim gate, and an answer of the node", cause });
  }
}

interface ChainGrid {
  readonly kind: number;
  readonly daysEach: number;
  readonly firstDay: number;
  readonly utcOffsetMinutes: number;
}

/** A grid of a contract as a request names it. */
export function gridText({ kind, daysEach, firstDay, utcOffsetMinutes }: ChainGrid): string {
  const name = PERIOD_KINDS[kind];
  if (name === undefined) throw new ChainError({ path: "grid.kind", expected: "a kind of periods" });
  return formatGrid({ kind: name, days: daysEach, firstDay: dateFromDayNumber(firstDay), utcOffsetMinutes });
}

/**
 * What a programme on a chain has otherwise than the policy that it carries out, in words; undefined where its policy is
 * none of these.
 */
export function policyProblems(
  status: Omit<ProgrammeStatus, "programme">,
  policies: readonly RequestablePolicy[],
): readonly string[] | undefined {
  const { policyHash, schemaId, maxClaims, grid, name, verifier } = own(status);
  if (!Array.isArray(policies)) throw new InvalidInputError({ path: "policies", expected: "a list" });
  const policy = policies.find((each) => each.policyHash === policyHash);
  if (policy === undefined) return undefined;
  const { programme, maxClaims: most = 1, grid: periods } = policy.policy;
  return [
    ...(policy.schemaId === schemaId ? [] : ["its schema id is not that of its policy: others' issuers are trusted"]),
    ...(policy.circuit === verifier.circuit ? [] : [`its verifier is not for ${policy.circuit}`]),
    ...(programme === name ? [] : [`its policy is for the programme ${programme}`]),
    ...(most === maxClaims ? [] : [`its policy grants ${most} claims in a period`]),
    ...(periods === undefined || periods === grid ? [] : [`its policy has the periods ${periods}`]),
  ];
}
