// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "residency" (development key).
contract ResidencyVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0xbace48bd1ef9edd607b578abe7de72c5dfe77737ada35cc17cd5b321d5794a6c;
    string public constant circuitName = "residency";
    /// SHA-256 of the circuit's R1CS.
    bytes32 public constant circuitId = 0x8bf523db19af08399c9bd70d329260892db376489d3c6f0bba87add80cc23739;
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/residency.json#0x001e2fbe3936bfe900883f081218ff5177204fddf846f5cba559a3d9f464e849";

    constructor() {
        emit CircuitMetadataUpdated(circuitId, circuitVersion, proofSystem);
    }

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x1156419d38950dfe2519830faa81e24d05d1d349e78cffd8cf3406e26883235d)
            mstore(add(key, 32), 0x143fe8f97774f7832b7e41e31fde6617602a06f6070175c144e169f32f0d5630)
            mstore(add(key, 64), 0x0f023bf5ed65e3db09504487d41fa1697ef61656eaeb5f3f4dca687ef51fd8cd)
            mstore(add(key, 96), 0x21166d70ec66d80fd623e71bd9598571c27dea183635ef837cd9ac0f9dcb26d5)
            mstore(add(key, 128), 0x1ca82dd079a65e891b4b16a5710878ceba483718e4299cc03f107f691889972c)
            mstore(add(key, 160), 0x12d6e36ecbfa1bed2ac80813cecc46f457e3918834802486b29ca3c6c2e45655)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x1137fcce20a544b379af4d2bc1fcf18289f20b2d2b2792c8d6de7e9e3dc82aa2)
            mstore(add(key, 352), 0x07be040be667518f2c5254fe106f46ce2f96ad5ec3525ee5d4b66d38577e79de)
            mstore(add(key, 384), 0x2885a928ba6117ad7e9ce0ec0e342ade6ce780f2d18f0f92b59de46acf695e31)
            mstore(add(key, 416), 0x0f80458265283e6e3f7884910c341c9cca83af535091dd3d4afaacbbdaf49cb5)
            mstore(add(key, 448), 0x08661ed09758132450488e146c28bc99a8a9e6a96cd1084547d93b93b4d40e99)
            mstore(add(key, 480), 0x0d402efc25439b1cd48c620e01de1637ac27c74f2c98f125d81a4eb722a2ee83)
            mstore(add(key, 512), 0x1f1ca4193b311264b8602898d894cac0deaf38032af9bcf385a0cf3f2e245e7c)
            mstore(add(key, 544), 0x27497954d3943042a581687d22cc66d978e48db496b945416b3944f1b71fea9d)
            mstore(add(key, 576), 0x2cead9efaa9b2cd5ef9d347f5c19a2e7ec0e03aed10280a64430bb8bd82e1489)
            mstore(add(key, 608), 0x1d080fea1225689ea57507430ebbed7a8a5f0809545e19e5f75597bdc5a42285)
            mstore(add(key, 640), 0x26d10e7fbaf0b18b18661ec1bb07fc99b7ca7cf048325b3d5fbec8cf632a6845)
            mstore(add(key, 672), 0x0fb581a0795ec37356ebd3c3f4997afcf41230cbec7fbb64075d74d7aedd84e1)
            mstore(add(key, 704), 0x13fffc8d7e78aa1793c6b7e4869f9e22a33da2fc40f897db77352946415d8cf5)
            mstore(add(key, 736), 0x088c3f880a3be32ad93c05849e2449ba7b7541190d3ab7214fcb71954fe53275)
            mstore(add(key, 768), 0x116ec5a79ab4e905b3e0f89be40fcf4d209769f9f7e7bbbd08a1bd748537aa22)
            mstore(add(key, 800), 0x060dd9e0e52a2392da3a783d01ce088ecc76f081e85847c53d08f06d800452fe)
            mstore(add(key, 832), 0x0b89169bbb8759bceb68e181ed7ecd01397ca86ba4262efa007885bd4171d75f)
            mstore(add(key, 864), 0x0e53558782debb55237abd7076f7d40f9a00ff05075d63b8d1d9938ca2c83f30)
            mstore(add(key, 896), 0x07b1a1178d4e40aae22877d4f30f8b16e014f5cfd13080132ec8c78896589758)
            mstore(add(key, 928), 0x16d4fe9ee875d84a08ba2ec58b81d23e235df8b737e05bd7e8abfe1009b85366)
            mstore(add(key, 960), 0x0ab09589595ad07cba632759bda6d08aa74dc47fa3332937dafece05a8734918)
            mstore(add(key, 992), 0x043f612849d4685471997390923c7396afaa616835f2b36425fe6bccabdafe84)
        }
    }
}
