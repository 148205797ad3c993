// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice What a prepared key holds besides its points: the folded signals, and what a claim is checked against.
/// @dev One memory word for each field; `PreparedKey` relies on that.
struct Preparation {
    bytes32 programme;
    /// Folded into the constant point, with policyHash and scope.
    uint256 issuerRoot;
    uint256 statusRoot;
    uint32 period;
    uint32 dayNumber;
    /// Last second at which everything folded held when it was folded; 0 when it did not hold even then.
    uint40 goodUntil;
    /// The registry's epoch when it was folded.
    uint256 epoch;
    /// As in ProgrammeTerms.
    uint40 opensAt;
    uint8 maxClaims;
    uint8 freshnessDays;
    int16 utcOffsetMinutes;
    uint40 periodStart;
    uint40 periodSeconds;
    uint32 firstPeriod;
}

/// @notice Keeps a verification key with folded signals as the code of a contract that can't be called: read whole for the
/// price of one cold account (2,600 gas), where storage would cost 2,100 for each of 46 words.
/// @dev The pattern is SSTORE2 by Agustin Aguilar (https://github.com/0xsequence/sstore2), written here for one fixed size.
library PreparedKey {
    error NotWritten();

    /// Bytes of the key's 32 words and the preparation's 14, written one after the other.
    uint256 private constant KEY_SIZE = 1024;
    uint256 private constant PREPARATION_SIZE = 448;
    uint256 private constant SIZE = 1472;
    /// Returns what follows it: PUSH2 1473, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN; then STOP,
    /// the first byte of the code, so that a call does nothing.
    uint256 private constant CREATION = 0x6105c180600a3d393df300;
    uint256 private constant CREATION_SIZE = 11;

    function write(uint256[32] memory key, Preparation memory preparation) internal returns (address at) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore(m, CREATION)
            mcopy(add(m, 32), key, KEY_SIZE)
            mcopy(add(add(m, 32), KEY_SIZE), preparation, PREPARATION_SIZE)
            at := create(0, add(m, sub(32, CREATION_SIZE)), add(CREATION_SIZE, SIZE))
        }
        if (at == address(0)) revert NotWritten();
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
