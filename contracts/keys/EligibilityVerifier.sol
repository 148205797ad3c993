// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "eligibility" (development key).
contract EligibilityVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0x5610a6f5f540d3f9deb62b2b4b80fa29b3ca311b14d6018a025be6fc723af1ed;
    string public constant circuitName = "eligibility";
    /// SHA-256 of the circuit's R1CS.
    bytes32 public constant circuitId = 0xa1f262e65532a11c4eb31585e7f9538813a2065c0f894b45f6f3ed9c5922823e;
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/eligibility.json#0x5bfcbc8143788dae359b5e833984b1671f32f53ba0241a27536883dc892f729d";

    constructor() {
        emit CircuitMetadataUpdated(circuitId, circuitVersion, proofSystem);
    }

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x141c8ee22ad14df842c281bc55f1e8db9127ed6bf487c7e443b2fa6e27ebd7ce)
            mstore(add(key, 32), 0x2e783c8e18b6aef22274093717646caf87e927c2e3d456e49ce04c786c5f0176)
            mstore(add(key, 64), 0x24c6e1a962f292fc96cba9cf65715637d9d6199077fed844f43f6a429d636974)
            mstore(add(key, 96), 0x0e21db97c8f4362bc3d7337666b40f18ea0bdd1f843a9339ce46e98e30cdd6a4)
            mstore(add(key, 128), 0x17764fcf31ef2a6cc2b67b28eb2b6e85b36458adbaa8994a967a5987d6f8ab95)
            mstore(add(key, 160), 0x14cb33ee91122c3b759a69b2700de44be29478edcc654a226486ce2e4f215916)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x2f980a81808a0ac700be59ba3a3be9a3f0a1c0ae66c61f9f806a9d43f5e1c151)
            mstore(add(key, 352), 0x18f619aa7ee0a25778cb84cd3552e3272633b4adea551a62d66d5ec9c1391d10)
            mstore(add(key, 384), 0x07e9e1ca86a8b88ab59711d9200a0bfd4a60637cf6e07a994ef11929108dee75)
            mstore(add(key, 416), 0x019e3cdcd7e8a9bf5876cfe7f0d5dfc9e9cce530f87f4322042239413ed0cdcb)
            mstore(add(key, 448), 0x2f55780679a90251bf75faf815e9ad1df7ba2da2c6851f8db9f92685179f85b8)
            mstore(add(key, 480), 0x0a6eff394aabf43ee5cff499f119c83d05ed8a41a476eff6a12b0f1538ed8696)
            mstore(add(key, 512), 0x1b6c7ed44acf6a1e4e330cfd5dc461430b219a005117ddd0b9115768e9fd911e)
            mstore(add(key, 544), 0x1dc33ad8d93449a28268c821773fcfb23d8d17f1829c2e2a07e5f3215088c275)
            mstore(add(key, 576), 0x0b2cc6efeaabf910976476359df2f6ce248d14ab2f8fe4cca41cd502adba8341)
            mstore(add(key, 608), 0x245c17e21647707687ad2ce415620db81b9ce0bdb5c7db9f499ffa3c15aeefb2)
            mstore(add(key, 640), 0x135d8bc08a07fb98dd9f3175ebfb1f757241662c99b8a964ae77aa2a0c7cf4b3)
            mstore(add(key, 672), 0x24450bd1d19a5dd6d09aa7258d0c84b1268f2134ff14ddc949bbe8d2988a0860)
            mstore(add(key, 704), 0x1869d00e2d9930e164e141a94dd17744a5efe1075afdb60f5727b86cbd43dd8d)
            mstore(add(key, 736), 0x00360204c3657bef8b7fcfc7bc87b2e8d22af3ba5c67b48bfaaf056367d72ee7)
            mstore(add(key, 768), 0x1e0ad5747ad8b93369e9de81331ce2a3dae50b683763e76cd984d4d83f24ab21)
            mstore(add(key, 800), 0x12870a8f56054083ccf6fd7378049c15513c4a8cc9cb4719a5153772c7788b78)
            mstore(add(key, 832), 0x10596750486e31c64a9fb5120a8bf5c97883279fd94f2b74164bebf59e842f3e)
            mstore(add(key, 864), 0x24c1a471cbdd3c93c532c6127aa860a5fca2ff213a16829f4c96e60dd01f1281)
            mstore(add(key, 896), 0x249f956755a7f1d9b6d3a492a070401b26ecb0dc02c5c850f9c3777c22a03b6e)
            mstore(add(key, 928), 0x031fc71ce62c4422c9838c782e50f798b4c0677e2857ea7c67c7b5bac29b770c)
            mstore(add(key, 960), 0x1984dc23421a942011814f399755f373db4ab77102620e676b1608b23fd0b5da)
            mstore(add(key, 992), 0x1c47649549d55b01e2b779e11fb24c691cd2a9cba786dd52efb8b8936c0bc443)
        }
    }
}
