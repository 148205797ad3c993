pragma circom 2.1.6;

include "baby_jubjub.circom";
include "montgomery_double.circom";
include "not_zero.circom";

/// Proves that a public key is on the curve and that 8 times it is not the identity; computes 4 times it.
/// @input  key   A in Edwards form, any two field elements
/// @output quad  4A in Montgomery form; on the curve, neither the identity nor (0, 0), so its v is not 0
template IssuerKey() {
    signal input key[2];
    signal output quad[2];

    // y = 1 (the identity) is unsatisfiable: 0 = 2.
    signal u <-- (1 + key[1]) / (1 - key[1]);
    u * (1 - key[1]) === 1 + key[1];
    // y = -1 gives u = 0. Then x = 0 leaves v free and another x gives v = 0; either way the next constraint is v = x,
    // so v = 0, and doubling is unsatisfiable.
    signal v <-- u / key[0];
    v * key[0] === u;

    component double = MontgomeryDouble();
    double.p <== [u, v];
    // The curve equation v^2 = u (u^2 + A u + 1), divided by v: u / v is x. When u != 0, v and x are not 0 either.
    key[0] * (double.uSquared + montgomeryA() * u + 1) === v;

    // A key of order 4 has 2A = (0, 0), which can't be doubled; one of order 8 has 4A = (0, 0).
    component doubleAgain = MontgomeryDouble();
    doubleAgain.p <== double.out;
    quad <== doubleAgain.out;
    NotZero()(quad[1]);
}
