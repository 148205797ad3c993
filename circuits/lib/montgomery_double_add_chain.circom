pragma circom 2.1.6;

include "co_z_add.circom";

/// Computes p -> 2p + q for n points q, one after the other, in Montgomery form: as (p + q) + p without the v of p + q,
/// 5 constraints a step.
/// @input  start, q  on the curve; p = -q and p + q = -p are unsatisfiable; the caller shows that no prover can reach
///                   p = q (lambda1 free) or q = 0 with p of order 2 (lambda2 free)
/// @output out       2^n start + the sum of 2^(n - 1 - i) q_i
template MontgomeryDoubleAddChain(n) {
    signal input start[2];
    signal input q[n][2];
    signal output out[2];

    var p[2] = start;
    var z = 1;
    var zz = 1;
    var rise[2 * n];
    var run[2 * n];
    for (var i = 0; i < n; i++) {
        var first[7] = coZAdd(p, [q[i][0] * zz, q[i][1] * zz * z], zz);
        var second[7] = coZAdd([first[2], first[3]], [first[0], first[1]], first[4]);
        rise[2 * i] = first[5];
        run[2 * i] = first[6];
        rise[2 * i + 1] = second[5];
        run[2 * i + 1] = second[6];
        p = [second[0], second[1]];
        z *= first[6] * second[6];
        zz = second[4];
    }
    var slope[2 * n];
    var inverse = 1 / z;
    for (var i = 2 * n - 1; i >= 0; i--) {
        slope[i] = rise[i] * inverse;
        inverse *= run[i];
    }

    signal point[n + 1][2];
    signal lambda1[n];
    signal sumU[n];
    signal lambda2[n];
    point[0] <== start;
    for (var i = 0; i < n; i++) {
        lambda1[i] <-- slope[2 * i];
        lambda1[i] * (q[i][0] - point[i][0]) === q[i][1] - point[i][1];

        sumU[i] <== lambda1[i] * lambda1[i] - montgomeryA() - point[i][0] - q[i][0];

        // The v of p + q is lambda1 (p.u - sumU) - p.v, so lambda2 (p.u - sumU) = 2 p.v - lambda1 (p.u - sumU).
        lambda2[i] <-- slope[2 * i + 1];
        (lambda1[i] + lambda2[i]) * (point[i][0] - sumU[i]) === 2 * point[i][1];

        point[i + 1][0] <== lambda2[i] * lambda2[i] - montgomeryA() - sumU[i] - point[i][0];
        point[i + 1][1] <== lambda2[i] * (point[i][0] - point[i + 1][0]) - point[i][1];
    }
    out <== point[n];
}
