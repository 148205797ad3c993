// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Bn254} from "./Bn254.sol";
import {CivilTime} from "./CivilTime.sol";
import {Groth16} from "./Groth16.sol";
import {Preparation, PreparedKey} from "./PreparedKey.sol";
import {RootRegistry} from "./RootRegistry.sol";
import {Signals} from "./Signals.sol";
import {ClaimBasis} from "./interfaces/IClaimGate.sol";
import {IGroth16Verifier} from "./interfaces/IGroth16Verifier.sol";
import {IProgrammeRegistry, ProgrammeTerms} from "./interfaces/IProgrammeRegistry.sol";
import {RootKind} from "./interfaces/IRootRegistry.sol";

/// @notice Programme versions: added through the timelock, never edited; only closed earlier or paused.
contract ProgrammeRegistry is RootRegistry, IProgrammeRegistry {
    /// Adds and closes programmes.
    bytes32 public constant PROGRAMME_ROLE = keccak256("PROGRAMME_ROLE");
    /// Programmes exist on this chain only: after a fork under another id, nothing is accepted there.
    uint256 public immutable CHAIN_ID = block.chainid;
    bool public immutable ALLOW_DEVELOPMENT_KEYS;

    /// One slot: where the prepared key stands, and what may still change.
    struct Programme {
        address key;
        uint40 closesAt;
        bool paused;
    }

    mapping(bytes32 programme => Programme) internal _programmes;
    /// Prepared keys of complete folds.
    mapping(bytes32 fold => address) internal _folds;
    mapping(bytes32 programme => ProgrammeTerms) internal _terms;
    bytes32[] private _ids;

    /// @param allowDevelopmentKeys only for test chains: anyone forges proofs under such keys
    constructor(address timelock, address guardian, address statusOperator, bool allowDevelopmentKeys)
        RootRegistry(timelock, guardian, statusOperator)
    {
        _grantRole(PROGRAMME_ROLE, timelock);
        ALLOW_DEVELOPMENT_KEYS = allowDevelopmentKeys;
    }

    /// @inheritdoc IProgrammeRegistry
    function addProgramme(ProgrammeTerms calldata terms) external onlyRole(PROGRAMME_ROLE) returns (bytes32 id) {
        _requireTerms(terms);
        id = programmeId(terms.domain, terms.name, terms.version);
        Programme storage programme = _programmes[id];
        if (programme.key != address(0)) revert ProgrammeExists(id);
        uint256 expected = scopeOf(terms.domain, terms.name);
        if (terms.scope != expected) revert ScopeMismatch(expected, terms.scope);
        IGroth16Verifier verifier = IGroth16Verifier(terms.verifier);
        if (verifier.signalSchemaHash() != Signals.SCHEMA_HASH) revert TermsInvalid("verifier");
        if (verifier.DEVELOPMENT_KEY() && !ALLOW_DEVELOPMENT_KEYS) revert DevelopmentKeyRefused(terms.verifier);

        _terms[id] = terms;
        _ids.push(id);
        programme.closesAt = terms.closesAt;
        emit ProgrammeAdded(id, terms.domain, terms.name, terms.version, terms.policyHash, terms.scope, terms.verifier);
        _prepareFirst(id, programme, terms, verifier.key());
    }

    /// The key is copied once, here; later preparations start from this one.
    function _prepareFirst(bytes32 id, Programme storage programme, ProgrammeTerms calldata terms, uint256[32] memory key) private {
        Groth16.fold(key, Signals.POLICY_HASH, terms.policyHash);
        Groth16.fold(key, Signals.SCOPE, terms.scope);
        Preparation memory prepared;
        prepared.programme = id;
        prepared.opensAt = terms.opensAt;
        prepared.maxClaims = terms.maxClaims;
        prepared.freshnessDays = terms.freshnessDays;
        prepared.utcOffsetMinutes = terms.utcOffsetMinutes;
        prepared.periodStart = terms.periodStart;
        prepared.periodSeconds = terms.periodSeconds;
        prepared.firstPeriod = terms.firstPeriod;
        _store(id, programme, key, prepared);
    }

    function _requireTerms(ProgrammeTerms calldata terms) private pure {
        _requireLabel(terms.domain, "domain");
        _requireLabel(terms.name, "name");
        if (terms.policyHash >= Bn254.R) revert TermsInvalid("policyHash");
        if (terms.closesAt <= terms.opensAt) revert TermsInvalid("closesAt");
        if (terms.maxClaims == 0 || terms.maxClaims > 16) revert TermsInvalid("maxClaims");
        if (terms.utcOffsetMinutes < -720 || terms.utcOffsetMinutes > 840) revert TermsInvalid("utcOffsetMinutes");
        if (terms.periodStart > terms.opensAt) revert TermsInvalid("periodStart");
        if (terms.periodSeconds == 0) revert TermsInvalid("periodSeconds");
        uint256 lastPeriod = uint256(terms.closesAt - terms.periodStart) / terms.periodSeconds + terms.firstPeriod;
        if (lastPeriod > type(uint32).max) revert TermsInvalid("firstPeriod");
    }

    /// Printable ASCII needs no normalisation, so the hash is that of P-2.
    function _requireLabel(string calldata text, string memory field) private pure {
        bytes calldata raw = bytes(text);
        if (raw.length == 0 || raw.length > 253) revert TermsInvalid(field);
        for (uint256 i = 0; i < raw.length; ++i) {
            if (raw[i] < 0x21 || raw[i] > 0x7e) revert TermsInvalid(field);
        }
    }

    /// @inheritdoc IProgrammeRegistry
    function closeProgramme(bytes32 id, uint40 closesAt) external onlyRole(PROGRAMME_ROLE) {
        Programme storage programme = _known(id);
        if (closesAt >= programme.closesAt) revert CloseOnlyEarlier(programme.closesAt);
        programme.closesAt = closesAt;
        ++_epoch;
        emit ProgrammeClosed(id, closesAt);
    }

    /// @inheritdoc IProgrammeRegistry
    function pauseProgramme(bytes32 id) external onlyRole(GUARDIAN_ROLE) {
        _known(id).paused = true;
        ++_epoch;
        emit ProgrammePaused(id);
    }

    /// @inheritdoc IProgrammeRegistry
    function unpauseProgramme(bytes32 id) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _known(id).paused = false;
        emit ProgrammeUnpaused(id);
    }

    /// @inheritdoc IProgrammeRegistry
    function refreshProgramme(bytes32 id) external {
        Programme storage programme = _known(id);
        uint256[32] memory key;
        Preparation memory prepared;
        PreparedKey.read(programme.key, key, prepared);
        _store(id, programme, key, prepared);
    }

    /// Moves the programme's prepared key to the current roots and the block's time.
    function _store(bytes32 id, Programme storage programme, uint256[32] memory key, Preparation memory prepared) private {
        programme.key = _prepare(programme, key, prepared, _currentRoot(RootKind.Issuer), _currentRoot(RootKind.Status));
        emit ProgrammeRefreshed(id, prepared.issuerRoot, prepared.statusRoot, prepared.period, prepared.dayNumber);
    }

    /// @inheritdoc IProgrammeRegistry
    function foldProgramme(bytes32 id, uint256 issuerRoot, uint256 statusRoot) external returns (bytes32 fold) {
        Programme storage programme = _known(id);
        uint256[32] memory key;
        Preparation memory prepared;
        PreparedKey.read(programme.key, key, prepared);
        address at = _prepare(programme, key, prepared, issuerRoot, statusRoot);
        fold = foldId(id, issuerRoot, statusRoot, prepared.period, prepared.dayNumber);
        _folds[fold] = at;
        emit ProgrammeFolded(fold, id, issuerRoot, statusRoot, prepared.period, prepared.dayNumber, prepared.goodUntil);
    }

    /// Folds two roots and the block's period and day into a key in place of those it holds, and writes it down.
    function _prepare(
        Programme memory programme,
        uint256[32] memory key,
        Preparation memory prepared,
        uint256 issuerRoot,
        uint256 statusRoot
    ) private returns (address) {
        (uint32 period, uint32 dayNumber) = _periodAndDay(prepared);
        _move(key, prepared, ClaimBasis(prepared.programme, issuerRoot, statusRoot, period, dayNumber));
        (prepared.issuerRoot, prepared.statusRoot) = (issuerRoot, statusRoot);
        (prepared.period, prepared.dayNumber) = (period, dayNumber);
        prepared.goodUntil = _foldGoodUntil(programme, prepared);
        prepared.epoch = _epoch;
        return PreparedKey.write(key, prepared);
    }

    function _preparation(address at) private view returns (Preparation memory prepared) {
        uint256[32] memory key;
        PreparedKey.read(at, key, prepared);
    }

    /// Folds a basis into a key in place of the one it holds; what is the same costs nothing.
    function _move(uint256[32] memory key, Preparation memory prepared, ClaimBasis memory basis) internal view {
        Groth16.fold(key, Signals.ISSUER_ROOT, _difference(basis.issuerRoot, prepared.issuerRoot));
        Groth16.fold(key, Signals.STATUS_ROOT, _difference(basis.statusRoot, prepared.statusRoot));
        Groth16.fold(key, Signals.PERIOD, _difference(basis.period, prepared.period));
        if (basis.dayNumber != prepared.dayNumber) {
            Groth16.fold(key, Signals.TODAY, _difference(_today(basis.dayNumber), _today(prepared.dayNumber)));
        }
    }

    /// The signal of a day; a key without a day holds 0.
    function _today(uint32 dayNumber) private pure returns (uint256) {
        return dayNumber == 0 ? 0 : CivilTime.packToday(dayNumber);
    }

    /// The earliest end of anything that the fold takes for granted; 0 when it holds not even now.
    function _foldGoodUntil(Programme memory programme, Preparation memory prepared) private view returns (uint40) {
        if (programme.paused || block.timestamp < prepared.opensAt || block.timestamp >= programme.closesAt) return 0;
        uint256 end = programme.closesAt - 1;
        uint256 lastDayEnd = uint256(
            int256((uint256(prepared.dayNumber) + prepared.freshnessDays + 1 - CivilTime.EPOCH_DAY) * 1 days)
                - int256(prepared.utcOffsetMinutes) * 60 - 1
        );
        uint256 periodEnd =
            prepared.periodStart + (uint256(prepared.period) - prepared.firstPeriod + 1) * prepared.periodSeconds - 1;
        end = _min(_min(end, lastDayEnd), periodEnd);
        uint256 rootsEnd = _min(_goodUntil(RootKind.Issuer, prepared.issuerRoot), _goodUntil(RootKind.Status, prepared.statusRoot));
        return uint40(_min(end, rootsEnd));
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    /// @inheritdoc IProgrammeRegistry
    function programmeTerms(bytes32 id) external view returns (ProgrammeTerms memory terms) {
        terms = _terms[id];
        terms.closesAt = _known(id).closesAt;
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
    function scopeOf(string calldata domain, string calldata name) public view returns (uint256) {
        bytes memory chain = bytes(string.concat("eip155:", Strings.toString(block.chainid)));
        bytes memory self = bytes(Strings.toHexString(address(this)));
        return uint256(
            sha256(
                abi.encodePacked(
                    "civicproof/v2/s1/scope",
                    uint32(bytes(domain).length),
                    domain,
                    uint32(bytes(name).length),
                    name,
                    uint32(chain.length),
                    chain,
                    uint32(self.length),
                    self
                )
            )
        ) >> 8;
    }

    /// @inheritdoc IProgrammeRegistry
    function currentPeriodAndDay(bytes32 id) external view returns (uint32 period, uint32 dayNumber) {
        Preparation memory prepared = _preparation(_known(id).key);
        return _periodAndDay(prepared);
    }

    /// @inheritdoc IProgrammeRegistry
    function foldId(bytes32 id, uint256 issuerRoot, uint256 statusRoot, uint32 period, uint32 dayNumber)
        public
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(id, issuerRoot, statusRoot, period, dayNumber));
    }

    /// @inheritdoc IProgrammeRegistry
    function isFoldFresh(bytes32 fold) external view returns (bool) {
        return _isFresh(_preparation(_folds[fold]));
    }

    /// Nothing stands at an unknown fold's address 0, so its goodUntil is 0.
    function _isFresh(Preparation memory prepared) internal view returns (bool) {
        return block.timestamp <= prepared.goodUntil && prepared.epoch == _epoch && block.chainid == CHAIN_ID;
    }

    function _known(bytes32 id) private view returns (Programme storage programme) {
        programme = _programmes[id];
        if (programme.key == address(0)) revert ProgrammeUnknown(id);
    }

    /// Before its start a programme is in its first period.
    function _periodAndDay(Preparation memory prepared) internal view returns (uint32 period, uint32 dayNumber) {
        uint256 time = block.timestamp;
        uint256 elapsed = time > prepared.periodStart ? time - prepared.periodStart : 0;
        period = uint32(elapsed / prepared.periodSeconds + prepared.firstPeriod);
        unchecked {
            dayNumber = uint32(uint256(int256(time) + int256(prepared.utcOffsetMinutes) * 60) / 1 days + CivilTime.EPOCH_DAY);
        }
    }

    /// What to add to a point that holds one value so that it holds another.
    function _difference(uint256 wanted, uint256 held) internal pure returns (uint256) {
        unchecked {
            return wanted >= held ? wanted - held : Bn254.R - (held - wanted);
        }
    }
}
