/** From a credential, a policy and a registry to the inputs of a circuit (protocol, "Circuit inputs"). */

import { type CalendarDate, calendarInteger, packToday } from "../../core/dates.ts";
import type { FieldElement } from "../../core/field.ts";
import { ARITY } from "../../core/merkle.ts";
import type { CheckedCredential } from "../../credentials/credential/credential.ts";
import {
  CredentialExpiredError,
  CredentialNotYetValidError,
  CredentialSchemaMismatchError,
} from "../../credentials/credential/credential.ts";
import type { IssuerPath } from "../../credentials/registry/issuer-set.ts";
import type { StatusPath } from "../../credentials/registry/status-tree.ts";
import type { CompiledPolicy } from "../../statement/policy/compile.ts";
import { evaluateCompiled } from "../../statement/policy/evaluate.ts";
import type { SetSlot } from "../../statement/policy/slots.ts";
import type { CircuitInputs } from "./calculator.ts";
import { CredentialRevokedError, PolicyUnsatisfiedError } from "./refusals.ts";

/** What the registry contributes: roots, and the openings of the issuer's key and of the credential's status word. */
export interface RegistryOpening extends IssuerPath, StatusPath {
  readonly issuerRoot: FieldElement;
  readonly statusRoot: FieldElement;
}

/** Everything a witness is made of. */
export interface WitnessSources {
  readonly credential: CheckedCredential;
  readonly holderSecret: FieldElement;
  /** Under which the secret opens the credential's commitment; from `findBlinding`. */
  readonly blinding: FieldElement;
  readonly policy: CompiledPolicy;
  readonly registry: RegistryOpening;
  readonly scope: FieldElement;
  /** Its first day, YYYYMMDD. */
  readonly period: number;
  readonly today: CalendarDate;
  readonly context: FieldElement;
}

/** A set slot's tree has the sorted values and 3 levels above them. */
const SET_LEVELS = 4;

/** Builds the inputs of `policy.circuit`. Nothing is judged here: the circuit decides, {@link checkSources} explains. */
export function buildWitnessInputs(sources: WitnessSources): CircuitInputs {
  const { policy, registry, scope, period, today, context, holderSecret, blinding } = sources;
  return {
    policyHash: policy.policyHash,
    issuerRoot: registry.issuerRoot,
    statusRoot: registry.statusRoot,
    scope,
    period: BigInt(period),
    today: packToday(today),
    context,
    holderSecret,
    blinding,
    ...credentialInputs(sources.credential),
    issuerIndex: BigInt(registry.issuerIndex),
    issuerNodes: registry.issuerNodes,
    statusNodes: registry.statusNodes,
    ...policyInputs(policy, sources.credential.claims),
  };
}

/**
 * Refuses with a reason whatever the circuit would refuse without one.
 *
 * @throws CredentialSchemaMismatchError, CredentialNotYetValidError, CredentialExpiredError, CredentialRevokedError,
 * PolicyUnsatisfiedError
 */
export function checkSources({ credential, policy, registry, period, today }: WitnessSources): void {
  if (credential.schemaId !== policy.schemaId) throw new CredentialSchemaMismatchError({ path: "credential.schemaId" });
  const day = calendarInteger(today);
  if (day < credential.validFrom) {
    throw new CredentialNotYetValidError({
      path: "credential.validFrom",
      expected: `a credential valid on ${day}`,
      received: `valid from ${credential.validFrom}`,
    });
  }
  if (day > credential.validUntil) {
    throw new CredentialExpiredError({
      path: "credential.validUntil",
      expected: `a credential valid on ${day}`,
      received: `valid until ${credential.validUntil}`,
    });
  }
  if (period < credential.claimsFrom) {
    throw claimsLater("credential.claimsFrom", period, credential.claimsFrom);
  }
  if (!registry.isUsable) throw new CredentialRevokedError({ path: "credential.statusIndex" });
  if (!evaluateCompiled(policy, { claims: credential.claims, today }))
    throw new PolicyUnsatisfiedError({ path: "policy.require" });
}

/** A replaced person is told from when on, and where to go if there is no later period. */
export function claimsLater(path: string, period: number, claimsFrom: number): CredentialNotYetValidError {
  const day = (value: number) => String(value).replace(/(\d\d)(\d\d)$/, "-$1-$2");
  return new CredentialNotYetValidError({
    path,
    expected: `a period that begins on ${day(claimsFrom)} or later; a programme of the kind once has none, so its office decides`,
    received: `the period from ${day(period)}`,
  });
}

function credentialInputs({ signature, issuerKey, ...credential }: CheckedCredential): CircuitInputs {
  return {
    schemaId: credential.schemaId,
    statusIndex: BigInt(credential.statusIndex),
    validFrom: BigInt(credential.validFrom),
    validUntil: BigInt(credential.validUntil),
    claimsFrom: BigInt(credential.claimsFrom),
    claims: credential.claims,
    issuerKey: [issuerKey.x, issuerKey.y],
    signatureR8: [signature.R8.x, signature.R8.y],
    signatureS: signature.S,
  };
}

/** The policy's part of the inputs. */
export function policyInputs(
  { rangeSlots, setSlots, clauseWord }: CompiledPolicy,
  claims: readonly FieldElement[],
): CircuitInputs {
  const inputs: Record<string, CircuitInputs[string]> = { clauses: clauseWord };
  if (rangeSlots.length > 0) {
    inputs.rangeMeta = rangeSlots.map(({ meta }) => meta);
    inputs.rangeLo = rangeSlots.map(({ lo }) => lo);
    inputs.rangeHi = rangeSlots.map(({ hi }) => hi);
  }
  if (setSlots.length > 0) {
    inputs.setMeta = setSlots.map(({ meta }) => meta);
    inputs.setRoot = setSlots.map(({ root }) => root);
    inputs.setNodes = setSlots.map((slot) => setNodes(slot, claims));
  }
  return inputs;
}

/** The opening of the claim's place in the set; zeros for a disabled slot, which checks nothing. */
function setNodes({ tree, claimIndex }: SetSlot, claims: readonly FieldElement[]): readonly (readonly bigint[])[] {
  return (
    tree?.witness(claims[claimIndex]!) ?? Array.from({ length: SET_LEVELS }, () => new Array<bigint>(ARITY).fill(0n))
  );
}
