pragma circom 2.1.6;

include "poseidon.circom";
include "domains.circom";

/// Computes a person's pseudonym at an office (P-50). Its tag is its own, so that no scope makes it a nullifier.
/// @input  holderSecret  bound to the credential by Holder
/// @input  scope         public: the verifier checks it
/// @output out           Poseidon(tag, holderSecret, scope, 0)
template Pseudonym() {
    signal input holderSecret;
    signal input scope;
    signal output out;

    out <== Poseidon(4)([tagPseudonym(), holderSecret, scope, 0]);
}
