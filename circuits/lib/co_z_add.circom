pragma circom 2.1.6;

include "baby_jubjub.circom";

/// Adds points in Montgomery form that share a denominator z, unknown here: (x, y) stands for u = x / z^2, v = y / z^3.
/// Runs with each witness, so that a chain of additions takes one division in all: slope k is rise / z after addition k,
/// and run leads from one z to the next. (After Meloni, "New point addition formulae for ECC applications", WAIFI 2007.)
/// @param  p, q  numerators of the points
/// @param  zz    z^2
/// @return 0, 1: p + q; 2, 3: p again, both for the new z = z * run; 4: the new z^2; 5: rise; 6: run
function coZAdd(p, q, zz) {
    var rise = q[1] - p[1];
    var run = q[0] - p[0];
    var square = run * run;
    var x = rise * rise - square * (montgomeryA() * zz + p[0] + q[0]);
    var sameX = p[0] * square;
    var sameY = p[1] * square * run;
    return [x, rise * (sameX - x) - sameY, sameX, sameY, zz * square, rise, run];
}
