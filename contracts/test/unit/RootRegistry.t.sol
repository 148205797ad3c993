// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Bn254} from "../../Bn254.sol";
import {GateSetup, RootRegistry} from "../../RootRegistry.sol";
import {GasLimits, IRootRegistry, RootRecord} from "../../interfaces/IRootRegistry.sol";
import {Cheating} from "../fuzz/Cheats.sol";
import {setupOf} from "../fuzz/TestGate.sol";

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

    /// Issuer roots are good for a day, status roots for two hours.
    function setup() private pure returns (GateSetup memory chosen) {
        chosen = setupOf(TIMELOCK, GUARDIAN, OPERATOR);
        (chosen.issuerRootSeconds, chosen.statusRootSeconds) = (1 days, 2 hours);
    }

    function add(uint256 tree, uint256 root) private {
        vm.prank(tree == STATUS ? OPERATOR : TIMELOCK);
        registry.addRoot(tree, root);
    }

    function list(uint256 first) private pure returns (uint256[] memory schemas) {
        schemas = new uint256[](1);
        schemas[0] = first;
    }

    function test_starts_empty() public view {
        require(registry.currentRoot(RESIDENT) == 0 && registry.currentRoot(STATUS) == 0, "empty");
        require(!registry.isRootAccepted(STATUS, 0) && !registry.isRootAccepted(RESIDENT, 0), "0 is no root");
        (uint40 issuerSeconds, uint40 statusSeconds) = registry.rootAges();
        require(issuerSeconds == 1 days && statusSeconds == 2 hours, "ages");
        require(registry.REGISTRY() == keccak256("registry"), "registry");
    }

    function test_a_root_has_its_end_from_the_start() public {
        add(STATUS, 5);
        RootRecord memory record = registry.rootRecord(STATUS, 5);
        require(record.addedAt == START && record.goodUntil == START + 2 hours - 1, "record");
        vm.warp(START + 1 hours);
        add(STATUS, 6);
        require(registry.isRootAccepted(STATUS, 5) && registry.currentRoot(STATUS) == 6, "superseded, and good");
        vm.warp(START + 2 hours - 1);
        require(registry.isRootAccepted(STATUS, 5), "last second");
        vm.warp(START + 2 hours);
        require(!registry.isRootAccepted(STATUS, 5) && registry.isRootAccepted(STATUS, 6), "first second after");
    }

    /// Where publication stops, revocations stop; so everything stops.
    function test_a_current_root_gets_old() public {
        add(RESIDENT, 4);
        add(STATUS, 5);
        vm.warp(START + 2 hours);
        require(registry.currentRoot(STATUS) == 5 && !registry.isRootAccepted(STATUS, 5), "status");
        require(registry.isRootAccepted(RESIDENT, 4), "issuer");
        vm.warp(START + 1 days);
        require(!registry.isRootAccepted(RESIDENT, 4), "issuer");
    }

    function test_the_operator_extends_current_roots_and_adds_no_issuer_root() public {
        add(RESIDENT, 4);
        add(STATUS, 5);
        vm.warp(START + 1 hours);
        vm.prank(OPERATOR);
        registry.publish(5, list(RESIDENT));
        require(registry.rootRecord(STATUS, 5).goodUntil == START + 3 hours - 1, "status");
        require(registry.rootRecord(RESIDENT, 4).goodUntil == START + 1 hours + 1 days - 1, "issuer");
        vm.prank(OPERATOR);
        registry.addRoot(RESIDENT, 4);
        vm.prank(TIMELOCK);
        registry.addRoot(RESIDENT, 4);
        vm.startPrank(OPERATOR);
        vm.expectRevert();
        registry.addRoot(RESIDENT, 7);
        // A schema without a root has none to extend, and the status tree is no schema.
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootOutOfField.selector, uint256(0)));
        registry.publish(5, list(STUDENT));
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.SchemaInvalid.selector, uint256(0)));
        registry.publish(5, list(STATUS));
        vm.stopPrank();
        vm.prank(TIMELOCK);
        registry.addRoot(RESIDENT, 8);
        vm.prank(OPERATOR);
        vm.expectRevert();
        registry.addRoot(RESIDENT, 4);
    }

    /// An issuer trusted for one schema is not trusted for another.
    function test_roots_are_of_one_schema() public {
        add(RESIDENT, 4);
        add(STUDENT, 5);
        require(registry.isRootAccepted(RESIDENT, 4) && registry.isRootAccepted(STUDENT, 5), "own");
        require(!registry.isRootAccepted(STUDENT, 4) && !registry.isRootAccepted(RESIDENT, 5), "another schema's");
        require(!registry.isRootAccepted(STATUS, 4), "an issuer root is no status root");
    }

    function test_only_the_schema_of_a_revoked_root_has_its_folds_made_stale() public {
        add(RESIDENT, 4);
        add(STUDENT, 5);
        add(STATUS, 6);
        (uint256 resident,) = registry.state(RESIDENT);
        (uint256 student,) = registry.state(STUDENT);
        add(RESIDENT, 7);
        add(STATUS, 8);
        require(epochOf(RESIDENT) == resident && epochOf(STUDENT) == student, "new roots leave folds fresh");
        vm.startPrank(GUARDIAN);
        registry.revokeRoot(RESIDENT, 4);
        require(epochOf(RESIDENT) == resident + 1 && epochOf(STUDENT) == student, "one schema's");
        registry.revokeRoot(STATUS, 6);
        require(epochOf(RESIDENT) == resident + 2 && epochOf(STUDENT) == student + 1, "the status tree serves all");
        vm.stopPrank();
    }

    function epochOf(uint256 schemaId) private view returns (uint256 epoch) {
        (epoch,) = registry.state(schemaId);
    }

    function test_revoked_roots_are_gone_for_ever() public {
        add(RESIDENT, 5);
        vm.prank(GUARDIAN);
        registry.revokeRoot(RESIDENT, 5);
        require(!registry.isRootAccepted(RESIDENT, 5), "revoked");
        vm.prank(TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootWasRevoked.selector, uint256(5)));
        registry.addRoot(RESIDENT, 5);
        vm.prank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootWasRevoked.selector, uint256(5)));
        registry.publish(9, list(RESIDENT));
        add(RESIDENT, 6);
        require(!registry.isRootAccepted(RESIDENT, 5), "not good again for a successor");
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootUnknown.selector, uint256(7)));
        registry.revokeRoot(RESIDENT, 7);
    }

    function test_refuses_what_is_no_root_and_no_schema() public {
        vm.startPrank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootOutOfField.selector, uint256(0)));
        registry.addRoot(STATUS, 0);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootOutOfField.selector, Bn254.R));
        registry.addRoot(STATUS, Bn254.R);
        registry.addRoot(STATUS, Bn254.R - 1);
        vm.stopPrank();
        vm.startPrank(TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.SchemaInvalid.selector, Bn254.R));
        registry.addRoot(Bn254.R, 5);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.SchemaInvalid.selector, uint256(0)));
        registry.register(0);
    }

    /// The revocation of a status root moves every schema's epoch; it must always fit in a block.
    function test_schemas_are_few_enough_for_an_emergency() public {
        add(STATUS, 5);
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

    function test_the_guardian_shortens_ages_and_the_timelock_sets_them() public {
        add(STATUS, 5);
        vm.startPrank(GUARDIAN);
        registry.setRootAges(2 hours, 1 hours);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootAgeInvalid.selector, uint40(2 hours + 1)));
        registry.setRootAges(2 hours + 1, 1 hours);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootAgeInvalid.selector, uint40(1 hours + 1)));
        registry.setRootAges(2 hours, 1 hours + 1);
        vm.stopPrank();
        vm.startPrank(TIMELOCK);
        registry.setRootAges(30 days, 30 days);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootAgeInvalid.selector, uint40(30 days + 1)));
        registry.setRootAges(30 days + 1, 1 days);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootAgeInvalid.selector, uint40(30 days + 1)));
        registry.setRootAges(1 days, 30 days + 1);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootAgeInvalid.selector, uint40(0)));
        registry.setRootAges(0, 1 days);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootAgeInvalid.selector, uint40(0)));
        registry.setRootAges(1 days, 0);
        vm.stopPrank();
        require(registry.rootRecord(STATUS, 5).goodUntil == START + 2 hours - 1, "ends that are known stay");
        add(STATUS, 6);
        require(registry.rootRecord(STATUS, 6).goodUntil == START + 30 days - 1, "from now on");
        vm.prank(GUARDIAN);
        registry.setRootAges(1 days, 1 hours);
        add(STATUS, 6);
        require(registry.rootRecord(STATUS, 6).goodUntil == START + 30 days - 1, "never brought forward");
    }

    function test_an_age_is_required_at_deployment() public {
        GateSetup memory chosen = setup();
        chosen.statusRootSeconds = 0;
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RootAgeInvalid.selector, uint40(0)));
        new Roots(chosen);
    }

    function test_a_suspended_role_adds_nothing_until_the_timelock_lifts_it() public {
        add(RESIDENT, 4);
        add(STATUS, 5);
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
        bytes memory suspended = abi.encodeWithSelector(IRootRegistry.RoleIsSuspended.selector, operators);
        vm.startPrank(OPERATOR);
        vm.expectRevert(suspended);
        registry.addRoot(STATUS, 6);
        vm.expectRevert(suspended);
        registry.addRoot(STATUS, 5);
        vm.expectRevert(suspended);
        registry.addRoot(RESIDENT, 4);
        vm.expectRevert(suspended);
        registry.publish(6, list(RESIDENT));
        vm.stopPrank();
        add(RESIDENT, 7);
        vm.prank(GUARDIAN);
        registry.suspendRole(issuers);
        vm.prank(TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.RoleIsSuspended.selector, issuers));
        registry.addRoot(RESIDENT, 8);
        vm.startPrank(TIMELOCK);
        registry.liftSuspension(issuers);
        registry.liftSuspension(operators);
        vm.stopPrank();
        add(RESIDENT, 8);
        add(STATUS, 6);
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
        bytes[9] memory calls = [
            abi.encodeCall(registry.addRoot, (RESIDENT, root)),
            abi.encodeCall(registry.addRoot, (STATUS, root)),
            abi.encodeCall(registry.publish, (root, new uint256[](0))),
            abi.encodeCall(registry.revokeRoot, (RESIDENT, root)),
            abi.encodeCall(registry.setRootAges, (1, 1)),
            abi.encodeCall(registry.suspendRole, (registry.STATUS_ROLE())),
            abi.encodeCall(registry.liftSuspension, (registry.STATUS_ROLE())),
            abi.encodeCall(registry.raiseGasLimits, (GasLimits(600, 24_000, 180_000, 136_000))),
            abi.encodeCall(registry.grantRole, (registry.ISSUER_ROLE(), who))
        ];
        for (uint256 i = 0; i < 9; i++) {
            vm.prank(who);
            (bool ok,) = address(registry).call(calls[i]);
            require(!ok, "stranger");
        }
        require(registry.currentRoot(RESIDENT) == 0 && registry.currentRoot(STATUS) == 0, "changed");
    }

    /// The operator of the hourly status roots can't change trust, the guardian can only take away.
    function test_roles_are_separate() public {
        vm.prank(OPERATOR);
        vm.expectRevert();
        registry.addRoot(RESIDENT, 5);
        vm.prank(TIMELOCK);
        vm.expectRevert();
        registry.addRoot(STATUS, 5);
        vm.startPrank(GUARDIAN);
        vm.expectRevert();
        registry.addRoot(RESIDENT, 5);
        vm.expectRevert();
        registry.addRoot(STATUS, 5);
        vm.stopPrank();
    }
}
