// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IClaimGate} from "../interfaces/IClaimGate.sol";
import {IGroth16Verifier} from "../interfaces/IGroth16Verifier.sol";
import {IProgrammeRegistry} from "../interfaces/IProgrammeRegistry.sol";
import {IRootRegistry} from "../interfaces/IRootRegistry.sol";

contract ToolchainTest {
    function test_precompilesAreThere() public view {
        (bool ok, bytes memory answer) = address(8).staticcall("");
        assert(ok && abi.decode(answer, (uint256)) == 1);
    }

    function test_interfacesHaveIds() public pure {
        assert(type(IClaimGate).interfaceId != bytes4(0));
        assert(type(IGroth16Verifier).interfaceId != type(IRootRegistry).interfaceId);
        assert(type(IProgrammeRegistry).interfaceId != type(IRootRegistry).interfaceId);
    }
}
