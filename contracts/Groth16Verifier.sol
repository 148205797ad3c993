// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Bn254} from "./Bn254.sol";
import {Groth16} from "./Groth16.sol";
import {Signals} from "./Signals.sol";
import {IGroth16Verifier} from "./interfaces/IGroth16Verifier.sol";

/// @notice Checks proofs under one key, and hands the key to gates; a generated contract adds the key.
abstract contract Groth16Verifier is IGroth16Verifier {
    /// The key in the layout of `Groth16`.
    function _key() internal pure virtual returns (uint256[32] memory);

    /// @inheritdoc IGroth16Verifier
    function key() external pure returns (uint256[32] memory) {
        return _key();
    }

    /// @inheritdoc IGroth16Verifier
    function verify(uint256[8] calldata proof, uint256[8] calldata signals) external view returns (bool) {
        if (!Bn254.isProof(proof)) revert PointMalformed();
        uint256[32] memory folded = _key();
        for (uint256 i = 0; i < Signals.COUNT; ++i) Groth16.fold(folded, i, signals[i]);
        Groth16.requireValid(folded, proof);
        return true;
    }

    /// @inheritdoc IGroth16Verifier
    function signalSchemaHash() external pure virtual returns (bytes32) {
        return Signals.SCHEMA_HASH;
    }
}
