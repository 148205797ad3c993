pragma circom 2.1.6;

include "poseidon.circom";

/// Computes the hash that an issuer signs (P-7). The first input is a tagged hash, so there is no tag of its own.
/// @input  all     the issuer vouches for their ranges: it signs no others
/// @output hash    Poseidon of the 14 fields
template Credential() {
    signal input schemaId;
    signal input holderCommitment;
    signal input statusIndex;
    signal input validFrom;
    signal input validUntil;
    signal input claimsFrom;
    signal input claims[8];
    signal output hash;

    component fields = Poseidon(14);
    fields.inputs[0] <== schemaId;
    fields.inputs[1] <== holderCommitment;
    fields.inputs[2] <== statusIndex;
    fields.inputs[3] <== validFrom;
    fields.inputs[4] <== validUntil;
    fields.inputs[5] <== claimsFrom;
    for (var i = 0; i < 8; i++) {
        fields.inputs[6 + i] <== claims[i];
    }
    hash <== fields.out;
}
