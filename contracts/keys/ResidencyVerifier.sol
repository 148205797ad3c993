// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "residency" (development key).
contract ResidencyVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0xaf386573107d80256e7e21cda460eb8ff618d41278951d968c54a054afee3f7d;
    string public constant circuitName = "residency";
    /// SHA-256 of the circuit's R1CS.
    bytes32 public constant circuitId = 0x04bceb61225d127f3ac05a9fd360a71b18a392d158201024338dd4a8c43e29fa;
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/residency.json#0x89b69c54d628aaff50bec1d4e309424c6ea4736a5caa0d6809862c45898c6181";

    constructor() {
        emit CircuitMetadataUpdated(circuitId, circuitVersion, proofSystem);
    }

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x000b740e6ea7c34ae7f06a994d599d17bfdca656abc567e98139ec4ea55bc486)
            mstore(add(key, 32), 0x1c0cabb8eae2cf8cf0a07117d89798f7737cb166fd8217d5aa7b59d567683bec)
            mstore(add(key, 64), 0x1f27e23b02cbb5b896e3af1686d56d3a8b48fa560754619b97c7c29244b7f4d0)
            mstore(add(key, 96), 0x15639feca88f2320dd834b5bdc9adb415a6ca02c36a644cba53471b9bd16d0e8)
            mstore(add(key, 128), 0x2b2a7971592a8fffe9636c1d4a2adc65cc4e7380fc4753764d1981adc9f9110f)
            mstore(add(key, 160), 0x1c235c523eae298e218c407621f0ad913801cece9b28a11f39cbb2b0714be6ef)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x1b18da0295d092a3e8671562bc49aac104e744d6cadb1597b99493e0f234c2ea)
            mstore(add(key, 352), 0x289c68b693eeca5f3a749ffad7da818b96f3a75fa03e982a1b05930ad9380a43)
            mstore(add(key, 384), 0x26da03aca084009d227f636fc734baf7818d384f381cfa524e1db7cac346a765)
            mstore(add(key, 416), 0x07bdf8c27639bc4665d8a99c70029807a1a6a3b016688002325c58576a23694e)
            mstore(add(key, 448), 0x0056048029bf732bf9bf4ce62f873b83baa1b1798408a0e8144d9adcc77ad61a)
            mstore(add(key, 480), 0x2d2350aed8161769707da74724837cfd9fd10d41c3c2c244851447c18190f2af)
            mstore(add(key, 512), 0x04fc6366289ec2c6b56f5ffd9c8fbc85eae6e4eb01bb281515889f08a266076a)
            mstore(add(key, 544), 0x03594a7e3c007033c050a2898d3e667d9915cdf94ed188ceeef79c24c025dd71)
            mstore(add(key, 576), 0x2159c977545102b6ad931ab44ee62510bb153887cfc9915b701f1b7cfdac4f9e)
            mstore(add(key, 608), 0x0f5d2f563a13f62dc08fe2c3bb49e35efda8429385d2444df95bac9faebf4867)
            mstore(add(key, 640), 0x2ff226e06b6d65fa0b78d1ff079553c1d97a75ee2a8be63cfb3fa2c95ff9a30c)
            mstore(add(key, 672), 0x198b50b23240d415c9406894472b86d122d8cad6684234a83b0eb7c8ad1b1875)
            mstore(add(key, 704), 0x2340d09ffedb9bd9c955a98b44b0f7a4fc9016230a383fe4587e0fdb4c34be21)
            mstore(add(key, 736), 0x07bd5042af7e31accbf5e89ea41c653b7bffa3f6a1db6c8e5bb212b9b331dd87)
            mstore(add(key, 768), 0x0306362b229c6a6131e61880a10304dba463ea5de6626cf4601380254a9e5c62)
            mstore(add(key, 800), 0x0297e59f01d149e479d990a2a4b0fdc260f7ccbf12c01c88823a591a36e0a0ba)
            mstore(add(key, 832), 0x04f2c2afcdfe914be522c7fb31d1f68ffc5403d74a63cc230b886fe9d27a9a02)
            mstore(add(key, 864), 0x198839fceec50702878db7a3d2448249a3d81e1564e16a3ff5594b5a441a666d)
            mstore(add(key, 896), 0x1c26db877e03cec7448c99402d147f005d2cd22b39aabb0779211a2d5831745d)
            mstore(add(key, 928), 0x0ff1d3164258402819b0143a194a523cb9c539a7c85fd4cf7122988e04fa237f)
            mstore(add(key, 960), 0x25c0485de0751571977d4d378294ef12c219cabc3e9cb07a79f280b84607e6b3)
            mstore(add(key, 992), 0x0df7cd3700253ed2e6bfe0361cb1d21a49abd8c9ae47bacde103a17ea50ff552)
        }
    }
}
