pragma circom 2.1.6;

/// Proves 0 <= in < 2^n.
/// @input  in   any field element
/// @output out  in, satisfies maxbit = n
template RangeCheck(n) {
    assert(n <= 253);
    signal input in;
    signal output {maxbit} out;

    signal bits[n];
    var sum = 0;
    for (var i = 0; i < n; i++) {
        bits[i] <-- (in >> i) & 1;
        bits[i] * (bits[i] - 1) === 0;
        sum += bits[i] * 2 ** i;
    }
    sum === in;

    out.maxbit = n;
    out <== in;
}
