pragma circom 2.1.6;

/// Looks a signed odd multiple of a constant point up: 5 constraints.
/// @param  table  the points times 1, 3, 5 and 7 in Montgomery form, none with v = 0
/// @input  digit  any field element; unsatisfiable unless it is one of -7, -5, -3, -1, 1, 3, 5, 7
/// @output point  digit times the point
template BaseWindow(table) {
    signal input digit;
    signal output point[2];

    // |digit| = 1 + 2 b0 + 4 b1. A function f of the magnitude is linear in b0, b1 and their product.
    var magnitude = digit < 0 ? -digit : digit;
    signal b0 <-- (magnitude >> 1) & 1;
    b0 * (b0 - 1) === 0;
    signal b1 <-- (magnitude >> 2) & 1;
    b1 * (b1 - 1) === 0;
    signal both <== b0 * b1;

    var u[4];
    var vSquared[4];
    var digitPerV[4];
    for (var i = 0; i < 4; i++) {
        u[i] = table[i][0];
        vSquared[i] = table[i][1] * table[i][1];
        digitPerV[i] = (2 * i + 1) / table[i][1];
    }

    point[0] <== u[0] + (u[1] - u[0]) * b0 + (u[2] - u[0]) * b1 + (u[3] - u[2] - u[1] + u[0]) * both;

    // v is one of the two roots, and its sign is that of the digit.
    point[1] <-- digit < 0 ? -table[(magnitude - 1) >> 1][1] : table[(magnitude - 1) >> 1][1];
    point[1] * point[1] === vSquared[0] + (vSquared[1] - vSquared[0]) * b0 + (vSquared[2] - vSquared[0]) * b1 + (vSquared[3] - vSquared[2] - vSquared[1] + vSquared[0]) * both;
    point[1] * (digitPerV[0] + (digitPerV[1] - digitPerV[0]) * b0 + (digitPerV[2] - digitPerV[0]) * b1 + (digitPerV[3] - digitPerV[2] - digitPerV[1] + digitPerV[0]) * both) === digit;
}
