/** The coordinator's last step: the announced beacon, applied to the key of every circuit. */

import { throwIfAborted } from "../../core/abort.ts";
import { bytesToHex, hexToBytes } from "../../core/bytes.ts";
import { InvalidInputError } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import { sha256Hex } from "../../statement/artifacts/verification-key.ts";
import { applyBeacon } from "../keys/contribution.ts";
import { type DrandSignature, drandValue } from "./beacon-value.ts";
import type { CeremonyStep } from "./contribute.ts";
import { type Attestation, type Ceremony, signAttestation } from "./documents.ts";
import type { CeremonyIdentity } from "./identity.ts";
import { BeaconWrongError, CeremonyUnfinishedError, checkEnd, iso, type Ledger, nextStep } from "./ledger.ts";

/** What the announced source gave. */
export interface BeaconInput {
  /** 1 to 255 bytes; for drand it follows from the signature. */
  readonly value?: Uint8Array;
  /** For a beacon of drand: with it the value is checked, without it everybody who verifies is told so. */
  readonly drand?: DrandSignature;
}

export interface EndCeremonyOptions {
  readonly ledger: Ledger;
  readonly beacon: BeaconInput;
  /** The key of each circuit after the last contribution, whose history was checked: `verifyCeremony`. */
  readonly latest: Readonly<Record<string, Uint8Array>>;
  readonly coordinator: CeremonyIdentity;
  readonly tool: string;
  readonly nowSeconds: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: { readonly circuit: string; readonly fraction: number }) => void;
}

/**
 * Applies the beacon; nobody contributes after it.
 *
 * @throws CeremonyClosedError, ContributionsTooFewError, ParticipantNotListedError for anybody but the coordinator
 * @throws CeremonyUnfinishedError before the deadline, when others may still contribute
 * @throws DrandRoundError, BeaconWrongError for a value that is not the announced one
 */
export async function endCeremony(options: EndCeremonyOptions): Promise<CeremonyStep> {
  const {
    ledger,
    beacon,
    latest,
    coordinator,
    tool,
    nowSeconds,
    signal,
    onProgress = () => {},
  } = ownWith(options, "ledger", "beacon", "latest", "coordinator");
  const { ceremony, id } = ledger;
  checkEnd(ledger, coordinator);
  if (nowSeconds < ceremony.deadlineSeconds && !everybodyCame(ledger)) {
    const expected = `${iso(ceremony.deadlineSeconds)} or later, or a contribution of everybody`;
    throw new CeremonyUnfinishedError({ expected, received: iso(nowSeconds) });
  }
  const step = beaconStep(ceremony, beacon);
  const value = hexToBytes(step.value);
  const next = nextStep(ledger);
  const keys: Record<string, Uint8Array> = {};
  const circuits: Record<string, Attestation["circuits"][string]> = {};
  for (const [i, { name }] of ceremony.circuits.entries()) {
    const report = (fraction: number) => {
      throwIfAborted(signal);
      onProgress({ circuit: name, fraction: (i + fraction) / ceremony.circuits.length });
    };
    const made = await applyBeacon({
      zkey: latest[name]!,
      name: "beacon",
      value,
      iterationsLog2: ceremony.beacon.iterationsLog2,
      onProgress: ({ fraction }) => report(fraction),
    });
    keys[name] = made.zkey;
    circuits[name] = {
      beforeSha256: next.keys[name]!,
      afterSha256: await sha256Hex(made.zkey),
      contributionHash: made.contributionHash,
    };
  }
  const { number, before } = next;
  const attestation = signAttestation(
    { ceremony: id, number, before, timeSeconds: nowSeconds, circuits, step, tool },
    coordinator,
  );
  return { keys, attestation };
}

/** The beacon as its attestation says it. */
function beaconStep({ beacon: rule }: Ceremony, { value, drand }: BeaconInput): BeaconStep {
  const given = value === undefined ? undefined : bytesToHex(value);
  if (rule.kind === "stated" || drand === undefined) {
    if (drand !== undefined)
      throw new BeaconWrongError({ expected: "the value of what was announced", received: "drand" });
    if (given === undefined) throw new InvalidInputError({ path: "value", expected: "the beacon's value" });
    return { kind: "beacon", value: given };
  }
  const computed = drandValue(rule, drand);
  if (given !== undefined && given !== computed) throw new BeaconWrongError({ expected: computed, received: given });
  return { kind: "beacon", value: computed, drand };
}

type BeaconStep = Extract<Attestation["step"], { kind: "beacon" }>;

/** Whether nobody is left who may contribute. */
function everybodyCame({ ceremony, steps }: Ledger): boolean {
  return ceremony.turns !== "open" && steps.length === ceremony.participants.length;
}
