pragma circom 2.1.6;

include "domains.circom";
include "tree_path.circom";

/// Computes the root over the trusted issuers from one issuer's key and its path (P-10).
/// @input  keyX   A.x; IssuerKey proves that A is on the curve
/// @input  index  requires binary (added by Bits): the issuer's position, 8 bits
/// @input  nodes  the children at each level, keys first: 8, 8 and 4; bound by the hashes
/// @output root   the root; the caller compares it with the public one
template Issuer() {
    signal input keyX;
    signal input {binary} index[8];
    signal input nodes[20];
    signal output root;

    signal leaf;
    (leaf, root) <== TreePath(tagIssuerNode(), 3, 2)(index, nodes);
    leaf === keyX;
}
