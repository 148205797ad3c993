pragma circom 2.1.6;

include "poseidon.circom";
include "domains.circom";

/// Computes a holder's commitment (P-6).
/// @input  holderSecret  any field element; each is a secret of its own, there is no second form
/// @input  blinding      any field element; the holder's app derives it, nothing here depends on how
/// @output commitment    Poseidon(tag, holderSecret, blinding)
template Holder() {
    signal input holderSecret;
    signal input blinding;
    signal output commitment;

    commitment <== Poseidon(3)([tagHolder(), holderSecret, blinding]);
}
