// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {CivilTime} from "./CivilTime.sol";
import {Groth16} from "./Groth16.sol";
import {Periods} from "./Periods.sol";
import {CodeStore, Preparation, PreparedKey} from "./PreparedKey.sol";
import {ProgrammeRules} from "./ProgrammeRules.sol";
import {GateSetup, RootRegistry} from "./RootRegistry.sol";
import {Signals} from "./Signals.sol";
import {ClaimBasis, ClaimCode, IClaimGate} from "./interfaces/IClaimGate.sol";
import {IGroth16Verifier} from "./interfaces/IGroth16Verifier.sol";
import {IProgrammeRegistry, PeriodGrid, ProgrammeTerms} from "./interfaces/IProgrammeRegistry.sol";

/// @notice Programme versions: added through the timelock, never edited; only closed earlier or paused. A name has one grid
/// of periods for ever.
abstract contract ProgrammeRegistry is RootRegistry, IProgrammeRegistry {
    /// Adds and closes programmes.
    bytes32 public constant PROGRAMME_ROLE = keccak256("PROGRAMME_ROLE");
    /// Programmes exist on this chain only: after a fork under another id, nothing is accepted there.
    uint256 public immutable CHAIN_ID = block.chainid;
    bool public immutable ALLOW_DEVELOPMENT_KEYS;
    ProgrammeRules private immutable _RULES = new ProgrammeRules();
    /// A claim that no fold is for reads the first two slots: where the programme's own key stands and when it is open, then
    /// the grid.
    struct Programme {
        address key;
        uint40 opensAt;
        uint40 closesAt;
        uint8 freshnessDays;
        bool paused;
        PeriodGrid grid;
        uint256 schemaId;
        bytes32 nameId;
        /// Where abi.encode(terms) stands, as a `CodeStore`.
        address terms;
    }

    /// Of `closesAt` in abi.encode(terms): its head starts at 32.
    uint256 private constant CLOSES_AT_OFFSET = 32 * 10;

    mapping(bytes32 programme => Programme) internal _programmes;
    /// Prepared keys of folds. A fold is never moved or taken away, so nobody makes somebody else's claim dearer.
    mapping(bytes32 fold => address) internal _folds;
    bytes32[] private _ids;
    /// By keccak256(abi.encode(domain, name)).
    mapping(bytes32 name => bytes32) private _gridHashes;
    mapping(bytes32 name => uint8) private _largestMaxClaims;

    constructor(GateSetup memory setup) RootRegistry(setup) {
        _grantRole(PROGRAMME_ROLE, setup.timelock);
        ALLOW_DEVELOPMENT_KEYS = setup.allowDevelopmentKeys;
    }

    /// @inheritdoc IProgrammeRegistry
    function addProgramme(ProgrammeTerms calldata terms) external onlyRole(PROGRAMME_ROLE) returns (bytes32) {
        return _add(terms);
    }

    /// @inheritdoc IProgrammeRegistry
    function replaceProgramme(bytes32 older, ProgrammeTerms calldata terms) external onlyRole(PROGRAMME_ROLE) returns (bytes32 id) {
        if (_known(older).nameId != _nameId(terms.domain, terms.name)) revert NameMismatch(older);
        id = _add(terms);
        _close(older, terms.opensAt);
    }

    function _add(ProgrammeTerms calldata terms) private returns (bytes32 id) {
        _RULES.check(terms, ALLOW_DEVELOPMENT_KEYS);
        bytes32 nameId = _nameId(terms.domain, terms.name);
        _fixName(nameId, terms);
        id = programmeId(terms.domain, terms.name, terms.version);
        Programme storage programme = _programmes[id];
        if (programme.key != address(0)) revert ProgrammeExists(id);

        _registerSchema(terms.schemaId);
        _ids.push(id);
        (programme.opensAt, programme.closesAt) = (terms.opensAt, terms.closesAt);
        (programme.freshnessDays, programme.grid) = (terms.freshnessDays, terms.grid);
        (programme.schemaId, programme.nameId) = (terms.schemaId, nameId);
        programme.terms = CodeStore.write(abi.encode(terms));
        emit ProgrammeAdded(id, terms.domain, terms.name, terms.version, terms.policyHash, terms.scope, terms.verifier);
        programme.key = _ownKey(id, terms, IGroth16Verifier(terms.verifier).key());
    }

    /// The key is copied once, here; folds start from this one.
    function _ownKey(bytes32 id, ProgrammeTerms calldata terms, uint256[32] memory key) private returns (address) {
        (, uint256 limits) = _schemaState(terms.schemaId);
        Groth16.fold(key, Signals.POLICY_HASH, terms.policyHash, limits);
        Groth16.fold(key, Signals.SCOPE, terms.scope, limits);
        Preparation memory prepared;
        prepared.programme = id;
        prepared.schemaId = terms.schemaId;
        prepared.askerHash = terms.askerHash;
        prepared.version = terms.version;
        prepared.maxClaims = terms.maxClaims;
        return PreparedKey.write(key, prepared);
    }

    /// A name's grid is that of its first version, and maxClaims never falls: the person's claims in a period are counted
    /// over all versions.
    function _fixName(bytes32 nameId, ProgrammeTerms calldata terms) private {
        bytes32 grid = keccak256(abi.encode(terms.grid));
        bytes32 fixed_ = _gridHashes[nameId];
        uint8 largest = _largestMaxClaims[nameId];
        if (fixed_ == 0) _gridHashes[nameId] = grid;
        else if (fixed_ != grid) revert GridMismatch(fixed_, grid);
        if (terms.maxClaims < largest) revert MaxClaimsLowered(largest, terms.maxClaims);
        _largestMaxClaims[nameId] = terms.maxClaims;
    }

    /// @inheritdoc IProgrammeRegistry
    function closeProgramme(bytes32 id, uint40 closesAt) external onlyRole(PROGRAMME_ROLE) {
        _close(id, closesAt);
    }

    function _close(bytes32 id, uint40 closesAt) private {
        Programme storage programme = _known(id);
        if (closesAt >= programme.closesAt) revert CloseOnlyEarlier(programme.closesAt);
        programme.closesAt = closesAt;
        _moveEpoch(_programmes[id].schemaId);
        emit ProgrammeClosed(id, closesAt);
    }

    /// @inheritdoc IProgrammeRegistry
    function pauseProgramme(bytes32 id) external onlyRole(GUARDIAN_ROLE) {
        _known(id).paused = true;
        _moveEpoch(_programmes[id].schemaId);
        emit ProgrammePaused(id);
    }

    /// @inheritdoc IProgrammeRegistry
    function unpauseProgramme(bytes32 id) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _known(id).paused = false;
        emit ProgrammeUnpaused(id);
    }

    /// @inheritdoc IProgrammeRegistry
    function foldProgramme(ClaimBasis calldata basis) external returns (bytes32) {
        return _foldBasis(basis);
    }

    /// @inheritdoc IProgrammeRegistry
    function refreshProgramme(bytes32 id) external returns (bytes32) {
        (uint32 period, uint32 dayNumber) = currentPeriodAndDay(id);
        (, uint256 statusRoot) = latestStatement();
        return _foldBasis(ClaimBasis(id, trustedRoot[_programmes[id].schemaId], statusRoot, period, dayNumber));
    }

    function _foldBasis(ClaimBasis memory basis) private returns (bytes32 fold) {
        uint256[32] memory key;
        Preparation memory prepared;
        (ClaimCode code, uint40 goodUntil, uint256 epoch, uint256 limits) = _readOwnKey(basis, key, prepared);
        if (code != ClaimCode.Accepted) revert IClaimGate.ClaimRefused(code);
        _foldInto(key, basis, limits);
        (prepared.period, prepared.goodUntil, prepared.epoch) = (basis.period, goodUntil, epoch);
        fold = keccak256(abi.encode(basis));
        _folds[fold] = PreparedKey.write(key, prepared);
        emit ProgrammeFolded(
            fold, basis.programme, basis.issuerRoot, basis.statusRoot, basis.period, basis.dayNumber, goodUntil
        );
    }

    /// Reads a programme's own key. Whether anything may be claimed on a basis in this block, and the last second at which
    /// everything in it still holds.
    function _readOwnKey(ClaimBasis memory basis, uint256[32] memory key, Preparation memory prepared)
        internal
        view
        returns (ClaimCode code, uint40 goodUntil, uint256 epoch, uint256 limits)
    {
        Programme memory programme = _programmes[basis.programme];
        if (programme.key == address(0) || block.chainid != CHAIN_ID) return (ClaimCode.ProgrammeUnknown, 0, 0, 0);
        PreparedKey.read(programme.key, key, prepared);
        (epoch, limits) = _schemaState(prepared.schemaId);
        (code, goodUntil) = _checkBasis(programme, prepared.schemaId, basis, epoch);
    }

    function _checkBasis(Programme memory programme, uint256 schemaId, ClaimBasis memory basis, uint256 epoch)
        private
        view
        returns (ClaimCode code, uint40)
    {
        uint256 time = block.timestamp;
        if (programme.paused) return (ClaimCode.ProgrammePaused, 0);
        if (time < programme.opensAt || time >= programme.closesAt) return (ClaimCode.ProgrammeNotOpen, 0);
        uint256 end;
        (code, end) = _checkDay(programme, basis.period, basis.dayNumber);
        if (code != ClaimCode.Accepted) return (code, 0);
        end = _min(end, programme.closesAt - 1);
        end = _min(end, _pairGoodUntil(schemaId, basis.issuerRoot, basis.statusRoot, epoch));
        if (end < time) return (ClaimCode.RootsNotAccepted, 0);
        return (code, uint40(end));
    }

    /// The period is the one of the block's day, today lies in it and not too far behind; and the last second of that.
    function _checkDay(Programme memory programme, uint32 period, uint256 today) private view returns (ClaimCode, uint256) {
        int16 offset = programme.grid.utcOffsetMinutes;
        uint256 day = CivilTime.dayAt(block.timestamp, offset);
        (uint32 current, uint256 first, uint256 last) = Periods.periodOn(programme.grid, day);
        if (period != current) return (ClaimCode.PeriodWrong, 0);
        if (today > day || today < first || day - today > programme.freshnessDays) return (ClaimCode.DateWrong, 0);
        return (ClaimCode.Accepted, CivilTime.endOfDay(_min(today + programme.freshnessDays, last), offset));
    }

    /// Adds what a basis fixes to a programme's own key.
    function _foldInto(uint256[32] memory key, ClaimBasis memory basis, uint256 limits) internal view {
        Groth16.fold(key, Signals.ISSUER_ROOT, basis.issuerRoot, limits);
        Groth16.fold(key, Signals.STATUS_ROOT, basis.statusRoot, limits);
        Groth16.fold(key, Signals.PERIOD, basis.period, limits);
        Groth16.fold(key, Signals.TODAY, CivilTime.packToday(basis.dayNumber), limits);
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    /// @inheritdoc IProgrammeRegistry
    /// @dev Answers with the stored bytes themselves, the close put in: they are the encoding of the terms.
    function programmeTerms(bytes32 id) external view returns (ProgrammeTerms memory) {
        Programme storage programme = _known(id);
        bytes memory encoded = CodeStore.read(programme.terms);
        uint256 closesAt = programme.closesAt;
        assembly ("memory-safe") {
            mstore(add(add(encoded, 32), CLOSES_AT_OFFSET), closesAt)
            return(add(encoded, 32), mload(encoded))
        }
    }

    /// @inheritdoc IProgrammeRegistry
    function isPaused(bytes32 id) external view returns (bool) {
        return _known(id).paused;
    }

    /// @inheritdoc IProgrammeRegistry
    function programmeCount() external view returns (uint256) {
        return _ids.length;
    }

    /// @inheritdoc IProgrammeRegistry
    function programmeAt(uint256 index) external view returns (bytes32) {
        return _ids[index];
    }

    /// @inheritdoc IProgrammeRegistry
    function programmeId(string calldata domain, string calldata name, uint32 version) public pure returns (bytes32) {
        return keccak256(abi.encode(domain, name, version));
    }

    /// @inheritdoc IProgrammeRegistry
    function gridOf(string calldata domain, string calldata name) external view returns (bytes32 gridHash, uint8 maxClaims) {
        bytes32 nameId = _nameId(domain, name);
        return (_gridHashes[nameId], _largestMaxClaims[nameId]);
    }

    function _nameId(string memory domain, string memory name) private pure returns (bytes32) {
        return keccak256(abi.encode(domain, name));
    }

    /// @inheritdoc IProgrammeRegistry
    function scopeOf(string calldata domain, string calldata name) public view returns (uint256) {
        return _RULES.scopeOf(domain, name, address(this));
    }

    /// @inheritdoc IProgrammeRegistry
    function currentPeriodAndDay(bytes32 id) public view returns (uint32 period, uint32 dayNumber) {
        PeriodGrid memory grid = _known(id).grid;
        dayNumber = uint32(CivilTime.dayAt(block.timestamp, grid.utcOffsetMinutes));
        if (dayNumber >= grid.firstDay) (period,,) = Periods.periodOn(grid, dayNumber);
    }

    /// @inheritdoc IProgrammeRegistry
    function foldId(ClaimBasis calldata basis) external pure returns (bytes32) {
        return keccak256(abi.encode(basis));
    }

    /// @inheritdoc IProgrammeRegistry
    function isFoldFresh(bytes32 fold) external view returns (bool isFresh) {
        uint256[32] memory key;
        Preparation memory prepared;
        (isFresh,) = _readFold(fold, key, prepared);
    }

    /// Reads a fold, where there is one. While it is fresh nothing is left to look up: its goodUntil covers roots, programme,
    /// period and day, and a revocation, a pause or an earlier close moves the schema's epoch.
    function _readFold(bytes32 fold, uint256[32] memory key, Preparation memory prepared)
        internal
        view
        returns (bool isFresh, uint256 limits)
    {
        address at = _folds[fold];
        if (at == address(0)) return (false, 0);
        PreparedKey.read(at, key, prepared);
        uint256 epoch;
        (epoch, limits) = _schemaState(prepared.schemaId);
        isFresh = block.timestamp <= prepared.goodUntil && prepared.epoch == epoch && block.chainid == CHAIN_ID;
    }

    function _known(bytes32 id) private view returns (Programme storage programme) {
        programme = _programmes[id];
        if (programme.key == address(0)) revert ProgrammeUnknown(id);
    }

    function _askerAndVersion(bytes32 id) internal view returns (bytes32 askerHash, uint32 version) {
        uint256[32] memory key;
        Preparation memory prepared;
        PreparedKey.read(_known(id).key, key, prepared);
        return (prepared.askerHash, prepared.version);
    }
}
