pragma circom 2.1.6;

include "lib/context.circom";
include "lib/holder.circom";
include "lib/nullifier.circom";
include "lib/usable_credential.circom";

/// The statement of a presentation (P-23): wiring only.
/// @param  nRange, nSet, nClauses  the policy's shape (P-12)
/// The public signals and their order are those of circuits/signals.json: nullifier first, then the first seven inputs.
template Presentation(nRange, nSet, nClauses) {
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
    signal input statusIndex;
    signal input validFrom;
    signal input validUntil;
    signal input claimsFrom;
    signal input claims[8];
    signal input issuerKey[2];
    signal input signatureR8[2];
    signal input signatureS;
    signal input issuerIndex;
    signal input issuerNodes[20];
    signal input statusNodes[48];
    signal input clauses;
    signal input rangeMeta[nRange];
    signal input rangeLo[nRange];
    signal input rangeHi[nRange];
    signal input setMeta[nSet];
    signal input setRoot[nSet];
    signal input setNodes[nSet][4][8];

    signal holderCommitment <== Holder()(holderSecret, blinding);
    signal hashOfPolicy;
    signal rootOfIssuers;
    signal rootOfStatus;
    (hashOfPolicy, rootOfIssuers, rootOfStatus) <== UsableCredential(nRange, nSet, nClauses)(
        holderCommitment, period, today, schemaId, statusIndex, validFrom, validUntil, claimsFrom, claims,
        issuerKey, signatureR8, signatureS, issuerIndex, issuerNodes, statusNodes,
        clauses, rangeMeta, rangeLo, rangeHi, setMeta, setRoot, setNodes
    );
    hashOfPolicy === policyHash;
    rootOfIssuers === issuerRoot;
    rootOfStatus === statusRoot;

    nullifier <== Nullifier()(holderSecret, scope, period);
    Context()(context);
}
