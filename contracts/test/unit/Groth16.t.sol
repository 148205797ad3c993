// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {CodeStore, Preparation} from "../../PreparedKey.sol";
import {IGroth16Verifier} from "../../interfaces/IGroth16Verifier.sol";
import {Cheating} from "../fuzz/Cheats.sol";
import {Groth16Harness} from "../fuzz/Groth16Harness.sol";
import {Trapdoor} from "../fuzz/Trapdoor.sol";
import {TrapdoorVerifier} from "../fuzz/TrapdoorVerifier.sol";

/// What the gate never does to the library: points that no check has seen, and keys kept and read on their own.
contract Groth16Test is Cheating {
    Groth16Harness private harness;
    uint256[32] private key;

    function setUp() public {
        harness = new Groth16Harness();
        key = new TrapdoorVerifier().key();
    }

    function refuses(bytes memory call, bytes4 expected) private {
        (bool ok, bytes memory answer) = address(harness).call(call);
        require(!ok && selectorOf(answer) == expected, "another verdict");
    }

    function test_points_off_the_curve_fail_in_the_precompiles() public {
        uint256[8] memory signals = [uint256(1), 2, 3, 4, 5, 6, 7, 8];
        uint256[8] memory none;
        uint256[8] memory proof = Trapdoor.prove(signals, 1);
        bytes4 failed = IGroth16Verifier.PrecompileFailed.selector;
        uint256[32] memory spoiled = key;
        spoiled[15] += 1;
        refuses(abi.encodeCall(harness.verifyFolded, (spoiled, signals, none, proof)), failed);
        spoiled = key;
        spoiled[16] += 1;
        refuses(abi.encodeCall(harness.verifyFolded, (spoiled, signals, none, proof)), failed);

        uint256[8][] memory proofs = new uint256[8][](2);
        uint256[8][] memory all = new uint256[8][](2);
        (proofs[0], proofs[1], all[0], all[1]) = (proof, proof, signals, signals);
        spoiled = key;
        spoiled[1] += 1;
        refuses(abi.encodeCall(harness.verifyBatch, (spoiled, proofs, all)), failed);
        proofs[1] = Trapdoor.prove(signals, 2);
        proofs[1][7] += 1;
        refuses(abi.encodeCall(harness.verifyBatch, (key, proofs, all)), failed);
        proofs[1] = Trapdoor.prove(signals, 2);
        harness.verifyBatch(key, proofs, all);
    }

    /// Two errors that cancel under the coefficients of places 0 and 2, and under no others: so a coefficient is the hash of
    /// the seed and the item's place in the call, not of its place among the accepted ones, and none is 1.
    function test_coefficients_are_hashes_of_the_place_in_the_call() public {
        uint256[8][] memory proofs = new uint256[8][](2);
        uint256[8][] memory signals = new uint256[8][](2);
        uint256[] memory places = new uint256[](2);
        uint256 seed = uint256(keccak256("seed"));
        places[1] = 2;
        uint256[2] memory coefficients;
        for (uint256 i = 0; i < 2; i++) {
            signals[i] = [1 + i, 2, 3, 4, 5, 6, 7, 8 + i];
            proofs[i] = Trapdoor.prove(signals[i], i);
            coefficients[i] = uint128(uint256(keccak256(abi.encode(seed, places[i]))));
        }
        harness.verifyBatchAt(key, seed, places, proofs, signals);
        shift(proofs[0], coefficients[1]);
        bytes4 invalid = IGroth16Verifier.ProofInvalid.selector;
        refuses(abi.encodeCall(harness.verifyBatchAt, (key, seed, places, proofs, signals)), invalid);
        shift(proofs[1], Trapdoor.R - coefficients[0]);
        harness.verifyBatchAt(key, seed, places, proofs, signals);
        refuses(abi.encodeCall(harness.verifyBatchAt, (key, seed + 1, places, proofs, signals)), invalid);
        places[1] = 1;
        refuses(abi.encodeCall(harness.verifyBatchAt, (key, seed, places, proofs, signals)), invalid);
    }

    /// Adds a multiple of the generator to C.
    function shift(uint256[8] memory proof, uint256 times) private view {
        (uint256 x, uint256 y) = Trapdoor.timesG(times);
        (bool ok, bytes memory sum) = address(6).staticcall(abi.encode(proof[6], proof[7], x, y));
        require(ok, "ecAdd");
        (proof[6], proof[7]) = abi.decode(sum, (uint256, uint256));
    }

    /// Leaving an item out draws all coefficients again: a relayer who can have items skipped gets no second look at the same
    /// equation.
    function test_coefficients_depend_on_which_items_are_in() public view {
        (uint256 both, uint256 one) = harness.seedsOf(3, 1);
        require(both != one, "another set");
        (both, one) = harness.seedsOf(3, 3);
        require(both == one, "the same call and set");
    }

    function testFuzz_a_prepared_key_reads_as_it_was_written(uint256[32] memory words, Preparation memory preparation) public {
        address at = harness.write(words, preparation);
        (uint256[32] memory read, Preparation memory again) = harness.read(at);
        require(keccak256(abi.encode(read)) == keccak256(abi.encode(words)), "key");
        require(keccak256(abi.encode(again)) == keccak256(abi.encode(preparation)), "preparation");
        require(at.code.length == 1281 && at.code[0] == 0, "STOP, then the words");
        (bool ok, bytes memory answer) = at.call{value: 0}(hex"12345678");
        require(ok && answer.length == 0, "a call does nothing");
    }

    function test_nothing_is_read_where_nothing_stands() public view {
        (uint256[32] memory read, Preparation memory preparation) = harness.read(address(0));
        for (uint256 i = 0; i < 32; i++) require(read[i] == 0, "key");
        require(preparation.programme == 0 && preparation.goodUntil == 0, "preparation");
    }

    function test_a_key_that_can_not_be_kept_is_an_error() public {
        Preparation memory preparation;
        (bool ok, bytes memory answer) =
            address(harness).call{gas: 270_000}(abi.encodeCall(harness.write, (key, preparation)));
        require(!ok && selectorOf(answer) == CodeStore.NotWritten.selector, "not enough gas for the code");
    }
}
