// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice What a claim is checked against, the same for all items of a batch.
struct ClaimBasis {
    bytes32 programme;
    uint256 issuerRoot;
    uint256 statusRoot;
    /// First day of the period, YYYYMMDD.
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
    /// Which of the nullifier's claims it is, 1 to the programme's maxClaims, in any order.
    uint8 ordinal;
}

/// @notice Outcome of one claim; everything but `Accepted` names the first check that failed.
enum ClaimCode {
    Accepted,
    ProgrammeUnknown,
    ProgrammePaused,
    ProgrammeNotOpen,
    PeriodWrong,
    DateWrong,
    RootsNotAccepted,
    DeadlinePassed,
    RecipientInvalid,
    NullifierOutOfField,
    ProofMalformed,
    OrdinalInvalid,
    ClaimUsed,
    FoldStale
}

/// @notice Accepts presentations, each nullifier once for each ordinal, and calls the benefit's hook.
interface IClaimGate {
    event Claimed(bytes32 indexed programme, uint256 indexed nullifier, uint32 period, uint8 ordinal);
    /// @notice An item of a batch was left out.
    event ClaimSkipped(uint256 indexed index, ClaimCode code);

    error ClaimRefused(ClaimCode code);
    error BatchEmpty();
    error BatchTooLarge(uint256 received);

    function claim(ClaimBasis calldata basis, ClaimItem calldata item) external;
    /// @notice The same for a basis folded by `foldProgramme`, with less calldata; refused where the fold is not fresh.
    function claimFolded(bytes32 fold, ClaimItem calldata item) external;
    /// @notice Settles what can be settled of claims that share a basis. A false proof among them reverts the whole batch.
    /// Relayers only.
    function claimBatch(ClaimBasis calldata basis, ClaimItem[] calldata items) external returns (ClaimCode[] memory codes);

    /// @notice The code that `claim` would give this sender, all checks but the proof's.
    function checkClaim(ClaimBasis calldata basis, ClaimItem calldata item, address sender) external view returns (ClaimCode);
    /// @notice Which claims of a nullifier are used: bit k - 1 for ordinal k.
    function claimedOrdinals(uint256 nullifier) external view returns (uint16);
    /// @notice The signal `context` of a claim under a programme (protocol P-24, where the deadline has 8 bytes).
    function contextOf(bytes32 programme, bytes32 nonce, address recipient, uint64 deadline, uint8 ordinal)
        external
        view
        returns (uint256);
    function MAX_BATCH() external view returns (uint256);
}
