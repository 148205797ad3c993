/** The steps of a ceremony so far, and whose turn it is: rules over signed documents, without a look at any key. */
import { refusal } from "../../core/errors.ts";
import { drandValue } from "./beacon-value.ts";
import {
  type Attestation,
  attestationId,
  type Ceremony,
  CeremonyDocumentError,
  ceremonyId,
  readAttestation,
  readCeremony,
} from "./documents.ts";
import type { Participant } from "./identity.ts";

export interface Ledger {
  readonly ceremony: Ceremony;
  /** SHA-256 of the terms. */
  readonly id: string;
  readonly steps: readonly Attestation[];
}

/** What a new step follows. */
export interface NextStep {
  readonly number: number;
  /** {@link Attestation.before} of the step. */
  readonly before: string;
  /** SHA-256 of each circuit's key. */
  readonly keys: Readonly<Record<string, string>>;
}

/**
 * Reads the terms and all attestations, in their order, and applies every rule to each step.
 *
 * @param attestations texts by their numbers
 * @throws CeremonyDocumentError, CeremonySignatureError for a document; the errors of {@link checkTurn} and
 * {@link checkEnd} for a step; CeremonyOrderError, TurnMissingError for steps that do not follow each other
 */
export function readLedger(terms: string, attestations: ReadonlyMap<number, string>): Ledger {
  const ceremony = readCeremony(terms);
  let ledger: Ledger = { ceremony, id: ceremonyId(ceremony), steps: [] };
  for (const number of [...attestations.keys()].sort((a, b) => a - b)) {
    const path = `attestations/${String(number).padStart(4, "0")}.json`;
    if (number !== ledger.steps.length + 1)
      throw new TurnMissingError({ path, expected: `step ${ledger.steps.length + 1}`, received: `step ${number}` });
    ledger = addStep(ledger, readAttestation(attestations.get(number)!, path), path);
  }
  return ledger;
}

/** The ledger with one step more. @throws as {@link readLedger} */
export function addStep(ledger: Ledger, step: Attestation, path = "attestation"): Ledger {
  const { ceremony, id } = ledger;
  if (step.ceremony !== id)
    throw new CeremonyOrderError({ path: `${path}.ceremony`, expected: id, received: step.ceremony });
  const next = nextStep(ledger);
  if (step.number !== next.number || step.before !== next.before)
    throw new CeremonyOrderError({
      path,
      expected: `step ${next.number} after ${next.before.slice(0, 16)}…`,
      received: `step ${step.number} after ${step.before.slice(0, 16)}…`,
    });
  if (step.step.kind === "beacon") checkEnd(ledger, step.by);
  else checkTurn(ledger, { participant: step.by, nowSeconds: step.timeSeconds });
  const names = Object.keys(step.circuits);
  const [missing] = ceremony.circuits.filter(({ name }) => !names.includes(name));
  if (missing !== undefined || names.length !== ceremony.circuits.length) {
    const expected = `the circuits ${ceremony.circuits.map(({ name }) => name).join(", ")}`;
    throw new CeremonyDocumentError({ path: `${path}.circuits`, expected, received: names.join(", ") });
  }
  for (const [name, { beforeSha256 }] of Object.entries(step.circuits)) {
    if (beforeSha256 !== next.keys[name])
      throw new CeremonyOrderError({
        path: `${path}.circuits.${name}.beforeSha256`,
        expected: next.keys[name]!,
        received: beforeSha256,
      });
  }
  if (step.step.kind === "beacon") checkBeaconValue(ceremony, step, path);
  return { ...ledger, steps: [...ledger.steps, step] };
}

/** Number and beginnings of the step that comes next. */
export function nextStep(ledger: Ledger): NextStep {
  const { id, steps } = ledger;
  const last = steps.at(-1);
  return {
    number: steps.length + 1,
    before: last === undefined ? id : attestationId(last),
    keys: keyHashes(ledger, steps.length),
  };
}

/** SHA-256 of each circuit's key after a step, 0 for the keys before the first contribution. */
export function keyHashes({ ceremony, steps }: Ledger, number: number): Readonly<Record<string, string>> {
  const step = steps[number - 1];
  return Object.fromEntries(
    ceremony.circuits.map(({ name, initialKeySha256 }) => [
      name,
      step?.circuits[name]?.afterSha256 ?? initialKeySha256,
    ]),
  );
}

export const isClosed = ({ steps }: Ledger): boolean => steps.at(-1)?.step.kind === "beacon";

/** How many people contributed; the beacon is none. */
export const contributionCount = ({ steps }: Ledger): number =>
  steps.filter(({ step }) => step.kind === "contribution").length;

/**
 * Whether somebody may contribute now.
 *
 * @throws CeremonyClosedError after the beacon, DeadlinePassedError, ParticipantNotListedError for somebody who is not listed,
 * ParticipantRepeatedError for a second contribution, CeremonyOrderError before one's turn
 */
