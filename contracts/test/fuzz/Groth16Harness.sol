// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Groth16} from "../../Groth16.sol";
import {PreparedKey, Preparation} from "../../PreparedKey.sol";

/// The library's functions, to be called on their own.
contract Groth16Harness {
    function verifyFolded(
        uint256[32] memory key,
        uint256[8] memory first,
        uint256[8] memory later,
        uint256[8] calldata proof
    ) external view {
        for (uint256 i = 0; i < 8; ++i) Groth16.fold(key, i, first[i]);
        for (uint256 i = 0; i < 8; ++i) Groth16.fold(key, i, later[i]);
        Groth16.requireValid(key, proof);
    }

    /// The first item's signals between nullifier and context count for all.
    function verifyBatch(uint256[32] memory key, uint256[8][] calldata proofs, uint256[8][] calldata signals) external view {
        Groth16.Batch memory batch = Groth16.openBatch(proofs.length);
        for (uint256 i = 0; i < proofs.length; ++i) Groth16.addToBatch(batch, proofs[i], signals[i][0], signals[i][7]);
        for (uint256 i = 1; i < 7; ++i) Groth16.fold(key, i, signals[0][i]);
        Groth16.requireValidBatch(key, batch);
    }

    function write(uint256[32] memory key, Preparation memory preparation) external returns (address) {
        return PreparedKey.write(key, preparation);
    }

    function read(address at) external view returns (uint256[32] memory key, Preparation memory preparation) {
        PreparedKey.read(at, key, preparation);
    }
}
