pragma circom 2.1.6;

/// Decomposes an integer into n bits, least significant first.
/// @input  in   any field element; unsatisfiable unless in < 2^n
/// @output out  satisfies binary; unique, as 2^n < r
template Bits(n) {
    assert(n <= 253);
    signal input in;
    signal output {binary} out[n];

    var sum = 0;
    var weight = 1;
    for (var i = 0; i < n; i++) {
        out[i] <-- (in >> i) & 1;
        out[i] * (out[i] - 1) === 0;
        sum += weight * out[i];
        weight *= 2;
    }
    sum === in;
}
