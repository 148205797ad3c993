// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Bn254} from "./Bn254.sol";
import {Groth16} from "./Groth16.sol";
import {Signals} from "./Signals.sol";
import {IGroth16Verifier} from "./interfaces/IGroth16Verifier.sol";
import {IZKMetadata} from "./interfaces/IZKMetadata.sol";

/// @notice Checks proofs under one key, and hands the key to gates; a generated contract adds the key.
/// @dev A gate copies the key and asks for nothing else, so should a chain raise its prices beyond the limits here, a
/// verifier is deployed anew and no gate minds.
abstract contract Groth16Verifier is IGroth16Verifier {
    /// Protocol civicproof/v2; minor versions count changes of circuits after the first release.
    uint64 public constant circuitVersion = 2 << 32;
    /// ERC-8084: Groth16 over BN254.
    bytes4 public constant proofSystem = 0x00000001;

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
        for (uint256 i = 0; i < Signals.COUNT; ++i) Groth16.fold(folded, i, signals[i], Groth16.FOUR_TIMES_ETHEREUM);
        Groth16.requireValid(folded, proof, Groth16.FOUR_TIMES_ETHEREUM);
        return true;
    }

    /// @inheritdoc IZKMetadata
    function publicInputsSchemaHash() external pure returns (bytes32) {
        return Signals.DOCUMENT_HASH;
    }

    /// @inheritdoc IZKMetadata
    function publicInputsSchemaURI() external pure returns (string memory) {
        return Signals.DOCUMENT_URI;
    }

    /// @inheritdoc IGroth16Verifier
    function signalSchemaHash() external pure virtual returns (bytes32) {
        return Signals.SCHEMA_HASH;
    }
}
