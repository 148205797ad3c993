pragma circom 2.1.6;

include "lib/anchor.circom";
include "lib/context.circom";
include "lib/credential.circom";
include "lib/holder.circom";
include "lib/nullifier.circom";
include "lib/policy.circom";
include "lib/record.circom";
include "lib/register.circom";
include "lib/today.circom";
include "lib/validity.circom";

/// The statement over an anchored record (P-31): wiring only.
/// @param  nRange, nSet, nClauses  the policy's shape (P-12)
/// The public signals and their order are those of circuits/signals.json: nullifier first, then the first seven inputs.
template AnchoredRecord(nRange, nSet, nClauses) {
    signal output nullifier;
    signal input policyHash;
    signal input issuerRoot;
    signal input statusRoot;
    signal input scope;
    signal input period;
    signal input today;
    signal input context;

    signal input holderSecret;
    signal input blinding;
    signal input schemaId;
    signal input fieldsSalt;
    signal input validFrom;
    signal input validUntil;
    signal input claimsFrom;
    signal input claims[8];
    signal input recordId;
    signal input version;
    signal input salt;
    signal input recordNodes[9][8];
    signal input publisher;
    signal input batchRoot;
    signal input batchSchemaId;
    signal input retentionClass;
    signal input span;
    signal input retired;
    signal input previous;
    signal input clauses;
    signal input rangeMeta[nRange];
    signal input rangeLo[nRange];
    signal input rangeHi[nRange];
    signal input setMeta[nSet];
    signal input setRoot[nSet];
    signal input setNodes[nSet][4][8];

    // My record, current at the anchor.
    signal holderCommitment <== Holder()(holderSecret, blinding);
    signal fieldsHash <== Credential()(
        schemaId, holderCommitment, fieldsSalt, validFrom, validUntil, claimsFrom, claims
    );
    signal leaf <== Record()(recordId, version, salt, fieldsHash);
    signal currentRoot <== Register()(leaf, recordNodes);
    currentRoot === statusRoot;
    signal anchorHash <== Anchor()(
        publisher, batchRoot, currentRoot, batchSchemaId, retentionClass, span, retired, previous
    );
    anchorHash === issuerRoot;

    // It is valid today and in this period; the policy holds.
    signal {maxbit} calendar;
    signal {maxbit} dayNumber;
    (calendar, dayNumber) <== Today()(today);
    Validity()(calendar, period, validFrom, validUntil, claimsFrom);
    signal hashOfPolicy <== Policy(nRange, nSet, nClauses)(
        schemaId, claims, calendar, dayNumber, clauses, rangeMeta, rangeLo, rangeHi, setMeta, setRoot, setNodes
    );
    hashOfPolicy === policyHash;

    nullifier <== Nullifier()(holderSecret, scope, period);
    Context()(context);
}
