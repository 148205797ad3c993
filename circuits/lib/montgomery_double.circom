pragma circom 2.1.6;

include "baby_jubjub.circom";

/// Doubles a point in Montgomery form: 4 constraints.
/// @input  p         on the curve; unsatisfiable for the point of order 2, (0, 0), where 0 = 1 would have to hold
/// @output out       2p
/// @output uSquared  u^2, for the caller's curve equation
template MontgomeryDouble() {
    signal input p[2];
    signal output out[2];
    signal output uSquared;

    uSquared <== p[0] * p[0];
    signal slope <== 3 * uSquared + 2 * montgomeryA() * p[0] + 1;
    signal lambda <-- slope / (2 * p[1]);
    lambda * 2 * p[1] === slope;

    out[0] <== lambda * lambda - montgomeryA() - 2 * p[0];
    out[1] <== lambda * (p[0] - out[0]) - p[1];
}
