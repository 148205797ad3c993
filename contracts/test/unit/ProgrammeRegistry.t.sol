// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Bn254} from "../../Bn254.sol";
import {ClaimBasis, ClaimCode, ClaimItem, IClaimGate} from "../../interfaces/IClaimGate.sol";
import {IGroth16Verifier} from "../../interfaces/IGroth16Verifier.sol";
import {IProgrammeRegistry, PeriodKind, ProgrammeTerms} from "../../interfaces/IProgrammeRegistry.sol";
import {IRootRegistry} from "../../interfaces/IRootRegistry.sol";
import {GateSetup} from "../../RootRegistry.sol";
import {Calendar} from "../fuzz/Calendar.sol";
import {setupOf} from "../fuzz/Setup.sol";
import {TestGate} from "../fuzz/TestGate.sol";
import {TrapdoorVerifier} from "../fuzz/TrapdoorVerifier.sol";
import {World} from "../fuzz/World.sol";
import {Presentation, basisOf, itemOf, itemsOf} from "../fuzz/Presentation.sol";

/// A verifier whose signals stand in another order.
contract OtherSignals is TrapdoorVerifier {
    function signalSchemaHash() external pure override returns (bytes32) {
        return keccak256("policyHash,nullifier,issuerRoot,statusRoot,scope,period,today,context");
    }
}

/// A verifier of a key that is no development key.
contract CeremonyVerifier {
    bool public constant DEVELOPMENT_KEY = false;
    IGroth16Verifier private immutable _SAME;

    constructor(IGroth16Verifier same) {
        _SAME = same;
    }

    function signalSchemaHash() external view returns (bytes32) {
        return _SAME.signalSchemaHash();
    }

    function key() external view returns (uint256[32] memory) {
        return _SAME.key();
    }
}

