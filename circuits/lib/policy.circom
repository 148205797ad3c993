pragma circom 2.1.6;

include "clauses.circom";
include "policy_hash.circom";
include "range_slot.circom";
include "set_slot.circom";

/// Proves that a policy holds and computes its commitment (P-12 to P-17).
/// @input  schemaId, claims     signed by the issuer
/// @input  calendar, dayNumber  requires maxbit <= 27 (added by Today)
/// @input  others               bound by the hash
/// @output hash                 policyHash; the caller compares it with the public one
template Policy(nRange, nSet, nClauses) {
    signal input schemaId;
    signal input claims[8];
    signal input {maxbit} calendar;
    signal input {maxbit} dayNumber;
    signal input clauses;
    signal input rangeMeta[nRange];
    signal input rangeLo[nRange];
    signal input rangeHi[nRange];
    signal input setMeta[nSet];
    signal input setRoot[nSet];
    signal input setNodes[nSet][4][8];
    signal output hash;

    component holds = Clauses(nRange + nSet, nClauses);
    holds.clauses <== clauses;
    for (var i = 0; i < nRange; i++) {
        holds.ok[i] <== RangeSlot()(claims, calendar, dayNumber, rangeMeta[i], rangeLo[i], rangeHi[i]);
    }
    for (var i = 0; i < nSet; i++) {
        holds.ok[nRange + i] <== SetSlot()(claims, setMeta[i], setRoot[i], setNodes[i]);
    }

    hash <== PolicyHash(nRange, nSet, nClauses)(
        schemaId, clauses, rangeMeta, rangeLo, rangeHi, setMeta, setRoot
    );
}
