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
        Groth16.fold(key, first);
        Groth16.fold(key, later);
        Groth16.requireValid(key, proof);
    }

    /// The first item's signals between nullifier and context count for all.
    function verifyBatch(uint256[32] memory key, uint256[8][] calldata proofs, uint256[8][] calldata signals) external view {
        Groth16.Batch memory batch = Groth16.openBatch(proofs.length);
        for (uint256 i = 0; i < proofs.length; ++i) Groth16.addToBatch(batch, proofs[i], signals[i][0], signals[i][7]);
        uint256[8] memory shared = signals[0];
        (shared[0], shared[7]) = (0, 0);
        Groth16.fold(key, shared);
        Groth16.requireValidBatch(key, batch);
    }

    function write(uint256[32] memory key, Preparation memory preparation) external returns (address) {
        return PreparedKey.write(key, preparation);
    }

    function read(address at) external view returns (uint256[32] memory, Preparation memory) {
        return PreparedKey.read(at);
    }
}
