pragma circom 2.1.6;

/// Tells whether a field element is 0.
/// @input  in   any field element
/// @output out  satisfies binary: in = 0 forces 1 by the first constraint, in != 0 forces 0 by the second
/// The wire `inverse` is free when in = 0; it reaches nothing else.
template IsZero() {
    signal input in;
    signal output {binary} out;

    signal inverse <-- in == 0 ? 0 : 1 / in;
    out <== 1 - in * inverse;
    in * out === 0;
}
