pragma circom 2.1.6;

include "bits.circom";
include "range_check.circom";
include "select.circom";

/// Evaluates a range slot (P-13): ok = (lo <= value <= hi) xor negate.
/// @input  claims               signed by the issuer; the one selected < 2^64, as all types are that the compiler takes a
///                              range slot for. A slot may have no witness otherwise: code and text have none here.
/// @input  calendar, dayNumber  requires maxbit <= 27 (added by Today)
/// @input  meta, lo, hi         bound by PolicyHash; the policy's compiler gives lo <= hi < 2^64
/// @output ok                   satisfies binary; exact in both directions
template RangeSlot() {
    signal input claims[8];
    signal input {maxbit} calendar;
    signal input {maxbit} dayNumber;
    signal input meta;
    signal input lo;
    signal input hi;
    signal output {binary} ok;
    assert(calendar.maxbit <= 27);
    assert(dayNumber.maxbit <= 27);

    // claimIndex + 8 * years + 16 * days + 32 * negate + 64 * enabled
    signal {binary} bits[7] <== Bits(7)(meta);
    signal years <== bits[3];
    signal days <== bits[4];
    signal negate <== bits[5];
    signal enabled <== bits[6];
    years * days === 0;

    component claim = Select(3);
    claim.choices <== claims;
    for (var i = 0; i < 3; i++) {
        claim.index[i] <== bits[i];
    }
    // The claim itself, calendar - claim or dayNumber - claim.
    signal signedClaim <== (1 - 2 * years - 2 * days) * claim.out;
    signal calendarPart <== years * calendar;
    signal dayPart <== days * dayNumber;
    signal value <== enabled * (signedClaim + calendarPart + dayPart);

    // p = value - lo and q = hi - value are both >= 0 inside; outside at least one of them is negative, and the prover
    // shows which one by `aboveHi`. Inside, one of them is `shown` and the other `rest`, and either choice will do.
    signal p <== value - lo;
    signal q <== hi - value;
    signal inside <-- p >= 0 && q >= 0 ? 1 : 0;
    inside * (inside - 1) === 0;
    signal aboveHi <-- inside == 0 && q < 0 ? 1 : 0;
    aboveHi * (aboveHi - 1) === 0;
    signal shown <== p + aboveHi * (q - p);
    // A value of at most 2^64 in absolute value is at most 2^65 away from either bound.
    // inside: shown >= 0; outside: -shown - 1 >= 0. The two ranges [0, 2^65) and [-2^65, -1] don't meet.
    signal distance <== (2 * inside - 1) * shown + inside - 1;
    signal {maxbit} distanceChecked <== RangeCheck(65)(distance);
    // inside: p and q are both below 2^64, as their sum is hi - lo.
    signal rest <== inside * (p + q - shown);
    signal {maxbit} restChecked <== RangeCheck(64)(rest);

    ok <== inside + negate - 2 * inside * negate;
}
