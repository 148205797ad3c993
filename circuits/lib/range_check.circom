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
    var weight = 1;
    for (var i = 0; i < n; i++) {
        bits[i] <-- (in >> i) & 1;
        bits[i] * (bits[i] - 1) === 0;
        sum += weight * bits[i];
        weight *= 2;
    }
    sum === in;

    out.maxbit = n;
    out <== in;
}
