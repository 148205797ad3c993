// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ClaimBasis} from "./IClaimGate.sol";

/// @notice How the periods of a grid follow each other.
enum PeriodKind {
    Month,
    Quarter,
    Year,
    Once,
    Days
}

/// @notice A grid of periods (protocol P-33).
struct PeriodGrid {
    PeriodKind kind;
    /// Length of a period of the kind `Days`, 1 to 3660; else 0.
    uint16 daysEach;
    /// Rata Die number of the first day of the first period.
    uint32 firstDay;
    /// Minutes east of UTC of the calendar that decides what day it is, -720 to 840.
    int16 utcOffsetMinutes;
}

/// @notice What a programme version fixes; never edited, a change is a new version.
struct ProgrammeTerms {
    /// The verifier's host: lower-case letters, digits, hyphens and dots.
    string domain;
    /// Programme name as in the policy, of `[a-z0-9-]`. Versions of one name share the scope and so the nullifiers.
    string name;
    /// In the context of each claim, so that nobody chooses the version for somebody else.
    uint32 version;
    uint256 policyHash;
    /// Schema of the policy: its issuers are the ones trusted.
    uint256 schemaId;
    /// hashToField("scope", domain, name, "eip155:<chain id>", this contract); the contract computes it and compares.
    uint256 scope;
    /// SHA-256 of the origin that asks (protocol P-24).
    bytes32 askerHash;
    /// The IGroth16Verifier of the circuit.
    address verifier;
    /// Unix seconds, inclusive.
    uint40 opensAt;
    /// Unix seconds, exclusive.
    uint40 closesAt;
    /// Claims of one nullifier, 1 to 16; a later version may raise it.
    uint8 maxClaims;
    /// How many days `today` may lie behind the block's day.
    uint8 freshnessDays;
    /// The same for all versions of a name.
    PeriodGrid grid;
}

/// @notice Programme versions, and the parts of the linear combination folded for them.
interface IProgrammeRegistry {
    event ProgrammeAdded(
        bytes32 indexed programme, string domain, string name, uint32 version, uint256 policyHash, uint256 scope, address verifier
    );
    event ProgrammeClosed(bytes32 indexed programme, uint40 closesAt);
    event ProgrammePaused(bytes32 indexed programme);
    event ProgrammeUnpaused(bytes32 indexed programme);
    /// @notice A key with everything folded but nullifier and context.
    event ProgrammeFolded(
        bytes32 indexed fold, bytes32 indexed programme, uint256 issuerRoot, uint256 statusRoot, uint32 period, uint32 dayNumber, uint40 goodUntil
    );

    error ProgrammeExists(bytes32 programme);
    error ProgrammeUnknown(bytes32 programme);
    /// @notice `field` is the name of the field, in ASCII.
    error TermsInvalid(bytes32 field);
    error ScopeMismatch(uint256 expected, uint256 received);
    error GridMismatch(bytes32 expected, bytes32 received);
    error MaxClaimsLowered(uint8 before, uint8 received);
    error NameMismatch(bytes32 older);
    error CloseOnlyEarlier(uint40 closesAt);
    error DevelopmentKeyRefused(address verifier);

    function addProgramme(ProgrammeTerms calldata terms) external returns (bytes32 programme);
    /// @notice Adds a version and closes an older one of the same name at the instant at which the new one opens.
    function replaceProgramme(bytes32 older, ProgrammeTerms calldata terms) external returns (bytes32 programme);
    /// @notice Brings the close forward; it is never put off.
    function closeProgramme(bytes32 programme, uint40 closesAt) external;
    function pauseProgramme(bytes32 programme) external;
    function unpauseProgramme(bytes32 programme) external;
    /// @notice Anyone may fold everything but nullifier and context for a basis that is accepted in this block: claims on
    /// just this basis cost less from then on. A fold for one basis changes nothing for another.
    function foldProgramme(ClaimBasis calldata basis) external returns (bytes32 fold);
    /// @notice The same for the newest statement's status root, the issuer root trusted, and the block's day and period.
    function refreshProgramme(bytes32 programme) external returns (bytes32 fold);

    function programmeTerms(bytes32 programme) external view returns (ProgrammeTerms memory);
    function isPaused(bytes32 programme) external view returns (bool);
    function programmeCount() external view returns (uint256);
    function programmeAt(uint256 index) external view returns (bytes32);
    /// @notice keccak256(abi.encode(domain, name, version))
    function programmeId(string calldata domain, string calldata name, uint32 version) external pure returns (bytes32);
    /// @notice What a name fixes for ever: keccak256(abi.encode(grid)), and the largest maxClaims so far.
    function gridOf(string calldata domain, string calldata name) external view returns (bytes32 gridHash, uint8 maxClaims);
    /// @notice Scope of a programme on this chain and contract (protocol P-20).
    function scopeOf(string calldata domain, string calldata name) external view returns (uint256);
    /// @notice Period and Rata Die day number at the block's time; period 0 before the grid's first day.
    function currentPeriodAndDay(bytes32 programme) external view returns (uint32 period, uint32 dayNumber);
    /// @notice keccak256(abi.encode(basis))
    function foldId(ClaimBasis calldata basis) external pure returns (bytes32);
    /// @notice Whether a fold can be used in this block.
    function isFoldFresh(bytes32 fold) external view returns (bool);
}
