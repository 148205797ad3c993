// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice One transaction of a publisher: a run of anchors under one root. Two storage slots.
struct Checkpoint {
    /// Root over the anchors of the run (binary keccak tree, see AnchorRegistry).
    bytes32 root;
    /// Index of the run's first anchor.
    uint64 firstIndex;
    uint32 count;
    /// Unix seconds of the block.
    uint40 publishedAt;
}

/// @notice Chains of anchors (docs/protocol.md, P-29): append-only for each publisher.
interface IAnchorRegistry {
    event PublisherRegistered(uint256 indexed publisher, address indexed account);
    event PublisherSuspended(uint256 indexed publisher, bool suspended);
    event Anchored(uint256 indexed publisher, uint256 indexed index, uint256 anchorHash);
    event CheckpointPublished(uint256 indexed publisher, uint256 indexed checkpoint, bytes32 root, uint256 firstIndex, uint256 count);

    error NotThePublisher(uint256 publisher, address account);
    error PublisherIsSuspended(uint256 publisher);
    error PublisherUnknown(uint256 publisher);
    error AnchorOutOfField(uint256 anchorHash);
    error AnchorRepeated(uint256 anchorHash);
    error WrongRun(uint256 firstIndex, uint256 expected);
    error WrongHead(uint256 previous, uint256 expected);
    error EmptyRun();
    error RunTooLong(uint256 count);
    error StaleHead(uint256 publisher, uint256 publishedAt, uint256 maxAge);

    /// @notice Lets an account publish for a publisher, or another one instead.
    function registerPublisher(uint256 publisher, address account) external;
    /// @notice Stops or resumes the publishing of a publisher; what is published stays.
    function setSuspended(uint256 publisher, bool suspended) external;
    /// @notice Appends a run of anchors to the publisher's chain.
    /// @param firstIndex index of the first of them: how many there are already
    /// @param previous   the newest anchor so far; 0 before the first
    function publish(uint256 publisher, uint64 firstIndex, uint256 previous, uint256[] calldata anchorHashes) external;

    function accountOf(uint256 publisher) external view returns (address);
    function isSuspended(uint256 publisher) external view returns (bool);
    /// @notice How many anchors a publisher has published, and the newest (0 before the first).
    function head(uint256 publisher) external view returns (uint256 anchorHash, uint256 count, uint256 time);
    /// @notice When an anchor that ended a run was published, Unix seconds; 0 for any other.
    function publishedAt(uint256 publisher, uint256 anchorHash) external view returns (uint256);
    function checkpointCount(uint256 publisher) external view returns (uint256);
    function checkpointAt(uint256 publisher, uint256 checkpoint) external view returns (Checkpoint memory);
    /// @notice Whether an anchor is in a run, by its path in the run's tree.
    function isAnchored(uint256 publisher, uint256 checkpoint, uint256 position, uint256 anchorHash, bytes32[] calldata path)
        external
        view
        returns (bool);
    /// @notice The rule of consumers (protocol P-43): an anchor that ended a run less than `maxAge` seconds ago.
    function isAccepted(uint256 publisher, uint256 anchorHash, uint256 maxAge) external view returns (bool);
    /// @notice Reverts unless the publisher's newest anchor was published less than `maxAge` seconds ago.
    function requireFresh(uint256 publisher, uint256 maxAge) external view;
}
