pragma circom 2.1.6;

include "domains.circom";
include "status_word.circom";
include "tree_path.circom";

/// Proves that a credential's bit is 0 and computes the root of the status tree (P-11).
/// @param  depth     levels of 8 children above the words: the tree holds 2^(7 + 3 depth) bits
/// @input  position  requires binary (added by Bits): the bit's number, issuerIndex * 2^17 + statusIndex
/// @input  nodes     the eight children at each level, words first; bound by the hashes
/// @output root      the root; the caller compares it with the public one
template Status(depth) {
    signal input {binary} position[7 + 3 * depth];
    signal input nodes[8 * depth];
    signal output root;

    signal {binary} wordIndex[3 * depth];
    for (var i = 0; i < 3 * depth; i++) {
        wordIndex[i] <== position[7 + i];
    }
    signal word;
    (word, root) <== TreePath(tagStatusNode(), depth, 3)(wordIndex, nodes);

    signal {binary} bitIndex[7];
    for (var i = 0; i < 7; i++) {
        bitIndex[i] <== position[i];
    }
    StatusWord()(word, bitIndex);
}
