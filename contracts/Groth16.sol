// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Bn254} from "./Bn254.sol";
import {IGroth16Verifier} from "./interfaces/IGroth16Verifier.sol";

/// @notice Groth16 (eprint 2016/260) over BN254 for a key in memory, one proof or many at once.
/// @dev A key is 32 words: alpha (2), beta, gamma, delta (4 each, EIP-197 order), the constant point (2), a point per
/// signal (2 each). Folding adds signals' contributions to the constant, so a partly folded key is a key again.
library Groth16 {
    /// What the precompiles may burn when they refuse: prices of EIP-1108 with an eighth to spare.
    uint256 private constant MUL_GAS = 6750;
    uint256 private constant ADD_GAS = 170;
    uint256 private constant PAIRING_GAS = 51_000;
    uint256 private constant PAIR_GAS = 38_250;
    /// Coefficients of a batch have 128 bits.
    uint256 private constant COEFFICIENT_MASK = (1 << 128) - 1;

    /// @notice Proofs taken into one check so far; see "Batches" in README.md.
    /// @dev The assembly below relies on this order of fields, one word each.
    struct Batch {
        uint256 count;
        /// Sum of the coefficients, and of coefficient · nullifier and coefficient · context, modulo r.
        uint256 sum;
        uint256 nullifiers;
        uint256 contexts;
        /// Sum of coefficient · C.
        uint256 cx;
        uint256 cy;
        /// Six words for each pair, with room for the three fixed ones.
        uint256[] pairs;
        uint256 seed;
    }

    /// @notice Adds the contribution of one signal, by its position, to the key's constant; a signal of 0 costs nothing.
    function fold(uint256[32] memory key, uint256 position, uint256 signal) internal view {
        if (signal == 0) return;
        if (signal >= Bn254.R) revert IGroth16Verifier.SignalOutOfField();
        bool ok;
        assembly ("memory-safe") {
            let constantPoint := add(key, 448)
            let m := mload(0x40)
            mcopy(m, constantPoint, 64)
            mcopy(add(m, 64), add(add(key, 512), shl(6, position)), 64)
            mstore(add(m, 128), signal)
            ok := staticcall(MUL_GAS, 7, add(m, 64), 96, add(m, 64), 64)
            ok := and(ok, staticcall(ADD_GAS, 6, m, 128, constantPoint, 64))
        }
        if (!ok) revert IGroth16Verifier.PrecompileFailed();
    }

    /// @notice e(-A, B) · e(alpha, beta) · e(constant, gamma) · e(C, delta) = 1 for a key with all signals folded.
    /// @dev The proof must have passed `Bn254.isProof`.
    function requireValid(uint256[32] memory key, uint256[8] calldata proof) internal view {
        bool ok;
        assembly ("memory-safe") {
            let m := mload(0x40)
            calldatacopy(m, proof, 192)
            mstore(add(m, 32), sub(21888242871839275222246405745257275088696311157297823662689037894645226208583, mload(add(m, 32))))
            mcopy(add(m, 192), key, 192)
            mcopy(add(m, 384), add(key, 448), 64)
            mcopy(add(m, 448), add(key, 192), 128)
            calldatacopy(add(m, 576), add(proof, 192), 64)
            mcopy(add(m, 640), add(key, 320), 128)
            ok := staticcall(204000, 8, m, 768, 0, 32)
            ok := and(ok, and(gt(returndatasize(), 31), eq(mload(0), 1)))
        }
        if (!ok) revert IGroth16Verifier.ProofInvalid();
    }

    /// @notice An empty batch with room for `size` proofs.
    /// @dev The coefficients hash the whole call, chain, caller and contract, so nobody chooses a proof after them.
    function openBatch(uint256 size) internal view returns (Batch memory batch) {
        batch.seed = uint256(keccak256(abi.encode(block.chainid, address(this), msg.sender, keccak256(msg.data))));
        batch.pairs = new uint256[](6 * (size + 3));
    }

    /// @notice Takes one proof in. The first coefficient is 1, the others are hashes.
    /// @dev The proof must have passed `Bn254.isProof`, the nullifier and context must be below r.
    function addToBatch(Batch memory batch, uint256[8] calldata proof, uint256 nullifier, uint256 context) internal view {
        uint256 coefficient = 1;
        bool ok = true;
        assembly ("memory-safe") {
            let place := mload(batch)
            let pair := add(add(mload(add(batch, 192)), 32), mul(192, place))
            let c := add(batch, 128)
            calldatacopy(pair, proof, 192)
            mstore(add(pair, 32), sub(21888242871839275222246405745257275088696311157297823662689037894645226208583, mload(add(pair, 32))))
            switch place
            case 0 { calldatacopy(c, add(proof, 192), 64) }
            default {
                mstore(0, mload(add(batch, 224)))
                mstore(32, place)
                coefficient := and(keccak256(0, 64), COEFFICIENT_MASK)
                let m := mload(0x40)
                mcopy(m, pair, 64)
                mstore(add(m, 64), coefficient)
                ok := staticcall(MUL_GAS, 7, m, 96, pair, 64)
                mcopy(m, c, 64)
                calldatacopy(add(m, 64), add(proof, 192), 64)
                mstore(add(m, 128), coefficient)
                ok := and(ok, staticcall(MUL_GAS, 7, add(m, 64), 96, add(m, 64), 64))
                ok := and(ok, staticcall(ADD_GAS, 6, m, 128, c, 64))
            }
        }
        if (!ok) revert IGroth16Verifier.PrecompileFailed();
        unchecked {
            ++batch.count;
        }
        batch.sum = addmod(batch.sum, coefficient, Bn254.R);
        batch.nullifiers = addmod(batch.nullifiers, mulmod(coefficient, nullifier, Bn254.R), Bn254.R);
        batch.contexts = addmod(batch.contexts, mulmod(coefficient, context, Bn254.R), Bn254.R);
    }

    /// @notice Checks all proofs of a batch against a key with every signal folded but nullifier and context.
    function requireValidBatch(uint256[32] memory key, Batch memory batch) internal view {
        bool ok;
        bool paired;
        assembly ("memory-safe") {
            let count := mload(batch)
            let sum := mload(add(batch, 32))
            let pairs := add(mload(add(batch, 192)), 32)
            let m := mload(0x40)
            // sum · alpha with beta
            let pair := add(pairs, mul(192, count))
            mcopy(m, key, 64)
            mstore(add(m, 64), sum)
            ok := staticcall(MUL_GAS, 7, m, 96, pair, 64)
            mcopy(add(pair, 64), add(key, 64), 128)
            // sum · constant + nullifiers · first point + contexts · last point, with gamma
            pair := add(pair, 192)
            mcopy(m, add(key, 448), 64)
            mstore(add(m, 64), sum)
            ok := and(ok, staticcall(MUL_GAS, 7, m, 96, m, 64))
            mcopy(add(m, 64), add(key, 512), 64)
            mstore(add(m, 128), mload(add(batch, 64)))
            ok := and(ok, staticcall(MUL_GAS, 7, add(m, 64), 96, add(m, 64), 64))
            ok := and(ok, staticcall(ADD_GAS, 6, m, 128, m, 64))
            mcopy(add(m, 64), add(key, 960), 64)
            mstore(add(m, 128), mload(add(batch, 96)))
            ok := and(ok, staticcall(MUL_GAS, 7, add(m, 64), 96, add(m, 64), 64))
            ok := and(ok, staticcall(ADD_GAS, 6, m, 128, pair, 64))
            mcopy(add(pair, 64), add(key, 192), 128)
            // sum of C with delta
            pair := add(pair, 192)
            mcopy(pair, add(batch, 128), 64)
            mcopy(add(pair, 64), add(key, 320), 128)
            count := add(count, 3)
            paired := staticcall(add(PAIRING_GAS, mul(PAIR_GAS, count)), 8, pairs, mul(192, count), 0, 32)
            paired := and(paired, and(gt(returndatasize(), 31), eq(mload(0), 1)))
        }
        if (!ok) revert IGroth16Verifier.PrecompileFailed();
        if (!paired) revert IGroth16Verifier.ProofInvalid();
    }
}
