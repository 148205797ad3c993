pragma circom 2.1.6;

include "poseidon.circom";
include "domains.circom";

/// Computes the commitment to a policy (P-17).
/// @input  clauses  < 2^32 (Clauses checks it), so it can't reach the shape in the header
/// @input  others   any field elements
/// @output out      policyHash
template PolicyHash(nRange, nSet, nClauses) {
    signal input schemaId;
    signal input clauses;
    signal input rangeMeta[nRange];
    signal input rangeLo[nRange];
    signal input rangeHi[nRange];
    signal input setMeta[nSet];
    signal input setRoot[nSet];
    signal output out;

    var nWords = 1 + 3 * nRange + 2 * nSet;
    assert(nWords <= 29);
    signal words[nWords];
    words[0] <== schemaId;
    for (var i = 0; i < nRange; i++) {
        words[1 + 3 * i] <== rangeMeta[i];
        words[2 + 3 * i] <== rangeLo[i];
        words[3 + 3 * i] <== rangeHi[i];
    }
    for (var i = 0; i < nSet; i++) {
        words[1 + 3 * nRange + 2 * i] <== setMeta[i];
        words[2 + 3 * nRange + 2 * i] <== setRoot[i];
    }

    var shape = nRange * 2 ** 16 + nSet * 2 ** 8 + nClauses;
    signal header <== tagPolicy() * 2 ** 64 + shape * 2 ** 32 + clauses;

    // Poseidon takes 16 inputs at most.
    var nFirst = nWords <= 15 ? nWords : 14;
    component first = Poseidon(nWords <= 15 ? nWords + 1 : 16);
    first.inputs[0] <== header;
    for (var i = 0; i < nFirst; i++) {
        first.inputs[1 + i] <== words[i];
    }
    if (nWords > 15) {
        component rest = Poseidon(nWords - 13);
        rest.inputs[0] <== tagPolicyRest();
        for (var i = 14; i < nWords; i++) {
            rest.inputs[i - 13] <== words[i];
        }
        first.inputs[15] <== rest.out;
    }
    out <== first.out;
}
