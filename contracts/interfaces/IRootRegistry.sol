// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice What is known about one root; fits one storage slot.
struct RootRecord {
    /// Unix seconds of its last addition; 0 means never added.
    uint40 addedAt;
    /// Last second at which it is accepted.
    uint40 goodUntil;
    bool revoked;
}

/// @notice The most gas that each precompile gets (EIP-196, EIP-197).
struct GasLimits {
    /// ecAdd, 6
    uint32 add;
    /// ecMul, 7
    uint32 mul;
    /// ecPairing, 8: for the call, and for each pair
    uint32 pairing;
    uint32 pair;
}

/// @notice Roots of one registry. A tree is named by the schema whose trusted issuers stand in it; tree 0 is the status tree,
/// which serves all schemas. Each root has an end, known when it is added: nothing but a further publication puts it off,
/// and nothing but a revocation brings it forward (protocol P-43).
interface IRootRegistry {
    /// @notice A root is the current one of its tree.
    event RootAdded(uint256 indexed tree, uint256 indexed root, uint40 goodUntil);
    /// @notice The current root was published again.
    event RootExtended(uint256 indexed tree, uint256 indexed root, uint40 goodUntil);
    event RootRevoked(uint256 indexed tree, uint256 indexed root);
    event RootAgesChanged(uint40 issuerSeconds, uint40 statusSeconds);
    event RoleSuspended(bytes32 indexed role);
    event SuspensionLifted(bytes32 indexed role);
    event GasLimitsRaised(GasLimits limits);

    error RootOutOfField(uint256 root);
    error RootWasRevoked(uint256 root);
    error RootUnknown(uint256 root);
    error RootAgeInvalid(uint40 ageSeconds);
    error RoleIsSuspended(bytes32 role);
    error RoleCanNotBeSuspended(bytes32 role);
    error SchemaInvalid(uint256 schemaId);
    error TooManySchemas();
    error GasLimitsOnlyRise();

    /// @notice Publishes a root: makes it the current one of its tree, or extends the current one. Issuer roots are added by
    /// `ISSUER_ROLE`, status roots by `STATUS_ROLE`, which also extends current issuer roots.
    function addRoot(uint256 tree, uint256 root) external;
    /// @notice What the status operator sends for each statement of the registry: publishes its status root and extends the
    /// current issuer root of each of these schemas.
    function publish(uint256 statusRoot, uint256[] calldata schemaIds) external;
    /// @notice Stops accepting a root at once and for ever.
    function revokeRoot(uint256 tree, uint256 root) external;
    /// @notice Sets how long roots added from now on are good: the timelock to anything, the guardian to less.
    function setRootAges(uint40 issuerSeconds, uint40 statusSeconds) external;
    /// @notice Stops `ISSUER_ROLE` or `STATUS_ROLE` from adding roots; the timelock lifts it.
    function suspendRole(bytes32 role) external;
    function liftSuspension(bytes32 role) external;
    /// @notice Gives the precompiles more gas, should the chain raise their prices; never less.
    function raiseGasLimits(GasLimits calldata limits) external;

    /// @notice The registry whose roots these are (protocol P-42).
    function REGISTRY() external view returns (bytes32);
    function currentRoot(uint256 tree) external view returns (uint256);
    function rootAges() external view returns (uint40 issuerSeconds, uint40 statusSeconds);
    function rootRecord(uint256 tree, uint256 root) external view returns (RootRecord memory);
    function isRootAccepted(uint256 tree, uint256 root) external view returns (bool);
    function isSuspended(bytes32 role) external view returns (bool);
    function gasLimits() external view returns (GasLimits memory);
}
