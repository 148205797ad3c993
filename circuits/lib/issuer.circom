pragma circom 2.1.6;

include "domains.circom";
include "select8.circom";
include "tree_node.circom";

/// Computes the root over the trusted issuers from one issuer's key and its path (P-10).
/// @input  keyX   A.x; IssuerKey proves that A is on the curve
/// @input  index  requires binary (added by Bits): the issuer's position, 8 bits; the tree's ninth bit is 0
/// @input  nodes  the eight children at each level, leaves first; bound by the hashes
/// @output root   the root; the caller compares it with the public one
template Issuer() {
    signal input keyX;
    signal input {binary} index[8];
    signal input nodes[3][8];
    signal output root;

    signal {binary} bits[9];
    for (var i = 0; i < 8; i++) {
        bits[i] <== index[i];
    }
    bits[8] <== 0;

    component select[3];
    component node[3];
    for (var level = 0; level < 3; level++) {
        select[level] = Select8();
        select[level].choices <== nodes[level];
        for (var i = 0; i < 3; i++) {
            select[level].index[i] <== bits[3 * level + i];
        }
        if (level == 0) {
            select[level].out === keyX;
        } else {
            select[level].out === node[level - 1].out;
        }

        node[level] = TreeNode(tagIssuerNode());
        node[level].children <== nodes[level];
    }
    root <== node[2].out;
}
