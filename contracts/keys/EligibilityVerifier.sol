// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "eligibility" (development key).
contract EligibilityVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0x11d03b0607b2a46c39e8bd18151c1a5aab9c8e534dfdf23fa37968f0bad3c5bc;
    string public constant circuitId = "eligibility";
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/eligibility.json";

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x1b4995db29f316af9afdf07e0044b65c31ca69396507436b2b4f1697a00e5f37)
            mstore(add(key, 32), 0x2364b97e30e75615c94442791155925f7b465d8a6e2c4da6f9f2d5bfbed04910)
            mstore(add(key, 64), 0x0640c17a420a0d8b5983a4ce767c73be1effe286d6a7677b52e4bf012e8875dd)
            mstore(add(key, 96), 0x16bfc5c50e3b6c56ebd9d61fe197b1da4338c2356f3d2ea3877840c564c49865)
            mstore(add(key, 128), 0x1390ca1b6e6943db07168ead39c5eba5d57e7fbcb274a3f464310074643d23b2)
            mstore(add(key, 160), 0x04681ad1736b4eaba6824d8e91399ca228fce7dd980edea362b1ba235ae81c44)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x2e5cc05824066761736534aafffd09d6c1d7373091abbe8402ee91933941840f)
            mstore(add(key, 352), 0x17c69482d39260dc1fd03835c8dcd311a9dc4ade0e4f77bdaefa163da588c393)
            mstore(add(key, 384), 0x2430915c0d05fd41330dc5a483fcb50f8afb64ffe807c80d778a723a5eafc261)
            mstore(add(key, 416), 0x2d09bc88a495d868e6e600ef829e360e5b7b52cf16810159d7ded05bddb681e4)
            mstore(add(key, 448), 0x0be5ea71137170c2497f4c212d53f68fbd3bae0675765671ad81ab2eef50e883)
            mstore(add(key, 480), 0x1680500bd16bf1a6c077afe26991c6910850ffef4b01f5c243c322c5523bfeab)
            mstore(add(key, 512), 0x1577a2b8a4106b6a21e95d5c8b7954690c8769acb3799923b9bd20e1f7256fbb)
            mstore(add(key, 544), 0x1e4f0f530d72de1886403e728ec389e52854ae5275b38341e4d9889d0e70b94b)
            mstore(add(key, 576), 0x223f93325c08f76edb51e28a453042a4cd8b62f7bfe93801b7f93570a96d1f4a)
            mstore(add(key, 608), 0x1e5594e7cf9a9996cff7f14bcfe1b2d3d6901da21b731cb039d0637ee32fe661)
            mstore(add(key, 640), 0x184941a3035b321450a3cde5d09859cb8b4d63799deff89b30bdd10981832778)
            mstore(add(key, 672), 0x0972ed804b6370b394ed46172499908d9fafaa8a8f86631d0d1a534af2757701)
            mstore(add(key, 704), 0x25bf5decfb3604024677e9f566780717de93ec0ce30ce19631a2febae360ccd6)
            mstore(add(key, 736), 0x15739da6d986b7280fd19fdb199b8433abe4b5a896366fab0d7f7d795296811c)
            mstore(add(key, 768), 0x13adf4bc6d8fa84af9be0fe1d6d006977a7dcf0f2cad200f031fc80389b30528)
            mstore(add(key, 800), 0x0ca47bb878c9a4bfefab0f106c6f42dc34fc6b8c27ce16d9f31d38b986c210a7)
            mstore(add(key, 832), 0x2731338e5967a755b631ffd01534b30f09e3b9bbc8ead8e15b358ea4db0f6d02)
            mstore(add(key, 864), 0x05e01a4eae9678455ba3029f3b90384a194230a33cc3afd16b4cd612143cecbc)
            mstore(add(key, 896), 0x17e442c9b952ee1acdaafa6491601e1377627f38ea26073b5a1ccd96060702e2)
            mstore(add(key, 928), 0x1c201f3fa710e3c372d36522a893c296771c0ff912187d5cd7e06350da98d51e)
            mstore(add(key, 960), 0x111d1c54ae5bc26c44cd0c229896371189d4503db9dbef188a83df61a17057ba)
            mstore(add(key, 992), 0x14829e1fd3ba39e7f2269f0bd74b15ad5308754d19c49f211c0920506b91e6be)
        }
    }
}
