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
library PreparedKey {
    error NotWritten();

    /// Words of the key, then those of the preparation.
    uint256 private constant SIZE = (32 + 14) * 32;
    /// Returns what follows it: PUSH2 1473, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN; then STOP,
    /// the first byte of the code, so that a call does nothing.
    uint256 private constant CREATION = 0x6105c180600a3d393df300;
    uint256 private constant CREATION_SIZE = 11;

    function write(uint256[32] memory key, Preparation memory preparation) internal returns (address at) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore(m, CREATION)
            mcopy(add(m, 32), key, 1024)
            mcopy(add(m, 1056), preparation, 448)
            at := create(0, add(m, sub(32, CREATION_SIZE)), add(CREATION_SIZE, SIZE))
        }
        if (at == address(0)) revert NotWritten();
    }

    /// @notice Fills both with what was written there; with zeros when nothing was.
    function read(address at, uint256[32] memory key, Preparation memory preparation) internal view {
        assembly ("memory-safe") {
            extcodecopy(at, key, 1, 1024)
            extcodecopy(at, preparation, 1025, 448)
        }
    }
}
