pragma circom 2.1.6;

include "poseidon.circom";

/// Hashes a node of an 8-ary tree: Poseidon(tag, 8 children).
/// @input  children  any field elements
/// @output out       the node
template TreeNode(tag) {
    signal input children[8];
    signal output out;

    component hash = Poseidon(9);
    hash.inputs[0] <== tag;
    for (var i = 0; i < 8; i++) {
        hash.inputs[i + 1] <== children[i];
    }
    out <== hash.out;
}
