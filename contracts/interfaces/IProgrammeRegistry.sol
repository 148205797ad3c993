// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice What a programme version fixes; never edited, a change is a new version.
struct ProgrammeTerms {
    /// The verifier's domain name, printable ASCII.
    string domain;
    /// Programme name as in the policy, printable ASCII. Versions of one name share the scope and so the nullifiers.
    string name;
    uint32 version;
    uint256 policyHash;
    /// hashToField("scope", domain, name, "eip155:<chain id>", this contract); the contract computes it and compares.
    uint256 scope;
    /// The IGroth16Verifier of the circuit.
    address verifier;
    /// Unix seconds, inclusive.
    uint40 opensAt;
    /// Unix seconds, exclusive.
    uint40 closesAt;
    /// Claims per nullifier, 1 to 16.
    uint8 maxClaims;
    /// How many days `today` may lie behind the block's day.
    uint8 freshnessDays;
    /// Minutes east of UTC of the calendar that decides what day it is, -720 to 840.
    int16 utcOffsetMinutes;
    /// period = firstPeriod + (block time - periodStart) / periodSeconds
    uint40 periodStart;
    uint40 periodSeconds;
    uint32 firstPeriod;
}

/// @notice Programme versions, and the parts of the linear combination folded for them.
interface IProgrammeRegistry {
    event ProgrammeAdded(
        bytes32 indexed programme, string domain, string name, uint32 version, uint256 policyHash, uint256 scope, address verifier
    );
    event ProgrammeClosed(bytes32 indexed programme, uint40 closesAt);
    event ProgrammePaused(bytes32 indexed programme);
    event ProgrammeUnpaused(bytes32 indexed programme);
    /// @notice The programme's prepared key moved to the current roots and day; claims under them are cheaper.
    event ProgrammeRefreshed(bytes32 indexed programme, uint256 issuerRoot, uint256 statusRoot, uint32 period, uint32 dayNumber);
    /// @notice A complete fold: only nullifier and context remain to be added.
    event ProgrammeFolded(
        bytes32 indexed fold, bytes32 indexed programme, uint256 issuerRoot, uint256 statusRoot, uint32 period, uint32 dayNumber, uint40 goodUntil
    );

    error ProgrammeExists(bytes32 programme);
    error ProgrammeUnknown(bytes32 programme);
    error TermsInvalid(string field);
    error ScopeMismatch(uint256 expected, uint256 received);
    error CloseOnlyEarlier(uint40 closesAt);
    error DevelopmentKeyRefused(address verifier);

    function addProgramme(ProgrammeTerms calldata terms) external returns (bytes32 programme);
    /// @notice Brings the close forward; it is never put off.
    function closeProgramme(bytes32 programme, uint40 closesAt) external;
    function pauseProgramme(bytes32 programme) external;
    function unpauseProgramme(bytes32 programme) external;
    /// @notice Anyone may prepare the programme's key for the current roots and the block's day and period.
    function refreshProgramme(bytes32 programme) external;
    /// @notice Anyone may fold everything but nullifier and context for a pair of accepted roots, the block's day and period.
    function foldProgramme(bytes32 programme, uint256 issuerRoot, uint256 statusRoot) external returns (bytes32 fold);

    function programmeTerms(bytes32 programme) external view returns (ProgrammeTerms memory);
    function isPaused(bytes32 programme) external view returns (bool);
    function programmeCount() external view returns (uint256);
    function programmeAt(uint256 index) external view returns (bytes32);
    /// @notice keccak256(abi.encode(domain, name, version))
    function programmeId(string calldata domain, string calldata name, uint32 version) external pure returns (bytes32);
    /// @notice Scope of a programme on this chain and contract (protocol P-20).
    function scopeOf(string calldata domain, string calldata name) external view returns (uint256);
    /// @notice Period and Rata Die day number at the block's time.
    function currentPeriodAndDay(bytes32 programme) external view returns (uint32 period, uint32 dayNumber);
    /// @notice keccak256(abi.encode(programme, issuerRoot, statusRoot, period, dayNumber))
    function foldId(bytes32 programme, uint256 issuerRoot, uint256 statusRoot, uint32 period, uint32 dayNumber)
        external
        pure
        returns (bytes32);
    /// @notice Whether a fold can be used in this block.
    function isFoldFresh(bytes32 fold) external view returns (bool);
}
