// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Bn254} from "../Bn254.sol";
import {TwoPersonTimelock} from "../TwoPersonTimelock.sol";
import {BenefitDisbursement} from "../examples/BenefitDisbursement.sol";
import {ClaimCode, ClaimItem, IClaimGate} from "../interfaces/IClaimGate.sol";
import {IGroth16Verifier} from "../interfaces/IGroth16Verifier.sol";
import {IProgrammeRegistry, ProgrammeTerms} from "../interfaces/IProgrammeRegistry.sol";
import {RootKind} from "../interfaces/IRootRegistry.sol";
import {AgeVerifier} from "../keys/AgeVerifier.sol";
import {Cheating} from "./fuzz/Cheats.sol";
import {Presentation, basisOf, itemOf, itemsOf} from "./fuzz/Presentation.sol";

contract Coin is ERC20("Coin", "C") {
    constructor(address to) {
        _mint(to, 1_000_000);
    }
}

/// Real proofs of the age circuit, made for this contract address and chain.
contract ClaimGateTest is Cheating {
    event Gas(string what, uint256 gas);

    BenefitDisbursement private gate;
    AgeVerifier private verifier;
    Coin private coin;
    bytes32 private programme;
    string private json;
    uint256 private start;
    address private constant RELAYER = address(0x4e1a);
    bytes32 private constant REASON = "duplicate address";

    function setUp() public {
        json = vm.readFile("./test/fixtures/claims.json");
        start = vm.parseJsonUint(json, ".nowSeconds");
        vm.warp(start);
        vm.chainId(31337);
        verifier = new AgeVerifier();
        coin = new Coin(address(this));
        address target = vm.parseJsonAddress(json, ".contract");
        bytes memory arguments = abi.encode(
            address(this),
            address(this),
            address(this),
            true,
            BenefitDisbursement.Settings(IERC20(address(coin)), address(this), 100, 2, 2 days, 7 days)
        );
        vm.etch(target, bytes.concat(type(BenefitDisbursement).creationCode, arguments));
        (bool ok, bytes memory runtime) = target.call("");
        require(ok, "constructor");
        vm.etch(target, runtime);
        gate = BenefitDisbursement(target);
        coin.approve(target, 1_000_000);
        gate.addRoot(RootKind.Issuer, vm.parseJsonUint(json, ".roots.issuerRoot"));
        gate.addRoot(RootKind.Status, vm.parseJsonUint(json, ".roots.statusRoot"));
        programme = gate.addProgramme(terms());
        gate.setAward(programme, 50);
        gate.grantRole(gate.APPROVER_ROLE(), address(1));
        gate.grantRole(gate.APPROVER_ROLE(), address(2));
        gate.grantRole(gate.ARBITER_ROLE(), address(this));
    }

    function terms() private view returns (ProgrammeTerms memory) {
        uint256[] memory signals = vm.parseJsonUintArray(json, ".age[0].signals");
        return ProgrammeTerms({
            domain: "benefits.example.org",
            name: "senior-pass",
            version: 1,
            policyHash: signals[1],
            scope: signals[4],
            verifier: address(verifier),
            opensAt: uint40(start - 1 days),
            closesAt: uint40(start + 300 days),
            maxClaims: 1,
            freshnessDays: 1,
            utcOffsetMinutes: 0,
            periodStart: uint40(start - 5 days),
            periodSeconds: 30 days,
            firstPeriod: 202611
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
        assertEq(gate.claimCount(p.nullifier), 1, "count");
        vm.expectRevert(refused(ClaimCode.NullifierUsed));
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
        assertEq(changes.length, 8 + 5 + 9, "eight signals, five circumstances, nine second encodings");
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
        changes = new Change[](22);
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
        (t.version, t.firstPeriod) = (3, t.firstPeriod + 1);
        changes[5].p.programme = gate.addProgramme(t);
        changes[5].p.period += 1;
        changes[6].p.dayNumber -= 1;
        changes[7].p.nonce ^= bytes32(uint256(1));
        // Both old roots stay good: their grace has just begun.
        gate.addRoot(RootKind.Issuer, 123);
        gate.addRoot(RootKind.Status, 456);

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
    }

    /// The same contract with the same roots and programme at another address.
    function elsewhere() private returns (BenefitDisbursement other) {
        other = new BenefitDisbursement(
            address(this),
            address(this),
            address(this),
            true,
            BenefitDisbursement.Settings(IERC20(address(coin)), address(this), 100, 2, 2 days, 7 days)
        );
        other.addRoot(RootKind.Issuer, gate.rootAt(RootKind.Issuer, 0));
        other.addRoot(RootKind.Status, gate.rootAt(RootKind.Status, 0));
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
            bytes32 fold = change.at.foldProgramme(p.programme, p.issuerRoot, p.statusRoot);
            // A fold is for the block's day; yesterday's is made yesterday.
            if (p.dayNumber != item(0).dayNumber) {
                vm.warp(start - 1 days);
                fold = change.at.foldProgramme(p.programme, p.issuerRoot, p.statusRoot);
                vm.warp(start);
            }
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
        bytes32 fold = gate.foldProgramme(programme, p.issuerRoot, p.statusRoot);
        require(fold == gate.foldId(programme, p.issuerRoot, p.statusRoot, p.period, p.dayNumber), "fold id");
        vm.prank(p.recipient);
        uint256 before = gasleft();
        gate.claimFolded(fold, itemOf(p));
        emit Gas("folded claim with hook, execution", before - gasleft());
        Presentation memory second = item(1);
        gate.revokeRoot(RootKind.Status, p.statusRoot);
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
        assertEq(uint256(codes[32]), uint256(ClaimCode.NullifierUsed), "used");
        assertEq(gate.payoutCount(), 32, "payouts");
    }

    function test_pauseGraceAndClose() public {
        Presentation memory p = item(0);
        gate.pauseProgramme(programme);
        assertEq(uint256(gate.checkClaim(basisOf(p), itemOf(p), p.recipient)), uint256(ClaimCode.ProgrammePaused), "paused");
        gate.unpauseProgramme(programme);
        gate.addRoot(RootKind.Status, 7);
        assertEq(uint256(gate.checkClaim(basisOf(p), itemOf(p), p.recipient)), 0, "in grace");
        vm.warp(start + 1 hours + 1);
        assertEq(uint256(gate.checkClaim(basisOf(p), itemOf(p), p.recipient)), uint256(ClaimCode.StatusRootNotAccepted), "after grace");
        gate.closeProgramme(programme, uint40(start));
        assertEq(uint256(gate.checkClaim(basisOf(p), itemOf(p), p.recipient)), uint256(ClaimCode.ProgrammeNotOpen), "closed");
    }

    function test_payoutIsLockedHeldAppealedAndPaid() public {
        Presentation memory p = item(0);
        vm.prank(p.recipient);
        gate.claim(basisOf(p), itemOf(p));
        vm.expectRevert(
            abi.encodeWithSelector(BenefitDisbursement.PayoutLocked.selector, 1, uint40(start + 2 days))
        );
        gate.pay(1);
        gate.hold(1, REASON);
        gate.reject(1, REASON);
        vm.prank(p.recipient);
        gate.appeal(1, REASON);
        gate.release(1, REASON);
        vm.warp(start + 2 days);
        gate.pay(1);
        assertEq(coin.balanceOf(p.recipient), 50, "paid");
        vm.expectRevert(
            abi.encodeWithSelector(BenefitDisbursement.PayoutStateWrong.selector, 1, BenefitDisbursement.State.Paid)
        );
        gate.pay(1);
    }

    function test_largePayoutNeedsTwoApprovals() public {
        ProgrammeTerms memory t = terms();
        t.version = 2;
        bytes32 second = gate.addProgramme(t);
        gate.setAward(second, 500);
        Presentation memory p = item(0);
        p.programme = second;
        vm.prank(p.recipient);
        gate.claim(basisOf(p), itemOf(p));
        vm.warp(start + 2 days);
        vm.prank(address(1));
        gate.approve(1);
        vm.expectRevert(abi.encodeWithSelector(BenefitDisbursement.ApprovedAlready.selector, 1, address(1)));
        vm.prank(address(1));
        gate.approve(1);
        vm.expectRevert(abi.encodeWithSelector(BenefitDisbursement.ApprovalsMissing.selector, 1, uint8(1)));
        gate.pay(1);
        vm.prank(address(2));
        gate.approve(1);
        gate.pay(1);
        assertEq(coin.balanceOf(p.recipient), 500, "paid");
    }

    function test_rootsComeThroughTheTimelock() public {
        address[] memory both = new address[](2);
        (both[0], both[1]) = (address(this), address(3));
        TwoPersonTimelock timelock = new TwoPersonTimelock(1 days, both, both);
        gate.grantRole(gate.ISSUER_ROLE(), address(timelock));
        bytes memory data = abi.encodeCall(gate.addRoot, (RootKind.Issuer, 9));
        timelock.schedule(address(gate), 0, data, 0, 0, 1 days);
        vm.warp(start + 1 days);
        vm.expectRevert(abi.encodeWithSelector(TwoPersonTimelock.SamePerson.selector, address(this)));
        timelock.execute(address(gate), 0, data, 0, 0);
        vm.prank(address(3));
        timelock.execute(address(gate), 0, data, 0, 0);
        assertEq(gate.currentRoot(RootKind.Issuer), 9, "root");
    }
}
