/** From an anchored record and a policy to the inputs of a record circuit (protocol P-31). */

import { type CalendarDate, calendarInteger, packToday } from "../../core/dates.ts";
import type { FieldElement } from "../../core/field.ts";
import {
  CredentialExpiredError,
  CredentialNotYetValidError,
  CredentialSchemaMismatchError,
} from "../../credentials/credential/credential.ts";
import { anchorInputs, hashAnchor } from "../../records/anchor.ts";
import { checkOpening, type RecordOpening } from "../../records/opening.ts";
import type { CompiledPolicy } from "../../statement/policy/compile.ts";
import { evaluateCompiled } from "../../statement/policy/evaluate.ts";
import { claimsLater, policyInputs } from "./build.ts";
import type { CircuitInputs } from "./calculator.ts";
import { PolicyUnsatisfiedError } from "./refusals.ts";

/** Everything a witness over a record is made of. */
export interface RecordSources {
  readonly opening: RecordOpening;
  readonly holderSecret: FieldElement;
  /** Under which the secret opens the record's commitment; from `findBlinding`. */
  readonly blinding: FieldElement;
  /** From `compileRecordPolicy`. */
  readonly policy: CompiledPolicy;
  readonly scope: FieldElement;
  /** Its first day, YYYYMMDD. */
  readonly period: number;
  readonly today: CalendarDate;
  readonly context: FieldElement;
}

/** Builds the inputs of `policy.circuit`. Nothing is judged here: the circuit decides, {@link checkRecordSources} explains. */
export function buildRecordInputs(sources: RecordSources): CircuitInputs {
  const { opening, policy, scope, period, today, context, holderSecret, blinding } = sources;
  const { record, anchor, registerPath } = opening;
  const [publisher, batchRoot, , batchSchemaId, retentionClass, span, retired, previous] = anchorInputs(anchor);
  return {
    policyHash: policy.policyHash,
    issuerRoot: hashAnchor(anchor),
    statusRoot: anchor.currentRoot,
    scope,
    period: BigInt(period),
    today: packToday(today),
    context,
    holderSecret,
    blinding,
    schemaId: record.schemaId,
    fieldsSalt: record.fieldsSalt,
    validFrom: BigInt(record.validFrom),
    validUntil: BigInt(record.validUntil),
    claimsFrom: BigInt(record.claimsFrom),
    claims: record.claims,
    recordId: record.recordId,
    version: BigInt(record.version),
    salt: record.salt,
    recordNodes: registerPath,
    publisher: publisher!,
    batchRoot: batchRoot!,
    batchSchemaId: batchSchemaId!,
    retentionClass: retentionClass!,
    span: span!,
    retired: retired!,
    previous: previous!,
    ...policyInputs(policy, record.claims),
  };
}

/**
 * Refuses with a reason whatever the circuit would refuse without one.
 *
 * @throws CredentialSchemaMismatchError, CredentialNotYetValidError, CredentialExpiredError,
 * PolicyUnsatisfiedError; RecordTamperedError, RecordNotCurrentError, ForeignBatchError of the opening
 */
export function checkRecordSources({ opening, policy, period, today }: RecordSources): void {
  const { record } = opening;
  checkOpening(opening);
  if (record.schemaId !== policy.schemaId) throw new CredentialSchemaMismatchError({ path: "record.schemaId" });
  const day = calendarInteger(today);
  if (day < record.validFrom) {
    throw new CredentialNotYetValidError({ path: "record.validFrom", expected: `a record valid on ${day}` });
  }
  if (day > record.validUntil) {
    throw new CredentialExpiredError({ path: "record.validUntil", expected: `a record valid on ${day}` });
  }
  if (period < record.claimsFrom) {
    throw claimsLater("record.claimsFrom", period, record.claimsFrom);
  }
  if (!evaluateCompiled(policy, { claims: record.claims, today }))
    throw new PolicyUnsatisfiedError({ path: "policy.require" });
}
