// SPDX-License-Identifier: Apache-2.0
// Generated from a verification key by `civicproof contracts export`.
pragma solidity ^0.8.28;

import {Groth16Verifier} from "../Groth16Verifier.sol";

/// @notice Verifier of the circuit "eligibility" (development key).
contract EligibilityVerifier is Groth16Verifier {
    /// Whether the key's secret is public, so that anyone can forge with it.
    bool public constant DEVELOPMENT_KEY = true;
    /// SHA-256 over the key's canonical encoding.
    bytes32 public constant verificationKeyHash = 0x2f7eeb67603af8979b14e9903b57b5236dd7e63f28b07c40f467e8f9b941dbc4;
    string public constant circuitName = "eligibility";
    /// SHA-256 of the circuit's R1CS.
    bytes32 public constant circuitId = 0x27d307231696032ff7e2ed7efac2581b7b910410f4fd151d6be04d82123e7e8a;
    string public constant verificationKeyURI = "npm:civicproof/artifacts/vkeys/eligibility.json#0x63def54dc890b4907efbae2a13f93897457ee839f36ad218cd3460da3242cd98";

    constructor() {
        emit CircuitMetadataUpdated(circuitId, circuitVersion, proofSystem);
    }

    function _key() internal pure override returns (uint256[32] memory key) {
        assembly ("memory-safe") {
            mstore(key, 0x14895fa9af045e9df00fbd726f32b0016b7fd1f9954e1093c932e3c8af9e4544)
            mstore(add(key, 32), 0x12d3b1360b78bddf63afe3e81f87b39446f446b5a01bb17483f7a52d0b7e5c36)
            mstore(add(key, 64), 0x07e37daf5e48b49f4bd406cf773aaae5dd75c213750284f3cb70c599fce99166)
            mstore(add(key, 96), 0x2ee1fe971d3635d49101eb75ed738909686157eaf0955965167cdab8ea60e9db)
            mstore(add(key, 128), 0x0387af35a3f3954a178bcb0d8dcf5c3aa65cc352427debe9a18bda7cc7ad0466)
            mstore(add(key, 160), 0x095be3f90d60a768512deb2827f672fe4a55165eddda659badd937d576288272)
            mstore(add(key, 192), 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2)
            mstore(add(key, 224), 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed)
            mstore(add(key, 256), 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b)
            mstore(add(key, 288), 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa)
            mstore(add(key, 320), 0x1647f0bbff05ae25320d497af37cd4726e731985d7c9a439d34da4f4abcec47d)
            mstore(add(key, 352), 0x00a0c969a336811239f8ce14f47fb825282821d3d3f23ff425b611e17fd27580)
            mstore(add(key, 384), 0x1dc3ccc3fc555e7f284607200bb17541a63195c395a4a8cc316c9e1af8eb1ac1)
            mstore(add(key, 416), 0x05166e3eefe6a1560bfb3a1decd95848615cbb95256c30ecba7e04fb7368f096)
            mstore(add(key, 448), 0x0cccb7859b31c5967f1bdeb1028ce2ed688fd01f122ac61afd8a7c84769b428c)
            mstore(add(key, 480), 0x18c8616812b292f3776b529950b1cce6eacb84c6fcc1141d1923be00d6b62cfc)
            mstore(add(key, 512), 0x0b5d643a2eba7ad6c0d1ed92b4e43145ae209e999a9935c0e67dd79701fc4db3)
            mstore(add(key, 544), 0x14d193d6e21a3d3be3533373e08d944381b1314562ed4fdbafc77b53c77a7c3b)
            mstore(add(key, 576), 0x1aa86e3956c3acbd583babd2c5c71d0d3af2e0ef2c2c43ba25bcaa22c2a668bc)
            mstore(add(key, 608), 0x1a41c7e3ecf91b93f66b106fb49f2060cd54808f22d0f7ba51cdd79c8a5f53f9)
            mstore(add(key, 640), 0x15da11a81c73b524f3564d1eb3cf3eaa5feea7dfff89197230483937ad317b32)
            mstore(add(key, 672), 0x3057d0effdbb22362d5be3b4dc8b765de966acf9b3a3d0b7ec647f88ba93d608)
            mstore(add(key, 704), 0x2dbc94e8f406771184059ffbb7da588e02f2578efb3cd3192a319696a0def77e)
            mstore(add(key, 736), 0x04d9b5486a07c6f0b26c4bc037f3f0634f6f383264613589cbc2627026437c97)
            mstore(add(key, 768), 0x09e431f0d31f765bfdeb0b812873a8ff05585c867b57b7e0c2aa2d043f39d618)
            mstore(add(key, 800), 0x0f7a5d7179171ada2a02d27fc1175b6c742b40c55375b94afdade900e1c9368f)
            mstore(add(key, 832), 0x2a9d292efe456b22b78bfb7b86fd4ae22156138c521697170d48b6acae50948b)
            mstore(add(key, 864), 0x12bf46cad66fc750358ab86995ac1037db299e9bc0321653a3382248d39459bf)
            mstore(add(key, 896), 0x145e941240a3ef957432ffa860ae090de9dfd82624ed4990a36d614c6a998604)
            mstore(add(key, 928), 0x216026aa2dbceb05c12d30b13bc2fbf0243678d31c1442ccdeca56671d36f659)
            mstore(add(key, 960), 0x2c9d71747652af87cb57ab94da71cecb23ca47ae1632d306b683a78a0c944be9)
            mstore(add(key, 992), 0x168c471a23715c80c286a9aee1457be7efb94287af33a816efeb9aecba654bf4)
        }
    }
}
