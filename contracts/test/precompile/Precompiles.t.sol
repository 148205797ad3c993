// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Vectors} from "./Vectors.sol";

/// The chain's precompiles against EIP-196 and EIP-197: what the verifier may rely on and what it must not.
contract PrecompilesTest {
    /// The most a test gives to a call that is expected to fail: a refused precompile burns all of it.
    uint256 private constant GAS = 500_000;

    function test_ecAdd_edge_points() public view {
        check(6, Vectors.ecAdd());
    }

    function test_ecMul_edge_points() public view {
        check(7, Vectors.ecMul());
    }

    function test_pairing_edge_points() public view {
        check(8, Vectors.pairing());
    }

    /// The reason why coordinates and curve are checked before the call: the precompile keeps the gas it was given.
    function test_refused_input_burns_the_gas_given() public view {
        Vectors.Case[] memory cases = Vectors.ecAdd();
        for (uint256 i = 0; i < cases.length; i++) {
            if (cases[i].accepted) continue;
            bytes memory input = cases[i].input;
            uint256 before = gasleft();
            assembly ("memory-safe") {
                pop(staticcall(GAS, 6, add(input, 32), mload(input), 0, 0))
            }
            require(before - gasleft() >= GAS, "expected to burn everything");
        }
    }

    function check(uint160 precompile, Vectors.Case[] memory cases) private view {
        require(cases.length >= 19, "vectors missing");
        for (uint256 i = 0; i < cases.length; i++) {
            (bool ok, bytes memory out) = address(precompile).staticcall{gas: GAS}(cases[i].input);
            require(ok == cases[i].accepted, string.concat("verdict: ", cases[i].name));
            require(keccak256(out) == keccak256(cases[i].output), string.concat("output: ", cases[i].name));
        }
    }
}
