// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "age" (development key).
contract AgeVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0x6f2943a01a60cc9a730f791e1b3d3e7e4d8228aa5dbcdd4028cff42107e8edee;
    string public constant circuitId = "age";
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/age.json";

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x2e5e3806bd6019336f413ff5efce11ae877e570db680a5c8b3fb890d2edcf862)
            mstore(add(key, 32), 0x25fb9eddafb38eab9154af5a822f34927e49a58080a3e2225959bcc3f5635e64)
            mstore(add(key, 64), 0x0133c24ce148355a258b4584cbf29820d644caae7b757c7d8a5c6595a0756809)
            mstore(add(key, 96), 0x0fa38c2722f30e04be669511d52d18edc72333a1b4247c498a557e3765d89a0d)
            mstore(add(key, 128), 0x0787dfdf68ceec0eee3b7d4212daa45d41bc3287960227dd3d3541a212e20cde)
            mstore(add(key, 160), 0x2500e5920b4b0ca3ab0dc7a34dc676800f6adeb42cb33794d966cb9f384fb396)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x2633b195e175056fabdd750456edc46d4c90532a89c0f01ee8acb364d074d099)
            mstore(add(key, 352), 0x2c8e873ed1c50b2d998bd73337cd1b1e2567658cb89826cb38890e5cf08a4401)
            mstore(add(key, 384), 0x129cb973095ee9a1031b04767aca92250a84b1a746fe0bfcdb5d37b4a0b9ea94)
            mstore(add(key, 416), 0x1e03818f186fdbe938a22c19dcb68aeef451199ff6ac4cf4c8cb1c36d3c4790c)
            mstore(add(key, 448), 0x28f98d534b09cce4d95eceac996fcadfe2884eba2029f094597d4272fafe6b25)
            mstore(add(key, 480), 0x280a3f638bff8d8e9cfaf2db36b8493521fc57e77f795ce74687d48bc6422fc6)
            mstore(add(key, 512), 0x0acba8b0f8a987fc2a6ac137170579a564bf47cfe09288faa87f51196b5c6355)
            mstore(add(key, 544), 0x22717c2eea487400dd2b2ee027ad1732de7eb068769bd9ac6a79af31fc712752)
            mstore(add(key, 576), 0x060ed57c3b3934516a88cab8bb4ee884825446e12358ebde3f34ec70b3d72e56)
            mstore(add(key, 608), 0x0b3a03b266fa78496e14f492fd0fb90fdc5f91dcb39aae88e343e2afe906e6da)
            mstore(add(key, 640), 0x2d6a2b6063c5340a3acfa82182fc49e88d5bc5076471e316a471beb6f26296ec)
            mstore(add(key, 672), 0x10925bc32573fab61a7e31065c403f31647382f5f87268d4240abe3c02e8f0d9)
            mstore(add(key, 704), 0x3044eea25cbf609eaa266b98abba64b42f5f57c7f839206d9d515b0225f25a17)
            mstore(add(key, 736), 0x0ad4d2af60879dc048fa3c537037cff1a626694b3505fdf79433d5581cff29ec)
            mstore(add(key, 768), 0x129d1de7ba42394ed52fb4ef1776e297c63a14cd5947563b228d2df53cb3e277)
            mstore(add(key, 800), 0x2e59714cdef36a53f7e793946b03a88eff45b4349ba43226d7aaa3c040dd26f2)
            mstore(add(key, 832), 0x03154b76c5dbd5042a565a3ab0bbb1fb506f7415359a16e6cf42c26d6dec2e88)
            mstore(add(key, 864), 0x13a9c97b37f4b1c9447e266d2c2ca18a8d2b896be73007fa43751f6c4f5f6bd0)
            mstore(add(key, 896), 0x12ec5c13557cd1c457bc31b65ae2bf6b94cf0b38147c5d5bdcee155806e0eb0c)
            mstore(add(key, 928), 0x2d249ea9a4ae3bfb9b3099c1a39a40530bea027c2db31179f0f6065430c686ad)
            mstore(add(key, 960), 0x1e09e1441547ff69c1e7e30e18f3f05e5f0253fc773c0dbade5f22b6bdd3b48b)
            mstore(add(key, 992), 0x240039173fbf3d6f19f1eef9a93b17d49ceb4880d6f8fb468023c429d4b516b7)
        }
    }
}
