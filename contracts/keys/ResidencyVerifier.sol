// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "residency" (development key).
contract ResidencyVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0x0482cbf7374bd43f2711bda732fe392fe524fbcc0762f1bf9b7ad75b1c806fad;
    string public constant circuitId = "residency";
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/residency.json";

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x300dc0411c26cc5d94d425b6f13795b7bcc3e5f5a313f8fa5230b76486cf1634)
            mstore(add(key, 32), 0x0c9c3f37763e07f58f079db7817c60823b732e3306aca48e0bad60db7ee6e7e7)
            mstore(add(key, 64), 0x08d669040b6d27e6275f70ca80875d2ba32a8a10c7d93bb6b1e5a46ad192851b)
            mstore(add(key, 96), 0x0a646363b99e9ae7594e6a906b81ac080d2dc94e805118acd9b6402ecf9457d7)
            mstore(add(key, 128), 0x2b8bf88dbdfb0e8ac64cba11b8ff83957ba78dd91dbbdae3124a5ae9fae8c8ae)
            mstore(add(key, 160), 0x2b181782e81994ddfd2ec1a40288dafd44cc095e42573a28e721219677201d37)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x26c7d6e45521f7621d41045efa4ff14078d85b7d09f20b41ec19cfd6370aea6f)
            mstore(add(key, 352), 0x2df397fba644144a494173511e1f8c6cad4a396893393228d4a3ad448b2cc25d)
            mstore(add(key, 384), 0x069d5e9fa5075bbf5aa8906d682acecc957cb03271fc09359663efccb8df2fbd)
            mstore(add(key, 416), 0x2f6331e025d41260b5a62328a01e89da67b51afa4a296ff02be99d2ad3cfde30)
            mstore(add(key, 448), 0x129a52418100e5b67f161f3eab6af5a4e07c0ae4c2da90d3ed8b8fddcc35f4e5)
            mstore(add(key, 480), 0x04c4e6934df00944af7a729daa2b9b1bfa91056b29334b1fb189a0c85904706e)
            mstore(add(key, 512), 0x0448fb4912eb3c4f60e49f56cd44db5b920b307a8a902dd1628e4149a0879919)
            mstore(add(key, 544), 0x1bd0d87dcf56b2bc19ef010b8cb31d0e54c6a2853cdb64415e3f4234088f0ccc)
            mstore(add(key, 576), 0x102a14d12fcf185c0f08716ab7c06a45a5c3344c6f18319544039492f2b60332)
            mstore(add(key, 608), 0x20c17376ecb940606487fb964f73fc364ef8f41968a2c3567502fe2df235c7ef)
            mstore(add(key, 640), 0x2348f744feef3a070f1653c5a0fc8213192664586d0f5fc109dad30a6ed1dacb)
            mstore(add(key, 672), 0x0f2bb09ef63951fa315464827524b7fc697b5d38cc8006581f0993bec07bd359)
            mstore(add(key, 704), 0x0fac3671f3b4ad52722b4c8784c63d46bc6d1049ce9d37a1f4f0a9dd48e20243)
            mstore(add(key, 736), 0x1f46534352d405b0184602f0b05cd4e1fb3e68a7b7e6d760b9358b2bd3bfdd7e)
            mstore(add(key, 768), 0x1bfe73d4f6577f464b40d03508083ff496ec26980cb3afd43ed14ca90d729a06)
            mstore(add(key, 800), 0x3025e16f2f270eb2c39ff5de5bfda9bcb8c5cf173f59665bf48ba9b639023aa1)
            mstore(add(key, 832), 0x19f1194e756fe88eca2adaa2d011903b771dfa733da88b740a34b5b9bd406fdd)
            mstore(add(key, 864), 0x078b4e5f4cff7f9d2e5b4f10e786d82878b4d350387c5c4fbbf1192eda914862)
            mstore(add(key, 896), 0x146f557df9f0f4c8c8f34fc512cfe5f3aead7122e6a6a5832808c2fc34365026)
            mstore(add(key, 928), 0x0b22079119dddebe0caf89923601fb3895ff994c3452cfbd63f923a519af6a25)
            mstore(add(key, 960), 0x167d2edfb4ef388af2689da904fc1e0a40ef1c99ae9c1ffb738f11e715342d8e)
            mstore(add(key, 992), 0x285d4b1fdc3453f91d4e078817b55510392491aa0a67f11f55c117314a790463)
        }
    }
}
