// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice The root of the tree of the issuers trusted for a schema.
struct IssuerRoot {
    uint256 schemaId;
    uint256 root;
}

/// @notice The roots of one statement of a registry (protocol P-41).
struct RootStatement {
    /// Id of the registry.
    bytes32 registry;
    /// The statement's time, Unix seconds.
    uint40 time;
    uint256 statusRoot;
    IssuerRoot[] issuerRoots;
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

/// @notice Roots of one registry. An issuer root and a status root are accepted together, where one statement has both, for as
/// long as that statement is young enough (protocol P-43). So each pair has an end, known when it is published: nothing but a
/// later statement with both puts it off, and nothing but a revocation brings it forward.
interface IRootRegistry {
    /// @notice From now on statements may have this issuer root for the schema.
    event IssuerRootTrusted(uint256 indexed schemaId, uint256 indexed root);
    /// @notice A statement has this pair.
    event PairPublished(uint256 indexed schemaId, uint256 indexed issuerRoot, uint256 indexed statusRoot, uint40 goodUntil);
    /// @notice `tree` is the schema's id for an issuer root, 0 for a status root.
    event RootRevoked(uint256 indexed tree, uint256 indexed root);
    event MaxRootAgeChanged(uint40 maxRootAge);
    event RoleSuspended(bytes32 indexed role);
    event SuspensionLifted(bytes32 indexed role);
    event GasLimitsRaised(GasLimits limits);

    error RootOutOfField(uint256 root);
    error RootWasRevoked(uint256 root);
    error RootNotTrusted(uint256 schemaId, uint256 root);
    error RegistryMismatch(bytes32 expected, bytes32 received);
    /// @notice The statement is from the future, or older than one that was published.
    error StatementTimeInvalid(uint40 time);
    error MaxRootAgeInvalid(uint40 maxRootAge);
    error RoleIsSuspended(bytes32 role);
    error RoleCanNotBeSuspended(bytes32 role);
    error SchemaInvalid(uint256 schemaId);
    error TooManySchemas();
    error GasLimitsOnlyRise();

    /// @notice Trusts an issuer root for a schema in place of the one before. It counts for nothing until a statement has it.
    function trustIssuerRoot(uint256 schemaId, uint256 root) external;
    /// @notice What the status operator sends for each statement of the registry: its status root is accepted with each of
    /// these issuer roots, which must be the ones trusted. A statement with a schema left out is taken, too.
    function publish(RootStatement calldata statement) external;
    /// @notice Stops accepting a root, with whatever it stands, at once and for ever. `tree` is the schema's id for an issuer
    /// root, 0 for a status root.
    function revokeRoot(uint256 tree, uint256 root) external;
    /// @notice Sets how long statements published from now on are good: the timelock to anything, the guardian to less.
    function setMaxRootAge(uint40 age) external;
    /// @notice Stops `ISSUER_ROLE` or `STATUS_ROLE` from adding roots; the timelock lifts it.
    function suspendRole(bytes32 role) external;
    function liftSuspension(bytes32 role) external;
    /// @notice Gives the precompiles more gas, should the chain raise their prices; never less.
    function raiseGasLimits(GasLimits calldata limits) external;

    /// @notice The registry whose statements are taken (protocol P-42).
    function REGISTRY() external view returns (bytes32);
    /// @notice The issuer root trusted for a schema, 0 before the first one.
    function trustedRoot(uint256 schemaId) external view returns (uint256);
    /// @notice The newest statement's time and status root, 0 before the first one.
    function latestStatement() external view returns (uint40 time, uint256 statusRoot);
    /// @notice How long a statement is good, in seconds.
    function maxRootAge() external view returns (uint40);
    /// @notice The last second at which a pair is accepted, unless it is published again; 0 for one that is unknown or revoked.
    function pairGoodUntil(uint256 schemaId, uint256 issuerRoot, uint256 statusRoot) external view returns (uint256);
    function isRevoked(uint256 tree, uint256 root) external view returns (bool);
    function isSuspended(bytes32 role) external view returns (bool);
    function gasLimits() external view returns (GasLimits memory);
}
