// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @notice A timelock whose operations are executed by somebody else than who scheduled them.
contract TwoPersonTimelock is TimelockController {
    mapping(bytes32 operation => address) public scheduledBy;

    error SamePerson(address account);

    /// @param minDelay seconds between scheduling and execution
    /// @dev The timelock administers itself: nobody else can grant its roles. Executors must be named, so address(0) is refused.
    constructor(uint256 minDelay, address[] memory proposers, address[] memory executors)
        TimelockController(minDelay, proposers, executors, address(0))
    {
        for (uint256 i = 0; i < executors.length; ++i) {
            if (executors[i] == address(0)) revert SamePerson(address(0));
        }
    }

    /// @inheritdoc TimelockController
    function schedule(address target, uint256 value, bytes calldata data, bytes32 predecessor, bytes32 salt, uint256 delay)
        public
        override
    {
        super.schedule(target, value, data, predecessor, salt, delay);
        scheduledBy[hashOperation(target, value, data, predecessor, salt)] = msg.sender;
    }

    /// @inheritdoc TimelockController
    function scheduleBatch(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata payloads,
        bytes32 predecessor,
        bytes32 salt,
        uint256 delay
    ) public override {
        super.scheduleBatch(targets, values, payloads, predecessor, salt, delay);
        scheduledBy[hashOperationBatch(targets, values, payloads, predecessor, salt)] = msg.sender;
    }

    /// @inheritdoc TimelockController
    function execute(address target, uint256 value, bytes calldata payload, bytes32 predecessor, bytes32 salt) public payable override {
        _requireSecondPerson(hashOperation(target, value, payload, predecessor, salt));
        super.execute(target, value, payload, predecessor, salt);
    }

    /// @inheritdoc TimelockController
    function executeBatch(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata payloads,
        bytes32 predecessor,
        bytes32 salt
    ) public payable override {
        _requireSecondPerson(hashOperationBatch(targets, values, payloads, predecessor, salt));
        super.executeBatch(targets, values, payloads, predecessor, salt);
    }

    function _requireSecondPerson(bytes32 operation) private view {
        if (scheduledBy[operation] == msg.sender) revert SamePerson(msg.sender);
    }
}
