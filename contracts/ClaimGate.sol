// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Bn254} from "./Bn254.sol";
import {Groth16} from "./Groth16.sol";
import {Preparation} from "./PreparedKey.sol";
import {ProgrammeRegistry} from "./ProgrammeRegistry.sol";
import {GateSetup} from "./RootRegistry.sol";
import {Signals} from "./Signals.sol";
import {ClaimBasis, ClaimCode, ClaimItem, IClaimGate} from "./interfaces/IClaimGate.sol";

/// @notice Inherit and implement `_onClaim`. A claim is marked as used before the hook runs, so a hook that calls out and
/// comes back finds its ordinal used.
abstract contract ClaimGate is ProgrammeRegistry, IClaimGate {
    /// Sends claims for others; the recipient is bound by the proof.
    bytes32 public constant RELAYER_ROLE = keccak256("RELAYER_ROLE");
    uint256 public constant MAX_BATCH = 128;

    /// Bit k - 1 stands for ordinal k.
    mapping(uint256 nullifier => uint256) private _claimed;

    constructor(GateSetup memory setup) ProgrammeRegistry(setup) {}

    /// The benefit. `ordinal` says which of the nullifier's claims it is; they come in any order, each once. A revert here
    /// undoes the claim, or the whole batch.
    function _onClaim(bytes32 programme, uint256 nullifier, address recipient, uint8 ordinal) internal virtual;

    /// @inheritdoc IClaimGate
    function claim(ClaimBasis calldata basis, ClaimItem calldata item) external {
        uint256[32] memory key;
        Preparation memory prepared;
        (ClaimCode code, uint256 limits) = _open(basis, key, prepared);
        if (code != ClaimCode.Accepted) revert ClaimRefused(code);
        _settle(key, prepared, item, limits);
    }

    /// @inheritdoc IClaimGate
    function claimFolded(bytes32 fold, ClaimItem calldata item) external {
        uint256[32] memory key;
        Preparation memory prepared;
        (bool isFresh, uint256 limits) = _readFold(fold, key, prepared);
        if (!isFresh) revert ClaimRefused(ClaimCode.FoldStale);
        _settle(key, prepared, item, limits);
    }

    /// One claim under a key that holds its basis.
    function _settle(uint256[32] memory key, Preparation memory prepared, ClaimItem calldata item, uint256 limits) private {
        ClaimCode code = _checkSender(item.recipient, msg.sender);
        if (code == ClaimCode.Accepted) code = _checkItem(item, prepared.maxClaims);
        if (code != ClaimCode.Accepted) revert ClaimRefused(code);
        _claimed[item.nullifier] |= _bit(item.ordinal);

        Groth16.fold(key, Signals.NULLIFIER, item.nullifier, limits);
        Groth16.fold(key, Signals.CONTEXT, _contextOf(prepared, item), limits);
        Groth16.requireValid(key, item.proof, limits);

        emit Claimed(prepared.programme, item.nullifier, prepared.period, item.ordinal);
        _onClaim(prepared.programme, item.nullifier, item.recipient, item.ordinal);
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
        (ClaimCode refusal, uint256 limits) = _open(basis, key, prepared);
        if (refusal != ClaimCode.Accepted) revert ClaimRefused(refusal);

        // Which items are in is settled first: the coefficients of the check depend on it.
        codes = new ClaimCode[](received);
        uint256 accepted = 0;
        uint256 count = 0;
        for (uint256 i = 0; i < received; ++i) {
            ClaimItem calldata item = items[i];
            ClaimCode code = _checkItem(item, prepared.maxClaims);
            if (code == ClaimCode.Accepted) {
                _claimed[item.nullifier] |= _bit(item.ordinal);
                accepted |= 1 << i;
                ++count;
            } else {
                codes[i] = code;
                emit ClaimSkipped(i, code);
            }
        }
        if (count == 0) return codes;
        Groth16.Batch memory batch = Groth16.openBatch(accepted, count);
        for (uint256 i = 0; i < received; ++i) {
            if (accepted & (1 << i) == 0) continue;
            ClaimItem calldata item = items[i];
            Groth16.addToBatch(batch, i, item.proof, item.nullifier, _contextOf(prepared, item), limits);
        }
        Groth16.requireValidBatch(key, batch, limits);

        for (uint256 i = 0; i < received; ++i) {
            if (accepted & (1 << i) == 0) continue;
            ClaimItem calldata item = items[i];
            emit Claimed(prepared.programme, item.nullifier, prepared.period, item.ordinal);
            _onClaim(prepared.programme, item.nullifier, item.recipient, item.ordinal);
        }
    }

    /// @inheritdoc IClaimGate
    function checkClaim(ClaimBasis calldata basis, ClaimItem calldata item, address sender) external view returns (ClaimCode code) {
        uint256[32] memory key;
        Preparation memory prepared;
        (code,) = _open(basis, key, prepared);
        if (code == ClaimCode.Accepted) code = _checkSender(item.recipient, sender);
        if (code == ClaimCode.Accepted) code = _checkItem(item, prepared.maxClaims);
    }

    /// @inheritdoc IClaimGate
    function claimedOrdinals(uint256 nullifier) external view returns (uint16) {
        return uint16(_claimed[nullifier]);
    }

    /// Whether anything may be claimed on this basis in this block, and the programme's key with the basis folded in.
    function _open(ClaimBasis calldata basis, uint256[32] memory key, Preparation memory prepared)
        private
        view
        returns (ClaimCode code, uint256 limits)
    {
        bool isFresh;
        (isFresh, limits) = _readFold(keccak256(abi.encode(basis)), key, prepared);
        if (isFresh) return (ClaimCode.Accepted, limits);
        (code,,, limits) = _readOwnKey(basis, key, prepared);
        if (code == ClaimCode.Accepted) _foldInto(key, basis, limits);
        prepared.period = basis.period;
    }

    function _checkSender(address recipient, address sender) private view returns (ClaimCode) {
        return recipient == sender || hasRole(RELAYER_ROLE, sender) ? ClaimCode.Accepted : ClaimCode.RecipientInvalid;
    }

    function _checkItem(ClaimItem calldata item, uint8 maxClaims) private view returns (ClaimCode) {
        if (block.timestamp > item.deadline) return ClaimCode.DeadlinePassed;
        if (item.recipient == address(0)) return ClaimCode.RecipientInvalid;
        if (item.nullifier >= Bn254.R) return ClaimCode.NullifierOutOfField;
        if (!Bn254.isProof(item.proof)) return ClaimCode.ProofMalformed;
        if (item.ordinal == 0 || item.ordinal > maxClaims) return ClaimCode.OrdinalInvalid;
        if (_claimed[item.nullifier] & _bit(item.ordinal) != 0) return ClaimCode.ClaimUsed;
        return ClaimCode.Accepted;
    }

    function _bit(uint8 ordinal) private pure returns (uint256) {
        unchecked {
            return 1 << (ordinal - 1);
        }
    }

    /// @inheritdoc IClaimGate
    function contextOf(bytes32 programme, bytes32 nonce, address recipient, uint64 deadline, uint8 ordinal)
        external
        view
        returns (uint256)
    {
        (bytes32 askerHash, uint32 version) = _askerAndVersion(programme);
        return _context(nonce, recipient, deadline, askerHash, version, ordinal);
    }

    function _contextOf(Preparation memory prepared, ClaimItem calldata item) private pure returns (uint256) {
        return _context(item.nonce, item.recipient, item.deadline, prepared.askerHash, prepared.version, item.ordinal);
    }

    function _context(bytes32 nonce, address recipient, uint64 deadline, bytes32 askerHash, uint32 version, uint8 ordinal)
        private
        pure
        returns (uint256)
    {
        bytes memory preimage = abi.encodePacked(
            "civicproof/v2/s1/chain-context",
            uint32(32),
            nonce,
            uint32(20),
            recipient,
            uint32(8),
            deadline,
            uint32(32),
            askerHash,
            uint32(4),
            version,
            uint32(1),
            ordinal
        );
        return uint256(sha256(preimage)) >> 8;
    }
}
