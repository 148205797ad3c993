// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Groth16} from "../../Groth16.sol";
import {PreparedKey, Preparation} from "../../PreparedKey.sol";

/// The library's functions, to be called on their own.
contract Groth16Harness {
    uint256 private constant LIMITS = Groth16.FOUR_TIMES_ETHEREUM;

    function verifyFolded(
        uint256[32] memory key,
        uint256[8] memory first,
        uint256[8] memory later,
        uint256[8] calldata proof
    ) external view {
        for (uint256 i = 0; i < 8; ++i) Groth16.fold(key, i, first[i], LIMITS);
        for (uint256 i = 0; i < 8; ++i) Groth16.fold(key, i, later[i], LIMITS);
        Groth16.requireValid(key, proof, LIMITS);
    }

    /// The first item's signals between nullifier and context count for all.
    function verifyBatch(uint256[32] memory key, uint256[8][] calldata proofs, uint256[8][] calldata signals) external view {
        Groth16.Batch memory batch = Groth16.openBatch((1 << proofs.length) - 1, proofs.length);
        for (uint256 i = 0; i < proofs.length; ++i) {
            Groth16.addToBatch(batch, i, proofs[i], signals[i][0], signals[i][7], LIMITS);
        }
        for (uint256 i = 1; i < 7; ++i) Groth16.fold(key, i, signals[0][i], LIMITS);
        Groth16.requireValidBatch(key, batch, LIMITS);
    }

    /// A batch whose coefficients are known beforehand, which no call of a gate allows: the seed is the caller's, and the
    /// proofs are those at these places of a call.
    function verifyBatchAt(
        uint256[32] memory key,
        uint256 seed,
        uint256[] calldata places,
        uint256[8][] calldata proofs,
        uint256[8][] calldata signals
    ) external view {
        Groth16.Batch memory batch = Groth16.openBatch(0, proofs.length);
        batch.seed = seed;
        for (uint256 i = 0; i < proofs.length; ++i) {
            Groth16.addToBatch(batch, places[i], proofs[i], signals[i][0], signals[i][7], LIMITS);
        }
        for (uint256 i = 1; i < 7; ++i) Groth16.fold(key, i, signals[0][i], LIMITS);
        Groth16.requireValidBatch(key, batch, LIMITS);
    }

    /// The seeds of one and the same call for two sets of accepted items.
    function seedsOf(uint256 accepted, uint256 others) external view returns (uint256, uint256) {
        return (Groth16.openBatch(accepted, 1).seed, Groth16.openBatch(others, 1).seed);
    }

    function write(uint256[32] memory key, Preparation memory preparation) external returns (address) {
        return PreparedKey.write(key, preparation);
    }

    function read(address at) external view returns (uint256[32] memory key, Preparation memory preparation) {
        PreparedKey.read(at, key, preparation);
    }
}
