pragma circom 2.1.6;

include "difference_product.circom";

/// Proves that a value equals one of eight, without saying which.
/// @input  in       any field element
/// @input  choices  any field elements
template OneOf8() {
    signal input in;
    signal input choices[8];

    signal product <== DifferenceProduct(8)(in, choices);
    product === 0;
}
