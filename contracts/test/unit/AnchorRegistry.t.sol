// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AnchorRegistry} from "../../AnchorRegistry.sol";
import {Bn254} from "../../Bn254.sol";
import {Checkpoint, IAnchorRegistry} from "../../interfaces/IAnchorRegistry.sol";
import {Cheating} from "../fuzz/Cheats.sol";

contract AnchorRegistryTest is Cheating {
    address private constant TIMELOCK = address(0x71);
    address private constant GUARDIAN = address(0x6a);
    address private constant CITY = address(0xc1);
    address private constant OTHER = address(0xc2);
    uint256 private constant START = 1_795_428_000;
    uint256 private constant VIENNA = 4711;
    uint256 private constant GRAZ = 4712;
    uint256 private constant LINZ = 0x1120;
    AnchorRegistry private registry;

    function setUp() public {
        vm.warp(START);
        registry = new AnchorRegistry(TIMELOCK, GUARDIAN);
        vm.startPrank(TIMELOCK);
        registry.registerPublisher(VIENNA, CITY);
        registry.registerPublisher(GRAZ, OTHER);
        registry.registerPublisher(LINZ, CITY);
        vm.stopPrank();
        // Another transaction than that of a test, which remembers what it saw.
        vm.startPrank(CITY);
        registry.publish(LINZ, 0, 0, run(900, 1));
        registry.publish(LINZ, 1, 900, run(901, 1));
        vm.stopPrank();
    }

    /// What was a head is one for ever: its time never changes.
    function test_a_head_of_another_transaction_does_not_come_again() public {
        vm.warp(START + 1 days);
        vm.startPrank(CITY);
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.AnchorRepeated.selector, uint256(900)));
        registry.publish(LINZ, 2, 901, run(900, 1));
        // Nor does the head that the run follows come first in it.
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.AnchorRepeated.selector, uint256(901)));
        registry.publish(LINZ, 2, 901, run(901, 2));
        vm.stopPrank();
        require(registry.publishedAt(LINZ, 900) == START, "time");
    }

    function run(uint256 first, uint256 count) private pure returns (uint256[] memory hashes) {
        hashes = new uint256[](count);
        for (uint256 i = 0; i < count; i++) {
            hashes[i] = first + i;
        }
    }

    function publish(uint64 firstIndex, uint256 previous, uint256[] memory hashes) private {
        vm.prank(CITY);
        registry.publish(VIENNA, firstIndex, previous, hashes);
    }

    function test_appends_runs_and_nothing_else() public {
        publish(0, 0, run(100, 3));
        publish(3, 102, run(200, 1));
        (uint256 anchorHash, uint256 count, uint256 time) = registry.head(VIENNA);
        require(anchorHash == 200 && count == 4 && time == START, "head");
        require(registry.checkpointCount(VIENNA) == 2 && registry.checkpointCount(GRAZ) == 0, "checkpoints");
        Checkpoint memory second = registry.checkpointAt(VIENNA, 1);
        require(second.firstIndex == 3 && second.count == 1 && second.publishedAt == START, "checkpoint");
        // Every way to rewrite: an index that is taken, one that leaves a gap, a head that is not the newest.
        vm.startPrank(CITY);
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.WrongRun.selector, uint256(3), uint256(4)));
        registry.publish(VIENNA, 3, 102, run(300, 1));
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.WrongRun.selector, uint256(5), uint256(4)));
        registry.publish(VIENNA, 5, 200, run(300, 1));
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.WrongHead.selector, uint256(102), uint256(200)));
        registry.publish(VIENNA, 4, 102, run(300, 1));
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.AnchorRepeated.selector, uint256(102)));
        registry.publish(VIENNA, 4, 200, run(102, 1));
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.EmptyRun.selector));
        registry.publish(VIENNA, 4, 200, run(300, 0));
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.RunTooLong.selector, uint256(257)));
        registry.publish(VIENNA, 4, 200, run(300, 257));
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.AnchorOutOfField.selector, Bn254.R));
        registry.publish(VIENNA, 4, 200, run(Bn254.R, 1));
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.AnchorOutOfField.selector, uint256(0)));
        registry.publish(VIENNA, 4, 200, run(0, 1));
        vm.stopPrank();
    }

    /// An anchor holds its place in the chain, so no honest one comes twice: neither next to itself, nor further on in the run,
    /// nor as the head that the run follows.
    function test_anchors_of_a_run_are_all_different() public {
        publish(0, 0, run(100, 1));
        uint256[][3] memory runs = [run(7, 3), run(7, 3), run(7, 3)];
        runs[0][1] = 7;
        runs[1][2] = 7;
        runs[2][0] = 100;
        for (uint256 i = 0; i < 3; i++) {
            vm.prank(CITY);
            vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.AnchorRepeated.selector, i < 2 ? uint256(7) : uint256(100)));
            registry.publish(VIENNA, 1, 100, runs[i]);
        }
        vm.prank(OTHER);
        registry.publish(GRAZ, 0, 0, run(7, 3));
        publish(1, 100, run(7, 3));
    }

    function test_only_its_account_publishes_and_not_while_suspended() public {
        vm.prank(OTHER);
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.NotThePublisher.selector, VIENNA, OTHER));
        registry.publish(VIENNA, 0, 0, run(1, 1));
        vm.prank(address(0));
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.NotThePublisher.selector, uint256(9), address(0)));
        registry.publish(9, 0, 0, run(1, 1));
        publish(0, 0, run(1, 1));
        vm.startPrank(GUARDIAN);
        registry.setSuspended(VIENNA, true);
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.PublisherUnknown.selector, uint256(9)));
        registry.setSuspended(9, true);
        vm.stopPrank();
        require(registry.isSuspended(VIENNA) && !registry.isAccepted(VIENNA, 1, 1 days), "suspended");
        vm.prank(CITY);
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.PublisherIsSuspended.selector, VIENNA));
        registry.publish(VIENNA, 1, 1, run(2, 1));
        vm.prank(GUARDIAN);
        registry.setSuspended(VIENNA, false);
        publish(1, 1, run(2, 1));
        // A new account continues the same chain.
        vm.prank(TIMELOCK);
        registry.registerPublisher(VIENNA, OTHER);
        require(registry.accountOf(VIENNA) == OTHER, "account");
        vm.prank(OTHER);
        registry.publish(VIENNA, 2, 2, run(3, 1));
    }

    function test_consumers_rely_on_fresh_anchors_only() public {
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.StaleHead.selector, VIENNA, uint256(0), uint256(1 days)));
        registry.requireFresh(VIENNA, 1 days);
        publish(0, 0, run(1, 1));
        uint256 published = START;
        vm.warp(published + 1 days - 1);
        registry.requireFresh(VIENNA, 1 days);
        require(registry.isAccepted(VIENNA, 1, 1 days), "last second");
        vm.warp(published + 1 days);
        require(!registry.isAccepted(VIENNA, 1, 1 days), "too old");
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.StaleHead.selector, VIENNA, published, uint256(1 days)));
        registry.requireFresh(VIENNA, 1 days);
        publish(1, 1, run(2, 1));
        require(registry.isAccepted(VIENNA, 2, 1 days), "newest");
        require(!registry.isAccepted(VIENNA, 1, 1 days), "a new anchor does not make an old one younger");
        publish(2, 2, run(3, 1));
        require(registry.isAccepted(VIENNA, 2, 1 days), "superseded and young");
        require(!registry.isAccepted(VIENNA, 4, 1 days) && !registry.isAccepted(GRAZ, 2, 1 days), "unknown");
        require(registry.publishedAt(VIENNA, 1) == published && registry.publishedAt(VIENNA, 4) == 0, "times");
    }

    function test_roles_are_separate() public {
        vm.startPrank(GUARDIAN);
        vm.expectRevert();
        registry.registerPublisher(5, GUARDIAN);
        vm.stopPrank();
        vm.startPrank(TIMELOCK);
        vm.expectRevert();
        registry.setSuspended(VIENNA, true);
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.AnchorOutOfField.selector, uint256(0)));
        registry.registerPublisher(0, CITY);
        vm.stopPrank();
    }

    function testFuzz_nobody_without_a_role(address who, uint256 root) public {
        vm.assume(who != TIMELOCK && who != GUARDIAN && who != CITY);
        bytes[4] memory calls = [
            abi.encodeCall(registry.registerPublisher, (VIENNA, who)),
            abi.encodeCall(registry.setSuspended, (VIENNA, true)),
            abi.encodeCall(registry.publish, (VIENNA, 0, 0, run(root % Bn254.R, 1))),
            abi.encodeCall(registry.grantRole, (registry.GUARDIAN_ROLE(), who))
        ];
        for (uint256 i = 0; i < 4; i++) {
            vm.prank(who);
            (bool ok,) = address(registry).call(calls[i]);
            require(!ok, "stranger");
        }
        require(registry.checkpointCount(VIENNA) == 0, "changed");
    }

    /// Every anchor of a run has a path, and no other value or place has one.
    function test_a_publisher_is_an_element_of_the_field() public {
        vm.startPrank(TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.AnchorOutOfField.selector, Bn254.R));
        registry.registerPublisher(Bn254.R, CITY);
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.AnchorOutOfField.selector, uint256(0)));
        registry.registerPublisher(0, CITY);
        registry.registerPublisher(Bn254.R - 1, CITY);
        vm.stopPrank();
    }

    function test_the_longest_run_has_256_anchors() public {
        publish(0, 0, run(1000, 256));
        (, uint256 count,) = registry.head(VIENNA);
        require(count == 256, "count");
    }

    /// However old an anchor may be, one that was never published is none.
    function test_an_unknown_anchor_is_not_accepted_at_any_age() public {
        uint256 any = type(uint256).max;
        require(!registry.isAccepted(VIENNA, 4, any), "unknown");
        vm.expectRevert(abi.encodeWithSelector(IAnchorRegistry.StaleHead.selector, VIENNA, uint256(0), any));
        registry.requireFresh(VIENNA, any);
    }

    /// The path of one anchor: nothing for a run of one, nothing beyond the root.
    function test_a_path_has_its_place_and_its_length() public {
        publish(0, 0, run(1000, 1));
        bytes32[] memory none = new bytes32[](0);
        require(registry.isAnchored(VIENNA, 0, 0, 1000, none), "own");
        require(!registry.isAnchored(VIENNA, 0, 1, 1000, none), "beyond a run of one");
        require(!registry.isAnchored(VIENNA, 0, 0, 1000, new bytes32[](1)), "longer than the path");
    }

    function testFuzz_paths(uint256 count, uint256 position, uint256 wrong) public {
        count = 1 + count % 20;
        position %= count;
        uint256[] memory hashes = run(1000, count);
        publish(0, 0, hashes);
        bytes32[] memory path = pathOf(hashes, position);
        require(registry.isAnchored(VIENNA, 0, position, hashes[position], path), "own");
        require(!registry.isAnchored(VIENNA, 0, position, 999, path), "another anchor");
        require(!registry.isAnchored(VIENNA, 1, position, hashes[position], path), "no such run");
        require(!registry.isAnchored(VIENNA, 0, count + wrong % 20, hashes[position], path), "beyond the run");
        if (count > 1) {
            uint256 other = (position + 1 + wrong % (count - 1)) % count;
            require(!registry.isAnchored(VIENNA, 0, other, hashes[position], path), "another place");
            require(!registry.isAnchored(VIENNA, 0, position, hashes[position], new bytes32[](path.length + 1)), "long");
            require(path.length == 0 || !registry.isAnchored(VIENNA, 0, position, hashes[position], new bytes32[](0)), "short");
        }
    }

    function pathOf(uint256[] memory hashes, uint256 position) private pure returns (bytes32[] memory path) {
        bytes32[] memory level = new bytes32[](hashes.length);
        for (uint256 i = 0; i < hashes.length; i++) {
            level[i] = keccak256(abi.encodePacked(bytes1(0x00), hashes[i]));
        }
        bytes32[] memory found = new bytes32[](8);
        uint256 used = 0;
        for (uint256 width = hashes.length; width > 1; width = (width + 1) / 2) {
            uint256 neighbour = position ^ 1;
            if (neighbour < width) found[used++] = level[neighbour];
            for (uint256 i = 0; i < (width + 1) / 2; i++) {
                level[i] =
                    2 * i + 1 < width ? keccak256(abi.encodePacked(bytes1(0x01), level[2 * i], level[2 * i + 1])) : level[2 * i];
            }
            position /= 2;
        }
        path = new bytes32[](used);
        for (uint256 i = 0; i < used; i++) {
            path[i] = found[i];
        }
    }
}
