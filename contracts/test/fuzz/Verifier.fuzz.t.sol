// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGroth16Verifier} from "../../interfaces/IGroth16Verifier.sol";
import {Vectors} from "../precompile/Vectors.sol";
import {Cheating} from "./Cheats.sol";
import {Groth16Harness} from "./Groth16Harness.sol";
import {Trapdoor} from "./Trapdoor.sol";
import {TrapdoorVerifier} from "./TrapdoorVerifier.sol";

contract VerifierFuzzTest is Cheating {
    uint256 private constant R = Trapdoor.R;
    uint256 private constant Q = Trapdoor.Q;
    /// Any single call to the verifier, whatever it is given: four times the price of four pairs, and the signals.
    uint256 private constant GAS_BOUND = 810_000;

    TrapdoorVerifier private verifier;
    Groth16Harness private harness;

    function setUp() public {
        verifier = new TrapdoorVerifier();
        harness = new Groth16Harness();
    }

    function testFuzz_accepts_simulated_proofs(uint256[8] memory signals, uint256 blinding) public view {
        reduce(signals);
        require(verifier.verify(Trapdoor.prove(signals, blinding), signals), "true proof");
    }

    /// 0, 1, r − 1 in every position, alone and together.
    function test_accepts_edge_signals() public view {
        uint256[3] memory edges = [uint256(0), 1, R - 1];
        for (uint256 e = 0; e < 3; e++) {
            uint256[8] memory all;
            for (uint256 i = 0; i < 8; i++) {
                uint256[8] memory alone;
                alone[i] = edges[e];
                all[i] = edges[e];
                require(verifier.verify(Trapdoor.prove(alone, i), alone), "edge signal");
            }
            require(verifier.verify(Trapdoor.prove(all, e), all), "edge signals");
        }
    }

    function testFuzz_refuses_flipped_bits(uint256[8] memory signals, uint256 bit) public view {
        reduce(signals);
        uint256[8] memory proof = Trapdoor.prove(signals, bit);
        proof[(bit / 256) % 8] ^= 1 << (bit % 256);
        refuses(proof, signals, bytes4(0));
    }

    /// q added to a coordinate names the same point for sloppy code; so does r added to a signal.
    function testFuzz_refuses_second_encodings(uint256[8] memory signals, uint256 times) public view {
        reduce(signals);
        uint256[8] memory proof = Trapdoor.prove(signals, times);
        for (uint256 i = 0; i < 8; i++) {
            uint256 kept = proof[i];
            proof[i] = kept + Q * bound(times, 1, (type(uint256).max - kept) / Q);
            refuses(proof, signals, IGroth16Verifier.PointMalformed.selector);
            proof[i] = kept;
            kept = signals[i];
            signals[i] = kept + R * bound(times, 1, (type(uint256).max - kept) / R);
            refuses(proof, signals, IGroth16Verifier.SignalOutOfField.selector);
            signals[i] = kept;
        }
    }

    /// The modulus itself would be a second 0.
    function test_refuses_a_signal_of_the_modulus() public view {
        uint256[8] memory signals;
        uint256[8] memory proof = Trapdoor.prove(signals, 1);
        for (uint256 i = 0; i < 8; i++) {
            signals[i] = R;
            refuses(proof, signals, IGroth16Verifier.SignalOutOfField.selector);
            signals[i] = 0;
        }
    }

    function test_refuses_edge_coordinates() public view {
        uint256[8] memory signals = [uint256(1), 2, 3, 4, 5, 6, 7, 8];
        uint256[8] memory proof = Trapdoor.prove(signals, 1);
        uint256[6] memory edges = [uint256(0), 1, Q - 1, Q, Q + 1, type(uint256).max];
        for (uint256 i = 0; i < 8; i++) {
            uint256 kept = proof[i];
            for (uint256 e = 0; e < 6; e++) {
                proof[i] = edges[e];
                refuses(proof, signals, edges[e] >= Q || i < 2 || i > 5 ? IGroth16Verifier.PointMalformed.selector : IGroth16Verifier.ProofInvalid.selector);
            }
            proof[i] = kept;
        }
        // The generator instead of A or C is on the curve and false; (0, 0) is infinity and counts as malformed.
        for (uint256 i = 0; i < 8; i += 6) {
            uint256[8] memory other = Trapdoor.prove(signals, 1);
            (other[i], other[i + 1]) = (1, 2);
            refuses(other, signals, IGroth16Verifier.ProofInvalid.selector);
            (other[i], other[i + 1]) = (0, 0);
            refuses(other, signals, IGroth16Verifier.PointMalformed.selector);
        }
        uint256[4] memory outside = Vectors.outsideSubgroup();
        for (uint256 i = 0; i < 4; i++) proof[2 + i] = outside[i];
        refuses(proof, signals, IGroth16Verifier.ProofInvalid.selector);
        for (uint256 i = 0; i < 4; i++) proof[2 + i] = 0;
        refuses(proof, signals, IGroth16Verifier.ProofInvalid.selector);
    }

    /// -A with -B is the same product: Groth16 is malleable, so the proof must never serve as an identifier.
    function testFuzz_malleated_proofs_prove_the_same_statement(uint256 blinding) public view {
        uint256[8] memory signals = [uint256(1), 2, 3, 4, 5, 6, 7, 8];
        uint256[8] memory proof = Trapdoor.prove(signals, blinding);
        proof[1] = Q - proof[1];
        (proof[4], proof[5]) = (Q - proof[4], Q - proof[5]);
        require(verifier.verify(proof, signals), "-A, -B");
        signals[blinding % 8] += 1;
        refuses(proof, signals, IGroth16Verifier.ProofInvalid.selector);
    }

    function testFuzz_random_words_are_refused_cheaply(uint256[8] memory proof, uint256[8] memory signals) public view {
        refuses(proof, signals, bytes4(0));
    }

    function testFuzz_wrong_lengths_are_refused(uint256 length) public view {
        uint256[8] memory signals;
        bytes memory data = abi.encodeCall(verifier.verify, (Trapdoor.prove(signals, length), signals));
        length = bound(length, 0, data.length - 1);
        assembly ("memory-safe") {
            mstore(data, length)
        }
        (bool ok,) = address(verifier).staticcall(data);
        require(!ok, "short calldata");
    }

    /// Folding some signals first and the others later gives the verdict of verify.
    function testFuzz_folded_equals_plain(uint256[8] memory signals, uint8 mask, bool spoil) public {
        reduce(signals);
        uint256[8] memory first;
        uint256[8] memory later;
        for (uint256 i = 0; i < 8; i++) {
            if ((mask >> i) & 1 == 1) first[i] = signals[i];
            else later[i] = signals[i];
        }
        uint256[8] memory proof = Trapdoor.prove(signals, mask);
        if (spoil) later[mask % 8] = addmod(later[mask % 8], 1, R);
        (bool ok, bytes memory answer) =
            address(harness).call(abi.encodeCall(harness.verifyFolded, (verifier.key(), first, later, proof)));
        require(ok == !spoil, "folded verdict");
        if (!ok) require(selectorOf(answer) == IGroth16Verifier.ProofInvalid.selector, "folded error");
    }

    function testFuzz_batch_equals_singles(uint256 seed) public {
        uint256 size = bound(seed, 1, 8);
        uint256[8][] memory proofs = new uint256[8][](size);
        uint256[8][] memory signals = new uint256[8][](size);
        bool allTrue = true;
        for (uint256 i = 0; i < size; i++) {
            for (uint256 j = 0; j < 8; j++) {
                // Nullifier and context are each item's own, the others those of the first.
                signals[i][j] = j == 0 || j == 7 || i == 0 ? uint256(keccak256(abi.encode(seed, i, j))) % R : signals[0][j];
            }
            proofs[i] = Trapdoor.prove(signals[i], seed ^ i);
            if (uint8(uint256(keccak256(abi.encode(seed, i, "flaw")))) < 30) {
                signals[i][seed % 2 == 0 ? 0 : 7] ^= 1;
                allTrue = false;
            }
        }
        (bool ok, bytes memory answer) =
            address(harness).call(abi.encodeCall(harness.verifyBatch, (verifier.key(), proofs, signals)));
        require(ok == allTrue, "batch verdict");
        if (!ok) require(selectorOf(answer) == IGroth16Verifier.ProofInvalid.selector, "batch error");
    }

    /// C points moved between two items keep their plain sum; random coefficients tell them apart. With a shift that is
    /// undone by the wrong coefficients 1 and 1 this is the attack on a batch without randomness.
    function testFuzz_batch_errors_do_not_cancel(uint256 shift, uint256 salt) public {
        uint256[8][] memory proofs = new uint256[8][](3);
        uint256[8][] memory signals = new uint256[8][](3);
        for (uint256 i = 0; i < 3; i++) {
            signals[i][0] = salt % R;
            proofs[i] = Trapdoor.prove(signals[i], uint256(keccak256(abi.encode(shift, i))));
        }
        shift = bound(shift, 1, R - 1);
        (uint256 dx, uint256 dy) = Trapdoor.timesG(shift);
        // Any two of the three.
        (uint256 a, uint256 b) = salt % 3 == 0 ? (0, 1) : salt % 3 == 1 ? (0, 2) : (1, 2);
        (proofs[a][6], proofs[a][7]) = add(proofs[a][6], proofs[a][7], dx, dy);
        (proofs[b][6], proofs[b][7]) = add(proofs[b][6], proofs[b][7], dx, Q - dy);
        (bool ok,) = address(harness).call(abi.encodeCall(harness.verifyBatch, (verifier.key(), proofs, signals)));
        require(!ok, "errors cancelled");
    }

    /// With less gas than it needs a batch fails; it never passes.
    function testFuzz_starved_batches_revert(uint256 gasGiven, bool spoil) public {
        uint256[8][] memory proofs = new uint256[8][](3);
        uint256[8][] memory signals = new uint256[8][](3);
        for (uint256 i = 0; i < 3; i++) proofs[i] = Trapdoor.prove(signals[i], i);
        if (spoil) signals[1][0] = 1;
        (bool ok,) = address(harness).call{gas: bound(gasGiven, 10_000, 400_000)}(
            abi.encodeCall(harness.verifyBatch, (verifier.key(), proofs, signals))
        );
        require(!(ok && spoil), "accepted");
    }

    /// Less gas than it needs never turns a verdict into another one.
    function testFuzz_starved_calls_revert(uint256 gasGiven) public view {
        uint256[8] memory signals = [uint256(1), 2, 3, 4, 5, 6, 7, 8];
        bytes memory data = abi.encodeCall(verifier.verify, (Trapdoor.prove(signals, 1), signals));
        (bool ok, bytes memory answer) = address(verifier).staticcall{gas: bound(gasGiven, 1_000, 320_000)}(data);
        require(!ok || abi.decode(answer, (bool)), "false instead of a revert");
    }

    function refuses(uint256[8] memory proof, uint256[8] memory signals, bytes4 expected) private view {
        bytes memory data = abi.encodeCall(verifier.verify, (proof, signals));
        uint256 before = gasleft();
        (bool ok, bytes memory answer) = address(verifier).staticcall(data);
        require(before - gasleft() <= GAS_BOUND, "gas not bounded");
        require(!ok, "accepted");
        bytes4 got = selectorOf(answer);
        if (expected != bytes4(0)) require(got == expected, "other error");
        require(
            got == IGroth16Verifier.PointMalformed.selector || got == IGroth16Verifier.SignalOutOfField.selector
                || got == IGroth16Verifier.ProofInvalid.selector,
            "foreign error"
        );
    }

    function reduce(uint256[8] memory signals) private pure {
        for (uint256 i = 0; i < 8; i++) signals[i] %= R;
    }

    function add(uint256 ax, uint256 ay, uint256 bx, uint256 by) private view returns (uint256, uint256) {
        (bool ok, bytes memory out) = address(6).staticcall(abi.encode(ax, ay, bx, by));
        require(ok, "ecAdd");
        return abi.decode(out, (uint256, uint256));
    }
}
