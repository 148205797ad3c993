// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Bn254} from "../../Bn254.sol";
import {RootRegistry} from "../../RootRegistry.sol";
import {IRootRegistry, RootKind, RootRecord} from "../../interfaces/IRootRegistry.sol";
import {Cheating} from "../fuzz/Cheats.sol";

contract RootRegistryTest is Cheating {
    address private constant TIMELOCK = address(0x71);
    address private constant GUARDIAN = address(0x6a);
    address private constant OPERATOR = address(0x09);
    RootRegistry private registry;

    function setUp() public {
        vm.warp(1_795_428_000);
        registry = new RootRegistry(TIMELOCK, GUARDIAN, OPERATOR);
    }

    function add(RootKind kind, uint256 root) private {
        vm.prank(kind == RootKind.Issuer ? TIMELOCK : OPERATOR);
        registry.addRoot(kind, root);
    }

    function test_starts_empty() public view {
        require(registry.currentRoot(RootKind.Issuer) == 0 && registry.rootCount(RootKind.Issuer) == 0, "empty");
        require(!registry.isRootAccepted(RootKind.Status, 0), "0 is no root");
        require(registry.grace(RootKind.Issuer) == 1 days && registry.grace(RootKind.Status) == 1 hours, "grace");
    }

    function test_grace_starts_at_supersession_not_at_addition() public {
        add(RootKind.Status, 5);
        vm.warp(block.timestamp + 90 days);
        require(registry.isRootAccepted(RootKind.Status, 5), "current for as long as it is current");
        add(RootKind.Status, 6);
        uint256 end = block.timestamp + 1 hours;
        RootRecord memory record = registry.rootRecord(RootKind.Status, 5);
        require(record.supersededAt == block.timestamp && record.goodUntil == end, "record");
        vm.warp(end);
        require(registry.isRootAccepted(RootKind.Status, 5), "last second");
        vm.warp(end + 1);
        require(!registry.isRootAccepted(RootKind.Status, 5), "first second after");
        require(registry.isRootAccepted(RootKind.Status, 6), "current");
        require(registry.rootAt(RootKind.Status, 0) == 5 && registry.rootCount(RootKind.Status) == 2, "history");
        require(registry.currentRoot(RootKind.Status) == 6, "current root");
    }

    function test_a_changed_grace_leaves_running_windows_alone() public {
        add(RootKind.Status, 5);
        add(RootKind.Status, 6);
        vm.startPrank(TIMELOCK);
        registry.setGrace(RootKind.Status, 30 days);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.GraceTooLong.selector, uint40(30 days + 1)));
        registry.setGrace(RootKind.Status, 30 days + 1);
        vm.stopPrank();
        vm.warp(block.timestamp + 1 hours + 1);
        require(!registry.isRootAccepted(RootKind.Status, 5), "old window");
    }

    function test_revoked_roots_are_gone_for_ever() public {
        add(RootKind.Issuer, 5);
        vm.prank(GUARDIAN);
        registry.revokeRoot(RootKind.Issuer, 5);
        require(!registry.isRootAccepted(RootKind.Issuer, 5), "revoked");
        vm.prank(TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootWasRevoked.selector, uint256(5)));
        registry.addRoot(RootKind.Issuer, 5);
        add(RootKind.Issuer, 6);
        require(!registry.isRootAccepted(RootKind.Issuer, 5), "no grace for a revoked root");
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootUnknown.selector, uint256(7)));
        registry.revokeRoot(RootKind.Issuer, 7);
    }

    function test_refuses_what_is_no_root() public {
        add(RootKind.Status, 5);
        vm.startPrank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootOutOfField.selector, uint256(0)));
        registry.addRoot(RootKind.Status, 0);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootOutOfField.selector, Bn254.R));
        registry.addRoot(RootKind.Status, Bn254.R);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootAlreadyCurrent.selector, uint256(5)));
        registry.addRoot(RootKind.Status, 5);
        registry.addRoot(RootKind.Status, Bn254.R - 1);
        vm.stopPrank();
    }

    function testFuzz_nobody_without_the_role(address who, uint256 root) public {
        vm.assume(who != TIMELOCK && who != GUARDIAN && who != OPERATOR);
        bytes[5] memory calls = [
            abi.encodeCall(registry.addRoot, (RootKind.Issuer, root)),
            abi.encodeCall(registry.addRoot, (RootKind.Status, root)),
            abi.encodeCall(registry.revokeRoot, (RootKind.Issuer, root)),
            abi.encodeCall(registry.setGrace, (RootKind.Issuer, 1)),
            abi.encodeCall(registry.grantRole, (registry.ISSUER_ROLE(), who))
        ];
        for (uint256 i = 0; i < 5; i++) {
            vm.prank(who);
            (bool ok,) = address(registry).call(calls[i]);
            require(!ok, "stranger");
        }
        require(registry.rootCount(RootKind.Issuer) + registry.rootCount(RootKind.Status) == 0, "changed");
    }

    /// The operator of the daily status roots can't touch trust, the guardian can only take away.
    function test_roles_are_separate() public {
        vm.prank(OPERATOR);
        vm.expectRevert();
        registry.addRoot(RootKind.Issuer, 5);
        vm.prank(TIMELOCK);
        vm.expectRevert();
        registry.addRoot(RootKind.Status, 5);
        vm.prank(GUARDIAN);
        vm.expectRevert();
        registry.addRoot(RootKind.Issuer, 5);
    }
}
