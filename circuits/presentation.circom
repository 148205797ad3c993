pragma circom 2.1.6;

include "lib/bits.circom";
include "lib/context.circom";
include "lib/credential.circom";
include "lib/holder.circom";
include "lib/issuer.circom";
include "lib/nullifier.circom";
include "lib/policy.circom";
include "lib/signature.circom";
include "lib/status.circom";
include "lib/today.circom";
include "lib/validity.circom";

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

    // My credential, signed by an issuer.
    signal holderCommitment <== Holder()(holderSecret, blinding);
    signal credentialHash <== Credential()(
        schemaId, holderCommitment, statusIndex, validFrom, validUntil, claimsFrom, claims
    );
    Signature()(issuerKey, signatureR8, signatureS, credentialHash);

    // The issuer is trusted; its list says the credential is usable.
    signal {binary} issuerBits[8] <== Bits(8)(issuerIndex);
    signal {binary} statusBits[17] <== Bits(17)(statusIndex);
    signal {binary} position[25];
    for (var i = 0; i < 17; i++) {
        position[i] <== statusBits[i];
    }
    for (var i = 0; i < 8; i++) {
        position[17 + i] <== issuerBits[i];
    }
    signal rootOfIssuers <== Issuer()(issuerKey[0], issuerBits, issuerNodes);
    rootOfIssuers === issuerRoot;
    signal rootOfStatus <== Status(6)(position, statusNodes);
    rootOfStatus === statusRoot;

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
