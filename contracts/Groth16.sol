// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {BN254_Q, Bn254} from "./Bn254.sol";
import {IGroth16Verifier} from "./interfaces/IGroth16Verifier.sol";
import {GasLimits} from "./interfaces/IRootRegistry.sol";

// Sizes in bytes of what the precompiles take (EIP-196, EIP-197).
uint256 constant G1_SIZE = 64;
uint256 constant G2_SIZE = 128;
uint256 constant PAIR_SIZE = 192;

// A key in memory is 32 words, and these are offsets in it: alpha, then beta, gamma and delta in EIP-197 order, the
// constant point, a point for each signal.
uint256 constant KEY_ALPHA = 0;
uint256 constant KEY_BETA = 64;
uint256 constant KEY_GAMMA = 192;
uint256 constant KEY_DELTA = 320;
uint256 constant KEY_CONSTANT = 448;
uint256 constant KEY_SIGNALS = 512;
// The points of the two signals that differ within a batch, `Signals.NULLIFIER` and `Signals.CONTEXT`.
uint256 constant KEY_NULLIFIER = 512;
uint256 constant KEY_CONTEXT = 960;

// Offsets in a proof in calldata: A and B come first, just as a pairing takes them.
uint256 constant PROOF_AY = 32;
uint256 constant PROOF_C = 192;

// Offsets in a `Groth16.Batch` in memory, one word for each field.
uint256 constant BATCH_COUNT = 0;
uint256 constant BATCH_SUM = 32;
uint256 constant BATCH_NULLIFIERS = 64;
uint256 constant BATCH_CONTEXTS = 96;
uint256 constant BATCH_C = 128;
uint256 constant BATCH_PAIRS = 192;
uint256 constant BATCH_SEED = 224;

