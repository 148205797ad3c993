// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice Which circuit, inputs and key a verifier is for (ERC-8084, draft of November 2025).
interface IZKMetadata {
    event CircuitMetadataUpdated(bytes32 indexed circuitId, uint64 circuitVersion, bytes4 proofSystem);

    /// @notice Content hash of the circuit: SHA-256 of its R1CS file, as in the artifact manifest.
    function circuitId() external view returns (bytes32);
    /// @notice Major version · 2^32 + minor version of the protocol; grows when constraints or signals change their meaning.
    function circuitVersion() external view returns (uint64);
    /// @notice keccak256 of the document at `publicInputsSchemaURI`.
    function publicInputsSchemaHash() external view returns (bytes32);
    function publicInputsSchemaURI() external view returns (string memory);
    /// @notice Where the key can be fetched, with the keccak256 of that file after the `#`.
    function verificationKeyURI() external view returns (string memory);
    /// @notice 0x00000001: Groth16 over BN254.
    function proofSystem() external view returns (bytes4);
}
