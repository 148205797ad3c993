pragma circom 2.1.6;

include "range_check.circom";

/// Splits the signal today = calendar * 2^32 + dayNumber (P-21).
/// @input  today      public: the verifier makes it; unsatisfiable unless both parts are in their range
/// @output calendar   YYYYMMDD, satisfies maxbit = 27
/// @output dayNumber  Rata Die, satisfies maxbit = 22; unique, as the parts can't wrap around r
template Today() {
    signal input today;
    signal output {maxbit} calendar;
    signal output {maxbit} dayNumber;

    signal day <-- today & (2 ** 32 - 1);
    dayNumber <== RangeCheck(22)(day);
    calendar <== RangeCheck(27)((today - day) / 2 ** 32);
}
