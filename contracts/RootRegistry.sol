// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Bn254} from "./Bn254.sol";
import {Groth16} from "./Groth16.sol";
import {GasLimits, IRootRegistry, IssuerRoot, RootStatement} from "./interfaces/IRootRegistry.sol";

/// @notice What a gate is told when it is deployed.
struct GateSetup {
    /// Holds every role that changes whom the contract trusts, and the power to grant roles.
    address timelock;
    /// Revokes roots, pauses programmes, suspends the roles that add roots.
    address guardian;
    /// Publishes the roots of the registry's statements.
    address statusOperator;
    /// Id of the registry whose statements are taken (protocol P-42).
    bytes32 registry;
    /// How long a statement's roots are good, counted from its time, in seconds: 1 to 30 days.
    uint40 maxRootAge;
    /// 0 stands for four times the price on Ethereum; less is refused.
    GasLimits gasLimits;
    /// Only for test chains: anyone forges proofs under such keys.
    bool allowDevelopmentKeys;
}

/// @notice Pairs of roots, each with an end that is known when it is published; and what folds of a schema depend on.
abstract contract RootRegistry is AccessControl, IRootRegistry {
    /// Trusts issuer roots.
    bytes32 public constant ISSUER_ROLE = keccak256("ISSUER_ROLE");
    /// Publishes statements; hourly work without delay.
    bytes32 public constant STATUS_ROLE = keccak256("STATUS_ROLE");
    /// Revokes roots, suspends the roles that add them, pauses programmes.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");
    uint256 internal constant STATUS_TREE = 0;
    uint40 private constant LONGEST_ROOT_AGE = 30 days;
    /// So that the guardian's revocation of a status root, which reaches all of them, fits in any block.
    uint256 private constant MAX_SCHEMAS = 64;
    /// @inheritdoc IRootRegistry
    bytes32 public immutable REGISTRY;
    /// The limits of the deployment, packed as `Groth16` takes them.
    uint256 private immutable _DEPLOYED_LIMITS;

    struct Pair {
        /// Last second at which it is accepted.
        uint40 goodUntil;
        /// The schema's epoch when it was published.
        uint64 epoch;
    }

    /// One slot for each schema, so that a claim reads one: in the low 64 bits its epoch, which counts what makes folds
    /// stale; above them raised gas limits, 0 while those of the deployment hold.
    mapping(uint256 schemaId => uint256) private _schemaStates;
    uint256[] private _schemas;
    uint256 private _raisedLimits;
    /// By keccak256(abi.encode(schemaId, issuerRoot, statusRoot)).
    mapping(bytes32 pair => Pair) private _pairs;
    /// @inheritdoc IRootRegistry
    mapping(uint256 tree => mapping(uint256 root => bool)) public isRevoked;
    /// @inheritdoc IRootRegistry
    mapping(uint256 schemaId => uint256) public trustedRoot;
    uint256 private _statusRoot;
    uint40 private _time;
    /// @inheritdoc IRootRegistry
    uint40 public maxRootAge;
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
        _setMaxRootAge(setup.maxRootAge);
    }

    /// @inheritdoc IRootRegistry
    function trustIssuerRoot(uint256 schemaId, uint256 root) external {
        _requireActive(ISSUER_ROLE);
        _registerSchema(schemaId);
        _requireGood(schemaId, root);
        trustedRoot[schemaId] = root;
        emit IssuerRootTrusted(schemaId, root);
    }

    /// @inheritdoc IRootRegistry
    function publish(RootStatement calldata statement) external {
        _requireActive(STATUS_ROLE);
        (uint40 time, uint256 statusRoot) = (statement.time, statement.statusRoot);
        if (statement.registry != REGISTRY) revert RegistryMismatch(REGISTRY, statement.registry);
        if (time > block.timestamp || time < _time) revert StatementTimeInvalid(time);
        _requireGood(STATUS_TREE, statusRoot);
        (_time, _statusRoot) = (time, statusRoot);
        uint40 end = time + maxRootAge - 1;
        for (uint256 i = 0; i < statement.issuerRoots.length; ++i) {
            (uint256 schemaId, uint256 root) = (statement.issuerRoots[i].schemaId, statement.issuerRoots[i].root);
            if (root != trustedRoot[schemaId]) revert RootNotTrusted(schemaId, root);
            _requireGood(schemaId, root);
            Pair storage pair = _pairs[_pairId(schemaId, root, statusRoot)];
            // A shorter age never brings an end forward: folds rely on it.
            uint40 goodUntil = end < pair.goodUntil ? pair.goodUntil : end;
            (uint256 epoch,) = _schemaState(schemaId);
            (pair.goodUntil, pair.epoch) = (goodUntil, uint64(epoch));
            emit PairPublished(schemaId, root, statusRoot, goodUntil);
        }
    }

    function _requireGood(uint256 tree, uint256 root) private view {
        if (root == 0 || root >= Bn254.R) revert RootOutOfField(root);
        if (isRevoked[tree][root]) revert RootWasRevoked(root);
    }

    /// The caller has the role, and it is not suspended.
    function _requireActive(bytes32 role) private view {
        _checkRole(role);
        if (isSuspended[role]) revert RoleIsSuspended(role);
    }

    /// @inheritdoc IRootRegistry
    function revokeRoot(uint256 tree, uint256 root) external onlyRole(GUARDIAN_ROLE) {
        if (root == 0 || root >= Bn254.R) revert RootOutOfField(root);
        isRevoked[tree][root] = true;
        if (tree == STATUS_TREE) {
            for (uint256 i = 0; i < _schemas.length; ++i) _moveEpoch(_schemas[i]);
        } else {
            if (_schemaStates[tree] == 0) revert SchemaInvalid(tree);
            _moveEpoch(tree);
        }
        emit RootRevoked(tree, root);
    }

    /// @inheritdoc IRootRegistry
    function setMaxRootAge(uint40 age) external {
        if (!hasRole(DEFAULT_ADMIN_ROLE, msg.sender)) {
            _checkRole(GUARDIAN_ROLE);
            if (age > maxRootAge) revert MaxRootAgeInvalid(age);
        }
        _setMaxRootAge(age);
    }

    function _setMaxRootAge(uint40 age) private {
        if (age == 0 || age > LONGEST_ROOT_AGE) revert MaxRootAgeInvalid(age);
        maxRootAge = age;
        emit MaxRootAgeChanged(age);
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
    function latestStatement() public view returns (uint40 time, uint256 statusRoot) {
        return (_time, _statusRoot);
    }

    /// @inheritdoc IRootRegistry
    function pairGoodUntil(uint256 schemaId, uint256 issuerRoot, uint256 statusRoot) external view returns (uint256) {
        (uint256 epoch,) = _schemaState(schemaId);
        return _pairGoodUntil(schemaId, issuerRoot, statusRoot, epoch);
    }

    /// `epoch` is the schema's: where it is that of the publication, nothing was revoked since.
    function _pairGoodUntil(uint256 schemaId, uint256 issuerRoot, uint256 statusRoot, uint256 epoch)
        internal
        view
        returns (uint256)
    {
        Pair memory pair = _pairs[_pairId(schemaId, issuerRoot, statusRoot)];
        if (pair.epoch == epoch) return pair.goodUntil;
        return isRevoked[schemaId][issuerRoot] || isRevoked[STATUS_TREE][statusRoot] ? 0 : pair.goodUntil;
    }

    function _pairId(uint256 schemaId, uint256 issuerRoot, uint256 statusRoot) private pure returns (bytes32) {
        return keccak256(abi.encode(schemaId, issuerRoot, statusRoot));
    }
}
