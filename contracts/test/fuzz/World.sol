// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ClaimCode} from "../../interfaces/IClaimGate.sol";
import {ProgrammeTerms} from "../../interfaces/IProgrammeRegistry.sol";
import {RootKind} from "../../interfaces/IRootRegistry.sol";
import {Calendar} from "./Calendar.sol";
import {Cheating} from "./Cheats.sol";
import {TestGate} from "./TestGate.sol";
import {Trapdoor} from "./Trapdoor.sol";
import {TrapdoorVerifier} from "./TrapdoorVerifier.sol";
import {Presentation, basisOf, itemOf} from "./Presentation.sol";

/// A gate with one programme under the trapdoor key, and presentations of any content for it.
abstract contract World is Cheating {
    uint256 internal constant R = Trapdoor.R;
    uint256 internal constant Q = Trapdoor.Q;
    /// 2026-11-23 10:00 UTC.
    uint256 internal constant NOW = 1_795_428_000;
    uint256 internal constant ISSUER_ROOT = 0x1551;
    uint256 internal constant STATUS_ROOT = 0x57a7;
    uint256 internal constant POLICY_HASH = 0x90116;
    address internal constant ADMIN = address(0xad317);
    address internal constant GUARDIAN = address(0x9a4d);
    address internal constant RELAYER = address(0x4e1a);
    address internal constant CLAIMANT = address(0xc1a13a27);

    TestGate internal gate;
    TrapdoorVerifier internal verifier;
    bytes32 internal programme;

    function setUpWorld() internal {
        vm.warp(NOW);
        verifier = new TrapdoorVerifier();
        gate = new TestGate(ADMIN, GUARDIAN, RELAYER);
        vm.startPrank(ADMIN);
        gate.addRoot(RootKind.Issuer, ISSUER_ROOT);
        gate.addRoot(RootKind.Status, STATUS_ROOT);
        programme = gate.addProgramme(termsOf("senior-pass", 1));
        vm.stopPrank();
    }

    function termsOf(string memory name, uint32 version) internal view returns (ProgrammeTerms memory terms) {
        terms.domain = "benefits.example.org";
        terms.name = name;
        terms.version = version;
        terms.policyHash = POLICY_HASH + version;
        terms.scope = gate.scopeOf(terms.domain, name);
        terms.verifier = address(verifier);
        terms.opensAt = uint40(NOW - 30 days);
        terms.closesAt = uint40(NOW + 300 days);
        terms.maxClaims = 1;
        terms.freshnessDays = 3;
        terms.periodStart = uint40(NOW - 60 days);
        terms.periodSeconds = 30 days;
        terms.firstPeriod = 7;
    }

    /// Everything right but the proof.
    function draft(uint256 nullifier) internal view returns (Presentation memory p) {
        return draftFor(programme, nullifier);
    }

    function draftFor(bytes32 id, uint256 nullifier) internal view returns (Presentation memory p) {
        p.programme = id;
        p.nullifier = nullifier;
        p.issuerRoot = gate.currentRoot(RootKind.Issuer);
        p.statusRoot = gate.currentRoot(RootKind.Status);
        (p.period, p.dayNumber) = gate.currentPeriodAndDay(id);
        p.recipient = CLAIMANT;
        p.deadline = uint64(vm.getBlockTimestamp() + 1 hours); // the compiler takes block.timestamp for a constant
        p.nonce = keccak256(abi.encode(nullifier, p.deadline));
    }

    /// The signals the contract must derive, put together from the protocol's text and not from the contract.
    function signalsOf(Presentation memory p) internal view returns (uint256[8] memory signals) {
        ProgrammeTerms memory terms = gate.programmeTerms(p.programme);
        signals[0] = p.nullifier;
        signals[1] = terms.policyHash;
        signals[2] = p.issuerRoot;
        signals[3] = p.statusRoot;
        signals[4] = terms.scope;
        signals[5] = p.period;
        signals[6] = Calendar.todayOf(p.dayNumber);
        signals[7] = contextOf(p.nonce, p.recipient, p.deadline);
    }

    /// Protocol P-24.
    function contextOf(bytes32 nonce, address recipient, uint64 deadline) internal pure returns (uint256) {
        return uint256(
            sha256(
                abi.encodePacked(
                    "civicproof/v2/s1/chain-context", uint32(32), nonce, uint32(20), recipient, uint32(8), deadline
                )
            )
        ) >> 8;
    }

    /// The presentation with a proof of exactly what it says.
    function proven(Presentation memory p) internal view returns (Presentation memory) {
        p.proof = Trapdoor.prove(signalsOf(p), p.nullifier);
        return p;
    }

    function refused(ClaimCode code) internal pure returns (bytes memory) {
        return abi.encodeWithSignature("ClaimRefused(uint8)", uint8(code));
    }

    /// Claims as the recipient; the revert data, or nothing when accepted.
    function tryClaim(Presentation memory p) internal returns (bool ok, bytes memory reason) {
        vm.prank(p.recipient);
        (ok, reason) = address(gate).call(abi.encodeCall(gate.claim, (basisOf(p), itemOf(p))));
    }

    function mustRefuse(Presentation memory p, string memory what) internal {
        (bool ok, bytes memory reason) = tryClaim(p);
        require(!ok, string.concat("accepted: ", what));
        require(reason.length >= 4, string.concat("refused without an error: ", what));
        require(gate.claimCount(p.nullifier) == 0, string.concat("counted: ", what));
    }

    function mustAccept(Presentation memory p, string memory what) internal {
        (bool ok, bytes memory reason) = tryClaim(p);
        require(ok, string.concat("refused: ", what, " ", vm.toString(reason.length > 35 ? uint8(reason[35]) : 255)));
    }
}
