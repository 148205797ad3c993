pragma circom 2.1.6;

include "poseidon.circom";
include "domains.circom";

/// Computes the leaf of one version of a record (P-26).
/// @input  recordId, version, salt  bound by the hash; the publisher vouches for their ranges
/// @input  fieldsHash               computed by Credential, which has the same form (P-25)
/// @output leaf                     Poseidon(tag, recordId, version, salt, fieldsHash)
template Record() {
    signal input recordId;
    signal input version;
    signal input salt;
    signal input fieldsHash;
    signal output leaf;

    leaf <== Poseidon(5)([tagRecord(), recordId, version, salt, fieldsHash]);
}
