/** Programme terms as a file has them, made into the call that brings them to a gate. */
import type { AbiParameter } from "viem";
import { type ChainReader, viemReader } from "../../core/chain-clients.ts";
import { toPlainJson } from "../../core/json.ts";
import { loadPeer } from "../../core/peer.ts";
import type { RequestablePolicy } from "../../presentation/proof/request.ts";
import { CLAIM_GATE_ABI } from "./abi.generated.ts";
import { type Placeholders, SettlementError, toAbiRecord } from "./abi-values.ts";
import type { Hex } from "./abi-words.ts";
import { asChainError } from "./transactions.ts";

/** Options of {@link encodeProgramme}. */
export interface ProgrammeCallOptions {
  readonly gate: Hex;
  /** `ProgrammeTerms` by name; `$scope`, `$policyHash` and `$schemaId` are filled in. */
  readonly terms: unknown;
  /** From `compilePolicy`: that of the terms must be among them. */
  readonly policies: readonly RequestablePolicy[];
  /** Id of the version that closes as this one opens; without it the version is added beside what is there. */
  readonly replaces?: Hex;
}

/**
 * Makes the call that adds a programme version, for the gate's timelock.
 *
 * @throws SettlementError for terms that the contract does not take, or that are not those of their policy
 * @throws ChainError when the node fails; PackageMissingError without viem
 */
export async function encodeProgramme(
  publicClient: ChainReader,
  { gate, terms: given, policies, replaces }: ProgrammeCallOptions,
): Promise<{ readonly calldata: Hex; readonly name: string; readonly version: number }> {
  const { encodeFunctionData } = await loadPeer("viem", () => import("viem"));
  const terms = toPlainJson(given, {}, SettlementError, "terms");
  const called = replaces === undefined ? "addProgramme" : "replaceProgramme";
  const { inputs } = CLAIM_GATE_ABI.find((each) => each.type === "function" && each.name === called)!;
  const values = { terms, ...(replaces === undefined ? {} : { older: replaces }) };
  const placeholders = {
    ...termsPlaceholders(values, policies, "terms"),
    ...(await scopeFor(publicClient, gate, values)),
  };
  const args = toAbiRecord(inputs as readonly AbiParameter[], values, placeholders, "arguments");
  const { name, version } = args.terms as { readonly name: string; readonly version: bigint };
  try {
    const calldata = encodeFunctionData({
      abi: CLAIM_GATE_ABI,
      functionName: called,
      args: Object.values(args),
    } as never);
    return { calldata, name, version: Number(version) };
  } catch (cause) {
    throw new SettlementError({ path: "terms", expected: `terms that ${called} takes`, cause });
  }
}

/**
 * `$policyHash` and `$schemaId` of an operation with programme terms; values that stand there instead must be those of a
 * policy, too: the schema id decides whose issuers are trusted, and the contract can't know it.
 */
export function termsPlaceholders(
  { terms }: Readonly<Record<string, unknown>>,
  policies: readonly RequestablePolicy[],
  path: string,
): Placeholders {
  if (typeof terms !== "object" || terms === null) return {};
  const { name: programme, policyHash, schemaId, maxClaims } = terms as Readonly<Record<string, unknown>>;
  const policy = policies.find((each) =>
    policyHash === "$policyHash" ? each.policy.programme === programme : String(each.policyHash) === String(policyHash),
  );
  if (policy === undefined)
    throw new SettlementError({ path: `${path}.policyHash`, expected: "the hash of one of the policies given" });
  const known = { $policyHash: String(policy.policyHash), $schemaId: String(policy.schemaId) };
  if (schemaId !== "$schemaId" && String(schemaId) !== known.$schemaId)
    throw new SettlementError({ path: `${path}.schemaId`, expected: `${known.$schemaId}, the schema of its policy` });
  const most = policy.policy.maxClaims ?? 1;
  if (maxClaims !== most) throw new SettlementError({ path: `${path}.maxClaims`, expected: `${most}, as its policy` });
  return known;
}

/** `$scope` of an operation with programme terms: the contract computes it. */
export async function scopeFor(
  publicClient: ChainReader,
  gate: Hex,
  values: Readonly<Record<string, unknown>>,
): Promise<Placeholders> {
  const { domain, name: programme } = (values.terms ?? {}) as { readonly domain?: unknown; readonly name?: unknown };
  if (typeof domain !== "string" || typeof programme !== "string") return {};
  return asChainError("scopeOf", async () => {
    const args = [domain, programme] as const;
    const at = { address: gate, abi: CLAIM_GATE_ABI, functionName: "scopeOf", args } as const;
    return { $scope: String(await viemReader(publicClient).readContract(at)) };
  });
}
