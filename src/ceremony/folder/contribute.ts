/** A contributor's step, for programs and pages: no folder, no network, nothing of Node. */

import { throwIfAborted } from "../../core/abort.ts";
import { hexToInteger } from "../../core/bytes.ts";
import { refusal } from "../../core/errors.ts";
import { own, ownWith } from "../../core/own.ts";
import { sha256Hex } from "../../statement/artifacts/verification-key.ts";
import { checkContributions } from "../keys/check-key.ts";
import { contribute, type Entropy } from "../keys/contribution.ts";
import { type Attestation, attestationId, signAttestation } from "./documents.ts";
import type { CeremonyIdentity } from "./identity.ts";
import { checkTurn, type Ledger, nextStep } from "./ledger.ts";
import type { StepKeys } from "./read.ts";

/** How far a step is. */
export interface StepProgress {
  readonly circuit: string;
  readonly step: "checking" | "contributing";
  /** Of all circuits, 0 to 1. */
  readonly fraction: number;
}

export interface ContributeToCeremonyOptions {
  /** Terms and steps so far: `readLedger` or `openLedger`. */
  readonly ledger: Ledger;
  /** By circuit: `readStepKeys`. */
  readonly keys: Readonly<Record<string, StepKeys>>;
  /** Signs the attestation. */
  readonly identity: CeremonyIdentity;
  /** Mixed with the platform's randomness; also without it the contribution is as good as that. */
  readonly entropy?: Entropy;
  /** What the contributor says of the machine, for everybody to read. */
  readonly machine: string;
  /** Program and version. */
  readonly tool: string;
  readonly nowSeconds: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: StepProgress) => void;
}

/** The files of a step: `stepFiles` says where they go. */
export interface CeremonyStep {
  /** By circuit. */
  readonly keys: Readonly<Record<string, Uint8Array>>;
  readonly attestation: Attestation;
}

/**
 * Checks the contributions so far, adds one to the key of every circuit, and signs for them. Works in memory; nothing that
 * was given is changed, and no secret leaves.
 *
 * @throws the errors of {@link checkTurn} when it is not this person's turn
 * @throws KeyMismatchError for a key that is not the one the last attestation names
 * @throws ContributionError, ArtifactError, UnsafeKeyError when what came before is invalid
 * @throws AbortedError when the signal fires
 * @example
 * const { keys, attestation } = await contributeToCeremony({ ledger, keys, identity, machine: "laptop", tool, nowSeconds });
 */
export async function contributeToCeremony(options: ContributeToCeremonyOptions): Promise<CeremonyStep> {
  const {
    ledger,
    keys,
    identity,
    entropy = {},
    machine,
    tool,
    nowSeconds,
    signal,
    onProgress = () => {},
  } = ownWith(options, "ledger", "keys", "identity");
  checkTurn(ledger, { participant: identity, nowSeconds });
  const next = nextStep(ledger);
  const { circuits } = ledger.ceremony;
  const given = circuits.map(({ name, initialKeySha256 }) => {
    const pair = Object.hasOwn(keys, name) ? keys[name] : undefined;
    if (pair === undefined)
      throw new KeyMismatchError({ path: `keys.${name}`, expected: "two keys", received: "none" });
    return { name, initialKeySha256, ...pair };
  });
  const size = given.reduce((sum, { latest }) => sum + latest.length, 0);
  const made: Record<string, Uint8Array> = {};
  const said: Record<string, Attestation["circuits"][string]> = {};
  let done = 0;
  for (const { name, initialKeySha256, initial, latest } of given) {
    const share = latest.length / size;
    const report = (step: StepProgress["step"], fraction: number) => {
      throwIfAborted(signal);
      onProgress({ circuit: name, step, fraction: done + share * fraction });
    };
    report("checking", 0);
    await checkHash(initial, initialKeySha256, `keys.${name}.initial`);
    const beforeSha256 = next.keys[name]!;
    await checkHash(latest, beforeSha256, `keys.${name}.latest`);
    if (ledger.steps.length > 0) {
      const { steps } = await checkContributions({ initial, zkey: latest });
      checkHistory(ledger, name, steps);
    }
    report("contributing", 0.4);
    const { zkey, contributionHash } = await contribute({
      zkey: latest,
      name: identity.name,
      entropy,
      onProgress: ({ fraction }) => report("contributing", 0.4 + 0.6 * fraction),
    });
    made[name] = zkey;
    said[name] = { beforeSha256, afterSha256: await sha256Hex(zkey), contributionHash };
    done += share;
  }
  throwIfAborted(signal);
  const attestation = signAttestation(
    {
      ceremony: ledger.id,
      number: next.number,
      before: next.before,
      timeSeconds: nowSeconds,
      circuits: said,
      step: { kind: "contribution", machine, entropy: sourcesOf(entropy) },
      tool,
    },
    identity,
  );
  return { keys: made, attestation };
}

/** @throws KeyMismatchError when a key has other steps than were attested */
export function checkHistory(
  { steps }: Pick<Ledger, "steps">,
  circuit: string,
  found: readonly { readonly contributionHash: string }[],
): void {
  const attested = steps.map((step) => step.circuits[circuit]!.contributionHash);
  const at = Array.from({ length: Math.max(attested.length, found.length) }, (_, i) => i).find(
    (i) => found[i]?.contributionHash !== attested[i],
  );
  if (at === undefined) return;
  throw new KeyMismatchError({
    path: `${circuit}.contributions[${at}]`,
    expected: attested[at] ?? "none",
    received: found[at]?.contributionHash ?? "none",
  });
}

/**
 * The first 83 bits of an attestation's hash as 25 digits: short enough to read out on the phone, and nobody finds
 * another attestation with the same.
 */
export function fingerprintOf(attestation: Attestation): string {
  const digits = String(hexToInteger(attestationId(own(attestation)).slice(0, 24)) % 10n ** 25n).padStart(25, "0");
  return digits.match(/.{5}/g)!.join(" ");
}

function sourcesOf({ text, bytes }: Entropy): string[] {
  return [
    "randomness of the operating system",
    ...(text === undefined ? [] : ["typed text"]),
    ...(bytes === undefined ? [] : ["a file"]),
  ];
}

async function checkHash(key: Uint8Array, expected: string, path: string): Promise<void> {
  const received = await sha256Hex(key);
  if (received !== expected)
    throw new KeyMismatchError({ path, expected: `sha256 ${expected}`, received: `sha256 ${received}` });
}

/**
 * A key is not the one that the last attestation names, or has other contributions than were attested.
 *
 * What to do: take the keys of the last step, all from one copy of the folder.
 */
export class KeyMismatchError extends /* @__PURE__ */ refusal(
  "CEREMONY_KEY_MISMATCH",
  "KeyMismatchError",
  "Not the key that was attested",
) {}
