// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "record" (development key).
contract RecordVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0xc0a3825ae7407a5d70bab163eca4b2603ca3d7b81bee297e7bac9134b349f41a;
    string public constant circuitName = "record";
    /// SHA-256 of the circuit's R1CS.
    bytes32 public constant circuitId = 0xe495e5acb01739510fb80498ceb5ad11c124ab1f35e75d71e62e924839c24b0c;
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/record.json#0x1cd6ec6f615d89e990cffb0387e3d74c9df566fead3dbb3b435418023207a415";

    constructor() {
        emit CircuitMetadataUpdated(circuitId, circuitVersion, proofSystem);
    }

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x2ffbf6308b9440a5e7936014066cba77b2625fe8bc3f8cf5181e70696f786408)
            mstore(add(key, 32), 0x06fcedcc97856da5af3862ef9f100902c83699a81581318a0a5c747ccc8422a0)
            mstore(add(key, 64), 0x2bb7ef79ccf190ca8c907af8f3d2a9356e87be3a9375776ab6acf840e263ba01)
            mstore(add(key, 96), 0x1dc11e8743d14a2c85d891d79d3e1f5efe0832faeede96798a135c8610741553)
            mstore(add(key, 128), 0x1c4975f1f7267649bf00b60f01e73039cc2c6398046cf8580c66c76cf9b60659)
            mstore(add(key, 160), 0x239a5e2f7c09d9337eeaa981e3d3bc3c4c83577b32fe35a2d20c8ceede4634df)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x25f27bc65b4ed96daa0e12115a40ec182a630adc51319c33894875aa3679465f)
            mstore(add(key, 352), 0x13a16956d34fd6ab3104ddf3743ae3b41a70dcad3b19c50b659ff0416bc9f2ae)
            mstore(add(key, 384), 0x0d51b980f2a8606f22063bbb9ffe555f8d956930bbb586665466ac117deeab98)
            mstore(add(key, 416), 0x10537ea7f0861a5d70410e01bff56d8ae42a1b050936a4e130a9074b896f22cc)
            mstore(add(key, 448), 0x166386fc855293413759430d7bc532a06ffc6f072c1322c1f4cf9fd618acd4ee)
            mstore(add(key, 480), 0x046c0e8912c31ed5ce2195cff008586bb78a726ee48e16394deccc178d0e9dc2)
            mstore(add(key, 512), 0x26afe8f8444395cb04ac0f910eed67300768533c7557c822c4d5bbfd2cbfc4fb)
            mstore(add(key, 544), 0x04f11bc96cd08272179a78b812fd3931424d9c80a2c792f5e31fb8bd9b155fa5)
            mstore(add(key, 576), 0x06d2597510b08a56a06c90dc1c6299ccaab858329678f56f3628b053a6c6df93)
            mstore(add(key, 608), 0x1ecf4e6ef78081ac2e94a44efb7a2aa1783b28c1eb78bb214066793309343a3e)
            mstore(add(key, 640), 0x13074cf66dbef13f93a4d6a7ad739503a90ccbdbb12fed7cfb1e624b6b709df4)
            mstore(add(key, 672), 0x02b15a9c6aeaa621d1c905ec7aeb95f775c887813c75a7280d85fb2ea527a3c7)
            mstore(add(key, 704), 0x2c1f6074cd0b7d97464fb2db6d0e7aebdd7504a845aab79e1b9b5ec75198a4ef)
            mstore(add(key, 736), 0x242ee9687fa9cd2e007e40605dd72d17a4310bcb8ac9aef8f99a852861431b1e)
            mstore(add(key, 768), 0x08036eb940897960e473f03bf599023ead3c22d624ad3f3ec6ce55186d500ede)
            mstore(add(key, 800), 0x0c80a478c898c153f0be36c98a0e97db3ff7c08d0e7b21e426258df94e370909)
            mstore(add(key, 832), 0x110d03ca93aeec07f0b65e69477a37da81939d9af530cc2228d3b85a31e7955a)
            mstore(add(key, 864), 0x19ff4cd5b0041726361332ece9615851517947627c606bcfa367bcc78230df84)
            mstore(add(key, 896), 0x0ee9938438d1b49e6a4ff2b17839b1669cd1cd0e8b2ad0dd7c5af36c34b35cfe)
            mstore(add(key, 928), 0x01fefaf6a92bdc8b87ff84dbb23cd3d2e3aba9b0cc8561acf335adeb49c6f687)
            mstore(add(key, 960), 0x0edd9a39bd7442a503b2b5ee671b3d5b1e147e38b386cc9406844ac2aaf61932)
            mstore(add(key, 992), 0x12dd17700cebaeff5d815833be81a9cd5473e90b8e62691239765dbf899f8553)
        }
    }
}
