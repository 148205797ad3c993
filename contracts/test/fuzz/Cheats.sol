// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// The part of forge's cheat codes these tests use.
interface Cheats {
    function warp(uint256) external;
    function getBlockTimestamp() external view returns (uint256);
    function prank(address) external;
    function startPrank(address) external;
    function stopPrank() external;
    function chainId(uint256) external;
    function assume(bool) external pure;
    function expectRevert() external;
    function expectRevert(bytes calldata) external;
    function snapshotState() external returns (uint256);
    function revertToState(uint256) external returns (bool);
    function readFile(string calldata) external view returns (string memory);
    function parseJsonUint(string calldata, string calldata) external pure returns (uint256);
    function parseJsonUintArray(string calldata, string calldata) external pure returns (uint256[] memory);
    function parseJsonAddress(string calldata, string calldata) external pure returns (address);
    function parseJsonBytes32(string calldata, string calldata) external pure returns (bytes32);
    function parseJsonString(string calldata, string calldata) external pure returns (string memory);
    function parseJsonKeys(string calldata, string calldata) external pure returns (string[] memory);
    function etch(address, bytes calldata) external;
    function record() external;
    function accesses(address) external returns (bytes32[] memory reads, bytes32[] memory writes);
    function toString(uint256) external pure returns (string memory);
    function toString(address) external pure returns (string memory);
    function envOr(string calldata, uint256) external view returns (uint256);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function addr(uint256 key) external pure returns (address);
    function store(address, bytes32 slot, bytes32 value) external;
}

abstract contract Cheating {
    Cheats internal constant vm = Cheats(address(uint160(uint256(keccak256("hevm cheat code")))));

    function bound(uint256 x, uint256 min, uint256 max) internal pure returns (uint256) {
        return min + x % (max - min + 1);
    }

    function assertEq(uint256 a, uint256 b, string memory what) internal pure {
        require(a == b, string.concat(what, ": ", vm.toString(a), " != ", vm.toString(b)));
    }

    function selectorOf(bytes memory data) internal pure returns (bytes4 selector) {
        if (data.length >= 4) assembly ("memory-safe") {
            selector := mload(add(data, 32))
        }
    }
}
