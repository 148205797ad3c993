// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IZKMetadata} from "./IZKMetadata.sol";

/// @notice Groth16 over BN254 for one verification key. Proofs are eight words in EIP-197 order: A.x, A.y, B.x imaginary,
/// B.x real, B.y imaginary, B.y real, C.x, C.y. Signals stand in the order of `circuits/signals.json`.
interface IGroth16Verifier is IZKMetadata {
    /// @notice A coordinate is not below q, or A or C is not on the curve (the point at infinity counts as off the curve).
    error PointMalformed();
    /// @notice A public signal is not below r.
    error SignalOutOfField();
    /// @notice The pairing equation does not hold, or B is not in its group.
    error ProofInvalid();
    /// @notice An elliptic-curve precompile is missing on this chain or ran out of gas.
    error PrecompileFailed();

    /// @notice Checks one proof; true or a revert, never false.
    function verify(uint256[8] calldata proof, uint256[8] calldata signals) external view returns (bool);

    /// @notice The key: alpha (2 words), beta, gamma, delta (4 each, EIP-197 order), the constant point, a point per signal.
    function key() external pure returns (uint256[32] memory);

    /// @notice Name of the circuit.
    function circuitName() external view returns (string memory);
    /// @notice SHA-256 over the key's canonical encoding, as in the artifact manifest.
    function verificationKeyHash() external view returns (bytes32);
    /// @notice keccak256 over the comma-separated names of the public signals.
    function signalSchemaHash() external view returns (bytes32);
    /// @notice Whether the key's secret is public, so that anyone can forge with it.
    function DEVELOPMENT_KEY() external view returns (bool);
}
