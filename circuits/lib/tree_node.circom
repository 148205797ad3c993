pragma circom 2.1.6;

include "poseidon.circom";

/// Hashes a node of a tree: Poseidon(tag, children).
/// @param  arity     number of children, 4 or 8
/// @input  children  any field elements
/// @output out       the node
template TreeNode(tag, arity) {
    signal input children[arity];
    signal output out;

    component hash = Poseidon(arity + 1);
    hash.inputs[0] <== tag;
    for (var i = 0; i < arity; i++) {
        hash.inputs[i + 1] <== children[i];
    }
    out <== hash.out;
}
