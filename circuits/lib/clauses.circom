pragma circom 2.1.6;

include "bits.circom";
include "not_zero.circom";
include "take_half.circom";

/// Proves that a clause holds, without saying which: every slot in its mask is ok, and the mask is not empty (P-16).
/// @input  ok       requires binary (added by RangeSlot, SetSlot)
/// @input  clauses  bound by PolicyHash; unsatisfiable unless < 2^(nSlots * nClauses)
/// The prover picks the clause: the wires `pick` are free where several clauses hold.
template Clauses(nSlots, nClauses) {
    signal input {binary} ok[nSlots];
    signal input clauses;

    var logClauses = 0;
    while (2 ** logClauses < nClauses) {
        logClauses++;
    }
    assert(2 ** logClauses == nClauses);

    // The first clause that holds; clause 0 if there is none.
    var held = 0;
    for (var clause = nClauses - 1; clause >= 0; clause--) {
        var mask = clauses >> (clause * nSlots);
        var missing = 0;
        var wanted = 0;
        for (var slot = 0; slot < nSlots; slot++) {
            wanted += (mask >> slot) & 1;
            missing += ((mask >> slot) & 1) * (1 - ok[slot]);
        }
        if (missing == 0 && wanted != 0) {
            held = clause;
        }
    }

    signal {binary} pick[logClauses];
    component half[logClauses + 1];
    signal values[logClauses + 1];
    values[logClauses] <== clauses;
    for (var i = logClauses - 1; i >= 0; i--) {
        pick[i] <-- (held >> i) & 1;
        pick[i] * (pick[i] - 1) === 0;
        half[i] = TakeHalf(nSlots * 2 ** i);
        half[i].value <== values[i + 1];
        half[i].high <== pick[i];
        values[i] <== half[i].taken;
    }

    signal {binary} mask[nSlots] <== Bits(nSlots)(values[0]);
    var size = 0;
    for (var slot = 0; slot < nSlots; slot++) {
        mask[slot] * (1 - ok[slot]) === 0;
        size += mask[slot];
    }
    NotZero()(size);
}
