/** What a service claims for, as its store keeps it. */
import { parseGrid, startOfDay } from "../../core/period-grid.ts";
import { createRequest, type PresentationRequest, requestSignals } from "../../presentation/proof/request.ts";
import type { CompiledPolicy } from "../../statement/policy/compile.ts";
import type { ServedProgramme } from "../store/port.ts";

/** That of a service which makes such requests. */
export function programmeOfRequest(
  request: PresentationRequest,
  { policy, policyHash }: Pick<CompiledPolicy, "policy" | "policyHash">,
  tenant = "",
): ServedProgramme {
  const { scope, grid, maxClaims } = request;
  return {
    tenant,
    verifier: scope.verifier,
    programme: scope.programme,
    scope: requestSignals(request).scope,
    grid,
    maxClaims,
    policy: `${policy.name} version ${policy.version}`,
    policyHash,
  };
}

/** What a service is told of its programme. */
export interface ProgrammeOptions {
  readonly policy: CompiledPolicy;
  readonly verifier: string;
  /** The programme's periods, where the policy has none. */
  readonly grid?: string | undefined;
  readonly tenant?: string | undefined;
  /** Where the claims are made on a chain. */
  readonly chain?: { readonly chainId: string; readonly contract: string } | undefined;
}

/**
 * That of a service with such options, without starting one.
 *
 * @throws RequestError, PeriodGridError as {@link createVerifierService} does
 */
export function programmeOf({ policy, verifier, grid: given, tenant, chain }: ProgrammeOptions): ServedProgramme {
  const grid = given ?? policy.policy.grid;
  const parsed = parseGrid(grid);
  const request = createRequest({
    policy,
    scope: { verifier, ...(chain === undefined ? {} : { chainId: chain.chainId, contract: chain.contract }) },
    ...(grid === undefined ? {} : { grid }),
    // Neither is part of a programme.
    registry: "0".repeat(64),
    origin: "https://registry.invalid",
    ...(chain === undefined ? {} : { recipient: chain.contract }),
    nowSeconds: Math.max(0, startOfDay(parsed, parsed.firstDay)),
  });
  return programmeOfRequest(request, policy, tenant);
}
