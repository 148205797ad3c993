// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Bn254} from "../../Bn254.sol";
import {GateSetup, RootRegistry} from "../../RootRegistry.sol";
import {GasLimits, IRootRegistry, IssuerRoot, RootStatement} from "../../interfaces/IRootRegistry.sol";
import {Cheating} from "../fuzz/Cheats.sol";
import {REGISTRY, setupOf, statementOf} from "../fuzz/Setup.sol";

contract Roots is RootRegistry {
    constructor(GateSetup memory setup) RootRegistry(setup) {}

    function register(uint256 schemaId) external {
        _registerSchema(schemaId);
    }

    function state(uint256 schemaId) external view returns (uint256 epoch, uint256 limits) {
        return _schemaState(schemaId);
    }
}

contract RootRegistryTest is Cheating {
    address private constant TIMELOCK = address(0x71);
    address private constant GUARDIAN = address(0x6a);
    address private constant OPERATOR = address(0x09);
    uint256 private constant STATUS = 0;
    uint256 private constant RESIDENT = 0x4e51;
    uint256 private constant STUDENT = 0x57d;
    uint256 private constant START = 1_795_428_000;
    Roots private registry;

    function setUp() public {
        vm.warp(START);
        registry = new Roots(setup());
    }

    /// Statements are good for two hours.
    function setup() private pure returns (GateSetup memory chosen) {
        chosen = setupOf(TIMELOCK, GUARDIAN, OPERATOR);
        chosen.maxRootAge = 2 hours;
    }

    function trust(uint256 schemaId, uint256 root) private {
        vm.prank(TIMELOCK);
        registry.trustIssuerRoot(schemaId, root);
    }

    function publish(RootStatement memory statement) private {
        vm.prank(OPERATOR);
        registry.publish(statement);
    }

    /// A statement of now with the issuer root that is trusted for residents.
    function publish(uint256 statusRoot) private {
        publish(statementOf(vm.getBlockTimestamp(), RESIDENT, registry.trustedRoot(RESIDENT), statusRoot));
    }

    function refuse(RootStatement memory statement, bytes memory reason) private {
        vm.prank(OPERATOR);
        vm.expectRevert(reason);
        registry.publish(statement);
    }

    function isAccepted(uint256 schemaId, uint256 issuerRoot, uint256 statusRoot) private view returns (bool) {
        return registry.pairGoodUntil(schemaId, issuerRoot, statusRoot) >= vm.getBlockTimestamp();
    }

    function test_starts_empty() public view {
        (uint40 time, uint256 statusRoot) = registry.latestStatement();
        require(registry.trustedRoot(RESIDENT) == 0 && time == 0 && statusRoot == 0, "empty");
        require(!isAccepted(RESIDENT, 0, 0), "0 is no root");
        require(registry.maxRootAge() == 2 hours && registry.REGISTRY() == REGISTRY, "what was given");
    }

    /// Protocol P-43: a statement is good at t where its time lies in (t - maxRootAge, t], whatever followed it.
    function test_a_pair_has_its_end_from_the_start_counted_from_the_statements_time() public {
        trust(RESIDENT, 4);
        publish(statementOf(START - 600, RESIDENT, 4, 5));
        require(registry.pairGoodUntil(RESIDENT, 4, 5) == START - 600 + 2 hours - 1, "end");
        vm.warp(START + 1 hours);
        publish(6);
        (uint40 time, uint256 statusRoot) = registry.latestStatement();
        require(time == START + 1 hours && statusRoot == 6, "newest");
        require(isAccepted(RESIDENT, 4, 5), "superseded, and good");
        vm.warp(START - 600 + 2 hours - 1);
        require(isAccepted(RESIDENT, 4, 5), "last second");
        vm.warp(START - 600 + 2 hours);
        require(!isAccepted(RESIDENT, 4, 5) && isAccepted(RESIDENT, 4, 6), "first second after");
    }

    /// Where publication stops, revocations stop; so everything stops.
    function test_the_newest_pair_gets_old() public {
        trust(RESIDENT, 4);
        publish(5);
        vm.warp(START + 2 hours);
        require(!isAccepted(RESIDENT, 4, 5), "old");
        publish(5);
        require(isAccepted(RESIDENT, 4, 5), "published again");
    }

    /// The issuers of one statement and the revocations of another say together what no statement says.
    function test_two_roots_are_accepted_only_where_one_statement_has_both() public {
        trust(RESIDENT, 4);
        publish(5);
        trust(RESIDENT, 7);
        require(isAccepted(RESIDENT, 4, 5) && !isAccepted(RESIDENT, 7, 5), "trusted, and in no statement");
        publish(6);
        require(isAccepted(RESIDENT, 4, 5) && isAccepted(RESIDENT, 7, 6), "each as it was published");
        require(!isAccepted(RESIDENT, 4, 6) && !isAccepted(RESIDENT, 7, 5), "roots of two statements");
        // Nor do two schemas of one statement mix.
        trust(STUDENT, 8);
        RootStatement memory both = statementOf(START, RESIDENT, 7, 9);
        both.issuerRoots = new IssuerRoot[](2);
        (both.issuerRoots[0], both.issuerRoots[1]) = (IssuerRoot(RESIDENT, 7), IssuerRoot(STUDENT, 8));
        publish(both);
        require(isAccepted(RESIDENT, 7, 9) && isAccepted(STUDENT, 8, 9), "own");
        require(!isAccepted(STUDENT, 7, 9) && !isAccepted(RESIDENT, 8, 9), "another schema's");
        require(!isAccepted(RESIDENT, 9, 7), "the places of a pair");
    }

    /// A gate takes the roots of one registry: another one's issuers may be anybody, and it knows none of the revocations.
    function test_a_statement_of_another_registry_is_refused() public {
        trust(RESIDENT, 4);
        RootStatement memory other = statementOf(START, RESIDENT, 4, 5);
        other.registry = keccak256("another");
        refuse(other, abi.encodeWithSelector(IRootRegistry.RegistryMismatch.selector, REGISTRY, other.registry));
        require(!isAccepted(RESIDENT, 4, 5), "accepted");
    }

    function test_statements_go_forward_and_none_is_from_the_future() public {
        trust(RESIDENT, 4);
        publish(5);
        bytes4 invalid = IRootRegistry.StatementTimeInvalid.selector;
        refuse(statementOf(START + 1, RESIDENT, 4, 6), abi.encodeWithSelector(invalid, START + 1));
        refuse(statementOf(START - 1, RESIDENT, 4, 6), abi.encodeWithSelector(invalid, START - 1));
        // The same again, for a schema that was left out.
        publish(statementOf(START, RESIDENT, 4, 5));
    }

    /// The operator says which roots stand together, never whom to trust.
    function test_a_statement_has_the_issuer_roots_that_the_timelock_trusts() public {
        bytes4 notTrusted = IRootRegistry.RootNotTrusted.selector;
        trust(RESIDENT, 4);
        refuse(statementOf(START, RESIDENT, 7, 5), abi.encodeWithSelector(notTrusted, RESIDENT, 7));
        refuse(statementOf(START, STUDENT, 4, 5), abi.encodeWithSelector(notTrusted, STUDENT, 4));
        publish(5);
        trust(RESIDENT, 7);
        refuse(statementOf(START, RESIDENT, 4, 5), abi.encodeWithSelector(notTrusted, RESIDENT, 4));
        // The status tree is no schema, and nothing is no root.
        refuse(statementOf(START, STATUS, 5, 5), abi.encodeWithSelector(notTrusted, STATUS, 5));
        bytes memory none = abi.encodeWithSelector(IRootRegistry.RootOutOfField.selector, uint256(0));
        refuse(statementOf(START, STATUS, 0, 5), none);
        refuse(statementOf(START, STUDENT, 0, 5), none);
        // Any schema may be left out.
        RootStatement memory empty = statementOf(START, RESIDENT, 7, 6);
        empty.issuerRoots = new IssuerRoot[](0);
        publish(empty);
        require(!isAccepted(RESIDENT, 7, 6), "left out");
    }

    function test_only_the_schema_of_a_revoked_root_has_its_folds_made_stale() public {
        trust(RESIDENT, 4);
        trust(STUDENT, 5);
        publish(6);
        require(epochOf(RESIDENT) == 1 && epochOf(STUDENT) == 1, "from 1");
        trust(RESIDENT, 7);
        publish(8);
        require(epochOf(RESIDENT) == 1 && epochOf(STUDENT) == 1, "new roots leave folds fresh");
        vm.startPrank(GUARDIAN);
        registry.revokeRoot(RESIDENT, 4);
        require(epochOf(RESIDENT) == 2 && epochOf(STUDENT) == 1, "one schema's");
        registry.revokeRoot(STATUS, 6);
        require(epochOf(RESIDENT) == 3 && epochOf(STUDENT) == 2, "the status tree serves all");
        vm.stopPrank();
    }

    function epochOf(uint256 schemaId) private view returns (uint256 epoch) {
        (epoch,) = registry.state(schemaId);
    }

    function test_revoked_roots_are_gone_for_ever_with_whatever_they_stand() public {
        trust(RESIDENT, 4);
        publish(5);
        publish(6);
        trust(RESIDENT, 7);
        publish(6);
        publish(5);
        vm.prank(GUARDIAN);
        registry.revokeRoot(STATUS, 5);
        require(registry.isRevoked(STATUS, 5) && !registry.isRevoked(RESIDENT, 5), "one tree's");
        require(!isAccepted(RESIDENT, 4, 5) && !isAccepted(RESIDENT, 7, 5), "with every issuer root");
        require(isAccepted(RESIDENT, 4, 6) && isAccepted(RESIDENT, 7, 6), "the others stay");
        vm.prank(GUARDIAN);
        registry.revokeRoot(RESIDENT, 4);
        require(!isAccepted(RESIDENT, 4, 6) && isAccepted(RESIDENT, 7, 6), "with every status root");
        refuse(statementOf(START, RESIDENT, 7, 5), abi.encodeWithSelector(IRootRegistry.RootWasRevoked.selector, uint256(5)));
        vm.prank(TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootWasRevoked.selector, uint256(4)));
        registry.trustIssuerRoot(RESIDENT, 4);
        // Published after a revocation: no less revoked by the next one, though trusted.
        publish(6);
        require(isAccepted(RESIDENT, 7, 6), "good");
        vm.prank(GUARDIAN);
        registry.revokeRoot(RESIDENT, 7);
        require(!isAccepted(RESIDENT, 7, 6), "revoked");
        refuse(statementOf(START, RESIDENT, 7, 6), abi.encodeWithSelector(IRootRegistry.RootWasRevoked.selector, uint256(7)));
    }

    function test_refuses_what_is_no_root_and_no_schema() public {
        trust(RESIDENT, 4);
        bytes4 outOfField = IRootRegistry.RootOutOfField.selector;
        refuse(statementOf(START, RESIDENT, 4, 0), abi.encodeWithSelector(outOfField, uint256(0)));
        refuse(statementOf(START, RESIDENT, 4, Bn254.R), abi.encodeWithSelector(outOfField, Bn254.R));
        publish(Bn254.R - 1);
        vm.startPrank(TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(outOfField, uint256(0)));
        registry.trustIssuerRoot(RESIDENT, 0);
        vm.expectRevert(abi.encodeWithSelector(outOfField, Bn254.R));
        registry.trustIssuerRoot(RESIDENT, Bn254.R);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.SchemaInvalid.selector, Bn254.R));
        registry.trustIssuerRoot(Bn254.R, 5);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.SchemaInvalid.selector, uint256(0)));
        registry.trustIssuerRoot(STATUS, 5);
        vm.stopPrank();
        vm.startPrank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(outOfField, uint256(0)));
        registry.revokeRoot(STATUS, 0);
        vm.expectRevert(abi.encodeWithSelector(outOfField, Bn254.R));
        registry.revokeRoot(STATUS, Bn254.R);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.SchemaInvalid.selector, STUDENT));
        registry.revokeRoot(STUDENT, 5);
        vm.stopPrank();
    }

    /// The revocation of a status root moves every schema's epoch; it must always fit in a block.
    function test_schemas_are_few_enough_for_an_emergency() public {
        for (uint256 i = 1; i <= 64; i++) registry.register(i);
        registry.register(64);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.TooManySchemas.selector));
        registry.register(65);
        uint256 before = gasleft();
        vm.prank(GUARDIAN);
        registry.revokeRoot(STATUS, 5);
        require(before - gasleft() < 1_000_000, "gas of an emergency");
        require(epochOf(1) == 2 && epochOf(64) == 2, "all moved");
    }

    function test_the_guardian_shortens_the_age_and_the_timelock_sets_it() public {
        bytes4 invalid = IRootRegistry.MaxRootAgeInvalid.selector;
        trust(RESIDENT, 4);
        publish(5);
        vm.startPrank(GUARDIAN);
        registry.setMaxRootAge(2 hours);
        registry.setMaxRootAge(1 hours);
        vm.expectRevert(abi.encodeWithSelector(invalid, uint40(1 hours + 1)));
        registry.setMaxRootAge(1 hours + 1);
        vm.stopPrank();
        vm.startPrank(TIMELOCK);
        registry.setMaxRootAge(30 days);
        vm.expectRevert(abi.encodeWithSelector(invalid, uint40(30 days + 1)));
        registry.setMaxRootAge(30 days + 1);
        vm.expectRevert(abi.encodeWithSelector(invalid, uint40(0)));
        registry.setMaxRootAge(0);
        vm.stopPrank();
        require(registry.pairGoodUntil(RESIDENT, 4, 5) == START + 2 hours - 1, "ends that are known stay");
        publish(6);
        require(registry.pairGoodUntil(RESIDENT, 4, 6) == START + 30 days - 1, "from now on");
        vm.prank(GUARDIAN);
        registry.setMaxRootAge(1 hours);
        publish(6);
        require(registry.pairGoodUntil(RESIDENT, 4, 6) == START + 30 days - 1, "never brought forward");
    }

    function test_an_age_is_required_at_deployment() public {
        GateSetup memory chosen = setup();
        chosen.maxRootAge = 0;
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.MaxRootAgeInvalid.selector, uint40(0)));
        new Roots(chosen);
    }

    function test_a_suspended_role_adds_nothing_until_the_timelock_lifts_it() public {
        trust(RESIDENT, 4);
        publish(5);
        bytes32 issuers = registry.ISSUER_ROLE();
        bytes32 operators = registry.STATUS_ROLE();
        bytes32 relayers = keccak256("RELAYER_ROLE");
        vm.startPrank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RoleCanNotBeSuspended.selector, relayers));
        registry.suspendRole(relayers);
        registry.suspendRole(operators);
        vm.expectRevert();
        registry.liftSuspension(operators);
        vm.stopPrank();
        require(registry.isSuspended(operators) && !registry.isSuspended(issuers), "suspended");
        refuse(
            statementOf(START, RESIDENT, 4, 6), abi.encodeWithSelector(IRootRegistry.RoleIsSuspended.selector, operators)
        );
        trust(RESIDENT, 7);
        vm.prank(GUARDIAN);
        registry.suspendRole(issuers);
        vm.prank(TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RoleIsSuspended.selector, issuers));
        registry.trustIssuerRoot(RESIDENT, 8);
        vm.startPrank(TIMELOCK);
        registry.liftSuspension(issuers);
        registry.liftSuspension(operators);
        vm.stopPrank();
        trust(RESIDENT, 8);
        publish(6);
    }

    function test_gas_limits_only_rise() public {
        GasLimits memory limits = registry.gasLimits();
        require(limits.add == 600 && limits.mul == 24_000, "four times the price");
        require(limits.pairing == 180_000 && limits.pair == 136_000, "four times the price");
        registry.register(RESIDENT);
        GasLimits[4] memory lower = [
            GasLimits(599, 24_000, 180_000, 136_000),
            GasLimits(600, 23_999, 180_000, 136_000),
            GasLimits(600, 24_000, 179_999, 136_000),
            GasLimits(600, 24_000, 180_000, 135_999)
        ];
        vm.startPrank(TIMELOCK);
        for (uint256 i = 0; i < 4; i++) {
            vm.expectRevert(abi.encodeWithSelector(IRootRegistry.GasLimitsOnlyRise.selector));
            registry.raiseGasLimits(lower[i]);
        }
        GasLimits memory higher = GasLimits(1256, 24_000, 360_000, 272_000);
        registry.raiseGasLimits(higher);
        require(keccak256(abi.encode(registry.gasLimits())) == keccak256(abi.encode(higher)), "raised");
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.GasLimitsOnlyRise.selector));
        registry.raiseGasLimits(limits);
        vm.stopPrank();
        registry.register(STUDENT);
        uint256 packed = 1256 | 24_000 << 32 | 360_000 << 64 | 272_000 << 96;
        (uint256 epoch, uint256 known) = registry.state(RESIDENT);
        require(known == packed && epoch == 1, "for schemas that are there, whose folds stay fresh");
        (, known) = registry.state(STUDENT);
        require(known == packed, "and for those to come");
        vm.prank(GUARDIAN);
        vm.expectRevert();
        registry.raiseGasLimits(GasLimits(2000, 30_000, 400_000, 300_000));
    }

    function test_limits_of_another_chain_are_given_at_deployment() public {
        GateSetup memory chosen = setup();
        chosen.gasLimits = GasLimits(6000, 0, 0, 1_000_000);
        GasLimits memory limits = new Roots(chosen).gasLimits();
        require(limits.add == 6000 && limits.mul == 24_000 && limits.pairing == 180_000 && limits.pair == 1_000_000, "given");
        chosen.gasLimits.add = 599;
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.GasLimitsOnlyRise.selector));
        new Roots(chosen);
    }

    function testFuzz_nobody_without_the_role(address who, uint256 root) public {
        vm.assume(who != TIMELOCK && who != GUARDIAN && who != OPERATOR);
        bytes[8] memory calls = [
            abi.encodeCall(registry.trustIssuerRoot, (RESIDENT, root)),
            abi.encodeCall(registry.publish, (statementOf(START, RESIDENT, root, root))),
            abi.encodeCall(registry.revokeRoot, (RESIDENT, root)),
            abi.encodeCall(registry.setMaxRootAge, (1)),
            abi.encodeCall(registry.suspendRole, (registry.STATUS_ROLE())),
            abi.encodeCall(registry.liftSuspension, (registry.STATUS_ROLE())),
            abi.encodeCall(registry.raiseGasLimits, (GasLimits(600, 24_000, 180_000, 136_000))),
            abi.encodeCall(registry.grantRole, (registry.ISSUER_ROLE(), who))
        ];
        for (uint256 i = 0; i < 8; i++) {
            vm.prank(who);
            (bool ok, bytes memory reason) = address(registry).call(calls[i]);
            require(!ok && bytes4(reason) == IAccessControl.AccessControlUnauthorizedAccount.selector, "stranger");
        }
    }

    /// The operator of the hourly statements can't change trust, the guardian can only take away.
    function test_roles_are_separate() public {
        trust(RESIDENT, 4);
        vm.prank(OPERATOR);
        vm.expectRevert();
        registry.trustIssuerRoot(RESIDENT, 5);
        RootStatement memory statement = statementOf(START, RESIDENT, 4, 5);
        vm.prank(TIMELOCK);
        vm.expectRevert();
        registry.publish(statement);
        vm.startPrank(GUARDIAN);
        vm.expectRevert();
        registry.trustIssuerRoot(RESIDENT, 5);
        vm.expectRevert();
        registry.publish(statement);
        vm.stopPrank();
    }
}
