pragma circom 2.1.6;

include "range_check.circom";

/// Splits value = low + 2^n * high and hands on one of the halves.
/// Only the other half is range-checked here: n + 1 constraints instead of 2n.
/// @input  value  any field element
/// @input  high   requires binary (added by Bits or by the caller): 1 takes the high half
/// @output taken  the half taken; the caller proves taken < 2^n, which makes the split unique when 2n <= 253
template TakeHalf(n) {
    assert(2 * n <= 253);
    signal input value;
    signal input {binary} high;
    signal output taken;

    signal other <-- high ? value & (2 ** n - 1) : value >> n;
    signal {maxbit} checked <== RangeCheck(n)(other);
    // low = taken + swap and high half = other - swap, where swap = high * (other - taken):
    // value = taken + swap + 2^n * (other - swap), solved for the product.
    taken <-- high ? value >> n : value & (2 ** n - 1);
    (2 ** n - 1) * high * (checked - taken) === taken + 2 ** n * checked - value;
}
