pragma circom 2.1.6;

include "domains.circom";
include "select8.circom";
include "status_word.circom";
include "tree_node.circom";

/// Proves that a credential's bit is 0 and computes the root of the status tree (P-11).
/// @input  position  requires binary (added by Bits): issuerIndex * 2^20 + statusIndex, 28 bits
/// @input  nodes     the eight children at each level, words first; bound by the hashes
/// @output root      the root; the caller compares it with the public one
template Status() {
    signal input {binary} position[28];
    signal input nodes[7][8];
    signal output root;

    component select[7];
    component node[7];
    for (var level = 0; level < 7; level++) {
        select[level] = Select8();
        select[level].choices <== nodes[level];
        for (var i = 0; i < 3; i++) {
            select[level].index[i] <== position[7 + 3 * level + i];
        }
        if (level > 0) {
            select[level].out === node[level - 1].out;
        }
        node[level] = TreeNode(tagStatusNode());
        node[level].children <== nodes[level];
    }
    root <== node[6].out;

    component word = StatusWord();
    word.word <== select[0].out;
    for (var i = 0; i < 7; i++) {
        word.index[i] <== position[i];
    }
}
