// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "eligibility" (development key).
contract EligibilityVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0xa6601e2adfac2edb3c5bf023e5e3ffef59ab41d05a55fe1dc21fd2ca02785ad7;
    string public constant circuitId = "eligibility";
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/eligibility.json";

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x2a5dedc2a208fc8dd26fa6e89be30f6a41e1bb306f17e8e1fe504fd14d8d9270)
            mstore(add(key, 32), 0x040f31b338ca06eb75e76e2141299b50b374d4c40715761d8ef42632504ddbf3)
            mstore(add(key, 64), 0x2d4ec3ea81c9fd4a3118ec998b3987fa14185b05b1ee93c06a2fd1f007bc46ba)
            mstore(add(key, 96), 0x23e2a2edd50038959ca421e3ae551d9deb68291bedb0c22b2de8554f9b21cd86)
            mstore(add(key, 128), 0x12672136467b766d2521f2f34ae454bb472604fe67626e4825b009c9533f7dee)
            mstore(add(key, 160), 0x0af124df648c8eae05aa107bf45920fb8be7add76b148c313f3722cd2963c73c)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x19bd2049e04fd26053de26ed6886b73fa0b6ce3efc3c89b1fc1b8ad5a4ecf41b)
            mstore(add(key, 352), 0x097216dcc9ef5583abc1de29674911c5515cf4d741d6617c99a3a3d08a620ea1)
            mstore(add(key, 384), 0x2ce67abbb2dc07a1a4593af7a4ea09914938b47917a4c9e92b6e2a8eaa11ea11)
            mstore(add(key, 416), 0x0cd2da259e408ada585d1e968a3c6c8cce0a5453df19fc10e52a79450aa3f1b5)
            mstore(add(key, 448), 0x239e454e1aeb7f456e73f093c88db015e50318730bdf2eb1eeff0b375f493bdd)
            mstore(add(key, 480), 0x1c405593044291ffd37f25f3720604d532b511ed4f62d9c92d3c92c35d09fc53)
            mstore(add(key, 512), 0x0628e6badcc31fff60b003582520de3dba9764d7786bb66b0eef761bddb274bb)
            mstore(add(key, 544), 0x20a1a07a56effce8220464c9002b4d8422aef296c116cb0e82ee57031af15c0d)
            mstore(add(key, 576), 0x18bd3f3e31a45da86599fb18c76bfcc6de9307d6651e68841d287b8f3c51e26b)
            mstore(add(key, 608), 0x1458fba9483e8e0e7ec93325c1685c45ce8080d3914f09f6237bc067fe49be24)
            mstore(add(key, 640), 0x0d456fdb68094677d252e880adaf20b673a2a90ec98d50d5821d4d2132f0fd0b)
            mstore(add(key, 672), 0x20eeff51ec78505982db7aff6db93e9a673e4c0885a46a291d752d72f3837707)
            mstore(add(key, 704), 0x27df1cf4c220b255368ddb56812258ee08bb9b9693a985b4e7658c57df291713)
            mstore(add(key, 736), 0x2ec001e8cbb273c32ca7305098392e3bd48b8b96543543ffd105c0b4b7308a9e)
            mstore(add(key, 768), 0x005eee2bc48b13d97d507972dacefe3ff18ceb6119df4f9ac4bba19468a81d2f)
            mstore(add(key, 800), 0x0f8c2a1c61c768b7f61a6c60a702067a386449afbbb5b9f5c594ee4109d04ffb)
            mstore(add(key, 832), 0x2845c188c9d1be0b44b7862ced036c992891915c79443e5dbda66b78984be97c)
            mstore(add(key, 864), 0x07e76f2128b1c936436670cd3caa86446a5e57368cc8bb1f7d82289e63af891c)
            mstore(add(key, 896), 0x17345c709a5e68b84496875d0c350d2ffde0e21c28f0cfd4b27041c3ff67b2ac)
            mstore(add(key, 928), 0x08b85f23dedf37f8955fe0869fb92dd0970b399540c96ddd029345a8b9311ee9)
            mstore(add(key, 960), 0x1509d649799e44eb5a26fe8fb929924a1cf4eba940e31fa11888bb6c5f5c59af)
            mstore(add(key, 992), 0x082599673b8194c35f417d09a5596a7291987f904b3d88062e866103b867e8f9)
        }
    }
}
