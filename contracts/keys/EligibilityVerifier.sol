// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "eligibility" (development key).
contract EligibilityVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0x3d5e98ae448035c0dfdc56d33df3b9bce44a3f22960ea1c2710af6fe9c088ae6;
    string public constant circuitName = "eligibility";
    /// SHA-256 of the circuit's R1CS.
    bytes32 public constant circuitId = 0x30eca3af34a08944419c96004a8543f32f6696f9648d5e9a7fe049f1253e0f6f;
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/eligibility.json#0x624c243635400d8435d6eb601cd36a1e6b27587d1aea5da73d8016c6cd71cc47";

    constructor() {
        emit CircuitMetadataUpdated(circuitId, circuitVersion, proofSystem);
    }

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x17e43f67bf7172c8d487c11ba0c24d83b954a5a31b98d2d2e1a662e669a1a7d8)
            mstore(add(key, 32), 0x229e33aeea9085e94aecbb4dec043efad2394e1afd9d233b3757662cdb0b4a59)
            mstore(add(key, 64), 0x0fe692e2932be515ac138167c0efac72fc21369c69335e9cd1659b1f299ba11d)
            mstore(add(key, 96), 0x20ca37639a7328b707d200c54e0ed83428fdfa7ef1de96ff735963dc78b6c25d)
            mstore(add(key, 128), 0x2324a11b0a63d02c63e4c964ffe68de56ff9ea1ed11bb86909392f8562797796)
            mstore(add(key, 160), 0x233353832117cf5a50aae8d03541c0e4d72a3011d86d366208cb64f901c2b4cb)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x28d4389ff03013ce06200765e41130ee0d64dbd8a164f510395887679ba4665e)
            mstore(add(key, 352), 0x07c85803e272440eb22261bd7640c0efac2f2e0234e861f8f0c659b664fd7840)
            mstore(add(key, 384), 0x274ad94066bcf6c62bfdb52bf7e30cd4ed776e373e47c268ed0ccaebb0ec3c1c)
            mstore(add(key, 416), 0x08f59a5f85aaabb1f5a82dddd56ba5b8e8efa913c10151585dbb96e644c45af0)
            mstore(add(key, 448), 0x1cb5d2504614281af482935124ae7082b054178a10301f49c2a3b537c05b5d67)
            mstore(add(key, 480), 0x0b245ebd24b7746ec97cb6bd65faf00299366ee0471d4d30a271e7025445246e)
            mstore(add(key, 512), 0x158cbf938b502198d0b301d5e30aa940ae5429e917141d8457741d9647fd3648)
            mstore(add(key, 544), 0x1578f6e3b55eef8648949b451011233ef7d834afb61aff4d6d97b304d65c2653)
            mstore(add(key, 576), 0x2605d03c10458c65e0b3d703e5a3d26268e8574cac9732d8a400876750898967)
            mstore(add(key, 608), 0x2158ab4c423a21a9b47f99d8109177d6ea9c1d8675d52ae5901d614444908a9f)
            mstore(add(key, 640), 0x09c05bafe16770c15e0eb697a80d0cb7bf183ae4e5e490b4b00806b612e2fd72)
            mstore(add(key, 672), 0x1a07c1beb3297951017557960fea8bb378168207cc411f21dcefb1136b3b735e)
            mstore(add(key, 704), 0x204d042efcae075a968df81fe36804bb6bafe4e193d53cfdaf0eeb33a0df8dae)
            mstore(add(key, 736), 0x24b99a957d91019f349973626f6e56b63cb6e43b6aa87a038da60ecface94ffd)
            mstore(add(key, 768), 0x0b9a378663bb5f926a692996b1f6beada283764b9a16651c8aeb43ace457418a)
            mstore(add(key, 800), 0x24647a89058fe5c5662847110d115bfdb9b34f5182fbd3ec2ca4fe4cfc169396)
            mstore(add(key, 832), 0x0c42d8c6067b3267088845963afa03e0da224561ca87c95c5864c5559a8dab89)
            mstore(add(key, 864), 0x007e352d6cc933df5b618dcb84363ee3ed68013a3ab70db6b947f6e210ec365e)
            mstore(add(key, 896), 0x04698349cd697577921dbfda36f09a9acc2b4c9639c41cef5bbdfff22a04efb5)
            mstore(add(key, 928), 0x09bce67900da44ffd00dc14a7cec783b3a80524201c0d9fb5311fbd3b04ec6f5)
            mstore(add(key, 960), 0x1b2249cf961545ea3c92e74f536ea754d2cd265ece6b025d393367732fc402ac)
            mstore(add(key, 992), 0x0765e62748ef260650fb3293107e33eb867f8dc79ccfa86774e799105ab6de10)
        }
    }
}
