// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Bn254} from "./Bn254.sol";
import {CivilTime} from "./CivilTime.sol";
import {ProgrammeRegistry} from "./ProgrammeRegistry.sol";
import {Signals} from "./Signals.sol";
import {ClaimCode, FoldedPresentation, IClaimGate, Presentation} from "./interfaces/IClaimGate.sol";
import {IGroth16Verifier} from "./interfaces/IGroth16Verifier.sol";
import {ProgrammeTerms} from "./interfaces/IProgrammeRegistry.sol";
import {RootKind} from "./interfaces/IRootRegistry.sol";

/// @notice Inherit and implement `_onClaim`. Every count is written before the hook runs, so a hook that calls out and
/// comes back finds its nullifier used.
abstract contract ClaimGate is ProgrammeRegistry, IClaimGate {
    /// Sends claims for others; the recipient is bound by the proof.
    bytes32 public constant RELAYER_ROLE = keccak256("RELAYER_ROLE");
    uint256 public constant MAX_BATCH = 128;

    mapping(uint256 nullifier => uint8) private _claims;

    constructor(address timelock, address guardian, address statusOperator, bool allowDevelopmentKeys)
        ProgrammeRegistry(timelock, guardian, statusOperator, allowDevelopmentKeys)
    {}

    /// The benefit. `count` is 1 for a nullifier's first claim. A revert here undoes the claim, or the whole batch.
    function _onClaim(bytes32 programme, uint256 nullifier, address recipient, uint8 count) internal virtual;

    /// @inheritdoc IClaimGate
    function claim(Presentation calldata presentation) external {
        Programme memory programme = _programmes[presentation.programme];
        ClaimCode code = _check(programme, presentation, msg.sender);
        if (code != ClaimCode.Accepted) revert ClaimRefused(code);
        uint8 count = _consume(presentation.nullifier);

        uint256[8] memory signals;
        signals[Signals.NULLIFIER] = presentation.nullifier;
        signals[Signals.ISSUER_ROOT] = presentation.issuerRoot;
        signals[Signals.STATUS_ROOT] = presentation.statusRoot;
        signals[Signals.PERIOD] = _difference(presentation.period, programme.basePeriod);
        if (presentation.dayNumber != programme.baseDay) {
            signals[Signals.TODAY] =
                _difference(CivilTime.packToday(presentation.dayNumber), CivilTime.packToday(programme.baseDay));
        }
        signals[Signals.CONTEXT] = contextOf(presentation.nonce, presentation.recipient, presentation.deadline);
        IGroth16Verifier(programme.verifier).verifyFolded(presentation.proof, programme.x, programme.y, signals);

        emit Claimed(presentation.programme, presentation.nullifier, presentation.period, count);
        _onClaim(presentation.programme, presentation.nullifier, presentation.recipient, count);
    }

    /// @inheritdoc IClaimGate
    function claimFolded(FoldedPresentation calldata presentation) external {
        Fold memory folded = _folds[presentation.fold];
        if (!_isFresh(folded)) revert ClaimRefused(ClaimCode.FoldStale);
        ClaimCode code = _checkSession(
            presentation.nullifier,
            presentation.recipient,
            presentation.deadline,
            presentation.proof,
            folded.maxClaims,
            msg.sender
        );
        if (code != ClaimCode.Accepted) revert ClaimRefused(code);
        uint8 count = _consume(presentation.nullifier);

        uint256[8] memory signals;
        signals[Signals.NULLIFIER] = presentation.nullifier;
        signals[Signals.CONTEXT] = contextOf(presentation.nonce, presentation.recipient, presentation.deadline);
        IGroth16Verifier(folded.verifier).verifyFolded(presentation.proof, folded.x, folded.y, signals);

        emit Claimed(folded.programme, presentation.nullifier, folded.period, count);
        _onClaim(folded.programme, presentation.nullifier, presentation.recipient, count);
    }

    /// @inheritdoc IClaimGate
    function claimBatch(Presentation[] calldata presentations)
        external
        onlyRole(RELAYER_ROLE)
        returns (ClaimCode[] memory codes)
    {
        uint256 received = presentations.length;
        if (received == 0) revert BatchEmpty();
        if (received > MAX_BATCH) revert BatchTooLarge(received);
        codes = new ClaimCode[](received);
        uint8[] memory counts = new uint8[](received);
        uint256[8][] memory proofs = new uint256[8][](received);
        uint256[8][] memory signals = new uint256[8][](received);
        address verifier;
        uint256 accepted;
        for (uint256 i = 0; i < received; ++i) {
            Presentation calldata presentation = presentations[i];
            Programme memory programme = _programmes[presentation.programme];
            ClaimCode code = _check(programme, presentation, msg.sender);
            if (code == ClaimCode.Accepted) {
                if (accepted == 0) verifier = programme.verifier;
                else if (verifier != programme.verifier) code = ClaimCode.OtherVerifier;
            }
            codes[i] = code;
            if (code != ClaimCode.Accepted) {
                emit ClaimSkipped(i, code);
                continue;
            }
            counts[i] = _consume(presentation.nullifier);
            proofs[accepted] = presentation.proof;
            _fillSignals(signals[accepted], presentation);
            ++accepted;
        }
        if (accepted == 0) return codes;
        assembly ("memory-safe") {
            mstore(proofs, accepted)
            mstore(signals, accepted)
        }
        IGroth16Verifier(verifier).verifyBatch(proofs, signals, keccak256(msg.data));
        for (uint256 i = 0; i < received; ++i) {
            if (codes[i] != ClaimCode.Accepted) continue;
            Presentation calldata presentation = presentations[i];
            emit Claimed(presentation.programme, presentation.nullifier, presentation.period, counts[i]);
            _onClaim(presentation.programme, presentation.nullifier, presentation.recipient, counts[i]);
        }
    }

    function _fillSignals(uint256[8] memory signals, Presentation calldata presentation) private view {
        ProgrammeTerms storage terms = _terms[presentation.programme];
        signals[Signals.NULLIFIER] = presentation.nullifier;
        signals[Signals.POLICY_HASH] = terms.policyHash;
        signals[Signals.ISSUER_ROOT] = presentation.issuerRoot;
        signals[Signals.STATUS_ROOT] = presentation.statusRoot;
        signals[Signals.SCOPE] = terms.scope;
        signals[Signals.PERIOD] = presentation.period;
        signals[Signals.TODAY] = CivilTime.packToday(presentation.dayNumber);
        signals[Signals.CONTEXT] = contextOf(presentation.nonce, presentation.recipient, presentation.deadline);
    }

    /// @inheritdoc IClaimGate
    function checkClaim(Presentation calldata presentation, address sender) external view returns (ClaimCode) {
        return _check(_programmes[presentation.programme], presentation, sender);
    }

    /// @inheritdoc IClaimGate
    function claimCount(uint256 nullifier) external view returns (uint8) {
        return _claims[nullifier];
    }

    function _check(Programme memory programme, Presentation calldata presentation, address sender)
        private
        view
        returns (ClaimCode)
    {
        if (programme.verifier == address(0) || block.chainid != CHAIN_ID) return ClaimCode.ProgrammeUnknown;
        if (programme.paused) return ClaimCode.ProgrammePaused;
        if (block.timestamp < programme.opensAt || block.timestamp >= programme.closesAt) return ClaimCode.ProgrammeNotOpen;
        (uint32 period, uint32 dayNumber) = _periodAndDay(programme);
        if (presentation.period != period) return ClaimCode.PeriodWrong;
        if (presentation.dayNumber > dayNumber || dayNumber - presentation.dayNumber > programme.freshnessDays) {
            return ClaimCode.DateWrong;
        }
        ClaimCode code = _checkSession(
            presentation.nullifier,
            presentation.recipient,
            presentation.deadline,
            presentation.proof,
            programme.maxClaims,
            sender
        );
        if (code != ClaimCode.Accepted) return code;
        if (_goodUntil(RootKind.Issuer, presentation.issuerRoot) < block.timestamp) return ClaimCode.IssuerRootNotAccepted;
        if (_goodUntil(RootKind.Status, presentation.statusRoot) < block.timestamp) return ClaimCode.StatusRootNotAccepted;
        return ClaimCode.Accepted;
    }

    /// What needs neither programme nor roots.
    function _checkSession(
        uint256 nullifier,
        address recipient,
        uint64 deadline,
        uint256[8] calldata proof,
        uint8 maxClaims,
        address sender
    ) private view returns (ClaimCode) {
        if (block.timestamp > deadline) return ClaimCode.DeadlinePassed;
        if (recipient == address(0)) return ClaimCode.RecipientInvalid;
        if (recipient != sender && !hasRole(RELAYER_ROLE, sender)) return ClaimCode.RecipientInvalid;
        if (nullifier >= Bn254.R) return ClaimCode.NullifierOutOfField;
        if (!Bn254.isProof(proof)) return ClaimCode.ProofMalformed;
        if (_claims[nullifier] >= maxClaims) return ClaimCode.NullifierUsed;
        return ClaimCode.Accepted;
    }

    function _consume(uint256 nullifier) private returns (uint8 count) {
        unchecked {
            count = _claims[nullifier] + 1; // below maxClaims before, so at most 16
        }
        _claims[nullifier] = count;
    }

    /// @inheritdoc IClaimGate
    function contextOf(bytes32 nonce, address recipient, uint64 deadline) public pure returns (uint256) {
        return uint256(
            sha256(
                abi.encodePacked(
                    "civicproof/v1/chain-context", uint32(32), nonce, uint32(20), recipient, uint32(8), deadline
                )
            )
        ) >> 8;
    }
}
