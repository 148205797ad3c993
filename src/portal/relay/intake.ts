/** What a relay takes: claims for its gate, under the terms and the key that the gate has, with proofs that hold. */
import { hexToInteger } from "../../core/bytes.ts";
import type { ChainReader } from "../../core/chain-clients.ts";
import { CivicproofError, refusal } from "../../core/errors.ts";
import type { StatementSource } from "../../credentials/registry/statement-source.ts";
import { askerHash, type PresentationRequest } from "../../presentation/proof/request.ts";
import { type VerifiedPresentation, verifyPresentation } from "../../presentation/verification/verify.ts";
import type { VerificationKey } from "../../statement/artifacts/imported-key.ts";
import type { CircuitName } from "../../statement/circuit/signals.ts";
import { SettlementError } from "../settlement/abi-values.ts";
import { type Hex, toHex } from "../settlement/abi-words.ts";
import type { ClaimCode } from "../settlement/claim-codes.ts";
import { encodeClaimCheck } from "../settlement/encode.ts";
import { type GateStatus, type ProgrammeStatus, readGate } from "../settlement/gate-status.ts";
import type { Eip1193 } from "../settlement/rpc.ts";
import { decodeCode, simulate } from "./node.ts";

/** Options of {@link createIntake}. */
export interface IntakeOptions {
  /** viem's public client: it reads the gate, and is asked in raw JSON-RPC. */
  readonly client: ChainReader & Eip1193;
  /** The gate's address, lower-case. */
  readonly gate: Hex;
  /** Who will send the claims. */
  readonly sender: Hex;
  /** The keys of the circuits that programmes of the gate have. */
  readonly verificationKeys: Partial<Readonly<Record<CircuitName, VerificationKey>>>;
  /** The statements of the gate's registry: `statementsFor` of `openStatements`. */
  readonly statementsFor: StatementSource["statementsFor"];
}

/** Codes that another time may change: such a claim waits. */
const PASSING: readonly ClaimCode[] = ["Accepted", "ProgrammePaused", "ProgrammeNotOpen", "RootsNotAccepted"];

/** Whether a claim with this code may be accepted later. */
export function mayPass(code: ClaimCode): boolean {
  return PASSING.includes(code);
}

export type Intake = Awaited<ReturnType<typeof createIntake>>;

/**
 * Reads the gate, and checks claims against it.
 *
 * @throws ChainError when the node fails or no gate stands there
 */
export async function createIntake(options: IntakeOptions) {
  const { client, gate, sender, verificationKeys, statementsFor } = options;
  let status = await readGate(client, gate);

  const findProgramme = async (request: PresentationRequest): Promise<ProgrammeStatus> => {
    const find = () => status.programmes.find((each) => isProgrammeOf(each, request));
    if (find() === undefined) status = await readGate(client, gate);
    const found = find();
    if (found !== undefined) return found;
    throw new SettlementError({ path: "request.scope.programme", expected: "a programme and version of the gate" });
  };

  /** Everything that can be known without the chain's newest block. */
  const verify = async (
    request: PresentationRequest,
    presentation: unknown,
    nowSeconds: number,
  ): Promise<VerifiedPresentation> => {
    checkDestination(request, status, gate);
    const programme = await findProgramme(request);
    checkTerms(request, programme);
    const verificationKey = keyFor(programme, verificationKeys[request.circuit]);
    const { maxRootAgeSeconds } = status;
    const statements = await statementsFor({ nowSeconds, maxRootAgeSeconds, asOfSeconds: [] });
    return verifyPresentation(presentation, { request, verificationKey, statements, maxRootAgeSeconds, nowSeconds });
  };

  return {
    chainId: status.chainId,
    verify,

    /** @throws ClaimRefusedError where the gate would refuse the claim, now and later */
    askGate: async (verified: VerifiedPresentation): Promise<void> => {
      const data = encodeClaimCheck(verified, sender);
      const answer = await simulate(client, { from: sender, to: gate, data });
      const code = answer.kind === "answered" ? decodeCode(answer.output) : "ProgrammeUnknown";
      if (!mayPass(code)) throw new ClaimRefusedError({ received: code });
    },
  };
}

function isProgrammeOf({ domain, name, version }: ProgrammeStatus, { scope, chain }: PresentationRequest): boolean {
  return domain === scope.verifier && name === scope.programme && version === chain?.version;
}

function checkDestination({ scope, registry }: PresentationRequest, status: GateStatus, gate: Hex): void {
  const wanted = [
    ["request.scope.chainId", `eip155:${status.chainId}`, scope.chainId],
    ["request.scope.contract", gate, scope.contract],
    ["request.registry", status.registry, registry],
  ] as const;
  for (const [path, expected, received = "none"] of wanted)
    if (expected !== received) throw new SettlementError({ path, expected, received });
}

/** A claim under other terms than the gate's fails there, and with it the batch that it is in. */
function checkTerms(request: PresentationRequest, programme: ProgrammeStatus): void {
  const wanted = [
    ["request.policyHash", String(programme.policyHash), request.policyHash],
    ["request.schemaId", String(programme.schemaId), request.schemaId],
    ["request.maxClaims", String(programme.maxClaims), String(request.maxClaims)],
    ["request.grid", programme.grid, request.grid],
    ["request.circuit", programme.verifier.circuit, request.circuit],
    ["request.origin", programme.askerHash, toHex(askerHash(request.origin))],
  ] as const;
  for (const [path, expected, received] of wanted)
    if (expected !== received) throw new SettlementError({ path, expected: `${expected}, the gate's`, received });
}

function keyFor({ verifier }: ProgrammeStatus, key: VerificationKey | undefined): VerificationKey {
  if (key !== undefined && hexToInteger(verifier.verificationKeyHash.slice(2)) === hexToInteger(key.hash)) return key;
  throw new SettlementError({
    path: "verificationKeys",
    expected: `the key ${verifier.verificationKeyHash} of circuit ${verifier.circuit}, which the gate's verifier has`,
  });
}

/** Failures that another attempt may not have: of the node, the registry's place, the database. */
const TRY_AGAIN: readonly string[] = [
  "CHAIN_FAILED",
  "DATABASE_LOCKED",
  "DATABASE_UNAVAILABLE",
  "REGISTRY_STALLED",
  "REGISTRY_UNREACHABLE",
  "STATEMENT_MISSING",
];

/** Whether nothing was decided about a claim by this failure. */
export function isTemporary(error: unknown): error is CivicproofError {
  return error instanceof CivicproofError && TRY_AGAIN.includes(error.code);
}

/**
 * The gate would refuse the claim, whoever sends it; `received` is the gate's code.
 *
 * What to do: for `ClaimUsed` nothing, as the claim was made; otherwise make a new request.
 */
export class ClaimRefusedError extends /* @__PURE__ */ refusal(
  "CLAIM_REFUSED",
  "ClaimRefusedError",
  "The gate refuses the claim",
) {}
