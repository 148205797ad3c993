// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {GateSetup} from "../../RootRegistry.sol";
import {IssuerRoot, RootStatement} from "../../interfaces/IRootRegistry.sol";

// The registry of `setupOf`.
bytes32 constant REGISTRY = keccak256("registry");

/// Statements that are good for two days, gas limits of the deployment, development keys.
function setupOf(address timelock, address guardian, address statusOperator) pure returns (GateSetup memory setup) {
    (setup.timelock, setup.guardian, setup.statusOperator) = (timelock, guardian, statusOperator);
    (setup.registry, setup.maxRootAge, setup.allowDevelopmentKeys) = (REGISTRY, 2 days, true);
}

/// A statement with one schema's issuer root.
function statementOf(uint256 time, uint256 schemaId, uint256 issuerRoot, uint256 statusRoot) pure returns (RootStatement memory s) {
    (s.registry, s.time, s.statusRoot, s.issuerRoots) = (REGISTRY, uint40(time), statusRoot, new IssuerRoot[](1));
    s.issuerRoots[0] = IssuerRoot(schemaId, issuerRoot);
}
