// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "age" (development key).
contract AgeVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0x02e0a75821e63a4327535dcb1a64ce3ec0fa730d1de83dffed2ea0d1fa427ee9;
    string public constant circuitId = "age";
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/age.json";

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x2dbeebce73fdeb064f3136af2bcfd57feed5cd3ce05cce84fa4c2a5dce3f27e8)
            mstore(add(key, 32), 0x19df68aefe18a1d7804d168049c2289cc0c69eee883b6866758012e5035e5df5)
            mstore(add(key, 64), 0x1df1256799dd3eb3653b12cc8de256a0338f03016881436a30e83535621e3a88)
            mstore(add(key, 96), 0x2c5f128f8e673dfc54d4e4519b721c88683f559d7631d5c0a7990b32dbbf607f)
            mstore(add(key, 128), 0x15936ddb966eebcd3cced6b68ce683da915fa5e0b8c1b0fa78cb0aa446b25c5f)
            mstore(add(key, 160), 0x0399326e808a0f2e9386a924403d88d3b57bdc75bb3b7e0084babafb02df736e)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x10f5cd0db5a6fc3f5811f08eb4dfb9e343744a95e6481f3ec532ec3f786d3ba6)
            mstore(add(key, 352), 0x084fee22d0e82fb3b3f9707fbd0598a30226ba6cc40b0efc07a366127ec1cd39)
            mstore(add(key, 384), 0x0d8a0bb87a317ae1ac0504c717caba40ab89a9b2a8e58f54a27c00124a58cbf7)
            mstore(add(key, 416), 0x2c243f26e1fcceac7fc31e3c09653bb57236ab70d67cb124693aea1a17454899)
            mstore(add(key, 448), 0x2eedc9d50a0906adcfdd3db25c2234a73dbad17eefc4682c78a57833c8e7ee4a)
            mstore(add(key, 480), 0x1b3771b21be103945fba364976522be45ff32cf5fd5fc0b3771d484f1120d94b)
            mstore(add(key, 512), 0x20df7aba9363321387bb9bbfee0c21db9d889aa383aff26fdcde9f276d0c630f)
            mstore(add(key, 544), 0x062e31bad5df786d443701f224c481799993c054f63225c01969f098d61693ba)
            mstore(add(key, 576), 0x1b81be21f67a6bb4916678920be64d3961ad6e9d03b74826f2ddc9b907f4c6d8)
            mstore(add(key, 608), 0x0986abe166aa956182ae8bbca5eac912f3fa6bbc033fd7d37c1a162f78005110)
            mstore(add(key, 640), 0x17a3324557d826cc3b769ec55d17d7a4a4cdc0cdc801d4d9f15986b6eadb0dbd)
            mstore(add(key, 672), 0x29fa42655f5f9dc5d3435bf020d3fe14e7e7aa3d9696861040c666422a8f710a)
            mstore(add(key, 704), 0x22815efe1b545a66bb5ca0404999cf5ab131adcc19388e3796f14f4e838aeefe)
            mstore(add(key, 736), 0x0982740bf86721847bc45bd769f1b804663940d39255447bc1ed173fbd5fd963)
            mstore(add(key, 768), 0x0d84085dcc319c93804752e3e1207a4941d3e83308d6b929fc34ccea9162f38f)
            mstore(add(key, 800), 0x01f1eb330488fee3f8fc3128e797bbad377835bbbd46f05937c47c69db70df43)
            mstore(add(key, 832), 0x232e35e47c9b70c05178bf008b8c440b6f13f3d138865158c3736b8599c34f28)
            mstore(add(key, 864), 0x0716d5323ec247a76ee46d5ea331439ce99ad4c2fa39712d63286882590164ed)
            mstore(add(key, 896), 0x19647347db04428d2e19f095448ae0483367f1c73f3fa714f9cb512d2c9b37ce)
            mstore(add(key, 928), 0x09b5e966c5fa10de0cfe91441a30a4f42dbf937ff23b5dc5129ba816c88238ce)
            mstore(add(key, 960), 0x0659daa50b02328370aa28fce79a14f085262122c130429cceb29280b36af0c6)
            mstore(add(key, 992), 0x0448a55c627e190778738b76d18431819cdb37f3518cbf14efdb3113ee8600f3)
        }
    }
}
