/** What a deployment has done so far, in a file: a run that failed goes on where it was, and pays nothing twice. */
import * as v from "valibot";
import { canonicalHash } from "../../../core/canonical.ts";
import { decode } from "../../../core/json.ts";
import type { DeploymentPlan, DeploymentProgress } from "../../../portal/settlement/deploy-gate.ts";
import { exists, readJson, writeJson } from "../../files.ts";
import { UsageError } from "../../report-error.ts";

const hash = v.pipe(v.string(), v.regex(/^0x[0-9a-f]{64}$/));
const count = v.pipe(
  v.string(),
  v.regex(/^\d{1,20}$/),
  v.transform((text) => BigInt(text)),
);
const stateSchema = v.strictObject({
  civicproof: v.literal("deployment-state/v2"),
  chainId: v.number(),
  /** SHA-256 of the plan in canonical form. */
  plan: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  contracts: v.record(
    v.string(),
    v.union([
      v.strictObject({
        address: v.pipe(v.string(), v.regex(/^0x[0-9a-f]{40}$/)),
        transactionHash: hash,
        blockNumber: count,
        gasUsed: count,
      }),
      v.strictObject({
        from: v.exactOptional(v.pipe(v.string(), v.regex(/^0x[0-9a-f]{40}$/))),
        nonce: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
        transactionHash: v.exactOptional(hash),
      }),
    ]),
  ),
});

export interface DeploymentState {
  /** What was done before, by the contract's name. */
  readonly before: Readonly<Record<string, DeploymentProgress>>;
  readonly note: (contractName: string, progress: DeploymentProgress) => Promise<void>;
}

/**
 * Opens the state of a deployment; without a file nothing is kept.
 *
 * @throws UsageError for the state of another plan or chain
 */
export async function openDeploymentState(
  file: string | undefined,
  { plan, chainId }: { readonly plan: DeploymentPlan; readonly chainId: number },
): Promise<DeploymentState> {
  if (file === undefined) return { before: {}, note: async () => {} };
  const planHash = canonicalHash(plan);
  let contracts: Readonly<Record<string, DeploymentProgress>> = {};
  if (await exists(file)) {
    const state = await readJson(file, (value) => decode(stateSchema, value, { Refusal: UsageError }));
    if (state.plan !== planHash || state.chainId !== chainId)
      throw new UsageError({ message: `${file} is of another plan or chain`, path: file });
    contracts = state.contracts as Readonly<Record<string, DeploymentProgress>>;
  }
  return {
    before: contracts,
    async note(contractName, progress) {
      contracts = { ...contracts, [contractName]: progress };
      await writeJson(file, { civicproof: "deployment-state/v2", chainId, plan: planHash, contracts }, { force: true });
    },
  };
}
