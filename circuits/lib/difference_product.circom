pragma circom 2.1.6;

/// Computes (in - choices[0]) * ... * (in - choices[n - 1]), which is 0 exactly when in equals one of the choices,
/// as a field has no zero divisors.
/// @input  in       any field element
/// @input  choices  any field elements
/// @output out      the product
template DifferenceProduct(n) {
    assert(n >= 2);
    signal input in;
    signal input choices[n];
    signal output out;

    signal products[n - 1];
    products[0] <== (in - choices[0]) * (in - choices[1]);
    for (var i = 1; i < n - 1; i++) {
        products[i] <== products[i - 1] * (in - choices[i + 1]);
    }
    out <== products[n - 2];
}