contract ProgrammeRegistryTest is World {
    function setUp() public {
        setUpWorld();
    }

    function refusesTerms(ProgrammeTerms memory terms, bytes32 field) private {
        vm.prank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.TermsInvalid.selector, field));
        gate.addProgramme(terms);
    }

    function test_refuses_every_wrong_term() public {
        ProgrammeTerms memory t = termsOf("other", 1);
        string[13] memory hosts = [
            "", "with space", "Benefits.example.org", "benefits.example.org.", ".example.org", "a..b", "-a.org", "a-.org", "a.org-",
            "https://a.org", "a.org:443", unicode"ä.org", string.concat("a.", string(new bytes(254)))
        ];
        for (uint256 i = 0; i < hosts.length; i++) {
            t.domain = hosts[i];
            refusesTerms(t, "domain");
        }
        t.domain = "a123456789012345678901234567890123456789012345678901234567890123.org";
        refusesTerms(t, "domain");
        string[4] memory names = ["", unicode"é", "Senior", "a123456789012345678901234567890123456789012345678901234567890123"];
        for (uint256 i = 0; i < names.length; i++) {
            t = termsOf("other", 1);
            t.name = i == 3 ? string.concat(names[i], "5") : names[i];
            refusesTerms(t, "name");
        }
        t = termsOf("other", 1);
        t.policyHash = Bn254.R;
        refusesTerms(t, "policyHash");
        t = termsOf("other", 1);
        t.askerHash = 0;
        refusesTerms(t, "askerHash");
        t = termsOf("other", 1);
        t.closesAt = t.opensAt;
        refusesTerms(t, "closesAt");
        t.closesAt = 253_370_764_801;
        refusesTerms(t, "closesAt");
        t = termsOf("other", 1);
        t.maxClaims = 0;
        refusesTerms(t, "maxClaims");
        t.maxClaims = 17;
        refusesTerms(t, "maxClaims");
    }

    function test_refuses_every_wrong_grid() public {
        ProgrammeTerms memory t = termsOf("other", 1);
        t.grid.utcOffsetMinutes = -721;
        refusesTerms(t, "utcOffsetMinutes");
        t.grid.utcOffsetMinutes = 841;
        refusesTerms(t, "utcOffsetMinutes");
        t = termsOf("other", 1);
        t.grid.daysEach = 0;
        refusesTerms(t, "daysEach");
        t.grid.daysEach = 3661;
        refusesTerms(t, "daysEach");
        t.grid.kind = PeriodKind.Month;
        t.grid.daysEach = 1;
        refusesTerms(t, "daysEach");
        t = termsOf("other", 1);
        t.grid.firstDay = uint32(Calendar.EPOCH_DAY);
        refusesTerms(t, "firstDay");
        t = termsOf("other", 1);
        t.opensAt = 1 days - 1;
        refusesTerms(t, "opensAt");
        t.opensAt = uint40((t.grid.firstDay - Calendar.EPOCH_DAY) * 1 days - 1);
        refusesTerms(t, "opensAt");
        t.opensAt += 1;
        vm.prank(ADMIN);
        gate.addProgramme(t);
    }

    function test_hosts_of_every_right_form() public {
        // Labels have 63 characters at most, and a host 253.
        string memory label = "a12345678901234567890123456789012345678901234567890123456789zz9";
        assertEq(bytes(label).length, 63, "label");
        string memory most = string.concat(label, ".", label, ".", label, ".");
        string memory longest = string.concat(most, "a1234567890123456789012345678901234567890123456789012345678zz");
        assertEq(bytes(longest).length, 253, "host");
        string[6] memory hosts = ["a", "benefits.example.org", "xn--bcher-kva.example", "1-2.3", "z09.az", longest];
        ProgrammeTerms memory long = termsOf("other", 1);
        long.domain = string.concat(most, "a12345678901234567890123456789012345678901234567890123456789zz");
        refusesTerms(long, "domain");
        for (uint256 i = 0; i < hosts.length; i++) {
            ProgrammeTerms memory t = termsOf("other", 1);
            t.domain = hosts[i];
            t.scope = gate.scopeOf(t.domain, t.name);
            vm.prank(ADMIN);
            gate.addProgramme(t);
        }
    }

    function test_takes_terms_at_their_bounds() public {
        ProgrammeTerms[6] memory all;
        all[0] = termsOf("last-close", 1);
        all[0].closesAt = 253_370_764_800;
        all[1] = termsOf("longest-days", 1);
        all[1].grid.daysEach = 3660;
        all[2] = termsOf("westernmost", 1);
        (all[2].opensAt, all[2].grid.utcOffsetMinutes) = (uint40(NOW), -720);
        all[3] = termsOf("easternmost", 1);
        all[3].grid.utcOffsetMinutes = 840;
        all[4] = termsOf("most-claims", 1);
        all[4].maxClaims = 16;
        all[5] = termsOf("earliest", 1);
        (all[5].opensAt, all[5].grid.firstDay) = (1 days, uint32(Calendar.EPOCH_DAY + 1));
        vm.startPrank(ADMIN);
        for (uint256 i = 0; i < all.length; i++) gate.addProgramme(all[i]);
        vm.stopPrank();
    }

    /// 86,399 seconds after 1970 it is the second day in the east, but no day has ended.
    function test_opens_after_the_first_day_of_the_epoch() public {
        ProgrammeTerms memory t = termsOf("too-early", 1);
        (t.opensAt, t.grid.firstDay, t.grid.utcOffsetMinutes) = (1 days - 1, uint32(Calendar.EPOCH_DAY + 1), 840);
        refusesTerms(t, "opensAt");
    }

    /// The first period begins on the grid's first day; before it there is none.
    function test_there_is_a_period_from_the_first_day_on() public {
        vm.warp((FIRST_DAY - Calendar.EPOCH_DAY) * 1 days);
        (uint32 period, uint32 day) = gate.currentPeriodAndDay(programme);
        require(day == FIRST_DAY && period == periodOf(FIRST_DAY), "the first day");
        vm.warp((FIRST_DAY - Calendar.EPOCH_DAY) * 1 days - 1);
        (period,) = gate.currentPeriodAndDay(programme);
        assertEq(period, 0, "the day before");
    }

    function test_a_gate_for_ceremony_keys_takes_one() public {
        GateSetup memory setup = setupOf(ADMIN, GUARDIAN, ADMIN);
        setup.allowDevelopmentKeys = false;
        TestGate strict = new TestGate(setup, RELAYER);
        ProgrammeTerms memory t = termsOf("other", 1);
        (t.scope, t.verifier) = (strict.scopeOf(t.domain, t.name), address(new CeremonyVerifier(IGroth16Verifier(address(verifier)))));
        vm.prank(ADMIN);
        strict.addProgramme(t);
    }

    function test_the_longest_name() public {
        ProgrammeTerms memory t = termsOf("a123456789012345678901234567890123456789012345678901234567890123", 1);
        assertEq(bytes(t.name).length, 64, "bytes");
        vm.prank(ADMIN);
        gate.addProgramme(t);
    }

    function test_refuses_another_scope_version_schema_and_key() public {
        ProgrammeTerms memory t = termsOf("other", 1);
        uint256 right = t.scope;
        t.scope ^= 1;
        vm.startPrank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.ScopeMismatch.selector, right, t.scope));
        gate.addProgramme(t);
        t = termsOf("senior-pass", 1);
        vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.ProgrammeExists.selector, programme));
        gate.addProgramme(t);
        t = termsOf("other", 1);
        t.schemaId = 0;
        vm.expectRevert(abi.encodeWithSelector(IRootRegistry.SchemaInvalid.selector, uint256(0)));
        gate.addProgramme(t);
        GateSetup memory setup = setupOf(ADMIN, GUARDIAN, ADMIN);
        setup.allowDevelopmentKeys = false;
        TestGate strict = new TestGate(setup, RELAYER);
        t = termsOf("other", 1);
        t.scope = strict.scopeOf(t.domain, t.name);
        vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.DevelopmentKeyRefused.selector, t.verifier));
        strict.addProgramme(t);
        vm.stopPrank();
    }

    /// The hash of P-2, put together from the protocol's text.
    function test_scope_is_that_of_the_protocol() public view {
        bytes memory verifierAndProgramme =
            abi.encodePacked(uint32(20), "benefits.example.org", uint32(11), "senior-pass");
        bytes memory chainAndContract = abi.encodePacked(uint32(12), "eip155:31337", uint32(42), vm.toString(address(gate)));
        bytes memory preimage = bytes.concat("civicproof/v2/s1/scope", verifierAndProgramme, lower(chainAndContract));
        assertEq(gate.scopeOf("benefits.example.org", "senior-pass"), uint256(sha256(preimage)) >> 8, "P-20");
    }

    function lower(bytes memory text) private pure returns (bytes memory) {
        for (uint256 i = 0; i < text.length; i++) if (text[i] >= "A" && text[i] <= "F") text[i] = bytes1(uint8(text[i]) + 32);
        return text;
    }

    /// Two versions count periods alike, else one person claims under both in one block.
    function test_a_name_has_one_grid_for_ever() public {
        bytes32 first = keccak256(abi.encode(termsOf("senior-pass", 1).grid));
        (bytes32 hash, uint8 maxClaims) = gate.gridOf("benefits.example.org", "senior-pass");
        require(hash == first && maxClaims == 1, "kept");
        vm.startPrank(ADMIN);
        for (uint256 i = 0; i < 4; i++) {
            ProgrammeTerms memory t = termsOf("senior-pass", 2);
            if (i == 0) (t.grid.kind, t.grid.daysEach) = (PeriodKind.Month, 0);
            if (i == 1) t.grid.daysEach = 31;
            if (i == 2) t.grid.firstDay -= 1;
            if (i == 3) t.grid.utcOffsetMinutes = 60;
            bytes32 other = keccak256(abi.encode(t.grid));
            vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.GridMismatch.selector, first, other));
            gate.addProgramme(t);
        }
        gate.addProgramme(termsOf("senior-pass", 2));
        ProgrammeTerms memory elsewhere = termsOf("other", 1);
        (elsewhere.grid.kind, elsewhere.grid.daysEach) = (PeriodKind.Once, 0);
        gate.addProgramme(elsewhere);
        vm.stopPrank();
        (hash,) = gate.gridOf("benefits.example.org", "nobody");
        require(hash == 0, "unknown name");
    }

    function test_max_claims_rise_and_never_fall() public {
        ProgrammeTerms memory t = termsOf("senior-pass", 2);
        t.maxClaims = 3;
        vm.startPrank(ADMIN);
        gate.addProgramme(t);
        for (uint8 i = 1; i < 3; i++) {
            t = termsOf("senior-pass", 3);
            t.maxClaims = i;
            vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.MaxClaimsLowered.selector, uint8(3), i));
            gate.addProgramme(t);
        }
        t.maxClaims = 3;
        gate.addProgramme(t);
        vm.stopPrank();
        (, uint8 largest) = gate.gridOf(t.domain, t.name);
        require(largest == 3, "kept");
    }

    /// At every instant one of the two is open, and never both.
    function test_a_version_replaces_another_in_one_call() public {
        ProgrammeTerms memory t = termsOf("senior-pass", 2);
        t.opensAt = uint40(NOW + 10 days);
        ProgrammeTerms memory other = termsOf("other", 1);
        vm.startPrank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.NameMismatch.selector, programme));
        gate.replaceProgramme(programme, other);
        vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.ProgrammeUnknown.selector, bytes32(uint256(1))));
        gate.replaceProgramme(bytes32(uint256(1)), t);
        bytes32 second = gate.replaceProgramme(programme, t);
        t.version = 3;
        t.opensAt = uint40(NOW + 300 days);
        t.closesAt = uint40(NOW + 400 days);
        vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.CloseOnlyEarlier.selector, uint40(NOW + 300 days)));
        gate.replaceProgramme(second, t);
        vm.stopPrank();
        require(gate.programmeTerms(programme).closesAt == NOW + 10 days, "closes as the other opens");
        travel(NOW + 10 days - 1);
        mustRefuseWith(proven(draftFor(second, 1)), ClaimCode.ProgrammeNotOpen, "not yet");
        mustAccept(proven(draftFor(programme, 1)), "last second");
        travel(NOW + 10 days);
        mustRefuseWith(proven(draftFor(programme, 2)), ClaimCode.ProgrammeNotOpen, "no more");
        mustAccept(proven(draftFor(second, 2)), "first second");
        mustRefuseWith(proven(draftFor(second, 1)), ClaimCode.ClaimUsed, "claims count over versions");
    }

    function test_programmes_change_only_through_their_roles() public {
        bytes32 programmes = gate.PROGRAMME_ROLE();
        refusesStranger(abi.encodeCall(gate.addProgramme, (termsOf("senior-pass", 2))), programmes);
        refusesStranger(abi.encodeCall(gate.replaceProgramme, (programme, termsOf("senior-pass", 2))), programmes);
        refusesStranger(abi.encodeCall(gate.closeProgramme, (programme, uint40(NOW))), programmes);
        refusesStranger(abi.encodeCall(gate.pauseProgramme, (programme)), gate.GUARDIAN_ROLE());
        refusesStranger(abi.encodeCall(gate.unpauseProgramme, (programme)), gate.DEFAULT_ADMIN_ROLE());
    }

    /// The relayer stands for everybody who has another role.
    function refusesStranger(bytes memory data, bytes32 role) private {
        vm.prank(RELAYER);
        (bool ok, bytes memory reason) = address(gate).call(data);
        bytes memory expected =
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, RELAYER, role);
        require(!ok && keccak256(reason) == keccak256(expected), "somebody without the role");
    }

    function test_refuses_a_verifier_of_other_signals() public {
        ProgrammeTerms memory t = termsOf("other", 1);
        t.verifier = address(new OtherSignals());
        refusesTerms(t, "verifier");
    }

    function test_lists_programmes_in_their_order() public {
        require(gate.programmeCount() == 1 && gate.programmeAt(0) == programme, "first");
        ProgrammeTerms memory t = termsOf("other", 4);
        vm.prank(ADMIN);
        bytes32 other = gate.addProgramme(t);
        require(gate.programmeCount() == 2 && gate.programmeAt(1) == other, "second");
        require(other == gate.programmeId("benefits.example.org", "other", 4), "id");
        require(gate.programmeTerms(other).version == 4, "terms");
    }

    function testFuzz_context_is_that_of_the_protocol(bytes32 nonce, address recipient, uint64 deadline, uint8 ordinal) public {
        ProgrammeTerms memory t = termsOf("senior-pass", 0xfedcba98);
        vm.prank(ADMIN);
        bytes32 other = gate.addProgramme(t);
        uint256 context = gate.contextOf(programme, nonce, recipient, deadline, ordinal);
        assertEq(context, contextOf(nonce, recipient, deadline, 1, ordinal), "P-24");
        context = gate.contextOf(other, nonce, recipient, deadline, ordinal);
        assertEq(context, contextOf(nonce, recipient, deadline, 0xfedcba98, ordinal), "P-24, another version");
    }

    function test_the_answer_of_terms_is_what_was_given() public {
        ProgrammeTerms memory t = termsOf("other", 9);
        (t.maxClaims, t.grid.utcOffsetMinutes) = (5, -300);
        vm.startPrank(ADMIN);
        bytes32 id = gate.addProgramme(t);
        require(keccak256(abi.encode(gate.programmeTerms(id))) == keccak256(abi.encode(t)), "terms");
        gate.closeProgramme(id, t.closesAt - 1);
        vm.stopPrank();
        t.closesAt -= 1;
        require(keccak256(abi.encode(gate.programmeTerms(id))) == keccak256(abi.encode(t)), "the close put in");
    }

    function test_unknown_programmes() public {
        bytes memory unknown = abi.encodeWithSelector(IProgrammeRegistry.ProgrammeUnknown.selector, bytes32(0));
        vm.expectRevert(unknown);
        gate.currentPeriodAndDay(0);
        vm.expectRevert(unknown);
        gate.refreshProgramme(0);
        vm.expectRevert(unknown);
        gate.isPaused(0);
        vm.expectRevert(unknown);
        gate.programmeTerms(0);
        vm.expectRevert(unknown);
        gate.contextOf(0, 0, address(0), 0, 1);
        Presentation memory p;
        vm.expectRevert(refused(ClaimCode.ProgrammeUnknown));
        gate.foldProgramme(basisOf(p));
        require(gate.checkClaim(basisOf(p), itemOf(p), address(this)) == ClaimCode.ProgrammeUnknown, "code");
        require(!gate.isFoldFresh(0), "no fold");
    }

    /// To the last second of its roots, and on no other chain.
    function test_a_fold_is_fresh_while_its_roots_are_good() public {
        ClaimBasis memory basis = basisOf(draft(1));
        bytes32 fold = gate.refreshProgramme(programme);
        uint256 end = gate.pairGoodUntil(SCHEMA, basis.issuerRoot, basis.statusRoot);
        vm.warp(end);
        require(gate.isFoldFresh(fold), "the last second");
        vm.chainId(block.chainid + 1);
        require(!gate.isFoldFresh(fold), "a fork");
        vm.chainId(block.chainid - 1);
        vm.warp(end + 1);
        require(!gate.isFoldFresh(fold), "over");
    }

    function test_closes_only_earlier() public {
        uint40 closesAt = gate.programmeTerms(programme).closesAt;
        vm.startPrank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.CloseOnlyEarlier.selector, closesAt));
        gate.closeProgramme(programme, closesAt);
        bytes32 fold = gate.refreshProgramme(programme);
        require(gate.isFoldFresh(fold), "fold");
        gate.closeProgramme(programme, uint40(NOW));
        vm.stopPrank();
        require(!gate.isFoldFresh(fold), "closing ends folds");
        Presentation memory p = proven(draft(1));
        require(gate.checkClaim(basisOf(p), itemOf(p), CLAIMANT) == ClaimCode.ProgrammeNotOpen, "closed");
        vm.expectRevert(refused(ClaimCode.ProgrammeNotOpen));
        gate.refreshProgramme(programme);
    }

    function test_every_code() public {
        Presentation memory p = proven(draft(1));
        require(gate.checkClaim(basisOf(p), itemOf(p), CLAIMANT) == ClaimCode.Accepted, "accepted");
        require(gate.checkClaim(basisOf(p), itemOf(p), address(1)) == ClaimCode.RecipientInvalid, "sender");
        p.recipient = address(0);
        require(gate.checkClaim(basisOf(p), itemOf(p), address(0)) == ClaimCode.RecipientInvalid, "nobody");
        p = draft(R);
        require(gate.checkClaim(basisOf(p), itemOf(p), CLAIMANT) == ClaimCode.NullifierOutOfField, "field");
        p = draft(1);
        require(gate.checkClaim(basisOf(p), itemOf(p), CLAIMANT) == ClaimCode.ProofMalformed, "proof");
        p = proven(draft(1));
        p.ordinal = 0;
        require(gate.checkClaim(basisOf(p), itemOf(p), CLAIMANT) == ClaimCode.OrdinalInvalid, "ordinals count from 1");
        p.ordinal = 2;
        require(gate.checkClaim(basisOf(p), itemOf(p), CLAIMANT) == ClaimCode.OrdinalInvalid, "to maxClaims");
        p = proven(draft(1));
        p.issuerRoot++;
        require(gate.checkClaim(basisOf(p), itemOf(p), CLAIMANT) == ClaimCode.RootsNotAccepted, "issuer");
        p.issuerRoot--;
        p.statusRoot++;
        require(gate.checkClaim(basisOf(p), itemOf(p), CLAIMANT) == ClaimCode.RootsNotAccepted, "status");
        p.statusRoot--;
        vm.chainId(5);
        require(gate.checkClaim(basisOf(p), itemOf(p), CLAIMANT) == ClaimCode.ProgrammeUnknown, "fork");
        vm.chainId(31337);
        vm.prank(GUARDIAN);
        gate.pauseProgramme(programme);
        require(gate.checkClaim(basisOf(p), itemOf(p), CLAIMANT) == ClaimCode.ProgrammePaused, "paused");
    }

    function test_batch_shapes() public {
        uint256 most = gate.MAX_BATCH();
        ClaimBasis memory basis = basisOf(draft(1));
        vm.startPrank(RELAYER);
        vm.expectRevert(abi.encodeWithSelector(IClaimGate.BatchEmpty.selector));
        gate.claimBatch(basis, new ClaimItem[](0));
        vm.expectRevert(abi.encodeWithSelector(IClaimGate.BatchTooLarge.selector, most + 1));
        gate.claimBatch(basis, new ClaimItem[](most + 1));
        require(gate.claimBatch(basis, new ClaimItem[](2))[1] == ClaimCode.DeadlinePassed, "nothing accepted");
        basis.programme = 0;
        vm.expectRevert(refused(ClaimCode.ProgrammeUnknown));
        gate.claimBatch(basis, new ClaimItem[](2));
        vm.stopPrank();
    }

    function test_no_period_before_the_first_day_and_offsets() public {
        vm.warp((FIRST_DAY - Calendar.EPOCH_DAY) * 1 days - 1);
        (uint32 period, uint32 day) = gate.currentPeriodAndDay(programme);
        require(period == 0 && day == FIRST_DAY - 1, "before the first day");
        vm.warp(NOW);
        ProgrammeTerms memory t = termsOf("east", 1);
        t.grid.utcOffsetMinutes = 840;
        vm.prank(ADMIN);
        (, uint32 east) = gate.currentPeriodAndDay(gate.addProgramme(t));
        (, uint32 here) = gate.currentPeriodAndDay(programme);
        require(east == here + 1, "10:00 UTC is tomorrow at UTC+14");
    }

    /// Yesterday's day does not count for today's period, nor today's for yesterday's.
    function test_today_lies_in_the_period() public {
        uint256 start = (FIRST_DAY + 90 - Calendar.EPOCH_DAY) * 1 days;
        travel(start);
        Presentation memory p = draft(1);
        require(p.period == periodOf(FIRST_DAY + 90) && p.dayNumber == FIRST_DAY + 90, "a period begins");
        p.dayNumber -= 1;
        mustRefuseWith(proven(p), ClaimCode.DateWrong, "yesterday's credential for today's period");
        p.period = periodOf(FIRST_DAY + 89);
        mustRefuseWith(proven(p), ClaimCode.PeriodWrong, "the period that is over");
        p = draft(1);
        p.dayNumber += 1;
        mustRefuseWith(proven(p), ClaimCode.DateWrong, "tomorrow");
        travel(start + 2 days);
        p = draft(1);
        p.dayNumber -= 2;
        mustAccept(proven(p), "the period's first day");
        travel(start + 10 days);
        p = draft(3);
        p.dayNumber -= 4;
        mustRefuseWith(proven(p), ClaimCode.DateWrong, "a day of the period that is too far behind");
        travel(start - 1);
        p = draft(2);
        p.dayNumber -= 3;
        mustAccept(proven(p), "the last second of a period");
    }

    /// What others fold makes no claim dearer: a fold is for one basis, and none is moved or taken away. So a claim that was
    /// estimated just before needs no more gas.
    function test_folding_makes_no_claim_dearer() public {
        Presentation memory plain = proven(draft(70));
        uint256 unfolded = gasOf(plain);
        gate.refreshProgramme(programme);
        uint256 folded = gasOf(plain);
        require(folded + 20_000 < unfolded, "a fold for this basis saves");
        vm.prank(ADMIN);
        gate.trustIssuerRoot(SCHEMA, ISSUER_ROOT + 1);
        publish(STATUS_ROOT + 1);
        gate.refreshProgramme(programme);
        // One signal that differs is more than 6,000; what is warm in a test differs by less.
        require(gasOf(plain) < folded + 5_000, "folded, then somebody refreshed");
        plain.dayNumber -= 1;
        plain = proven(plain);
        uint256 yesterday = gasOf(plain);
        travel(NOW + 1);
        gate.refreshProgramme(programme);
        require(gasOf(plain) < yesterday + 5_000, "not folded, then somebody refreshed");
        require(yesterday < unfolded + 5_000, "a claim without a fold has one price");
    }

    /// Gas of the call, without leaving a trace.
    function gasOf(Presentation memory p) private returns (uint256 used) {
        uint256 state = vm.snapshotState();
        vm.prank(p.recipient);
        uint256 before = gasleft();
        gate.claim(basisOf(p), itemOf(p));
        used = before - gasleft();
        vm.revertToState(state);
    }

    /// A fold changes the cost of a claim and never the verdict.
    function test_refresh_changes_no_verdict() public {
        travel(NOW + 50 days);
        mustAccept(proven(draft(1)), "no fold");
        gate.refreshProgramme(programme);
        mustAccept(proven(draft(2)), "fold");
        Presentation memory p = draft(3);
        p.dayNumber -= 2;
        mustAccept(proven(p), "earlier day than the fold's");
    }

    /// On a chain without the precompiles nothing is accepted.
    function test_no_precompile_no_proof() public {
        Presentation memory p = proven(draft(4));
        uint256[8] memory signals = signalsOf(p);
        TrapdoorVerifier v = new TrapdoorVerifier();
        (bool ok, bytes memory reason) =
            address(v).staticcall{gas: 30_000}(abi.encodeCall(IGroth16Verifier.verify, (p.proof, signals)));
        require(!ok && selectorOf(reason) != IGroth16Verifier.ProofInvalid.selector, "starved");
    }
}
