// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Bn254} from "../Bn254.sol";
import {TwoPersonTimelock} from "../TwoPersonTimelock.sol";
import {BenefitDisbursement} from "../examples/BenefitDisbursement.sol";
import {ClaimCode, ClaimItem, IClaimGate} from "../interfaces/IClaimGate.sol";
import {IGroth16Verifier} from "../interfaces/IGroth16Verifier.sol";
import {IProgrammeRegistry, PeriodGrid, PeriodKind, ProgrammeTerms} from "../interfaces/IProgrammeRegistry.sol";
import {AgeVerifier} from "../keys/AgeVerifier.sol";
import {Cheating} from "./fuzz/Cheats.sol";
import {Presentation, basisOf, itemOf, itemsOf} from "./fuzz/Presentation.sol";
import {setupOf, statementOf} from "./fuzz/Setup.sol";
import {Coin} from "./unit/Coin.sol";

/// Real proofs of the age circuit, made for this contract address and chain.
contract ClaimGateTest is Cheating {
    event Gas(string what, uint256 gas);

    BenefitDisbursement private gate;
    AgeVerifier private verifier;
    Coin private coin;
    bytes32 private programme;
    string private json;
    uint256 private start;
    uint256 private schemaId;
    uint256 private constant STATUS_TREE = 0;
    address private constant RELAYER = address(0x4e1a);

    function setUp() public {
        json = vm.readFile("./test/fixtures/claims.json");
        start = vm.parseJsonUint(json, ".nowSeconds");
        vm.warp(start);
        vm.chainId(31337);
        verifier = new AgeVerifier();
        coin = new Coin(address(this));
        address target = vm.parseJsonAddress(json, ".contract");
        bytes memory arguments = abi.encode(setupOf(address(this), address(this), address(this)), settings());
        vm.etch(target, bytes.concat(type(BenefitDisbursement).creationCode, arguments));
        (bool ok, bytes memory runtime) = target.call("");
        require(ok, "constructor");
        vm.etch(target, runtime);
        gate = BenefitDisbursement(target);
        coin.approve(target, 1_000_000);
        schemaId = vm.parseJsonUint(json, ".schemaId");
        publishRoots(gate);
        programme = gate.addProgramme(terms());
        gate.setAward(programme, 50);
    }

    function publishRoots(BenefitDisbursement at) private {
        uint256 root = vm.parseJsonUint(json, ".roots.issuerRoot");
        at.trustIssuerRoot(schemaId, root);
        at.publish(statementOf(start, schemaId, root, vm.parseJsonUint(json, ".roots.statusRoot")));
    }

    function settings() private view returns (BenefitDisbursement.Settings memory) {
        return BenefitDisbursement.Settings(IERC20(address(coin)), address(this), 100, 2, 2 days, 5 days, 7 days);
    }

    function terms() private view returns (ProgrammeTerms memory) {
        uint256[] memory signals = vm.parseJsonUintArray(json, ".age[0].signals");
        return ProgrammeTerms({
            domain: "benefits.example.org",
            name: "senior-pass",
            version: 1,
            policyHash: signals[1],
            schemaId: schemaId,
            scope: signals[4],
            askerHash: vm.parseJsonBytes32(json, ".askerHash"),
            verifier: address(verifier),
            opensAt: uint40(start - 1 days),
            closesAt: uint40(start + 300 days),
            maxClaims: 1,
            freshnessDays: 1,
            // month/2020-01-01/0
            grid: PeriodGrid(PeriodKind.Month, 0, 737_425, 0)
        });
    }

    function load(string memory at) private view returns (Presentation memory p) {
        uint256[] memory signals = vm.parseJsonUintArray(json, string.concat(at, ".signals"));
        uint256[] memory proof = vm.parseJsonUintArray(json, string.concat(at, ".proof"));
        p.programme = programme;
        p.nullifier = signals[0];
        p.issuerRoot = signals[2];
        p.statusRoot = signals[3];
        p.period = uint32(signals[5]);
        p.dayNumber = uint32(signals[6]);
        p.recipient = vm.parseJsonAddress(json, string.concat(at, ".recipient"));
        p.deadline = uint64(vm.parseJsonUint(json, string.concat(at, ".deadline")));
        p.nonce = vm.parseJsonBytes32(json, string.concat(at, ".nonce"));
        p.ordinal = uint8(vm.parseJsonUint(json, string.concat(at, ".ordinal")));
        for (uint256 i = 0; i < 8; i++) p.proof[i] = proof[i];
    }

    function item(uint256 i) private view returns (Presentation memory) {
        return load(string.concat(".age[", vm.toString(i), "]"));
    }

    function refused(ClaimCode code) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IClaimGate.ClaimRefused.selector, code);
    }

    function test_addingTwiceOrUnderAnotherScopeIsRefused() public {
        ProgrammeTerms memory t = terms();
        vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.ProgrammeExists.selector, programme));
        gate.addProgramme(t);
        t.version = 2;
        t.scope ^= 1;
        vm.expectRevert(abi.encodeWithSelector(IProgrammeRegistry.ScopeMismatch.selector, t.scope ^ 1, t.scope));
        gate.addProgramme(t);
    }

    function test_claimIsAcceptedOnce() public {
        Presentation memory p = item(0);
        vm.prank(p.recipient);
        uint256 before = gasleft();
        gate.claim(basisOf(p), itemOf(p));
        emit Gas("claim with hook, execution", before - gasleft());
        assertEq(gate.claimedOrdinals(p.nullifier), 1, "marked");
        vm.expectRevert(refused(ClaimCode.ClaimUsed));
        vm.prank(p.recipient);
        gate.claim(basisOf(p), itemOf(p));
    }

    function test_anotherSenderIsRefusedUnlessRelayer() public {
        Presentation memory p = item(0);
        vm.expectRevert(refused(ClaimCode.RecipientInvalid));
        gate.claim(basisOf(p), itemOf(p));
        gate.grantRole(gate.RELAYER_ROLE(), address(this));
        gate.claim(basisOf(p), itemOf(p));
    }

    /// Ways to settle a claim.
    enum Way {
        Single,
        Folded,
        Batch
    }

    struct Change {
        string what;
        Presentation p;
        address sender;
        BenefitDisbursement at;
        uint256 chain;
        /// Selector of the refusal in each way; 0 where any will do.
        bytes4 expected;
    }

    /// Real proofs bind every public signal, the sender, the chain, the contract, the deadline and every encoding: each
    /// change alone is refused, in each way to settle. Wherever the contract can be made to accept the changed value, it is
    /// made to (another accepted root, a programme with the other policyHash), so that nothing but the proof refuses it.
    function test_everything_is_bound() public {
        gate.grantRole(gate.RELAYER_ROLE(), RELAYER);
        Change[] memory changes = allChanges();
        assertEq(changes.length, 8 + 8 + 9, "eight signals, eight circumstances, nine second encodings");
        for (uint256 way = 0; way < 3; way++) {
            for (uint256 i = 0; i < changes.length; i++) {
                string memory what = string.concat(changes[i].what, " in way ", vm.toString(way));
                uint256 state = vm.snapshotState();
                (bool ok, bytes memory reason) = attempt(Way(way), changes[i]);
                require(!ok, string.concat("accepted: ", what));
                if (changes[i].expected != 0) {
                    require(selectorOf(reason) == changes[i].expected, string.concat("another refusal: ", what));
                }
                vm.revertToState(state);
            }
            uint256 before = vm.snapshotState();
            (bool accepted,) = attempt(Way(way), unchanged("nothing"));
            require(accepted, "refused: the claim itself");
            vm.revertToState(before);
        }
    }

    function unchanged(string memory what) private view returns (Change memory change) {
        change.what = what;
        change.p = item(0);
        change.sender = change.p.recipient;
        change.at = gate;
        change.chain = 31337;
    }

    function allChanges() private returns (Change[] memory changes) {
        changes = new Change[](25);
        bytes4 falseProof = IGroth16Verifier.ProofInvalid.selector;
        string[8] memory names = ["nullifier", "policyHash", "issuerRoot", "statusRoot", "scope", "period", "today", "context"];
        for (uint256 i = 0; i < 8; i++) {
            changes[i] = unchanged(names[i]);
            changes[i].expected = falseProof;
        }
        ProgrammeTerms memory t = terms();
        changes[0].p.nullifier ^= 1;
        (t.version, t.policyHash) = (2, t.policyHash ^ 1);
        changes[1].p.programme = gate.addProgramme(t);
        (changes[2].p.issuerRoot, changes[3].p.statusRoot) = (123, 456);
        t = terms();
        (t.name, t.scope) = ("other-pass", gate.scopeOf(t.domain, "other-pass"));
        changes[4].p.programme = gate.addProgramme(t);
        t = terms();
        (t.name, t.scope, t.grid.kind) = ("year-pass", gate.scopeOf(t.domain, "year-pass"), PeriodKind.Year);
        changes[5].p.programme = gate.addProgramme(t);
        changes[5].p.period = 20260101;
        changes[6].p.dayNumber -= 1;
        changes[7].p.nonce ^= bytes32(uint256(1));
        // Other pairs, all good until their end.
        gate.publish(statementOf(start, schemaId, changes[3].p.issuerRoot, 456));
        gate.trustIssuerRoot(schemaId, 123);
        gate.publish(statementOf(start, schemaId, 123, changes[2].p.statusRoot));

        changes[8] = unchanged("sender");
        changes[8].sender = address(77);
        changes[9] = unchanged("recipient and sender");
        (changes[9].p.recipient, changes[9].sender) = (address(77), address(77));
        changes[9].expected = falseProof;
        changes[10] = unchanged("deadline");
        changes[10].p.deadline += 1;
        changes[10].expected = falseProof;
        changes[11] = unchanged("chain id");
        changes[11].chain = 1;
        changes[12] = unchanged("contract");
        changes[12].at = elsewhere();
        changes[12].expected = falseProof;

        for (uint256 i = 0; i < 8; i++) {
            changes[13 + i] = unchanged(string.concat("second encoding of coordinate ", vm.toString(i)));
            changes[13 + i].p.proof[i] += Bn254.Q;
        }
        changes[21] = unchanged("second encoding of the nullifier");
        changes[21].p.nullifier += Bn254.R;

        changes[22] = unchanged("ordinal");
        changes[22].p.ordinal = 2;
        t = terms();
        (t.version, t.maxClaims) = (3, 3);
        changes[22].p.programme = gate.addProgramme(t);
        changes[23] = unchanged("version");
        t.version = 4;
        changes[23].p.programme = gate.addProgramme(t);
        changes[24] = unchanged("asker");
        (t.version, t.askerHash) = (1, keccak256("another"));
        (t.name, t.scope) = ("asker-pass", gate.scopeOf(t.domain, "asker-pass"));
        changes[24].p.programme = gate.addProgramme(t);
        for (uint256 i = 22; i < 25; i++) changes[i].expected = falseProof;
    }

    /// The same contract with the same roots and programme at another address.
    function elsewhere() private returns (BenefitDisbursement other) {
        other = new BenefitDisbursement(setupOf(address(this), address(this), address(this)), settings());
        publishRoots(other);
        ProgrammeTerms memory t = terms();
        t.scope = other.scopeOf(t.domain, t.name);
        other.setAward(other.addProgramme(t), 50);
        other.grantRole(other.RELAYER_ROLE(), RELAYER);
    }

    function attempt(Way way, Change memory change) private returns (bool ok, bytes memory reason) {
        Presentation memory p = change.p;
        bytes memory call = abi.encodeCall(gate.claim, (basisOf(p), itemOf(p)));
        address sender = change.sender;
        if (way == Way.Folded) {
            bytes32 fold = change.at.foldProgramme(basisOf(p));
            call = abi.encodeCall(gate.claimFolded, (fold, itemOf(p)));
        }
        if (way == Way.Batch) {
            ClaimItem[] memory items = new ClaimItem[](1);
            items[0] = itemOf(p);
            call = abi.encodeCall(gate.claimBatch, (basisOf(p), items));
            if (sender == p.recipient) sender = RELAYER;
        }
        vm.chainId(change.chain);
        vm.prank(sender);
        (ok, reason) = address(change.at).call(call);
        vm.chainId(31337);
        // A batch leaves an item out and continues.
        if (ok && way == Way.Batch) ok = abi.decode(reason, (ClaimCode[]))[0] == ClaimCode.Accepted;
    }

    function test_otherChainAndOtherContractAreRefused() public {
        string[2] memory names = [".special.otherChain", ".special.otherContract"];
        for (uint256 i = 0; i < 2; i++) {
            Presentation memory p = load(names[i]);
            vm.expectRevert(abi.encodeWithSelector(IGroth16Verifier.ProofInvalid.selector));
            vm.prank(p.recipient);
            gate.claim(basisOf(p), itemOf(p));
        }
        Presentation memory q = item(0);
        vm.chainId(1);
        vm.expectRevert(refused(ClaimCode.ProgrammeUnknown));
        vm.prank(q.recipient);
        gate.claim(basisOf(q), itemOf(q));
    }

    function test_malformedPointsAreRefusedBeforeThePairing() public {
        uint256 q = 21888242871839275222246405745257275088696311157297823662689037894645226208583;
        gate.refreshProgramme(programme);
        for (uint256 i = 0; i < 8; i++) {
            Presentation memory p = item(0);
            p.proof[i] += q;
            uint256 before = gasleft();
            vm.expectRevert(refused(ClaimCode.ProofMalformed));
            vm.prank(p.recipient);
            gate.claim(basisOf(p), itemOf(p));
            require(before - gasleft() < 60_000, "cheap refusal");
        }
    }

    function test_folded() public {
        Presentation memory p = item(0);
        bytes32 fold = gate.foldProgramme(basisOf(p));
        require(fold == gate.foldId(basisOf(p)) && fold == gate.refreshProgramme(programme), "fold id");
        vm.prank(p.recipient);
        uint256 before = gasleft();
        gate.claimFolded(fold, itemOf(p));
        emit Gas("folded claim with hook, execution", before - gasleft());
        Presentation memory second = item(1);
        gate.revokeRoot(STATUS_TREE, p.statusRoot);
        vm.expectRevert(refused(ClaimCode.FoldStale));
        vm.prank(second.recipient);
        gate.claimFolded(fold, itemOf(second));
    }

    function test_batchSkipsAUsedNullifierAndRevertsOnAFalseProof() public {
        Presentation[] memory batch = new Presentation[](33);
        for (uint256 i = 0; i < 32; i++) batch[i] = item(i);
        batch[32] = item(0);
        vm.expectRevert();
        gate.claimBatch(basisOf(batch[0]), itemsOf(batch));
        gate.grantRole(gate.RELAYER_ROLE(), address(this));
        batch[5].nonce ^= bytes32(uint256(1));
        vm.expectRevert(abi.encodeWithSelector(IGroth16Verifier.ProofInvalid.selector));
        gate.claimBatch(basisOf(batch[0]), itemsOf(batch));
        batch[5].nonce ^= bytes32(uint256(1));
        uint256 before = gasleft();
        ClaimCode[] memory codes = gate.claimBatch(basisOf(batch[0]), itemsOf(batch));
        emit Gas("batch of 32 with hook, execution per claim", (before - gasleft()) / 32);
        for (uint256 i = 0; i < 32; i++) assertEq(uint256(codes[i]), 0, "accepted");
        assertEq(uint256(codes[32]), uint256(ClaimCode.ClaimUsed), "used");
        assertEq(gate.payoutCount(), 32, "payouts");
    }

    function test_pauseAgeAndClose() public {
        Presentation memory p = item(0);
        gate.pauseProgramme(programme);
        assertEq(uint256(gate.checkClaim(basisOf(p), itemOf(p), p.recipient)), uint256(ClaimCode.ProgrammePaused), "paused");
        gate.unpauseProgramme(programme);
        gate.publish(statementOf(start, schemaId, p.issuerRoot, 7));
        assertEq(uint256(gate.checkClaim(basisOf(p), itemOf(p), p.recipient)), 0, "superseded, and good until its end");
        vm.warp(start + 1 days);
        uint256 state = vm.snapshotState();
        gate.closeProgramme(programme, uint40(start));
        assertEq(uint256(gate.checkClaim(basisOf(p), itemOf(p), p.recipient)), uint256(ClaimCode.ProgrammeNotOpen), "closed");
        vm.revertToState(state);
        gate.setMaxRootAge(1 days);
        vm.warp(start + 2 days);
        p.dayNumber += 1;
        assertEq(uint256(gate.checkClaim(basisOf(p), itemOf(p), p.recipient)), uint256(ClaimCode.RootsNotAccepted), "old");
    }

    /// One person's three claims in a period, each with an ordinal of its own, under real proofs.
    function test_realOrdinals() public {
        Presentation memory first = item(0);
        Presentation memory second = load(".special.secondOrdinal");
        ProgrammeTerms memory t = terms();
        vm.prank(second.recipient);
        vm.expectRevert(refused(ClaimCode.OrdinalInvalid));
        gate.claim(basisOf(second), itemOf(second));
        (t.version, t.maxClaims) = (2, 3);
        bytes32 other = gate.addProgramme(t);
        gate.setAward(other, 50);
        Presentation memory under = load(".special.otherVersion");
        (under.programme, second.programme) = (other, other);
        vm.prank(second.recipient);
        vm.expectRevert(abi.encodeWithSelector(IGroth16Verifier.ProofInvalid.selector));
        gate.claim(basisOf(second), itemOf(second));
        vm.prank(under.recipient);
        gate.claim(basisOf(under), itemOf(under));
        vm.prank(first.recipient);
        vm.expectRevert(refused(ClaimCode.ClaimUsed));
        gate.claim(basisOf(first), itemOf(first));
    }

    function test_rootsComeThroughTheTimelock() public {
        address[] memory both = new address[](2);
        (both[0], both[1]) = (address(this), address(3));
        TwoPersonTimelock timelock = new TwoPersonTimelock(1 days, both, both);
        gate.grantRole(gate.ISSUER_ROLE(), address(timelock));
        bytes memory data = abi.encodeCall(gate.trustIssuerRoot, (schemaId, 9));
        timelock.schedule(address(gate), 0, data, 0, 0, 1 days);
        vm.warp(start + 1 days);
        vm.expectRevert(abi.encodeWithSelector(TwoPersonTimelock.SamePerson.selector, address(this)));
        timelock.execute(address(gate), 0, data, 0, 0);
        vm.prank(address(3));
        timelock.execute(address(gate), 0, data, 0, 0);
        assertEq(gate.trustedRoot(schemaId), 9, "root");
    }
}
