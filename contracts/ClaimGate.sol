// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Bn254} from "./Bn254.sol";
import {CivilTime} from "./CivilTime.sol";
import {Groth16} from "./Groth16.sol";
import {Preparation, PreparedKey} from "./PreparedKey.sol";
import {ProgrammeRegistry} from "./ProgrammeRegistry.sol";
import {Signals} from "./Signals.sol";
import {ClaimBasis, ClaimCode, ClaimItem, IClaimGate} from "./interfaces/IClaimGate.sol";
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
    function claim(ClaimBasis calldata basis, ClaimItem calldata item) external {
        uint256[32] memory key;
        Preparation memory prepared;
        ClaimCode code = _open(basis, key, prepared);
        if (code != ClaimCode.Accepted) revert ClaimRefused(code);
        _settle(key, prepared.maxClaims, basis.programme, basis.period, item);
    }

    /// @inheritdoc IClaimGate
    function claimFolded(bytes32 fold, ClaimItem calldata item) external {
        uint256[32] memory key;
        Preparation memory prepared;
        PreparedKey.read(_folds[fold], key, prepared);
        if (!_isFresh(prepared)) revert ClaimRefused(ClaimCode.FoldStale);
        _settle(key, prepared.maxClaims, prepared.programme, prepared.period, item);
    }

    /// One claim under a key that holds its basis.
    function _settle(uint256[32] memory key, uint8 maxClaims, bytes32 programme, uint32 period, ClaimItem calldata item) private {
        ClaimCode code = _checkSender(item.recipient, msg.sender);
        if (code == ClaimCode.Accepted) code = _checkItem(item, maxClaims);
        if (code != ClaimCode.Accepted) revert ClaimRefused(code);
        uint8 count = _consume(item.nullifier);

        Groth16.fold(key, Signals.NULLIFIER, item.nullifier);
        Groth16.fold(key, Signals.CONTEXT, contextOf(item.nonce, item.recipient, item.deadline));
        Groth16.requireValid(key, item.proof);

        emit Claimed(programme, item.nullifier, period, count);
        _onClaim(programme, item.nullifier, item.recipient, count);
    }

    /// @inheritdoc IClaimGate
    function claimBatch(ClaimBasis calldata basis, ClaimItem[] calldata items)
        external
        onlyRole(RELAYER_ROLE)
        returns (ClaimCode[] memory codes)
    {
        uint256 received = items.length;
        if (received == 0) revert BatchEmpty();
        if (received > MAX_BATCH) revert BatchTooLarge(received);
        uint256[32] memory key;
        Preparation memory prepared;
        ClaimCode refusal = _open(basis, key, prepared);
        if (refusal != ClaimCode.Accepted) revert ClaimRefused(refusal);

        codes = new ClaimCode[](received);
        uint8[] memory counts = new uint8[](received);
        Groth16.Batch memory batch = Groth16.openBatch(received);
        for (uint256 i = 0; i < received; ++i) {
            ClaimItem calldata item = items[i];
            ClaimCode code = _checkItem(item, prepared.maxClaims);
            if (code != ClaimCode.Accepted) {
                codes[i] = code;
                emit ClaimSkipped(i, code);
                continue;
            }
            counts[i] = _consume(item.nullifier);
            Groth16.addToBatch(batch, item.proof, item.nullifier, contextOf(item.nonce, item.recipient, item.deadline));
        }
        if (batch.count == 0) return codes;
        Groth16.requireValidBatch(key, batch);

        for (uint256 i = 0; i < received; ++i) {
            if (counts[i] == 0) continue;
            ClaimItem calldata item = items[i];
            emit Claimed(basis.programme, item.nullifier, basis.period, counts[i]);
            _onClaim(basis.programme, item.nullifier, item.recipient, counts[i]);
        }
    }

    /// @inheritdoc IClaimGate
    function checkClaim(ClaimBasis calldata basis, ClaimItem calldata item, address sender) external view returns (ClaimCode code) {
        uint256[32] memory key;
        Preparation memory prepared;
        code = _open(basis, key, prepared);
        if (code == ClaimCode.Accepted) code = _checkSender(item.recipient, sender);
        if (code == ClaimCode.Accepted) code = _checkItem(item, prepared.maxClaims);
    }

    /// @inheritdoc IClaimGate
    function claimCount(uint256 nullifier) external view returns (uint8) {
        return _claims[nullifier];
    }

    /// Whether anything may be claimed on this basis in this block, and the programme's key with the basis folded in.
    function _open(ClaimBasis calldata basis, uint256[32] memory key, Preparation memory prepared) private view returns (ClaimCode code) {
        Programme storage programme = _programmes[basis.programme];
        address at = programme.key;
        if (at == address(0) || block.chainid != CHAIN_ID) return ClaimCode.ProgrammeUnknown;
        PreparedKey.read(at, key, prepared);
        if (_isFresh(prepared) && _holds(prepared, basis)) return ClaimCode.Accepted;
        code = _checkBasis(programme, prepared, basis);
        if (code == ClaimCode.Accepted) _move(key, prepared, basis);
    }

    /// Whether a prepared key is for this very basis. Then nothing is left to look up while it is fresh: its goodUntil
    /// covers roots, programme, period and day, and any change to roots or programme makes it stale.
    function _holds(Preparation memory prepared, ClaimBasis calldata basis) private pure returns (bool) {
        return basis.issuerRoot == prepared.issuerRoot && basis.statusRoot == prepared.statusRoot
            && basis.period == prepared.period && basis.dayNumber == prepared.dayNumber;
    }

    function _checkBasis(Programme storage programme, Preparation memory prepared, ClaimBasis calldata basis)
        private
        view
        returns (ClaimCode)
    {
        if (programme.paused) return ClaimCode.ProgrammePaused;
        if (block.timestamp < prepared.opensAt || block.timestamp >= programme.closesAt) return ClaimCode.ProgrammeNotOpen;
        (uint32 period, uint32 dayNumber) = _periodAndDay(prepared);
        if (basis.period != period) return ClaimCode.PeriodWrong;
        if (basis.dayNumber > dayNumber || dayNumber - basis.dayNumber > prepared.freshnessDays) return ClaimCode.DateWrong;
        if (_goodUntil(RootKind.Issuer, basis.issuerRoot) < block.timestamp) return ClaimCode.IssuerRootNotAccepted;
        if (_goodUntil(RootKind.Status, basis.statusRoot) < block.timestamp) return ClaimCode.StatusRootNotAccepted;
        return ClaimCode.Accepted;
    }

    function _checkSender(address recipient, address sender) private view returns (ClaimCode) {
        return recipient == sender || hasRole(RELAYER_ROLE, sender) ? ClaimCode.Accepted : ClaimCode.RecipientInvalid;
    }

    function _checkItem(ClaimItem calldata item, uint8 maxClaims) private view returns (ClaimCode) {
        if (block.timestamp > item.deadline) return ClaimCode.DeadlinePassed;
        if (item.recipient == address(0)) return ClaimCode.RecipientInvalid;
        if (item.nullifier >= Bn254.R) return ClaimCode.NullifierOutOfField;
        if (!Bn254.isProof(item.proof)) return ClaimCode.ProofMalformed;
        if (_claims[item.nullifier] >= maxClaims) return ClaimCode.NullifierUsed;
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
        bytes memory preimage =
            abi.encodePacked("civicproof/v2/s1/chain-context", uint32(32), nonce, uint32(20), recipient, uint32(8), deadline);
        return uint256(sha256(preimage)) >> 8;
    }
}
