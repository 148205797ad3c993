pragma circom 2.1.6;

/// Proves in != 0.
/// @input  in  any field element
template NotZero() {
    signal input in;

    signal inverse <-- in == 0 ? 0 : 1 / in;
    in * inverse === 1;
}
