pragma circom 2.1.6;

include "poseidon.circom";
include "domains.circom";

/// Computes a holder's commitment (P-6).
/// @input  holderSecret  any field element; each is a secret of its own, there is no second form
/// @output commitment    Poseidon(tag, holderSecret)
template Holder() {
    signal input holderSecret;
    signal output commitment;

    commitment <== Poseidon(2)([tagHolder(), holderSecret]);
}
