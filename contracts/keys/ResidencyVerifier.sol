// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "residency" (development key).
contract ResidencyVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0x623b21596acef21611ab6cb71e1dde481039a66f52c3a037d5eb566971cda086;
    string public constant circuitName = "residency";
    /// SHA-256 of the circuit's R1CS.
    bytes32 public constant circuitId = 0xc422781af7c6735042b81344d970aa300b765544a521e7611097f0c7ebda2cb2;
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/residency.json#0x853c6fb8895c9ab42b3abdfd6f4f2e22000af6fb63681e075b0fb7c5ebcf7126";

    constructor() {
        emit CircuitMetadataUpdated(circuitId, circuitVersion, proofSystem);
    }

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x1dfc33c7d39dd78cbb0dd2088d8678e72c8116f012376ba6cb6cb83b793675be)
            mstore(add(key, 32), 0x108f80c928e5941205bca2c53a9d2de90b1ea280f68d255b113f245c0c921185)
            mstore(add(key, 64), 0x247be2ca25cb2b909514c9cc61edff666d27803f33726961304cf6e4c3250701)
            mstore(add(key, 96), 0x103cab01c6fd9bbf98e324afc6f46e68dd7dc8d46780512dedb0b6bccf534354)
            mstore(add(key, 128), 0x14ceada2977258b6d72c737c305ad924d47af30f745799aeb36e3254b995ddd3)
            mstore(add(key, 160), 0x08a971837b32627177d08e0a50aa4a44f88f95a793a57122ea6e44588e55b3b1)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x13c374645af1e2d51eaa9486c409ce538188a9401b4f7b8d0df26fea888a4a87)
            mstore(add(key, 352), 0x21961af9c246035f5f18f943491cd2012ae1002a753d5ef419389e22f01b66ac)
            mstore(add(key, 384), 0x18480638739db1151af3f28d191963bbd490710429e58b601dbe690ffbeb2175)
            mstore(add(key, 416), 0x0a9dda3235b2b9c485bb63475b2b84dccfbfab2ce8a456cba7c847558ae82c64)
            mstore(add(key, 448), 0x22ac3ef15441434a0af743ed8ca8f4bcf2c113face88e754f0d70c71929400a9)
            mstore(add(key, 480), 0x0dab2cccc5322e55ac0558ff5a22b68bed81e77d8046627d166dfdff34709724)
            mstore(add(key, 512), 0x0b13f8f708e7b1f4ddefa691103aa552bec891f39b1699f3af7dfa4694bc2ac1)
            mstore(add(key, 544), 0x04ab76c7ddfdaa8e99d0086ef2552d577f96b0f781e0570583197fe7aaf2b392)
            mstore(add(key, 576), 0x1abf2d81eea2b486abc1d567e2931b5ee3ce8860c91e8921b741718583ff3c2e)
            mstore(add(key, 608), 0x03e50f4c2533fadfd30b502703afcd87cebe844852ecdae16e9489e05fff730f)
            mstore(add(key, 640), 0x2f86507ceadeb556a0fa506096214781d18026d1c436f24a3bb7254ec1f2e740)
            mstore(add(key, 672), 0x07dc1dafb7179d7e148d5b8d75a1995aa8ebcf2964a5c2e50e2c7702345cf8a6)
            mstore(add(key, 704), 0x24568c0c6fb3e84a6524b348b040725658824a7b5c0cf50133810d6d56caab7f)
            mstore(add(key, 736), 0x2b285daa3e3ada965d2a579f63a8707568679f281a79906d6b417260bf07b899)
            mstore(add(key, 768), 0x0334bd8d87812a509a1954cedb397bf61ccc4e349139cdda7697382ab48afcce)
            mstore(add(key, 800), 0x1f8aec466470383f69f8892d48c5fdd62fec0da74ec838816d7d07ddfadd619d)
            mstore(add(key, 832), 0x289b0737147b1c33db6a8f979f7077b92bcd0e096b0c16bd6cfdd5c97c7b21b9)
            mstore(add(key, 864), 0x16398722e7eac77be4fde783dc228ea666f839e8b0d8e34169391003bed88dbb)
            mstore(add(key, 896), 0x157f1714f66deca5a0d4993c519161d1ea4a38c99e8c9e57901a6ca7baa52082)
            mstore(add(key, 928), 0x1dbc57f5381e24b1c3b621c827b7cb619ffd2523790ab53b3137b77cf3859537)
            mstore(add(key, 960), 0x2dd38865e8a02b0aa14801bd8304c28f8bb8f32c6b9d58d9d91824f005806403)
            mstore(add(key, 992), 0x20484164bb7bd40b6b7c465d135e491d8b1c4790fa01d1ee24de29e855d68b71)
        }
    }
}
