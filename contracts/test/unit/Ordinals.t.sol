// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {ClaimBasis, ClaimCode, ClaimItem} from "../../interfaces/IClaimGate.sol";
import {ProgrammeTerms} from "../../interfaces/IProgrammeRegistry.sol";
import {IGroth16Verifier} from "../../interfaces/IGroth16Verifier.sol";
import {statementOf} from "../fuzz/Setup.sol";
import {World} from "../fuzz/World.sol";
import {Presentation, basisOf, itemOf, itemsOf} from "../fuzz/Presentation.sol";

/// A programme that grants three claims in a period.
contract OrdinalsTest is World {
    bytes32 private several;

    function setUp() public {
        setUpWorld();
        ProgrammeTerms memory t = termsOf("several", 1);
        t.maxClaims = 3;
        vm.prank(ADMIN);
        several = gate.addProgramme(t);
    }

    function item(uint256 nullifier, uint8 ordinal) private view returns (Presentation memory p) {
        p = draftFor(several, nullifier);
        p.ordinal = ordinal;
        p.nonce = keccak256(abi.encode(nullifier, ordinal));
        return proven(p);
    }

    /// One presentation is one claim, whatever maxClaims says: again by itself, folded, and three times in one batch.
    function test_a_presentation_is_one_claim() public {
        Presentation memory p = item(5, 2);
        mustAccept(p, "once");
        mustRefuseWith(p, ClaimCode.ClaimUsed, "twice");
        bytes32 fold = gate.refreshProgramme(several);
        vm.prank(p.recipient);
        vm.expectRevert(refused(ClaimCode.ClaimUsed));
        gate.claimFolded(fold, itemOf(p));

        Presentation[] memory three = new Presentation[](3);
        for (uint256 i = 0; i < 3; i++) three[i] = item(6, 1);
        vm.prank(RELAYER);
        ClaimCode[] memory codes = gate.claimBatch(basisOf(p), itemsOf(three));
        require(codes[0] == ClaimCode.Accepted, "the first of them");
        require(codes[1] == ClaimCode.ClaimUsed && codes[2] == ClaimCode.ClaimUsed, "and no other");
        assertEq(gate.accepted(), 2, "two claims");
        assertEq(gate.claimedOrdinals(5), 2, "bit of ordinal 2");
        assertEq(gate.claimedOrdinals(6), 1, "bit of ordinal 1");
    }

    /// A person whose first claim was lost makes the second or third; nobody asks a node which is next.
    function test_ordinals_come_in_any_order_each_once() public {
        mustAccept(item(5, 3), "third");
        mustAccept(item(5, 1), "first");
        Presentation memory p = item(5, 4);
        mustRefuseWith(p, ClaimCode.OrdinalInvalid, "beyond maxClaims");
        mustRefuseWith(item(5, 0), ClaimCode.OrdinalInvalid, "none");
        // Another ordinal than the proven one.
        p = item(5, 1);
        p.ordinal = 2;
        (bool ok, bytes memory reason) = tryClaim(p);
        require(!ok && selectorOf(reason) == IGroth16Verifier.ProofInvalid.selector, "the proof names its ordinal");
        mustAccept(item(5, 2), "second");
        assertEq(gate.claimedOrdinals(5), 7, "all three");
    }

    /// The sender does not choose the terms under which somebody else's claim settles.
    function test_the_proof_names_its_version() public {
        ProgrammeTerms memory t = termsOf("several", 2);
        (t.maxClaims, t.policyHash) = (3, POLICY_HASH + 1);
        vm.prank(ADMIN);
        bytes32 second = gate.addProgramme(t);
        Presentation memory p = item(5, 1);
        p.programme = second;
        (bool ok, bytes memory reason) = tryClaim(p);
        require(!ok && selectorOf(reason) == IGroth16Verifier.ProofInvalid.selector, "another version");
        mustAccept(proven(p), "proven for it");
    }

    /// A claim that another origin asked for is none of this programme.
    function test_the_proof_names_who_asked() public {
        ProgrammeTerms memory t = termsOf("several", 2);
        (t.maxClaims, t.askerHash) = (3, sha256("https://other.example"));
        t.policyHash = POLICY_HASH + 1;
        vm.prank(ADMIN);
        bytes32 second = gate.addProgramme(t);
        Presentation memory p = draftFor(second, 5);
        (bool ok, bytes memory reason) = tryClaim(proven(p));
        require(!ok && selectorOf(reason) == IGroth16Verifier.ProofInvalid.selector, "asked by the first origin");
    }

    function test_a_claim_that_does_not_happen_uses_nothing_up() public {
        gate.setBroken(true);
        Presentation memory p = item(7, 1);
        mustRefuse(p, "a hook that reverts");
        Presentation[] memory two = new Presentation[](2);
        (two[0], two[1]) = (item(7, 2), item(8, 1));
        vm.prank(RELAYER);
        vm.expectRevert(bytes("broken"));
        gate.claimBatch(basisOf(p), itemsOf(two));
        gate.setBroken(false);

        // A skipped item: its deadline has passed. The other one settles.
        two[0].deadline = uint64(vm.getBlockTimestamp() - 1);
        two[0] = proven(two[0]);
        vm.prank(RELAYER);
        ClaimCode[] memory codes = gate.claimBatch(basisOf(p), itemsOf(two));
        require(codes[0] == ClaimCode.DeadlinePassed && codes[1] == ClaimCode.Accepted, "one skipped");
        mustRefuseWith(two[0], ClaimCode.DeadlinePassed, "past its deadline");
        require(gate.claimedOrdinals(7) == 0 && gate.claimedOrdinals(8) == 1, "marks");
        mustAccept(p, "the claim itself");
    }

    function test_a_batch_settles_around_a_used_claim() public {
        Presentation[] memory items = new Presentation[](4);
        for (uint256 i = 0; i < 4; i++) items[i] = item(10 + i, 1);
        mustAccept(items[0], "used before");
        vm.prank(RELAYER);
        ClaimCode[] memory codes = gate.claimBatch(basisOf(items[0]), itemsOf(items));
        require(codes[0] == ClaimCode.ClaimUsed, "left out");
        for (uint256 i = 1; i < 4; i++) require(codes[i] == ClaimCode.Accepted, "the others");
    }

    /// Whoever is trusted for another schema signs nothing here.
    function test_an_issuer_root_of_another_schema_counts_for_nothing() public {
        vm.startPrank(ADMIN);
        gate.trustIssuerRoot(SCHEMA + 1, 0x0de);
        gate.publish(statementOf(NOW, SCHEMA + 1, 0x0de, STATUS_ROOT));
        vm.stopPrank();
        Presentation memory p = item(5, 1);
        p.issuerRoot = 0x0de;
        mustRefuseWith(proven(p), ClaimCode.RootsNotAccepted, "another schema's root");
        vm.expectRevert(refused(ClaimCode.RootsNotAccepted));
        gate.foldProgramme(basisOf(p));
    }

    function test_relayers_alone_send_batches_and_the_claims_of_others() public {
        Presentation memory p = item(5, 1);
        ClaimBasis memory basis = basisOf(p);
        ClaimItem memory one = itemOf(p);
        address stranger = address(0xbad);
        vm.startPrank(stranger);
        bytes32 role = keccak256("RELAYER_ROLE");
        vm.expectRevert(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, stranger, role));
        gate.claimBatch(basis, new ClaimItem[](1));
        vm.expectRevert(refused(ClaimCode.RecipientInvalid));
        gate.claim(basis, one);
        vm.stopPrank();
        require(gate.checkClaim(basis, one, stranger) == ClaimCode.RecipientInvalid, "a stranger");
        require(gate.checkClaim(basis, one, RELAYER) == ClaimCode.Accepted, "a relayer");
        vm.prank(RELAYER);
        gate.claim(basis, one);
        assertEq(gate.claimedOrdinals(5), 1, "for its recipient");
    }

    function test_the_largest_batch_fits() public {
        uint256 most = gate.MAX_BATCH();
        ClaimBasis memory basis = basisOf(item(5, 1));
        vm.prank(RELAYER);
        require(gate.claimBatch(basis, new ClaimItem[](most)).length == most, "all are looked at");
    }
}
