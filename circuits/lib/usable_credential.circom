pragma circom 2.1.6;

include "bits.circom";
include "credential.circom";
include "issuer.circom";
include "policy.circom";
include "signature.circom";
include "status.circom";
include "today.circom";
include "validity.circom";

/// Proves that an issuer signed a credential for a commitment, that it is usable, valid today and in a period, and that a
/// policy holds for it (P-23): what every statement about a credential shares. Wiring only.
/// @param  nRange, nSet, nClauses            the policy's shape (P-12)
/// @input  holderCommitment                  the caller opens it
/// @input  period                            YYYYMMDD, or claimsFrom where the statement has no period
/// @input  others                            bound by the three outputs and by the signature
/// @output policyHash, issuerRoot, statusRoot  the caller compares them with the public ones
template UsableCredential(nRange, nSet, nClauses) {
    signal input holderCommitment;
    signal input period;
    signal input today;
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
    signal output policyHash;
    signal output issuerRoot;
    signal output statusRoot;

    // Signed by an issuer.
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
    issuerRoot <== Issuer()(issuerKey[0], issuerBits, issuerNodes);
    statusRoot <== Status(6)(position, statusNodes);

    // It is valid today and in this period; the policy holds.
    signal {maxbit} calendar;
    signal {maxbit} dayNumber;
    (calendar, dayNumber) <== Today()(today);
    Validity()(calendar, period, validFrom, validUntil, claimsFrom);
    policyHash <== Policy(nRange, nSet, nClauses)(
        schemaId, claims, calendar, dayNumber, clauses, rangeMeta, rangeLo, rangeHi, setMeta, setRoot, setNodes
    );
}
