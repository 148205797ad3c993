pragma circom 2.1.6;

include "poseidon.circom";
include "domains.circom";

/// Computes the hash of an anchor (P-29).
/// @input  currentRoot  computed by Register
/// @input  others       bound by the hash; the verifier accepts the hashes of anchors it trusts, and no others
/// @output hash         anchorHash; the caller compares it with the public one
template Anchor() {
    signal input publisher;
    signal input batchRoot;
    signal input currentRoot;
    signal input batchSchemaId;
    signal input retentionClass;
    signal input span;
    signal input retired;
    signal input previous;
    signal output hash;

    hash <== Poseidon(9)([
        tagAnchor(), publisher, batchRoot, currentRoot, batchSchemaId, retentionClass, span, retired, previous
    ]);
}
