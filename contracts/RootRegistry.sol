// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Bn254} from "./Bn254.sol";
import {Groth16} from "./Groth16.sol";
import {GasLimits, IRootRegistry, RootRecord} from "./interfaces/IRootRegistry.sol";

/// @notice What a gate is told when it is deployed.
struct GateSetup {
    /// Holds every role that changes whom the contract trusts, and the power to grant roles.
    address timelock;
    /// Revokes roots, pauses programmes, suspends the roles that add roots.
    address guardian;
    /// Publishes the registry's roots.
    address statusOperator;
    /// Id of the registry whose roots are taken (protocol P-42).
    bytes32 registry;
    /// How long a root is good after it was last published, in seconds: 1 to 30 days each.
    uint40 issuerRootSeconds;
    uint40 statusRootSeconds;
    /// 0 stands for four times the price on Ethereum; less is refused.
    GasLimits gasLimits;
    /// Only for test chains: anyone forges proofs under such keys.
    bool allowDevelopmentKeys;
}

/// @notice Roots by tree, each with an end that is known when it is added; and what folds of a schema depend on.
abstract contract RootRegistry is AccessControl, IRootRegistry {
    /// Adds issuer roots.
    bytes32 public constant ISSUER_ROLE = keccak256("ISSUER_ROLE");
    /// Publishes status roots and extends current issuer roots; hourly work without delay.
    bytes32 public constant STATUS_ROLE = keccak256("STATUS_ROLE");
    /// Revokes roots, suspends the roles that add them, pauses programmes.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");
    uint256 internal constant STATUS_TREE = 0;
    uint40 private constant MAX_ROOT_AGE = 30 days;
    /// So that the guardian's revocation of a status root, which reaches all of them, fits in any block.
    uint256 private constant MAX_SCHEMAS = 64;
    /// @inheritdoc IRootRegistry
    bytes32 public immutable REGISTRY;
    /// The limits of the deployment, packed as `Groth16` takes them.
    uint256 private immutable _DEPLOYED_LIMITS;

    /// One slot for each schema, so that a claim reads one: in the low 64 bits its epoch, which counts what makes folds
    /// stale; above them raised gas limits, 0 while those of the deployment hold.
    mapping(uint256 schemaId => uint256) private _schemaStates;
    uint256[] private _schemas;
    uint256 private _raisedLimits;
    mapping(uint256 tree => mapping(uint256 root => RootRecord)) private _records;
    mapping(uint256 tree => uint256) private _current;
    uint40 private _issuerRootSeconds;
    uint40 private _statusRootSeconds;
    /// @inheritdoc IRootRegistry
    mapping(bytes32 role => bool) public isSuspended;

    constructor(GateSetup memory setup) {
        _grantRole(DEFAULT_ADMIN_ROLE, setup.timelock);
        _grantRole(ISSUER_ROLE, setup.timelock);
        _grantRole(STATUS_ROLE, setup.statusOperator);
        _grantRole(GUARDIAN_ROLE, setup.guardian);
        REGISTRY = setup.registry;
        GasLimits memory limits = setup.gasLimits;
        GasLimits memory least = Groth16.unpack(Groth16.FOUR_TIMES_ETHEREUM);
        if (limits.add == 0) limits.add = least.add;
        if (limits.mul == 0) limits.mul = least.mul;
        if (limits.pairing == 0) limits.pairing = least.pairing;
        if (limits.pair == 0) limits.pair = least.pair;
        _requireAtLeast(limits, least);
        _DEPLOYED_LIMITS = Groth16.pack(limits);
        _setRootAges(setup.issuerRootSeconds, setup.statusRootSeconds);
    }

    /// @inheritdoc IRootRegistry
    function addRoot(uint256 tree, uint256 root) external {
        if (tree != STATUS_TREE && root == _current[tree] && !hasRole(ISSUER_ROLE, msg.sender)) {
            _requireActive(STATUS_ROLE);
        } else {
            _requireActive(tree == STATUS_TREE ? STATUS_ROLE : ISSUER_ROLE);
        }
        if (tree != STATUS_TREE) _registerSchema(tree);
        _addRoot(tree, root);
    }

    /// @inheritdoc IRootRegistry
    function publish(uint256 statusRoot, uint256[] calldata schemaIds) external {
        _requireActive(STATUS_ROLE);
        _addRoot(STATUS_TREE, statusRoot);
        for (uint256 i = 0; i < schemaIds.length; ++i) {
            uint256 schemaId = schemaIds[i];
            if (schemaId == STATUS_TREE) revert SchemaInvalid(schemaId);
            _addRoot(schemaId, _current[schemaId]);
        }
    }

    /// The caller has the role, and it is not suspended.
    function _requireActive(bytes32 role) private view {
        _checkRole(role);
        if (isSuspended[role]) revert RoleIsSuspended(role);
    }

    function _addRoot(uint256 tree, uint256 root) private {
        if (root == 0 || root >= Bn254.R) revert RootOutOfField(root);
        RootRecord storage record = _records[tree][root];
        if (record.revoked) revert RootWasRevoked(root);
        uint40 time = uint40(block.timestamp);
        uint40 goodUntil = time + (tree == STATUS_TREE ? _statusRootSeconds : _issuerRootSeconds) - 1;
        // A shorter age never brings an end forward: folds rely on it.
        if (goodUntil < record.goodUntil) goodUntil = record.goodUntil;
        (record.addedAt, record.goodUntil) = (time, goodUntil);
        if (root == _current[tree]) {
            emit RootExtended(tree, root, goodUntil);
        } else {
            _current[tree] = root;
            emit RootAdded(tree, root, goodUntil);
        }
    }

    /// @inheritdoc IRootRegistry
    function revokeRoot(uint256 tree, uint256 root) external onlyRole(GUARDIAN_ROLE) {
        RootRecord storage record = _records[tree][root];
        if (record.addedAt == 0) revert RootUnknown(root);
        record.revoked = true;
        if (tree == STATUS_TREE) {
            for (uint256 i = 0; i < _schemas.length; ++i) _moveEpoch(_schemas[i]);
        } else {
            _moveEpoch(tree);
        }
        emit RootRevoked(tree, root);
    }

    /// @inheritdoc IRootRegistry
    function setRootAges(uint40 issuerSeconds, uint40 statusSeconds) external {
        if (!hasRole(DEFAULT_ADMIN_ROLE, msg.sender)) {
            _checkRole(GUARDIAN_ROLE);
            if (issuerSeconds > _issuerRootSeconds) revert RootAgeInvalid(issuerSeconds);
            if (statusSeconds > _statusRootSeconds) revert RootAgeInvalid(statusSeconds);
        }
        _setRootAges(issuerSeconds, statusSeconds);
    }

    function _setRootAges(uint40 issuerSeconds, uint40 statusSeconds) private {
        if (issuerSeconds == 0 || issuerSeconds > MAX_ROOT_AGE) revert RootAgeInvalid(issuerSeconds);
        if (statusSeconds == 0 || statusSeconds > MAX_ROOT_AGE) revert RootAgeInvalid(statusSeconds);
        (_issuerRootSeconds, _statusRootSeconds) = (issuerSeconds, statusSeconds);
        emit RootAgesChanged(issuerSeconds, statusSeconds);
    }

    /// @inheritdoc IRootRegistry
    function suspendRole(bytes32 role) external onlyRole(GUARDIAN_ROLE) {
        if (role != ISSUER_ROLE && role != STATUS_ROLE) revert RoleCanNotBeSuspended(role);
        isSuspended[role] = true;
        emit RoleSuspended(role);
    }

    /// @inheritdoc IRootRegistry
    function liftSuspension(bytes32 role) external onlyRole(DEFAULT_ADMIN_ROLE) {
        isSuspended[role] = false;
        emit SuspensionLifted(role);
    }

    /// @inheritdoc IRootRegistry
    function raiseGasLimits(GasLimits calldata limits) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _requireAtLeast(limits, gasLimits());
        uint256 raised = Groth16.pack(limits);
        _raisedLimits = raised;
        for (uint256 i = 0; i < _schemas.length; ++i) {
            uint256 schemaId = _schemas[i];
            _schemaStates[schemaId] = uint64(_schemaStates[schemaId]) | raised << 64;
        }
        emit GasLimitsRaised(limits);
    }

    function _requireAtLeast(GasLimits memory limits, GasLimits memory least) private pure {
        if (limits.add < least.add || limits.mul < least.mul || limits.pairing < least.pairing || limits.pair < least.pair) {
            revert GasLimitsOnlyRise();
        }
    }

    /// Epochs count from 1, so that a schema with an epoch is in the list.
    function _registerSchema(uint256 schemaId) internal {
        if (schemaId == 0 || schemaId >= Bn254.R) revert SchemaInvalid(schemaId);
        if (_schemaStates[schemaId] != 0) return;
        if (_schemas.length == MAX_SCHEMAS) revert TooManySchemas();
        _schemas.push(schemaId);
        _schemaStates[schemaId] = 1 | _raisedLimits << 64;
    }

    /// Makes every fold for a schema's programmes stale. 2^64 steps never happen.
    function _moveEpoch(uint256 schemaId) internal {
        unchecked {
            ++_schemaStates[schemaId];
        }
    }

    /// The schema's epoch and the gas limits as `Groth16` takes them.
    function _schemaState(uint256 schemaId) internal view returns (uint256 epoch, uint256 limits) {
        uint256 state = _schemaStates[schemaId];
        (epoch, limits) = (uint64(state), state >> 64);
        if (limits == 0) limits = _DEPLOYED_LIMITS;
    }

    /// @inheritdoc IRootRegistry
    function gasLimits() public view returns (GasLimits memory) {
        return Groth16.unpack(_raisedLimits == 0 ? _DEPLOYED_LIMITS : _raisedLimits);
    }

    /// @inheritdoc IRootRegistry
    function currentRoot(uint256 tree) public view returns (uint256) {
        return _current[tree];
    }

    /// @inheritdoc IRootRegistry
    function rootAges() external view returns (uint40 issuerSeconds, uint40 statusSeconds) {
        return (_issuerRootSeconds, _statusRootSeconds);
    }

    /// @inheritdoc IRootRegistry
    function rootRecord(uint256 tree, uint256 root) external view returns (RootRecord memory) {
        return _records[tree][root];
    }

    /// @inheritdoc IRootRegistry
    function isRootAccepted(uint256 tree, uint256 root) external view returns (bool) {
        return _goodUntil(tree, root) >= block.timestamp;
    }

    /// Last second at which a root is accepted; 0 for an unknown or revoked one.
    function _goodUntil(uint256 tree, uint256 root) internal view returns (uint256) {
        RootRecord memory record = _records[tree][root];
        return record.revoked ? 0 : record.goodUntil;
    }
}
