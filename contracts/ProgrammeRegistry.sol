// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Bn254} from "./Bn254.sol";
import {CivilTime} from "./CivilTime.sol";
import {RootRegistry} from "./RootRegistry.sol";
import {Signals} from "./Signals.sol";
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

    /// Four slots: what a claim reads.
    struct Programme {
        address verifier;
        uint40 opensAt;
        uint40 closesAt;
        uint8 maxClaims;
        uint8 freshnessDays;
        uint40 periodStart;
        uint40 periodSeconds;
        uint32 firstPeriod;
        /// Period and day that (x, y) holds.
        uint32 basePeriod;
        uint32 baseDay;
        int16 utcOffsetMinutes;
        bool paused;
        /// Constant point + policyHash, scope, basePeriod and baseDay.
        uint256 x;
        uint256 y;
    }

    /// Four slots: what a folded claim reads.
    struct Fold {
        address verifier;
        uint40 goodUntil;
        uint8 maxClaims;
        uint32 period;
        /// Low bits of the registry's epoch.
        uint16 epoch;
        bytes32 programme;
        uint256 x;
        uint256 y;
    }

    mapping(bytes32 programme => Programme) internal _programmes;
    mapping(bytes32 fold => Fold) internal _folds;
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
        if (programme.verifier != address(0)) revert ProgrammeExists(id);
        uint256 expected = scopeOf(terms.domain, terms.name);
        if (terms.scope != expected) revert ScopeMismatch(expected, terms.scope);
        IGroth16Verifier verifier = IGroth16Verifier(terms.verifier);
        if (verifier.signalSchemaHash() != Signals.SCHEMA_HASH) revert TermsInvalid("verifier");
        if (verifier.DEVELOPMENT_KEY() && !ALLOW_DEVELOPMENT_KEYS) revert DevelopmentKeyRefused(terms.verifier);

        _terms[id] = terms;
        programme.verifier = terms.verifier;
        programme.opensAt = terms.opensAt;
        programme.closesAt = terms.closesAt;
        programme.maxClaims = terms.maxClaims;
        programme.freshnessDays = terms.freshnessDays;
        programme.periodStart = terms.periodStart;
        programme.periodSeconds = terms.periodSeconds;
        programme.firstPeriod = terms.firstPeriod;
        programme.utcOffsetMinutes = terms.utcOffsetMinutes;
        _ids.push(id);
        emit ProgrammeAdded(id, terms.domain, terms.name, terms.version, terms.policyHash, terms.scope, terms.verifier);
        _refresh(id, programme);
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
        _refresh(id, _known(id));
    }

    function _refresh(bytes32 id, Programme storage programme) private {
        (uint32 period, uint32 dayNumber) = _periodAndDay(programme);
        ProgrammeTerms storage terms = _terms[id];
        IGroth16Verifier verifier = IGroth16Verifier(programme.verifier);
        uint256[8] memory signals;
        signals[Signals.POLICY_HASH] = terms.policyHash;
        signals[Signals.SCOPE] = terms.scope;
        signals[Signals.PERIOD] = period;
        signals[Signals.TODAY] = CivilTime.packToday(dayNumber);
        (uint256 x, uint256 y) = verifier.foldBase();
        (programme.x, programme.y) = verifier.fold(x, y, signals);
        (programme.basePeriod, programme.baseDay) = (period, dayNumber);
        emit ProgrammeRefreshed(id, period, dayNumber);
    }

    /// @inheritdoc IProgrammeRegistry
    function foldProgramme(bytes32 id, uint256 issuerRoot, uint256 statusRoot) external returns (bytes32 fold) {
        Programme memory programme = _known(id);
        (uint32 period, uint32 dayNumber) = _periodAndDay(programme);
        fold = foldId(id, issuerRoot, statusRoot, period, dayNumber);
        uint256[8] memory signals;
        signals[Signals.ISSUER_ROOT] = issuerRoot;
        signals[Signals.STATUS_ROOT] = statusRoot;
        signals[Signals.PERIOD] = _difference(period, programme.basePeriod);
        signals[Signals.TODAY] = _difference(CivilTime.packToday(dayNumber), CivilTime.packToday(programme.baseDay));
        (uint256 x, uint256 y) = IGroth16Verifier(programme.verifier).fold(programme.x, programme.y, signals);
        uint40 goodUntil = _foldGoodUntil(programme, issuerRoot, statusRoot, period, dayNumber);
        _folds[fold] = Fold(programme.verifier, goodUntil, programme.maxClaims, period, uint16(_epoch), id, x, y);
        emit ProgrammeFolded(fold, id, issuerRoot, statusRoot, period, dayNumber, goodUntil);
    }

    /// The earliest end of anything that the fold takes for granted; 0 when it holds not even now.
    function _foldGoodUntil(Programme memory programme, uint256 issuerRoot, uint256 statusRoot, uint32 period, uint32 dayNumber)
        private
        view
        returns (uint40)
    {
        if (programme.paused || block.timestamp < programme.opensAt || block.timestamp >= programme.closesAt) return 0;
        uint256 end = programme.closesAt - 1;
        uint256 lastDayEnd = uint256(
            int256((uint256(dayNumber) + programme.freshnessDays + 1 - CivilTime.EPOCH_DAY) * 1 days)
                - int256(programme.utcOffsetMinutes) * 60 - 1
        );
        uint256 periodEnd = programme.periodStart + (uint256(period) - programme.firstPeriod + 1) * programme.periodSeconds - 1;
        end = _min(_min(end, lastDayEnd), periodEnd);
        return uint40(_min(end, _min(_goodUntil(RootKind.Issuer, issuerRoot), _goodUntil(RootKind.Status, statusRoot))));
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
                    "civicproof/v1/scope",
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
        return _periodAndDay(_known(id));
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
        Fold memory folded = _folds[fold];
        return _isFresh(folded);
    }

    function _isFresh(Fold memory folded) internal view returns (bool) {
        return block.timestamp <= folded.goodUntil && folded.epoch == uint16(_epoch) && block.chainid == CHAIN_ID;
    }

    function _known(bytes32 id) private view returns (Programme storage programme) {
        programme = _programmes[id];
        if (programme.verifier == address(0)) revert ProgrammeUnknown(id);
    }

    /// Before its start a programme is in its first period.
    function _periodAndDay(Programme memory programme) internal view returns (uint32 period, uint32 dayNumber) {
        uint256 time = block.timestamp;
        uint256 elapsed = time > programme.periodStart ? time - programme.periodStart : 0;
        period = uint32(elapsed / programme.periodSeconds + programme.firstPeriod);
        unchecked {
            dayNumber = uint32(uint256(int256(time) + int256(programme.utcOffsetMinutes) * 60) / 1 days + CivilTime.EPOCH_DAY);
        }
    }

    /// What to add to a point that holds one value so that it holds another.
    function _difference(uint256 wanted, uint256 held) internal pure returns (uint256) {
        unchecked {
            return wanted >= held ? wanted - held : Bn254.R - (held - wanted);
        }
    }
}
