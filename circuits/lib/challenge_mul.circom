pragma circom 2.1.6;

include "baby_jubjub.circom";
include "montgomery_add_constant.circom";
include "montgomery_double_add_chain.circom";
include "range_check.circom";

/// Computes 2^254 T - (2h + 1) P for a point T of unknown discrete logarithm: 6 constraints a bit.
/// @input  h    any field element; unsatisfiable when its top 62 bits equal those of r (P-9)
/// @input  p    on the curve in Montgomery form, not (0, 0), so p.v is not 0 (added by IssuerKey)
/// @output out  on the curve in Montgomery form
///
/// h is the sum of 2^i b_i. With the signs s_i = 2 b_i - 1, the start T - P and the steps acc = 2 acc - s_i P from the
/// top bit down, the end is 2^254 (T - P) - (2h - 2^254 + 1) P = 2^254 T - (2h + 1) P.
///
/// Bits. There is no wire for b_i: z_i = -s_i p.v, and z_i^2 = p.v^2 with p.v != 0 leaves just the two signs. The sum of
/// 2^i z_i over a range of n bits is then -p.v (2 b - (2^n - 1)) for exactly one b in [0, 2^n). This gives `top` < 2^62
/// and low = h - 2^192 top < 2^192 as integers. `top` is smaller than the top 62 bits of r, hence 2^192 top + low < r
/// and it is h itself, not h + r.
///
/// Exceptions. Each accumulator is c1 T + c2 P with 0 < c1 <= 2^254 known. An addition leaves its quotient free when
/// both points are equal, acc = -s_i P, which is a discrete logarithm of T to the base P. Only who chose P could know
/// it: an issuer that makes its key from T. It gains nothing by that, as it can sign what it likes. The point of order 2
/// and the other exceptions need the same relation.
template ChallengeMul() {
    signal input h;
    signal input p[2];
    signal output out[2];

    signal top <-- h >> 192;
    // The field has no room for r itself, but r is odd: r - 1 has the same top bits.
    signal {maxbit} headroom <== RangeCheck(62)(((-1) >> 192) - 1 - top);
    signal low <== h - 2 ** 192 * top;

    signal vSquared <== p[1] * p[1];
    signal z[254];
    var topSum = 0;
    var lowSum = 0;
    var weight = 1;
    for (var i = 0; i < 254; i++) {
        z[i] <-- ((h >> i) & 1) == 1 ? -p[1] : p[1];
        z[i] * z[i] === vSquared;
        if (i == 192) {
            weight = 1;
        }
        if (i < 192) {
            lowSum += weight * z[i];
        } else {
            topSum += weight * z[i];
        }
        weight *= 2;
    }
    p[1] * (2 ** 62 - 1 - 2 * top) === topSum;
    p[1] * (2 ** 192 - 1 - 2 * low) === lowSum;

    component start = MontgomeryAddConstant(toMontgomery(offsetPoint()));
    start.p <== [p[0], -p[1]];

    component chain = MontgomeryDoubleAddChain(254);
    chain.start <== start.out;
    for (var i = 0; i < 254; i++) {
        chain.q[i] <== [p[0], z[253 - i]];
    }
    out <== chain.out;
}
