pragma circom 2.1.6;

/// Selects one of eight values: 7 products.
/// @input  choices  any field elements
/// @input  index    requires binary (added by Bits), least significant bit first
/// @output out      choices[index]
template Select8() {
    signal input choices[8];
    signal input {binary} index[3];
    signal output out;

    // The top bit goes first: where it is the constant 0, four of the products vanish.
    signal quarter[4];
    for (var i = 0; i < 4; i++) {
        quarter[i] <== choices[i] + index[2] * (choices[i + 4] - choices[i]);
    }
    signal pair[2];
    for (var i = 0; i < 2; i++) {
        pair[i] <== quarter[i] + index[1] * (quarter[i + 2] - quarter[i]);
    }
    out <== pair[0] + index[0] * (pair[1] - pair[0]);
}
