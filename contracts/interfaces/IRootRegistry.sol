// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice Which tree a root belongs to.
enum RootKind {
    Issuer,
    Status
}

/// @notice What is known about one root; fits one storage slot.
struct RootRecord {
    /// Unix seconds; 0 means never added.
    uint40 addedAt;
    /// Unix seconds; 0 while current.
    uint40 supersededAt;
    /// Last second at which it is accepted; 0 while current.
    uint40 goodUntil;
    bool revoked;
}

/// @notice Issuer and status roots with history; a superseded root stays good for a grace window from its supersession.
interface IRootRegistry {
    event RootAdded(RootKind indexed kind, uint256 indexed root, uint256 index);
    event RootSuperseded(RootKind indexed kind, uint256 indexed root, uint40 goodUntil);
    event RootRevoked(RootKind indexed kind, uint256 indexed root);
    event GraceChanged(RootKind indexed kind, uint40 graceSeconds);

    error RootOutOfField(uint256 root);
    error RootAlreadyCurrent(uint256 root);
    error RootWasRevoked(uint256 root);
    error RootUnknown(uint256 root);
    error GraceTooLong(uint40 graceSeconds);

    /// @notice Makes a root the current one and starts the grace window of the one before.
    function addRoot(RootKind kind, uint256 root) external;
    /// @notice Stops accepting a root at once and for ever.
    function revokeRoot(RootKind kind, uint256 root) external;
    /// @notice Sets the window for later supersessions; windows already running keep their end.
    function setGrace(RootKind kind, uint40 graceSeconds) external;

    function currentRoot(RootKind kind) external view returns (uint256);
    function grace(RootKind kind) external view returns (uint40);
    function rootRecord(RootKind kind, uint256 root) external view returns (RootRecord memory);
    function isRootAccepted(RootKind kind, uint256 root) external view returns (bool);
    function rootCount(RootKind kind) external view returns (uint256);
    function rootAt(RootKind kind, uint256 index) external view returns (uint256);
}
