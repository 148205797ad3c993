pragma circom 2.1.6;

include "take_half.circom";

/// Proves that one bit of a 128-bit word is 0: 134 constraints, as each step range-checks only the half not taken.
/// @input  word   any field element; unsatisfiable unless word < 2^128
/// @input  index  requires binary (added by Bits): the bit's number, least significant bit first
template StatusWord() {
    signal input word;
    signal input {binary} index[7];

    component half[7];
    for (var i = 6; i >= 0; i--) {
        half[i] = TakeHalf(2 ** i);
        if (i == 6) {
            half[i].value <== word;
        } else {
            half[i].value <== half[i + 1].taken;
        }
        half[i].high <== index[i];
    }
    // 0 is below 2^1, so from here upwards each half is in its range and each split is unique.
    half[0].taken === 0;
}
