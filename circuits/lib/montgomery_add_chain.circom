pragma circom 2.1.6;

include "co_z_add.circom";

/// Adds n points to one, one after the other, in Montgomery form: 3 constraints each.
/// @input  start, q  on the curve; a sum so far of -q is unsatisfiable; the caller shows that no prover can reach one of
///                   q, where lambda would be free
/// @output out       start + the sum of all q
template MontgomeryAddChain(n) {
    signal input start[2];
    signal input q[n][2];
    signal output out[2];

    var p[2] = start;
    var z = 1;
    var zz = 1;
    var rise[n];
    var run[n];
    for (var i = 0; i < n; i++) {
        var sum[7] = coZAdd(p, [q[i][0] * zz, q[i][1] * zz * z], zz);
        rise[i] = sum[5];
        run[i] = sum[6];
        p = [sum[0], sum[1]];
        z *= sum[6];
        zz = sum[4];
    }
    var slope[n];
    var inverse = 1 / z;
    for (var i = n - 1; i >= 0; i--) {
        slope[i] = rise[i] * inverse;
        inverse *= run[i];
    }

    signal point[n + 1][2];
    signal lambda[n];
    point[0] <== start;
    for (var i = 0; i < n; i++) {
        lambda[i] <-- slope[i];
        lambda[i] * (q[i][0] - point[i][0]) === q[i][1] - point[i][1];

        point[i + 1][0] <== lambda[i] * lambda[i] - montgomeryA() - point[i][0] - q[i][0];
        point[i + 1][1] <== lambda[i] * (point[i][0] - point[i + 1][0]) - point[i][1];
    }
    out <== point[n];
}
