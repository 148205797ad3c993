// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ClaimCode} from "../../interfaces/IClaimGate.sol";
import {PeriodGrid, PeriodKind, ProgrammeTerms} from "../../interfaces/IProgrammeRegistry.sol";
import {RootStatement} from "../../interfaces/IRootRegistry.sol";
import {Calendar} from "./Calendar.sol";
import {Cheating} from "./Cheats.sol";
import {setupOf, statementOf} from "./Setup.sol";
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
    uint256 internal constant SCHEMA = 0x5c4e3a;
    uint256 internal constant STATUS_TREE = 0;
    uint256 internal constant ISSUER_ROOT = 0x1551;
    uint256 internal constant STATUS_ROOT = 0x57a7;
    uint256 internal constant POLICY_HASH = 0x90116;
    bytes32 internal constant ASKER = sha256("https://benefits.example.org");
    /// Periods of 30 days; the day of NOW is the sixteenth of its period.
    uint256 internal constant FIRST_DAY = NOW / 1 days + Calendar.EPOCH_DAY - 75;
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
        gate = new TestGate(setupOf(ADMIN, GUARDIAN, ADMIN), RELAYER);
        vm.startPrank(ADMIN);
        gate.trustIssuerRoot(SCHEMA, ISSUER_ROOT);
        gate.publish(statementOf(NOW, SCHEMA, ISSUER_ROOT, STATUS_ROOT));
        programme = gate.addProgramme(termsOf("senior-pass", 1));
        vm.stopPrank();
    }

    function termsOf(string memory name, uint32 version) internal view returns (ProgrammeTerms memory terms) {
        terms.domain = "benefits.example.org";
        terms.name = name;
        terms.version = version;
        terms.policyHash = POLICY_HASH + version;
        terms.schemaId = SCHEMA;
        terms.scope = gate.scopeOf(terms.domain, name);
        terms.askerHash = ASKER;
        terms.verifier = address(verifier);
        terms.opensAt = uint40(NOW - 30 days);
        terms.closesAt = uint40(NOW + 300 days);
        terms.maxClaims = 1;
        terms.freshnessDays = 3;
        terms.grid = PeriodGrid(PeriodKind.Days, 30, uint32(FIRST_DAY), 0);
    }

    /// Goes to an instant at which the registry has just published the same roots again; back, to what is known by now.
    function travel(uint256 time) internal {
        vm.warp(time);
        (uint40 newest,) = gate.latestStatement();
        if (time >= newest) publish(newestStatusRoot());
    }

    /// A statement of this instant with the issuer root trusted.
    function publish(uint256 statusRoot) internal {
        RootStatement memory s = statementOf(vm.getBlockTimestamp(), SCHEMA, gate.trustedRoot(SCHEMA), statusRoot);
        vm.prank(ADMIN);
        gate.publish(s);
    }

    function newestStatusRoot() internal view returns (uint256 root) {
        (, root) = gate.latestStatement();
    }

    /// First day of the period of `termsOf` that holds a day, counted plainly.
    function periodOf(uint256 day) internal pure returns (uint32) {
        uint256 first = FIRST_DAY;
        while (first + 30 <= day) first += 30;
        return uint32(Calendar.calendarOf(first));
    }

    function today() internal view returns (uint256) {
        return vm.getBlockTimestamp() / 1 days + Calendar.EPOCH_DAY; // the compiler takes block.timestamp for a constant
    }

    /// Everything right but the proof.
    function draft(uint256 nullifier) internal view returns (Presentation memory p) {
        return draftFor(programme, nullifier);
    }

    function draftFor(bytes32 id, uint256 nullifier) internal view returns (Presentation memory p) {
        p.programme = id;
        p.nullifier = nullifier;
        p.issuerRoot = gate.trustedRoot(SCHEMA);
        p.statusRoot = newestStatusRoot();
        (p.period, p.dayNumber) = gate.currentPeriodAndDay(id);
        p.recipient = CLAIMANT;
        p.deadline = uint64(vm.getBlockTimestamp() + 1 hours);
        p.nonce = keccak256(abi.encode(nullifier, p.deadline));
        p.ordinal = 1;
    }

    /// The signals the contract must derive, put together from the protocol's text and not from the contract.
    function signalsOf(Presentation memory p) internal view returns (uint256[8] memory) {
        return signalsOf(p, gate.programmeTerms(p.programme));
    }

    function signalsOf(Presentation memory p, ProgrammeTerms memory terms) internal pure returns (uint256[8] memory signals) {
        signals[0] = p.nullifier;
        signals[1] = terms.policyHash;
        signals[2] = p.issuerRoot;
        signals[3] = p.statusRoot;
        signals[4] = terms.scope;
        signals[5] = p.period;
        signals[6] = Calendar.todayOf(p.dayNumber);
        signals[7] = contextOf(p.nonce, p.recipient, p.deadline, terms.version, p.ordinal);
    }

    /// Protocol P-24.
    function contextOf(bytes32 nonce, address recipient, uint64 deadline, uint32 version, uint8 ordinal)
        internal
        pure
        returns (uint256)
    {
        bytes memory what = abi.encodePacked(uint32(32), nonce, uint32(20), recipient, uint32(8), deadline);
        bytes memory which = abi.encodePacked(uint32(32), ASKER, uint32(4), version, uint32(1), ordinal);
        return uint256(sha256(bytes.concat("civicproof/v2/s1/chain-context", what, which))) >> 8;
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
        uint16 before = gate.claimedOrdinals(p.nullifier);
        (bool ok, bytes memory reason) = tryClaim(p);
        require(!ok, string.concat("accepted: ", what));
        require(reason.length >= 4, string.concat("refused without an error: ", what));
        require(gate.claimedOrdinals(p.nullifier) == before, string.concat("used up: ", what));
    }

    /// A refusal with just this code.
    function mustRefuseWith(Presentation memory p, ClaimCode code, string memory what) internal {
        (bool ok, bytes memory reason) = tryClaim(p);
        require(!ok && keccak256(reason) == keccak256(refused(code)), string.concat("another refusal: ", what));
    }

    function mustAccept(Presentation memory p, string memory what) internal {
        (bool ok, bytes memory reason) = tryClaim(p);
        require(ok, string.concat("refused: ", what, " ", vm.toString(reason.length > 35 ? uint8(reason[35]) : 255)));
    }
}
