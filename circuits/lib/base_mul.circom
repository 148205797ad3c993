pragma circom 2.1.6;

include "baby_jubjub.circom";
include "base_window.circom";
include "montgomery_add_chain.circom";
include "range_check.circom";

/// Adds S B8 - (2^252 - 1) H to a point, where 2H = B8: 84 signed windows of 3 bits, 7 constraints each.
/// @input  s    any field element; unsatisfiable unless its top 62 bits (of 251) are smaller than those of l (P-9)
/// @input  p    on the curve in Montgomery form, with a part of unknown discrete logarithm
/// @output out  p + S B8 - (2^252 - 1) H = p + (2S - (2^252 - 1)) H
///
/// Digits. Each digit d_i is odd and at most 7 in absolute value (BaseWindow), so the sum of 8^i d_i over n windows is
/// 2 x - (8^n - 1) for exactly one integer x in [0, 8^n). This gives `top` < 2^63 and low = s - 2^189 top < 2^189;
/// `top` is smaller than l >> 189, hence the integer 2^189 top + low is s and is smaller than l.
///
/// Exceptions: see Signature.
template BaseMul() {
    signal input s;
    signal input p[2];
    signal output out[2];

    signal digits[84];
    var topSum = 0;
    var lowSum = 0;
    var weight = 1;
    for (var i = 0; i < 84; i++) {
        digits[i] <-- 2 * ((s >> (3 * i)) & 7) - 7;
        if (i == 63) {
            weight = 1;
        }
        if (i < 63) {
            lowSum += weight * digits[i];
        } else {
            topSum += weight * digits[i];
        }
        weight *= 8;
    }
    signal top <== (topSum + 8 ** 21 - 1) / 2;
    signal {maxbit} headroom <== RangeCheck(62)((subgroupOrder() >> 189) - 1 - top);
    lowSum === 2 * (s - 8 ** 63 * top) - (8 ** 63 - 1);

    component window[84];
    component chain = MontgomeryAddChain(84);
    chain.start <== p;
    for (var i = 0; i < 84; i++) {
        window[i] = BaseWindow(baseWindowConstants(edwardsTimes8(i, halfBase())));
        window[i].digit <== digits[i];
        chain.q[i] <== window[i].point;
    }
    out <== chain.out;
}
