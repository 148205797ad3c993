// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// What a treasury pays with in tests and benchmarks.
contract Coin is ERC20("Coin", "C") {
    constructor(address to) {
        _mint(to, 1_000_000);
    }
}
