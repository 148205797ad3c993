/** Which presentations would sink a batch on a chain. */

import { throwIfAborted } from "../../core/abort.ts";
import { CivicproofError } from "../../core/errors.ts";
import { toField } from "../../core/field.ts";
import { own } from "../../core/own.ts";
import { type BatchItem, findFalseProofs } from "../../engine/groth16/batch.ts";
import { decodeProof } from "../../engine/groth16/decode-proof.ts";
import { VerificationKeyError } from "../../engine/groth16/unsafe-key.ts";
import type { Presentation } from "../../presentation/proof/presentation.ts";
import { decodePresentation } from "../../presentation/verification/verify.ts";
import { equationOf, isImportedKey, type VerificationKey } from "../../statement/artifacts/imported-key.ts";
import { isClaimCircuit, PUBLIC_SIGNALS } from "../../statement/circuit/signals.ts";
import { SettlementError } from "./abi-values.ts";

/** Options of {@link findInvalidProofs}. */
export interface BatchCheckOptions {
  readonly verificationKey: VerificationKey;
  readonly signal?: AbortSignal;
}

/** Most presentations in one check. */
const MAX_ITEMS = 4_096;

/**
 * Names the presentations whose proof does not hold or is malformed, in order; an empty list means that a batch of them
 * passes the contract's pairing check. It looks at proofs only: requests, roots and nullifiers are not checked here.
 *
 * @param presentations what is to be sent, for example read back from a queue
 * @throws SettlementError for too many, VerificationKeyError for a key that was not imported, AbortedError
 */
export function findInvalidProofs(
  presentations: readonly Presentation[],
  options: BatchCheckOptions,
): readonly number[] {
  const { verificationKey, signal } = own(options);
  if (!isImportedKey(verificationKey) || !isClaimCircuit(verificationKey.circuit)) {
    throw new VerificationKeyError({
      path: "verificationKey",
      expected: "an imported key of a circuit that chains take",
    });
  }
  if (!Array.isArray(presentations) || presentations.length > MAX_ITEMS) {
    throw new SettlementError({ path: "presentations", expected: `a list of at most ${MAX_ITEMS}` });
  }
  const invalid: number[] = [];
  const positions: number[] = [];
  const items: BatchItem[] = [];
  for (const [index, presentation] of presentations.entries()) {
    throwIfAborted(signal);
    const item = decodeItem(presentation, verificationKey);
    if (item === undefined) invalid.push(index);
    else {
      positions.push(index);
      items.push(item);
    }
  }
  const wrong = findFalseProofs(items, signal).map((i) => positions[i]!);
  return [...invalid, ...wrong].sort((left, right) => left - right);
}

/** Undefined for a presentation that can't be read or belongs to another circuit. */
function decodeItem(input: Presentation, key: VerificationKey): BatchItem | undefined {
  try {
    const presentation = decodePresentation(input);
    if (presentation.circuit !== key.circuit) return undefined;
    const signals = presentation.publicSignals.map((text, i) => toField(text, PUBLIC_SIGNALS[i]));
    return { key: equationOf(key), signals, proof: decodeProof(presentation.proof) };
  } catch (error) {
    if (error instanceof CivicproofError) return undefined;
    throw error;
  }
}
