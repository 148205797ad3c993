pragma circom 2.1.6;

include "domains.circom";
include "one_of8.circom";
include "tree_node.circom";

/// Computes the root of a register in which a leaf stands (P-28). Where it stands is neither asked nor shown: a leaf that
/// is current is at some position, one that was retired at none, and nobody can open the leaf 0.
/// @input  leaf   computed by Record
/// @input  nodes  the eight children at each level, leaves first; bound by the hashes
/// @output root   currentRoot; the caller compares it with the public one
template Register() {
    signal input leaf;
    signal input nodes[9][8];
    signal output root;

    component member[9];
    component node[9];
    for (var level = 0; level < 9; level++) {
        member[level] = OneOf8();
        if (level == 0) {
            member[level].in <== leaf;
        } else {
            member[level].in <== node[level - 1].out;
        }
        member[level].choices <== nodes[level];

        node[level] = TreeNode(tagRecordNode(), 8);
        node[level].children <== nodes[level];
    }
    root <== node[8].out;
}
