pragma circom 2.1.6;

include "bits.circom";
include "difference_product.circom";
include "domains.circom";
include "is_zero.circom";
include "one_of8.circom";
include "range_check.circom";
include "select.circom";
include "tree_node.circom";

/// Evaluates a set slot (P-14, P-15): ok = (claim in set) xor negate.
/// @input  claims      signed by the issuer, < 2^120
/// @input  meta, root  bound by PolicyHash; the verifier publishes the set and builds its tree: sorted, sentinels, < 2^120
/// @input  nodes       level 0 the eight sorted values around the claim, then the children of each inner node; bound by
///                     the hashes. All 0 where the slot is disabled.
/// @output ok          satisfies binary; exact where the tree is as published
template SetSlot() {
    signal input claims[8];
    signal input meta;
    signal input root;
    signal input nodes[4][8];
    signal output {binary} ok;

    // claimIndex + 8 * negate + 16 * enabled
    signal {binary} bits[5] <== Bits(5)(meta);
    signal negate <== bits[3];
    signal enabled <== bits[4];

    component claim = Select(3);
    claim.choices <== claims;
    for (var i = 0; i < 3; i++) {
        claim.index[i] <== bits[i];
    }
    signal value <== enabled * claim.out;

    // The path. A disabled slot has root 0 and compares 0 with the children, one of which is 0.
    component node[4];
    component member[3];
    signal current[4];
    for (var level = 0; level < 4; level++) {
        node[level] = TreeNode(level == 0 ? tagSetLeaf() : tagSetNode(), 8);
        node[level].children <== nodes[level];
        current[level] <== enabled * node[level].out;
        if (level < 3) {
            member[level] = OneOf8();
            member[level].in <== current[level];
            member[level].choices <== nodes[level + 1];
        }
    }
    current[3] === root;

    // nodes[0][0] <= value <= nodes[0][7]: then the leaf is the one that would hold the value.
    signal {maxbit} sinceClaimsFrom <== RangeCheck(120)(value - nodes[0][0]);
    signal {maxbit} untilLast <== RangeCheck(120)(nodes[0][7] - value);

    // The sentinels 0 and 2^120 - 1 are not members.
    signal product <== DifferenceProduct(8)(value, nodes[0]);
    signal {binary} found <== IsZero()(product);
    signal {binary} sentinel <== IsZero()(value * (2 ** 120 - 1 - value));
    signal isMember <== found * (1 - sentinel);

    ok <== isMember + negate - 2 * isMember * negate;
}