export function checkTurn(
  ledger: Ledger,
  { participant, nowSeconds }: { readonly participant: Participant; readonly nowSeconds: number },
): void {
  const { ceremony, steps } = ledger;
  if (isClosed(ledger)) throw new CeremonyClosedError();
  if (nowSeconds >= ceremony.deadlineSeconds)
    throw new DeadlinePassedError({ expected: iso(ceremony.deadlineSeconds), received: iso(nowSeconds) });
  const { publicKey, name } = participant;
  const listed = ceremony.participants.findIndex((each) => each.publicKey === publicKey);
  if (ceremony.turns !== "open" && ceremony.participants[listed]?.name !== name) {
    const expected = `one of ${ceremony.participants.map((each) => each.name).join(", ")}`;
    throw new ParticipantNotListedError({ expected, received: `${name} with key ${publicKey.slice(0, 16)}…` });
  }
  if (steps.some(({ by }) => by.publicKey === publicKey)) throw new ParticipantRepeatedError({ received: name });
  if (ceremony.turns === "order" && listed !== steps.length)
    throw new CeremonyOrderError({ expected: ceremony.participants[steps.length]!.name, received: name });
}

/**
 * Whether the coordinator may end the ceremony.
 *
 * @throws CeremonyClosedError, ContributionsTooFewError, ParticipantNotListedError for anybody else
 */
export function checkEnd(ledger: Ledger, by: Participant): void {
  const { coordinator } = ledger.ceremony;
  if (isClosed(ledger)) throw new CeremonyClosedError();
  if (by.publicKey !== coordinator.publicKey)
    throw new ParticipantNotListedError({ expected: `the coordinator ${coordinator.name}`, received: by.name });
  checkEnough(ledger);
}

/** @throws ContributionsTooFewError when fewer people contributed than the terms ask for */
export function checkEnough(ledger: Ledger): void {
  const { minimumContributions } = ledger.ceremony;
  const contributions = contributionCount(ledger);
  if (contributions < minimumContributions)
    throw new ContributionsTooFewError({ expected: `${minimumContributions}`, received: `${contributions}` });
}

/** A signed drand round must give the value of the beacon. */
function checkBeaconValue({ beacon: rule }: Ceremony, { step }: Attestation, path: string): void {
  if (step.kind !== "beacon") return;
  if (rule.kind !== "drand") {
    if (step.drand !== undefined) throw new BeaconWrongError({ path, expected: rule.source, received: "drand" });
    return;
  }
  if (step.drand === undefined) return;
  const value = drandValue(rule, step.drand);
  if (value !== step.value) throw new BeaconWrongError({ path, expected: value, received: step.value });
}

/** An instant as people write it, in UTC. */
export const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");

/**
 * Two steps of a ceremony do not follow each other, or somebody contributes before their turn.
 *
 * What to do: contribute when those before you have; a copy of the folder that was mixed up has to be copied again.
 */
export class CeremonyOrderError extends /* @__PURE__ */ refusal(
  "CEREMONY_ORDER_WRONG",
  "CeremonyOrderError",
  "Wrong order of a ceremony's steps",
) {}

/**
 * A step of a ceremony is missing, although a later one is there.
 *
 * What to do: copy the whole folder again.
 */
export class TurnMissingError extends /* @__PURE__ */ refusal(
  "CEREMONY_TURN_MISSING",
  "TurnMissingError",
  "A step of the ceremony is missing",
) {}

/**
 * The time for contributions is over.
 *
 * What to do: ask the coordinator; a new ceremony can have another deadline.
 */
export class DeadlinePassedError extends /* @__PURE__ */ refusal(
  "CEREMONY_DEADLINE_PASSED",
  "DeadlinePassedError",
  "The ceremony's deadline is over",
) {}

/**
 * Somebody who is not listed wants to take a turn of a ceremony, or a listed key has another name.
 *
 * What to do: use the key and the name that you gave to the coordinator.
 */
export class ParticipantNotListedError extends /* @__PURE__ */ refusal(
  "CEREMONY_PARTICIPANT_NOT_LISTED",
  "ParticipantNotListedError",
  "Not a participant of this ceremony",
) {}

/**
 * Somebody contributes a second time. It would count for nothing.
 *
 * What to do: let somebody else contribute.
 */
export class ParticipantRepeatedError extends /* @__PURE__ */ refusal(
  "CEREMONY_PARTICIPANT_REPEATED",
  "ParticipantRepeatedError",
  "This participant has contributed already",
) {}

/**
 * The beacon has ended the ceremony: no step follows.
 *
 * What to do: for another circuit, or more contributors, start a new ceremony.
 */
export class CeremonyClosedError extends /* @__PURE__ */ refusal(
  "CEREMONY_CLOSED",
  "CeremonyClosedError",
  "The ceremony is over",
) {}

/**
 * Fewer people contributed than the terms ask for.
 *
 * What to do: let more people contribute.
 */
export class ContributionsTooFewError extends /* @__PURE__ */ refusal(
  "CEREMONY_CONTRIBUTIONS_TOO_FEW",
  "ContributionsTooFewError",
  "Too few contributions",
) {}

/**
 * The value of a beacon is not the one that was announced.
 *
 * What to do: take the value that ceremony.json names.
 */
export class BeaconWrongError extends /* @__PURE__ */ refusal(
  "CEREMONY_BEACON_WRONG",
  "BeaconWrongError",
  "Not the announced beacon",
) {}

/**
 * The ceremony is not finished: others may still contribute, or the beacon is missing.
 *
 * What to do: wait for the deadline, then `ceremony beacon`.
 */
export class CeremonyUnfinishedError extends /* @__PURE__ */ refusal(
  "CEREMONY_UNFINISHED",
  "CeremonyUnfinishedError",
  "The ceremony is not finished",
) {}
