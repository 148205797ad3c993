// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

// Order of the field of the coordinates; a name that assembly of any file can read.
uint256 constant BN254_Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583;

/// @notice Strict decoding of proof points, before any precompile sees them.
library Bn254 {
    /// Order of the groups: public signals are below it.
    uint256 internal constant R = 21888242871839275222246405745257275088548364400416034343698204186575808495617;
    /// Order of the coordinates' field.
    uint256 internal constant Q = BN254_Q;

    /// @notice Whether all coordinates are below q, and A and C are on y² = x³ + 3. The order of G1 is prime, so that is
    /// membership; B's curve and subgroup are left to the pairing precompile.
    function isProof(uint256[8] calldata proof) internal pure returns (bool ok) {
        assembly ("memory-safe") {
            let q := BN254_Q
            let ax := calldataload(proof)
            let ay := calldataload(add(proof, 32))
            let cx := calldataload(add(proof, 192))
            let cy := calldataload(add(proof, 224))
            ok := and(and(lt(ax, q), lt(ay, q)), and(lt(cx, q), lt(cy, q)))
            ok := and(ok, and(lt(calldataload(add(proof, 64)), q), lt(calldataload(add(proof, 96)), q)))
            ok := and(ok, and(lt(calldataload(add(proof, 128)), q), lt(calldataload(add(proof, 160)), q)))
            ok := and(ok, eq(mulmod(ay, ay, q), addmod(mulmod(mulmod(ax, ax, q), ax, q), 3, q)))
            ok := and(ok, eq(mulmod(cy, cy, q), addmod(mulmod(mulmod(cx, cx, q), cx, q), 3, q)))
        }
    }
}
