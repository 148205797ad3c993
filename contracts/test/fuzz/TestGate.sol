// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ClaimGate} from "../../ClaimGate.sol";

/// A gate whose benefit is an entry in a book, so that a test can add it up.
contract TestGate is ClaimGate {
    uint256 public constant AMOUNT = 100;
    uint256 public accepted;
    uint256 public totalPaid;
    mapping(address recipient => uint256) public paid;

    constructor(address admin, address guardian, address relayer) ClaimGate(admin, guardian, admin, true) {
        _grantRole(RELAYER_ROLE, relayer);
    }

    function _onClaim(bytes32, uint256, address recipient, uint8) internal override {
        accepted++;
        totalPaid += AMOUNT;
        paid[recipient] += AMOUNT;
    }
}

/// A gate that pays nothing: what the gate itself costs.
contract BareGate is ClaimGate {
    constructor(address timelock, address guardian, address statusOperator, address relayer)
        ClaimGate(timelock, guardian, statusOperator, true)
    {
        _grantRole(RELAYER_ROLE, relayer);
    }

    function _onClaim(bytes32, uint256, address, uint8) internal override {}
}