/// @notice Groth16 (eprint 2016/260) over BN254 for a key in memory, one proof or many at once.
/// @dev Folding adds signals' contributions to the constant, so a partly folded key is a key again.
library Groth16 {
    /// Gas limits of the precompiles are packed in one word, 32 bits each: ecAdd, ecMul, a pairing, each of its pairs. These
    /// are four times the prices of EIP-1108: 600, 24,000, 180,000 and 136,000.
    uint256 internal constant FOUR_TIMES_ETHEREUM = 600 | 24_000 << 32 | 180_000 << 64 | 136_000 << 96;
    uint256 private constant LIMIT_MASK = 0xffffffff;
    /// Coefficients of a batch have 128 bits.
    uint256 private constant COEFFICIENT_MASK = (1 << 128) - 1;

    /// @notice Proofs taken into one check so far; see "Batches" in README.md.
    /// @dev `BATCH_COUNT` to `BATCH_SEED` are the offsets of these fields.
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

    function pack(GasLimits memory limits) internal pure returns (uint256) {
        return uint256(limits.add) | uint256(limits.mul) << 32 | uint256(limits.pairing) << 64 | uint256(limits.pair) << 96;
    }

    function unpack(uint256 limits) internal pure returns (GasLimits memory) {
        return GasLimits(uint32(limits), uint32(limits >> 32), uint32(limits >> 64), uint32(limits >> 96));
    }

    /// @notice Adds the contribution of one signal, by its position, to the key's constant; a signal of 0 costs nothing.
    function fold(uint256[32] memory key, uint256 position, uint256 signal, uint256 limits) internal view {
        if (signal == 0) return;
        if (signal >= Bn254.R) revert IGroth16Verifier.SignalOutOfField();
        bool ok;
        assembly ("memory-safe") {
            let constantPoint := add(key, KEY_CONSTANT)
            let m := mload(0x40)
            mcopy(m, constantPoint, G1_SIZE)
            mcopy(add(m, 64), add(add(key, KEY_SIGNALS), mul(position, G1_SIZE)), G1_SIZE)
            mstore(add(m, 128), signal)
            ok := staticcall(and(shr(32, limits), LIMIT_MASK), 7, add(m, 64), 96, add(m, 64), 64)
            ok := and(ok, staticcall(and(limits, LIMIT_MASK), 6, m, 128, constantPoint, 64))
        }
        if (!ok) revert IGroth16Verifier.PrecompileFailed();
    }

    /// @notice e(-A, B) · e(alpha, beta) · e(constant, gamma) · e(C, delta) = 1 for a key with all signals folded.
    /// @dev The proof must have passed `Bn254.isProof`.
    function requireValid(uint256[32] memory key, uint256[8] calldata proof, uint256 limits) internal view {
        bool ok;
        assembly ("memory-safe") {
            let m := mload(0x40)
            calldatacopy(m, proof, PAIR_SIZE)
            mstore(add(m, PROOF_AY), sub(BN254_Q, mload(add(m, PROOF_AY))))
            // alpha and beta are neighbours in the key, too
            mcopy(add(m, 192), add(key, KEY_ALPHA), PAIR_SIZE)
            mcopy(add(m, 384), add(key, KEY_CONSTANT), G1_SIZE)
            mcopy(add(m, 448), add(key, KEY_GAMMA), G2_SIZE)
            calldatacopy(add(m, 576), add(proof, PROOF_C), G1_SIZE)
            mcopy(add(m, 640), add(key, KEY_DELTA), G2_SIZE)
            let most := add(and(shr(64, limits), LIMIT_MASK), mul(4, and(shr(96, limits), LIMIT_MASK)))
            ok := staticcall(most, 8, m, 768, 0, 32)
            ok := and(ok, and(gt(returndatasize(), 31), eq(mload(0), 1)))
        }
        if (!ok) revert IGroth16Verifier.ProofInvalid();
    }

    /// @notice An empty batch for the accepted ones among a call's items, one bit for each by its place in the call.
    /// @dev The coefficients hash the whole call, chain, caller, contract and which items are in, so nobody chooses a proof,
    /// or what is left out, after them.
    function openBatch(uint256 accepted, uint256 count) internal view returns (Batch memory batch) {
        batch.seed = uint256(keccak256(abi.encode(block.chainid, address(this), msg.sender, keccak256(msg.data), accepted)));
        batch.pairs = new uint256[](6 * (count + 3));
    }

    /// @notice Takes one proof in. Its coefficient is a hash of the seed and its place in the call.
    /// @dev The proof must have passed `Bn254.isProof`, the nullifier and context must be below r.
    function addToBatch(
        Batch memory batch,
        uint256 place,
        uint256[8] calldata proof,
        uint256 nullifier,
        uint256 context,
        uint256 limits
    ) internal view {
        uint256 coefficient;
        bool ok;
        assembly ("memory-safe") {
            let pair := add(add(mload(add(batch, BATCH_PAIRS)), 32), mul(PAIR_SIZE, mload(add(batch, BATCH_COUNT))))
            let c := add(batch, BATCH_C)
            mstore(0, mload(add(batch, BATCH_SEED)))
            mstore(32, place)
            coefficient := and(keccak256(0, 64), COEFFICIENT_MASK)
            calldatacopy(pair, proof, PAIR_SIZE)
            let m := mload(0x40)
            // The negation of A, times the coefficient; B stays.
            mstore(m, mload(pair))
            mstore(add(m, 32), sub(BN254_Q, mload(add(pair, PROOF_AY))))
            mstore(add(m, 64), coefficient)
            ok := staticcall(and(shr(32, limits), LIMIT_MASK), 7, m, 96, pair, 64)
            // The first sum is the point at infinity.
            mcopy(m, c, G1_SIZE)
            calldatacopy(add(m, 64), add(proof, PROOF_C), G1_SIZE)
            mstore(add(m, 128), coefficient)
            ok := and(ok, staticcall(and(shr(32, limits), LIMIT_MASK), 7, add(m, 64), 96, add(m, 64), 64))
            ok := and(ok, staticcall(and(limits, LIMIT_MASK), 6, m, 128, c, 64))
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
    function requireValidBatch(uint256[32] memory key, Batch memory batch, uint256 limits) internal view {
        bool ok;
        bool paired;
        assembly ("memory-safe") {
            let count := mload(add(batch, BATCH_COUNT))
            let sum := mload(add(batch, BATCH_SUM))
            let pairs := add(mload(add(batch, BATCH_PAIRS)), 32)
            let m := mload(0x40)
            // sum · alpha with beta
            let pair := add(pairs, mul(PAIR_SIZE, count))
            mcopy(m, add(key, KEY_ALPHA), G1_SIZE)
            mstore(add(m, 64), sum)
            ok := staticcall(and(shr(32, limits), LIMIT_MASK), 7, m, 96, pair, 64)
            mcopy(add(pair, 64), add(key, KEY_BETA), G2_SIZE)
            // sum · constant + nullifiers · point of the nullifier + contexts · point of the context, with gamma
            pair := add(pair, PAIR_SIZE)
            mcopy(m, add(key, KEY_CONSTANT), G1_SIZE)
            mstore(add(m, 64), sum)
            ok := and(ok, staticcall(and(shr(32, limits), LIMIT_MASK), 7, m, 96, m, 64))
            mcopy(add(m, 64), add(key, KEY_NULLIFIER), G1_SIZE)
            mstore(add(m, 128), mload(add(batch, BATCH_NULLIFIERS)))
            ok := and(ok, staticcall(and(shr(32, limits), LIMIT_MASK), 7, add(m, 64), 96, add(m, 64), 64))
            ok := and(ok, staticcall(and(limits, LIMIT_MASK), 6, m, 128, m, 64))
            mcopy(add(m, 64), add(key, KEY_CONTEXT), G1_SIZE)
            mstore(add(m, 128), mload(add(batch, BATCH_CONTEXTS)))
            ok := and(ok, staticcall(and(shr(32, limits), LIMIT_MASK), 7, add(m, 64), 96, add(m, 64), 64))
            ok := and(ok, staticcall(and(limits, LIMIT_MASK), 6, m, 128, pair, 64))
            mcopy(add(pair, 64), add(key, KEY_GAMMA), G2_SIZE)
            // sum of C with delta
            pair := add(pair, PAIR_SIZE)
            mcopy(pair, add(batch, BATCH_C), G1_SIZE)
            mcopy(add(pair, 64), add(key, KEY_DELTA), G2_SIZE)
            count := add(count, 3)
            let most := add(and(shr(64, limits), LIMIT_MASK), mul(count, and(shr(96, limits), LIMIT_MASK)))
            paired := staticcall(most, 8, pairs, mul(PAIR_SIZE, count), 0, 32)
            paired := and(paired, and(gt(returndatasize(), 31), eq(mload(0), 1)))
        }
        if (!ok) revert IGroth16Verifier.PrecompileFailed();
        if (!paired) revert IGroth16Verifier.ProofInvalid();
    }
}
