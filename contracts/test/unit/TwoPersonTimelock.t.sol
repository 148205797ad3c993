// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {TwoPersonTimelock} from "../../TwoPersonTimelock.sol";
import {Cheating} from "../fuzz/Cheats.sol";

/// Whatever a timelock calls: remembers one number.
contract Noted {
    uint256 public value;

    function note(uint256 given) external payable {
        value = given;
    }
}

contract TwoPersonTimelockTest is Cheating {
    address private constant ANNA = address(0xa);
    address private constant BEN = address(0xb);
    address private constant CARLA = address(0xc);
    uint256 private constant DELAY = 2 days;
    bytes32 private constant SALT = "salt";

    TwoPersonTimelock private timelock;
    Noted private noted;

    /// Anna and Ben may do both parts, Carla neither.
    function setUp() public {
        vm.warp(1_795_428_000);
        address[] memory both = new address[](2);
        (both[0], both[1]) = (ANNA, BEN);
        timelock = new TwoPersonTimelock(DELAY, both, both);
        noted = new Noted();
    }

    function data(uint256 given) private view returns (bytes memory) {
        return abi.encodeCall(noted.note, (given));
    }

    function batch() private view returns (address[] memory targets, uint256[] memory values, bytes[] memory payloads) {
        (targets, values, payloads) = (new address[](2), new uint256[](2), new bytes[](2));
        for (uint256 i = 0; i < 2; i++) (targets[i], payloads[i]) = (address(noted), data(7 + i));
    }

    function schedule(address who, uint256 given) private {
        vm.prank(who);
        timelock.schedule(address(noted), 0, data(given), 0, SALT, DELAY);
    }

    /// Whether the call went through, and what it said otherwise.
    function execute(address who, uint256 given) private returns (bool ok, bytes memory reason) {
        vm.prank(who);
        (ok, reason) = address(timelock).call(abi.encodeCall(timelock.execute, (address(noted), 0, data(given), 0, SALT)));
    }

    function samePerson(address who) private pure returns (bytes memory) {
        return abi.encodeWithSelector(TwoPersonTimelock.SamePerson.selector, who);
    }

    function test_executors_must_be_named() public {
        address[] memory anyone = new address[](1);
        vm.expectRevert(samePerson(address(0)));
        new TwoPersonTimelock(DELAY, anyone, anyone);
    }

    function test_a_second_person_executes_after_the_delay() public {
        schedule(ANNA, 1);
        require(timelock.scheduledBy(timelock.hashOperation(address(noted), 0, data(1), 0, SALT)) == ANNA, "scheduler");
        (bool ok,) = execute(BEN, 1);
        require(!ok, "before the delay");
        vm.warp(vm.getBlockTimestamp() + DELAY);
        bytes memory reason;
        (ok, reason) = execute(ANNA, 1);
        require(!ok && keccak256(reason) == keccak256(samePerson(ANNA)), "the same person");
        (ok,) = execute(CARLA, 1);
        require(!ok, "a stranger");
        (ok,) = execute(BEN, 2);
        require(!ok, "another operation");
        (ok,) = execute(BEN, 1);
        require(ok && noted.value() == 1, "a second person");
        (ok,) = execute(BEN, 1);
        require(!ok, "twice");
    }

    function test_a_batch_needs_a_second_person_too() public {
        (address[] memory targets, uint256[] memory values, bytes[] memory payloads) = batch();
        vm.prank(CARLA);
        vm.expectRevert();
        timelock.scheduleBatch(targets, values, payloads, 0, SALT, DELAY);
        vm.prank(ANNA);
        timelock.scheduleBatch(targets, values, payloads, 0, SALT, DELAY);
        vm.warp(vm.getBlockTimestamp() + DELAY);
        vm.expectRevert(samePerson(ANNA));
        vm.prank(ANNA);
        timelock.executeBatch(targets, values, payloads, 0, SALT);
        vm.prank(BEN);
        timelock.executeBatch(targets, values, payloads, 0, SALT);
        require(noted.value() == 8, "both calls");
    }

    /// Who takes a cancelled operation up again is its scheduler from then on.
    function test_rescheduling_changes_who_may_execute() public {
        schedule(ANNA, 3);
        bytes32 operation = timelock.hashOperation(address(noted), 0, data(3), 0, SALT);
        vm.prank(BEN);
        timelock.cancel(operation);
        schedule(BEN, 3);
        vm.warp(vm.getBlockTimestamp() + DELAY);
        (bool ok,) = execute(BEN, 3);
        require(!ok, "Ben scheduled it last");
        (ok,) = execute(ANNA, 3);
        require(ok && noted.value() == 3, "Anna");
    }

    function test_delays_are_not_shortened_and_roles_not_granted_without_the_timelock() public {
        vm.expectRevert();
        vm.prank(ANNA);
        timelock.schedule(address(noted), 0, data(4), 0, SALT, DELAY - 1);
        vm.expectRevert();
        vm.prank(ANNA);
        timelock.updateDelay(0);
        bytes32 role = timelock.PROPOSER_ROLE();
        vm.expectRevert();
        vm.prank(ANNA);
        timelock.grantRole(role, CARLA);
        require(timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), address(timelock)), "administers itself");
        require(!timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), address(this)), "the deployer does not");
    }
}
