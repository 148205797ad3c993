/** A thread of the pairing pool. */
import type { FieldElement } from "../../core/field.ts";
import { parentPort, serveTasks } from "../../core/worker-port.ts";
import type { Groth16Proof } from "../../engine/groth16/proof.ts";
import { checkProofs } from "../../presentation/verification/verify.ts";
import { importVerificationKey, type VerificationKey } from "../../statement/artifacts/imported-key.ts";
import type { KeySetup } from "../../statement/artifacts/manifest.ts";
import type { CircuitName } from "../../statement/circuit/signals.ts";

/** What the pool sends. The keys passed every check in the main thread. */
export interface PairingTask {
  readonly keys: readonly {
    readonly hash: string;
    readonly circuit: CircuitName;
    readonly setup: KeySetup;
    /** As JSON text. */
    readonly json: string;
  }[];
  readonly proofs: readonly {
    /** Position in `keys`. */
    readonly key: number;
    readonly proof: Groth16Proof;
    readonly signals: readonly FieldElement[];
  }[];
}

/** For each proof null, or why it is refused. */
export type PairingReply = readonly ({
  readonly code: string;
  readonly path?: string;
  readonly expected?: string;
} | null)[];

const imported = new Map<string, VerificationKey>();

function keyOf({ hash, circuit, setup, json }: PairingTask["keys"][number]): VerificationKey {
  const name = `${circuit}/${hash}`;
  const known = imported.get(name);
  if (known !== undefined) return known;
  const key = importVerificationKey(JSON.parse(json), {
    circuit,
    setup,
    expectedHash: hash,
    allowDevelopmentKeys: true,
  });
  imported.set(name, key);
  return key;
}

serveTasks<PairingTask, PairingReply>(parentPort(), ({ keys, proofs }) => {
  const prepared = keys.map(keyOf);
  const refusals = checkProofs(proofs.map(({ key, ...rest }) => ({ ...rest, key: prepared[key]! })));
  return refusals.map((refusal) => {
    if (refusal === undefined) return null;
    const { code, path, expected } = refusal;
    return { code, ...(path === undefined ? {} : { path }), ...(expected === undefined ? {} : { expected }) };
  });
});
