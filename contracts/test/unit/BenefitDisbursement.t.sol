// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {BenefitDisbursement} from "../../examples/BenefitDisbursement.sol";
import {ProgrammeTerms} from "../../interfaces/IProgrammeRegistry.sol";
import {setupOf, statementOf} from "../fuzz/Setup.sol";
import {Trapdoor} from "../fuzz/Trapdoor.sol";
import {World} from "../fuzz/World.sol";
import {Presentation, basisOf, itemOf} from "../fuzz/Presentation.sol";
import {Coin} from "./Coin.sol";

contract BenefitDisbursementTest is World {
    uint40 private constant LOCK = 2 days;
    uint40 private constant HOLD = 5 days;
    uint40 private constant APPEAL = 7 days;
    uint256 private constant KEY = 0xa11ce;
    address private constant ANNA = address(0xa);
    address private constant BEN = address(0xb);
    address private constant ARBITER = address(0xab);
    address private constant TREASURY = address(0x7e);
    bytes32 private constant REASON = "duplicate address";
    BenefitDisbursement private desk;
    Coin private money;
    bytes32 private pass;
    address private person;

    function setUp() public {
        setUpWorld();
        person = vm.addr(KEY);
        money = new Coin(TREASURY);
        desk = new BenefitDisbursement(setupOf(ADMIN, GUARDIAN, ADMIN), settings());
        vm.prank(TREASURY);
        money.approve(address(desk), 1_000_000);
        ProgrammeTerms memory t = termsOf("senior-pass", 1);
        t.scope = desk.scopeOf(t.domain, t.name);
        t.maxClaims = 16;
        vm.startPrank(ADMIN);
        desk.trustIssuerRoot(SCHEMA, ISSUER_ROOT);
        desk.publish(statementOf(NOW, SCHEMA, ISSUER_ROOT, STATUS_ROOT));
        pass = desk.addProgramme(t);
        desk.setAward(pass, 500);
        desk.grantRole(desk.APPROVER_ROLE(), ANNA);
        desk.grantRole(desk.APPROVER_ROLE(), BEN);
        desk.grantRole(desk.ARBITER_ROLE(), ARBITER);
        vm.stopPrank();
    }

    /// Payouts above 100 need two approvals; the award is 500.
    function settings() private view returns (BenefitDisbursement.Settings memory) {
        return BenefitDisbursement.Settings(IERC20(address(money)), TREASURY, 100, 2, LOCK, HOLD, APPEAL);
    }

    function queue(uint8 ordinal) private returns (uint256 id) {
        Presentation memory p = draftFor(programme, 1);
        (p.programme, p.recipient, p.ordinal) = (pass, person, ordinal);
        p.proof = Trapdoor.prove(signalsOf(p, desk.programmeTerms(pass)), 1);
        vm.prank(person);
        desk.claim(basisOf(p), itemOf(p));
        id = desk.payoutCount();
    }

    function approve(uint256 id) private {
        vm.prank(ANNA);
        desk.approve(id);
        vm.prank(BEN);
        desk.approve(id);
    }

    function refuses(address who, bytes memory call, bytes memory reason) private {
        vm.prank(who);
        (bool ok, bytes memory answer) = address(desk).call(call);
        require(!ok && keccak256(answer) == keccak256(reason), "another refusal");
    }

    function wrongState(uint256 id, BenefitDisbursement.State state) private pure returns (bytes memory) {
        return abi.encodeWithSelector(BenefitDisbursement.PayoutStateWrong.selector, id, state);
    }

    function arbiter(bytes memory call) private {
        vm.prank(ARBITER);
        (bool ok,) = address(desk).call(call);
        require(ok, "arbiter");
    }

    function rejected(uint256 id) private {
        arbiter(abi.encodeCall(desk.hold, (id, REASON)));
        arbiter(abi.encodeCall(desk.reject, (id, REASON)));
    }

    function test_is_paid_once_after_its_lock_with_its_approvals() public {
        uint256 id = queue(1);
        bytes memory pay = abi.encodeCall(desk.pay, (id));
        refuses(BEN, pay, abi.encodeWithSelector(BenefitDisbursement.PayoutLocked.selector, id, uint40(NOW + LOCK)));
        vm.warp(NOW + LOCK);
        refuses(BEN, pay, abi.encodeWithSelector(BenefitDisbursement.ApprovalsMissing.selector, id, uint8(0)));
        vm.prank(ANNA);
        desk.approve(id);
        bytes memory again = abi.encodeWithSelector(BenefitDisbursement.ApprovedAlready.selector, id, ANNA);
        refuses(ANNA, abi.encodeCall(desk.approve, (id)), again);
        refuses(BEN, pay, abi.encodeWithSelector(BenefitDisbursement.ApprovalsMissing.selector, id, uint8(1)));
        vm.prank(BEN);
        desk.approve(id);
        desk.pay(id);
        assertEq(money.balanceOf(person), 500, "paid");
        refuses(BEN, pay, wrongState(id, BenefitDisbursement.State.Paid));
        refuses(ANNA, abi.encodeCall(desk.approve, (id)), wrongState(id, BenefitDisbursement.State.Paid));
        refuses(ARBITER, abi.encodeCall(desk.hold, (id, REASON)), wrongState(id, BenefitDisbursement.State.Paid));
        refuses(BEN, abi.encodeCall(desk.pay, (99)), wrongState(99, BenefitDisbursement.State.None));
    }

    function test_a_small_payout_needs_no_approval() public {
        ProgrammeTerms memory t = termsOf("small", 1);
        t.scope = desk.scopeOf(t.domain, t.name);
        vm.startPrank(ADMIN);
        pass = desk.addProgramme(t);
        desk.setAward(pass, 100);
        vm.stopPrank();
        uint256 id = queue(1);
        vm.warp(NOW + LOCK);
        desk.pay(id);
        assertEq(money.balanceOf(person), 100, "paid");
    }

    /// A pause stops the money, too, not only new claims.
    function test_a_paused_programme_pays_nothing() public {
        uint256 id = queue(1);
        approve(id);
        vm.warp(NOW + LOCK);
        vm.prank(GUARDIAN);
        desk.pauseProgramme(pass);
        bytes memory paused = abi.encodeWithSelector(BenefitDisbursement.PayoutPaused.selector, id, pass);
        refuses(BEN, abi.encodeCall(desk.pay, (id)), paused);
        vm.prank(ADMIN);
        desk.unpauseProgramme(pass);
        desk.pay(id);
        assertEq(money.balanceOf(person), 500, "paid");
    }

    /// Who approved did so before the arbiter's finding.
    function test_approvals_count_no_more_after_a_rejection_or_an_appeal() public {
        uint256 id = queue(1);
        approve(id);
        rejected(id);
        vm.prank(person);
        desk.appeal(id, REASON);
        arbiter(abi.encodeCall(desk.release, (id, REASON)));
        vm.warp(NOW + LOCK);
        bytes memory missing = abi.encodeWithSelector(BenefitDisbursement.ApprovalsMissing.selector, id, uint8(0));
        refuses(BEN, abi.encodeCall(desk.pay, (id)), missing);
        approve(id);
        desk.pay(id);
        assertEq(money.balanceOf(person), 500, "paid");
    }

    function test_approvals_of_a_rejection_and_of_its_appeal_are_two_rounds() public {
        uint256 id = queue(1);
        rejected(id);
        refuses(ANNA, abi.encodeCall(desk.approve, (id)), wrongState(id, BenefitDisbursement.State.Rejected));
        vm.prank(person);
        desk.appeal(id, REASON);
        approve(id);
        arbiter(abi.encodeCall(desk.reject, (id, REASON)));
        vm.prank(person);
        desk.appeal(id, REASON);
        (,,,, uint8 approvals,, uint16 round,,) = desk.payouts(id);
        assertEq(approvals, 0, "approvals");
        assertEq(round, 4, "rounds");
        require(!desk.hasApproved(id, round, ANNA) && desk.hasApproved(id, 2, ANNA), "by round");
    }

    /// An arbiter who stays silent delays a payout by one hold and not for ever.
    function test_a_hold_ends() public {
        uint256 id = queue(1);
        approve(id);
        bytes memory hold = abi.encodeCall(desk.hold, (id, REASON));
        arbiter(hold);
        require(desk.stateOf(id) == BenefitDisbursement.State.Held, "held");
        vm.warp(NOW + HOLD);
        refuses(BEN, abi.encodeCall(desk.pay, (id)), wrongState(id, BenefitDisbursement.State.Held));
        vm.warp(NOW + HOLD + 1);
        require(desk.stateOf(id) == BenefitDisbursement.State.Pending, "the hold has ended");
        refuses(ARBITER, hold, abi.encodeWithSelector(BenefitDisbursement.HeldBefore.selector, id));
        refuses(ARBITER, abi.encodeCall(desk.reject, (id, REASON)), wrongState(id, BenefitDisbursement.State.Pending));
        refuses(ARBITER, abi.encodeCall(desk.release, (id, REASON)), wrongState(id, BenefitDisbursement.State.Pending));
        desk.pay(id);
        assertEq(money.balanceOf(person), 500, "paid");
    }

    function test_an_appeal_that_nobody_decides_is_granted_when_its_hold_ends() public {
        uint256 id = queue(1);
        rejected(id);
        vm.prank(person);
        desk.appeal(id, REASON);
        approve(id);
        vm.warp(NOW + HOLD + 1);
        desk.pay(id);
        assertEq(money.balanceOf(person), 500, "paid");
    }

    function test_appeals_come_from_the_recipient_in_time_with_a_reason() public {
        uint256 id = queue(1);
        bytes memory appeal = abi.encodeCall(desk.appeal, (id, REASON));
        refuses(person, appeal, abi.encodeWithSelector(BenefitDisbursement.AppealRefused.selector, id));
        rejected(id);
        refuses(BEN, appeal, abi.encodeWithSelector(BenefitDisbursement.AppealRefused.selector, id));
        bytes memory without = abi.encodeCall(desk.appeal, (id, 0));
        refuses(person, without, abi.encodeWithSelector(BenefitDisbursement.ReasonMissing.selector));
        vm.warp(NOW + APPEAL + 1);
        refuses(person, appeal, abi.encodeWithSelector(BenefitDisbursement.AppealRefused.selector, id));
        vm.warp(NOW + APPEAL);
        vm.prank(person);
        desk.appeal(id, REASON);
        require(desk.stateOf(id) == BenefitDisbursement.State.Held, "looked at again");
        refuses(person, appeal, wrongState(id, BenefitDisbursement.State.Held));
    }

    /// EIP-712, put together from its text.
    function digestOf(uint256 id, uint16 round, bytes32 reason, address at) private view returns (bytes32) {
        bytes32 domainType = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 domain =
            keccak256(abi.encode(domainType, keccak256("BenefitDisbursement"), keccak256("2"), block.chainid, at));
        bytes32 appealType = keccak256("Appeal(uint256 payout,uint16 round,bytes32 reason)");
        return keccak256(abi.encodePacked(hex"1901", domain, keccak256(abi.encode(appealType, id, round, reason))));
    }

    /// A fresh address has no gas: somebody else sends what the recipient signed.
    function test_an_appeal_by_signature_needs_no_gas_of_the_recipient() public {
        uint256 id = queue(1);
        rejected(id);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, digestOf(id, 1, REASON, address(desk)));
        bytes memory refusal = abi.encodeWithSelector(BenefitDisbursement.AppealRefused.selector, id);
        bytes memory call = abi.encodeCall(desk.appealBySignature, (id, REASON, v, r, s));
        refuses(BEN, abi.encodeCall(desk.appealBySignature, (id, "another reason", v, r, s)), refusal);
        refuses(BEN, abi.encodeCall(desk.appealBySignature, (id, REASON, 29, r, s)), refusal);
        (uint8 w, bytes32 q, bytes32 t) = vm.sign(KEY + 1, digestOf(id, 1, REASON, address(desk)));
        refuses(BEN, abi.encodeCall(desk.appealBySignature, (id, REASON, w, q, t)), refusal);
        (w, q, t) = vm.sign(KEY, digestOf(id, 1, REASON, address(gate)));
        refuses(BEN, abi.encodeCall(desk.appealBySignature, (id, REASON, w, q, t)), refusal);
        vm.prank(BEN);
        desk.appealBySignature(id, REASON, v, r, s);
        require(desk.stateOf(id) == BenefitDisbursement.State.Held, "looked at again");
        // The next rejection needs another signature.
        arbiter(abi.encodeCall(desk.reject, (id, REASON)));
        refuses(BEN, call, refusal);
        (v, r, s) = vm.sign(KEY, digestOf(id, 3, REASON, address(desk)));
        vm.warp(NOW + APPEAL + 1);
        refuses(BEN, abi.encodeCall(desk.appealBySignature, (id, REASON, v, r, s)), refusal);
    }

    /// No payout of a claim goes to nobody, so a signature that recovers to nobody opens nothing.
    function test_a_signature_of_nobody_is_none() public {
        bytes memory refusal = abi.encodeWithSelector(BenefitDisbursement.AppealRefused.selector, uint256(77));
        refuses(BEN, abi.encodeCall(desk.appealBySignature, (77, REASON, 0, 0, 0)), refusal);
    }

    function test_settings_have_bounds() public {
        BenefitDisbursement.Settings memory s = settings();
        for (uint256 i = 0; i < 8; i++) {
            s = settings();
            if (i == 0) s.token = IERC20(address(0));
            if (i == 1) s.treasury = address(0);
            if (i == 2) s.approvalsRequired = 0;
            if (i == 3) s.lockSeconds = 90 days + 1;
            if (i == 4) s.holdSeconds = 0;
            if (i == 5) s.holdSeconds = 90 days + 1;
            if (i == 6) s.appealSeconds = 1 days - 1;
            if (i == 7) s.appealSeconds = 365 days + 1;
            vm.expectRevert(abi.encodeWithSelector(BenefitDisbursement.SettingsInvalid.selector));
            new BenefitDisbursement(setupOf(ADMIN, GUARDIAN, ADMIN), s);
        }
        (s.lockSeconds, s.holdSeconds, s.appealSeconds) = (90 days, 90 days, 365 days);
        new BenefitDisbursement(setupOf(ADMIN, GUARDIAN, ADMIN), s);
    }

    function test_awards_are_set_once_and_a_claim_needs_one() public {
        vm.startPrank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(BenefitDisbursement.AwardAlreadySet.selector, pass));
        desk.setAward(pass, 1);
        vm.expectRevert(abi.encodeWithSelector(BenefitDisbursement.AwardMissing.selector, bytes32(uint256(1))));
        desk.setAward(bytes32(uint256(1)), 0);
        ProgrammeTerms memory t = termsOf("unfunded", 1);
        t.scope = desk.scopeOf(t.domain, t.name);
        pass = desk.addProgramme(t);
        vm.stopPrank();
        (bool ok, bytes memory reason) = address(this).call(abi.encodeCall(this.queueForTest, ()));
        require(!ok && selectorOf(reason) == BenefitDisbursement.AwardMissing.selector, "no award");
    }

    function queueForTest() external {
        queue(1);
    }
}
