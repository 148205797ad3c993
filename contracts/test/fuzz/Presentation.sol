// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ClaimBasis, ClaimItem} from "../../interfaces/IClaimGate.sol";

/// A claim in one piece, as tests like to change it.
struct Presentation {
    bytes32 programme;
    uint256 nullifier;
    uint256 issuerRoot;
    uint256 statusRoot;
    uint32 period;
    uint32 dayNumber;
    address recipient;
    uint64 deadline;
    bytes32 nonce;
    uint8 ordinal;
    uint256[8] proof;
}

function basisOf(Presentation memory p) pure returns (ClaimBasis memory) {
    return ClaimBasis(p.programme, p.issuerRoot, p.statusRoot, p.period, p.dayNumber);
}

function itemOf(Presentation memory p) pure returns (ClaimItem memory) {
    return ClaimItem(p.nullifier, p.proof, p.nonce, p.recipient, uint40(p.deadline), p.ordinal);
}

/// The items alone; they share the basis of the first.
function itemsOf(Presentation[] memory all) pure returns (ClaimItem[] memory items) {
    items = new ClaimItem[](all.length);
    for (uint256 i = 0; i < all.length; i++) items[i] = itemOf(all[i]);
}
