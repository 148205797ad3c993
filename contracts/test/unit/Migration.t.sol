// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ClaimCode} from "../../interfaces/IClaimGate.sol";
import {PeriodGrid, PeriodKind, ProgrammeTerms} from "../../interfaces/IProgrammeRegistry.sol";
import {Calendar} from "../fuzz/Calendar.sol";
import {setupOf, statementOf} from "../fuzz/Setup.sol";
import {TestGate} from "../fuzz/TestGate.sol";
import {World} from "../fuzz/World.sol";
import {Presentation} from "../fuzz/Presentation.sol";

/// A programme moves to a new gate. Its scope names the contract, so nullifiers start anew and nothing can be carried over.
contract MigrationTest is World {
    TestGate private first;
    bytes32 private old;

    function setUp() public {
        setUpWorld();
        (first, old) = (gate, programme);
    }

    function second(uint256 opensAt) private returns (bytes32 id) {
        gate = new TestGate(setupOf(ADMIN, GUARDIAN, ADMIN), RELAYER);
        vm.startPrank(ADMIN);
        gate.trustIssuerRoot(SCHEMA, ISSUER_ROOT);
        gate.publish(statementOf(vm.getBlockTimestamp(), SCHEMA, ISSUER_ROOT, STATUS_ROOT));
        ProgrammeTerms memory t = termsOf("senior-pass", 1);
        t.opensAt = uint40(opensAt);
        id = gate.addProgramme(t);
        vm.stopPrank();
    }

    /// A nullifier as the circuit makes it: of one person, scope and period.
    function nullifierOf(uint256 who, bytes32 id, uint32 period) private view returns (uint256) {
        return uint256(keccak256(abi.encode(who, gate.programmeTerms(id).scope, period))) % R;
    }

    function person(uint256 who, bytes32 id) private view returns (Presentation memory) {
        (uint32 period,) = gate.currentPeriodAndDay(id);
        return proven(draftFor(id, nullifierOf(who, id, period)));
    }

    /// Why: within a period, the new gate can't know who has claimed.
    function test_a_new_gate_in_mid_period_pays_twice() public {
        mustAccept(person(1, old), "at the old gate");
        bytes32 id = second(NOW);
        mustAccept(person(1, id), "at the new gate, in the same period");
    }

    /// How: the old gate closes as a period ends and the new one opens with the next, under the same grid. Then no instant
    /// belongs to both, and no period is paid at both.
    function test_at_a_periods_end_nobody_is_paid_twice_and_nobody_is_left_out() public {
        uint256 turn = (FIRST_DAY + 90 - Calendar.EPOCH_DAY) * 1 days;
        vm.prank(ADMIN);
        first.closeProgramme(old, uint40(turn));
        mustAccept(person(1, old), "at the old gate");
        bytes32 id = second(turn);
        require(
            keccak256(abi.encode(gate.programmeTerms(id).grid)) == keccak256(abi.encode(first.programmeTerms(old).grid)), "grid"
        );
        mustRefuseWith(person(1, id), ClaimCode.ProgrammeNotOpen, "at the new gate, in the old period");
        travel(turn - 1);
        mustRefuseWith(person(1, id), ClaimCode.ProgrammeNotOpen, "in its last second");
        travel(turn);
        mustAccept(person(1, id), "the next period, at the new gate");
        gate = first;
        travel(turn);
        mustRefuseWith(person(1, old), ClaimCode.ProgrammeNotOpen, "the next period, at the old gate");
    }

    /// A grid `once` has no end of a period: whoever claimed could claim again at another gate, whenever it opens.
    function test_once_never_moves() public {
        ProgrammeTerms memory t = termsOf("energy-bonus", 1);
        t.grid = PeriodGrid(PeriodKind.Once, 0, uint32(FIRST_DAY), 0);
        vm.prank(ADMIN);
        bytes32 once = gate.addProgramme(t);
        travel(NOW + 200 days);
        (uint32 period,) = gate.currentPeriodAndDay(once);
        require(period == Calendar.calendarOf(FIRST_DAY), "one period for ever");
        Presentation memory p = proven(draftFor(once, nullifierOf(1, once, period)));
        mustAccept(p, "once");
        travel(NOW + 299 days);
        mustRefuseWith(proven(draftFor(once, p.nullifier)), ClaimCode.ClaimUsed, "and never again at this gate");
    }
}
