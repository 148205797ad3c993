// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice What a claim is checked against, the same for all items of a batch.
struct ClaimBasis {
    bytes32 programme;
    uint256 issuerRoot;
    uint256 statusRoot;
    uint32 period;
    /// Rata Die day number of `today`; the contract derives the calendar form.
    uint32 dayNumber;
}

/// @notice What differs from claim to claim.
struct ClaimItem {
    uint256 nullifier;
    uint256[8] proof;
    bytes32 nonce;
    /// Who is paid. Must be the sender unless the sender is a registered relayer.
    address recipient;
    /// Unix seconds, the last second at which the claim is accepted.
    uint40 deadline;
}

/// @notice Outcome of one claim; everything but `Accepted` names the first check that failed.
enum ClaimCode {
    Accepted,
    ProgrammeUnknown,
    ProgrammePaused,
    ProgrammeNotOpen,
    PeriodWrong,
    DateWrong,
    IssuerRootNotAccepted,
    StatusRootNotAccepted,
    DeadlinePassed,
    RecipientInvalid,
    NullifierOutOfField,
    NullifierUsed,
    ProofMalformed,
    FoldStale
}

/// @notice Accepts presentations, each nullifier at most maxClaims times, and calls the benefit's hook.
interface IClaimGate {
    /// @notice `count` is 1 for the first claim of this nullifier.
    event Claimed(bytes32 indexed programme, uint256 indexed nullifier, uint32 period, uint8 count);
    /// @notice An item of a batch was left out.
    event ClaimSkipped(uint256 indexed index, ClaimCode code);

    error ClaimRefused(ClaimCode code);
    error BatchEmpty();
    error BatchTooLarge(uint256 received);

    function claim(ClaimBasis calldata basis, ClaimItem calldata item) external;
    /// @notice The same for a basis folded by `foldProgramme`: cheaper, and refused as soon as any root, or the programme,
    /// changed since.
    function claimFolded(bytes32 fold, ClaimItem calldata item) external;
    /// @notice Settles what can be settled of claims that share a basis. A false proof among them reverts the whole batch.
    /// Relayers only.
    function claimBatch(ClaimBasis calldata basis, ClaimItem[] calldata items) external returns (ClaimCode[] memory codes);

    /// @notice The code that `claim` would give this sender, all checks but the proof's.
    function checkClaim(ClaimBasis calldata basis, ClaimItem calldata item, address sender) external view returns (ClaimCode);
    function claimCount(uint256 nullifier) external view returns (uint8);
    /// @notice The signal `context` of a claim (protocol P-24, where the deadline has 8 bytes).
    function contextOf(bytes32 nonce, address recipient, uint64 deadline) external view returns (uint256);
    function MAX_BATCH() external view returns (uint256);
}
