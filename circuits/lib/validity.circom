pragma circom 2.1.6;

include "range_check.circom";

/// Proves validFrom <= calendar <= validUntil, both inclusive, and claimsFrom <= period.
/// @input  calendar                            requires maxbit <= 27 (added by Today)
/// @input  period                              public: the verifier checks that it is a date, < 2^27
/// @input  validFrom, validUntil, claimsFrom  signed by the issuer; the checks bound them as signed integers
template Validity() {
    signal input {maxbit} calendar;
    signal input period;
    signal input validFrom;
    signal input validUntil;
    signal input claimsFrom;
    assert(calendar.maxbit <= 27);

    // Each difference is below 2^27 in absolute value when the inputs are in range, so a negative one is above 2^27.
    signal {maxbit} sinceStart <== RangeCheck(27)(calendar - validFrom);
    signal {maxbit} untilEnd <== RangeCheck(27)(validUntil - calendar);
    signal {maxbit} sinceClaimsFrom <== RangeCheck(27)(period - claimsFrom);
}
