// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ClaimGate} from "../ClaimGate.sol";

/// @notice Pays a fixed amount per claim out of a treasury's ERC-20 allowance, after a lock, with approvals above a limit.
/// An arbiter can hold a payout in the lock and then release or reject it; a rejected one can be appealed.
contract BenefitDisbursement is ClaimGate {
    using SafeERC20 for IERC20;

    bytes32 public constant APPROVER_ROLE = keccak256("APPROVER_ROLE");
    bytes32 public constant ARBITER_ROLE = keccak256("ARBITER_ROLE");

    enum State {
        None,
        Pending,
        Held,
        Rejected,
        Paid
    }

    struct Payout {
        address recipient;
        /// Unix seconds: payable from here on.
        uint40 payableAt;
        /// Unix seconds: a rejected payout can be appealed up to here.
        uint40 appealUntil;
        State state;
        uint8 approvals;
        bytes32 programme;
        uint256 amount;
    }

    struct Settings {
        IERC20 token;
        address treasury;
        /// Payouts above it need `approvalsRequired` approvals.
        uint256 approvalLimit;
        uint8 approvalsRequired;
        uint40 lockSeconds;
        uint40 appealSeconds;
    }

    Settings public settings;
    uint256 public payoutCount;
    mapping(bytes32 programme => uint256) public awardOf;
    mapping(uint256 id => Payout) public payouts;
    mapping(uint256 id => mapping(address => bool)) public hasApproved;

    event AwardSet(bytes32 indexed programme, uint256 amount);
    event PayoutQueued(uint256 indexed id, bytes32 indexed programme, uint256 amount, uint40 payableAt);
    event PayoutApproved(uint256 indexed id, address indexed approver, uint8 approvals);
    /// @notice Reasons are codes or hashes, never personal data.
    event PayoutHeld(uint256 indexed id, bytes32 reason);
    event PayoutReleased(uint256 indexed id, bytes32 reason);
    event PayoutRejected(uint256 indexed id, bytes32 reason, uint40 appealUntil);
    event PayoutAppealed(uint256 indexed id, bytes32 reason);
    event PayoutPaid(uint256 indexed id, uint256 amount);

    error SettingsInvalid();
    error AwardMissing(bytes32 programme);
    error AwardAlreadySet(bytes32 programme);
    error PayoutStateWrong(uint256 id, State state);
    error PayoutLocked(uint256 id, uint40 payableAt);
    error ApprovalsMissing(uint256 id, uint8 approvals);
    error ApprovedAlready(uint256 id, address approver);
    error AppealRefused(uint256 id);
    error ReasonMissing();

    constructor(
        address timelock,
        address guardian,
        address statusOperator,
        bool allowDevelopmentKeys,
        Settings memory chosen
    ) ClaimGate(timelock, guardian, statusOperator, allowDevelopmentKeys) {
        if (address(chosen.token) == address(0) || chosen.treasury == address(0) || chosen.approvalsRequired == 0) {
            revert SettingsInvalid();
        }
        settings = chosen;
    }

    /// @notice Fixes what one claim of a programme version pays; never edited.
    function setAward(bytes32 programme, uint256 amount) external onlyRole(PROGRAMME_ROLE) {
        if (awardOf[programme] != 0) revert AwardAlreadySet(programme);
        if (amount == 0) revert AwardMissing(programme);
        awardOf[programme] = amount;
        emit AwardSet(programme, amount);
    }

    function _onClaim(bytes32 programme, uint256, address recipient, uint8) internal override {
        uint256 amount = awardOf[programme];
        if (amount == 0) revert AwardMissing(programme);
        uint40 payableAt = uint40(block.timestamp) + settings.lockSeconds;
        uint256 id = ++payoutCount;
        payouts[id] = Payout(recipient, payableAt, 0, State.Pending, 0, programme, amount);
        emit PayoutQueued(id, programme, amount, payableAt);
    }

    /// @notice One approver, one approval.
    function approve(uint256 id) external onlyRole(APPROVER_ROLE) {
        Payout storage payout = payouts[id];
        if (payout.state != State.Pending && payout.state != State.Held) revert PayoutStateWrong(id, payout.state);
        if (hasApproved[id][msg.sender]) revert ApprovedAlready(id, msg.sender);
        hasApproved[id][msg.sender] = true;
        emit PayoutApproved(id, msg.sender, ++payout.approvals);
    }

    /// @notice Stops a pending payout until it is released or rejected.
    function hold(uint256 id, bytes32 reason) external onlyRole(ARBITER_ROLE) {
        _move(id, State.Pending, State.Held, reason);
        emit PayoutHeld(id, reason);
    }

    /// @notice Lets a held payout go on.
    function release(uint256 id, bytes32 reason) external onlyRole(ARBITER_ROLE) {
        _move(id, State.Held, State.Pending, reason);
        emit PayoutReleased(id, reason);
    }

    /// @notice Refuses a held payout and opens the appeal window.
    function reject(uint256 id, bytes32 reason) external onlyRole(ARBITER_ROLE) {
        _move(id, State.Held, State.Rejected, reason);
        uint40 appealUntil = uint40(block.timestamp) + settings.appealSeconds;
        payouts[id].appealUntil = appealUntil;
        emit PayoutRejected(id, reason, appealUntil);
    }

    /// @notice The recipient has a rejected payout looked at again.
    function appeal(uint256 id, bytes32 reason) external {
        Payout storage payout = payouts[id];
        if (msg.sender != payout.recipient || block.timestamp > payout.appealUntil) revert AppealRefused(id);
        _move(id, State.Rejected, State.Held, reason);
        emit PayoutAppealed(id, reason);
    }

    /// @notice Pays what is due; anyone may call.
    function pay(uint256 id) external {
        Payout storage payout = payouts[id];
        if (payout.state != State.Pending) revert PayoutStateWrong(id, payout.state);
        if (block.timestamp < payout.payableAt) revert PayoutLocked(id, payout.payableAt);
        if (payout.amount > settings.approvalLimit && payout.approvals < settings.approvalsRequired) {
            revert ApprovalsMissing(id, payout.approvals);
        }
        payout.state = State.Paid;
        emit PayoutPaid(id, payout.amount);
        settings.token.safeTransferFrom(settings.treasury, payout.recipient, payout.amount);
    }

    function _move(uint256 id, State from, State to, bytes32 reason) private {
        Payout storage payout = payouts[id];
        if (payout.state != from) revert PayoutStateWrong(id, payout.state);
        if (reason == bytes32(0)) revert ReasonMissing();
        payout.state = to;
    }
}
