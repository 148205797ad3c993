pragma circom 2.1.6;

include "poseidon.circom";
include "domains.circom";

/// Computes the nullifier (P-19).
/// @input  holderSecret  bound to the credential by Holder
/// @input  scope         public: the verifier checks it
/// @input  period        public: the verifier checks that it is a date, < 2^27
/// @output out           Poseidon(tag, holderSecret, scope, period)
template Nullifier() {
    signal input holderSecret;
    signal input scope;
    signal input period;
    signal output out;

    out <== Poseidon(4)([tagNullifier(), holderSecret, scope, period]);
}
