// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Bn254} from "../../Bn254.sol";
import {ClaimBasis, ClaimCode, ClaimItem, IClaimGate} from "../../interfaces/IClaimGate.sol";
import {IGroth16Verifier} from "../../interfaces/IGroth16Verifier.sol";
import {IProgrammeRegistry, ProgrammeTerms} from "../../interfaces/IProgrammeRegistry.sol";
import {RootKind} from "../../interfaces/IRootRegistry.sol";
import {ProgrammeRegistry} from "../../ProgrammeRegistry.sol";
import {TrapdoorVerifier} from "../fuzz/TrapdoorVerifier.sol";
import {World} from "../fuzz/World.sol";
import {Presentation, basisOf, itemOf, itemsOf} from "../fuzz/Presentation.sol";

/// A verifier whose signals stand in another order.
contract OtherSignals is TrapdoorVerifier {
    function signalSchemaHash() external pure override returns (bytes32) {
        return keccak256("policyHash,nullifier,issuerRoot,statusRoot,scope,period,today,context");
    }
}

contract ProgrammeRegistryTest is World {
    function setUp() public {
        setUpWorld();
    }

    function refusesTerms(ProgrammeTerms memory terms, string memory field) private {
        vm.prank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.TermsInvalid.selector, field));
        gate.addProgramme(terms);
    }

    function test_refuses_every_wrong_term() public {
        ProgrammeTerms memory t = termsOf("other", 1);
        t.domain = "";
        refusesTerms(t, "domain");
        t.domain = "with space";
        refusesTerms(t, "domain");
        t.domain = string(new bytes(254));
        refusesTerms(t, "domain");
        t = termsOf("other", 1);
        t.name = unicode"é";
        refusesTerms(t, "name");
        t = termsOf("other", 1);
        t.policyHash = Bn254.R;
        refusesTerms(t, "policyHash");
        t = termsOf("other", 1);
        t.closesAt = t.opensAt;
        refusesTerms(t, "closesAt");
        t = termsOf("other", 1);
        t.maxClaims = 0;
        refusesTerms(t, "maxClaims");
        t.maxClaims = 17;
        refusesTerms(t, "maxClaims");
        t = termsOf("other", 1);
        t.utcOffsetMinutes = -721;
        refusesTerms(t, "utcOffsetMinutes");
        t.utcOffsetMinutes = 841;
        refusesTerms(t, "utcOffsetMinutes");
        t = termsOf("other", 1);
        t.periodStart = t.opensAt + 1;
        refusesTerms(t, "periodStart");
        t = termsOf("other", 1);
        t.periodSeconds = 0;
        refusesTerms(t, "periodSeconds");
        t = termsOf("other", 1);
        t.firstPeriod = type(uint32).max;
        refusesTerms(t, "firstPeriod");
    }

    function test_refuses_another_scope_version_and_key() public {
        ProgrammeTerms memory t = termsOf("other", 1);
        uint256 right = t.scope;
        t.scope ^= 1;
        vm.startPrank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.ScopeMismatch.selector, right, t.scope));
        gate.addProgramme(t);
        t = termsOf("senior-pass", 1);
        vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.ProgrammeExists.selector, programme));
        gate.addProgramme(t);
        ProgrammeRegistry strict = new ProgrammeRegistry(ADMIN, GUARDIAN, ADMIN, false);
        t.scope = strict.scopeOf(t.domain, t.name);
        vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.DevelopmentKeyRefused.selector, t.verifier));
        strict.addProgramme(t);
        vm.stopPrank();
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

    function testFuzz_context_is_that_of_the_protocol(bytes32 nonce, address recipient, uint64 deadline) public view {
        assertEq(gate.contextOf(nonce, recipient, deadline), contextOf(nonce, recipient, deadline), "P-24");
    }

    function test_unknown_programmes() public {
        bytes memory unknown = abi.encodeWithSelector(IProgrammeRegistry.ProgrammeUnknown.selector, bytes32(0));
        vm.expectRevert(unknown);
        gate.currentPeriodAndDay(0);
        vm.expectRevert(unknown);
        gate.refreshProgramme(0);
        vm.expectRevert(unknown);
        gate.isPaused(0);
        Presentation memory p;
        require(gate.checkClaim(basisOf(p), itemOf(p), address(this)) == ClaimCode.ProgrammeUnknown, "code");
        require(!gate.isFoldFresh(0), "no fold");
    }

    function test_closes_only_earlier() public {
        uint40 closesAt = gate.programmeTerms(programme).closesAt;
        vm.startPrank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.CloseOnlyEarlier.selector, closesAt));
        gate.closeProgramme(programme, closesAt);
        bytes32 fold = gate.foldProgramme(programme, ISSUER_ROOT, STATUS_ROOT);
        require(gate.isFoldFresh(fold), "fold");
        gate.closeProgramme(programme, uint40(NOW));
        vm.stopPrank();
        require(!gate.isFoldFresh(fold), "closing ends folds");
        Presentation memory p = proven(draft(1));
        require(gate.checkClaim(basisOf(p), itemOf(p), CLAIMANT) == ClaimCode.ProgrammeNotOpen, "closed");
        require(!gate.isFoldFresh(gate.foldProgramme(programme, ISSUER_ROOT, STATUS_ROOT)), "fold of a closed one");
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
        p.issuerRoot++;
        require(gate.checkClaim(basisOf(p), itemOf(p), CLAIMANT) == ClaimCode.IssuerRootNotAccepted, "issuer");
        p.issuerRoot--;
        p.statusRoot++;
        require(gate.checkClaim(basisOf(p), itemOf(p), CLAIMANT) == ClaimCode.StatusRootNotAccepted, "status");
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

    function test_first_period_before_the_start_and_offsets() public {
        vm.warp(NOW - 90 days);
        (uint32 period,) = gate.currentPeriodAndDay(programme);
        require(period == 7, "first period");
        vm.warp(NOW);
        ProgrammeTerms memory t = termsOf("east", 1);
        t.utcOffsetMinutes = 840;
        vm.prank(ADMIN);
        (, uint32 east) = gate.currentPeriodAndDay(gate.addProgramme(t));
        (, uint32 here) = gate.currentPeriodAndDay(programme);
        require(east == here + 1, "10:00 UTC is tomorrow at UTC+14");
    }

    /// Away from the day of its stored point a programme gives the same verdicts, and refreshing changes only the cost.
    function test_refresh_changes_no_verdict() public {
        vm.warp(NOW + 45 days);
        mustAccept(proven(draft(1)), "stale point");
        gate.refreshProgramme(programme);
        mustAccept(proven(draft(2)), "fresh point");
        Presentation memory p = draft(3);
        p.dayNumber -= 2;
        mustAccept(proven(p), "earlier day than the point");
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
