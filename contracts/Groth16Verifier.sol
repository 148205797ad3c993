// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Bn254} from "./Bn254.sol";
import {Signals} from "./Signals.sol";
import {IGroth16Verifier} from "./interfaces/IGroth16Verifier.sol";

/// @notice Groth16 (eprint 2016/260) over BN254; a generated contract adds the key.
/// @dev e(-A, B) · e(alpha, beta) · e(inputs, gamma) · e(C, delta) = 1, one call to the pairing precompile.
abstract contract Groth16Verifier is IGroth16Verifier {
    /// What the precompiles may burn when they refuse: prices of EIP-1108 with an eighth to spare.
    uint256 private constant MUL_GAS = 6750;
    uint256 private constant ADD_GAS = 170;
    uint256 private constant PAIRING_GAS = 51_000;
    uint256 private constant PAIR_GAS = 38_250;
    /// Coefficients of a batch.
    uint256 private constant COEFFICIENT_MASK = (1 << 128) - 1;

    /// alpha (2 words), beta, gamma, delta (4 words each, EIP-197 order), then the constant point and one per signal.
    function _key() internal pure virtual returns (uint256[32] memory);

    /// @inheritdoc IGroth16Verifier
    function verify(uint256[8] calldata proof, uint256[8] calldata signals) external view returns (bool) {
        uint256[32] memory key = _key();
        Bn254.requireProof(proof);
        (uint256 x, uint256 y) = _combine(key, key[14], key[15], signals);
        return _pair(key, proof, x, y);
    }

    /// @inheritdoc IGroth16Verifier
    function foldBase() external pure returns (uint256 x, uint256 y) {
        uint256[32] memory key = _key();
        return (key[14], key[15]);
    }

    /// @inheritdoc IGroth16Verifier
    function fold(uint256 x, uint256 y, uint256[8] calldata signals) external view returns (uint256, uint256) {
        return _combine(_key(), x, y, signals);
    }

    /// @inheritdoc IGroth16Verifier
    function verifyFolded(uint256[8] calldata proof, uint256 x, uint256 y, uint256[8] calldata signals)
        external
        view
        returns (bool)
    {
        uint256[32] memory key = _key();
        Bn254.requireProof(proof);
        (x, y) = _combine(key, x, y, signals);
        return _pair(key, proof, x, y);
    }

    /// @inheritdoc IGroth16Verifier
    /// @dev The coefficients hash this whole call, chain, caller and contract, so nobody chooses a proof after its coefficient.
    function verifyBatch(uint256[8][] calldata proofs, uint256[8][] calldata signals, bytes32 seed)
        external
        view
        returns (bool)
    {
        uint256 count = proofs.length;
        if (count == 0 || signals.length != count) revert BatchShape();
        seed = keccak256(abi.encode(block.chainid, address(this), msg.sender, seed, keccak256(msg.data)));
        uint256[32] memory key = _key();
        uint256[10] memory sums; // coefficients, then each signal, then spare
        uint256[] memory pairs = new uint256[](6 * (count + 3));
        uint256 cx;
        uint256 cy;
        for (uint256 i = 0; i < count; ++i) {
            Bn254.requireProof(proofs[i]);
            uint256 coefficient;
            assembly ("memory-safe") {
                mstore(0, seed)
                mstore(32, i)
                coefficient := and(keccak256(0, 64), COEFFICIENT_MASK)
            }
            (cx, cy) = _item(pairs, i, proofs[i], coefficient, cx, cy);
            _addSignals(sums, signals[i], coefficient);
        }
        _fixedPairs(key, pairs, count, sums, cx, cy);
        bool ok;
        assembly ("memory-safe") {
            let pairCount := add(count, 3)
            let limit := add(PAIRING_GAS, mul(PAIR_GAS, pairCount))
            ok := staticcall(limit, 8, add(pairs, 32), mul(192, pairCount), 0, 32)
            ok := and(ok, and(gt(returndatasize(), 31), eq(mload(0), 1)))
        }
        if (!ok) revert ProofInvalid();
        return true;
    }

    /// Writes (coefficient · -A, B) as pair i and adds coefficient · C to (cx, cy).
    function _item(uint256[] memory pairs, uint256 i, uint256[8] calldata proof, uint256 coefficient, uint256 cx, uint256 cy)
        private
        view
        returns (uint256, uint256)
    {
        bool ok;
        assembly ("memory-safe") {
            let pair := add(add(pairs, 32), mul(192, i))
            calldatacopy(pair, proof, 32)
            mstore(add(pair, 32), sub(21888242871839275222246405745257275088696311157297823662689037894645226208583, calldataload(add(proof, 32))))
            mstore(add(pair, 64), coefficient)
            ok := staticcall(MUL_GAS, 7, pair, 96, pair, 64)
            calldatacopy(add(pair, 64), add(proof, 64), 128)
            let m := mload(0x40)
            mstore(m, cx)
            mstore(add(m, 32), cy)
            calldatacopy(add(m, 64), add(proof, 192), 64)
            mstore(add(m, 128), coefficient)
            ok := and(ok, staticcall(MUL_GAS, 7, add(m, 64), 96, add(m, 64), 64))
            ok := and(ok, staticcall(ADD_GAS, 6, m, 128, m, 64))
            cx := mload(m)
            cy := mload(add(m, 32))
        }
        if (!ok) revert PrecompileFailed();
        return (cx, cy);
    }

    function _addSignals(uint256[10] memory sums, uint256[8] calldata signals, uint256 coefficient) private pure {
        bool ok = true;
        assembly ("memory-safe") {
            let r := 21888242871839275222246405745257275088548364400416034343698204186575808495617
            mstore(sums, addmod(mload(sums), coefficient, r))
            for { let j := 0 } lt(j, 256) { j := add(j, 32) } {
                let signal := calldataload(add(signals, j))
                ok := and(ok, lt(signal, r))
                let sum := add(add(sums, 32), j)
                mstore(sum, addmod(mload(sum), mulmod(signal, coefficient, r), r))
            }
        }
        if (!ok) revert SignalOutOfField();
    }

    /// The last three pairs: sum · alpha with beta, the inputs with gamma, the sum of C with delta.
    function _fixedPairs(
        uint256[32] memory key,
        uint256[] memory pairs,
        uint256 count,
        uint256[10] memory sums,
        uint256 cx,
        uint256 cy
    ) private view {
        bool ok = true;
        assembly ("memory-safe") {
            let pair := add(add(pairs, 32), mul(192, count))
            mcopy(pair, key, 64)
            mstore(add(pair, 64), mload(sums))
            ok := staticcall(MUL_GAS, 7, pair, 96, pair, 64)
            mcopy(add(pair, 64), add(key, 64), 128)
            pair := add(pair, 192)
            let m := mload(0x40)
            mstore(m, 0)
            mstore(add(m, 32), 0)
            for { let j := 0 } lt(j, 9) { j := add(j, 1) } {
                mcopy(add(m, 64), add(add(key, 448), mul(j, 64)), 64)
                mstore(add(m, 128), mload(add(sums, mul(j, 32))))
                ok := and(ok, staticcall(MUL_GAS, 7, add(m, 64), 96, add(m, 64), 64))
                ok := and(ok, staticcall(ADD_GAS, 6, m, 128, m, 64))
            }
            mcopy(pair, m, 64)
            mcopy(add(pair, 64), add(key, 192), 128)
            pair := add(pair, 192)
            mstore(pair, cx)
            mstore(add(pair, 32), cy)
            mcopy(add(pair, 64), add(key, 320), 128)
        }
        if (!ok) revert PrecompileFailed();
    }

    /// (x, y) + sum of signal · point over the signals that are not 0.
    function _combine(uint256[32] memory key, uint256 x, uint256 y, uint256[8] calldata signals)
        private
        view
        returns (uint256, uint256)
    {
        bool inField = true;
        bool ok = true;
        assembly ("memory-safe") {
            let r := 21888242871839275222246405745257275088548364400416034343698204186575808495617
            let m := mload(0x40)
            let term := add(m, 64)
            let point := add(key, 512)
            mstore(m, x)
            mstore(add(m, 32), y)
            for { let j := 0 } lt(j, 256) { j := add(j, 32) } {
                let signal := calldataload(add(signals, j))
                if signal {
                    inField := and(inField, lt(signal, r))
                    mcopy(term, point, 64)
                    mstore(add(m, 128), signal)
                    ok := and(ok, staticcall(MUL_GAS, 7, term, 96, term, 64))
                    ok := and(ok, staticcall(ADD_GAS, 6, m, 128, m, 64))
                }
                point := add(point, 64)
            }
            x := mload(m)
            y := mload(add(m, 32))
        }
        if (!inField) revert SignalOutOfField();
        if (!ok) revert PrecompileFailed();
        return (x, y);
    }

    function _pair(uint256[32] memory key, uint256[8] calldata proof, uint256 x, uint256 y) private view returns (bool) {
        bool ok;
        assembly ("memory-safe") {
            let m := mload(0x40)
            calldatacopy(m, proof, 192)
            mstore(add(m, 32), sub(21888242871839275222246405745257275088696311157297823662689037894645226208583, mload(add(m, 32))))
            mcopy(add(m, 192), key, 192)
            mstore(add(m, 384), x)
            mstore(add(m, 416), y)
            mcopy(add(m, 448), add(key, 192), 128)
            calldatacopy(add(m, 576), add(proof, 192), 64)
            mcopy(add(m, 640), add(key, 320), 128)
            ok := staticcall(204000, 8, m, 768, 0, 32)
            ok := and(ok, and(gt(returndatasize(), 31), eq(mload(0), 1)))
        }
        if (!ok) revert ProofInvalid();
        return true;
    }

    /// @inheritdoc IGroth16Verifier
    function signalSchemaHash() external pure returns (bytes32) {
        return Signals.SCHEMA_HASH;
    }
}
