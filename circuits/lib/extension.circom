pragma circom 2.1.6;

include "poseidon.circom";
include "domains.circom";

/// Computes what a circuit with more than eight public signals binds besides them (P-50).
/// @param  kind   which statement the parts belong to; 1 is an enrolment
/// @param  flags  bit i says that part i is there; a part without it must be 0
/// @param  k      number of parts, fixed by the circuit
/// @input  parts  each at its place; the caller computes or binds them
/// @output out    Poseidon(tag, kind, flags, parts)
template Extension(kind, flags, k) {
    assert(flags < 2 ** k);
    signal input parts[k];
    signal output out;

    component hash = Poseidon(3 + k);
    hash.inputs[0] <== tagExtension();
    hash.inputs[1] <== kind;
    hash.inputs[2] <== flags;
    for (var i = 0; i < k; i++) {
        hash.inputs[3 + i] <== parts[i];
    }
    out <== hash.out;
}
