// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "residency" (development key).
contract ResidencyVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0xdc52c02427d42eab599ca700a1c24a9ae591eae9ab29635b4ea3d7ec59dcd914;
    string public constant circuitId = "residency";
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/residency.json";

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x26ecddb586306b499538ef839d039917e6f514adde6e218d75044027739c2592)
            mstore(add(key, 32), 0x1014f92e086cb3f0f5f93d01bd703e558505eff0cd37a4fac8cd1f3664000248)
            mstore(add(key, 64), 0x032871f01796b4014c7b3ceb4aebca933de234ac8466e2419c423adaa841a9e9)
            mstore(add(key, 96), 0x2fef2b54b626a54e72cef15a66b816b7e37bc1a381e29500aed05d808a5214ab)
            mstore(add(key, 128), 0x0ac9f1257c992dd98e86ebaa2cc6602155a2e0c22b95da6d9c8072d06d34c632)
            mstore(add(key, 160), 0x00c1fd3eb2d3be0cfe167e9fcdb559d11718f28fc9b0a747bd1dd143c15bc9bb)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x04bf1a09bd0083351fe5389733622e8bb06e3cfe0adc3e3d6b5546171e302684)
            mstore(add(key, 352), 0x17e00d7b7ac3a7563166eeefed3609530a8a048e673105fc2ebdcb816794af2e)
            mstore(add(key, 384), 0x07c6542399f1aab020b8a13ba0d1c810345309aa267b6b9793cc1bc91d68315d)
            mstore(add(key, 416), 0x00dab5d1abea4f804375bde5c081092735a1e51e783dbe22b36d5ccbc2a1beaa)
            mstore(add(key, 448), 0x1ca7e99f09520e1c9b13e3711d5ca39e237663a78154f847dcd4bb1d1729c340)
            mstore(add(key, 480), 0x1bc112498c9bd110b85af056e465d5785a63c452213e8addaf24a0bce05032a6)
            mstore(add(key, 512), 0x0421d0293bccd63e81695282875c4f736326b520682797843ea28691fbca9055)
            mstore(add(key, 544), 0x217e3e5ed3b76a9e3eced7bc50361351bc4aa7aa5b75cbd7b7b6740dfdb88337)
            mstore(add(key, 576), 0x180637825bd618d8996747bf3f6428e4fa9dbac13a2465b4b4fea3d1a79f42e5)
            mstore(add(key, 608), 0x041e4566522c13a7add1d8d00e7681ce5549b303da89ec361603e0423031e048)
            mstore(add(key, 640), 0x10cb65f6b638396864bd3ffd94070dc99d912d360c78d50bb0264de3dc655f7e)
            mstore(add(key, 672), 0x248286341bc9f9d728cff07e988151d54e26dc20795928202e6dd78f111e82b9)
            mstore(add(key, 704), 0x1eba8decb8cbfe0129decb0f101835772fe3761939cadbf2791a54d1c0f63329)
            mstore(add(key, 736), 0x147d32ceb8a8b051978a64e34d53899a88b4a3e105178a60d1eef9abd778a4cd)
            mstore(add(key, 768), 0x2fd8d6f452b8686dffee216570c2d0869331211674c4e6a89dea89fa57175cfb)
            mstore(add(key, 800), 0x014a1b0d094e7646d78c7ece9f5787fce1214b13a0f755c46d00dde8425b34b7)
            mstore(add(key, 832), 0x2cdd19d6ae27bb37cbc856298b6db63ce5e475b9e9317fa5ddf66bf3e325eaf3)
            mstore(add(key, 864), 0x14221fccff65b4780924c2612080e2b5ff02d9f4cc8ce08ab5a53bcee8b8bd69)
            mstore(add(key, 896), 0x221c3bdef5991256a387fbafaf62928447ae4613c23e566443838efc223c246a)
            mstore(add(key, 928), 0x29bac6717f90dfb88e89820ad69441b3e7ad48e2d2bf0b95cc21e2cbe8d0e5a3)
            mstore(add(key, 960), 0x202712e435a7c796a9bd782922bf424d57549d35553ba87d75e3a5a0d26a63d3)
            mstore(add(key, 992), 0x146ce04c5403948b79b698e3093a53304beac4adedec4fc6423bc3648a5dd0e1)
        }
    }
}
