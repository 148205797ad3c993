pragma circom 2.1.6;

include "baby_jubjub.circom";

/// The line w = slope * u + intercept through two points of a plane.
function lineThrough(p, q) {
    var slope = (q[1] - p[1]) / (q[0] - p[0]);
    return [slope, p[1] - slope * p[0]];
}

/// The constants of BaseWindow for a point in Edwards form; runs in the compiler.
/// 0 to 11: u, v and w = digit / v of the digits 1, 3, 5 and 7. 12 to 19: the lines through the points (u, w) of 1 and 3,
/// 5 and 7, 1 and 5, 3 and 7. 20: cross. 21 to 23: alpha, beta, gamma.
function baseWindowConstants(point) {
    var constants[24];
    var twice[2] = edwardsAdd(point, point);
    var multiple[2] = point;
    var uw[4][2];
    var f[4]; // v^2 - u^2
    var g[4]; // u w
    for (var i = 0; i < 4; i++) {
        var uv[2] = toMontgomery(multiple);
        uw[i] = [uv[0], (2 * i + 1) / uv[1]];
        constants[i] = uv[0];
        constants[4 + i] = uv[1];
        constants[8 + i] = uw[i][1];
        f[i] = uv[1] * uv[1] - uv[0] * uv[0];
        g[i] = uw[i][0] * uw[i][1];
        multiple = edwardsAdd(multiple, twice);
    }

    var lines[4][2] = [
        lineThrough(uw[0], uw[1]), lineThrough(uw[2], uw[3]), lineThrough(uw[0], uw[2]), lineThrough(uw[1], uw[3])
    ];
    for (var i = 0; i < 4; i++) {
        constants[12 + 2 * i] = lines[i][0];
        constants[13 + 2 * i] = lines[i][1];
    }

    // The plane through three of the four values of a function over (u, w) misses the fourth value by a distance that is
    // linear in the function; `cross` makes it 0 for f + cross * g.
    var du1 = uw[1][0] - uw[0][0];
    var dw1 = uw[1][1] - uw[0][1];
    var du2 = uw[2][0] - uw[0][0];
    var dw2 = uw[2][1] - uw[0][1];
    var area = du1 * dw2 - du2 * dw1;
    var du3 = uw[3][0] - uw[0][0];
    var dw3 = uw[3][1] - uw[0][1];
    var share1 = (du3 * dw2 - du2 * dw3) / area;
    var share2 = (du1 * dw3 - du3 * dw1) / area;
    var missF = f[3] - f[0] - share1 * (f[1] - f[0]) - share2 * (f[2] - f[0]);
    var missG = g[3] - g[0] - share1 * (g[1] - g[0]) - share2 * (g[2] - g[0]);
    var cross = -missF / missG;
    var h[3];
    for (var i = 0; i < 3; i++) {
        h[i] = f[i] + cross * g[i];
    }
    var beta = ((h[1] - h[0]) * dw2 - (h[2] - h[0]) * dw1) / area;
    var gamma = (du1 * (h[2] - h[0]) - du2 * (h[1] - h[0])) / area;
    constants[20] = cross;
    constants[21] = h[0] - beta * uw[0][0] - gamma * uw[0][1];
    constants[22] = beta;
    constants[23] = gamma;
    return constants;
}

/// Looks a signed odd multiple of a constant point up: 4 constraints.
/// @param  c      baseWindowConstants of the point
/// @input  digit  any field element; unsatisfiable unless it is one of -7, -5, -3, -1, 1, 3, 5, 7
/// @output point  digit times the point, in Montgomery form
///
/// 1, 2: the point (u, w) lies on one line of each of two pairs, which leaves the four intersections: those of the four
/// magnitudes. 3: digit = v w. 4: given 3, this is v^2 = alpha + beta u + gamma w + u^2 - cross u w, which at the four
/// intersections is the square of the right v. So v is right up to its sign, and digit = v w has the same sign.
template BaseWindow(c) {
    signal input digit;
    signal output point[2];

    var magnitude = digit < 0 ? -digit : digit;
    var index = (magnitude >> 1) & 3;
    signal u <-- c[index];
    signal v <-- digit < 0 ? -c[4 + index] : c[4 + index];
    signal w <-- c[8 + index];

    (w - c[12] * u - c[13]) * (w - c[14] * u - c[15]) === 0;
    (w - c[16] * u - c[17]) * (w - c[18] * u - c[19]) === 0;
    v * w === digit;
    (v + u) * (v + c[20] * w - u) === c[20] * digit + c[21] + c[22] * u + c[23] * w;

    point <== [u, v];
}
