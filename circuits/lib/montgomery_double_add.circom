pragma circom 2.1.6;

include "baby_jubjub.circom";

/// Computes 2p + q in Montgomery form as (p + q) + p without the v of p + q: 5 constraints.
/// @input  p, q  on the curve; p = -q and p + q = -p are unsatisfiable; the caller shows that no prover can reach p = q
///               (lambda1 free) or q = 0 with p of order 2 (lambda2 free)
/// @output out   2p + q
template MontgomeryDoubleAdd() {
    signal input p[2];
    signal input q[2];
    signal output out[2];

    signal lambda1 <-- (q[1] - p[1]) / (q[0] - p[0]);
    lambda1 * (q[0] - p[0]) === q[1] - p[1];

    signal sumU <== lambda1 * lambda1 - montgomeryA() - p[0] - q[0];

    // The v of p + q is lambda1 (p.u - sumU) - p.v, so lambda2 (p.u - sumU) = 2 p.v - lambda1 (p.u - sumU).
    signal lambda2 <-- 2 * p[1] / (p[0] - sumU) - lambda1;
    (lambda1 + lambda2) * (p[0] - sumU) === 2 * p[1];

    out[0] <== lambda2 * lambda2 - montgomeryA() - sumU - p[0];
    out[1] <== lambda2 * (p[0] - out[0]) - p[1];
}
