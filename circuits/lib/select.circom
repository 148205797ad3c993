pragma circom 2.1.6;

/// Selects one of 2^n values: 2^n - 1 products.
/// @input  choices  any field elements
/// @input  index    requires binary (added by Bits), least significant bit first
/// @output out      choices[index]
template Select(n) {
    assert(n >= 1);
    signal input choices[2 ** n];
    signal input {binary} index[n];
    signal output out;

    // Bit b leaves 2^b values, at 2^b - 1 and after; the top bit goes first.
    signal left[2 ** n - 1];
    for (var b = n - 1; b >= 0; b--) {
        var half = 2 ** b;
        for (var i = 0; i < half; i++) {
            if (b == n - 1) {
                left[half - 1 + i] <== choices[i] + index[b] * (choices[half + i] - choices[i]);
            } else {
                var low = 2 * half - 1 + i;
                left[half - 1 + i] <== left[low] + index[b] * (left[low + half] - left[low]);
            }
        }
    }
    out <== left[0];
}
