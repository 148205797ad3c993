// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ClaimGate} from "../../ClaimGate.sol";
import {GateSetup} from "../../RootRegistry.sol";

/// A gate whose benefit is an entry in a book, so that a test can add it up.
contract TestGate is ClaimGate {
    uint256 public constant AMOUNT = 100;
    uint256 public accepted;
    uint256 public totalPaid;
    /// A hook that reverts undoes its claim.
    bool public isBroken;
    mapping(address recipient => uint256) public paid;

    constructor(GateSetup memory setup, address relayer) ClaimGate(setup) {
        _grantRole(RELAYER_ROLE, relayer);
    }

    function setBroken(bool broken) external {
        isBroken = broken;
    }

    function _onClaim(bytes32, uint256, address recipient, uint8) internal override {
        require(!isBroken, "broken");
        accepted++;
        totalPaid += AMOUNT;
        paid[recipient] += AMOUNT;
    }
}

/// A gate that pays nothing: what the gate itself costs.
contract BareGate is ClaimGate {
    constructor(GateSetup memory setup) ClaimGate(setup) {}

    function _onClaim(bytes32, uint256, address, uint8) internal override {}
}
