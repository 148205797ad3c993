// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Bn254} from "./Bn254.sol";
import {IRootRegistry, RootKind, RootRecord} from "./interfaces/IRootRegistry.sol";

/// @notice Roots with history. Issuer roots and grace windows change through the timelock; status roots by their operator.
contract RootRegistry is AccessControl, IRootRegistry {
    /// Adds issuer roots.
    bytes32 public constant ISSUER_ROLE = keccak256("ISSUER_ROLE");
    /// Adds status roots; daily work without delay.
    bytes32 public constant STATUS_ROLE = keccak256("STATUS_ROLE");
    /// Revokes roots and pauses programmes.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");
    uint40 public constant MAX_GRACE = 30 days;

    mapping(RootKind => mapping(uint256 root => RootRecord)) private _records;
    mapping(RootKind => uint256[]) private _history;
    mapping(RootKind => uint40) private _grace;
    /// Counts changes that make folds stale.
    uint256 internal _epoch;

    /// @param timelock holds every role that changes whom the contract trusts, and the power to grant roles
    constructor(address timelock, address guardian, address statusOperator) {
        _grantRole(DEFAULT_ADMIN_ROLE, timelock);
        _grantRole(ISSUER_ROLE, timelock);
        _grantRole(STATUS_ROLE, statusOperator);
        _grantRole(GUARDIAN_ROLE, guardian);
        _grace[RootKind.Issuer] = 1 days;
        _grace[RootKind.Status] = 1 hours;
    }

    /// @inheritdoc IRootRegistry
    function addRoot(RootKind kind, uint256 root) external onlyRole(kind == RootKind.Issuer ? ISSUER_ROLE : STATUS_ROLE) {
        if (root == 0 || root >= Bn254.R) revert RootOutOfField(root);
        RootRecord storage added = _records[kind][root];
        if (added.revoked) revert RootWasRevoked(root);
        if (added.addedAt != 0 && added.supersededAt == 0) revert RootAlreadyCurrent(root);
        uint40 time = uint40(block.timestamp);
        uint256[] storage history = _history[kind];
        if (history.length > 0) {
            uint256 before = history[history.length - 1];
            RootRecord storage superseded = _records[kind][before];
            if (!superseded.revoked) {
                uint40 goodUntil = time + _grace[kind];
                (superseded.supersededAt, superseded.goodUntil) = (time, goodUntil);
                emit RootSuperseded(kind, before, goodUntil);
            }
        }
        _records[kind][root] = RootRecord({addedAt: time, supersededAt: 0, goodUntil: 0, revoked: false});
        emit RootAdded(kind, root, history.length);
        history.push(root);
        ++_epoch;
    }

    /// @inheritdoc IRootRegistry
    function revokeRoot(RootKind kind, uint256 root) external onlyRole(GUARDIAN_ROLE) {
        RootRecord storage record = _records[kind][root];
        if (record.addedAt == 0) revert RootUnknown(root);
        record.revoked = true;
        ++_epoch;
        emit RootRevoked(kind, root);
    }

    /// @inheritdoc IRootRegistry
    function setGrace(RootKind kind, uint40 graceSeconds) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (graceSeconds > MAX_GRACE) revert GraceTooLong(graceSeconds);
        _grace[kind] = graceSeconds;
        emit GraceChanged(kind, graceSeconds);
    }

    /// @inheritdoc IRootRegistry
    function currentRoot(RootKind kind) external view returns (uint256) {
        return _currentRoot(kind);
    }

    function _currentRoot(RootKind kind) internal view returns (uint256) {
        uint256 count = _history[kind].length;
        return count == 0 ? 0 : _history[kind][count - 1];
    }

    /// @inheritdoc IRootRegistry
    function grace(RootKind kind) external view returns (uint40) {
        return _grace[kind];
    }

    /// @inheritdoc IRootRegistry
    function rootRecord(RootKind kind, uint256 root) external view returns (RootRecord memory) {
        return _records[kind][root];
    }

    /// @inheritdoc IRootRegistry
    function isRootAccepted(RootKind kind, uint256 root) external view returns (bool) {
        return _goodUntil(kind, root) >= block.timestamp;
    }

    /// @inheritdoc IRootRegistry
    function rootCount(RootKind kind) external view returns (uint256) {
        return _history[kind].length;
    }

    /// @inheritdoc IRootRegistry
    function rootAt(RootKind kind, uint256 index) external view returns (uint256) {
        return _history[kind][index];
    }

    /// Last second at which a root is accepted; 0 for an unknown or revoked one.
    function _goodUntil(RootKind kind, uint256 root) internal view returns (uint256) {
        RootRecord memory record = _records[kind][root];
        if (record.addedAt == 0 || record.revoked) return 0;
        return record.goodUntil == 0 ? type(uint40).max : record.goodUntil;
    }
}
