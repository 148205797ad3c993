// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Bn254} from "./Bn254.sol";
import {Checkpoint, IAnchorRegistry} from "./interfaces/IAnchorRegistry.sol";

/// @notice Publishes chains of anchors. Each anchor is an event; a run of them costs one root in storage. Nothing published
/// can be changed or taken back: not by the publisher, not by the administrator.
/// @dev The tree of a run: leaf = keccak256(0x00 ‖ anchorHash), node = keccak256(0x01 ‖ left ‖ right); an odd node at the end
/// of a level moves up as it is.
contract AnchorRegistry is AccessControl, IAnchorRegistry {
    /// Suspends publishers.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");
    /// Anchors in one run at most.
    uint256 public constant MAX_RUN = 256;

    struct Chain {
        address account;
        bool suspended;
        uint64 count;
        uint256 head;
    }

    mapping(uint256 publisher => Chain) private _chains;
    mapping(uint256 publisher => Checkpoint[]) private _checkpoints;
    /// When an anchor that ended a run was published; 0 for never.
    mapping(uint256 publisher => mapping(uint256 anchorHash => uint40)) private _heads;

    /// @param timelock registers publishers and grants roles
    constructor(address timelock, address guardian) {
        _grantRole(DEFAULT_ADMIN_ROLE, timelock);
        _grantRole(GUARDIAN_ROLE, guardian);
    }

    /// @inheritdoc IAnchorRegistry
    function registerPublisher(uint256 publisher, address account) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (publisher == 0 || publisher >= Bn254.R) revert AnchorOutOfField(publisher);
        _chains[publisher].account = account;
        emit PublisherRegistered(publisher, account);
    }

    /// @inheritdoc IAnchorRegistry
    function setSuspended(uint256 publisher, bool suspended) external onlyRole(GUARDIAN_ROLE) {
        Chain storage chain = _chains[publisher];
        if (chain.account == address(0)) revert PublisherUnknown(publisher);
        chain.suspended = suspended;
        emit PublisherSuspended(publisher, suspended);
    }

    /// @inheritdoc IAnchorRegistry
    function publish(uint256 publisher, uint64 firstIndex, uint256 previous, uint256[] calldata anchorHashes) external {
        Chain storage chain = _chains[publisher];
        if (chain.account == address(0) || msg.sender != chain.account) revert NotThePublisher(publisher, msg.sender);
        if (chain.suspended) revert PublisherIsSuspended(publisher);
        uint256 count = anchorHashes.length;
        if (count == 0) revert EmptyRun();
        if (count > MAX_RUN) revert RunTooLong(count);
        if (firstIndex != chain.count) revert WrongRun(firstIndex, chain.count);
        if (previous != chain.head) revert WrongHead(previous, chain.head);

        bytes32[] memory level = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 anchorHash = anchorHashes[i];
            if (anchorHash == 0 || anchorHash >= Bn254.R) revert AnchorOutOfField(anchorHash);
            if (anchorHash == previous || _isMarked(publisher, anchorHash)) revert AnchorRepeated(anchorHash);
            level[i] = keccak256(abi.encodePacked(bytes1(0x00), anchorHash));
            emit Anchored(publisher, uint256(firstIndex) + i, anchorHash);
        }
        bytes32 root = _rootOf(level);
        uint256 newest = anchorHashes[count - 1];
        uint40 time = uint40(block.timestamp);
        if (_heads[publisher][newest] != 0) revert AnchorRepeated(newest);
        _heads[publisher][newest] = time;
        chain.count = firstIndex + uint64(count);
        chain.head = newest;
        emit CheckpointPublished(publisher, _checkpoints[publisher].length, root, firstIndex, count);
        _checkpoints[publisher].push(
            Checkpoint({root: root, firstIndex: firstIndex, count: uint32(count), publishedAt: time})
        );
    }

    /// @inheritdoc IAnchorRegistry
    function accountOf(uint256 publisher) external view returns (address) {
        return _chains[publisher].account;
    }

    /// @inheritdoc IAnchorRegistry
    function isSuspended(uint256 publisher) external view returns (bool) {
        return _chains[publisher].suspended;
    }

    /// @inheritdoc IAnchorRegistry
    function head(uint256 publisher) external view returns (uint256 anchorHash, uint256 count, uint256 time) {
        Chain storage chain = _chains[publisher];
        return (chain.head, chain.count, _heads[publisher][chain.head]);
    }

    /// @inheritdoc IAnchorRegistry
    function publishedAt(uint256 publisher, uint256 anchorHash) external view returns (uint256) {
        return _heads[publisher][anchorHash];
    }

    /// @inheritdoc IAnchorRegistry
    function checkpointCount(uint256 publisher) external view returns (uint256) {
        return _checkpoints[publisher].length;
    }

    /// @inheritdoc IAnchorRegistry
    function checkpointAt(uint256 publisher, uint256 checkpoint) external view returns (Checkpoint memory) {
        return _checkpoints[publisher][checkpoint];
    }

    /// @inheritdoc IAnchorRegistry
    function isAnchored(uint256 publisher, uint256 checkpoint, uint256 position, uint256 anchorHash, bytes32[] calldata path)
        external
        view
        returns (bool)
    {
        if (checkpoint >= _checkpoints[publisher].length) return false;
        Checkpoint memory run = _checkpoints[publisher][checkpoint];
        if (position >= run.count) return false;
        bytes32 node = keccak256(abi.encodePacked(bytes1(0x00), anchorHash));
        uint256 used = 0;
        uint256 at = position;
        for (uint256 width = run.count; width > 1; width = (width + 1) / 2) {
            // The last node of an odd level has no neighbour.
            if (at != width - 1 || width % 2 == 0) {
                if (used == path.length) return false;
                bytes32 other = path[used++];
                node = at % 2 == 0 ? _node(node, other) : _node(other, node);
            }
            at /= 2;
        }
        return used == path.length && node == run.root;
    }

    /// @inheritdoc IAnchorRegistry
    function isAccepted(uint256 publisher, uint256 anchorHash, uint256 maxAge) external view returns (bool) {
        uint256 time = _heads[publisher][anchorHash];
        return time != 0 && block.timestamp - time < maxAge && !_chains[publisher].suspended;
    }

    /// @inheritdoc IAnchorRegistry
    function requireFresh(uint256 publisher, uint256 maxAge) external view {
        uint256 time = _heads[publisher][_chains[publisher].head];
        if (time == 0 || block.timestamp - time >= maxAge) revert StaleHead(publisher, time, maxAge);
    }

    /// Marks an anchor of a publisher until the transaction ends (EIP-1153). Whether it was marked before.
    function _isMarked(uint256 publisher, uint256 anchorHash) private returns (bool marked) {
        assembly ("memory-safe") {
            mstore(0, publisher)
            mstore(32, anchorHash)
            let slot := keccak256(0, 64)
            marked := tload(slot)
            tstore(slot, 1)
        }
    }

    function _rootOf(bytes32[] memory level) private pure returns (bytes32) {
        uint256 width = level.length;
        while (width > 1) {
            uint256 next = (width + 1) / 2;
            for (uint256 i = 0; i < next; ++i) {
                level[i] = 2 * i + 1 < width ? _node(level[2 * i], level[2 * i + 1]) : level[2 * i];
            }
            width = next;
        }
        return level[0];
    }

    function _node(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(bytes1(0x01), left, right));
    }
}
