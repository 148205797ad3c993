pragma circom 2.1.6;

include "baby_jubjub.circom";

/// Adds a constant point in Montgomery form: 3 constraints.
/// @param  q    a point on the curve in Montgomery form. A parameter costs nothing at proving time, a variable would be
///              computed again for every witness.
/// @input  p    on the curve; p = -q is unsatisfiable; the caller shows that no prover can reach p = q, where lambda
///              would be free
/// @output out  p + q
template MontgomeryAddConstant(q) {
    signal input p[2];
    signal output out[2];

    signal lambda <-- (q[1] - p[1]) / (q[0] - p[0]);
    lambda * (q[0] - p[0]) === q[1] - p[1];

    out[0] <== lambda * lambda - montgomeryA() - p[0] - q[0];
    out[1] <== lambda * (p[0] - out[0]) - p[1];
}
