// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice What a prepared key holds besides its points: what a claim under it is checked against.
/// @dev One memory word for each field; `PreparedKey` relies on that.
struct Preparation {
    bytes32 programme;
    /// As in ProgrammeTerms.
    uint256 schemaId;
    bytes32 askerHash;
    uint32 version;
    uint8 maxClaims;
    /// Of a fold: its period, and the last second at which everything folded holds; 0 in a programme's own key.
    uint32 period;
    uint40 goodUntil;
    /// The schema's epoch when it was folded.
    uint256 epoch;
}

/// @notice Keeps bytes as the code of a contract that can't be called: read whole for the price of one cold account (2,600
/// gas), where storage would cost 2,100 for each word.
/// @dev The pattern is SSTORE2 by Agustin Aguilar (https://github.com/0xsequence/sstore2).
library CodeStore {
    error NotWritten();

    /// Returns what follows it: PUSH2 size, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN; then STOP, the
    /// first byte of the code, so that a call does nothing. The size, with the STOP, goes in 64 bits from the right.
    uint256 private constant CREATION = 0x61000080600a3d393df300;
    uint256 private constant CREATION_SIZE = 11;

    function write(bytes memory data) internal returns (address at) {
        assembly ("memory-safe") {
            let size := mload(data)
            mstore(data, or(CREATION, shl(64, add(size, 1))))
            at := create(0, add(data, sub(32, CREATION_SIZE)), add(CREATION_SIZE, size))
            mstore(data, size)
        }
        if (at == address(0)) revert NotWritten();
    }

    function read(address at) internal view returns (bytes memory data) {
        data = new bytes(at.code.length - 1);
        assembly ("memory-safe") {
            extcodecopy(at, add(data, 32), 1, mload(data))
        }
    }
}

/// @notice A verification key with folded signals in a `CodeStore`.
library PreparedKey {
    /// Bytes of the key's 32 words and the preparation's 8, written one after the other.
    uint256 private constant KEY_SIZE = 1024;
    uint256 private constant PREPARATION_SIZE = 256;

    function write(uint256[32] memory key, Preparation memory preparation) internal returns (address) {
        bytes memory data = new bytes(KEY_SIZE + PREPARATION_SIZE);
        assembly ("memory-safe") {
            mcopy(add(data, 32), key, KEY_SIZE)
            mcopy(add(add(data, 32), KEY_SIZE), preparation, PREPARATION_SIZE)
        }
        return CodeStore.write(data);
    }

    /// @notice Fills both with what was written there; with zeros when nothing was.
    function read(address at, uint256[32] memory key, Preparation memory preparation) internal view {
        assembly ("memory-safe") {
            // 1: past the STOP
            extcodecopy(at, key, 1, KEY_SIZE)
            extcodecopy(at, preparation, add(1, KEY_SIZE), PREPARATION_SIZE)
        }
    }
}
