// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ClaimGate} from "../ClaimGate.sol";
import {GateSetup} from "../RootRegistry.sol";

/// @notice Pays a fixed amount per claim out of a treasury's ERC-20 allowance, after a lock, with approvals above a limit.
/// An arbiter can hold a payout once, for a limited time, and then release or reject it; a rejected one can be appealed.
/// Where the arbiter stays silent until a hold ends, the payout goes on.
contract BenefitDisbursement is ClaimGate {
    using SafeERC20 for IERC20;

    bytes32 public constant APPROVER_ROLE = keccak256("APPROVER_ROLE");
    bytes32 public constant ARBITER_ROLE = keccak256("ARBITER_ROLE");
    /// What a recipient signs, so that an appeal needs no gas at a fresh address. The round says which rejection is meant.
    bytes32 public constant APPEAL_TYPEHASH = keccak256("Appeal(uint256 payout,uint16 round,bytes32 reason)");
    /// Name, version, chain and contract of the domain.
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME_HASH = keccak256("BenefitDisbursement");
    bytes32 private constant VERSION_HASH = keccak256("2");
    uint40 private constant MAX_LOCK = 90 days;
    uint40 private constant MAX_HOLD = 90 days;
    uint40 private constant MIN_APPEAL = 1 days;
    uint40 private constant MAX_APPEAL = 365 days;

    enum State {
        None,
        Pending,
        Held,
        Rejected,
        Paid
    }

    /// Three slots.
    struct Payout {
        address recipient;
        /// Unix seconds: payable from here on.
        uint40 payableAt;
        /// Unix seconds, the last one: while it is held, of the hold; while it is rejected, of the appeal.
        uint40 until;
        State state;
        uint8 approvals;
        uint128 amount;
        /// Counts rejections and appeals; approvals are for one round.
        uint16 round;
        bool wasHeld;
        bytes32 programme;
    }

    struct Settings {
        IERC20 token;
        address treasury;
        /// Payouts above it need `approvalsRequired` approvals.
        uint256 approvalLimit;
        uint8 approvalsRequired;
        /// Up to 90 days.
        uint40 lockSeconds;
        /// 1 second to 90 days.
        uint40 holdSeconds;
        /// 1 to 365 days.
        uint40 appealSeconds;
    }

    Settings public settings;
    uint256 public payoutCount;
    mapping(bytes32 programme => uint128) public awardOf;
    mapping(uint256 id => Payout) public payouts;
    mapping(uint256 id => mapping(uint16 round => mapping(address => bool))) public hasApproved;

    event AwardSet(bytes32 indexed programme, uint128 amount);
    event PayoutQueued(uint256 indexed id, bytes32 indexed programme, uint128 amount, uint40 payableAt);
    event PayoutApproved(uint256 indexed id, address indexed approver, uint8 approvals);
    /// @notice Reasons are codes or hashes, never personal data.
    event PayoutHeld(uint256 indexed id, bytes32 reason, uint40 until);
    event PayoutReleased(uint256 indexed id, bytes32 reason);
    event PayoutRejected(uint256 indexed id, bytes32 reason, uint40 appealUntil);
    event PayoutAppealed(uint256 indexed id, bytes32 reason, uint40 until);
    event PayoutPaid(uint256 indexed id, uint128 amount);

    error SettingsInvalid();
    error AwardMissing(bytes32 programme);
    error AwardAlreadySet(bytes32 programme);
    error PayoutStateWrong(uint256 id, State state);
    error PayoutLocked(uint256 id, uint40 payableAt);
    error PayoutPaused(uint256 id, bytes32 programme);
    error HeldBefore(uint256 id);
    error ApprovalsMissing(uint256 id, uint8 approvals);
    error ApprovedAlready(uint256 id, address approver);
    error AppealRefused(uint256 id);
    error ReasonMissing();

    constructor(GateSetup memory setup, Settings memory chosen) ClaimGate(setup) {
        bool fits = address(chosen.token) != address(0) && chosen.treasury != address(0) && chosen.approvalsRequired > 0
            && chosen.lockSeconds <= MAX_LOCK && chosen.holdSeconds > 0 && chosen.holdSeconds <= MAX_HOLD
            && chosen.appealSeconds >= MIN_APPEAL && chosen.appealSeconds <= MAX_APPEAL;
        if (!fits) revert SettingsInvalid();
        settings = chosen;
    }

    /// @notice Fixes what one claim of a programme version pays; never edited.
    function setAward(bytes32 programme, uint128 amount) external onlyRole(PROGRAMME_ROLE) {
        if (awardOf[programme] != 0) revert AwardAlreadySet(programme);
        if (amount == 0) revert AwardMissing(programme);
        awardOf[programme] = amount;
        emit AwardSet(programme, amount);
    }

    function _onClaim(bytes32 programme, uint256, address recipient, uint8) internal override {
        uint128 amount = awardOf[programme];
        if (amount == 0) revert AwardMissing(programme);
        uint40 payableAt = uint40(block.timestamp) + settings.lockSeconds;
        uint256 id = ++payoutCount;
        payouts[id] = Payout(recipient, payableAt, 0, State.Pending, 0, amount, 0, false, programme);
        emit PayoutQueued(id, programme, amount, payableAt);
    }

    /// @notice A payout's state in this block: a hold that has ended holds nothing.
    function stateOf(uint256 id) public view returns (State) {
        Payout storage payout = payouts[id];
        return payout.state == State.Held && block.timestamp > payout.until ? State.Pending : payout.state;
    }

    /// @notice One approver, one approval in each round.
    function approve(uint256 id) external onlyRole(APPROVER_ROLE) {
        Payout storage payout = payouts[id];
        State state = payout.state;
        if (state != State.Pending && state != State.Held) revert PayoutStateWrong(id, state);
        uint16 round = payout.round;
        if (hasApproved[id][round][msg.sender]) revert ApprovedAlready(id, msg.sender);
        hasApproved[id][round][msg.sender] = true;
        emit PayoutApproved(id, msg.sender, ++payout.approvals);
    }

    /// @notice Stops a pending payout, once, until it is released or rejected or the hold ends.
    function hold(uint256 id, bytes32 reason) external onlyRole(ARBITER_ROLE) {
        if (payouts[id].wasHeld) revert HeldBefore(id);
        _move(id, State.Pending, State.Held, reason);
        payouts[id].wasHeld = true;
        emit PayoutHeld(id, reason, _startHold(id));
    }

    /// @notice Lets a held payout go on.
    function release(uint256 id, bytes32 reason) external onlyRole(ARBITER_ROLE) {
        _move(id, State.Held, State.Pending, reason);
        emit PayoutReleased(id, reason);
    }

    /// @notice Refuses a held payout and opens the appeal window. Approvals given so far count no more.
    function reject(uint256 id, bytes32 reason) external onlyRole(ARBITER_ROLE) {
        _move(id, State.Held, State.Rejected, reason);
        _nextRound(id);
        uint40 appealUntil = uint40(block.timestamp) + settings.appealSeconds;
        payouts[id].until = appealUntil;
        emit PayoutRejected(id, reason, appealUntil);
    }

    /// @notice The recipient has a rejected payout looked at again.
    function appeal(uint256 id, bytes32 reason) external {
        if (msg.sender != payouts[id].recipient) revert AppealRefused(id);
        _appeal(id, reason);
    }

    /// @notice The same with the recipient's signature (EIP-712); anybody may send it. A contract appeals by itself.
    /// @dev A second spelling of a signature is no second appeal: each appeal starts another round.
    function appealBySignature(uint256 id, bytes32 reason, uint8 v, bytes32 r, bytes32 s) external {
        Payout storage payout = payouts[id];
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, block.chainid, address(this)));
        bytes32 appealed = keccak256(abi.encode(APPEAL_TYPEHASH, id, payout.round, reason));
        address signer = ecrecover(keccak256(abi.encodePacked(hex"1901", domain, appealed)), v, r, s);
        if (signer == address(0) || signer != payout.recipient) revert AppealRefused(id);
        _appeal(id, reason);
    }

    function _appeal(uint256 id, bytes32 reason) private {
        if (block.timestamp > payouts[id].until) revert AppealRefused(id);
        _move(id, State.Rejected, State.Held, reason);
        _nextRound(id);
        emit PayoutAppealed(id, reason, _startHold(id));
    }

    /// @notice Pays what is due; anyone may call. A paused programme pays nothing.
    function pay(uint256 id) external {
        Payout storage payout = payouts[id];
        State state = stateOf(id);
        if (state != State.Pending) revert PayoutStateWrong(id, state);
        if (block.timestamp < payout.payableAt) revert PayoutLocked(id, payout.payableAt);
        if (_programmes[payout.programme].paused) revert PayoutPaused(id, payout.programme);
        if (payout.amount > settings.approvalLimit && payout.approvals < settings.approvalsRequired) {
            revert ApprovalsMissing(id, payout.approvals);
        }
        payout.state = State.Paid;
        emit PayoutPaid(id, payout.amount);
        settings.token.safeTransferFrom(settings.treasury, payout.recipient, payout.amount);
    }

    function _move(uint256 id, State from, State to, bytes32 reason) private {
        State state = stateOf(id);
        if (state != from) revert PayoutStateWrong(id, state);
        if (reason == bytes32(0)) revert ReasonMissing();
        payouts[id].state = to;
    }

    function _startHold(uint256 id) private returns (uint40 until) {
        until = uint40(block.timestamp) + settings.holdSeconds;
        payouts[id].until = until;
    }

    function _nextRound(uint256 id) private {
        Payout storage payout = payouts[id];
        (payout.approvals, payout.round) = (0, payout.round + 1);
    }
}
