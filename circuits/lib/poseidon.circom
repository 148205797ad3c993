pragma circom 2.1.6;

include "poseidon_constants.circom";

/// circomlib's Poseidon (eprint 2019/458): x^5, capacity 0, first output. One permutation, so at most 16 inputs.
/// @input  inputs  any field elements; 2, 3, 4, 5, 7, 9, 10, 14 or 16 of them
/// @output out     the hash
template Poseidon(n) {
    signal input inputs[n];
    signal output out;

    component permutation;
    if (n == 2) {
        permutation = PoseidonPermutation(
            3, 57, poseidonFull3(), poseidonPartial3(), poseidonMds3(), poseidonEnter3(), poseidonLeave3(), poseidonFeedback3()
        );
    } else if (n == 3) {
        permutation = PoseidonPermutation(
            4, 56, poseidonFull4(), poseidonPartial4(), poseidonMds4(), poseidonEnter4(), poseidonLeave4(), poseidonFeedback4()
        );
    } else if (n == 4) {
        permutation = PoseidonPermutation(
            5, 60, poseidonFull5(), poseidonPartial5(), poseidonMds5(), poseidonEnter5(), poseidonLeave5(), poseidonFeedback5()
        );
    } else if (n == 5) {
        permutation = PoseidonPermutation(
            6, 60, poseidonFull6(), poseidonPartial6(), poseidonMds6(), poseidonEnter6(), poseidonLeave6(), poseidonFeedback6()
        );
    } else if (n == 7) {
        permutation = PoseidonPermutation(
            8, 64, poseidonFull8(), poseidonPartial8(), poseidonMds8(), poseidonEnter8(), poseidonLeave8(), poseidonFeedback8()
        );
    } else if (n == 9) {
        permutation = PoseidonPermutation(
            10, 60, poseidonFull10(), poseidonPartial10(), poseidonMds10(), poseidonEnter10(), poseidonLeave10(), poseidonFeedback10()
        );
    } else if (n == 10) {
        permutation = PoseidonPermutation(
            11, 66, poseidonFull11(), poseidonPartial11(), poseidonMds11(), poseidonEnter11(), poseidonLeave11(), poseidonFeedback11()
        );
    } else if (n == 14) {
        permutation = PoseidonPermutation(
            15, 60, poseidonFull15(), poseidonPartial15(), poseidonMds15(), poseidonEnter15(), poseidonLeave15(), poseidonFeedback15()
        );
    } else if (n == 16) {
        permutation = PoseidonPermutation(
            17, 68, poseidonFull17(), poseidonPartial17(), poseidonMds17(), poseidonEnter17(), poseidonLeave17(), poseidonFeedback17()
        );
    } else {
        assert(0);
    }
    permutation.inputs <== inputs;
    out <== permutation.out;
}

/// The permutation of [0, inputs], its first output. Its constants are parameters, so that the compiler lists them once
/// for each width; functions would run again with each witness.
///
/// The partial rounds are a shift register (derived in scripts/generate-poseidon.ts): each adds one value to it, and
/// each S-box reads the last t values.
template PoseidonPermutation(t, partialRounds, full, partial, mds, enter, leave, feedback) {
    signal input inputs[t - 1];
    signal output out;

    signal square[8][t];
    signal fourth[8][t];
    signal fifth[8][t];
    signal state[8][t];
    // The first t - 1 values stand for the state without its first element, the latest one last.
    signal register[t - 1 + partialRounds];
    signal partialSquare[partialRounds];
    signal partialFourth[partialRounds];
    signal partialState[partialRounds];

    for (var round = 0; round < 8; round++) {
        for (var i = 0; i < t; i++) {
            var sum = full[round][i];
            if (round == 0) {
                if (i > 0) {
                    sum += inputs[i - 1];
                }
            } else if (round == 4) {
                for (var j = 0; j < t; j++) {
                    sum += leave[i][j] * register[t - 2 + partialRounds - j];
                }
            } else {
                for (var j = 0; j < t; j++) {
                    sum += mds[i][j] * fifth[round - 1][j];
                }
            }
            state[round][i] <== sum;
            square[round][i] <== state[round][i] * state[round][i];
            fourth[round][i] <== square[round][i] * square[round][i];
            fifth[round][i] <== fourth[round][i] * state[round][i];
        }

        if (round == 3) {
            for (var i = 1; i < t; i++) {
                var sum = 0;
                for (var j = 0; j < t; j++) {
                    sum += enter[i][j] * fifth[3][j];
                }
                register[t - 1 - i] <== sum;
            }
            for (var k = 0; k < partialRounds; k++) {
                var sum = partial[k];
                if (k == 0) {
                    for (var j = 0; j < t; j++) {
                        sum += enter[0][j] * fifth[3][j];
                    }
                } else {
                    for (var j = 0; j < t; j++) {
                        sum += leave[0][j] * register[t - 2 + k - j];
                    }
                }
                partialState[k] <== sum;
                partialSquare[k] <== partialState[k] * partialState[k];
                partialFourth[k] <== partialSquare[k] * partialSquare[k];
                var back = 0;
                for (var j = 0; j < t - 1; j++) {
                    back += feedback[j] * register[t - 2 + k - j];
                }
                register[t - 1 + k] <== partialFourth[k] * partialState[k] - back;
            }
        }
    }

    var sum = 0;
    for (var j = 0; j < t; j++) {
        sum += mds[0][j] * fifth[7][j];
    }
    out <== sum;
}
