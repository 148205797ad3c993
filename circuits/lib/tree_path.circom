pragma circom 2.1.6;

include "select.circom";
include "tree_node.circom";

/// Opens one leaf of a tree of 2^(3 (depth - 1) + rootBits) leaves: every node has 8 children, the root 2^rootBits (P-10).
/// @param  tag, depth  of the nodes; number of levels, the root's included
/// @param  rootBits     2 or 3
/// @input  index       requires binary (added by Bits): the leaf's position, least significant bit first
/// @input  nodes       the children at each level, one level after the other, leaves first; bound by the hashes
/// @output leaf        the leaf at this position
/// @output root        the root over it; the caller compares it with the public one
template TreePath(tag, depth, rootBits) {
    assert(depth >= 1);
    assert(rootBits == 2 || rootBits == 3);
    signal input {binary} index[3 * (depth - 1) + rootBits];
    signal input nodes[8 * (depth - 1) + 2 ** rootBits];
    signal output leaf;
    signal output root;

    component select[depth];
    component node[depth];
    for (var level = 0; level < depth; level++) {
        var bits = level < depth - 1 ? 3 : rootBits;
        select[level] = Select(bits);
        node[level] = TreeNode(tag, 2 ** bits);
        for (var i = 0; i < 2 ** bits; i++) {
            select[level].choices[i] <== nodes[8 * level + i];
            node[level].children[i] <== nodes[8 * level + i];
        }
        for (var i = 0; i < bits; i++) {
            select[level].index[i] <== index[3 * level + i];
        }
        if (level > 0) {
            select[level].out === node[level - 1].out;
        }
    }
    leaf <== select[0].out;
    root <== node[depth - 1].out;
}
